"""What gunicorn serves: `gunicorn stj_toezicht.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stj_toezicht.settings")
application = get_wsgi_application()

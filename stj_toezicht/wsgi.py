"""What gunicorn serves: `gunicorn stj_toezicht.wsgi`."""

import gc
import logging
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stj_toezicht.settings")
application = get_wsgi_application()
import_module("stj_toezicht.accounts.checks").refuse_to_serve_demonstration_accounts()
for caution in import_module("assessments.checks").typeface_is_cut_to_size_quickly():
    logging.getLogger("assessments").warning("%s %s", caution.msg, caution.hint)
connections.close_all()  # or with --preload the workers would share one
import_module(settings.ROOT_URLCONF)  # what the first request would load
gc.collect()
gc.freeze()  # what stays is not gone through again each time that garbage is collected, while somebody waits

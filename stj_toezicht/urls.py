"""The addresses of the site: Dutch, and stable once published."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from stj_toezicht.access import open_to_everyone
from stj_toezicht.accounts.views import LogIn, shortcuts, start

urlpatterns = [
    path("inloggen/", LogIn.as_view(), name="login"),
    path("uitloggen/", open_to_everyone(LogoutView.as_view()), name="logout"),
    path("start/", start, name="start"),
    path("sneltoetsen/", shortcuts, name="shortcuts"),
    path("beheer/", admin.site.urls),
    path("", include("assessments.urls.office")),
    path("", include("assessments.urls.public")),
]

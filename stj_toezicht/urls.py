"""The addresses of the site: Dutch, and stable once published."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path, register_converter
from django.views import defaults

from stj_toezicht.access import open_to_everyone
from stj_toezicht.accounts.views import (
    ChoosePassword,
    ForgottenPassword,
    LogIn,
    discard_kept_form,
    kept_form,
    kept_forms,
    shortcuts,
    start,
)
from stj_toezicht.addresses import Key, Year

register_converter(Key, "key")
register_converter(Year, "year")

urlpatterns = [
    path("", include("assessments.urls.public")),  # what everyone reads is looked up first
    path("inloggen/", LogIn.as_view(), name="login"),
    path("uitloggen/", open_to_everyone(LogoutView.as_view()), name="logout"),
    path("wachtwoord/vergeten/", ForgottenPassword.as_view(), name="forgotten_password"),
    path("wachtwoord/kiezen/<uidb64>/<token>/", ChoosePassword.as_view(), name="choose_password"),
    path("start/", start, name="start"),
    path("sneltoetsen/", shortcuts, name="shortcuts"),
    path("bewaard/", kept_forms, name="kept_forms"),
    path("bewaard/<uuid:key>/", kept_form, name="kept_form"),
    path("bewaard/<uuid:key>/weggooien/", discard_kept_form, name="discard_kept_form"),
    path("beheer/", admin.site.urls),
    path("", include("municipalities.urls")),
    path("", include("assessments.urls.office")),
]

# Django's own pages, without its second look at what was sent: a body that can't be read would fail there again.
handler400 = defaults.bad_request.__wrapped__
handler403 = defaults.permission_denied.__wrapped__
handler404 = defaults.page_not_found.__wrapped__

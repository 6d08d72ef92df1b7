"""One file of settings; what differs between machines comes from the environment (the README lists it)."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from stj_toezicht.mail import read_email_url

BASE_DIR = Path(__file__).resolve().parent.parent


def _on(name, default=False):
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def _list(name, default=""):
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


DEBUG = _on("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY: without it sessions could be forged.")
    SECRET_KEY = "only-for-development-because-everyone-can-read-it-here"

ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "stj_toezicht.accounts",
    "stj_toezicht.log",
    "stj_toezicht.notices",
    "municipalities",
    "assessments",
    "stj_toezicht.administration.apps.AdministrationConfig",
    "crispy_forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "stj_toezicht.requests.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "stj_toezicht.requests.SizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stj_toezicht.caches.NothingIsKept",
    "stj_toezicht.accounts.keeping.KeepTypedText",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "stj_toezicht.access.RoleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stj_toezicht.requests.MethodMiddleware",
    "stj_toezicht.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "stj_toezicht.urls"
WSGI_APPLICATION = "stj_toezicht.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stj_toezicht.theme.theme",
            ],
            "builtins": ["stj_toezicht.accounts.templatetags.writer"],
        },
    },
]

CRISPY_TEMPLATE_PACK = "nlds"
CRISPY_ALLOWED_TEMPLATE_PACKS = "nlds"
CRISPY_FAIL_SILENTLY = False
CRISPY_CLASS_CONVERTERS = {
    "textinput": "utrecht-textbox",
    "emailinput": "utrecht-textbox",
    "passwordinput": "utrecht-textbox",
    "numberinput": "utrecht-textbox",
    "dateinput": "utrecht-textbox stj-textbox--date",
    "timeinput": "utrecht-textbox stj-textbox--date",
    "textarea": "utrecht-textarea",
    "select": "utrecht-select",
    "checkboxinput": "utrecht-checkbox",
}

# SQLite below 3.51.3 can corrupt a database in WAL mode, so it keeps the rollback journal there.
# IMMEDIATE takes the write lock when a transaction starts: writers wait for each other and none fails half-way.
_SQLITE_JOURNAL = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={_SQLITE_JOURNAL}; PRAGMA synchronous=FULL;"
        " PRAGMA recursive_triggers=ON;",  # or REPLACE INTO would delete a row past the triggers
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["stj_toezicht.accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "stj_toezicht.accounts.passwords.MinimumLength",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
CSRF_FAILURE_VIEW = "stj_toezicht.accounts.keeping.refuse_forgery"
SESSION_COOKIE_AGE = 12 * 60 * 60

PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60

# Where links in a mail lead, and who sends it.
SITE_URL_IS_SET = bool(os.environ.get("SITE_URL") or DEBUG)
SITE_URL = os.environ.get(
    "SITE_URL", "http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0]}"
).rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "STJ Toezicht <toezicht@localhost>")
EMAIL_URL_IS_SET = bool(os.environ.get("EMAIL_URL") or DEBUG)
globals().update(read_email_url(os.environ.get("EMAIL_URL", "console:" if DEBUG else "smtp://localhost")))
EMAIL_TIMEOUT = 30

# What a municipality sends within these minutes after the last day of its term is in time yet.
REPLY_GRACE = timedelta(minutes=int(os.environ.get("REPLY_GRACE_MINUTES", "15")))

# What is done after a request waits in the database, for the worker (`manage.py db_worker`).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# How much each process keeps in memory, in bytes: of what was published, and of the PDFs that it printed lately.
FACTSHEETS_IN_MEMORY = 50 * 1024 * 1024
DRAFTS_IN_MEMORY = 10 * 1024 * 1024

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "stj_toezicht.packages.SourceSansFinder",
    "stj_toezicht.packages.HtmxFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# A form may bring as much as the longest round with every text full; files only where a view takes them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the bytes are the bound; a large first test sends thousands
# Three documents of the largest size, and the form around them.
MAX_UPLOAD_SIZE = 60 * 1024 * 1024 + 64 * 1024

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# A deployment may load a house style of its own after ours, and name the class that switches it on.
THEME_STYLESHEET = os.environ.get("THEME_STYLESHEET", "")
THEME_CLASS = os.environ.get("THEME_CLASS", "")

HTTPS = _on("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _on("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Without handlers of its own, or everything is written twice: by them and by the root.
        "django": {"handlers": [], "level": "INFO"},
        "fontTools": {"level": "ERROR"},
    },
}

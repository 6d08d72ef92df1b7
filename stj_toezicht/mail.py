"""Reading from one address where mail goes, as DATABASE_URL tells which database there is."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def read_email_url(url):
    """The settings that an EMAIL_URL stands for: `console:`, or a server after `smtp://`, `smtp+tls://` or `smtps://`."""
    if url == "console:":
        return {"EMAIL_BACKEND": CONSOLE}
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        port, host = None, None
    if not host or parts.scheme not in PORTS:
        raise ImproperlyConfigured("EMAIL_URL is console: or smtp://, smtp+tls:// or smtps:// with a server.")
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }

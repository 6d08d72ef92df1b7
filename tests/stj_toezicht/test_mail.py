import pytest
from django.core.exceptions import ImproperlyConfigured

from stj_toezicht.mail import read_email_url

NOBODY = ("", "")


@pytest.mark.parametrize(
    ("url", "server", "who", "tls", "ssl"),
    [
        ("smtp://localhost", ("localhost", 25), NOBODY, False, False),
        ("smtp+tls://mail.example.nl", ("mail.example.nl", 587), NOBODY, True, False),
        ("smtps://jan:ge%40heim@mail.example.nl", ("mail.example.nl", 465), ("jan", "ge@heim"), False, True),
        ("smtp+tls://mail.example.nl:2525", ("mail.example.nl", 2525), NOBODY, True, False),
    ],
)
def test_one_address_says_where_mail_goes(url, server, who, tls, ssl):
    assert read_email_url(url) == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server[0],
        "EMAIL_PORT": server[1],
        "EMAIL_HOST_USER": who[0],
        "EMAIL_HOST_PASSWORD": who[1],
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
    }


def test_mail_may_be_printed_instead():
    backend = "django.core.mail.backends.console.EmailBackend"
    assert read_email_url("console:") == {"EMAIL_BACKEND": backend}


@pytest.mark.parametrize(
    "url", ["", "mail.example.nl", "http://mail.example.nl", "smtp://", "smtp://mail:veel"]
)
def test_what_is_no_such_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is console: or smtp://"):
        read_email_url(url)

"""For whom a page with a form was made: a hidden, signed field that says who types there.

It is bound to an account and not to an address: one page sends to many (each point of a theme is saved, compared
and settled at its own), and an address would stop little. Without a session of that very account nothing that
carries it is acted on. It is put aside for its writer, who reads it and sends it on, with rights of their own. What
is left to who got hold of a page of another (which no browser keeps): to lay a text before its writer, for as long
as `LONGEST_OPEN`.
"""

import secrets
from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

FIELD = "writer"
SALT = "stj_toezicht.accounts.writer"
LONGEST_OPEN = 14 * 24 * 60 * 60  # seconds that a page may stay open and still say who typed
UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)


@dataclass(frozen=True)
class Writer:
    """The account that a page was made for; `page` names that page in the browser, `about` says what it is about."""

    pk: int
    page: str
    about: str = ""

    @property
    def signed(self):
        return signing.dumps([self.pk, self.page, self.about], salt=SALT)


def writer_of(request):
    """Who typed what a request sends, if it says so itself and that can be trusted."""
    try:
        token = request.POST.get(FIELD, "")
        return Writer(*signing.loads(token, salt=SALT, max_age=LONGEST_OPEN)) if token.isascii() else None
    except (signing.BadSignature, *UNREADABLE):
        return None


def writer_for(request, about=""):
    """Whoever gets the page that is being made; a form that comes back is still the page that it was."""
    sent = writer_of(request) if request.method == "POST" else None
    same = sent and sent.pk == request.user.pk
    return Writer(request.user.pk, sent.page if same else secrets.token_hex(8), str(about)[:200])

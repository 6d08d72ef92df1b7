"""What a notice says: a subject, and a text with a link in it."""

import re
import textwrap

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from stj_toezicht.notices.kinds import TO_CHOOSE_A_PASSWORD

LINK_UNSEEN = "(hier staat een persoonlijke link)"


def subject_and_text(notice, *, link="", fits_window=True):
    """A notice in words; without a `link` with the one that everybody may see who may see the notice.

    A page has a width of its own: there its lines need not fit a reader's window.
    """
    if not link:
        link = LINK_UNSEEN if notice.kind in TO_CHOOSE_A_PASSWORD else settings.SITE_URL + notice.path
    context = {"notice": notice, "link": link, "site": settings.SITE_URL}
    said = render_to_string(f"notices/{notice.kind}.txt", context)
    subject, _, text = said.strip().partition("\n")
    paragraphs = re.sub(r"\n{3,}", "\n\n", text).strip().split("\n\n")
    lines = map(_filled, paragraphs) if fits_window else paragraphs
    return " ".join(subject.split())[:200], "\n\n".join(lines) + "\n"


def _filled(paragraph):
    """Lines that fit a reader's window; a link stays whole, and a signature stays in its lines."""
    lines = (
        textwrap.wrap(line, 76, break_long_words=False, break_on_hyphens=False)
        for line in paragraph.split("\n")
    )
    return "\n".join(line for wrapped in lines for line in wrapped)


def link_of(notice):
    """Where the mail leads; who is to choose a password gets a link of their own, that works once and for a while."""
    if notice.kind not in TO_CHOOSE_A_PASSWORD:
        return settings.SITE_URL + notice.path
    arguments = [
        urlsafe_base64_encode(force_bytes(notice.to_id)),
        default_token_generator.make_token(notice.to),
    ]
    return settings.SITE_URL + reverse("choose_password", args=arguments)

"""What somebody typed stands on the answer that refuses it, whichever page that is.

A page with a form has every text in its field, or beside what another wrote instead. A page without one need not
think of what was typed: whatever of it the answer doesn't show is put below why it was refused, to copy from.
"""

import re

from django.template.loader import render_to_string
from django.utils.html import escape

from stj_toezicht.accounts.writers import FIELD

PLACE = '<div id="getypt"></div>'  # `includes/unsaved.html`, on an answer to who typed
_TO_COPY = re.compile("<textarea[^>]*>(.*?)</textarea>", re.DOTALL)


def show_unsaved(response, form):
    """Show on an answer that refuses `form` (a KeptForm that isn't kept) each text of it that isn't there yet."""
    if response.status_code < 400 or response.streaming:
        return
    page = response.content.decode(response.charset)
    if f'name="{FIELD}"' in page:
        return
    shown = "\0".join(_in_one_line(found) for found in _TO_COPY.findall(page))
    texts = [(label, text) for _, label, text in form.texts if _in_one_line(escape(text)) not in shown]
    if texts:
        box = render_to_string("accounts/_unsaved.html", {"texts": texts, "had_files": form.had_files})
        response.content = page.replace(PLACE, box, 1)


def _in_one_line(text):
    return " ".join(text.split())

"""Where pages are printed, one at a time."""

import threading

from assessments.printing.layout import lay_out

# Pango's fonts, which all renderings share, are not safe for threads.
_one_at_a_time = threading.Lock()


def write(html: str, stylesheet: str) -> bytes:
    """The PDF of a page of ours, in one of our stylesheets."""
    with _one_at_a_time:
        return lay_out(html, stylesheet)

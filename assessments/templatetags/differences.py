"""How what differs between two texts stands on a page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessments import differences
from assessments.differences import Kind

register = template.Library()


@register.simple_tag
def difference(before, after, shortened=False):
    """A text with what was added and removed marked: by a line, by colour, and in words for who listens."""
    pieces = differences.compare(before or "", after or "")
    return marked(differences.shorten(pieces) if shortened else pieces)


def marked(pieces):
    """Pieces as `<ins>` and `<del>`; a line break that came or went is made visible."""
    return format_html(
        '<div class="stj-difference">{}</div>', format_html_join("", "{}", map(_piece, pieces))
    )


def _piece(piece):
    shown: dict[Kind, tuple[SafeString | str, ...]] = {
        Kind.SAME: (piece.text,),
        Kind.SKIPPED: (_skipped,),
        Kind.ADDED: (_change("ins", "toegevoegd", piece.text),),
        Kind.REMOVED: (_change("del", "verwijderd", piece.text),),
    }
    return shown[piece.kind]


def _change(element, word, text):
    told = "" if text.strip() else ("nieuwe regel" if "\n" in text else "spatie")
    return format_html(
        '<{0}><span class="stj-visually-hidden"> {1}: {2}</span>{3}'
        '<span class="stj-visually-hidden"> einde {1} </span></{0}>',
        mark_safe(element),  # noqa: S308  "ins" or "del"
        word,
        told,
        format_html_join(_line_end, "{}", ((line,) for line in text.split("\n"))),
    )


# Fixed markup, in which nothing of a text stands.
_line_end = mark_safe('<span class="stj-difference__line" aria-hidden="true">¶</span>\n')
_skipped = mark_safe(
    '<span class="stj-muted">[…]<span class="stj-visually-hidden"> ongewijzigde tekst </span></span>'
)

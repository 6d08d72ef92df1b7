"""How verdicts, progress and texts stand on a page."""

import textwrap

from django import template
from django.utils.html import format_html, format_html_join

from assessments import texts
from assessments.factsheet.sentences import enumerate_words
from assessments.timeline import lay_out
from assessments.verdicts import Verdict

register = template.Library()


@register.inclusion_tag("includes/verdict.html")
def verdict(value, brief=False, words=None):
    """A verdict as mark and word, or `brief` with the word to be heard alone; an empty value is still open.

    The `words` are those of a factsheet, which keeps its own.
    """
    if value == "":
        return {"name": "open", "mark": "", "word": words.open if words else "Nog open"}
    given = Verdict(value)
    word = words.of(value) if words else given.label
    return {"name": given.replace("_", "-"), "mark": given.mark, "word": word, "brief": brief}


@register.filter
def verdict_mark(value):
    """The mark that belongs to a verdict, to stand in front of its word; nothing for any other value."""
    return Verdict(value).mark if value in Verdict.values else ""


@register.filter
def known_verdicts(values):
    """Those of `values` that are verdicts; what a browser sent may be anything."""
    return [value for value in values if value in Verdict.values]


@register.filter
def listed(things):
    """Things by their names, as a Dutch list: "a, b en c"."""
    return enumerate_words([str(thing) for thing in things])


@register.filter
def shortened(wording, width=60):
    """A wording for in a heading: whole, or else its first sentence, or as many whole words as fit."""
    first = wording.partition(". ")[0]
    if len(first) < len(wording) and len(first) <= width < len(wording):
        return f"{first}…"
    return textwrap.shorten(wording, width, placeholder="…")


@register.filter
def beside(columns, cells):
    """Each column of a factsheet with the cell that stands in it."""
    return zip(columns, cells, strict=True)


@register.inclusion_tag("includes/progress.html")
def progress(done, total, is_what=""):
    """How much of something is done: a bar and the words "3 van 4", and what they are."""
    return {
        "is_what": is_what,
        "done": done,
        "total": total,
        "percentage": 100 * done // total if total else 0,
    }


@register.filter
def who_write_too(users):
    """The sentence on those who have the same round open to write in it."""
    names = enumerate_words([user.name for user in users])
    return f"{names} {'bewerkt' if len(users) == 1 else 'bewerken'} dit ook."


@register.inclusion_tag("includes/timeline.html")
def timeline(rounds, approaches):
    """The rounds and approaches of a case file as a drawing; the list beside it says the same."""
    return {"timeline": lay_out([round_.year for round_ in rounds], approaches)}


@register.simple_tag
def markdown(text, headings=False, heading_level=3):
    """An explanation or, with `headings`, a narrative as it reads; nothing where no text is."""
    if not text:
        return ""
    html = texts.to_html(text, headings=headings, heading_level=heading_level)
    return format_html('<div class="stj-prose">{}</div>', html)


@register.simple_tag
def marked(pieces):
    """A text in pieces (`assessments.passages`), with those marked that somebody searched for."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", p.text) if p.is_marked else p.text,) for p in pieces)
    )

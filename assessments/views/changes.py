"""What differs between two versions of a finding, field by field, as a page shows it."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst

from assessments.verdicts import Verdict

LABELS = {
    "verdict": "Oordeel",
    "reason": "Reden waarom dit punt niet is beoordeeld",
    "explanation": "Toelichting",
    "expected_on": "Berust op een voornemen, verwacht op",
    "rests_on": "Contactmomenten",
    "private_note": "Notitie voor het team",
    "development": "Ontwikkeling",
    "contact_moment": "Contactmoment",
}
BEGINNINGS = {  # with which of two versions the fields start
    "opgeslagen": "Neem de opgeslagen tekst over",
    "mijn": "Begin met mijn tekst",
    "samen": "Voeg beide samen",
}
OF_A_FINDING = [name for name in LABELS if name not in ("development", "contact_moment")]


def beginnings_for(typist):
    """The same for somebody who chooses on a version that another, the `typist`, typed."""
    of_another = {"mijn": f"Begin met de tekst van {typist}"} if typist else {}
    return (BEGINNINGS | of_another).items()


@dataclass(frozen=True)
class Change:
    """One field before and after; of a verdict its value, of everything else its text."""

    name: str
    before: str
    after: str

    @property
    def label(self):
        return LABELS[self.name]

    @property
    def is_verdict(self):
        return self.name == "verdict"

    @property
    def is_changed(self):
        return self.before != self.after


def lay_out_changes(before, after, moments, *, hidden=()):
    """Each field of two contents, but those `hidden` from the reader; `moments` are those of the round."""
    said = _sayer(moments)
    names = [name for name in OF_A_FINDING if name not in hidden]
    return [Change(name, said(before, name), said(after, name)) for name in names]


def changed_or_core(changes):
    """What changed, and the verdict and the explanation in any case."""
    return [change for change in changes if change.is_changed or change.name in ("verdict", "explanation")]


def texts_of(changes):
    """What stands there afterwards, field by field: label and text."""
    return [
        (change.label, Verdict(change.after).label if change.is_verdict else change.after)
        for change in changes
        if change.after
    ]


def describe_moments(keys, moments):
    """Contact moments by their keys, one a line, also those that are no longer there."""
    known = {moment.pk: f"{capfirst(moment)} op {date_format(moment.date)}" for moment in moments}
    lines = [line for key, line in known.items() if key in keys]
    gone = len(set(keys) - known.keys())
    return "\n".join(lines + ["Een contactmoment dat is verwijderd"] * gone)


def _sayer(moments):
    moments = list(moments)

    def said(content, name):
        value = getattr(content, name)
        if name == "rests_on":
            return describe_moments(value, moments)
        if name == "expected_on":
            return date_format(value) if value else ""
        return value

    return said

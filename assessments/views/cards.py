"""The improvement points of a round as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.forms.findings import FindingForm
from assessments.models import Finding, History


@dataclass
class Card:
    """One improvement point: what was found before, and the form for what is found now."""

    finding: Finding
    wording: str
    earlier: list[Finding]
    form: FindingForm | None
    preview: str | None = None

    @property
    def anchor(self):
        return f"punt-{self.finding.pk}"

    @property
    def is_folded(self):
        """What is recorded folds away while there is writing to do, so that the open points are in sight."""
        return self.form is not None and not self.form.is_bound and not self.finding.is_open


@dataclass
class Part:
    """The cards under one theme."""

    theme: object
    cards: list[Card]

    @property
    def filled(self):
        return sum(not card.finding.is_open for card in self.cards)


def lay_out_parts(
    history: History, year: int, *, writes: bool, bound: Mapping[int, FindingForm], preview: int | None = None
) -> list[Part]:
    """The cards of a round per theme; `bound` holds the forms that were just sent in, by finding.

    `preview` is the finding whose text is shown as it will be published.
    """
    parts: dict[object, list[Card]] = {}
    for finding in history.of_round(year):
        form = bound.get(finding.pk) or (FindingForm(finding=finding) if writes else None)
        shown = form.cleaned_data.get("explanation", "") if form and finding.pk == preview else None
        earlier = history.earlier(finding.approach, finding.indicator, year)
        card = Card(finding, history.wording(finding.indicator), earlier, form, shown)
        parts.setdefault(history.theme(finding.indicator), []).append(card)
    return [Part(theme, cards) for theme, cards in parts.items()]

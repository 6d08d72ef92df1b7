"""Which factsheets there are to take along together."""

from dataclasses import dataclass

from django.db.models import TextChoices

from assessments.models import Edition, Round
from assessments.models.rounds import RoundQuerySet
from assessments.steps import State
from municipalities.models import MunicipalityQuerySet


class Stand(TextChoices):
    """Which factsheets, by where they stand."""

    PUBLISHED = "gepubliceerd", "Gepubliceerd"
    FINAL = "vastgesteld", "Vastgesteld, nog niet gepubliceerd"
    CONCEPT = "concept", "Concept, nog niet vastgesteld"


@dataclass(frozen=True)
class Choice:
    """A factsheet that can go into a bundle: an edition, or a round as it now stands."""

    edition: Edition | None = None
    round: Round | None = None

    @property
    def key(self) -> str:
        return f"e{self.edition.pk}" if self.edition else f"r{self.round.pk}" if self.round else ""

    @property
    def place(self) -> tuple[str, int, str]:
        """By municipality, the newest year first."""
        about = self.edition.round if self.edition else self.round
        return (about.municipality.sort_name, -about.year, self.key) if about else ("", 0, "")


def choices(
    *,
    rounds: RoundQuerySet,
    stand: str = "",
    year: int | None = None,
    province: str = "",
    municipalities: MunicipalityQuerySet | None = None,
) -> list[Choice]:
    """The factsheets that answer to all that is asked: what everyone may read, and `rounds` not published yet."""
    editions = Edition.objects.listed().without_files().select_related("round__municipality")
    drafts = rounds.follow_ups().exclude(state=State.PUBLISHED).select_related("municipality")
    if stand in (Stand.FINAL, Stand.CONCEPT):
        editions = editions.none()
        drafts = drafts.filter(state=State.FINAL) if stand == Stand.FINAL else drafts.under_way()
    if stand == Stand.PUBLISHED:
        drafts = drafts.none()
    if year:
        editions, drafts = editions.filter(year=year), drafts.filter(year=year)
    if province:
        editions = editions.filter(round__municipality__province=province)
        drafts = drafts.filter(municipality__province=province)
    if municipalities is not None:
        editions, drafts = (
            editions.of_municipalities(municipalities),
            drafts.filter(municipality__in=municipalities.lines()),
        )
    found = [Choice(edition=edition) for edition in editions] + [Choice(round=draft) for draft in drafts]
    return sorted(found, key=lambda choice: choice.place)

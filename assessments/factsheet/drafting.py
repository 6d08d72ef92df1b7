"""Building a factsheet from the rows of a case file."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from assessments.factsheet import sentences
from assessments.factsheet.content import (
    ApproachInYear,
    Cell,
    Column,
    Contact,
    Factsheet,
    Point,
    ThemeDescription,
    ThemeTable,
)
from assessments.models import Approach, Finding, History, Indicator, Round


def draft(round_: Round, *, published_on: datetime.date | None = None) -> Factsheet:
    """The factsheet of a round as its rows now stand; without `published_on` it is a concept."""
    draft_ = _Draft(round_)
    framework, first = round_.case_file.framework, draft_.rounds[0]
    themes = [ThemeDescription(theme.name, theme.description) for theme in framework.themes.all()]
    return Factsheet(
        municipality=round_.municipality.name,
        code=round_.municipality.code,
        slug=round_.municipality.slug,
        formerly=draft_.former_names(),
        year=round_.year,
        published_on=published_on,
        appeared_in=round_.appeared_in,
        framework_code=framework.code,
        framework_name=framework.name,
        framework_version=framework.version,
        definition=f"{framework.definition}\n- Leefgebieden: {framework.areas_of_life}.",
        introduction=sentences.introduction(
            framework=framework.code,
            municipality=first.municipality.name,
            year=first.year,
            approaches=draft_.names(first.year),
            number_of_themes=len(themes),
        ),
        themes_tested=tuple(themes),
        scope=tuple(draft_.scope()),
        approach_line=sentences.approach_line(
            draft_.names(round_.year), [(year, draft_.names(year)) for year in draft_.years[:-1]]
        ),
        approaches=tuple(draft_.approaches()),
        contacts=tuple(
            Contact(moment.date, moment.get_kind_display()) for moment in round_.contact_moments.all()
        ),
        development=round_.development,
        columns=tuple(column for _, column in draft_.columns()),
        themes=tuple(draft_.tables()),
    )


class _Draft:
    """The rows that a factsheet is drafted from, read once."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.history = History.of(round_)
        rounds = round_.case_file.rounds.filter(year__lte=round_.year)
        self.rounds = list(rounds.select_related("municipality").order_by("year"))
        self.years = [each.year for each in self.rounds]

    def names(self, year: int) -> list[str]:
        return [approach.name for approach in self.history.approaches_in(year)]

    def former_names(self) -> tuple[str, ...]:
        names = dict.fromkeys(each.municipality.name for each in self.rounds)
        return tuple(name for name in names if name != self.round.municipality.name)

    def going_on(self, year: int) -> list[Approach]:
        """The approaches of `year` that go on, under whatever name, in those of this round."""
        lasting = {
            old.pk
            for current in self.history.approaches_in(self.round.year)
            for old in self.history.predecessors(current)
        }
        return [approach for approach in self.history.approaches_in(year) if approach.pk in lasting]

    def scope(self) -> Iterator[str]:
        """The sentences that say what this round did and did not look at."""
        if len(self.years) == 1:
            return
        before = [approach.name for approach in self.going_on(self.years[-2])]
        yield sentences.what_was_followed_up(
            year=self.round.year, before=before, now=self.names(self.round.year)
        )
        for approach in self.history.approaches:
            if approach.reason_left and approach.ends_in and approach.ends_in <= self.round.year:
                yield sentences.left_the_investigation(approach.name, approach.reason_left)

    def approaches(self) -> Iterator[ApproachInYear]:
        for year in self.years:
            going_on = self.going_on(year)
            for approach in self.history.approaches_in(year):
                followed_up = None if year == self.round.year else approach in going_on
                reason = approach.reason_left if followed_up is False else ""
                yield ApproachInYear(year, approach.name, followed_up, reason)

    def columns(self) -> Iterator[tuple[Approach, Column]]:
        for year in self.years:
            going_on = self.going_on(year)
            for approach in going_on:
                yield approach, Column(year, approach.name, named=len(going_on) > 1)

    def tables(self) -> Iterator[ThemeTable]:
        """A table per heading, in the order of the framework, of the indicators that this round looks at."""
        indicators: defaultdict[str, list[Indicator]] = defaultdict(list)
        for finding in self.history.of_round(self.round.year):
            heading = self.history.theme(finding.indicator).heading
            if finding.indicator not in indicators[heading]:
                indicators[heading].append(finding.indicator)
        found = {
            (each.round.year, each.approach_id, each.indicator_id): each for each in self.history.findings
        }
        columns = list(self.columns())
        for heading, of_heading in indicators.items():
            points = [
                Point(
                    self.history.wording(indicator),
                    tuple(
                        _cell(found.get((column.year, approach.pk, indicator.pk)))
                        for approach, column in columns
                    ),
                )
                for indicator in of_heading
            ]
            yield ThemeTable(heading, tuple(points))


def _cell(finding: Finding | None) -> Cell | None:
    if finding is None:
        return None
    return Cell(
        year=finding.round.year,
        approach=finding.approach.name,
        verdict=finding.verdict,
        reason=finding.reason,
        explanation=finding.explanation,
    )

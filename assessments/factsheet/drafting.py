"""Building a factsheet from the rows of a case file."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from itertools import groupby

from assessments.factsheet import sentences
from assessments.factsheet.beside import Beside
from assessments.factsheet.content import (
    ApproachInYear,
    Cell,
    Column,
    Contact,
    Factsheet,
    Intent,
    Point,
    ThemeDescription,
    ThemeTable,
    Words,
)
from assessments.factsheet.leaving_out import not_tested_again
from assessments.models import Approach, Finding, History, Indicator, Round
from assessments.models.remarks import RemarkKind
from assessments.verdicts import Verdict
from assessments.wordings import Texts


def draft(
    round_: Round,
    *,
    published_on: datetime.date | None = None,
    edition: int = 1,
    correction: str = "",
    history: History | None = None,
) -> Factsheet:
    """The factsheet of a round as its rows now stand; without `published_on` it is a concept.

    The `history` is that of its case file, if already read.
    """
    history = history or History.of(round_)
    draft_ = _Draft(round_, history, Beside.of(round_, history))
    return _written(draft_, published_on=published_on, edition=edition, correction=correction)


def draft_each(rounds: Collection[Round], *, texts: Texts | None = None) -> dict[int, Factsheet]:
    """The concept of the factsheet of each of these rounds, by its key, in as many queries as for one; where `texts`
    are given, as it would read in these standard texts.
    """
    beside = Beside.of_each(rounds, texts)
    histories = History.of_each(rounds, with_findings=True)
    drafts = (_Draft(each, histories[each.pk], beside[each.pk]) for each in rounds)
    return {draft_.round.pk: _written(draft_) for draft_ in drafts}


def _written(
    draft_: "_Draft", *, published_on: datetime.date | None = None, edition: int = 1, correction: str = ""
) -> Factsheet:
    round_ = draft_.round
    framework = round_.case_file.framework
    themes = [ThemeDescription(theme.name, theme.description) for theme in draft_.beside.themes]
    found = list(draft_.columns())
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
        definition=draft_.texts.say("definitie"),
        introduction=sentences.introduction(
            framework=framework.code,
            tested=[
                (each.year, each.municipality.name, draft_.names([each]))
                for each in draft_.rounds
                if not draft_.history.rounds_before(each)
            ],
            number_of_themes=len(themes),
            texts=draft_.texts,
        ),
        themes_tested=tuple(themes),
        scope=tuple(draft_.scope()),
        approach_line=sentences.approach_line(
            draft_.names([draft_.last]),
            [(year, draft_.names(rounds)) for year, rounds in draft_.earlier_years],
        ),
        approaches=tuple(draft_.approaches()),
        contacts=tuple(
            Contact(moment.date, moment.get_kind_display()) for moment in draft_.beside.contact_moments
        ),
        development=round_.development,
        columns=tuple(column for _, _, column in found),
        themes=tuple(draft_.tables(found)),
        left_out=tuple(not_tested_again(draft_.history, draft_.last.year, draft_.place)),
        words=draft_.words(),
        signed=sentences.signed_by([str(each) for each in draft_.beside.signatories], texts=draft_.texts),
        closing=draft_.texts.of("slot-eerder-verschenen" if round_.appeared_in else "slot")[0],
        statements=tuple(draft_.statements()),
        intents=tuple(draft_.intents()),
        edition=edition,
        correction=correction,
    )


class _Draft:
    """The rows that a factsheet is drafted from, read once."""

    def __init__(self, round_: Round, history: History, beside: Beside) -> None:
        self.round = round_
        self.history = history
        self.beside = beside
        self.texts = beside.texts
        self.rounds = self.history.rounds
        self.last = next(each for each in self.rounds if each.pk == round_.pk)
        self.lasting = {
            old.pk
            for current in self.history.approaches_of(self.last)
            for old in self.history.predecessors(current)
        }
        self.found = {
            (each.round_id, each.approach_id, each.indicator_id): each for each in self.history.findings
        }

    def statements(self) -> Iterator[str]:
        """The municipality's view, as it sent it."""
        yield from (remark.text for remark in self.beside.said if remark.kind == RemarkKind.STATEMENT)

    def intents(self) -> Iterator[Intent]:
        """What it will do about what stays open, where it wants that published: of each point what it said last."""
        said = {
            remark.released.finding_id: remark
            for remark in self.beside.said
            if remark.kind == RemarkKind.INTENT and remark.released
        }
        for finding in self._findings:
            remark = said.get(finding.pk)
            if remark and remark.reply.publishes_intents and finding.verdict != Verdict.MEETS:
                yield Intent(
                    indicator=self.history.wording(finding.indicator),
                    approach=finding.approach.name,
                    text=remark.text,
                    has_no_measure=remark.has_no_measure,
                    by_whom=remark.by_whom,
                    planned_on=remark.planned_on,
                )

    @property
    def earlier_years(self) -> list[tuple[int, list[Round]]]:
        """The years before this round, oldest first, each with its rounds."""
        before = [each for each in self.rounds if each.year < self.last.year]
        return [(year, list(rounds)) for year, rounds in groupby(before, key=lambda each: each.year)]

    def names(self, rounds: list[Round]) -> list[str]:
        return self._told(
            [(each, approach) for each in rounds for approach in self.history.approaches_of(each)]
        )

    @staticmethod
    def _told(looked_at: list[tuple[Round, Approach]]) -> list[str]:
        """The names of approaches, with the municipality where two of them have one name."""
        times = Counter(approach.name for _, approach in looked_at)
        return [
            f"{approach.name} ({round_.municipality.name})" if times[approach.name] > 1 else approach.name
            for round_, approach in looked_at
        ]

    def former_names(self) -> tuple[str, ...]:
        names = dict.fromkeys(each.municipality.name for each in self.rounds)
        return tuple(name for name in names if name != self.last.municipality.name)

    def going_on(self, round_: Round) -> list[Approach]:
        """The approaches of a round that go on, under whatever name, in those of this one."""
        return [each for each in self.history.approaches_of(round_) if each.pk in self.lasting]

    def place(self, round_: Round) -> str:
        """The municipality of a round, where its year has more than one round."""
        several = sum(each.year == round_.year for each in self.rounds) > 1
        return round_.municipality.name if several else ""

    def scope(self) -> Iterator[str]:
        """The sentences that say what this round did and did not look at."""
        if not self.earlier_years:
            return
        yield from self._merger()
        before = [(each, approach) for each in self._rounds_just_before() for approach in self.going_on(each)]
        years = {each.year for each in self._rounds_just_before() if self.history.rounds_before(each)}
        yield sentences.what_was_followed_up(
            year=self.last.year,
            before=self._told(before),
            now=self.names([self.last]),
            years_before=sorted(years),
            texts=self.texts,
        )
        for approach in self.history.approaches:
            if approach.reason_left and approach.ends_in and approach.ends_in <= self.last.year:
                since = approach.ends_in if approach.ends_in < self.last.year else None
                yield sentences.left_the_investigation(
                    approach.name, approach.reason_left, since=since, texts=self.texts
                )

    def _rounds_just_before(self) -> list[Round]:
        """The last rounds before this one: that of the year before or, after a merger, that of each municipality."""
        before = [each for each in self.rounds if each.year < self.last.year]
        followed_up = {old.pk for each in before for old in self.history.rounds_before(each)}
        return [each for each in before if each.pk not in followed_up]

    def _merger(self) -> Iterator[str]:
        """That municipalities merged, in the first round since."""
        just_before = self._rounds_just_before()
        if len(just_before) > 1:
            names = [each.municipality.name for each in just_before]
            former = [name for name in names if name != self.last.municipality.name]
            yield sentences.went_on_together(
                year=self.last.year,
                municipality=self.last.municipality.name,
                former=former,
                with_own=len(former) < len(names),
                texts=self.texts,
            )

    def words(self) -> Words:
        return Words(
            meets=self.texts.say("voldoet"),
            improvement_point=self.texts.say("verbeterpunt"),
            not_assessed=self.texts.say("niet-beoordeeld"),
            open=self.texts.say("nog-open"),
            not_tested=self.texts.say("niet-getoetst"),
        )

    def approaches(self) -> Iterator[ApproachInYear]:
        for round_ in self.rounds:
            going_on = self.going_on(round_)
            for approach in self.history.approaches_of(round_):
                followed_up = None if round_ == self.last else approach in going_on
                reason = self._why_left(approach) if followed_up is False else ""
                yield ApproachInYear(round_.year, approach.name, followed_up, reason, self.place(round_))

    def _why_left(self, approach: Approach) -> str:
        """Why an approach is not followed up: its own reason, or that of those in which it went on."""
        ahead, reasons = [approach], []
        while ahead:
            reasons += [each.reason_left for each in ahead if each.reason_left]
            ahead = [successor for each in ahead for successor in each.became]
        return sentences.enumerate_words(list(dict.fromkeys(reasons)))

    def columns(self) -> Iterator[tuple[Round, Approach, Column]]:
        """A column per round and approach of which something is told here."""
        told = {finding.indicator_id for finding in self._findings}
        for round_ in self.rounds:
            going_on = self.going_on(round_)
            for approach in going_on:
                if any((round_.pk, approach.pk, indicator) in self.found for indicator in told):
                    named = len(going_on) > 1
                    yield round_, approach, Column(round_.year, approach.name, named, self.place(round_))

    @property
    def _findings(self) -> list[Finding]:
        return self.history.of_round(self.last.year)

    def tables(self, columns: list[tuple[Round, Approach, Column]]) -> Iterator[ThemeTable]:
        """A table per heading, in the order of the framework, of the indicators that this round looks at."""
        indicators: defaultdict[str, list[Indicator]] = defaultdict(list)
        for finding in self._findings:
            heading = self.history.theme(finding.indicator).heading
            if finding.indicator not in indicators[heading]:
                indicators[heading].append(finding.indicator)
        for heading, of_heading in indicators.items():
            yield ThemeTable(heading, tuple(self._point(each, columns) for each in of_heading))

    def _point(self, indicator: Indicator, columns: list[tuple[Round, Approach, Column]]) -> Point:
        cells = (
            _cell(self.found.get((round_.pk, approach.pk, indicator.pk)), column)
            for round_, approach, column in columns
        )
        return Point(self.history.wording(indicator), tuple(cells))


def _cell(finding: Finding | None, column: Column) -> Cell | None:
    if finding is None:
        return None
    return Cell(
        year=column.year,
        approach=column.approach,
        verdict=finding.verdict,
        reason=finding.reason,
        explanation=finding.explanation,
        municipality=column.municipality,
    )

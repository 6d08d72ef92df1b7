from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import QuerySet, prefetch_related_objects

from assessments.models.approaches import Approach, lines_to
from assessments.models.case_files import CaseFile, PrintedIndicator
from assessments.models.contact_moments import OF_ROUND, ContactMoment
from assessments.models.findings import Finding
from assessments.models.frameworks import Indicator, Theme
from assessments.models.rounds import Round
from assessments.verdicts import is_improvement_point
from stj_toezicht.statements import Given, Statement

_Row = TypeVar("_Row", Approach, Round)


@dataclass(frozen=True)
class ImprovementPoint:
    """An indicator that a follow-up looks at for one approach, with all that was found on it `earlier`."""

    approach: Approach
    indicator: Indicator
    earlier: tuple[Finding, ...]


class History:
    """All that was found in one case file, read at once: four queries, whatever its length. There is one more once an
    approach ended, for what these went on in, and two after a merger: which case files, and how these print indicators.

    After a merger of municipalities a case file holds what was found in each of them. What a round of before the
    merger may know is its own municipality's alone: that is the history `of` the round.
    """

    def __init__(self, case_file: CaseFile):
        self.case_file = case_file
        self._origin: int = case_file.pk
        self._year: int | None = None
        self._contact_moments: dict[int, list[ContactMoment]] = {}

    @classmethod
    def of(cls, round_: Round) -> "History":
        """The history as a round sees it: without what came along from other municipalities later."""
        history = cls(round_.case_file)
        history._origin = _origin_of(round_)
        history._year = round_.year
        return history

    @classmethod
    def of_each(cls, rounds: Iterable[Round], *, with_findings: bool = False) -> dict[int, "History"]:
        """The history of each of these rounds, by its key, without a query per round.

        Without `with_findings` that is so as long as no finding is asked.
        """
        histories = {round_.pk: cls.of(round_) for round_ in rounds}
        in_case_files = {"case_file__in": [history.case_file for history in histories.values()]}
        approaches = list(Approach.objects.filter(**in_case_files).with_successors())
        held = list(_oldest_first(Round.objects.filter(**in_case_files)))
        merged = _merged(approaches)
        origins = [history._origin for history in histories.values()]
        printed = _printed_by({*origins, *map(_origin_of, held)})
        found = defaultdict(list)
        if with_findings:
            findings = _bare(Finding.objects.filter(round__case_file__in=in_case_files["case_file__in"]))
            for finding in _in_order(findings, held, approaches, printed):
                found[finding.round.case_file_id].append(finding)
        for history in histories.values():
            pk = history.case_file.pk
            if with_findings:
                history._all_findings = found[pk]
            history._merged = merged
            history._all_approaches = [each for each in approaches if each.case_file_id == pk]
            history._all_rounds = [each for each in held if each.case_file_id == pk]
            history._printed = {
                each.indicator_id: each for each in printed if each.case_file_id == history._origin
            }
        return histories

    @cached_property
    def approaches(self) -> list[Approach]:
        return [approach for approach in self._all_approaches if self._sees(approach)]

    @cached_property
    def findings(self) -> list[Finding]:
        """Every finding, in the order of the framework, the years and the approaches.

        Where a year looked at several municipalities, each finding says in which of them it was.
        """
        findings = [finding for finding in self._all_findings if self._sees(finding.round)]
        rounds = {finding.round_id: finding.round.year for finding in findings}
        rounds_per_year = Counter(rounds.values())
        for finding in findings:
            if rounds_per_year[finding.round.year] > 1:
                finding.found_in = finding.round.municipality.name
        return findings

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds that this history knows, oldest first; those of one year by their municipality."""
        known = [each for each in self._all_rounds if self._sees(each)]
        return [each for each in known if self._year is None or each.year <= self._year]

    def rounds_before(self, round_: Round) -> list[Round]:
        """The rounds that a round followed up: of before it, and as far as it saw them."""
        origins = self._origins_of(_origin_of(round_), round_.year)
        return [each for each in self.rounds if each.year < round_.year and _origin_of(each) in origins]

    @cached_property
    def _all_approaches(self) -> list[Approach]:
        approaches = self._in_it(_APPROACHES(case_file=self.case_file.pk))
        prefetch_related_objects([each for each in approaches if each.ends_in], "successors")
        return approaches

    @cached_property
    def _all_findings(self) -> list[Finding]:
        found = _FINDINGS(case_file=self.case_file.pk)
        elsewhere = {_origin_of(each) for each in self._all_rounds} - {self._origin}
        printed = [*self._printed.values(), *(_printed_by(elsewhere) if elsewhere else [])]
        return _in_order(found, self._all_rounds, self._all_approaches, printed)

    @cached_property
    def _all_rounds(self) -> list[Round]:
        return self._in_it(_ROUNDS(case_file=self.case_file.pk))

    def _in_it(self, rows: list[_Row]) -> list[_Row]:
        for row in rows:
            row.case_file = self.case_file
        return rows

    def _sees(self, row: Approach | Round) -> bool:
        return _origin_of(row) in self._origins

    @cached_property
    def _origins(self) -> set[int]:
        return self._origins_of(self._origin, self._year)

    def _origins_of(self, origin: int, year: int | None) -> set[int]:
        """The case files, by their keys, of which all had come together in the one of `origin` by `year`."""
        origins = {origin}
        while (
            more := {
                pk
                for pk, (into, merged_in) in self._merged.items()
                if into in origins and (year is None or merged_in <= year)
            }
            - origins
        ):
            origins |= more
        return origins

    @cached_property
    def _merged(self) -> dict[int, tuple[int, int]]:
        return _merged(self._all_approaches)

    @cached_property
    def _printed(self) -> dict[int, PrintedIndicator]:
        return {row.indicator_id: row for row in _PRINTED(case_file=self._origin)}

    @cached_property
    def _by_indicator(self) -> dict[int, list[Finding]]:
        by_indicator = defaultdict(list)
        for finding in self.findings:
            by_indicator[finding.indicator_id].append(finding)
        return by_indicator

    def approaches_in(self, year: int) -> list[Approach]:
        """The approaches that a round of `year` looks at."""
        return [approach for approach in self.approaches if approach.is_in_use(year)]

    def approaches_of(self, round_: Round) -> list[Approach]:
        """The approaches that a round looked at: in a year with several rounds each looked at its own."""
        origins = self._origins_of(_origin_of(round_), round_.year)
        return [approach for approach in self.approaches_in(round_.year) if _origin_of(approach) in origins]

    def contact_moments_of(self, round_: Round) -> list[ContactMoment]:
        """The moments at which the inspectorate heard from the municipality on which a round rests, by date."""
        if round_.pk not in self._contact_moments:
            self._contact_moments[round_.pk] = OF_ROUND(round=round_.pk)
        return self._contact_moments[round_.pk]

    def wording(self, indicator: Indicator) -> str:
        """The indicator as the factsheets of this case file print it."""
        printed = self._printed.get(indicator.pk)
        return printed.wording if printed else indicator.wording

    def theme(self, indicator: Indicator) -> Theme:
        """The theme under which the factsheets of this case file print the indicator."""
        printed = self._printed.get(indicator.pk)
        return printed.theme if printed else indicator.theme

    def of_round(self, year: int) -> list[Finding]:
        """The findings of the round of `year`, in the order in which they are printed."""
        found = [finding for finding in self.findings if finding.round.year == year]
        return sorted(found, key=lambda finding: self.theme(finding.indicator).position)

    def predecessors(self, approach: Approach) -> list[Approach]:
        """The approach itself and all that went on in it, oldest first."""
        members = {member.pk for line in lines_to(approach, self.approaches) for member in line}
        return [member for member in self.approaches if member.pk in members]

    def earlier(self, approach: Approach, indicator: Indicator, year: int) -> list[Finding]:
        """What was found on an indicator before `year`, for an approach and all that went on in it."""
        members = {member.pk for member in self.predecessors(approach)}
        return [
            finding
            for finding in self._by_indicator[indicator.pk]
            if finding.round.year < year and finding.approach_id in members
        ]

    def improvement_points(self, year: int) -> Iterator[ImprovementPoint]:
        """What a follow-up in `year` looks at: what stands at X for an approach or for one that went on in it."""
        indicators = {finding.indicator_id: finding.indicator for finding in self.findings}
        ordered = sorted(indicators.values(), key=lambda indicator: self.theme(indicator).position)
        for indicator in ordered:
            for approach in self.approaches_in(year):
                earlier = self.earlier(approach, indicator, year)
                if is_improvement_point(self._verdicts_per_line(approach, earlier)):
                    yield ImprovementPoint(approach, indicator, tuple(earlier))

    def _verdicts_per_line(self, approach: Approach, findings: list[Finding]) -> Iterator[list[str]]:
        for line in lines_to(approach, self.approaches):
            members = {member.pk for member in line}
            yield [finding.verdict for finding in findings if finding.approach_id in members]


def _bare(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Findings with what only they tell: their rounds and approaches are read once, not along with each."""
    return findings.select_related("indicator__theme", "changed_by")


def _in_order(
    findings: Iterable[Finding],
    rounds: Iterable[Round],
    approaches: Iterable[Approach],
    printed: Iterable[PrintedIndicator],
) -> list[Finding]:
    """Findings in the order of the framework, the years and the approaches, each with the round and the approach that
    it is of and the theme under which it is printed; none of a round that came or went while these were read.
    """
    round_of, approach_of = {each.pk: each for each in rounds}, {each.pk: each for each in approaches}
    themes = {(each.case_file_id, each.indicator_id): each.theme_id for each in printed}
    found = [each for each in findings if each.round_id in round_of and each.approach_id in approach_of]
    for each in found:
        each.round, each.approach = round_of[each.round_id], approach_of[each.approach_id]
        each.theme_pk = themes.get((_origin_of(each.round), each.indicator_id), each.indicator.theme_id)
    return sorted(found, key=_place)


def _place(finding: Finding) -> tuple[int, ...]:
    indicator, approach = finding.indicator, finding.approach
    in_framework = indicator.theme.position, indicator.position
    return (*in_framework, finding.round.year, approach.starts_in, approach.pk)


def _origin_of(row: Approach | Round) -> int:
    """The case file, by its key, in which something was looked at first."""
    return row.came_from_id or row.case_file_id


def _printed_by(case_files: Collection[int]) -> list[PrintedIndicator]:
    """How these case files, by their keys, print indicators otherwise."""
    return list(PrintedIndicator.objects.filter(case_file__in=case_files).select_related("theme"))


def _oldest_first(rounds: QuerySet[Round]) -> QuerySet[Round]:
    return rounds.select_related("municipality").order_by("year", "municipality__sort_name")


def _merged(approaches: Iterable[Approach]) -> dict[int, tuple[int, int]]:
    """The case files that went on in another: in which and in what year. Looked up only where an approach did."""
    if not any(approach.came_from_id for approach in approaches):
        return {}
    merged = CaseFile.objects.filter(merged_into__isnull=False)
    return {each.pk: (each.merged_into_id or 0, each.merged_in or 0) for each in merged}


_APPROACHES = Statement(
    lambda: Approach.objects.filter(case_file=Given("case_file")).select_related("came_from__municipality")
)
_FINDINGS = Statement(lambda: _bare(Finding.objects.filter(round__case_file=Given("case_file"))))
_PRINTED = Statement(
    lambda: PrintedIndicator.objects.filter(case_file=Given("case_file")).select_related("theme")
)
_ROUNDS = Statement(lambda: _oldest_first(Round.objects.filter(case_file=Given("case_file"))))

"""What a round did not test again, of all that was tested before it."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from assessments.factsheet.content import Cell, LeftOut
from assessments.models import Finding, History, Indicator, Round


def not_tested_again(history: History, year: int, place: Callable[[Round], str]) -> Iterator[LeftOut]:
    """The indicators that a round of `year` leaves out, in the order of the framework: how each approach last stood.

    `place` names the municipality of a round where its year had several.
    """
    tested = {finding.indicator_id for finding in history.of_round(year)}
    before: defaultdict[Indicator, list[Finding]] = defaultdict(list)
    for finding in history.findings:
        if finding.round.year < year and finding.indicator_id not in tested:
            before[finding.indicator].append(finding)
    went_on = {each.pk: {old.pk for old in history.predecessors(each)} for each in history.approaches}
    for indicator in sorted(before, key=lambda each: history.theme(each).position):
        cells = (_cell(finding, place) for finding in _last(before[indicator], went_on, history.rounds))
        yield LeftOut(history.theme(indicator).heading, history.wording(indicator), tuple(cells))


def _last(findings: list[Finding], went_on: dict[int, set[int]], rounds: list[Round]) -> list[Finding]:
    """The findings on one indicator after which nothing was found for the same approach, or for what it became.

    `went_on` has for each approach, by its key, itself and all that went on in it.
    """
    replaced = {
        earlier.pk
        for later in findings
        for earlier in findings
        if earlier.round.year < later.round.year and earlier.approach_id in went_on[later.approach_id]
    }
    order = [each.pk for each in rounds]
    last = [finding for finding in findings if finding.pk not in replaced]
    return sorted(last, key=lambda finding: order.index(finding.round_id))


def _cell(finding: Finding, place: Callable[[Round], str]) -> Cell:
    round_ = finding.round
    return Cell(round_.year, finding.approach.name, finding.verdict, finding.reason, "", place(round_))

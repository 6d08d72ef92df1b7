"""Whether a round is ready: what must be so before it is finalised or published, and where to mend what is not."""

from collections import defaultdict
from collections.abc import Collection

from assessments.models import Finding, History, Round
from assessments.readiness.checks import CHECKS, FOUR_EYES, OF_THE_TEAM
from assessments.readiness.rows import READ_BY_FOUR_EYES, Check, Place, Result, Rows

__all__ = [
    "CHECKS",
    "FOUR_EYES",
    "OF_THE_TEAM",
    "Check",
    "Place",
    "Result",
    "Rows",
    "missing",
    "review",
    "review_each",
]


def review(round_: Round, history: History | None = None) -> list[Result]:
    """What each check says of a round, in a fixed order; `history` is that of its case file, if already read.

    Once it is up for review, four eyes are among them.
    """
    return _look_at_all(Rows.of(round_, history or History.of(round_)))


def review_each(rounds: Collection[Round]) -> dict[Round, list[Result]]:
    """What each check says of each of these rounds, in as many queries as for one."""
    findings = defaultdict(list)
    found = Finding.objects.filter(round__in=rounds).with_theme().defer("private_note", "search_text")
    for finding in found.select_related("approach", "indicator").in_order():
        findings[finding.round_id].append(finding)
    each = Rows.of_each(rounds, History.of_each(rounds), findings)
    return {rows.round: _look_at_all(rows) for rows in each}


def missing(round_: Round, *, four_eyes: bool = False, history: History | None = None) -> list[Result]:
    """What a round still lacks, also `four_eyes` where these are asked for; an empty list means that it is ready.

    The `history` is that of its case file, if already read.
    """
    rows = Rows.of(round_, history or History.of(round_))
    results = [*_look_at(rows), *([FOUR_EYES.look_at(rows)] if four_eyes else [])]
    return [result for result in results if not result.is_done]


def _look_at_all(rows: Rows) -> list[Result]:
    four_eyes = [FOUR_EYES.look_at(rows)] if rows.round.state in READ_BY_FOUR_EYES else []
    return _look_at(rows) + four_eyes


def _look_at(rows: Rows) -> list[Result]:
    return [check.look_at(rows) for check in CHECKS if check.is_about(rows)]

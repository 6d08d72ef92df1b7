"""The open data of a factsheet: the JSON that the README describes."""

import json
from typing import Any

from assessments.factsheet.content import ApproachInYear, Cell, Factsheet
from assessments.verdicts import Verdict

MARKS = {Verdict.MEETS.value: "√", Verdict.IMPROVEMENT_POINT.value: "X"}


def to_data(factsheet: Factsheet) -> dict[str, Any]:
    """The factsheet as open data; a verdict is "√", "X" or null, and null has its reason.

    An approach or finding names its municipality where its year looked at several that merged since.
    """
    return {
        "title": factsheet.title,
        "municipality": {
            "name": factsheet.municipality,
            "code": factsheet.code,
            "formerly": list(factsheet.formerly),
        },
        "year": factsheet.year,
        "edition": factsheet.edition,
        "correction": factsheet.correction or None,
        "published_on": factsheet.published_on and factsheet.published_on.isoformat(),
        "appeared_in": factsheet.appeared_in and f"{factsheet.appeared_in:%Y-%m}",
        "framework": {
            "code": factsheet.framework_code,
            "version": factsheet.framework_version,
            "name": factsheet.framework_name,
        },
        "approaches": [
            {
                "year": approach.year,
                "name": approach.name,
                "followed_up": approach.followed_up,
                "reason": approach.reason or None,
                **_municipality(approach),
            }
            for approach in factsheet.approaches
        ],
        "contact_moments": [
            {"date": contact.date.isoformat(), "kind": contact.kind} for contact in factsheet.contacts
        ],
        "development": factsheet.development,
        "themes": [
            {
                "heading": theme.heading,
                "points": [
                    {
                        "indicator": point.indicator,
                        "findings": [
                            {**_finding(cell), "explanation": cell.explanation, **_municipality(cell)}
                            for cell in point.cells
                            if cell
                        ],
                    }
                    for point in theme.points
                ],
            }
            for theme in factsheet.themes
        ],
        "left_out": [
            {
                "heading": each.heading,
                "indicator": each.indicator,
                "findings": [{**_finding(cell), **_municipality(cell)} for cell in each.cells],
            }
            for each in factsheet.left_out
        ],
        "municipality_says": {
            "statements": list(factsheet.statements),
            "intents": [
                {
                    "indicator": intent.indicator,
                    "approach": intent.approach,
                    "takes_measure": not intent.has_no_measure,
                    "text": intent.text,
                    "by": intent.by_whom or None,
                    "planned_on": intent.planned_on and intent.planned_on.isoformat(),
                }
                for intent in factsheet.intents
            ],
        },
    }


def _finding(cell: Cell) -> dict[str, Any]:
    return {
        "year": cell.year,
        "approach": cell.approach,
        "verdict": MARKS.get(cell.verdict),
        "reason": cell.reason or None,
    }


def _municipality(said: ApproachInYear | Cell) -> dict[str, str]:
    return {"municipality": said.municipality} if said.municipality else {}


def to_json(factsheet: Factsheet) -> bytes:
    """The open data as UTF-8 text, the same bytes each time."""
    return (json.dumps(to_data(factsheet), ensure_ascii=False, indent=2) + "\n").encode()

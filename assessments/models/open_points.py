"""When a point is still open: the one rule, for a finding that was read and for a query.

A point is filled in when it has a verdict and what that verdict needs: a √ or an X its explanation, in a first test
as in a follow-up. That a point was not assessed needs a reason, and is never stored without.
"""

from django.db.models import Q

from assessments.verdicts import Verdict

GIVEN = (Verdict.MEETS, Verdict.IMPROVEMENT_POINT)


def lacks_verdict(finding):
    return not finding.verdict


def lacks_explanation(finding):
    """Whether there is a √ or an X without a word on why."""
    return finding.verdict in GIVEN and not finding.explanation.strip()


def is_open(finding):
    return lacks_verdict(finding) or lacks_explanation(finding)


def open_ones(path=""):
    """What `is_open` says, as the condition of a query that reaches the findings by `path`."""
    without_a_word = {f"{path}verdict__in": GIVEN, f"{path}explanation__regex": r"^\s*$"}
    return Q(**{f"{path}verdict": ""}) | Q(**without_a_word)

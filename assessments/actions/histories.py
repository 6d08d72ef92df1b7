"""Putting back what stood there before."""

from assessments.actions import Refused
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.rounds import DevelopmentChanged, write_development


class SavedMeanwhile(Refused):
    """The text was saved after its history was opened."""

    message = (
        "Deze tekst is intussen opnieuw opgeslagen. Er is niets teruggezet: bekijk eerst de nieuwe versie."
    )


def restore(finding, *, by, version, revision):
    """Make what a finding said at an earlier `revision` its content again, if it still is at `version`.

    Contact moments that are no longer there stay away. Raises NotOnTheTeam, RoundIsFinal or SavedMeanwhile.
    """
    try:
        return record(
            finding,
            by=by,
            version=version,
            verdict=revision.verdict,
            reason=revision.reason,
            explanation=revision.explanation,
            private_note=revision.private_note,
            expected_on=revision.expected_on,
            contact_moments=finding.round.contact_moments.filter(pk__in=revision.contact_moments),
        )
    except SavedBySomebodyElse:
        raise SavedMeanwhile from None


def restore_development(round_, *, by, version, revision):
    """Make an earlier narrative the narrative again. Raises NotOnTheTeam, RoundIsFinal or SavedMeanwhile."""
    try:
        return write_development(round_, by=by, version=version, development=revision.development)
    except DevelopmentChanged:
        raise SavedMeanwhile from None

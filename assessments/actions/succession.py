"""Under which municipality a case file goes on when municipalities are merged or divided."""

from datetime import date

from assessments.actions import Refused
from assessments.models import CaseFile
from municipalities.models import Municipality


class NoSingleMunicipality(Refused):
    """The register doesn't say with certainty what a case file's municipality was in some year."""


class SuccessorHasCaseFile(Refused):
    """A case file would move to a municipality that has one of its own."""


def municipality_in(case_file: CaseFile, *, year: int) -> Municipality:
    """The municipality that a round of `year` looks at: the one of the case file when that existed at the end
    of the year, else its only successor then, to which the case file moves along.

    Raises NoSingleMunicipality or SuccessorHasCaseFile.
    """
    last_day = date(year, 12, 31)
    present = case_file.municipality
    if Municipality.objects.valid_on(last_day).filter(pk=present.pk).exists():
        return present
    found = list(present.descendants().valid_on(last_day))
    if not found:
        raise NoSingleMunicipality(
            f"Volgens het register was er eind {year} geen gemeente {present}, en ook geen opvolger."
        )
    if len(found) > 1:
        names = ", ".join(str(municipality) for municipality in found)
        raise NoSingleMunicipality(
            f"Volgens het register is {present} vóór eind {year} opgegaan in meer gemeenten: {names}."
        )
    (successor,) = found
    if CaseFile.objects.filter(municipality=successor, framework=case_file.framework_id).exists():
        raise SuccessorHasCaseFile(
            f"{present} is opgegaan in {successor}, en die gemeente heeft al een eigen dossier."
        )
    case_file.municipality = successor
    case_file.save(update_fields=["municipality"])
    return successor

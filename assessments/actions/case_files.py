"""Opening a case file."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from assessments.actions import Refused, log
from assessments.actions.frameworks import hold_framework
from assessments.actions.teams import assign_team
from assessments.models import CaseFile, Framework
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.kinds import Kind


class OnlyACoordinatorOpensCaseFiles(Refused):
    message = "Alleen een coördinator opent een dossier."


class NoSuchMunicipalityThen(Refused):
    """The municipality did not exist at the end of the year of the first round."""


class FrameworkNotValidThen(Refused):
    """The framework was no norm yet, or no longer, in the year of the first round."""


class CaseFileExists(Refused):
    """The municipality has a `case_file` under this framework, by its own name or that of a predecessor."""

    def __init__(self, case_file, message):
        self.case_file = case_file
        super().__init__(message)


@transaction.atomic
def open_case_file(municipality, *, framework, year, inspectors, by):
    """Open the case file of a municipality whose first round is named after `year`, with its team.

    Raises OnlyACoordinatorOpensCaseFiles, NoSuchMunicipalityThen, FrameworkIsGone, FrameworkNotValidThen,
    CaseFileExists or OnlyInspectorsJoinATeam.
    """
    if by.role != Role.COORDINATOR:
        raise OnlyACoordinatorOpensCaseFiles
    # Held, so that nobody else opens it meanwhile.
    line = list(municipality.line().select_for_update(no_key=True))
    if not Municipality.objects.valid_on(date(year, 12, 31)).filter(pk=municipality.pk).exists():
        raise NoSuchMunicipalityThen(f"Eind {year} was er volgens het register geen gemeente {municipality}.")
    refuse_framework_not_valid_in(year, framework=hold_framework(framework))
    _refuse_second(municipality, framework, line, year)
    case_file = CaseFile.objects.create(municipality=municipality, framework=framework)
    said = {"municipality": municipality.code, "framework": str(framework), "year": year}
    log.added(Kind.CASE_FILE, case_file, of=case_file, by=by, said=said)
    assign_team(case_file, by=by, inspectors=inspectors)
    return case_file


def refuse_framework_not_valid_in(year, *, framework):
    """Raise FrameworkNotValidThen for a framework by which no first test of `year` is held."""
    if not Framework.objects.valid_on(date(year, 12, 31)).filter(pk=framework.pk).exists():
        raise FrameworkNotValidThen(f"Het toetsingskader {framework} gold niet in {year}.")


def _refuse_second(municipality, framework, line, year):
    """Raise CaseFileExists when the municipality has one, or a case file of a predecessor will move to it."""
    of_framework = CaseFile.objects.filter(framework=framework)
    of_framework = of_framework.select_related("municipality", "merged_into__municipality")
    own = of_framework.filter(Q(municipality=municipality) | Q(rounds__municipality=municipality)).first()
    if own:
        own = own.merged_into or own
        raise CaseFileExists(own, f"{municipality} heeft al een dossier onder {framework}.")
    for other in of_framework.standing().filter(municipality__in=line):
        became = other.municipality.descendants().valid_on(date(year, 12, 31))
        if list(became) == [municipality]:
            raise CaseFileExists(
                other,
                f"{other} is opgegaan in {municipality} en heeft al een dossier onder {framework}."
                f" Dat gaat mee naar {municipality} zodra daarin een ronde van {year} start.",
            )

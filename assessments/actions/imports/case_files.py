"""The municipality of a factsheet, and the case file in which it belongs."""

import datetime

from django.db.models import Q

from assessments.actions import Refused, log
from assessments.actions.frameworks import hold_framework
from assessments.actions.mergers import move_to
from assessments.models import Approach, CaseFile, Framework, Round
from assessments.reading import Factsheet, Unreadable
from municipalities.models import Municipality
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind


class UnclearMunicipality(Refused):
    """The register doesn't say with certainty to which case file a factsheet belongs."""


class WentOnElsewhere(Refused):
    """The case file went on in that of a merged municipality, and has nothing of this factsheet."""


class OthersWentOnInIt(Refused):
    """The factsheet is of before the round from which other case files go on in the one it belongs to."""


def municipalities_of(source: Factsheet) -> tuple[Municipality, Municipality]:
    """The municipality of the factsheet and that of its first round, held until the end of the transaction."""
    municipality = _in_register(source.municipality, source.contacts[0].date)
    line = list(municipality.line().select_for_update(no_key=True))
    first = next((other for other in line if other.name == source.first_municipality), None)
    if first is None:
        raise Unreadable(
            f"verwachtte een gemeente die is opgegaan in {source.municipality} of daaruit voortkomt,"
            f" maar vond “{source.first_municipality}”.",
            source.introduction_line,
        )
    return municipality, first


def _in_register(name: str, day: datetime.date) -> Municipality:
    named = Municipality.objects.named(name)
    found = named if named.count() == 1 else named.valid_on(day)
    if found.count() != 1:
        raise UnclearMunicipality(f"Het register kent niet precies één gemeente {name} op {day:%d-%m-%Y}.")
    return found.get()


def case_file_of(
    municipality: Municipality, first_municipality: Municipality, framework: Framework, *, by: User
) -> CaseFile:
    """The case file in which the municipality stands, by the name of the factsheet or of its first round; made
    if there is none. It moves along to the successor whose factsheet this is.

    One that went on in another stays the one in which the factsheet stands.

    Another municipality of the same line, such as one that was merged into this one later, has its own.
    Raises UnclearMunicipality, or FrameworkIsGone where a colleague removed the version of which one would be made.
    """
    named = [municipality, first_municipality]
    of_framework = CaseFile.objects.filter(framework=framework)
    found = (
        of_framework.filter(municipality=municipality)
        or of_framework.filter(
            Q(municipality=first_municipality) | Q(rounds__municipality__in=named)
        ).distinct()
    )
    if len(found) > 1:
        names = " en ".join(str(case_file) for case_file in found)
        raise UnclearMunicipality(f"Er zijn meer dossiers waar dit factsheet bij kan horen: {names}.")
    if not found:
        new = CaseFile.objects.create(municipality=municipality, framework=hold_framework(framework))
        said = {"municipality": municipality.code, "framework": str(framework), "read_in": True}
        log.added(Kind.CASE_FILE, new, of=new, by=by, said=said)
        return new
    case_file = found[0]
    if case_file.merged_into is None and municipality in case_file.municipality.descendants():
        move_to(municipality, case_file, by=by)
    return case_file


def has_anything_of(case_file: CaseFile, source: Factsheet) -> bool:
    years = [source.first_year, source.year]
    return (
        Round.objects.held_in(case_file).filter(year__in=years).exists()
        or Approach.objects.begun_in(case_file).filter(starts_in__in=years).exists()
    )


def refuse_what_went_on(case_file: CaseFile, source: Factsheet) -> None:
    """Refuse a factsheet of rounds that a merger left behind: what they found would not be followed up any more."""
    if case_file.merged_into:
        raise WentOnElsewhere(
            f"Het dossier van {case_file} gaat sinds de ronde {case_file.merged_in} verder in dat van"
            f" {case_file.merged_into}. Er kan geen factsheet meer bij."
        )
    if others := case_file.merged.filter(merged_in__gt=source.first_year).select_related("municipality"):
        names, year = " en ".join(map(str, others)), min(other.merged_in or 0 for other in others)
        raise OthersWentOnInIt(
            f"In het dossier van {case_file} gaat sinds de ronde {year} ook verder wat in {names} is vastgelegd."
            " Een factsheet over rondes van daarvoor kan er niet meer bij."
        )

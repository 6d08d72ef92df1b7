"""A first test: every indicator of the framework, for each approach of a municipality."""

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, log
from assessments.actions.case_files import refuse_framework_not_valid_in
from assessments.actions.mergers import municipality_in
from assessments.actions.rounds import NotOnTheTeam
from assessments.actions.writers import add_writers
from assessments.models import Approach, CaseFile, Finding, Indicator, Round
from assessments.texts import folded, normalise
from stj_toezicht.log.kinds import Kind


class NotTheFirstRound(Refused):
    message = "Dit dossier heeft al een ronde. Een eerste toets is altijd de eerste."


class NoApproaches(Refused):
    message = "Noem ten minste één aanpak."


class ApproachNamedTwice(Refused):
    message = "Noem elke aanpak één keer."


class NothingToTest(Refused):
    message = "Dit toetsingskader heeft nog geen indicatoren."


@transaction.atomic
def start_first_test(case_file, *, year, approaches, by):
    """Start the first round of a case file, with an open finding on every indicator for each approach by name.

    Raises NotOnTheTeam, NotTheFirstRound, NoApproaches, ApproachNamedTwice, NothingToTest,
    FrameworkNotValidThen, NoSingleMunicipality or SuccessorHasCaseFile.
    """
    held = CaseFile.objects.select_related("framework")  # also the framework: nobody changes it meanwhile
    case_file = held.select_for_update(of=["self", "framework"], no_key=True).get(pk=case_file.pk)
    if not case_file.can_be_followed_up_by(by):
        raise NotOnTheTeam
    if case_file.rounds.exists() or case_file.merged_into_id:
        raise NotTheFirstRound
    names = _different([folded(normalise(name)) for name in approaches])
    refuse_framework_not_valid_in(year, framework=case_file.framework)
    indicators = list(Indicator.objects.filter(theme__framework=case_file.framework))
    if not indicators:
        raise NothingToTest
    round_ = Round.objects.create(
        case_file=case_file,
        year=year,
        municipality=municipality_in(case_file, year=year, by=by),
        started_by=by,
        started_at=timezone.now(),
    )
    add_writers(round_.pk, [by.pk])
    made = [Approach(case_file=case_file, name=name, starts_in=year) for name in names]
    made = Approach.objects.bulk_create(made)
    Finding.objects.bulk_create(
        Finding(round=round_, approach=approach, indicator=indicator)
        for approach in made
        for indicator in indicators
    )
    said = {"year": year, "approaches": names, "points": len(made) * len(indicators)}
    log.added(Kind.ROUND, round_, of=round_, by=by, said=said)
    return round_


def _different(names):
    names = [name for name in names if name]
    if not names:
        raise NoApproaches
    if len({name.casefold() for name in names}) < len(names):
        raise ApproachNamedTwice
    return names

"""Starting a follow-up: what it looks at, which approaches it looks at, and under which municipality."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, log
from assessments.actions.mergers import Destination, NoSingleMunicipality, destination, go_on
from assessments.actions.rounds import NotOnTheTeam
from assessments.actions.succession import Becoming, succeed
from assessments.actions.writers import add_writers
from assessments.models import Approach, CaseFile, Finding, History, ImprovementPoint, Round, Theme
from municipalities.models import Municipality
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind


class EarlierRoundIsOpen(Refused):
    """A follow-up would rest on a round in which is still being written."""

    message = "De vorige ronde is nog niet vastgesteld. Rond die eerst af."


class YearIsTaken(Refused):
    """A round would not come after the last one."""

    message = "Kies een jaar na de laatste ronde."


class NothingToFollowUp(Refused):
    """There is no improvement point left to look at."""

    message = "Er staan geen verbeterpunten meer open, dus er is niets om op te volgen."
    by_leaving = (
        "Zo is er niets om op te volgen: met wat niet meer wordt onderzocht, vervallen alle verbeterpunten."
    )


class WentOnElsewhere(Refused):
    """The case file was taken along to that of a merged municipality."""

    message = "Dit dossier gaat intussen verder in dat van een andere gemeente."


class LooksAtSomethingElse(Refused):
    """What would be followed up is not what was shown."""

    message = "Wat er wordt opgevolgd is anders dan u zag. Bekijk het hieronder, en start dan de opvolging."


@dataclass(frozen=True)
class Prospect:
    """What a follow-up looks at for one approach; without points it doesn't look at that approach."""

    approach: Approach
    history: History
    points: tuple[ImprovementPoint, ...]

    @property
    def formerly(self) -> list[Approach]:
        """The approaches that went on in this one under another name."""
        others = [other for other in self.history.approaches if self.approach in other.became]
        return [other for other in others if other.name != self.approach.name]

    @property
    def rows(self) -> list[tuple[Theme, str, tuple[Finding, ...]]]:
        """Each point by its theme and wording, with what was found on it before."""
        return [
            (
                self.history.theme(point.indicator),
                self.history.wording(point.indicator),
                point.earlier,
            )
            for point in self.points
        ]


@dataclass(frozen=True)
class Outlook:
    """All that a follow-up looks at, and `municipality` the one that it looks at."""

    municipality: Municipality
    prospects: tuple[Prospect, ...]

    @property
    def number_of_points(self) -> int:
        return sum(len(prospect.points) for prospect in self.prospects)

    def fingerprint(self) -> str:
        """What tells two outlooks apart: a SHA-256 of the municipality, the approaches and their points."""
        looked_at = sorted(
            [prospect.approach.name, *sorted(point.indicator.code for point in prospect.points)]
            for prospect in self.prospects
        )
        said = [self.municipality.code, looked_at]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def look_ahead(going_on: Destination, *, year: int) -> Outlook:
    """What a follow-up of `year` looks at when every approach goes on as it is."""
    histories = [History(case_file) for case_file in going_on.case_files]
    return Outlook(
        going_on.municipality,
        tuple(prospect for history in histories for prospect in _prospects(history, year)),
    )


def leaves_something_open(case_file: CaseFile, *, after: Round) -> bool:
    """Whether a follow-up of the year after a round would have something to look at."""
    year = after.year + 1
    if any(History(case_file).improvement_points(year)):
        return True
    try:
        going_on = destination(case_file, year=year)
    except NoSingleMunicipality:
        going_on = Destination(case_file.municipality, (case_file,))
    return look_ahead(going_on, year=year).number_of_points > 0


def _prospects(history: History, year: int) -> Iterable[Prospect]:
    points = list(history.improvement_points(year))
    for approach in history.approaches_in(year):
        of_approach = (point for point in points if point.approach == approach)
        yield Prospect(approach, history, tuple(of_approach))


@transaction.atomic
def rehearse_follow_up(
    case_file: CaseFile, *, year: int, by: User, became: Sequence[Becoming] = ()
) -> Outlook:
    """What a follow-up would look at: it is started, read and undone. Raises what `start_follow_up` raises."""
    round_ = start_follow_up(case_file, year=year, by=by, became=became)
    outlook = Outlook(round_.municipality, tuple(_prospects(History(round_.case_file), year)))
    transaction.set_rollback(True)
    return outlook


@transaction.atomic
def start_follow_up(
    case_file: CaseFile, *, year: int, by: User, became: Sequence[Becoming] = (), seen: str | None = None
) -> Round:
    """Start the round of `year`, with an open finding for each improvement point and nothing else.

    `became` says what became of the approaches; one of which nothing is said goes on as it is. `seen` is the
    fingerprint of the outlook that `by` looked at. Raises NoSingleMunicipality, WentOnElsewhere, NotOnTheTeam,
    EarlierRoundIsOpen, YearIsTaken, UnclearSuccession, NothingToFollowUp or LooksAtSomethingElse; and then nothing
    has changed.
    """
    going_on = destination(case_file, year=year)
    held = _hold(going_on.case_files, case_file)
    _refuse_to_start(held, year=year, by=by)
    in_use = Approach.objects.filter(case_file__in=held, starts_in__lt=year).in_use(year)
    said = {each.approach.pk: each for each in became}
    becoming = [said.get(approach.pk, Becoming(approach)) for approach in in_use.order_by("starts_in", "pk")]
    present = go_on(held, municipality=going_on.municipality, year=year, by=by)
    succeed(present, becoming, year=year)
    outlook = Outlook(going_on.municipality, tuple(_prospects(History(present), year)))
    if not outlook.number_of_points:
        raise NothingToFollowUp(NothingToFollowUp.by_leaving if any(each.reason for each in becoming) else "")
    if seen is not None and seen != outlook.fingerprint():
        raise LooksAtSomethingElse
    round_ = Round.objects.create(
        case_file=present,
        year=year,
        municipality=going_on.municipality,
        started_by=by,
        started_at=timezone.now(),
    )
    add_writers(round_.pk, [by.pk])
    Finding.objects.bulk_create(
        Finding(round=round_, approach=point.approach, indicator=point.indicator)
        for prospect in outlook.prospects
        for point in prospect.points
    )
    started = {
        "year": year,
        "municipality": going_on.municipality.code,
        "approaches": [prospect.approach.name for prospect in outlook.prospects],
        "became": [
            {"approach": each.approach.name, "names": list(each.names), "reason": each.reason}
            for each in becoming
            if not each.goes_on
        ],
        "points": outlook.number_of_points,
    }
    log.added(Kind.ROUND, round_, of=round_, by=by, said=started)
    return round_


def _hold(case_files: Iterable[CaseFile], asked: CaseFile) -> list[CaseFile]:
    """Hold the case files until the end of the transaction, in one order, so that they go on together once.

    Their municipalities are read after that: PostgreSQL finds no case file of which that became another meanwhile.
    """
    held = CaseFile.objects.standing().filter(pk__in=[each.pk for each in case_files])
    found = list(
        held.select_for_update(no_key=True).prefetch_related("municipality", "framework").order_by("pk")
    )
    if asked not in found or len(found) != len(list(case_files)):
        raise WentOnElsewhere
    return found


def _refuse_to_start(case_files: Sequence[CaseFile], *, year: int, by: User) -> None:
    if not any(case_file.can_be_followed_up_by(by) for case_file in case_files):
        raise NotOnTheTeam
    rounds = Round.objects.filter(case_file__in=case_files)
    if open_ := rounds.under_way().select_related("municipality").first():
        raise EarlierRoundIsOpen(
            f"De ronde {open_} is nog niet vastgesteld. Rond die eerst af." if len(case_files) > 1 else ""
        )
    if rounds.filter(year__gte=year).exists():
        raise YearIsTaken

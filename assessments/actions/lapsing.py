"""Which mails that waited are not true any more when their turn comes, and why: these are not sent.

A mail waits while the server is away, and until the next morning; meanwhile a draft is taken back, a plan cancelled, or
somebody speaks for a municipality, or is on a team, no longer.
"""

import re
from collections.abc import Callable

from django.urls import reverse

from assessments.actions.notices import HEARD, contacts_of, heard_of, key_of_plan, key_to_sign
from assessments.events.chains import case_file_of
from assessments.models import Edition, PlannedPublication, Release, Round
from assessments.models.planned_publications import Result
from assessments.models.releases import KEY_OF_MAILS
from assessments.steps import State
from stj_toezicht.accounts.models import Role
from stj_toezicht.notices.following import lapse
from stj_toezicht.notices.kinds import Kind
from stj_toezicht.notices.models import Notice

NO_CONTACT = "Deze persoon is geen contactpersoon van de gemeente meer."
LEFT_TEAM = "Deze persoon zit niet meer in het team."
TAKEN_BACK = "Het concept is intussen teruggenomen."
NOT_ASKED = "Het wederhoor is intussen voorbij."
ANOTHER_DAY = "De termijn heeft intussen een andere laatste dag."
TERM_IS_OVER = "De termijn is intussen voorbij."
REPLIED = "De gemeente heeft intussen gereageerd."
NEVER_HEARD = "Deze persoon kreeg geen bericht van het concept, dus ook niet dat het is teruggenomen."
NEXT_DRAFT = "De gemeente heeft intussen een nieuw concept."
NOT_PLANNED = "De publicatie is intussen uit de planning."
MOMENT_CAME = "Het moment van publicatie is intussen gekomen."
NEXT_PLAN = "De publicatie is intussen opnieuw gepland, en deze persoon kreeg daarvan al bericht."
IS_COPIED = "De kopie is er intussen, of is niet meer nodig."
IS_PUBLISHED = "Het factsheet is intussen gepubliceerd."
IS_WITHDRAWN = "De editie is intussen ingetrokken."
NOTHING_TO_SIGN = "De ronde is intussen niet meer vastgesteld, of opnieuw."


def _pk(notice: Notice, before: str) -> int:
    """The key in the database that the key of a notice has after these words; 0, which nothing has, without one."""
    found = re.match(rf"{before}(\d+)\b", notice.key)
    return int(found[1]) if found else 0


def _release(notice: Notice) -> Release | None:
    releases = Release.objects.without_files().select_related("round")
    return releases.filter(pk=_pk(notice, KEY_OF_MAILS)).first()


def _asks(notice: Notice) -> str:
    """A draft is there to answer, as long as its municipality is asked for that."""
    release = _release(notice)
    if release is None:
        return ""
    if release.closed_at:
        return TAKEN_BACK
    return "" if release.round.state == State.REPLY else NOT_ASKED


def _tells_of_term(notice: Notice) -> str:
    """A term runs until the day that the mail says."""
    release = _release(notice)
    if (why := _asks(notice)) or release is None:
        return why
    if release.last_day != notice.until:
        return ANOTHER_DAY
    if release.is_over:
        return TERM_IS_OVER
    is_answered = notice.kind == Kind.REPLY_DUE and release.replies.sent().exists()
    return REPLIED if is_answered else ""


def _takes_back(notice: Notice) -> str:
    release = _release(notice)
    if release is None:
        return ""
    if not heard_of(release, notice.to):
        return NEVER_HEARD
    return NEXT_DRAFT if release.round.releases.with_the_municipality().exists() else ""


def _is_in_advance(notice: Notice) -> str:
    planned = PlannedPublication.objects.filter(pk=_pk(notice, "planning ")).first()
    if planned is None:
        return ""
    if planned.result:
        return IS_PUBLISHED if planned.result == Result.PUBLISHED else NOT_PLANNED
    return "" if planned.is_to_come else MOMENT_CAME


def _ends_plan(notice: Notice) -> str:
    """A plan of which its municipality could read doesn't come, and it heard of nothing in its place."""
    planned = PlannedPublication.objects.select_related("round").filter(pk=_pk(notice, "planning ")).first()
    if planned is None:
        return ""
    if planned.round.editions.filter(published_at__gte=planned.planned_at).exists():
        return IS_PUBLISHED
    next_ones = [key_of_plan(each) for each in planned.round.planned_publications.waiting()]
    told = Notice.objects.filter(key__in=next_ones, to=notice.to, state__in=HEARD)
    return NEXT_PLAN if told.exists() else ""


def _lacks_copy(notice: Notice) -> str:
    planned = PlannedPublication.objects.with_copies().filter(pk=_pk(notice, "kopie ")).first()
    is_lacking = planned is None or (planned.is_waiting and planned.advance_copy.problem)
    return "" if is_lacking else IS_COPIED


def _is_published(notice: Notice) -> str:
    editions = Edition.objects.filter(pk=_pk(notice, "editie "))
    return IS_WITHDRAWN if editions.filter(withdrawal__isnull=False).exists() else ""


def _is_to_be_signed(notice: Notice) -> str:
    round_ = Round.objects.filter(pk=_pk(notice, "ondertekenen ")).first()
    if round_ is None or (round_.state == State.FINAL and notice.key.startswith(key_to_sign(round_))):
        return ""
    return NOTHING_TO_SIGN


def _holds(notice: Notice) -> str:
    return ""


def _to_contacts(why: Callable[[Notice], str]) -> Callable[[Notice], str]:
    """Why a mail lapsed, of a kind that goes to contacts: also because this one speaks for the municipality no more."""

    def why_lapsed(notice: Notice) -> str:
        case_file = case_file_of(notice.chain)
        if notice.to.role == Role.MUNICIPALITY and case_file and notice.to not in contacts_of(case_file):
            return NO_CONTACT
        return why(notice)

    return why_lapsed


def _to_team(why: Callable[[Notice], str]) -> Callable[[Notice], str]:
    """Why a mail lapsed, of a kind that goes to a team: also because this inspector left it. Who came on several teams
    at once reads in "Mijn werk" of which they still are.
    """

    def why_lapsed(notice: Notice) -> str:
        case_file = case_file_of(notice.chain)
        if (
            case_file is None
            or notice.to.role != Role.INSPECTOR
            or notice.path == reverse("assessments:my_work")
        ):
            return why(notice)
        while case_file and not case_file.has_on_team(notice.to):
            case_file = case_file.merged_into
        return why(notice) if case_file else LEFT_TEAM

    return why_lapsed


OF_TEAM = {
    Kind.RETURNED: _holds,
    Kind.FINALISED: _holds,
    Kind.COMMENTED: _holds,
    Kind.JOINED: _holds,
    Kind.REPLIED: _holds,
    Kind.REPLIED_LATE: _holds,
    Kind.REPLIED_AFTER_FINAL: _holds,
    Kind.PUBLISHED: _is_published,
    Kind.WITHDRAWN: _holds,
}
OF_KINDS = {
    **{kind: _to_team(why) for kind, why in OF_TEAM.items()},
    Kind.RELEASED: _asks,
    Kind.REPLY_DUE: _tells_of_term,
    Kind.REPLY_EXTENDED: _tells_of_term,
    Kind.TAKEN_BACK: _takes_back,
    Kind.REPLY_RECEIVED: _holds,
    Kind.REPLY_NOTED: _holds,
    Kind.NOTED_AFTER_FINAL: _holds,
    Kind.DECIDED: _holds,
    Kind.IN_ADVANCE: _is_in_advance,
    Kind.PLAN_ENDED: _ends_plan,
    Kind.NOT_COPIED: _lacks_copy,
    Kind.TO_SIGN: _is_to_be_signed,
}

for kind, why in OF_KINDS.items():
    lapse(kind, why=_to_contacts(why))

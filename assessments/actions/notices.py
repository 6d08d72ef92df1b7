"""Whom to tell what by mail of what an action changed, in the same transaction.

Inspectors have many case files: they hear of what asks something of them, or of the end of what they worked on, and of
remarks once a day. What somebody can pick up at any time stands in "Mijn werk" and is not mailed.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments import terms
from assessments.events.chains import chain_of
from assessments.models import (
    AdvanceCopy,
    CaseFile,
    Comment,
    Decision,
    Edition,
    Finding,
    PlannedPublication,
    Release,
    Reply,
    Round,
    TeamChange,
)
from assessments.steps import FINALISE, SUBMIT, TAKE_BACK, State, Step
from municipalities.models import who_speak_for
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.notices.kinds import Kind
from stj_toezicht.notices.kinds import State as Sending
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.writing import write
from stj_toezicht.statements import Given, Statement

REMINDED_AT = (3, 1)  # working days before the end of a term
HEARD = (Sending.SENDING, Sending.SENT, Sending.UNCERTAIN)  # or may have
MAY_HEAR = (*HEARD, Sending.WAITING)  # by the time that another mail goes out
TEAM = Statement(lambda: User.objects.filter(case_files=Given("case_file")))
IN_THE_MORNING = datetime.time(7)  # when what was remarked the day before is told


def tell(
    kind: Kind,
    of: CaseFile | Round,
    *,
    to: Iterable[User],
    key: str,
    by: User | None = None,
    about: str = "",
    path: str = "",
    until: datetime.date | None = None,
    due_at: datetime.datetime | None = None,
) -> None:
    """Tell people of something in a case file or a round of it; `key` names what happened, of which each hears once."""
    write(
        kind,
        to=to,
        about=about or str(of),
        path=path or of.get_absolute_url(),
        key=key,
        by=by,
        chain=chain_of(of.case_file_id if isinstance(of, Round) else of.pk),
        municipality=of.municipality.code,
        until=until,
        due_at=due_at,
    )


def contacts_of(case_file: CaseFile) -> list[User]:
    """Who speaks today for the municipality of a case file, and can log in."""
    return [contact.user for contact in who_speak_for(case_file.municipality, timezone.localdate())]


def team_of(case_file: CaseFile) -> list[User]:
    """Who works on a case file."""
    team: list[User] = TEAM(case_file=case_file.pk)
    return team


def coordinators() -> list[User]:
    return list(User.objects.filter(role=Role.COORDINATOR, is_active=True))


def step_taken(round_: Round, step: Step, *, key: str, by: User) -> None:
    """A step back is told to the team, who go on with it; the end to them too, and a second reading to who read it."""
    if step == SUBMIT:
        tell(Kind.SUBMITTED, round_, to=_who_read(round_), key=key, by=by)
    elif step.is_back or step.target == State.FINAL:
        kind = Kind.RETURNED if step.is_back else Kind.FINALISED
        tell(kind, round_, to=team_of(round_.case_file), key=key, by=by)
    if step == FINALISE:
        _decided(round_, key=key, by=by)
        asks = round_.case_file.framework.signatories.values_list("inspectorate", flat=True)
        to_sign(round_, asks, by=by)
    if step == TAKE_BACK:
        _taken_back(round_, by=by)


def _decided(round_: Round, *, key: str, by: User) -> None:
    """A municipality hears that it can read what was decided on what it said of the draft."""
    release = round_.releases.with_the_municipality().without_files().first()
    if release and Decision.objects.filter(remark__reply__release=release).exists():
        to, path = contacts_of(round_.case_file), release.get_absolute_url()
        tell(Kind.DECIDED, round_, to=to, key=f"besluiten, {key}", by=by, path=path)


def to_sign(round_: Round, inspectorates: Iterable[str], *, by: User, since: str = "") -> None:
    """Who can sign for these inspectorates what was finalised hears that once, each time that it is finalised, and
    again `since` something made their signature fall.
    """
    signs = User.objects.filter(role__in=(Role.INSPECTOR, Role.COORDINATOR), inspectorate__in=inspectorates)
    key = ", ".join(filter(None, [key_to_sign(round_), since]))
    path = reverse("assessments:sign", args=[round_.pk])
    tell(Kind.TO_SIGN, round_, to=signs.exclude(inspectorate=""), key=key, by=by, path=path)


def key_to_sign(round_: Round) -> str:
    """By what the notices are known that a round, as it was finalised last, waits to be signed."""
    return f"ondertekenen {round_.pk}, vastgesteld {round_.finalised_at:%FT%T.%f}"


def _taken_back(round_: Round, *, by: User) -> None:
    """Who heard of a draft, or still may, hears that it need not be answered."""
    release = round_.releases.newest().without_files().first()
    if release:
        to = [contact for contact in contacts_of(round_.case_file) if heard_of(release, contact, MAY_HEAR)]
        key, path = f"{release.key_of_mails} teruggenomen", release.get_absolute_url()
        tell(Kind.TAKEN_BACK, round_, to=to, key=key, by=by, path=path)


def heard_of(release: Release, contact: User, mailed: Iterable[Sending] = HEARD) -> bool:
    """Whether a contact knows of a draft: it was delivered, or answered, or the mail that tells of it was `mailed`."""
    if release.delivered_on or release.replies.exists():
        return True
    return Notice.objects.filter(key=release.key_of_mails, to=contact, state__in=mailed).exists()


def _who_read(round_: Round) -> list[User]:
    """Who approved something in a round before, and may do so again."""
    wrote = round_.writers.values("user")
    readers = User.objects.filter(pk__in=round_.approvals.values("approved_by")).exclude(pk__in=wrote)
    return list(readers.exclude(case_files=round_.case_file_id))


def approved(round_: Round, *, last: int, by: User) -> None:
    """Coordinators hear of the approval, by its key, after which no text of a round is unread."""
    if not Round.objects.filter(pk=round_.pk).not_read_yet().exists():
        tell(Kind.READ, round_, to=coordinators(), key=f"goedkeuring {last}", by=by)


def remarked(comment: Comment, round_: Round, *, by: User) -> None:
    """The team hears of remarks the next morning, in one mail for each round."""
    morning = _next_morning()
    team = team_of(round_.case_file)
    tell(Kind.COMMENTED, round_, to=team, key=f"opmerkingen {round_.pk} {morning:%F}", by=by, due_at=morning)


def _next_morning() -> datetime.datetime:
    now = timezone.localtime()
    day = now.date() + datetime.timedelta(days=now.time() >= IN_THE_MORNING)
    return timezone.make_aware(datetime.datetime.combine(day, IN_THE_MORNING))


def joined(changes: Iterable[TeamChange]) -> None:
    """Who came on teams hears of all of these in one mail."""
    of_each = defaultdict(list)
    for change in changes:
        if change.kind == TeamChange.Kind.JOINED:
            of_each[change.inspector].append(change)
    for inspector, theirs in of_each.items():
        first, many = theirs[0], len(theirs) > 1
        tell(
            Kind.JOINED,
            first.case_file,
            to=[inspector],
            key=f"team {first.pk}",
            by=first.changed_by,
            about=f"{len(theirs)} dossiers" if many else f"dossier {first.case_file}",
            path=reverse("assessments:my_work") if many else "",
        )


def planned(plan: PlannedPublication, round_: Round, *, by: User) -> None:
    """The municipality hears that it can read a factsheet before everyone does."""
    path, until = reverse("assessments:my_municipality"), timezone.localdate(plan.publish_at)
    to = contacts_of(round_.case_file)
    tell(Kind.IN_ADVANCE, round_, to=to, key=key_of_plan(plan), by=by, path=path, until=until)


def tell_who_came_later() -> None:
    """Who speaks for a municipality only since others heard what it can read in advance, hears so too."""
    for plan in PlannedPublication.objects.to_read_in_advance(timezone.now()):
        heard = Notice.objects.filter(key=key_of_plan(plan)).values_list("to", flat=True)
        if {contact.pk for contact in contacts_of(plan.round.case_file)} - set(heard):
            with transaction.atomic():
                planned(plan, plan.round, by=plan.planned_by)


def not_copied(plan: PlannedPublication, round_: Round, *, attempt: datetime.datetime | None) -> None:
    """Who planned a publication hears that its municipality can't read it in advance."""
    path, key = reverse("assessments:publish_many"), f"kopie {plan.pk}, {attempt:%FT%T.%f}"
    tell(Kind.NOT_COPIED, round_, to=_who_planned(plan), key=key, path=path)


def plan_ended(plan: PlannedPublication, round_: Round, *, by: User | None = None) -> None:
    """Who planned a publication hears that it doesn't come, unless `by` them; so do the contacts of today once they
    could read its copy in advance: also who came after it was told.
    """
    path = reverse("assessments:publish_many")
    tell(Kind.NOT_PUBLISHED, round_, to=_who_planned(plan), key=f"niet gelukt {plan.pk}", by=by, path=path)
    if AdvanceCopy.objects.filter(planned=plan, made_at__isnull=False).exists():
        path, until = reverse("assessments:my_municipality"), timezone.localdate(plan.publish_at)
        to, key = contacts_of(round_.case_file), f"{key_of_plan(plan)} vervalt"
        tell(Kind.PLAN_ENDED, round_, to=to, key=key, path=path, until=until)


def key_of_plan(plan: PlannedPublication) -> str:
    """By what the mails are known that tell a municipality when its factsheet will be published."""
    return f"planning {plan.pk}"


def _who_planned(plan: PlannedPublication) -> list[User]:
    """Who planned a publication, as long as they can do something about it; otherwise all who can."""
    by = plan.planned_by
    return [by] if by.is_active and by.role == Role.COORDINATOR else coordinators()


def published(edition: Edition, round_: Round, *, by: User) -> None:
    """The team and the municipality hear that a factsheet is there for everyone."""
    path = edition.get_absolute_url()
    to = [*team_of(round_.case_file), *contacts_of(round_.case_file)]
    tell(Kind.PUBLISHED, round_, to=to, key=f"editie {edition.pk}", by=by, about=_named(edition), path=path)


def withdrawn(edition: Edition, round_: Round, *, by: User) -> None:
    """The team and the municipality hear that nobody reads an edition any more."""
    path = edition.get_own_url()
    to = [*team_of(round_.case_file), *contacts_of(round_.case_file)]
    key = f"intrekking {edition.pk}"
    tell(Kind.WITHDRAWN, round_, to=to, key=key, by=by, about=_named(edition), path=path)


def released(release: Release, round_: Round, *, by: User) -> None:
    """The municipality hears that its draft is there to answer, and until when.

    By e-mail the term begins with this very mail: its last day is filled in when that goes out.
    """
    _ask(Kind.RELEASED, release, round_, key=release.key_of_mails, by=by)


def extended(release: Release, round_: Round, *, by: User) -> None:
    """The municipality hears that it has more time."""
    _ask(Kind.REPLY_EXTENDED, release, round_, key=_key_of_last_day(release), by=by)


def ends_later(release: Release, round_: Round, *, to: User) -> None:
    """A contact hears that there is more time than a mail said that was just sent."""
    path, until = release.get_absolute_url(), release.last_day
    tell(Kind.REPLY_EXTENDED, round_, to=[to], key=_key_of_last_day(release), path=path, until=until)


def _key_of_last_day(release: Release) -> str:
    return f"{release.key_of_mails} tot {release.last_day:%F}"


def replies_due(day: datetime.date) -> None:
    """A municipality that sent no reply hears once that three working days are left, and once that one is."""
    waiting = Release.objects.without_files().with_the_municipality()
    waiting = waiting.filter(last_day__gte=day, round__state=State.REPLY)
    waiting = waiting.exclude(replies__sent_at__isnull=False)
    for release in waiting.select_related("round__case_file__municipality", "round__municipality"):
        passed = [days for days in REMINDED_AT if terms.ends_within(days, day, release.last_day)]
        if passed:
            key = f"{_key_of_last_day(release)}, nog {passed[-1]}"
            _ask(Kind.REPLY_DUE, release, release.round, key=key)


def replied(reply: Reply, release: Release) -> None:
    """The team and who decides hear that a reply came; the municipality, its sender too, that it arrived."""
    round_, key = release.round, f"reactie {reply.pk}"
    kind = Kind.REPLIED_LATE if reply.is_late else Kind.REPLIED
    receipt = Kind.REPLY_RECEIVED if reply.remarks.to_decide().exists() else Kind.REPLY_NOTED
    if reply.came_after_final:
        kind, receipt = Kind.REPLIED_AFTER_FINAL, Kind.NOTED_AFTER_FINAL
    to, path = [*team_of(round_.case_file), *coordinators()], reverse("assessments:reply", args=[reply.pk])
    tell(kind, round_, to=to, key=key, path=path)
    contacts, path = contacts_of(round_.case_file), release.get_absolute_url()
    tell(receipt, round_, to=contacts, key=key, path=path)


def _ask(kind: Kind, release: Release, round_: Round, *, key: str, by: User | None = None) -> None:
    path, to = release.get_absolute_url(), contacts_of(round_.case_file)
    tell(kind, round_, to=to, key=key, by=by, path=path, until=release.last_day)


def _named(edition: Edition) -> str:
    number = f", editie {edition.number}" if edition.number > 1 else ""
    return f"{edition.municipality_name} {edition.year}{number}"


def plans_due(day: datetime.date) -> None:
    """Who works on a case file hears once of the plans that were expected on a day which came, in one mail a day."""
    due = defaultdict(list)
    found = Finding.objects.with_due_plan(day).select_related("round__case_file")
    for finding in found.prefetch_related("round__case_file__team").order_by("pk"):
        for inspector in finding.round.case_file.team.all():
            due[inspector, finding.due_on].append(finding)
    for (inspector, due_on), findings in due.items():
        what = "voornemen werd" if len(findings) == 1 else "voornemens werden"
        write(
            Kind.PLANS,
            to=[inspector],
            about=f"{len(findings)} {what} verwacht op {date_format(due_on)}",
            path=reverse("assessments:my_work"),
            key=f"voornemens {due_on:%F}",
        )

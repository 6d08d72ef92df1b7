"""What a contact writes in a reply, saved while they type; and what the second of two contacts typed on one place."""

import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from assessments.actions import Refused, check_length, saves
from assessments.actions.overtaken import as_shown, is_known, keep
from assessments.actions.replies import begin, check_room, hold_for_reply
from assessments.actions.saves import SavedFirst
from assessments.models import Release, ReleasedFinding, Remark, RemarkKind, Reply
from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.models.overtaken import Outcome
from assessments.models.remarks import ANSWERS, OvertakenRemark, Part, RemarkQuerySet, RemarkRevision
from assessments.texts import normalise
from assessments.verdicts import Verdict
from stj_toezicht.accounts.models import User

LONGEST = {"text": MAX_TEXT_LENGTH, "by_whom": 200}
CONTENT = ("text", "has_no_measure", "by_whom", "planned_on")


class SavedByAColleague(SavedFirst):
    """The remark was saved by another contact after the version that this writer started from."""

    message = "Een collega heeft deze tekst intussen opgeslagen. Uw tekst staat hieronder nog."


class NotAskedHere(Refused):
    """A remark would be made on something that isn't in the draft, or of a kind that isn't made there."""

    message = "Hierop kunt u in dit concept niet reageren."


class Topic(NamedTuple):
    """What of a draft a remark is about, a finding or a part, and of which kind it is: there is at most one of each."""

    kind: str
    released: ReleasedFinding | None = None
    part: str = ""

    def is_asked_in(self, release_: Release) -> bool:
        """Whether a draft asks for it: for the statement once, for intents on what stays open, for answers on all."""
        if self.released is None:
            if self.kind == RemarkKind.STATEMENT:
                return self.part == Part.GENERAL
            return self.kind in ANSWERS and self.part in Part.values
        if self.released.release_id != release_.pk or self.part:
            return False
        return self.kind in ANSWERS or (self.kind == RemarkKind.INTENT and stays_open(self.released))


def stays_open(released: ReleasedFinding) -> bool:
    """Whether a draft leaves a point open, so that the municipality can say what it will do about it."""
    return released.verdict != Verdict.MEETS


@transaction.atomic
def save(
    release_: Release,
    topic: Topic,
    *,
    by: User,
    number: int,
    version: int,
    saved_from: str = "",
    saved_nth: int = 0,
    **content: Any,
) -> Remark | None:
    """Save what `by` typed on a topic, in the reply with that `number`, if it is at the `version` they started from.

    Without a reply to the draft one is begun. `content` are the fields in `CONTENT` that were filled in; nothing on a
    topic on which nothing stands makes no remark, and gives None. `saved_from` and `saved_nth` say which save of which
    page it is (`assessments.actions.saves`). One conditional UPDATE decides who of two simultaneous writers wins.
    Raises what `hold_for_reply` does, NotAskedHere, TextTooLong, SavedByAColleague or SentTooLate.
    """
    reply = _hold(release_, topic, by=by, number=number)
    said, page = _clean(topic, content), {"saved_from": saved_from, "saved_nth": saved_nth}
    current = find(reply, topic)
    if current is None and not any(said.values()):
        return None
    for name, longest in LONGEST.items():
        check_length(said[name], longest, standing=getattr(current, name, ""))
    current = current or _blank(reply or begin(release_, by=by), topic, by=by)
    if current.version != version:
        version = saves.reached(current.revisions, version, by=by, **page)
    goes_on = Remark.objects.filter(pk=current.pk, version=version).exclude(saves.is_late(**page))
    if all(getattr(current, name) == value for name, value in said.items()):
        if saved_nth:  # or a late request of this page would undo that the text is again as it was
            goes_on.update(**page)
        return current
    changed = {"changed_at": timezone.now(), "changed_by": by}
    if not goes_on.update(**said, **changed, **page, version=F("version") + 1):
        standing = (current.saved_from, current.saved_nth)
        raise saves.refusal(
            standing, current.revisions, current.overtaken, SavedByAColleague(), by=by, **page
        )
    remark = Remark.objects.get(pk=current.pk)
    RemarkRevision.objects.create(remark=remark, version=remark.version, **said, **changed, **page)
    # Of what is stored now a colleague may have typed the same.
    current.overtaken.waiting().filter(**said).settle(Outcome.SAME, by=by, at=changed["changed_at"])
    return remark


@transaction.atomic
def keep_overtaken(
    release_: Release,
    topic: Topic,
    *,
    by: User,
    number: int,
    version: int,
    saved_from: str = "",
    saved_nth: int = 0,
    **content: Any,
) -> OvertakenRemark | None:
    """Keep what `by` typed from `version` of a remark that a colleague saved first: of each page the newest.

    None where nothing was typed but what is stored. Raises what `hold_for_reply` does, or NotAskedHere.
    """
    remark = find(_hold(release_, topic, by=by, number=number), topic)
    if remark is None:
        return None
    said = _clean(topic, content)
    page = {"version": version, "saved_from": saved_from, "saved_nth": saved_nth}
    known = remark.revisions.filter(Q(version=version) | Q(version=F("remark__version")))
    own = OvertakenRemark.objects.filter(remark=remark, typed_by=by)
    return keep(own, said, page, is_known(known, version, said), remark=remark, typed_by=by)


@transaction.atomic
def settle(
    release_: Release, topic: Topic, *, by: User, number: int, shown: str, **content: Any
) -> Remark | None:
    """Save what `by` chose, having `shown` them a second version; that no longer waits.

    Raises what `save` does, or TypedOnMeanwhile.
    """
    _settle(release_, topic, Outcome.CHOSEN, by=by, number=number, shown=shown)
    return save(release_, topic, by=by, number=number, **content)


@transaction.atomic
def let_go(release_: Release, topic: Topic, *, by: User, number: int, shown: str) -> bool:
    """Leave what is stored; the second version that was `shown` no longer waits. Tells whether it still waited.

    Raises what `hold_for_reply` does, NotAskedHere or TypedOnMeanwhile.
    """
    return _settle(release_, topic, Outcome.LEFT, by=by, number=number, shown=shown)


@transaction.atomic
def take_over(release_: Release, *, by: User, number: int) -> int:
    """Take the texts of a reply over that was not sent before its draft was closed, where nothing stands yet.

    Documents come along that weren't added yet. Tells how many texts were taken over. Raises what `hold_for_reply`
    does, or ReplyIsFull.
    """
    reply = hold_for_reply(release_, by=by, number=number)
    earlier = left_behind(release_)
    if earlier is None:
        return 0
    now = {each.finding_id: each for each in release_.findings.all()}
    taken = 0
    for old in earlier.remarks.said().select_related("released"):
        released = now.get(old.released.finding_id) if old.released else None
        topic = Topic(old.kind, released, old.part)
        standing = find(reply, topic)
        if not topic.is_asked_in(release_) or (standing and standing.text):
            continue
        content = {name: getattr(old, name) for name in CONTENT}
        version = standing.version if standing else 0
        remark = save(release_, topic, by=by, number=number, version=version, **content)
        if remark is None:
            continue
        reply, taken = remark.reply, taken + 1
        known = remark.evidence.values_list("sha256", flat=True)
        for document in old.evidence.exclude(sha256__in=list(known)).iterator(chunk_size=1):
            check_room(reply, document.size)
            document.pk, document.remark = None, remark
            document._state.adding = True
            document.save(force_insert=True)
    return taken


def left_behind(release_: Release) -> Reply | None:
    """The last reply to an earlier draft of the round that says something, and was never sent."""
    earlier = Reply.objects.being_written().filter(
        release__round=release_.round_id, release__number__lt=release_.number
    )
    said = earlier.filter(remarks__in=Remark.objects.said()).distinct()
    return said.order_by("-release__number").first()


def sent_before(release_: Release) -> RemarkQuerySet:
    """The view and the plans that were sent on earlier drafts of the round, and that stay said."""
    said = Remark.objects.said().filter(kind__in=[RemarkKind.STATEMENT, RemarkKind.INTENT])
    earlier = {"reply__release__round": release_.round_id, "reply__release__number__lt": release_.number}
    return said.filter(reply__sent_at__isnull=False, **earlier)


def find(reply: Reply | None, topic: Topic) -> Remark | None:
    """The remark that a reply makes on a topic."""
    return reply.remarks.filter(**topic._asdict()).first() if reply else None


def place_for_evidence(reply: Reply | None, release_: Release, topic: Topic, *, by: User) -> Remark:
    """The remark on a topic, also where it says nothing yet: a document may come before its text."""
    return find(reply, topic) or _blank(reply or begin(release_, by=by), topic, by=by)


def _blank(reply: Reply, topic: Topic, *, by: User) -> Remark:
    return Remark.objects.create(reply=reply, changed_at=timezone.now(), changed_by=by, **topic._asdict())


def _hold(release_: Release, topic: Topic, *, by: User, number: int) -> Reply | None:
    reply = hold_for_reply(release_, by=by, number=number)
    if not topic.is_asked_in(release_):
        raise NotAskedHere
    return reply


def _clean(topic: Topic, content: dict[str, Any]) -> dict[str, Any]:
    """What is stored: of what no measure is taken nobody does anything, and an intent alone says who and when."""
    has_no_measure: bool = topic.kind == RemarkKind.INTENT and content.get("has_no_measure", False)
    is_measure = topic.kind == RemarkKind.INTENT and not has_no_measure
    planned_on: datetime.date | None = content.get("planned_on") if is_measure else None
    return {
        "text": normalise(content.get("text", "")),
        "has_no_measure": has_no_measure,
        "by_whom": normalise(content.get("by_whom", "")).strip() if is_measure else "",
        "planned_on": planned_on,
    }


def _settle(release_: Release, topic: Topic, outcome: Outcome, *, by: User, number: int, shown: str) -> bool:
    remark = find(_hold(release_, topic, by=by, number=number), topic)
    row = as_shown(remark.overtaken.waiting(), shown) if remark else None
    if remark is None or row is None:
        return False
    return bool(remark.overtaken.filter(pk=row.pk).settle(outcome, by=by, at=timezone.now()))

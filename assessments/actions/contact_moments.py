"""Writing down the moments at which the municipality was heard, on which a round rests."""

from django.db import transaction

from assessments.actions import Refused, check_length, log
from assessments.actions.attachments import take_off
from assessments.actions.findings import record
from assessments.actions.rounds import hold_for_writing
from assessments.actions.writers import add_writers, print_anew
from assessments.models import Attachment, ContactMoment
from assessments.texts import normalise
from stj_toezicht.log.kinds import Kind

LONGEST = {
    "participants": ContactMoment._meta.get_field("participants").max_length,
    "note": ContactMoment._meta.get_field("note").max_length,
}


class ContactMomentChanged(Refused):
    """The contact moment was changed or removed by another after this writer opened it."""

    message = "Iemand anders heeft dit contactmoment intussen gewijzigd of verwijderd. Wat u invulde staat hieronder."


class MoreRestsOnIt(Refused):
    """Findings began to rest on the contact moment after somebody was asked whether it could go."""

    message = (
        "Er berusten intussen andere bevindingen op dit contactmoment. Kijk de lijst na en bevestig opnieuw."
    )


@transaction.atomic
def add_contact_moment(round_, *, by, kind, date, participants="", note=""):
    """Write down a moment at which the municipality was heard. Raises NotOnTheTeam, RoundIsFinal or TextTooLong."""
    hold_for_writing(round_.pk, by=by)
    texts = _fitting(participants=participants, note=note)
    moment = ContactMoment.objects.create(round=round_, kind=kind, date=date, **texts)
    add_writers(round_.pk, [by.pk])
    print_anew(round_)
    log.added(Kind.CONTACT_MOMENT, moment, of=round_, by=by, about=moment.told, said=_said(moment))
    return moment


def _said(moment):
    return {name: getattr(moment, name) for name in ("kind", "date", "participants", "note")}


@transaction.atomic
def change_contact_moment(moment, *, by, opened, kind, date, participants="", note=""):
    """Correct a contact moment that still says what it said when `by` opened it (`as_opened`).

    Raises NotOnTheTeam, RoundIsFinal, ContactMomentChanged or TextTooLong.
    """
    round_ = hold_for_writing(moment.round_id, by=by)
    current = ContactMoment.objects.filter(pk=moment.pk).first()
    if current is None or current.as_opened != opened:
        raise ContactMomentChanged
    old, new = _said(current), {"kind": kind, "date": date, **_fitting(participants=participants, note=note)}
    ContactMoment.objects.filter(pk=moment.pk).update(**new)
    if old != new:
        add_writers(round_.pk, [by.pk])
    if (old["kind"], old["date"]) != (new["kind"], new["date"]):
        print_anew(round_)
    log.changed(Kind.CONTACT_MOMENT, current, of=round_, by=by, about=current.told, old=old, new=new)


@transaction.atomic
def remove_contact_moment(moment, *, by, seen=()):
    """Take out a contact moment that was a mistake, with its attachments, of which stays noted what they were.

    `seen` are the keys of the findings that `by` was told rest on it; these go on without it, each in a new
    version. Raises NotOnTheTeam, RoundIsFinal or MoreRestsOnIt.
    """
    round_ = hold_for_writing(moment.round_id, by=by)
    resting = list(moment.findings.prefetch_related("contact_moments"))
    if not {finding.pk for finding in resting} <= set(seen):
        raise MoreRestsOnIt
    for finding in resting:
        record(
            finding,
            by=by,
            version=finding.version,
            verdict=finding.verdict,
            reason=finding.reason,
            explanation=finding.explanation,
            private_note=finding.private_note,
            expected_on=finding.expected_on,
            contact_moments=[other for other in finding.contact_moments.all() if other.pk != moment.pk],
        )
    take_off(Attachment.objects.filter(contact_moment=moment.pk), of=round_, by=by)
    add_writers(round_.pk, [by.pk])
    print_anew(round_)
    log.removed(Kind.CONTACT_MOMENT, moment, of=round_, by=by, about=moment.told, said=_said(moment))
    ContactMoment.objects.filter(pk=moment.pk).delete()


def _fitting(**texts):
    """The texts of a contact moment as they are stored, each within its room."""
    texts = {name: normalise(text) for name, text in texts.items()}
    for name, text in texts.items():
        check_length(text, LONGEST[name])
    return texts

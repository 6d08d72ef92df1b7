"""Joint sign-off: each inspectorate that a framework asks signs what was finalised, before it is published."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, log, notices, stopping
from assessments.actions.frameworks import hold_framework
from assessments.actions.steps import ChangedMeanwhile, hold, leads_to_factsheet
from assessments.factsheet.drafting import draft
from assessments.models import Framework, Round, Signatory, SignOff
from assessments.steps import State
from stj_toezicht.accounts.models import Inspectorate, Role, User
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.writing import write


class MayNotSign(Refused):
    message = "Alleen een inspecteur of coördinator van een inspectie die meetekent, kan ondertekenen."


class NothingToSign(Refused):
    message = "Ondertekenen kan zolang een opvolging op “Vastgesteld” staat."


class SignedAlready(Refused):
    message = "Namens uw inspectie is al ondertekend."


class MayNotChooseSignatories(Refused):
    message = "Alleen een coördinator kiest welke inspecties ondertekenen."


def refusal_to_sign(round_: Round, *, by: User) -> Refused | None:
    """Why `by` can't sign a round for their inspectorate, or None when they can."""
    signatories = round_.case_file.framework.signatories
    if (
        by.role not in (Role.INSPECTOR, Role.COORDINATOR)
        or not signatories.filter(inspectorate=by.inspectorate).exists()
    ):
        return MayNotSign()
    return None if round_.state == State.FINAL and leads_to_factsheet(round_) else NothingToSign()


@transaction.atomic
def sign(round_: Round, *, by: User, seen: str) -> SignOff:
    """Sign for the inspectorate of `by` what a round found, of which they saw the factsheet with this fingerprint.

    Raises MayNotSign, NothingToSign, ChangedMeanwhile or SignedAlready, and then nothing has changed.
    """
    held = hold(round_)
    if refusal := refusal_to_sign(held, by=by):
        raise refusal
    factsheet = draft(held)
    if seen != factsheet.fingerprint():
        raise ChangedMeanwhile
    said = {"inspectorate": by.inspectorate, "fingerprint": factsheet.to_sign().fingerprint()}
    if held.sign_offs.standing().filter(**said).exists():
        raise SignedAlready
    of = {"round": held, "finalised_at": held.finalised_at, "signed_at": timezone.now(), "signed_by": by}
    sign_off = SignOff.objects.create(**of, **said)
    told = said | {"inspectorate": sign_off.get_inspectorate_display()}
    log.added(Kind.SIGN_OFF, sign_off, of=held, by=by, said=told)
    return sign_off


@transaction.atomic
def choose_signatories(
    framework: Framework,
    *,
    by: User,
    inspectorates: Iterable[str],
    although_stopping: Collection[int] = (),
) -> None:
    """Have these inspectorates sign each factsheet under a framework that is published from now on, and no others.

    A factsheet says who signed it, so what is planned is stopped, and `by` knows of each of these, by its key
    (`although_stopping`). Raises MayNotChooseSignatories or StopsPublications, and then nothing has changed.
    """
    if by.role != Role.COORDINATOR:
        raise MayNotChooseSignatories
    held = hold_framework(framework)
    wanted = [each for each in Inspectorate if each in set(inspectorates)]
    before = [Inspectorate(each.inspectorate) for each in held.signatories.all()]
    if before == wanted:
        return
    if asked := set(wanted) - set(before):
        for round_ in Round.objects.follow_ups().filter(case_file__framework=held, state=State.FINAL):
            notices.to_sign(round_, asked, by=by)
    held.signatories.all().delete()
    Signatory.objects.bulk_create(Signatory(framework=held, inspectorate=each) for each in wanted)
    stopped = stopping.changed_among(stopping.plans_under(held))
    if {planned.pk for planned in stopped} - set(although_stopping):
        raise stopping.StopsPublications(stopped)
    stopping.stop(stopped, problem=f"{by} koos wie ondertekent. {stopping.READ_ANEW}", by=by)
    old, new = ({"signatories": [each.label for each in names]} for names in (before, wanted))
    subject = f"framework {held.pk}"
    write("kaders", by=by, kind=Kind.FRAMEWORK, about=str(held), subject=subject, old=old, new=new)

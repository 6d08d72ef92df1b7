"""Joint sign-off: choosing which inspectorates sign, and signing."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from assessments import actions
from assessments.actions import sign_offs as acts
from assessments.actions.stopping import plans_under
from assessments.factsheet.drafting import draft
from assessments.forms.frameworks import SignatoriesForm
from assessments.models import Framework, Signatory, SignOff
from assessments.steps import State
from assessments.views.cards import round_for
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@dataclass(frozen=True)
class Signature:
    """An inspectorate that signs a round, its newest signature, and whether that is of what the factsheet says now."""

    signatory: Signatory
    sign_off: SignOff | None
    is_current: bool


def signatures_of(round_, user):
    """What the page of a round shows of who signs: nothing where nobody does, or where it isn't finalised."""
    signatories = list(round_.case_file.framework.signatories.all()) if round_.is_final else []
    if not signatories:
        return {"signatures": [], "may_sign": False}
    now = draft(round_).to_sign().fingerprint() if round_.state == State.FINAL else None
    standing = round_.sign_offs.standing().select_related("signed_by")
    signed = {each.inspectorate: each for each in standing}
    current = {key for key, each in signed.items() if now in (None, each.fingerprint)}
    may_sign = user.inspectorate not in current and acts.refusal_to_sign(round_, by=user) is None
    return {
        "signatures": [
            Signature(each, signed.get(each.inspectorate), each.inspectorate in current)
            for each in signatories
            if now or each.inspectorate in signed
        ],
        "may_sign": may_sign,
    }


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
def sign(request, pk):
    """Show the factsheet, and sign for the own inspectorate what was shown."""
    round_ = round_for(request.user, pk)
    refusal = acts.refusal_to_sign(round_, by=request.user)
    if isinstance(refusal, acts.MayNotSign):
        raise PermissionDenied
    if request.method == "POST":
        try:
            sign_off = acts.sign(round_, by=request.user, seen=request.POST.get("seen", ""))
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, f"U hebt ondertekend namens de {sign_off.get_inspectorate_display()}.")
            return redirect(f"{round_.get_absolute_url()}#ondertekening")
    context = {"round": round_, "refusal": refusal, "factsheet": draft(round_)}
    text = context["factsheet"].to_sign().fingerprint()
    said = {"inspectorate": request.user.inspectorate, "fingerprint": text}
    if refusal is None and round_.sign_offs.standing().filter(**said).exists():
        context["refusal"] = refusal = acts.SignedAlready()
    may_still = refusal is None or isinstance(refusal, acts.ChangedMeanwhile)
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, "assessments/sign.html", {**context, "may_sign": may_still}, status=status)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def signatories(request, pk):
    """Choose which inspectorates sign each factsheet under a framework."""
    framework = get_object_or_404(Framework, pk=pk)
    chosen = [each.inspectorate for each in framework.signatories.all()]
    form = SignatoriesForm(
        request.POST if request.method == "POST" else None, initial={"inspectorates": chosen}
    )
    planned = plans_under(framework).select_related("round__municipality")
    refusal = None
    if form.is_valid():
        told = [each.pk for each in planned if str(each.pk) in request.POST.getlist("stops")]
        wanted = form.cleaned_data["inspectorates"]
        try:
            acts.choose_signatories(framework, by=request.user, inspectorates=wanted, although_stopping=told)
        except actions.Refused as refused:
            refusal, planned = refused, planned.all()
        else:
            messages.success(request, "Opgeslagen. Dit geldt voor alles wat hierna wordt gepubliceerd.")
            return redirect(framework)
    context = {"framework": framework, "form": form, "planned": planned, "refusal": refusal}
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/signatories.html", context, status=status)

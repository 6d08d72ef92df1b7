"""Deciding on what a municipality says of a draft: what is asked, and both texts before the one becomes the other."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime

from assessments import actions
from assessments.actions import decisions as acts
from assessments.actions.saves import SavedFirst
from assessments.forms.decisions import STANDARD_REASONS, DecisionForm, fingerprint
from assessments.models import Decision, Finding, History, Remark, Round
from assessments.texts import escape
from assessments.views.answers import lay_out_answers, remarks_of, replies_for
from assessments.views.refusals import not_saved
from stj_toezicht.access import READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role

BEGINNINGS = {  # with what the field of the text begins
    "huidig": "Begin met de tekst zoals die nu is",
    "gemeente": "Begin met wat de gemeente schreef",
    "samen": "Zet wat de gemeente schreef eronder",
}


@open_to(*READERS_OF_NOTES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
def decide(request, pk, remark_pk):
    """Ask what to do with one remark, show what its text becomes, and decide what was shown."""
    remark = _remark_for(request.user, pk, remark_pk)
    if refusal := acts.refusal_to_decide(remark.reply.release.round, by=request.user):
        return _turn_away(request, remark, refusal)
    data = request.POST.copy() if request.method == "POST" else None
    decision = Decision.objects.select_related("decided_by").filter(remark=remark).first()
    form = DecisionForm(data, about=_as_it_is_now(remark), decision=decision)
    if data is None or _fill_in(data, remark, form):
        return _show(request, remark, form, decision)
    if not form.is_valid():
        return _show(request, remark, form, decision, status=422)
    becomes = form.becomes
    if becomes and data.get("looked_at") != fingerprint(becomes):
        data["looked_at"] = fingerprint(becomes)
        return _show(request, remark, form, decision, becomes=becomes)
    return _save(request, remark, form, decision, becomes)


def _save(request, remark, form, decision, becomes):
    said = {"is_adopted": form.is_to_adopt, "reason": form.cleaned_data["reason"], "becomes": becomes}
    try:
        acts.decide(remark, by=request.user, seen=_seen(form.data.get("decided", "")), **said)
    except acts.DecidedMeanwhile as refusal:
        now = Decision.objects.select_related("decided_by").filter(remark=remark).first()
        form.data["decided"] = now.decided_at.isoformat() if now else ""
        return _show(request, remark, form, now, status=409, refusal=refusal)
    except SavedFirst as refusal:
        read, now = form.read, DecisionForm(about=_as_it_is_now(remark))
        form.data["version"], form.data["looked_at"] = str(now["version"].value()), ""
        return _show(request, remark, form, decision, status=409, refusal=refusal, read=read)
    except actions.Refused as refusal:
        return _show(request, remark, form, decision, status=409, refusal=refusal)
    told = "Het besluit is vastgelegd."
    if becomes:
        told += " De tekst is gewijzigd. Een collega die haar niet wijzigde, keurt haar opnieuw goed."
    messages.success(request, told)
    return redirect(f"{remark.reply.get_absolute_url()}#opmerking-{remark.pk}")


def _seen(sent):
    """When that was decided what the page showed; None where nothing was, or what is sent is no moment."""
    try:
        return parse_datetime(sent)
    except ValueError:
        return None


def _remark_for(user, pk, remark_pk):
    reply = get_object_or_404(replies_for(user), pk=pk)
    to_decide = remarks_of([reply]).filter(pk__in=Remark.objects.to_decide())
    remark = get_object_or_404(to_decide, pk=remark_pk)
    remark.reply = reply
    return remark


def _as_it_is_now(remark):
    """The finding or the round of which a decision can change the text."""
    about = acts.text_of(remark)
    return about and (Finding if isinstance(about, Finding) else Round).objects.get(pk=about.pk)


def _fill_in(data, remark, form):
    """Put in a field what a button was pressed for, beside what was typed; whether there was such a button."""
    begin, standard = data.get("begin"), data.get("standard")
    theirs = escape(remark.text)
    if begin in BEGINNINGS and form.about:
        now = DecisionForm(about=form.about)["text"].value()
        data["text"] = {"huidig": now, "gemeente": theirs, "samen": f"{now}\n\n{theirs}".strip()}[begin]
    elif standard in STANDARD_REASONS:
        data["reason"] = f"{data.get('reason', '')} {standard}".strip()
    else:
        return False
    return True


def _turn_away(request, remark, refusal):
    """Who can't decide, with what they typed; when it is too late to decide, what was decided can still be read."""
    is_too_late = isinstance(refusal, acts.NotUpForDecision)
    if request.method == "POST":
        typed = [("Reden van het besluit", request.POST.get("reason")), ("Tekst", request.POST.get("text"))]
        texts = [(label, text) for label, text in typed if text]
        round_ = remark.reply.release.round
        return not_saved(request, round_, refusal, texts=texts, status=409 if is_too_late else 403)
    if is_too_late:
        return redirect(remark.reply)
    raise PermissionDenied(str(refusal))


def _show(request, remark, form, decision, *, status=200, becomes=None, read=None, refusal=None):
    release = remark.reply.release
    (answer,) = lay_out_answers(release, [remark], History.of(release.round))
    after = acts.Said.of(becomes) if becomes else None
    shown = {
        "reply": remark.reply,
        "release": release,
        "round": release.round,
        "remark": remark,
        "answer": answer,
        "form": form,
        "decision": decision,
        "refusal": refusal,
        "read": read,
        "after": after,
        "beginnings": BEGINNINGS.items(),
        "standard_reasons": STANDARD_REASONS,
    }
    return render(request, "assessments/decide.html", shown, status=status)

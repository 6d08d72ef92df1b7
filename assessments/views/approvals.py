"""Reading as a colleague: agreeing with the findings of a theme, and with the narrative."""

from django.contrib import messages
from django.shortcuts import redirect, render

from assessments import actions
from assessments.actions import approvals as acts
from assessments.models import Finding
from assessments.views import meanwhile
from assessments.views.cards import round_for
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from

REVIEWERS = (Role.INSPECTOR, Role.COORDINATOR)


@open_to(*READERS_OF_CASE_FILES, to_do=REVIEWERS)
@sent_from("assessments:theme")
def approve(request, pk, theme_pk):
    """Approve one finding of a theme, or all that the page showed, at the versions that it showed."""
    round_ = round_for(request.user, pk)
    shown = Finding.objects.as_printed().filter(round=round_, theme_pk=theme_pk)
    read = [
        (finding, int(version))
        for finding in shown
        if not finding.is_open
        and (version := _version_of(finding, request.POST)).isdecimal()
        and len(version) < 10
    ]
    try:
        number = acts.approve(read, by=request.user, round_=round_)
    except acts.ReadAnEarlierVersion as refusal:
        now = [(f"gelezen-{finding.pk}", finding.text_version) for finding, _ in read]
        return _refuse(request, round_, refusal, meanwhile.in_findings(read), now)
    except actions.Refused as refusal:
        return _refuse(request, round_, refusal)
    told = {0: "U had dit al goedgekeurd.", 1: "Goedgekeurd."}
    messages.success(request, told.get(number, f"{number} punten goedgekeurd."))
    if len(read) == 1:
        return redirect(read[0][0])
    return redirect("assessments:theme", round_.pk, theme_pk)


def _version_of(finding, data):
    """The version of a finding that was read, if it is the one of the button or the button was for all."""
    only = data.get("only", "")
    return data.get(f"gelezen-{finding.pk}", "") if only in ("", str(finding.pk)) else ""


@open_to(*READERS_OF_CASE_FILES, to_do=REVIEWERS)
@sent_from("assessments:round")
def approve_development(request, pk):
    """Approve the narrative at the version that the page showed."""
    round_ = round_for(request.user, pk)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) < 10 else -1
    try:
        acts.approve_development(round_, by=request.user, version=version)
    except acts.ReadAnEarlierVersion as refusal:
        changed = meanwhile.beside_findings(round_, version) if version >= 0 else []
        return _refuse(request, round_, refusal, changed, [("version", round_.text_version)])
    except actions.Refused as refusal:
        return _refuse(request, round_, refusal)
    messages.success(request, "De ontwikkeling en de contactmomenten zijn goedgekeurd.")
    return redirect(f"{round_.get_absolute_url()}#ontwikkeling")


def _refuse(request, round_, refusal, changed=(), now=()):
    """Why nothing was approved, what changed since it was read, and the way to approve it as it is `now`."""
    status = 403 if isinstance(refusal, acts.MayNotApprove | acts.WroteInIt | acts.OnTheTeam) else 409
    context = {"round": round_, "refusal": refusal, "meanwhile": changed, "now": now}
    return render(request, "assessments/not_approved.html", context, status=status)

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions.comments import may_resolve, refusal_to_comment, resolve_comment, write_comment
from assessments.actions.rounds import RoundIsFinal
from assessments.forms.colleagues import CommentForm
from assessments.models import Comment, History
from assessments.views.cards import finding_for
from assessments.views.refusals import not_saved
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role

COMMENTERS = (Role.INSPECTOR, Role.COORDINATOR)


@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
def comments(request, pk):
    """All that was remarked on a finding, and room for a remark while the round is in concept."""
    finding = finding_for(request.user, pk)
    form = CommentForm(request.POST if request.method == "POST" else None)
    refusal = refusal_to_comment(finding.round, by=request.user)
    if request.method == "POST" and refusal:
        return _refuse(request, finding.round, refusal, form["text"].value() or "")
    if form.is_valid():
        try:
            write_comment(finding, by=request.user, text=form.cleaned_data["text"])
        except actions.Refused as refused:
            return _refuse(request, finding.round, refused, form.cleaned_data["text"])
        messages.success(request, "De opmerking is geplaatst.")
        return redirect(finding)
    on_team = finding.round.case_file.has_on_team(request.user)
    written = list(finding.comments.select_related("written_by", "resolved_by"))
    for comment in written:
        comment.may_be_resolved = not refusal and may_resolve(comment, by=request.user, on_team=on_team)
    context = {
        "finding": finding,
        "round": finding.round,
        "wording": History.of(finding.round).wording(finding.indicator),
        "comments": written,
        "form": None if refusal else form,
    }
    return render(request, "assessments/comments.html", context, status=422 if form.is_bound else 200)


@open_to(*READERS_OF_CASE_FILES, to_do=COMMENTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request, pk):
    """Deal with a remark, from the page that lists them."""
    comment = get_object_or_404(Comment.objects.select_related("finding"), pk=pk)
    finding = finding_for(request.user, comment.finding_id)
    if request.method != "POST":
        return redirect("assessments:comments", finding.pk)
    try:
        resolve_comment(comment, by=request.user)
    except actions.Refused as refusal:
        return _refuse(request, finding.round, refusal)
    messages.success(request, "De opmerking is afgehandeld.")
    return redirect("assessments:comments", finding.pk)


def _refuse(request, round_, refusal, typed=""):
    status = 409 if isinstance(refusal, RoundIsFinal) else 403
    return not_saved(request, round_, refusal, typed, status=status)

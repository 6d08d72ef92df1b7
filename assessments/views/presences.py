"""Who else has a round open: the page of a writer asks every twenty seconds."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from assessments import actions
from assessments.actions.presences import be_present, be_present_at_draft
from assessments.models import Round
from assessments.views.reply_cards import draft_for
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from


@sent_from("assessments:round")
@open_to(*READERS_OF_CASE_FILES)
def be_there(request, pk):
    """Say who else is there when that is not what the page shows; who can't write here isn't noted."""
    rounds = Round.objects.visible_to(request.user).select_related("case_file")
    round_ = get_object_or_404(rounds, pk=pk)
    return _say_who(request, round_, lambda: be_present(round_, by=request.user))


@sent_from("assessments:draft")
@open_to(Role.MUNICIPALITY)
def be_at_draft(request, pk):
    """Say the same to who answers a draft, of the other contacts of their municipality."""
    release = draft_for(request.user, pk)
    return _say_who(request, release.round, lambda: be_present_at_draft(release, by=request.user))


def _say_who(request, round_, be_there):
    try:
        be_there()
    except actions.Refused:
        return HttpResponse(status=204)
    others = [presence.user for presence in round_.presences.besides(request.user)]
    shown = set(request.POST.getlist("shown"))
    if shown == {str(user.pk) for user in others}:
        return HttpResponse(status=204)
    arrived = [user for user in others if str(user.pk) not in shown]
    return render(request, "assessments/_presence.html", {"others": others, "arrived": arrived})

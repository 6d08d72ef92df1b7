"""Reading a reply over as a whole, and sending it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions import replies
from assessments.forms.replies import ReplyPageForm
from assessments.models import OvertakenRemark
from assessments.views.reply_cards import STATEMENT, draft_for, lay_out, place_of_remark
from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.MUNICIPALITY)
def send_reply(request, pk):
    """Show all that will be sent beside what the draft says, and send it as it was shown."""
    release_ = draft_for(request.user, pk)
    refusal = replies.refusal_to_reply(release_, by=request.user)
    last = release_.replies.order_by("number").last()
    if request.method == "POST":
        number = ReplyPageForm(request.POST).sent_number
        has_no_remarks = "geen-opmerkingen" in request.POST
        seen = request.POST.get("seen", "")
        try:
            reply = replies.send(
                release_,
                by=request.user,
                number=number,
                seen=seen,
                has_no_remarks=has_no_remarks,
                at=request.arrived_at,
            )
        except (replies.SentAlready, replies.NotAContact, replies.ClosedForReply) as refused:
            messages.warning(request, str(refused))
            return redirect(release_)
        except actions.Refused as refused:
            return _show(request, release_, last, refusal=refused)
        messages.success(request, _told(reply))
        return redirect(release_)
    if refusal or (last and last.is_sent):
        return redirect(release_)
    return _show(request, release_, last)


def _show(request, release_, reply, *, refusal=None):
    desk = lay_out(release_, reply)
    lacking = replies.what_lacks_its_text(reply) if reply else []
    waiting = OvertakenRemark.objects.waiting().filter(remark__reply=reply) if reply else []
    places = [place_of_remark(row.remark) for row in waiting]
    context = {
        "release": release_,
        "round": release_.round,
        "desk": desk,
        "reply": reply,
        "number": reply.number if reply else 1,
        "seen": replies.fingerprint(reply),
        "lacking": [(place_of_remark(remark), sentence) for remark, sentence in lacking],
        "two_versions": places,
        "without_documents": _errors_without_documents(desk),
        "statement": STATEMENT,
        "refusal": refusal,
    }
    return render(request, "assessments/send_reply.html", context, status=409 if refusal else 200)


def _errors_without_documents(desk):
    """The errors that are told without a document from which it shows."""
    return [
        card
        for card in desk.cards
        for form in card.forms
        if form.topic.kind == "error" and form.remark and form.remark.text and not form.evidence
    ]


def _told(reply):
    late = ""
    if reply.came_after_final:
        late = " De uitkomsten waren al vastgesteld; de inspectie leest uw reactie, maar wijzigt ze er niet meer door."
    elif reply.is_late:
        late = " Uw reactie kwam na de laatste dag; de inspectie ziet dat, en leest haar ook."
    if reply.has_no_remarks:
        return f"De inspectie weet nu dat uw gemeente geen opmerkingen heeft.{late}"
    return f"Uw reactie is verstuurd.{late}"

"""The draft of a round before its municipality: read, answered by its contacts together, and sent by one of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from assessments import actions
from assessments.actions import remarks, replies
from assessments.actions.evidence import remove_evidence
from assessments.actions.overtaken import TypedOnMeanwhile
from assessments.actions.saves import SavedFirst
from assessments.forms.findings import PageForm
from assessments.forms.replies import ReplyPageForm
from assessments.models import Release
from assessments.views.cards import new_page
from assessments.views.refusals import status_of
from assessments.views.reply_cards import draft_for, lay_out
from assessments.views.replying import Choice, Saved, add_documents, save
from assessments.views.saving import told_of_invisible
from stj_toezicht.access import READERS_OF_NOTES, open_to
from stj_toezicht.accounts.keeping import Part, kept_in_parts
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from, takes_files

PUBLISHING = "publiceren"  # the card that asks whether intents are published


def typed_cards(user, fields, *, pk):
    """The cards of a draft that would change by what `user` typed; None where that can't be told."""
    release_ = (
        Release.objects.visible_to(user).filter(pk=pk).first() if user.role == Role.MUNICIPALITY else None
    )
    if release_ is None:
        return None
    sent = dict(fields)
    desk = lay_out(release_, release_.replies.being_written().first(), sent, {})
    along = [[name, value] for name, value in fields if name in ("number", "saved_from", "saved_nth")]
    return [
        Part(
            about=card.heading,
            path=release_.get_absolute_url(),
            fields=[[name, value] for name, value in fields if name in card.sent_names.split(",")] + along,
        )
        for card in desk.cards
        if any(form.is_sent and form.was_typed and form.is_unsaved for form in card.forms)
    ]


@kept_in_parts(typed_cards)
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
@open_to(Role.MUNICIPALITY)
def draft(request, pk):
    """Answer a draft; or read it, with what was answered, once that was sent or the draft was taken back."""
    release_ = draft_for(request.user, pk)
    if request.method == "POST":
        return _save(request, release_)
    last = release_.replies.order_by("number").last()
    is_closed = replies.refusal_to_reply(release_, by=request.user)
    if is_closed or (last and last.is_sent) or "toon" in request.GET:
        return _read(request, release_)
    return show(request, release_, lay_out(release_, last), last)


def show(request, release_, desk, reply, *, page=None, choice_error="", status=200):
    """The page on which a reply is written."""
    context = {
        "release": release_,
        "round": release_.round,
        "desk": desk,
        "reply": reply,
        "number": reply.number if reply else 1,
        "page": page or {"saved_from": new_page(), "saved_nth": 0},
        "page_form": ReplyPageForm(
            initial={"publishes_intents": reply.publishes_intents if reply else False}
        ),
        "left_behind": remarks.left_behind(release_),
        "said_before": release_.number > 1 and remarks.sent_before(release_).exists(),
        "earlier_replies": list(release_.replies.sent()),
        "choice_error": choice_error,
        "others": [presence.user for presence in release_.round.presences.besides(request.user)],
    }
    return render(request, "assessments/draft.html", context, status=status)


def _read(request, release_):
    """The draft and what was answered, which stays as it was sent."""
    sent = list(release_.replies.sent().select_related("sent_by"))
    answered = [(reply, lay_out(release_, reply)) for reply in sent]
    _tell_decisions(release_, answered)
    context = {
        "release": release_,
        "round": release_.round,
        "refusal": replies.refusal_to_reply(release_, by=request.user),
        "answered": answered,
        "unsent": _unsent(release_),
        "desk": lay_out(release_, None),
        "is_writing": release_.closed_at is None and release_.replies.being_written().exists(),
    }
    return render(request, "assessments/draft_read.html", context)


def _tell_decisions(release_, answered):
    """Give each remark the decision of which its municipality was told."""
    until = release_.round.told_until()
    for remark in (remark for _, desk in answered for card in desk.cards for remark in card.remarks):
        decision = getattr(remark, "decision", None)
        remark.decision_told = decision and decision.as_told(until)


def _unsent(release_):
    """What was written and not sent before the draft was taken back; it stays to be read."""
    reply = release_.replies.being_written().first() if release_.closed_at else None
    return lay_out(release_, reply) if reply else None


def _save(request, release_):
    """Save all that was typed on the page, then do what the button that was pressed says."""
    number = ReplyPageForm(request.POST).sent_number
    reply = release_.replies.filter(number=number).first()
    desk = lay_out(release_, reply, request.POST, request.FILES)
    forms, page = [form for form in desk.forms if form.is_sent], PageForm(request.POST).as_sent()
    choice = Choice.sent(forms, request.POST.get("keuze", ""))
    whose = {"by": request.user, "number": number}
    try:
        saved = save(
            release_, [each for each in forms if not choice or each is not choice.form], page=page, **whose
        )
        saved.documents = add_documents(release_, forms, **whose)
        if "publishing" in request.POST:
            publishes = "publishes_intents" in request.POST
            if publishes != bool(reply and reply.publishes_intents):
                replies.publish_intents(release_, publishes=publishes, **whose)
        _take_off(request, desk)
        error = _choose(request, release_, choice, page, whose) if choice else ""
    except actions.Refused as refusal:
        return _not_saved(request, release_, desk, refusal)
    if saved.late or saved.overtaken or error or any(form.errors or form.problems for form in forms):
        return _show_again(request, release_, desk, saved, error)
    _tell(request, saved, forms)
    return redirect(_next(request, release_, desk))


def _take_off(request, desk):
    """Take off the document of which the button was pressed."""
    for document in (document for form in desk.forms for document in form.evidence):
        if str(document.pk) == request.POST.get("weghalen"):
            remove_evidence(document, by=request.user)
            messages.success(request, f"Het document “{document.name}” is weggehaald.")


def _choose(request, release_, choice, page, whose):
    """Have what was chosen of two versions stand; tells why that couldn't be, where something changed meanwhile."""
    try:
        messages.success(request, choice.make(release_, **whose))
    except TypedOnMeanwhile as changed:
        return str(changed)
    except SavedFirst as beaten:
        if choice.form.is_bound and choice.form.was_typed:
            said = choice.form.content | {"version": choice.form.cleaned_data["version"]}
            remarks.keep_overtaken(release_, choice.form.topic, **said, **page, **whose)
        return str(beaten)
    return ""


def _show_again(request, release_, desk, saved: Saved, error):
    """The page with what is wrong or waits for a choice as it was typed, and all else as it is stored now."""
    reply = release_.replies.being_written().first()
    fresh = lay_out(release_, reply)
    sent = {form.prefix: form for form in desk.forms if form.is_sent}
    late = bool(saved.late)
    for card in fresh.cards:
        for place, form in enumerate(card.forms):
            known = sent.get(form.prefix)
            if known and (
                known.errors or known.problems or known in saved.overtaken or (late and known.was_typed)
            ):
                known.remark = form.remark
                card.forms[place] = known
    page = PageForm(request.POST).as_sent()
    if late:
        page["saved_nth"] = max(saved.late)
    status = 409 if late or saved.overtaken or error else 422
    return show(request, release_, fresh, reply, page=page, choice_error=error, status=status)


def _tell(request, saved, forms):
    documents = saved.documents
    if documents:
        messages.success(
            request,
            "Het document is toegevoegd." if documents == 1 else f"{documents} documenten zijn toegevoegd.",
        )
    elif saved.remarks:
        messages.success(request, "Opgeslagen.")
    if invisible := sum(sum(form.invisible().values()) for form in forms if form in saved.remarks):
        messages.info(request, told_of_invisible(invisible))


def _next(request, release_, desk):
    """Where the button that was pressed leads: to read all over, or back to its card."""
    if "nakijken" in request.POST:
        return reverse("assessments:send_reply", args=[release_.pk])
    pressed, chosen = request.POST.get("opslaan", ""), request.POST.get("keuze", "").partition(" ")[0]
    taken_off = request.POST.get("weghalen", "")
    anchors = [
        card.anchor
        for card in desk.cards
        for form in card.forms
        if form.prefix == chosen or taken_off in [str(document.pk) for document in form.evidence]
    ]
    anchors += [anchor for anchor in [*(card.anchor for card in desk.cards), PUBLISHING] if anchor == pressed]
    return "#".join([release_.get_absolute_url(), *anchors[:1]])


def _not_saved(request, release_, desk, refusal):
    """Why nothing could be saved, with what was typed on each card to copy from."""
    texts = [
        (f"{card.heading}, {form.meaning.label.lower()}", form.as_typed)
        for card in desk.cards
        for form in card.forms
        if form.is_sent and form.was_typed and form.as_typed
    ]
    context = {"release": release_, "refusal": refusal, "texts": texts}
    return render(request, "assessments/reply_not_saved.html", context, status=status_of(refusal))


@sent_from("assessments:draft")
@open_to(Role.MUNICIPALITY)
def start_reply(request, pk):
    """Begin a further reply after the one before was sent, or take texts over from a draft that was taken back."""
    release_ = draft_for(request.user, pk)
    try:
        if "overnemen" in request.POST:
            number = ReplyPageForm(request.POST).sent_number
            taken = remarks.take_over(release_, by=request.user, number=number)
            messages.success(request, f"{taken} {'tekst is' if taken == 1 else 'teksten zijn'} overgenomen.")
        else:
            replies.start(release_, by=request.user)
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(release_)


@require_safe
@open_to(Role.MUNICIPALITY, *READERS_OF_NOTES)
def draft_pdf(request, pk):
    """The PDF of a draft, exactly as it was released; each of its pages says that it is a concept."""
    known = draft_for(request.user, pk)
    name = f"concept-factsheet-{known.content['slug']}-{known.content['year']}-concept-{known.number}.pdf"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=False, filename=name),
        "Cache-Control": "private, no-store",
        "ETag": quote_etag(known.sha256),
    }
    return HttpResponse(bytes(known.pdf), content_type="application/pdf", headers=headers)

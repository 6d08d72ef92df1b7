"""Saving one finding, or a card of a reply, while somebody types; each answer is the state that its card shows."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.actions import replies
from assessments.actions.conflicts import keep_overtaken
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.rounds import refusal_to_write
from assessments.actions.saves import SentTooLate
from assessments.forms.findings import FindingForm, PageForm
from assessments.forms.replies import ReplyPageForm
from assessments.models import Finding
from assessments.views.cards import finding_for
from assessments.views.kept import changed_points
from assessments.views.refusals import status_of
from assessments.views.reply_cards import draft_for, lay_out
from assessments.views.replying import save
from assessments.views.saving import (
    MOMENT_GONE,
    PLAN_DROPPED,
    loses_something,
    names_what_is_gone,
    told_of_invisible,
)
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.keeping import kept_in_parts, resumed_at
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from


@kept_in_parts(changed_points)
@resumed_at("assessments:record_finding")
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
@require_POST
def autosave_finding(request, pk):
    """Save what stands in one card, and say in that card how that went."""
    finding = finding_for(request.user, pk)
    form, page = FindingForm(request.POST, finding=finding), PageForm(request.POST).as_sent()
    if form.lacks_version:
        refusal = refusal_to_write(finding.round, by=request.user)
        return _refused(request, finding, refusal) if refusal else _invalid(request, finding, form)
    try:
        return _record(request, form, form.as_far_as_valid(), page)
    except actions.Refused as refusal:
        return _refused(request, finding, refusal)


def _record(request, form, content, page):
    """Save it, or keep it beside what another saved first; what else is refused is for the caller."""
    try:
        saved = record(form.finding, by=request.user, **content, **page)
    except SentTooLate as late:
        return HttpResponse(status=204, headers={"X-Saved-Nth": late.saved_nth})
    except SavedBySomebodyElse:
        return _overtaken(request, form, content, page)
    return _saved(request, form.finding, saved, form)


def _saved(request, finding, saved, form):
    """It is saved, though perhaps without what is wrong yet; with what else changes on the page."""
    invisible, is_gone = form.invisible(), names_what_is_gone([form])
    context = {
        "round": finding.round,
        "finding": saved,
        "form": form,
        "parts": Finding.objects.progress_per_theme([finding.round])[finding.round_id],
        "current": finding.theme_pk,
        "gone": _gone(form) if is_gone else [],
        "told": [
            *([told_of_invisible(sum(invisible.values()))] if invisible else []),
            *([MOMENT_GONE] if is_gone else []),
            *([PLAN_DROPPED] if finding.expected_on and not saved.expected_on else []),
        ],
    }
    status = 422 if form.errors else 200
    response = render(request, "assessments/_saved.html", context, status=status)
    response["X-Card-State"] = "open" if saved.is_open else "filled"
    if invisible:
        field, count = next(iter(invisible.items()))
        cleaned = {"field": field, "count": count, "fields": invisible}
        response["HX-Trigger"] = json.dumps({"cleaned": cleaned})
    return response


def _gone(form):
    """The keys of the contact moments that were chosen, and are not in the round any more."""
    keys = [key for key in form["contact_moments"].value() if key.isascii() and key.isdecimal()]
    there = {str(pk) for pk in form.finding.round.contact_moments.values_list("pk", flat=True)}
    return [key for key in keys if key not in there]


def _invalid(request, finding, form):
    context = {"finding": finding, "form": form}
    return render(request, "assessments/_not_autosaved.html", context, status=422)


def _overtaken(request, form, content, page):
    """Another page saved first: what was typed is kept, if anything was."""
    finding, is_lost = form.finding, loses_something(form, request.user)
    if is_lost:
        keep_overtaken(finding, by=request.user, **content, **page)
    theirs = Finding.objects.select_related("changed_by").get(pk=finding.pk)
    context = {"finding": theirs, "form": form, "theirs": theirs, "is_lost": is_lost}
    status = 409 if is_lost else 200
    return render(request, "assessments/_not_autosaved.html", context, status=status)


def _refused(request, finding, refusal):
    context = {"finding": finding, "refusal": refusal}
    return render(request, "assessments/_not_autosaved.html", context, status=status_of(refusal))


@resumed_at("assessments:draft")
@sent_from("assessments:draft")
@open_to(Role.MUNICIPALITY)
def autosave_reply(request, pk):
    """Save what stands in one card while somebody types, and say in that card how that went."""
    release_ = draft_for(request.user, pk)
    page_form = ReplyPageForm(request.POST)
    number, page = page_form.sent_number, PageForm(request.POST).as_sent()
    whose = {"by": request.user, "number": number}
    desk = lay_out(release_, release_.replies.filter(number=number).first(), request.POST, {})
    forms = [form for form in desk.forms if form.is_sent]
    try:
        saved = save(release_, forms, page=page, **whose)
        if "publishing" in request.POST:
            replies.publish_intents(release_, publishes="publishes_intents" in request.POST, **whose)
    except actions.Refused as refusal:
        context = {"refusal": refusal}
        return render(request, "assessments/_reply_saved.html", context, status=status_of(refusal))
    if saved.late and not saved.remarks:
        return HttpResponse(status=204, headers={"X-Saved-Nth": max(saved.late)})
    return _say_of_reply(request, release_, forms, saved)


def _say_of_reply(request, release_, forms, saved):
    """The state that the card shows, with what else changes on the page."""
    reply = release_.replies.being_written().first()
    desk = lay_out(release_, reply)
    fresh = {form.prefix: form for form in desk.forms}
    for form in forms:
        form.remark = fresh[form.prefix].remark
    wrong, invisible = [form for form in forms if form.errors], {}
    for form in forms:
        invisible |= form.invisible() if form in saved.remarks else {}
    context = {
        "release": release_,
        "desk": desk,
        "forms": forms,
        "saved": [form for form in forms if form in saved.remarks],
        "overtaken": saved.overtaken,
        "wrong": wrong,
        "told": [told_of_invisible(sum(invisible.values()))] if invisible else [],
    }
    status = 409 if saved.overtaken else 422 if wrong else 200
    response = render(request, "assessments/_reply_saved.html", context, status=status)
    if invisible:
        field, count = next(iter(invisible.items()))
        response["HX-Trigger"] = json.dumps(
            {"cleaned": {"field": field, "count": count, "fields": invisible}}
        )
    return response

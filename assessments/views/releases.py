"""Giving the draft of a round to its municipality, and the term in which that answers."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format

from assessments import actions
from assessments.actions import deliveries, releases, steps
from assessments.factsheet.drafting import draft
from assessments.forms.releases import DeliveryForm, ExtensionForm, ReleaseForm
from assessments.models import Release, Reply
from assessments.models.remarks import ANSWERS
from assessments.steps import RELEASE
from assessments.views import meanwhile
from assessments.views.cards import round_for
from assessments.views.publication import readiness_of
from municipalities.models import Contact
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def release(request, pk):
    """Show the draft that a municipality would be given, and give it with what was shown."""
    round_ = round_for(request.user, pk)
    if not RELEASE.is_open_to(steps.actors(round_, request.user)):
        raise PermissionDenied
    contacts, refusal = list(contacts_of(round_)), None
    can_be_mailed = any(contact.user.email for contact in contacts)
    form = ReleaseForm(request.POST if request.method == "POST" else None, can_be_mailed=can_be_mailed)
    if request.method == "POST" and "recount" not in request.POST and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            releases.release(round_, by=request.user, seen=seen, **form.cleaned_data)
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, RELEASE.done)
            return redirect(f"{round_.get_absolute_url()}#wederhoor")
    shown = {
        "round": round_,
        "form": form,
        "refusal": refusal,
        "is_from_here": RELEASE in steps.next_steps(round_),
        "contacts": contacts,
        "factsheet": draft(round_),
        **readiness_of(round_, request.user),
        **meanwhile.since_shown(round_, request.POST.get("after", ""), refusal),
    }
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, "assessments/release.html", shown, status=status)


def contacts_of(round_):
    """Who speak for the municipality of a round today."""
    contacts = Contact.objects.of(round_.case_file.municipality).valid_on(timezone.localdate())
    return contacts.filter(user__is_active=True).select_related("user", "municipality").order_by("user__name")


@open_to(*READERS_OF_NOTES, to_do=[Role.COORDINATOR])
def deliver(request, pk):
    """Ask when and how a draft was delivered, and write that down."""
    known = _release_for(request.user, pk)
    form = DeliveryForm(
        request.POST if request.method == "POST" else None,
        initial={"on": timezone.localdate()},
        delivery=known.delivery,
    )

    def save():
        although_over = "although_over" in request.POST
        done = deliveries.deliver(known, by=request.user, although_over=although_over, **form.cleaned_data)
        term = "De termijn liep" if done.is_over else "De gemeente kan reageren"
        return f"De bezorging is vastgelegd. {term} tot en met {date_format(done.last_day)}."

    return _ask(request, known, form, save, "assessments/deliver.html")


@open_to(*READERS_OF_NOTES, to_do=[Role.COORDINATOR])
def extend(request, pk):
    """Ask until when a term is made longer and why, and make it so."""
    known = _release_for(request.user, pk)
    form = ExtensionForm(request.POST if request.method == "POST" else None)

    def save():
        done = deliveries.extend(known, by=request.user, **form.cleaned_data)
        told = f"De termijn is verlengd tot en met {date_format(done.last_day, 'l j F Y')}."
        if done.last_day != form.cleaned_data["last_day"]:
            told += " Op de dag die u koos, kan geen termijn eindigen; dit is de eerste werkdag daarna."
        return told

    return _ask(request, known, form, save, "assessments/extend.html")


def _release_for(user, pk):
    related = ("round__case_file__municipality", "round__case_file__framework", "round__municipality")
    return get_object_or_404(Release.objects.visible_to(user).without_files().select_related(*related), pk=pk)


def _ask(request, known, form, save, template):
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save())
            return redirect(f"{known.round.get_absolute_url()}#wederhoor")
        except actions.Refused as refused:
            refusal = refused
    shown = {"release": known, "round": known.round, "form": form, "refusal": refusal}
    return render(request, template, shown, status=409 if refusal else 422 if form.is_bound else 200)


@dataclass(frozen=True)
class Given:
    """A draft that a municipality was given, with what it answered to it."""

    release: Release
    replies: list[Reply] = field(default_factory=list)
    mails: list[Notice] = field(default_factory=list)  # that tell of it, until it was delivered

    @property
    def is_on_its_way(self):
        """Whether it is delivered by itself, as soon as the mail server takes a mail."""
        return any(mail.state in (State.WAITING, State.SENDING) for mail in self.mails)

    @property
    def is_answered_without_remarks(self):
        return any(reply.has_no_remarks for reply in self.replies)


def drafts_given(round_, user):
    """The drafts that a municipality was given of a round, the newest first, with the replies that it sent."""
    releases = (
        Release.objects.visible_to(user)
        .filter(round=round_)
        .without_files()
        .select_related("released_by", "delivered_by")
        .prefetch_related("extensions__extended_by")
        .order_by("-number")
    )
    given = {each.pk: Given(each) for each in releases}
    for reply in _replies_to(given, user):
        reply.release = given[reply.release_id].release
        reply.release.round = round_
        given[reply.release_id].replies.append(reply)
    _add_mails(given.values())
    return list(given.values())


def _add_mails(given):
    """The mails about the draft that is being delivered by e-mail."""
    for each in given:
        if each.release.delivered_on is None and each.release.closed_at is None:
            mails = Notice.objects.filter(key=each.release.key_of_mails)
            each.mails.extend(mails.order_by("to_name", "pk"))


def _replies_to(releases, user):
    """What was sent, each with how much of it is `to_decide` and `decided`."""
    said = Q(remarks__kind__in=ANSWERS) & ~Q(remarks__text="")
    replies = Reply.objects.visible_to(user).filter(release__in=list(releases)).select_related("sent_by")
    replies = replies.annotate(
        to_decide=Count("remarks", filter=said),
        decided=Count("remarks__decision", filter=said),
    )
    return replies.order_by("number")

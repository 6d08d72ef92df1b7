from django.db.models import Max, Prefetch, Q
from django.http import Http404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView, TemplateView

from assessments.events.public import public_log
from assessments.models import CaseFile, Edition, PlannedPublication, Release, Remark, Reply
from assessments.steps import State
from municipalities.models import Contact
from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role


@method_decorator(open_to(Role.MUNICIPALITY), name="dispatch")
class MyMunicipality(ListView):
    """What waits for an answer of the municipality for which somebody speaks, what it answered, and what was published.

    Before the first and after the last day on which they speak for it, the page says so and nothing more.
    """

    template_name = "assessments/my_municipality.html"
    context_object_name = "editions"
    municipality = None

    def get_queryset(self):
        contact = contact_of(self.request.user)
        if not contact or not contact.is_valid_on(timezone.localdate()):
            self.extra_context = {"contact": contact}
            return Edition.objects.none()
        self.municipality = contact.municipality
        return Edition.objects.of_municipality(self.municipality).listed().order_by("-year")

    def get_context_data(self, **kwargs):
        drafts = drafts_for(self.request.user) if self.municipality else []
        return super().get_context_data(
            municipality=self.municipality,
            waiting=[draft for draft in drafts if draft.waits_for_answer],
            answered=[draft for draft in drafts if draft.sent],
            in_advance=in_advance_for(self.request.user) if self.municipality else [],
            past=[
                draft for draft in drafts if not draft.waits_for_answer and (draft.unsent or not draft.sent)
            ],
            **kwargs,
        )


@method_decorator(open_to(Role.MUNICIPALITY), name="dispatch")
class MunicipalityLog(TemplateView):
    """What a municipality reads of the log of its own case files: what was told to it, and what it said itself."""

    template_name = "assessments/municipality_log.html"

    def get_context_data(self, **kwargs):
        contact = contact_of(self.request.user)
        if not contact or not contact.is_valid_on(timezone.localdate()):
            raise Http404
        case_files = CaseFile.objects.standing().filter(municipality__in=contact.municipalities())
        events = [event for case_file in case_files for event in public_log(case_file)]
        events.sort(key=lambda event: event.at, reverse=True)
        return super().get_context_data(municipality=contact.municipality, events=events, **kwargs)


def contact_of(user):
    """For which municipality somebody speaks, and when; None where that was never said."""
    return Contact.objects.filter(user=user).select_related("municipality").first()


def in_advance_for(user):
    """The factsheets that `user` reads before everyone does, the first to be published first."""
    planned = PlannedPublication.objects.visible_to(user).waiting().filter(publish_at__gt=timezone.now())
    return planned.with_copies().select_related("round__municipality")


def drafts_for(user):
    """The drafts that `user` may read, the newest first; each with what was `sent`, and with who is writing."""
    said = Remark.objects.said().select_related("changed_by", "decision").order_by("changed_at")
    replies = Reply.objects.select_related("sent_by", "started_by").prefetch_related(
        Prefetch("remarks", said)
    )
    drafts = Release.objects.visible_to(user).without_files().select_related("round__municipality")
    final = [state for state in State if state.is_final]
    was_final_at = Max("round__steps__taken_at", filter=Q(round__steps__target__in=final))
    drafts = drafts.annotate(was_final_at=was_final_at)
    drafts = list(drafts.prefetch_related(Prefetch("replies", replies)).order_by("-released_at"))
    for draft in drafts:
        draft.told_until = draft.round.finalised_at or draft.was_final_at
        all_replies = list(draft.replies.all())
        draft.sent = [reply for reply in all_replies if reply.is_sent]
        for reply in draft.sent:
            reply.release = draft
            decided = (remark.decision for remark in reply.remarks.all() if hasattr(remark, "decision"))
            reply.has_decision = any(decision.as_told(draft.told_until) for decision in decided)
        draft.unsent = next((reply for reply in all_replies if not reply.is_sent), None)
        is_open = draft.closed_at is None and draft.round.state == State.REPLY
        draft.waits_for_answer = is_open and (draft.unsent is not None or not draft.sent)
        remarks = draft.unsent.remarks.all() if draft.unsent else []
        draft.writers = list(dict.fromkeys(remark.changed_by for remark in remarks))
        draft.texts = len(remarks)
    return drafts

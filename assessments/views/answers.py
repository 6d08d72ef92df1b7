"""What a municipality answered to a draft, as the inspectorate reads it: beside the draft and the text as it is now."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from assessments.actions.decisions import Said, refusal_to_decide
from assessments.factsheet.content import Factsheet
from assessments.models import Approval, Evidence, Finding, History, Release, Remark, Reply
from assessments.models.remarks import ANSWERS, Part, RemarkKind
from assessments.steps import State
from assessments.views.attachments import as_document
from stj_toezicht.access import READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role


@dataclass(frozen=True)
class Answer:
    """One text of a draft with all that a municipality says of it, and what it is now."""

    heading: str
    anchor: str
    remarks: list[Remark]
    in_draft: Said
    now: Said
    finding: Finding | None = None
    approach: str = ""
    is_approved: bool = True  # as it is now

    @property
    def is_changed(self):
        return self.in_draft != self.now

    @property
    def is_printed_elsewhere(self):
        """Whether it is about the draft as a whole, of which no one text stands here."""
        return self.finding is None and not self.in_draft.text


def replies_for(user):
    """The replies that `user` may read, each with its draft and the round of that."""
    related = ("round__case_file__municipality", "round__case_file__framework", "round__municipality")
    drafts = Release.objects.defer("pdf").select_related(*related)
    replies = Reply.objects.visible_to(user).select_related("sent_by")
    return replies.prefetch_related(Prefetch("release", drafts))


def remarks_of(replies):
    """All that these replies say, with the documents and what was decided."""
    related = ("released__finding", "decision__decided_by")
    documents = Prefetch("evidence", Evidence.objects.defer("content"))
    said = Remark.objects.said().filter(reply__in=replies)
    return said.select_related(*related).prefetch_related(documents)


def lay_out_answers(release, remarks, history):
    """Per text of a draft on which something is said: that text, what it is now, and what is said of it."""
    about = defaultdict(list)
    for remark in remarks:
        if remark.kind != RemarkKind.STATEMENT:
            about[remark.part or remark.released.finding_id].append(remark)
    factsheet = Factsheet.from_snapshot(release.content)
    approved = set(Approval.objects.standing().filter(round=release.round).values_list("finding", flat=True))
    for part in Part:
        if part in about:
            yield _of_part(part, factsheet, release.round, about[part], is_approved=None in approved)
    of_findings = [of_finding for key, of_finding in about.items() if key not in Part.values]
    now, places = {each.pk: each for each in history.of_round(release.round.year)}, factsheet.places
    for of_finding in sorted(of_findings, key=lambda said: places.get(said[0].released.place, len(places))):
        released = of_finding[0].released
        finding = now.get(released.finding_id, released.finding)
        yield Answer(
            heading=released.wording,
            approach=released.approach,
            anchor=f"punt-{finding.pk}",
            remarks=of_finding,
            in_draft=Said.by(released),
            now=Said.by(finding),
            finding=finding,
            is_approved=finding.pk in approved,
        )


def _of_part(part, factsheet, round_, remarks, *, is_approved):
    if part == Part.DEVELOPMENT:
        in_draft, now = Said(factsheet.development), Said(round_.development)
    else:
        standard = {Part.DEFINITION: factsheet.definition, Part.INTRODUCTION: factsheet.introduction}
        in_draft = now = Said(standard.get(part, ""))
    return Answer(part.label, part.value, remarks, in_draft, now, is_approved=is_approved)


@method_decorator(open_to(*READERS_OF_NOTES), name="dispatch")
class ReplyDetail(DetailView):
    """A reply beside the draft that it answers, with what was decided on it."""

    template_name = "assessments/reply.html"
    context_object_name = "reply"

    def get_queryset(self):
        return replies_for(self.request.user)

    def get_context_data(self, **kwargs):
        release = self.object.release
        remarks = list(remarks_of([self.object]))
        return super().get_context_data(
            round=release.round,
            release=release,
            answers=list(lay_out_answers(release, remarks, History.of(release.round))),
            statement=next((each for each in remarks if each.kind == RemarkKind.STATEMENT), None),
            number_to_decide=sum(each.kind in ANSWERS and not hasattr(each, "decision") for each in remarks),
            refusal=refusal_to_decide(release.round, by=self.request.user),
            is_with_municipality=release.round.state == State.REPLY,
            **kwargs,
        )


@require_safe
@open_to(Role.MUNICIPALITY, *READERS_OF_NOTES)
def evidence(request, pk):
    """A document with which a municipality supports what it says; for the inspectorate once that was sent."""
    known = Evidence.objects.filter(remark__reply__in=Reply.objects.visible_to(request.user))
    return as_document(request, get_object_or_404(known.defer("content"), pk=pk))

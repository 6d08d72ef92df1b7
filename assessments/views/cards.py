"""The points of a round as its pages show them: per theme, and each as a card."""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404

from assessments.forms.findings import FindingForm
from assessments.models import Approval, Comment, Finding, History, OvertakenFinding, Remark, Round, Theme
from stj_toezicht.access import READERS_OF_CASE_FILES
from stj_toezicht.accounts.models import User
from stj_toezicht.statements import Given, Statement

TRAVEL_ALONG = ("saved_from", "saved_nth", "csrfmiddlewaretoken", "writer")
HINT_OF_FIRST_TEST = " Bij een eerste toets hoort ook bij “Voldoet” een toelichting."


@dataclass
class Part:
    """The points under one theme."""

    theme: Theme
    findings: list[Finding] = field(default_factory=list)

    @property
    def theme_pk(self):
        return self.theme.pk

    @property
    def heading(self):
        return self.theme.heading

    @property
    def points(self):
        return len(self.findings)

    @property
    def filled(self):
        return sum(not finding.is_open for finding in self.findings)


@dataclass(frozen=True)
class Earlier:
    """What was found on a point before, and what the municipality then said it would do about it."""

    finding: Finding
    intent: Remark | None = None


@dataclass
class Card:
    """One point: what was found before, and the form for what is found now."""

    finding: Finding
    wording: str
    earlier: list[Earlier]
    form: FindingForm | None
    preview: str | None = None
    comments: list[Comment] = field(default_factory=list)

    @property
    def approvals(self):
        """Of each who approved it the last time, the newest first."""
        last = {each.approved_by_id: each for each in self.finding.approvals.all()}
        return sorted(last.values(), key=lambda each: each.approved_at, reverse=True)

    def waits_for_approval_by(self, user):
        """Whether there is something to approve that `user` didn't approve as it is now."""
        approved = any(each.approved_by == user and each.is_current for each in self.finding.approvals.all())
        return not self.finding.is_open and not approved

    @property
    def anchor(self):
        return f"punt-{self.finding.pk}"

    @property
    def is_unsaved(self):
        """Whether it shows what was just sent in, and that is other than what is stored."""
        return self.form is not None and self.form.is_bound and self.form.differs_from(self.finding)

    @property
    def sent_names(self):
        """The names of all that is sent when this card alone is saved."""
        return ",".join([*(self.form.add_prefix(name) for name in self.form.fields), *TRAVEL_ALONG])

    @property
    def open_comments(self):
        return [comment for comment in self.comments if comment.is_open]

    @property
    def resolved_comments(self):
        return [comment for comment in self.comments if not comment.is_open]


def parts_of(history: History, year: int) -> list[Part]:
    """The points of the round of `year` per theme as printed."""
    parts: dict[int, Part] = {}
    for finding in history.of_round(year):
        parts.setdefault(finding.theme_pk, Part(history.theme(finding.indicator))).findings.append(finding)
    return list(parts.values())


def lay_out_cards(
    history: History,
    findings: list[Finding],
    moments,
    *,
    writes: bool,
    bound: Mapping[int, FindingForm],
    preview: int | None = None,
    is_first_test: bool = False,
    keeps_verdicts: bool = False,
) -> list[Card]:
    """The findings of one theme as cards; `bound` holds the forms that were just sent in, by finding.

    `preview` is the finding whose text is shown as it will be published. In a first test a √ wants a text as well;
    with `keeps_verdicts` these can't change any more.
    """
    beside = (
        OvertakenFinding.objects.waiting().select_related("typed_by").defer("explanation", "private_note")
    )
    prefetch_related_objects(
        findings,
        "contact_moments",
        Prefetch("overtaken", beside),
        Prefetch("approvals", Approval.objects.with_standing().select_related("approved_by")),
    )
    comments = defaultdict(list)
    for comment in Comment.objects.filter(finding__in=findings).as_conversation():
        comments[comment.finding_id].append(comment)
    cards = []
    earlier_of = {
        finding.pk: history.earlier(finding.approach, finding.indicator, finding.round.year)
        for finding in findings
    }
    intents = Remark.objects.last_intents([each for found in earlier_of.values() for each in found])
    for finding in findings:
        form = bound.get(finding.pk) or (FindingForm(finding=finding, moments=moments) if writes else None)
        if form:
            form.keeps_verdict = keeps_verdicts
        if form and is_first_test:
            form.fields["explanation"].help_text += HINT_OF_FIRST_TEST
            form.fields["reason"].help_text = ""
        shown = form.cleaned_data.get("explanation") if form and finding.pk == preview else None
        earlier = [Earlier(each, intents.get(each.pk)) for each in earlier_of[finding.pk]]
        wording = history.wording(finding.indicator)
        cards.append(Card(finding, wording, earlier, form, shown, comments[finding.pk]))
    return cards


def new_page() -> str:
    """The name by which a page in somebody's browser is known when it saves more than once."""
    return secrets.token_hex(16)


def rounds_for(user):
    """The rounds that `user` may read, with what their pages tell around them."""
    related = ("case_file__municipality", "case_file__framework", "municipality")
    return Round.objects.visible_to(user).select_related(*related)


ROUND_FOR = {
    role: Statement(lambda role=role: rounds_for(User(role=role)).filter(pk=Given("pk")).order_by())
    for role in READERS_OF_CASE_FILES
}


def round_for(user, pk):
    """One of these."""
    round_ = ROUND_FOR[user.role].first(pk=pk) if user.role in ROUND_FOR else None
    if round_ is None:
        raise Http404
    return round_


def finding_for(user, pk):
    """A finding that `user` may read, with what its pages need."""
    related = (
        "round__case_file__municipality",
        "round__case_file__framework",
        "round__municipality",
        "approach",
        "indicator__theme__framework",
    )
    findings = Finding.objects.filter(round__in=Round.objects.visible_to(user))
    return get_object_or_404(findings.as_printed().select_related(*related), pk=pk)

"""What colleagues say to each other about a text: a finding, or the narrative of a round."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions import comments as acts
from assessments.actions.rounds import NotOnTheTeam
from assessments.actions.saves import SavedFirst
from assessments.forms.colleagues import AdoptForm, AnswerForm, CommentForm
from assessments.models import Comment, Finding, History, Round
from assessments.views.cards import finding_for, round_for
from assessments.views.refusals import not_saved
from assessments.views.saving import SUGGESTION_ADOPTED
from assessments.views.suggestions import choose_on_suggestion
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role

COMMENTERS = (Role.INSPECTOR, Role.COORDINATOR)


@dataclass(frozen=True)
class Commented:
    """The text that is remarked on: that of a finding, or without one the narrative of its round."""

    round: Round
    finding: Finding | None
    wording: str
    text: str
    version: int
    address: str

    @classmethod
    def of(cls, on):
        if isinstance(on, Finding):
            wording = History.of(on.round).wording(on.indicator)
            return cls(on.round, on, wording, on.explanation, on.version, on.get_absolute_url())
        address = f"{on.get_absolute_url()}#ontwikkeling"
        return cls(on, None, f"Ontwikkeling {on.year}", on.development, on.development_version, address)

    @property
    def subject(self):
        return self.finding or self.round

    @property
    def comments(self):
        on = self.finding.comments if self.finding else self.round.development_comments
        return list(on.as_conversation())


@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
def comments(request, pk):
    """All that was remarked on a finding, and room for a remark until the round is final."""
    return _converse(request, Commented.of(finding_for(request.user, pk)))


@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
def development_comments(request, pk):
    """The same for the narrative of a round."""
    return _converse(request, Commented.of(round_for(request.user, pk)))


def _converse(request, on):
    if request.method != "POST":
        return _show(request, on)
    form = CommentForm(request.POST)
    texts = [(form[name].label, form[name].value()) for name in ("text", "suggestion") if form[name].value()]
    if refusal := acts.refusal_to_comment(on.round, by=request.user):
        return _refuse(request, on.round, refusal, texts=texts)
    if not form.is_valid():
        return _show(request, on, form=form, status=422)
    try:
        acts.write_comment(on.subject, by=request.user, **form.cleaned_data)
    except acts.NothingSaid as refusal:
        form.add_error("text", str(refusal))
        return _show(request, on, form=form, status=422)
    except actions.Refused as refusal:
        return _refuse(request, on.round, refusal, texts=texts)
    messages.success(request, "De opmerking is geplaatst.")
    return redirect(on.address)


@open_to(*READERS_OF_CASE_FILES, to_do=COMMENTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    """Answer below a remark, from the page that lists them."""
    return _deal_with(request, pk, "Het antwoord is geplaatst.")


@open_to(*READERS_OF_CASE_FILES, to_do=COMMENTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request, pk):
    """Deal with a remark, after the answer that was typed along."""
    return _deal_with(request, pk, "De opmerking is afgehandeld.", acts.resolve_comment)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request, pk):
    """Take the suggested wording over in the text as it was shown; another who saved first is answered with both."""
    shown = AdoptForm(request.POST)
    version = shown.cleaned_data["version"] if shown.is_valid() else None

    def take_over(comment, *, by):
        if version is None:
            raise actions.Refused("De pagina was niet volledig. Open de opmerkingen opnieuw.")
        acts.adopt_suggestion(comment, by=by, version=version)

    return _deal_with(request, pk, SUGGESTION_ADOPTED, take_over, version=version)


def _deal_with(request, pk, done, act=None, *, version=None):
    """Place the answer that was typed, if any, and then do what the button says; without `act` an answer is asked."""
    comment, on = _comment_for(request.user, pk)
    if request.method != "POST":
        return _back(comment, on)
    form = AnswerForm(request.POST, comment=comment)
    typed = form["text"].value() or ""
    if not form.is_valid():
        # Where it can't be answered any more, the page has no field for what was typed.
        if refusal := acts.refusal_to_answer(comment, by=request.user):
            return _refuse(request, on.round, refusal, typed)
        return _show(request, on, answering=form, status=422)
    try:
        overtaken = _answer_and_act(comment, act, by=request.user, text=form.cleaned_data["text"])
    except acts.NothingAnswered as refusal:
        form.add_error("text", str(refusal))
        return _show(request, on, answering=form, status=422)
    except actions.Refused as refusal:
        return _refuse(request, on.round, refusal, typed)
    if overtaken:
        return choose_on_suggestion(request, comment, version=version)
    messages.success(request, done)
    return _back(comment, on)


@transaction.atomic
def _answer_and_act(comment, act, *, by, text):
    """Do both or, where one is refused, neither; where another saved a text first, which it tells, the answer stays."""
    if act is None or text:
        acts.answer_comment(comment, by=by, text=text)
    try:
        if act:
            act(comment, by=by)
    except SavedFirst:
        return True
    return False


def _comment_for(user, pk):
    """A remark that `user` may read, and what it is about."""
    comment = Comment.objects.visible_to(user).filter(pk=pk).first()
    if comment is None:
        raise Http404
    if comment.finding_id:
        return comment, Commented.of(finding_for(user, comment.finding_id))
    return comment, Commented.of(round_for(user, comment.development_of_id))


def _back(comment, on):
    name, key = ("comments", on.finding.pk) if on.finding else ("development_comments", on.round.pk)
    page = redirect(f"assessments:{name}", key)
    page["Location"] += f"#opmerking-{comment.pk}"
    return page


def _show(request, on, *, form=None, answering=None, status=200):
    """The page with the whole conversation; `answering` is an answer that was sent and is not right."""
    by, team = request.user, on.round.case_file.has_on_team(request.user)
    may_comment = acts.refusal_to_comment(on.round, by=by) is None
    written = on.comments
    for comment in written:
        if may_comment and comment.is_open:
            own = answering and answering.prefix == f"antwoord-{comment.pk}"
            comment.answering = answering if own else AnswerForm(comment=comment)
            comment.may_be_resolved = acts.may_resolve(comment, by=by, on_team=team)
            comment.may_be_adopted = team and comment.suggestion
    context = {
        "on": on,
        "finding": on.finding,
        "round": on.round,
        "comments": written,
        "form": (form or CommentForm(initial={"suggestion": on.text, "version": on.version}))
        if may_comment
        else None,
        "invalid": [each for each in (form, answering) if each and each.errors],
    }
    return render(request, "assessments/comments.html", context, status=status)


def _refuse(request, round_, refusal, typed="", *, texts=()):
    status = 403 if isinstance(refusal, _FOR_OTHERS) else 409
    return not_saved(request, round_, refusal, typed, texts=texts, status=status)


_FOR_OTHERS = (acts.MayNotComment, acts.MayNotResolve, NotOnTheTeam)

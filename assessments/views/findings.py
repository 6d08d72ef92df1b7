"""Recording findings. The page of a theme is one form, so nothing that was typed in any card is left behind."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions.comments import adopt_suggestion, resolve_comment
from assessments.actions.rounds import refusal_to_write
from assessments.actions.saves import SavedFirst, SentTooLate
from assessments.forms.findings import FindingForm, PageForm, following
from assessments.models import Finding, History
from assessments.views import themes
from assessments.views.cards import finding_for
from assessments.views.conflicts import choose
from assessments.views.kept import changed_points
from assessments.views.refusals import not_saved
from assessments.views.saving import SUGGESTION_ADOPTED, losing, save
from assessments.views.suggestions import choose_on_suggestion
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.keeping import kept_in_parts


@kept_in_parts(changed_points)
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*READERS_OF_CASE_FILES)
def record_finding(request, pk):
    """Save what was typed on the page of a theme; the button that was pressed belongs to the finding `pk`."""
    finding = finding_for(request.user, pk)
    if request.method != "POST":
        return redirect(finding)
    forms = _typed(request, finding)
    finding = forms[0].finding
    if refusal := refusal_to_write(finding.round, by=request.user):
        return _not_saved(request, finding.round, forms, refusal)
    if "preview" in request.POST:
        return _show_again(request, finding, forms, preview=finding.pk)
    if "take_over" in request.POST:
        return _show_again(request, finding, _with_text_of(request, finding, forms))
    return _save(request, finding, forms)


def _typed(request, finding):
    """The form of the finding whose button was pressed, then those of others in which something was typed.

    Enter presses no button of any finding: then only what was typed counts, if anything was.
    """
    moments = list(finding.round.contact_moments.all())
    others = finding.round.findings.exclude(pk=finding.pk).in_order()
    others = others.with_theme().prefetch_related("contact_moments")
    forms = [FindingForm(request.POST, finding=other, moments=moments) for other in others]
    typed = [form for form in forms if form.is_sent and form.was_typed]
    pressed = FindingForm(request.POST, finding=finding, moments=moments)
    counts = not typed or "enter" not in request.POST or pressed.was_typed
    return [pressed, *typed] if counts else typed


def _with_text_of(request, finding, forms):
    """The forms with the text of an earlier finding on the same point under what was typed; nothing is saved."""
    history = History.of(finding.round)
    earlier = history.earlier(finding.approach, finding.indicator, finding.round.year)
    taken_over = _one_of(earlier, request.POST["take_over"])
    name, data = forms[0].add_prefix("explanation"), request.POST.copy()
    data[name] = "\n\n".join(filter(None, [data.get(name, "").rstrip(), taken_over.explanation]))
    return [FindingForm(data, finding=finding, moments=forms[0].moments), *forms[1:]]


def _one_of(rows, sent):
    """The row with the key that was sent, of those that are meant to be chosen from."""
    for row in rows:
        if str(row.pk) == sent:
            return row
    raise Http404


def _save(request, finding, forms):
    valid, invalid = [form for form in forms if form.is_valid()], [form for form in forms if form.errors]
    comment, button = _comment_of(request, finding)
    page = PageForm(request.POST).as_sent()
    try:
        beaten = save(request, valid, **page)
    except actions.Refused as refusal:
        return _not_saved(request, finding.round, forms, refusal)
    late = [refusal for refusal in beaten.values() if isinstance(refusal, SentTooLate)]
    if late:
        return _send_again(
            request, finding, [form for form in forms if form.errors or form.finding in beaten], late
        )
    if overtaken := losing(valid, beaten, request.user):
        return choose(request, finding.round, overtaken, invalid, page)
    if invalid:
        return _show_again(request, finding, invalid)
    if button == "adopt":
        return _adopt(request, finding, comment, forms, page)
    if comment:
        _resolve(request, comment)
    if beaten:
        messages.info(request, told_of_newer(finding, request.user))
    return redirect(_next(finding) if "next" in request.POST and not beaten else finding)


def told_of_newer(finding, user):
    """Who saved a finding in which `user` typed nothing."""
    newest = Finding.objects.select_related("changed_by").get(pk=finding.pk)
    who = "U hebt" if newest.changed_by == user else f"{newest.changed_by} heeft"
    where = " vanaf een andere pagina" if newest.changed_by == user else ""
    return f"U had hier niets gewijzigd. {who} dit punt intussen{where} opgeslagen: u ziet nu wat er staat."


def _send_again(request, finding, forms, late):
    """What came later from the same page stands; what was sent now is on the page again, to be saved after that."""
    messages.warning(request, str(late[0]))
    return _show_again(request, finding, forms, status=409, after=max(each.saved_nth for each in late))


def _comment_of(request, finding):
    """The remark on a finding of which a button was pressed, and what that button does."""
    button = next((name for name in ("resolve", "adopt") if name in request.POST), "")
    return (_one_of(finding.comments.all(), request.POST[button]) if button else None), button


def _adopt(request, finding, comment, forms, page):
    """Take a suggested wording over, after what was typed in the card was saved: that stays in its history."""
    version = forms[0].cleaned_data["version"]
    try:
        adopt_suggestion(comment, by=request.user, version=version, **following(page))
    except SavedFirst:
        return choose_on_suggestion(request, comment, version=version)
    except actions.Refused as refusal:
        return not_saved(request, finding.round, refusal)
    messages.success(request, SUGGESTION_ADOPTED)
    return redirect(finding)


def _resolve(request, comment):
    try:
        resolve_comment(comment, by=request.user)
    except actions.Refused as refusal:
        messages.warning(request, f"De opmerking is niet afgehandeld. {refusal}")


def _show_again(request, finding, forms, *, preview=None, status=200, after=0):
    """The page with what was sent in `forms`; it counts on from what it sent, or from what was sent `after` that."""
    if not all(form.is_valid() for form in forms):
        status = 422
    bound = {form.finding.pk: form for form in forms}
    page = PageForm(request.POST).as_sent()
    if after:
        page["saved_nth"] = after
    context = themes.describe(
        finding.round, finding.theme_pk, request.user, bound=bound, preview=preview, page=page
    )
    return render(request, "assessments/theme.html", context, status=status)


def _not_saved(request, round_, forms, refusal):
    """Why nothing could be saved, with what was typed on each point to copy from."""
    history, names = History.of(round_), ("reason", "explanation", "private_note")
    typed = [(form.finding, [form[name].value() for name in names]) for form in forms]
    texts = [
        (_about(finding, history), "\n\n".join(filter(None, fields)))
        for finding, fields in typed
        if any(fields)
    ]
    return not_saved(request, round_, refusal, texts=texts)


def _about(finding, history):
    """A point by its theme and wording, and by its approach where there are more."""
    about = f"{history.theme(finding.indicator).heading}: {history.wording(finding.indicator).rstrip('.')}"
    several = len(history.approaches_in(finding.round.year)) > 1
    return f"{about} ({finding.approach})" if several else about


def _next(finding):
    """The next open point of the round, or the end of its overview."""
    history = History.of(finding.round)
    following = themes.next_open(history, finding.round, after=finding)
    return following or f"{finding.round.get_absolute_url()}#afronden"

"""Publishing at a moment, one factsheet or many together, and what becomes of that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments import actions, readiness
from assessments.actions import advance_copies, planning, steps
from assessments.factsheet.drafting import draft, draft_each
from assessments.forms.planning import BatchForm, PlanForm
from assessments.models import AdvanceCopy, Edition, PlannedPublication, Round
from assessments.steps import PUBLISH, State
from assessments.views.cards import round_for
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role

RECENT = 20
CHANGED_SINCE = "Er is iets gewijzigd sinds u deze lijst zag. Lees het factsheet, en kies het dan opnieuw."


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def publish_many(request):
    """List what is ready to be published, why the rest is not, and how far what was planned is."""
    ready, unready = _to_publish()
    form = BatchForm(request.POST if request.method == "POST" else None, rounds=_listed(ready))
    refused = []
    if form.is_valid():
        refused = _plan_all(form.cleaned_data["rounds"], form.moment, request)
        if not refused:
            return redirect("assessments:publish_many")
        ready, unready = _to_publish()
        still = [round_.pk for round_, why in refused if why != CHANGED_SINCE]
        form = BatchForm(rounds=_listed(ready), initial={**form.cleaned_data, "rounds": still})
    seen = _seen(ready, request, anew=[round_ for round_, why in refused if why == CHANGED_SINCE])
    context = {"form": form, "seen": seen, "unready": unready, "refused": refused, **_under_way()}
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "assessments/publish_many.html", context, status=status)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def under_way(request):
    """How far what was planned is, for a page that asks again and again; nothing where it is as far as it was."""
    context = _under_way()
    if context["asks_again"] and request.GET.get("stand") == context["stand"]:
        return HttpResponse(status=204)
    return render(request, "assessments/_under_way.html", context)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def plan(request, pk):
    """Ask at what moment a factsheet is published, and plan what was shown."""
    is_correction = Edition.objects.filter(round=pk).exists()  # before the round, as where it is published
    round_ = round_for(request.user, pk)
    form = PlanForm(request.POST if request.method == "POST" else None, is_correction=is_correction)
    refusal = None
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        try:
            planned = planning.plan(
                round_,
                by=request.user,
                publish_at=form.moment,
                seen=request.POST.get("seen", ""),
                reason=reason,
            )
        except actions.Refused as refused:
            refusal = refused
        else:
            at = timezone.localtime(planned.publish_at)
            messages.success(request, f"Het factsheet wordt gepubliceerd op {at:%d-%m-%Y} om {at:%H:%M} uur.")
            return redirect(round_)
    context = {
        "round": round_,
        "form": form,
        "refusal": refusal,
        "is_from_here": PUBLISH in steps.next_steps(round_),
        "factsheet": draft(round_),
        "planned": round_.planned_publications.with_copies().waiting().first(),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/plan_publication.html", context, status=status)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def cancel(request, pk):
    """Let a factsheet not be published at its moment after all."""
    if request.method != "POST":
        return redirect("assessments:publish_many")
    plans = PlannedPublication.objects.select_related("round__municipality")
    planned = get_object_or_404(plans, pk=pk)
    try:
        planning.cancel(planned, by=request.user)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"De publicatie van {planned.round} is niet meer gepland.")
    return redirect("assessments:publish_many")


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def try_copy_again(request, pk):
    """Have the copy that a municipality reads in advance made after all."""
    if request.method != "POST":
        return redirect("assessments:publish_many")
    planned = get_object_or_404(PlannedPublication.objects.select_related("round__municipality"), pk=pk)
    try:
        advance_copies.try_again(planned, by=request.user)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"De kopie van {planned.round} wordt opnieuw gemaakt.")
    return redirect("assessments:publish_many")


@open_to(Role.MUNICIPALITY, Role.INSPECTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
def advance_copy(request, pk):
    """The PDF that a municipality reads before its factsheet is published, with the embargo on each page."""
    plans = PlannedPublication.objects.visible_to(request.user).waiting()
    copies = AdvanceCopy.objects.filter(planned__in=plans.order_by(), made_at__isnull=False)
    copy = get_object_or_404(copies.select_related("planned__round__municipality"), planned=pk)
    planned = copy.planned
    name = f"onder-embargo-{planned.round.municipality.slug}-{planned.round.year}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(bytes(copy.pdf), content_type="application/pdf", headers=headers)


def _to_publish():
    """The follow-ups that are final and not planned: those that can be published here, and the others with why not."""
    planned = PlannedPublication.objects.waiting()
    rounds = Round.objects.follow_ups().filter(state=State.FINAL).exclude(planned_publications__in=planned)
    rounds = list(
        rounds.select_related("municipality", "case_file__framework").order_by("municipality__sort_name")
    )
    corrected = set(Edition.objects.filter(round__in=rounds).values_list("round", flat=True))
    ready, unready = [], []
    for round_, checks in readiness.review_each(rounds).items():
        lacking = [check for check in checks if not check.is_done]
        if lacking or round_.pk in corrected:
            unready.append({"round": round_, "lacking": lacking, "is_correction": round_.pk in corrected})
        else:
            ready.append(round_)
    return ready, unready


def _listed(rounds):
    """These rounds, to choose from."""
    return Round.objects.filter(pk__in=[round_.pk for round_ in rounds]).select_related("municipality")


def _seen(rounds, request, *, anew):
    """What each factsheet was when it was listed first; now, of those that are to be read `anew`."""
    now = draft_each(rounds)
    shown = {_seen_of(each): request.POST.get(_seen_of(each)) for each in rounds if each not in anew}
    return {_seen_of(each): shown.get(_seen_of(each)) or now[each.pk].fingerprint() for each in rounds}


def _seen_of(round_):
    """The field that says what a factsheet was when it was listed."""
    return f"seen-{round_.pk}"


def _plan_all(rounds, moment, request):
    """Plan each of these rounds as it was listed; tells which were refused, each with why."""
    refused = []
    for round_ in rounds:
        try:
            seen = request.POST.get(_seen_of(round_), "")
            planning.plan(round_, by=request.user, publish_at=moment, seen=seen)
        except actions.Refused as refusal:
            is_changed = isinstance(refusal, steps.ChangedMeanwhile)
            refused.append((round_, CHANGED_SINCE if is_changed else str(refusal)))
    if done := len(rounds) - len(refused):
        messages.success(
            request,
            f"{done} {'factsheet' if done == 1 else 'factsheets'} gepland. Hieronder ziet u hoe ver het is.",
        )
    return refused


def _under_way():
    """What waits and what ended lately, and of what is being published now how much is done."""
    plans = PlannedPublication.objects.with_copies().select_related(
        "round__municipality", "edition", "planned_by"
    )
    now = timezone.now()
    waiting = list(plans.waiting())
    all_ended = plans.exclude(result="")
    ended = list(all_ended.order_by("-ended_at", "-pk")[:RECENT])
    busy = [planned for planned in waiting if planned.publish_at <= now]
    since = min((planned.planned_at for planned in busy), default=now)
    done = all_ended.filter(planned_at__gte=since).count() if busy else 0
    to_copy = sum(planned.lacks_copy for planned in waiting)
    return {
        "waiting": waiting,
        "asks_again": bool(busy or to_copy),
        "stand": f"{done}-{to_copy}",
        "ended": ended,
        "busy": busy,
        "done": done,
        "total": done + len(busy),
        "percentage": 100 * done // max(1, done + len(busy)),
    }

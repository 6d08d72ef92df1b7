"""Changing a version of a framework by which no round was held: its name and days, its themes and its indicators."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assessments import actions
from assessments.actions import framework_parts as acts
from assessments.forms.frameworks import IndicatorForm, ThemeForm, VersionOfFrameworkForm
from assessments.models import Framework, Indicator, Theme
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from

for_coordinators = open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])


def _theme(pk):
    return get_object_or_404(Theme.objects.select_related("framework"), pk=pk)


def _indicator(pk):
    return get_object_or_404(Indicator.objects.select_related("theme__framework"), pk=pk)


@for_coordinators
def change_framework(request, pk):
    """Say otherwise how a version is called and when it is the norm."""
    framework = get_object_or_404(Framework, pk=pk)
    is_used = framework.is_used()
    form = VersionOfFrameworkForm(_sent(request), initial=_standing(framework), is_used=is_used)

    def save(**said):
        acts.change_framework(framework, by=request.user, **said)
        return "De versie is gewijzigd."

    context = {"framework": framework, "title": "Versie wijzigen", "part": framework, "is_used": is_used}
    return _edit(request, form, save, context, back=framework.get_absolute_url())


@for_coordinators
def remove_framework(request, pk):
    """Ask whether a version can go with all that it says, and take it out."""
    framework = get_object_or_404(Framework, pk=pk)
    context = {"title": f"Versie {framework.version}", "part": framework, "framework": framework}
    context |= {"themes": framework.themes.all(), "locked": acts.refusal_to_remove(framework)}
    return _remove(request, acts.remove_framework, context, back=reverse("assessments:frameworks"))


@for_coordinators
def add_theme(request, pk):
    """Test by one more theme."""
    framework = get_object_or_404(Framework, pk=pk)

    def save(*, seen, **said):
        acts.add_theme(framework, by=request.user, **said)
        return "Het thema is toegevoegd. Kies “Wijzigen” om er indicatoren bij te zetten."

    context = _unless_used({"framework": framework, "title": "Thema toevoegen"})
    return _edit(request, ThemeForm(_sent(request)), save, context, back=_themes(framework))


@for_coordinators
def change_theme(request, pk):
    """Word a theme otherwise, with the way to each of its indicators."""
    theme = _theme(pk)
    form = ThemeForm(_sent(request), initial=_standing(theme))

    def save(**said):
        acts.change_part(theme, by=request.user, **said)
        return "Het thema is gewijzigd."

    context = {"framework": theme.framework, "title": f"Thema {theme.name}", "part": theme}
    context = _unless_used(context | {"indicators": theme.indicators.all(), "is_theme": True})
    return _edit(request, form, save, context, back=_themes(theme.framework))


@for_coordinators
def add_indicator(request, pk):
    """Test one thing more under a theme."""
    theme = _theme(pk)

    def save(*, seen, **said):
        acts.add_indicator(theme, by=request.user, **said)
        return "De indicator is toegevoegd."

    context = {"framework": theme.framework, "title": "Indicator toevoegen", "theme": theme}
    form = IndicatorForm(_sent(request))
    return _edit(request, form, save, _unless_used(context), back=_indicators(theme))


@for_coordinators
def change_indicator(request, pk):
    """Word an indicator otherwise."""
    indicator = _indicator(pk)
    theme, form = indicator.theme, IndicatorForm(_sent(request), initial=_standing(indicator))

    def save(**said):
        acts.change_part(indicator, by=request.user, **said)
        return "De indicator is gewijzigd."

    context = {"framework": theme.framework, "title": f"Indicator {indicator.code}", "theme": theme}
    context = _unless_used(context | {"part": indicator})
    return _edit(request, form, save, context, back=_indicators(theme))


@for_coordinators
@sent_from("assessments:change_theme")
def move_theme(request, pk):
    """Have a theme change places with the one before or after it."""
    theme = _theme(pk)
    return _move(request, theme, f"{theme.framework.get_absolute_url()}#thema-{theme.pk}")


@for_coordinators
@sent_from("assessments:change_indicator")
def move_indicator(request, pk):
    """Have an indicator change places with the one before or after it."""
    indicator = _indicator(pk)
    page = reverse("assessments:change_theme", args=[indicator.theme_id])
    return _move(request, indicator, f"{page}#indicator-{indicator.pk}")


@for_coordinators
def remove_theme(request, pk):
    """Ask whether a theme can go with its indicators, and take it out."""
    theme = _theme(pk)
    context = {"title": f"Thema {theme.name}", "part": theme, "framework": theme.framework}
    context = _unless_used(context | {"indicators": theme.indicators.all()})
    return _remove(request, acts.remove_part, context, back=_themes(theme.framework))


@for_coordinators
def remove_indicator(request, pk):
    """Ask whether an indicator can go, and take it out."""
    indicator = _indicator(pk)
    context = {"title": f"Indicator {indicator.code}", "part": indicator, "theme": indicator.theme}
    context = _unless_used(context | {"framework": indicator.framework})
    return _remove(request, acts.remove_part, context, back=_indicators(indicator.theme))


def _sent(request):
    return request.POST if request.method == "POST" else None


def _themes(framework):
    return f"{framework.get_absolute_url()}#themas"


def _indicators(theme):
    return f"{reverse('assessments:change_theme', args=[theme.pk])}#indicatoren"


def _standing(row):
    names = ("version", "valid_from", "valid_until", "name", "heading", "description", "code", "wording")
    return {name: getattr(row, name) for name in names if hasattr(row, name)} | {"seen": acts.standing(row)}


def _unless_used(context):
    """The context of a page, with why nothing can be changed on it if a round was held by its framework."""
    return context | {"locked": acts.FrameworkInUse() if context["framework"].is_used() else None}


def _edit(request, form, save, context, *, back):
    """Show a form, and `save` what was sent unless the framework is locked or what was sent is refused."""
    refusal = context.get("locked")
    if not refusal and form.is_valid():
        try:
            messages.success(request, save(**form.cleaned_data))
            return redirect(back)
        except acts.FieldRefused as refused:
            form.add_error(refused.field, str(refused))
        except acts.ChangedMeanwhile as refused:
            refusal, context["now"] = refused, _now(form, context["part"])
        except actions.Refused as refused:
            refusal = refused
    context = context | {"form": form, "refusal": refusal, "back": back}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "assessments/edit_framework.html", context, status=status)


def _now(form, row):
    """What a row says now, by the names of the fields; the form can be sent again over that."""
    row.refresh_from_db()
    form.data = form.data.copy()
    form.data["seen"] = acts.standing(row)
    return [(field.label, getattr(row, name)) for name, field in form.fields.items() if name != "seen"]


def _move(request, part, back):
    try:
        acts.move_part(part, by=request.user, up=request.POST.get("up") == "1")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _remove(request, remove, context, *, back):
    part, refusal = context["part"], context["locked"]
    if request.method == "POST" and not refusal:
        try:
            remove(part, by=request.user, seen=request.POST.get("seen", ""))
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, f"“{part}” is verwijderd.")
            return redirect(back)
    context |= {"refusal": refusal, "seen": acts.contents(part), "back": back}
    return render(request, "assessments/remove_framework_part.html", context, status=409 if refusal else 200)

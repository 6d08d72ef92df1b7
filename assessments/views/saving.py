"""Saving findings that came in together, from the page of a theme or from a work sheet, and telling how it went."""

from django.contrib import messages

from assessments.actions.findings import record_all
from assessments.models import ContactMoment

PLAN_DROPPED = "De datum van het voornemen is vervallen: die hoort alleen bij “Voldoet”."
SUGGESTION_ADOPTED = "Het tekstvoorstel is overgenomen en de opmerking is afgehandeld."
MOMENT_GONE = "Een contactmoment dat u koos, is er niet meer. De rest is opgeslagen."


def save(request, forms, **page):
    """Save what stands in `forms`, which are in order, and say so; returns what `record_all` returns."""
    contents = {form.finding: form.cleaned_data for form in forms}
    beaten = record_all(contents, by=request.user, **page)
    _tell_what_was_saved(request, [form for form in forms if form.finding not in beaten])
    return beaten


def losing(forms, beaten, user):
    """The forms of findings that another saved first, in which something would be lost by that."""
    return [form for form in forms if form.finding in beaten and loses_something(form, user)]


def loses_something(form, user):
    """Whether who was second typed anything: what was only looked at is no second version."""
    return form.was_typed or form.finding.overtaken.waiting().filter(typed_by=user).exists()


def names_what_is_gone(forms):
    """Whether a contact moment was chosen that isn't there any more, perhaps only since the page came in."""
    if any(form.names_what_is_gone for form in forms):
        return True
    chosen = {moment.pk for form in forms for moment in form.cleaned_data["contact_moments"]}
    return ContactMoment.objects.filter(pk__in=chosen).count() < len(chosen)


def told_of_invisible(number):
    characters = "1 onzichtbaar teken" if number == 1 else f"{number} onzichtbare tekens"
    return f"We hebben {characters} uit uw tekst gehaald."


def _tell_what_was_saved(request, saved):
    if saved:
        messages.success(
            request, "Opgeslagen." if len(saved) == 1 else f"{len(saved)} bevindingen opgeslagen."
        )
    if invisible := sum(sum(form.invisible().values()) for form in saved):
        messages.info(request, told_of_invisible(invisible))
    if any(form.drops_plan for form in saved):
        messages.info(request, PLAN_DROPPED)
    if names_what_is_gone(saved):
        messages.info(request, MOMENT_GONE)

"""A version of a framework as a coordinator changes it before the first round is held by it."""

from django.urls import reverse

from assessments.actions.framework_parts import add_theme
from assessments.actions.frameworks import make_next_version
from assessments.models import Framework
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.models import Event

LONGEST = (
    "Samenwerking in de keten van zorg, onderwijs, werk en wonen, en wie daarin op welk moment regie voert"
)


def next_version():
    """A version that can be changed, with a theme of the longest name and without indicators."""
    by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
    known = Framework.objects.unused().filter(case_files=None).first()
    if known:
        return known
    framework = make_next_version(Framework.objects.earliest("pk"), by=by)
    add_theme(framework, by=by, name=LONGEST[:100], heading=LONGEST[:100], description=f"{LONGEST} " * 2)
    return framework


def of_version(name=""):
    return lambda: reverse(f"assessments:{name or 'framework'}", args=[next_version().pk])


def of_theme(name, *, is_long=False):
    def address():
        themes = next_version().themes.order_by("-position" if is_long else "position")
        return reverse(f"assessments:{name}", args=[themes[0].pk])

    return address


def of_indicator(name):
    def address():
        theme = next_version().themes.earliest("position")
        return reverse(f"assessments:{name}", args=[theme.indicators.earliest("position").pk])

    return address


def say_twice(page):
    page.get_by_label("Code").fill("T2")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("Er is al een indicator met deze code").first.wait_for()


def somebody_else_first(page):
    theme = next_version().themes.earliest("position")
    theme.description = f"{theme.description}, zegt een collega"
    theme.save()
    page.get_by_label("Omschrijving").fill("gezinnen zijn in beeld en worden bereikt")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("Nu staat er dit").wait_for()


def event():
    """How a theme of the longest name came."""
    next_version()
    known = Event.objects.filter(about=LONGEST[:100]).latest("pk")
    return reverse("assessments:office_event", args=[known.pk])


def removed_elsewhere(page):
    """A colleague removes a theme while its description is being worded."""
    theme = next_version().themes.latest("position")
    page.get_by_label("Omschrijving").fill(f"{LONGEST} " * 2)
    theme.delete()
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("is niet opgeslagen").wait_for()

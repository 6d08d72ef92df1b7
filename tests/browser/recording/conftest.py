"""Recording in front of a live server: the round, and a desk at which somebody works on it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Finding
from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

POINTS = ("Er zijn afspraken gemaakt", "De regisseur is toegerust", "Het netwerk is betrokken")


@pytest.fixture
def anna(transactional_db):
    return make_user("inspector", username="anna", name="Anna de Wit")


@pytest.fixture
def bram(transactional_db):
    return make_user("inspector", username="bram", name="Bram Visser")


@pytest.fixture
def round_(anna, bram):
    """The follow-up of 2015 in Alkmaar: two open points under Samenwerking, one under Aanpak."""
    framework = make_framework()
    case_file = make_case_file(make_municipality("Alkmaar"), framework, team=[anna, bram])
    approach = make_approach(case_file, name="Helpende Hand in de Wijk")
    first = make_round(case_file, 2014, final=True)
    follow_up = make_round(case_file, 2015, started_by=anna)
    themes = [make_theme(framework, heading=heading) for heading in ("Samenwerking", "Aanpak")]
    for wording, theme in zip(POINTS, (themes[0], themes[0], themes[1]), strict=True):
        indicator = make_indicator(theme, wording=wording)
        make_finding(first, approach, indicator, "improvement_point", explanation="Dit was er in 2014 niet.")
        make_finding(follow_up, approach, indicator)
    return follow_up


class Desk:
    """Somebody at the page of a theme; each point is known by its wording."""

    def __init__(self, page, round_):
        self.page, self.round = page, round_

    def open(self, point=POINTS[0]):
        theme = self.finding(point).theme_pk
        self.page.goto(reverse("assessments:theme", args=[self.round.pk, theme]))
        return self

    def finding(self, point=POINTS[0]):
        """What is stored now."""
        return Finding.objects.with_theme().get(round=self.round, indicator__wording=point)

    def card(self, point=POINTS[0]):
        return self.page.get_by_role("article", name=point)

    def text(self, point=POINTS[0]):
        return self.card(point).get_by_label("Toelichting")

    def state(self, point=POINTS[0]):
        return self.card(point).locator(".stj-card__foot [role=status]")

    def band(self, point=POINTS[0]):
        """What is told above the text when another page saved first."""
        return self.card(point).locator(".stj-finding-fields > [role=status]")

    def types(self, text, point=POINTS[0]):
        self.text(point).focus()
        self.page.keyboard.insert_text(text)

    def sees_saved(self, point=POINTS[0]):
        """The card says so, and nothing in it waits any more."""
        expect(self.state(point)).to_contain_text("Opgeslagen om ")
        expect(self.card(point)).not_to_have_attribute("data-unsaved", "")

    def sees_unsaved(self, point=POINTS[0]):
        expect(self.state(point)).to_contain_text("Niet opgeslagen, uw tekst staat nog hier.")
        expect(self.card(point)).to_have_attribute("data-unsaved", "")


@pytest.fixture
def desk(page, round_, anna, log_in):
    """Anna at the page of Samenwerking."""
    log_in(page, anna)
    return Desk(page, round_).open()


@pytest.fixture
def another_desk(browser, browser_context_args, base_url, round_, log_in):
    """`another_desk(user)` is a second browser; complaints in its console are not heard."""
    contexts = []

    def sit_down(user, **arguments):
        contexts.append(browser.new_context(**browser_context_args | {"base_url": base_url} | arguments))
        page = contexts[-1].new_page()
        log_in(page, user)
        return Desk(page, round_).open()

    yield sit_down
    for context in contexts:
        context.close()

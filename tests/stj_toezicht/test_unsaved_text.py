"""Whatever refuses what somebody typed, what they typed stands on the answer."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.framework_parts import FrameworkInUse, standing
from assessments.models import Comment, CommentAnswer
from assessments.steps import RETURN
from stj_toezicht.accounts.writers import Writer
from tests.factories import (
    bring_to,
    make_case_file,
    make_comment,
    make_contact,
    make_finding,
    make_follow_up,
    make_framework,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]
TYPED = 'Zo "is" \'t & <b>blijft</b> het.\r\n\r\nOok hier.'


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def sends(client):
    def post(by, page, *args, **fields):
        client.force_login(by)
        token = Writer(by.pk, "0123456789abcdef", "Een pagina").signed
        return client.post(reverse(page, args=args), fields | {"writer": token})

    return post


def given_back(response):
    """The texts in the box on a page."""
    box = response.content.decode().partition("stj-unsaved")[2].partition("</section>")[0]
    areas = [area.partition(">")[2].partition("</textarea>")[0] for area in box.split("<textarea")[1:]]
    return [html.unescape(area) for area in areas]


def test_what_was_typed_on_something_that_is_gone(sends, carla):
    response = sends(carla, "assessments:change_theme", 1, heading="Continu", description=TYPED)
    assert (response.status_code, given_back(response)) == (404, ["Continu", TYPED])
    assert "Misschien heeft een collega het intussen verwijderd" in response.content.decode()


def test_what_was_typed_by_who_may_no_longer_do_it(sends, anna):
    contact = make_contact(make_municipality("Alkmaar"))
    response = sends(anna, "municipalities:change_contact", contact.pk, function=TYPED)
    assert (response.status_code, given_back(response)) == (403, [TYPED])


@pytest.mark.parametrize("page", ["add_theme", "change_theme", "add_indicator"])
def test_what_was_typed_on_a_version_with_which_a_round_began(sends, carla, page):
    theme = make_theme(make_framework())
    make_round(make_case_file(framework=theme.framework))
    row = theme.framework if page == "add_theme" else theme
    response = sends(carla, f"assessments:{page}", row.pk, wording=TYPED)
    assert (response.status_code, given_back(response)) == (409, [TYPED])


def test_a_name_that_was_typed_before_a_round_began_is_refused_and_stays_in_its_field(sends, carla):
    framework = make_framework()
    make_round(make_case_file(framework=framework))
    said = {"version": "2027", "name": TYPED, "valid_from": "2014-01-01", "seen": standing(framework)}
    response = sends(carla, "assessments:change_framework", framework.pk, **said)
    assert (response.status_code, given_back(response)) == (409, [])
    assert response.context["form"]["name"].value() == TYPED
    assert str(response.context["refusal"]) == FrameworkInUse.message


def test_why_a_round_should_go_back_that_moved_on_meanwhile(sends, anna):
    round_ = make_round(make_case_file(team=[anna]))
    response = sends(anna, "assessments:step", round_.pk, RETURN.code, reason=TYPED)
    assert (response.status_code, given_back(response)) == (409, [TYPED])


def test_a_page_that_gives_back_what_was_typed_has_it_once(sends, anna, carla):
    finding = make_finding(make_follow_up(), verdict="meets")
    bring_to(finding.round, "final")
    for response, status in (
        (sends(anna, "assessments:comments", finding.pk, text=TYPED), 409),
        (sends(carla, "assessments:add_theme", make_framework().pk, description=TYPED), 422),
    ):
        assert response.status_code == status
        assert given_back(response) == []
        assert html.unescape(response.content.decode()).count(TYPED) == 1


@pytest.mark.parametrize("page", ["adopt_suggestion", "resolve_comment"])
def test_an_answer_that_goes_along_with_what_is_refused_is_not_saved_either(sends, anna, page):
    finding = make_finding(make_follow_up(), verdict="meets")
    finding.round.case_file.team.clear()
    comment = make_comment(finding, suggestion="Anders.", version=finding.version)
    typed = {f"antwoord-{comment.pk}-text": TYPED}
    response = sends(anna, f"assessments:{page}", comment.pk, version=finding.version, **typed)
    assert (response.status_code, given_back(response)) == (403, [])
    assert html.unescape(response.content.decode()).count(TYPED) == 1
    assert not CommentAnswer.objects.exists()
    assert Comment.objects.get().is_open


@pytest.mark.parametrize(
    ("typed", "because"),
    [("Te laat.", "dealt with"), ("woord " * 400, "dealt with"), ("woord " * 400, "final")],
)
def test_an_answer_to_what_is_answered_no_more_stands_on_the_answer_however_long(sends, anna, typed, because):
    finding = make_finding(make_follow_up(), verdict="meets")
    resolved = {"resolved_at": timezone.now(), "resolved_by": anna} if because == "dealt with" else {}
    comment = make_comment(finding, **resolved)
    if because == "final":
        bring_to(finding.round, "final")
    response = sends(anna, "assessments:answer_comment", comment.pk, **{f"antwoord-{comment.pk}-text": typed})
    assert response.status_code == 409
    assert response.content.decode().count(typed) == 1

"""The pages of a collegiale toets: submitting a round, reading it, approving it and sending it back."""

import datetime
import re

import pytest
from django.urls import reverse

from assessments.actions.contact_moments import add_contact_moment
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.actions.steps import take
from assessments.models import Approval, Round
from assessments.steps import RETURN
from tests.factories import (
    bring_to,
    make_approvals,
    make_finding,
    make_follow_up,
    make_round,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(anna, bram):
    """A follow-up of two points in one theme, in which Anna wrote; Bram is no part of the team."""
    round_ = make_follow_up()
    round_.case_file.team.add(anna)
    one = round_.findings.get()
    make_finding(round_, one.approach, verdict="meets", explanation="Er is een regisseur.")
    round_.case_file.printed_indicators.create(
        indicator=round_.findings.exclude(pk=one.pk).get().indicator,
        theme=one.indicator.theme,
        wording="Er is regie",
    )
    record(one, by=anna, version=0, verdict="meets", explanation="Er is een convenant.")
    return round_


def theme(round_):
    return round_.findings.first().get_absolute_url().partition("#")[0]


def approve(round_):
    finding = round_.findings.first()
    return reverse("assessments:approve", args=[round_.pk, finding.theme_pk])


def step(round_, code):
    return reverse("assessments:step", args=[round_.pk, code])


def shown(response):
    return " ".join(response.content.decode().split())


def read(round_):
    return {f"gelezen-{finding.pk}": finding.version for finding in round_.findings.all()}


def test_who_wrote_it_submits_a_round_that_is_complete(client, round_, anna):
    page = shown(client.get(round_.get_absolute_url()))
    assert "U kunt nu: voorleggen voor collegiale toets." in page
    assert "Een collega die niet meeschreef" in shown(client.get(step(round_, "voorleggen")))
    response = client.post(step(round_, "voorleggen"))
    assert response.url == round_.get_absolute_url()
    page = shown(client.get(response.url))
    assert "De ronde is voorgelegd voor collegiale toets." in page
    assert '<li class="stj-steps__item" aria-current="step">Collegiale toets</li>' in page
    assert "Volgende stap: vrijgeven voor wederhoor. Een collega die niet meeschreef is aan zet:" in page
    assert "3 teksten zijn nog niet goedgekeurd" in page
    make_approvals(round_)
    page = shown(client.get(response.url))
    assert "Volgende stap: vrijgeven voor wederhoor. Een coördinator is aan zet." in page


def test_a_round_that_is_not_complete_says_what_is_missing(client, round_, anna):
    round_.contact_moments.all().delete()
    assert "Voor de volgende stap (voorleggen" in shown(client.get(round_.get_absolute_url()))
    page = client.get(step(round_, "voorleggen"))
    assert "Er is nog geen contactmoment vastgelegd." in shown(page)
    assert (
        '<button class="utrecht-button utrecht-button--primary-action" type="submit">Voorleggen'
        not in shown(page)
    )
    assert client.post(step(round_, "voorleggen")).status_code == 409


def test_what_was_submitted_waits_in_the_work_of_others_and_not_of_who_wrote_it(client, round_, anna, bram):
    client.post(step(round_, "voorleggen"))
    assert "Collegiale toets: lees" not in shown(client.get(reverse("assessments:my_work")))
    client.force_login(bram)
    work = shown(client.get(reverse("assessments:my_work")))
    link = f'<a class="utrecht-link" href="{round_.get_absolute_url()}">'
    assert f"{link}Collegiale toets: lees de teksten en keur ze goed</a>" in work


@pytest.mark.parametrize("number", [1, 3])
def test_the_work_takes_the_same_queries_for_one_submitted_round_as_for_three(
    client, bram, django_assert_num_queries, number
):
    for _ in range(number):
        make_follow_up(state="review")
    client.force_login(bram)
    with django_assert_num_queries(9):
        client.get(reverse("assessments:my_work"))


def test_a_colleague_approves_all_points_of_a_theme_at_once(client, round_, bram):
    bring_to(round_, "review")
    client.force_login(bram)
    page = shown(client.get(theme(round_)))
    assert page.count(">Goedkeuren<") == 2
    assert "U schreef hier niet aan mee en kunt de teksten goedkeuren." in page
    assert "alleen het team legt hier iets vast" not in page
    response = client.post(approve(round_), read(round_))
    assert response.url == theme(round_)
    page = shown(client.get(response.url))
    assert "2 punten goedgekeurd." in page
    assert page.count("<strong>Goedgekeurd</strong> door Bram op") == 2


def test_one_button_approves_one_point(client, round_, bram):
    bring_to(round_, "review")
    client.force_login(bram)
    finding = round_.findings.last()
    response = client.post(approve(round_), read(round_) | {"only": finding.pk})
    assert response.url == finding.get_absolute_url()
    assert [each.finding for each in Approval.objects.all()] == [finding]


def test_the_narrative_is_approved_where_it_stands(client, round_, bram):
    bring_to(round_, "review")
    client.force_login(bram)
    assert "Ontwikkeling en contactmomenten goedkeuren" in shown(client.get(round_.get_absolute_url()))
    response = client.post(reverse("assessments:approve_development", args=[round_.pk]), {"version": 0})
    page = shown(client.get(response.url))
    assert "<strong>Goedgekeurd</strong> door Bram op" in page


def test_who_wrote_in_it_finds_no_buttons_and_is_refused(client, round_, anna):
    bring_to(round_, "review")
    assert ">Goedkeuren<" not in shown(client.get(theme(round_)))
    response = client.post(approve(round_), read(round_))
    assert (response.status_code, Approval.objects.count()) == (403, 0)
    assert "U schreef zelf mee aan deze ronde." in shown(response)


def test_a_text_that_changed_after_the_page_was_opened_is_not_approved(client, round_, anna, bram):
    bring_to(round_, "review")
    before = read(round_)
    record(round_.findings.first(), by=anna, version=1, verdict="meets", explanation="Toch iets anders.")
    client.force_login(bram)
    response = client.post(approve(round_), before)
    assert (response.status_code, Approval.objects.count()) == (409, 0)
    page = shown(response)
    assert re.search(r"Niet goedgekeurd</h1>.*Een bevinding is om \d\d:\d\d gewijzigd door Anna\.", page)
    assert re.findall(r'id="sindsdien-\d+">([^<]+)<', page) == [round_.findings.first().indicator.wording]
    assert "verwijderd: </span>Er is een convenant" in page
    assert "toegevoegd: </span>Toch iets anders" in page
    sent = dict(re.findall(r'name="(gelezen-\d+)" value="(\d+)"', page))
    assert client.post(approve(round_), sent).status_code == 302
    assert set(Approval.objects.values_list("finding", "version")) == {
        (finding.pk, finding.text_version) for finding in round_.findings.all()
    }


def test_a_narrative_or_contact_moment_that_changed_is_shown_before_it_is_approved(
    client, round_, anna, bram
):
    write_development(round_, by=anna, version=0, development="Er is veel gebeurd sinds 2013.")
    bring_to(round_, "review")
    version = Round.objects.get(pk=round_.pk).text_version
    write_development(round_, by=anna, version=1, development="Er is weinig gebeurd sinds 2013.")
    add_contact_moment(round_, by=anna, kind="visit", date=datetime.date(2015, 3, 2), note="Alleen voor ons.")
    make_round(round_.case_file, 2016)
    client.force_login(bram)
    address = reverse("assessments:approve_development", args=[round_.pk])
    response = client.post(address, {"version": version})
    assert (response.status_code, Approval.objects.count()) == (409, 0)
    page = shown(response)
    assert "Niet goedgekeurd</h1>" in page
    assert "verwijderd: </span>veel" in page
    assert "toegevoegd: </span>weinig" in page
    assert "toegevoegd: </span>bezoek op 2 maart 2015" in page
    assert "Alleen voor ons." not in page
    assert client.post(address, {"version": version + 2}).status_code == 302
    assert Approval.objects.get().version == version + 2


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "1.0", "²"])
def test_a_version_that_is_none_approves_nothing(client, round_, bram, version):
    bring_to(round_, "review")
    client.force_login(bram)
    data = dict.fromkeys(read(round_), version)
    assert client.post(approve(round_), data).status_code == 409
    address = reverse("assessments:approve_development", args=[round_.pk])
    assert client.post(address, {"version": version}).status_code == 409
    assert not Approval.objects.exists()


def test_an_approval_that_lapsed_stays_to_be_seen(client, round_, anna, bram):
    bring_to(round_, "review")
    make_approvals(round_, by=bram)
    record(round_.findings.first(), by=anna, version=1, verdict="meets", explanation="Toch iets anders.")
    page = shown(client.get(theme(round_)))
    assert "De goedkeuring van Bram is vervallen: de tekst is daarna gewijzigd." in page
    assert "1 tekst is nog niet goedgekeurd zoals die nu luidt." in shown(
        client.get(round_.get_absolute_url())
    )


def test_an_approval_by_who_wrote_afterwards_is_said_to_have_lapsed(client, round_, anna, bram):
    bring_to(round_, "review")
    make_approvals(round_, by=bram)
    round_.case_file.team.add(bram)
    write_development(round_, by=bram, version=0, development="Bram schrijft mee.")
    page = shown(client.get(theme(round_)))
    assert "De goedkeuring van Bram is vervallen: Bram schreef daarna zelf mee aan deze ronde." in page
    assert "<strong>Goedgekeurd</strong>" not in page
    assert (
        "De goedkeuring van Bram is vervallen: de ontwikkeling of een contactmoment is daarna gewijzigd."
        in shown(client.get(round_.get_absolute_url()))
    )


def test_a_round_goes_back_with_a_reason_that_everybody_reads(client, round_, bram):
    bring_to(round_, "review")
    client.force_login(bram)
    response = client.post(step(round_, "terug-naar-concept"), {"reason": " "})
    assert response.status_code == 422
    assert "Geef de reden waarom deze ronde een stap terug gaat." in shown(response)
    response = client.post(step(round_, "terug-naar-concept"), {"reason": "Het gesprek van mei ontbreekt."})
    page = shown(client.get(response.url))
    assert "De ronde is terug naar concept." in page
    assert "Het gesprek van mei ontbreekt." in page
    assert Round.objects.get(pk=round_.pk).state == "concept"


def test_an_unknown_step_is_no_page(client, round_, anna):
    assert client.get(step(round_, "verbranden")).status_code == 404


def test_publishing_has_a_page_of_its_own(client, round_):
    bring_to(round_, "final")
    client.force_login(make_user("coordinator"))
    assert client.get(step(round_, "publiceren")).url == reverse("assessments:publish", args=[round_.pk])


def test_a_step_that_is_past_says_where_the_round_is(client, round_):
    bring_to(round_, "final")
    client.force_login(make_user("coordinator"))
    page = client.get(step(round_, "vaststellen"))
    assert "Deze ronde staat op “Vastgesteld”." in shown(page)
    assert client.post(step(round_, "vaststellen")).status_code == 409


def test_who_sends_nothing_of_what_they_saw_finalises_nothing(client, round_):
    bring_to(round_, "reply")
    client.force_login(make_user("coordinator"))
    response = client.post(step(round_, "vaststellen"), {})
    assert (response.status_code, Round.objects.get(pk=round_.pk).state) == (409, "reply")
    seen = client.get(step(round_, "vaststellen")).context["factsheet"].fingerprint()
    client.post(step(round_, "vaststellen"), {"seen": seen})
    assert Round.objects.get(pk=round_.pk).state == "final"


def test_once_all_is_approved_nobody_is_asked_to_read_it_again(client, round_, bram):
    bring_to(round_, "review")
    client.force_login(bram)
    work = reverse("assessments:my_work")
    make_approvals(round_, by=bram)
    assert round_.get_absolute_url() not in shown(client.get(work))
    record(
        round_.findings.first(),
        by=round_.case_file.team.get(),
        version=1,
        verdict="meets",
        explanation="Toch iets anders.",
    )
    assert round_.get_absolute_url() in shown(client.get(work))


def test_nobody_is_led_to_take_back_a_round_that_was_followed_up(client, round_):
    first = round_.case_file.rounds.get(year=2013)
    client.force_login(make_user("coordinator"))
    assert step(first, "heropenen") not in shown(client.get(first.get_absolute_url()))
    assert "<textarea" not in shown(client.get(step(first, "heropenen")))
    last = bring_to(round_, "final")
    assert step(last, "heropenen") in shown(client.get(last.get_absolute_url()))


def test_to_approve_again_is_told_as_it_is(client, round_, bram):
    bring_to(round_, "review")
    client.force_login(bram)
    finding = round_.findings.last()
    for _ in range(2):
        page = shown(client.post(approve(round_), read(round_) | {"only": finding.pk}, follow=True))
    assert "0 punten" not in page
    assert "U had dit al goedgekeurd." in page
    assert page.count(">Goedkeuren<") == 1


def test_one_open_point_does_not_keep_the_others_of_its_theme_from_approval(client, round_, bram):
    bring_to(round_, "review")
    one = round_.findings.first()
    two = round_.findings.last()
    overwrite(round_.findings.filter(pk=two.pk), verdict="", explanation="")
    client.force_login(bram)
    assert shown(client.get(theme(round_))).count(">Goedkeuren<") == 1
    client.post(approve(round_), read(round_))
    assert [each.finding for each in Approval.objects.all()] == [one]


@pytest.mark.parametrize(("role", "reads"), [("support", False), ("inspector", True), ("coordinator", True)])
def test_why_a_round_went_back_is_for_those_who_read_notes(client, round_, role, reads):
    bring_to(round_, "review")
    take(round_, RETURN, by=make_user("coordinator"), reason="Een reden van binnen.")
    bring_to(round_, "final")
    client.force_login(make_user(role))
    assert ("Een reden van binnen." in shown(client.get(round_.get_absolute_url()))) is reads


def test_support_staff_see_of_a_concept_no_steps(client, anna):
    round_ = make_follow_up()
    client.force_login(make_user("support"))
    assert client.get(step(round_, "voorleggen")).status_code == 403

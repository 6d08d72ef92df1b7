"""The pages on which somebody chooses between what another saved and what they typed."""

import re

import pytest
from django.urls import reverse

from assessments.actions.conflicts import keep_overtaken, keep_overtaken_development
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import Finding, OvertakenDevelopment, OvertakenFinding, Round
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

BEGIN = "Er is een convenant. Het is getekend."
OF_BRAM = "Er is een convenant. Het is getekend. Bram schreef dit."
OF_ANNA = "Anna schreef dit. Er is een convenant. Het is getekend."
PAGE = "0123456789abcdef0123456789abcdef"
OF_BOTH = "Anna schreef dit. Er is een convenant. Het is getekend. Bram schreef dit."


@pytest.fixture
def round_(anna, bram):
    return make_round(make_case_file(make_municipality("Alkmaar"), team=[anna, bram]))


@pytest.fixture
def finding(round_):
    indicator = make_indicator(make_theme(round_.case_file.framework), wording="Punt een is geregeld")
    return make_finding(round_, make_approach(round_.case_file), indicator)


def text(response):
    return response.content.decode()


def told(response):
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", "", text(response)).split())


def fields(finding, version, **values):
    values = {"verdict": "meets", "explanation": "", "version": version, **values}
    return {f"punt-{finding.pk}-{name}": value for name, value in values.items()}


def field_value(response, name):
    return re.search(rf'<textarea name="{name}"[^>]*>\s*(.*?)</textarea>', text(response), re.DOTALL)[1]


def shown_for(response, finding):
    """What the page says of which second version it shows."""
    name = f"punt-{finding.pk}-shown"
    return {name: re.search(rf'name="{name}" value="([^"]*)"', text(response))[1]}


def waiting(model=OvertakenFinding):
    return [
        str(getattr(row, "explanation", "") or getattr(row, "development", ""))
        for row in model.objects.waiting()
    ]


def address(finding):
    return reverse("assessments:differences", args=[finding.pk])


@pytest.fixture
def lose(client, finding, anna, bram):
    """`lose(mine, theirs)`: Anna and Bram both go on from the same version, and Bram saves first."""

    def lose(mine=OF_ANNA, theirs=OF_BRAM, base=BEGIN, saved_from="", **fields_of_mine):
        record(finding, by=anna, version=0, verdict="meets", explanation=base)
        record(finding, by=bram, version=1, verdict="meets", explanation=theirs)
        page = {"saved_from": saved_from, "saved_nth": 1} if saved_from else {}
        sent = fields(finding, 1, explanation=mine, **fields_of_mine) | page
        return client.post(reverse("assessments:record_finding", args=[finding.pk]), sent)

    return lose


def test_versions_that_do_not_overlap_come_joined(lose, finding):
    response = lose()
    assert response.status_code == 409
    assert field_value(response, f"punt-{finding.pk}-explanation") == OF_BOTH
    assert "De twee versies zitten elkaar niet in de weg." in told(response)
    assert "toegevoegd: Bram schreef dit. einde toevoeging" not in told(response)
    assert re.search(r"toegevoegd: \s*Bram schreef dit", told(response))
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM


def test_versions_that_overlap_begin_with_mine_and_say_where(lose, finding):
    response = lose(mine="Er is een plan.", theirs="Er is geen convenant. Het is getekend.")
    assert field_value(response, f"punt-{finding.pk}-explanation") == "Er is een plan."
    assert "U hebt allebei iets gewijzigd op dezelfde plaats, bij: toelichting." in told(response)


def test_every_field_is_compared(client, finding, anna, bram, round_):
    moment = make_contact_moment(round_)
    record(
        finding, by=bram, version=0, verdict="improvement_point", explanation="a", private_note="Van Bram."
    )
    mine = {"contact_moments": [moment.pk], "expected_on": "2015-05-01", "private_note": "Van Anna."}
    response = client.post(
        reverse("assessments:record_finding", args=[finding.pk]), fields(finding, 0, explanation="b", **mine)
    )
    page = told(response)
    for part in (
        "was: Nog open",
        "X Verbeterpunt",
        "√ Voldoet",
        "1 mei 2015",
        "Gesprek op 17 november 2014",
        "Van Anna",
        "Van Bram",
    ):
        assert part in page
    assert "bij: oordeel, toelichting, notitie voor het team." in page


@pytest.mark.parametrize(
    ("begin", "expected"),
    [("opgeslagen", OF_BRAM), ("mijn", OF_ANNA), ("samen", OF_BOTH)],
)
def test_the_field_can_begin_with_either_or_both_and_nothing_is_saved(client, lose, finding, begin, expected):
    lose()
    response = client.post(address(finding), fields(finding, 2, explanation=OF_BOTH) | {"begin": begin})
    assert response.status_code == 200
    assert field_value(response, f"punt-{finding.pk}-explanation") == expected
    assert "Wat hiervoor in de velden stond" not in told(response)
    assert Finding.objects.get(pk=finding.pk).version == 2


def test_what_was_typed_before_another_beginning_is_not_gone(client, lose, finding):
    lose()
    sent = fields(finding, 2, explanation="Wat ik net nog bedacht.") | {"begin": "mijn"}
    response = client.post(address(finding), sent)
    assert field_value(response, f"punt-{finding.pk}-explanation") == OF_ANNA
    assert "Wat hiervoor in de velden stond" in told(response)
    assert "Wat ik net nog bedacht." in text(response)


def test_what_is_chosen_is_saved_and_nothing_kept_any_more(client, lose, finding):
    shown = shown_for(lose(), finding)
    response = client.post(address(finding), fields(finding, 2, explanation=OF_BOTH) | shown)
    assert response.url == finding.get_absolute_url()
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BOTH
    assert waiting() == []


def test_a_third_version_in_between_shows_the_page_again_with_the_newest(client, lose, finding, bram):
    shown = shown_for(lose(), finding)
    record(finding, by=bram, version=2, verdict="meets", explanation=f"{OF_BRAM} En nog iets.")
    response = client.post(address(finding), fields(finding, 2, explanation=OF_BOTH) | shown)
    assert response.status_code == 409
    assert "En nog iets." in text(response)
    assert field_value(response, f"punt-{finding.pk}-explanation") == f"{OF_BOTH} En nog iets."
    assert waiting() == [OF_BOTH]
    sent = fields(finding, 3, explanation=OF_BOTH) | shown_for(response, finding)
    assert client.post(address(finding), sent).url == finding.get_absolute_url()
    assert waiting() == []


def test_a_colleague_on_the_team_merges_what_another_typed(client, lose, finding, bram):
    lose()
    client.force_login(bram)
    page = client.get(address(finding))
    assert field_value(page, f"punt-{finding.pk}-explanation") == OF_BOTH
    assert "U hebt dit punt opgeslagen terwijl Anna ermee bezig was" in told(page)
    assert "Begin met de tekst van Anna" in told(page)
    client.post(address(finding), fields(finding, 2, explanation=OF_BOTH) | shown_for(page, finding))
    settled = OvertakenFinding.objects.get()
    assert (settled.explanation, settled.settled_by) == (OF_ANNA, bram)


def test_a_coordinator_reads_it_and_lets_stand_what_is_stored(client, lose, finding):
    lose()
    coordinator = make_user("coordinator", name="Coen")
    client.force_login(coordinator)
    card = client.get(finding.get_absolute_url())
    assert address(finding) in text(card)
    page = client.get(address(finding))
    assert OF_ANNA in text(page)
    assert "Deze versie opslaan" not in told(page)
    sent = shown_for(page, finding)
    assert client.post(address(finding), fields(finding, 2, explanation="Nee.") | sent).status_code == 403
    assert waiting() == [OF_ANNA]
    assert client.post(address(finding), sent | {"laten": "1"}).url == finding.get_absolute_url()
    assert OvertakenFinding.objects.get().settled_by == coordinator
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM


@pytest.mark.parametrize("role", ["inspector", "administrator", "support", "municipality"])
def test_who_neither_writes_nor_coordinates_gets_nothing_of_it(client, lose, finding, role):
    shown = shown_for(lose(), finding)
    client.force_login(make_user(role))
    for response in (client.get(address(finding)), client.post(address(finding), shown | {"laten": "1"})):
        assert response.status_code in (302, 403, 404)
        assert "Anna schreef" not in text(response)
    assert waiting() == [OF_ANNA]


def test_what_was_typed_on_meanwhile_is_shown_before_anything_is_chosen(client, lose, finding, anna):
    shown = shown_for(lose(saved_from=PAGE), finding)
    page = {"saved_from": OvertakenFinding.objects.get().saved_from, "saved_nth": 7}
    more = f"{OF_ANNA} En nog meer van Anna."
    keep_overtaken(finding, by=anna, version=1, verdict="meets", explanation=more, **page)
    for pressed in ({}, {"laten": "1"}):
        response = client.post(address(finding), fields(finding, 2, explanation="Gekozen.") | shown | pressed)
        assert response.status_code == 409
        assert "intussen verder getypt" in told(response)
        assert "En nog meer van Anna." in text(response)
        assert field_value(response, f"punt-{finding.pk}-explanation") == "Gekozen."
        assert waiting() == [more]
        assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM
    sent = fields(finding, 2, explanation="Gekozen.") | shown_for(response, finding)
    assert client.post(address(finding), sent).url == finding.get_absolute_url()
    assert waiting() == []


def test_each_page_of_one_writer_is_chosen_on_the_last_sent_first(client, lose, finding, anna):
    keep_overtaken(
        finding, by=anna, version=0, verdict="meets", explanation="Uit een ander venster.", saved_from=PAGE
    )
    page = lose()
    assert OF_ANNA in text(page)
    assert "Hierna wacht nog 1 versie op een keuze." in told(page)
    sent = fields(finding, 2, explanation=OF_BOTH) | shown_for(page, finding)
    assert client.post(address(finding), sent).url == address(finding)
    assert waiting() == ["Uit een ander venster."]
    assert "Uit een ander venster." in text(client.get(address(finding)))


def test_who_saves_what_they_did_not_change_is_told_who_did(client, lose, finding):
    response = lose(mine=BEGIN)
    assert response.url == finding.get_absolute_url()
    assert waiting() == []


def test_letting_it_be_takes_a_post(client, lose, finding):
    lose()
    shown = shown_for(client.get(address(finding)), finding)
    assert waiting() == [OF_ANNA]
    sent = fields(finding, 2, explanation="x") | shown | {"laten": "1"}
    assert client.post(address(finding), sent).url == finding.get_absolute_url()
    assert waiting() == []
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM


def test_letting_it_be_says_only_what_was_done(client, lose, finding, bram):
    shown = shown_for(lose(), finding)
    page = client.post(address(finding), {"laten": "1"}, follow=True)
    assert "Er is nog niets besloten." in told(page)
    assert "Wat was opgeslagen, blijft staan." not in told(page)
    assert waiting() == [OF_ANNA]
    for said in (
        "Wat was opgeslagen, blijft staan.",
        "Over deze versie was al besloten. Er is niets gewijzigd.",
    ):
        assert said in told(client.post(address(finding), shown | {"laten": "1"}, follow=True))
    assert waiting() == []


def test_of_two_points_one_can_be_left_while_the_other_stays_on_the_page(client, lose, finding, anna, bram):
    shown = shown_for(lose(), finding)
    other = make_finding(finding.round, finding.approach, make_indicator(finding.indicator.theme))
    record(other, by=bram, version=0, verdict="meets", explanation="Bram bij twee.")
    keep_overtaken(other, by=anna, version=0, explanation="Anna bij twee.")
    sent = (
        fields(finding, 2, explanation="x") | fields(other, 1, explanation="Samen bij twee.") | {"laten": "1"}
    )
    response = client.post(address(finding), sent | shown)
    assert field_value(response, f"punt-{other.pk}-explanation") == "Samen bij twee."
    assert waiting() == ["Anna bij twee."]


def test_what_is_not_right_comes_back_on_the_page(client, lose, finding):
    lose()
    response = client.post(
        address(finding), fields(finding, 2, verdict="not_assessed", explanation="Van beiden.")
    )
    assert response.status_code == 422
    assert "Geef de reden waarom dit punt niet is beoordeeld." in told(response)
    assert field_value(response, f"punt-{finding.pk}-explanation") == "Van beiden."
    assert OvertakenFinding.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_in_a_round_that_became_final_it_can_still_be_read_and_copied(
    client, lose, finding, round_, anna, method
):
    lose()
    bring_to(round_, "final")
    response = getattr(client, method)(
        address(finding), fields(finding, 2, explanation="Nieuw.") if method == "post" else {}
    )
    assert response.status_code == (200 if method == "get" else 409)
    assert OF_ANNA in text(response)
    assert "Deze versie opslaan" not in text(response)
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM
    if method == "post":
        assert "Nieuw." in text(response)


def test_who_left_the_team_can_still_read_what_they_typed(client, lose, finding, round_, anna):
    lose()
    round_.case_file.team.remove(anna)
    assert OF_ANNA in text(client.get(address(finding)))
    assert client.post(address(finding), fields(finding, 2, explanation="Nieuw.")).status_code == 403


def test_the_conflict_page_takes_as_many_queries_for_one_choice_as_for_three(
    client, lose, finding, anna, bram, django_assert_num_queries
):
    lose()
    others = [
        make_finding(finding.round, finding.approach, make_indicator(finding.indicator.theme))
        for _ in range(2)
    ]
    sent = fields(finding, 2, explanation="x")
    for other in others:
        record(other, by=bram, version=0, verdict="meets", explanation="Bram.")
        keep_overtaken(other, by=anna, version=0, explanation="Anna.")
        sent |= fields(other, 1, explanation="Anna.")
    for data in (fields(finding, 2, explanation="x"), sent):
        with django_assert_num_queries(15):
            client.post(address(finding), data | {"begin": "mijn"})


def test_the_card_leads_its_writer_and_the_team_to_the_differences(client, lose, finding, bram):
    lose()
    page = client.get(finding.get_absolute_url())
    assert f'href="{address(finding)}"' in text(page)
    assert "staat nog een versie van u klaar" in told(page)
    client.force_login(bram)
    page = client.get(finding.get_absolute_url())
    assert "Anna heeft van dit punt nog een tweede versie klaarstaan" in told(page)
    assert address(finding) in text(page)
    client.force_login(make_user())
    page = client.get(finding.get_absolute_url())
    assert "Anna heeft van dit punt nog een tweede versie klaarstaan" in told(page)
    assert address(finding) not in text(page)
    assert "Anna schreef dit" not in text(page)


# The narrative of a round


def of_development(name, round_):
    return reverse(f"assessments:{name}", args=[round_.pk])


@pytest.fixture
def lose_development(client, round_, anna, bram):
    def lose(mine=OF_ANNA, theirs=OF_BRAM, name="development", **more):
        write_development(round_, by=anna, version=0, development=BEGIN)
        write_development(round_, by=bram, version=1, development=theirs)
        return client.post(of_development(name, round_), {"development": mine, "version": 1, **more})

    return lose


def test_developments_that_do_not_overlap_come_joined(lose_development, round_):
    response = lose_development()
    assert response.status_code == 409
    assert field_value(response, "development") == OF_BOTH
    assert OvertakenDevelopment.objects.get().development == OF_ANNA
    assert Round.objects.get(pk=round_.pk).development == OF_BRAM


def test_developments_that_overlap_begin_with_mine(lose_development):
    response = lose_development(mine="Anders.", theirs="Heel anders.")
    assert field_value(response, "development") == "Anders."
    assert "U hebt allebei iets gewijzigd op dezelfde plaats." in told(response)


@pytest.mark.parametrize(
    ("begin", "expected"), [("opgeslagen", OF_BRAM), ("mijn", OF_ANNA), ("samen", OF_BOTH)]
)
def test_the_development_can_begin_with_either_or_both(client, lose_development, round_, begin, expected):
    lose_development()
    sent = {"development": "Net getypt.", "version": 2, "begin": begin}
    response = client.post(of_development("development_differences", round_), sent)
    assert response.status_code == 200
    assert field_value(response, "development") == expected
    assert "Net getypt." in text(response)


def shown_of_development(response):
    return {"shown": re.search(r'name="shown" value="([^"]*)"', text(response))[1]}


def test_a_chosen_development_is_saved(client, lose_development, round_, bram):
    lose_development()
    there = of_development("development_differences", round_)
    page = client.get(there)
    assert field_value(page, "development") == OF_BOTH
    write_development(round_, by=bram, version=2, development=f"{OF_BRAM} En meer.")
    response = client.post(there, {"development": OF_BOTH, "version": 2, **shown_of_development(page)})
    assert response.status_code == 409
    assert field_value(response, "development") == f"{OF_BOTH} En meer."
    client.post(there, {"development": OF_BOTH, "version": 3, **shown_of_development(response)})
    assert Round.objects.get(pk=round_.pk).development == OF_BOTH
    assert waiting(OvertakenDevelopment) == []


def test_a_development_can_be_let_be(client, lose_development, round_, anna):
    shown = shown_of_development(lose_development())
    client.post(of_development("development_differences", round_), {"laten": "1", **shown})
    assert OvertakenDevelopment.objects.get().settled_by == anna
    assert Round.objects.get(pk=round_.pk).development == OF_BRAM


def test_letting_a_development_be_says_only_what_was_done(client, lose_development, round_):
    shown = shown_of_development(lose_development())
    there = of_development("development_differences", round_)
    assert "Er is nog niets besloten." in told(client.post(there, {"laten": "1"}, follow=True))
    for said in (
        "Wat was opgeslagen, blijft staan.",
        "Over deze versie was al besloten. Er is niets gewijzigd.",
    ):
        assert said in told(client.post(there, {"laten": "1", **shown}, follow=True))


def test_a_development_typed_on_meanwhile_is_shown_before_anything_is_chosen(
    client, lose_development, round_, anna
):
    shown = shown_of_development(lose_development(saved_from=PAGE, saved_nth=1))
    more = f"{OF_ANNA} En meer."
    keep_overtaken_development(round_, by=anna, version=1, development=more, saved_from=PAGE, saved_nth=2)
    for pressed in ({}, {"laten": "1"}):
        sent = {"development": "Gekozen.", "version": 2, **shown, **pressed}
        response = client.post(of_development("development_differences", round_), sent)
        assert response.status_code == 409
        assert "intussen verder getypt" in told(response)
        assert field_value(response, "development") == "Gekozen."
        assert waiting(OvertakenDevelopment) == [more]
    assert Round.objects.get(pk=round_.pk).development == OF_BRAM


@pytest.mark.parametrize("role", ["inspector", "administrator", "support", "municipality"])
def test_who_neither_writes_nor_coordinates_gets_nothing_of_a_development(
    client, lose_development, round_, role
):
    shown = shown_of_development(lose_development())
    client.force_login(make_user(role))
    there = of_development("development_differences", round_)
    for response in (client.get(there), client.post(there, {"laten": "1", **shown})):
        assert response.status_code in (302, 403, 404)
        assert "Anna schreef" not in text(response)
    assert waiting(OvertakenDevelopment) == [OF_ANNA]


def test_a_coordinator_lets_a_development_be(client, lose_development, round_):
    lose_development()
    coordinator = make_user("coordinator")
    client.force_login(coordinator)
    there = of_development("development_differences", round_)
    assert there in text(client.get(round_.get_absolute_url()))
    page = client.get(there)
    assert OF_ANNA in text(page)
    client.post(there, {"laten": "1", **shown_of_development(page)})
    assert OvertakenDevelopment.objects.get().settled_by == coordinator


def test_each_development_of_one_writer_is_chosen_on(client, lose_development, round_, anna):
    keep_overtaken_development(round_, by=anna, version=0, development="Ander venster.", saved_from=PAGE)
    page = lose_development()
    assert "Hierna wacht nog 1 versie op een keuze." in told(page)
    there = of_development("development_differences", round_)
    sent = {"development": OF_BOTH, "version": 2, **shown_of_development(page)}
    assert client.post(there, sent).url == there
    assert waiting(OvertakenDevelopment) == ["Ander venster."]


def test_a_development_that_was_not_changed_waits_for_nothing(lose_development, round_):
    assert lose_development(mine=BEGIN).url == of_development("development", round_)
    assert waiting(OvertakenDevelopment) == []


@pytest.mark.parametrize("sent", [{"preview": "1"}, {"version": "x"}], ids=["preview", "refused"])
def test_a_development_that_comes_back_unsaved_says_so_and_stays_the_same_page(client, round_, sent):
    page = {"saved_from": PAGE, "saved_nth": 4}
    response = client.post(
        of_development("development", round_), {"development": "Getypt.", "version": 0, **page, **sent}
    )
    assert "data-autosave data-unsaved" in text(response)
    assert "Wat u typte is nog niet opgeslagen" in told(response)
    assert f'name="saved_from" value="{PAGE}"' in text(response)
    assert 'name="saved_nth" value="4"' in text(response)


def test_a_development_that_waits_is_shown_where_it_is_written(client, lose_development, round_, bram):
    lose_development()
    link = of_development("development_differences", round_)
    for by in (None, bram):
        if by:
            client.force_login(by)
        assert link in text(client.get(of_development("development", round_)))
        assert link in text(client.get(round_.get_absolute_url()))
    client.force_login(make_user())
    assert link not in text(client.get(round_.get_absolute_url()))


def test_a_development_of_a_final_round_can_be_read_and_copied(client, lose_development, round_, anna):
    lose_development()
    bring_to(round_, "final")
    there = of_development("development_differences", round_)
    assert OF_ANNA in text(client.get(there))
    response = client.post(there, {"development": "Nieuw.", "version": 2})
    assert response.status_code == 409
    assert "Nieuw." in text(response)


def test_a_development_is_saved_while_typing(client, round_):
    there = of_development("autosave_development", round_)
    page = {"saved_from": "0" * 32, "version": 0}
    response = client.post(there, {"development": "Een.", "saved_nth": 2, **page})
    assert response.status_code == 200
    assert "Opgeslagen om" in told(response)
    assert 'name="version" value="1" id="id_version" hx-swap-oob="true"' in text(response)
    late = client.post(there, {"development": "Te laat.", "saved_nth": 1, **page})
    assert (late.status_code, late["X-Saved-Nth"]) == (204, "2")
    assert client.post(there, {"development": "Twee.", "saved_nth": 3, **page}).status_code == 200
    assert Round.objects.get(pk=round_.pk).development == "Twee."


def test_a_late_form_of_the_development_comes_back_to_be_saved_after_what_was_sent_later(client, round_):
    there, page = of_development("development", round_), {"saved_from": PAGE, "version": 0}
    autosave = of_development("autosave_development", round_)
    client.post(autosave, {"development": "Het nieuwste.", "saved_nth": 2, **page})
    late = client.post(there, {"development": "Het oudere.", "saved_nth": 1, **page})
    assert late.status_code == 409
    assert "Deze pagina heeft daarna al iets nieuwers opgeslagen." in told(late)
    assert field_value(late, "development") == "Het oudere."
    assert 'name="saved_nth" value="2"' in text(late)
    assert waiting(OvertakenDevelopment) == []
    again = client.post(there, {"development": "Het oudere, bedoeld.", "saved_nth": 3, **page})
    assert again.status_code == 302
    assert Round.objects.get(pk=round_.pk).development == "Het oudere, bedoeld."


def test_a_development_too_long_is_not_saved_while_typing(client, round_):
    sent = {"development": "a" * 10_001, "version": 0}
    response = client.post(of_development("autosave_development", round_), sent)
    assert response.status_code == 422
    assert "Deze tekst heeft 10.001 tekens." in told(response)


def test_a_development_that_another_saved_is_kept_while_typing(lose_development):
    response = lose_development(name="autosave_development", saved_from="0" * 32, saved_nth=1)
    assert response.status_code == 409
    assert "Bram heeft deze tekst om" in told(response)
    assert "Bekijk de verschillen" in told(response)
    assert OvertakenDevelopment.objects.get().development == OF_ANNA


def test_a_development_of_a_final_round_is_not_saved_while_typing(client, round_, anna):
    bring_to(round_, "final")
    sent = {"development": "Te laat.", "version": 0}
    response = client.post(of_development("autosave_development", round_), sent)
    assert response.status_code == 409
    assert "Deze ronde is vastgesteld." in told(response)


def test_a_kept_development_is_of_somebody_on_the_team(client, round_, anna, bram):
    keep_overtaken_development(round_, by=anna, version=0, development="Van Anna.")
    client.force_login(bram)
    assert "Van Anna." not in text(client.get(of_development("development", round_)))

"""Recording a round in the browser, as forms and answers."""

import pytest
from django.urls import reverse

from assessments.actions.findings import ReasonMissing, record, record_all
from assessments.models import ContactMoment, Finding, OvertakenFinding, Round
from tests.factories import (
    bring_to,
    make_contact_moment,
    make_finding,
    make_indicator,
    make_theme,
    make_themed_follow_up,
    overwrite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(anna, bram):
    """A follow-up of four points, three in a theme and one in the next, each with an earlier finding."""
    return make_themed_follow_up(["Toeleiding"] * 3 + ["Continu"], team=[anna, bram])


@pytest.fixture
def points(round_):
    return list(round_.findings.in_order())


@pytest.fixture
def send(client):
    def send(finding, button=None, **fields):
        fields = {"verdict": "meets", "explanation": "Geregeld.", "version": finding.version, **fields}
        data = {f"punt-{finding.pk}-{name}": value for name, value in fields.items()}
        return client.post(
            reverse("assessments:record_finding", args=[finding.pk]), data | ({button: "1"} if button else {})
        )

    return send


def address_of(finding):
    """The page of the theme under which a finding stands."""
    return reverse("assessments:theme", args=[finding.round_id, finding.indicator.theme_id])


def text(response):
    return response.content.decode()


def test_the_page_of_a_theme_shows_each_point_with_what_was_found_before(client, points):
    page = text(client.get(address_of(points[0])))
    for number in (1, 2, 3):
        assert page.index(f"Punt {number} is geregeld") < page.index(f"Eerder was {number} niets.")
    assert "Punt 4 is geregeld" not in page
    assert page.index("0 van 3") < page.index("0 van 1")


def test_saving_keeps_the_finding_and_goes_back_to_it(send, points):
    response = send(points[0])
    assert response.url == f"{address_of(points[0])}#punt-{points[0].pk}"
    saved = Finding.objects.get(pk=points[0].pk)
    assert (saved.verdict, saved.explanation, saved.version) == ("meets", "Geregeld.", 1)


@pytest.mark.parametrize(
    ("recorded", "saved", "expected"),
    [
        pytest.param([], 0, 1, id="the next one"),
        pytest.param([1], 0, 2, id="past one that is filled"),
        pytest.param([], 2, 3, id="in the next theme"),
        pytest.param([], 3, 0, id="from the top again"),
        pytest.param([0, 1, 2], 3, None, id="none left: to the end"),
    ],
)
def test_save_and_go_on_leads_to_the_next_open_point(send, points, recorded, saved, expected):
    for number in recorded:
        overwrite(
            Finding.objects.filter(pk=points[number].pk), verdict="meets", explanation="Er is nu een plan."
        )
    url = send(points[saved], "next").url
    there = points[saved].round if expected is None else points[expected]
    assert url == (f"{there.get_absolute_url()}#afronden" if expected is None else there.get_absolute_url())


def test_what_is_missing_comes_back_with_the_text_and_a_message_at_the_field_and_on_top(send, points):
    response = send(points[0], verdict="not_assessed", explanation="Wat ik schreef.")
    page = text(response)
    assert response.status_code == 422
    assert "Wat ik schreef." in page
    assert page.count("Geef de reden waarom dit punt niet is beoordeeld.") == 2
    assert f'href="#id_punt-{points[0].pk}-reason"' in page
    assert Finding.objects.get(pk=points[0].pk).version == 0


@pytest.mark.parametrize(("length", "status"), [("10.000", 302), ("10.001", 422), ("50.000", 422)])
def test_a_text_has_room_for_ten_thousand_characters(send, points, length, status):
    explanation = "a" * int(length.replace(".", ""))
    response = send(points[0], explanation=explanation)
    assert response.status_code == status
    if status == 422:
        assert f"Deze tekst heeft {length} tekens. Er is plaats voor 10.000." in text(response)
        assert explanation in text(response)


def test_line_ends_of_the_browser_do_not_count_twice(send, points):
    assert send(points[0], explanation="a\r\n" * 5_000).status_code == 302


def test_invisible_characters_are_taken_out_and_never_break_a_page(send, points):
    send(
        points[0],
        explanation="sa\u00admen\x00wer\u202eking \ud83d\ude00".encode("utf-8", "surrogatepass").decode(
            "utf-8", "replace"
        ),
    )
    assert Finding.objects.get(pk=points[0].pk).explanation.startswith("samenwerking")


def test_a_preview_shows_the_text_as_it_will_be_and_saves_nothing(send, points):
    page = text(send(points[0], "preview", explanation="- een\n- twee\n\nLET OP: <b>drie</b>"))
    assert "<li>een</li>" in page
    assert "<strong>LET OP:</strong> &lt;b&gt;drie&lt;/b&gt;" in page
    assert Finding.objects.get(pk=points[0].pk).version == 0


def test_who_is_second_sees_theirs_mine_and_the_earlier_text(client, send, points, bram):
    send(points[0], explanation="Het begin.")
    client.force_login(bram)
    send(points[0], version=1, explanation="Van Bram.")
    client.force_login(points[0].round.case_file.team.get(name="Anna"))
    response = send(points[0], version=1, verdict="improvement_point", explanation="Van Anna.")
    page = text(response)
    assert response.status_code == 409
    assert all(part in page for part in ("Van Bram", "Van Anna.", "Het begin.", "Nu opgeslagen, van Bram"))
    assert Finding.objects.get(pk=points[0].pk).explanation == "Van Bram."


def test_two_windows_of_one_person_are_told_apart(send, points):
    send(points[0], explanation="In het ene venster.")
    page = text(send(points[0], explanation="In het andere venster."))
    assert "U hebt dit punt zelf opgeslagen vanaf een andere pagina" in page


def fields(finding, version=0, verdict="", reason="", explanation=""):
    """The fields of one card as the page sends them."""
    values = {"verdict": verdict, "reason": reason, "explanation": explanation, "version": version}
    return {f"punt-{finding.pk}-{name}": value for name, value in values.items()}


def post(client, finding, *cards, **buttons):
    data = {name: value for card in cards for name, value in card.items()}
    return client.post(reverse("assessments:record_finding", args=[finding.pk]), data | buttons)


def test_what_was_typed_in_other_cards_is_saved_along(client, points):
    first = fields(points[0], verdict="meets", explanation="Het eerste.")
    third = fields(points[2], explanation="Een begin van het derde.")
    post(client, points[0], first, fields(points[1]), third)
    texts = Finding.objects.filter(round=points[0].round).in_order().values_list("explanation", "version")
    assert list(texts) == [("Het eerste.", 1), ("", 0), ("Een begin van het derde.", 1), ("", 0)]


def test_a_card_in_which_nothing_was_typed_does_not_undo_what_another_saved(client, points, bram, anna):
    record(points[1], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    response = post(client, points[0], fields(points[0], verdict="meets", explanation="a"), fields(points[1]))
    assert response.status_code == 302
    assert Finding.objects.get(pk=points[1].pk).explanation == "Van Bram."


def test_a_card_that_is_not_right_comes_back_while_the_others_are_saved(client, points):
    third = fields(points[2], verdict="not_assessed", explanation="Wat ik bij drie schreef.")
    response = post(client, points[0], fields(points[0], verdict="meets", explanation="Het eerste."), third)
    assert response.status_code == 422
    assert "Wat ik bij drie schreef." in text(response)
    assert Finding.objects.get(pk=points[0].pk).explanation == "Het eerste."


def test_two_cards_that_another_saved_first_are_both_shown(client, points, bram, anna):
    for point in points[:2]:
        record(point, by=bram, version=0, verdict="meets", explanation=f"Bram over {point.pk}.")
    cards = [fields(point, verdict="meets", explanation=f"Anna over {point.pk}.") for point in points[:2]]
    wrong = fields(points[2], verdict="not_assessed", explanation="Anna over het derde.")
    response = post(client, points[0], *cards, wrong)
    page = text(response)
    assert response.status_code == 409
    for point in points[:2]:
        assert f"Bram over {point.pk}." in page
        assert f"Anna over {point.pk}." in page
    assert "Anna over het derde." in page


def test_a_preview_keeps_what_was_typed_in_other_cards(client, points):
    third = fields(points[2], explanation="Bij drie.")
    page = text(post(client, points[0], fields(points[0], explanation="Bij een."), third, preview="1"))
    assert page.count("Bij een.") == 2
    assert "Bij drie." in page
    assert not Finding.objects.exclude(version=0).filter(round=points[0].round).exists()


def test_who_had_to_log_in_first_comes_back_to_the_point(client, points):
    response = client.get(reverse("assessments:record_finding", args=[points[3].pk]))
    assert response.url == f"{address_of(points[3])}#punt-{points[3].pk}"


def test_who_is_second_can_save_after_all(client, send, points, bram, anna):
    client.force_login(bram)
    send(points[0], explanation="Van Bram.")
    client.force_login(anna)
    page = text(send(points[0], explanation="Van Anna."))
    assert f'name="punt-{points[0].pk}-version" value="1"' in page
    assert send(points[0], version=1, explanation="Van Bram en Anna.").status_code == 302
    saved = Finding.objects.get(pk=points[0].pk)
    assert (saved.explanation, saved.version, saved.changed_by) == ("Van Bram en Anna.", 2, anna)


def test_what_was_typed_in_a_round_that_became_final_can_be_copied(send, points, round_, anna):
    bring_to(round_, "final")
    response = send(points[0], verdict="not_assessed", reason="Mijn reden.", explanation="Wat ik schreef.")
    assert response.status_code == 409
    assert "Deze ronde is vastgesteld." in text(response)
    assert "Mijn reden." in text(response)
    assert "Wat ik schreef." in text(response)


def test_markup_in_a_text_stays_text(client, send, points):
    send(points[0], explanation="<script>alert(1)</script> <img src=x onerror=alert(1)>")
    page = text(client.get(address_of(points[0])))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_page_that_comes_back_is_the_page_that_it_was(client, round_):
    finding = round_.findings.first()
    sent = {f"punt-{finding.pk}-version": 0, f"punt-{finding.pk}-verdict": "not_assessed"}
    page = {"saved_from": "a" * 32, "saved_nth": 7}
    response = client.post(reverse("assessments:record_finding", args=[finding.pk]), sent | page)
    assert (response.status_code, response.context["page"]) == (422, page)


def test_saving_what_one_only_looked_at_shows_the_newest(client, points, bram):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    response = post(client, points[0], fields(points[0]), next="1")
    assert response.url == f"{address_of(points[0])}#punt-{points[0].pk}"
    assert not OvertakenFinding.objects.exists()
    page = text(client.get(response.url))
    told = "U had hier niets gewijzigd. Bram heeft dit punt intussen opgeslagen: u ziet nu wat er staat."
    assert told in page
    assert "Van Bram." in page


def test_enter_acts_for_the_card_in_which_was_typed(client, points, bram):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    typed = fields(points[2], verdict="meets", explanation="Het derde.")
    response = post(client, points[0], fields(points[0]), fields(points[1]), typed, enter="1")
    assert response.url.endswith(f"#punt-{points[2].pk}")
    assert not OvertakenFinding.objects.exists()
    page = text(client.get(response.url))
    assert "Opgeslagen." in page
    assert "U had hier niets gewijzigd" not in page


def test_what_is_sent_too_late_is_on_the_page_again_to_be_saved_after_what_stands(client, points):
    page = {"saved_from": "a" * 32}
    post(client, points[0], fields(points[0], explanation="Later."), saved_nth=4, **page)
    sent = fields(points[0], explanation="Eerder?")
    response = post(client, points[0], sent, saved_nth=2, **page)
    assert response.status_code == 409
    assert "Deze pagina heeft daarna al iets nieuwers opgeslagen." in text(response)
    assert "Eerder?" in text(response)
    assert response.context["page"]["saved_nth"] == 4
    assert not OvertakenFinding.objects.exists()


def test_where_one_card_is_refused_none_is_saved(client, points):
    with pytest.raises(ReasonMissing):
        record_all(
            {
                points[0]: {"version": 0, "verdict": "meets", "explanation": "Het eerste."},
                points[1]: {"version": 0, "verdict": "not_assessed"},
            },
            by=points[0].round.case_file.team.get(name="Anna"),
        )
    assert not Finding.objects.filter(round=points[0].round).exclude(version=0).exists()


@pytest.mark.parametrize("number", [8, 40])
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(lambda round_, theme: round_.get_absolute_url(), 24, id="overview"),
        pytest.param(
            lambda round_, theme: reverse("assessments:theme", args=[round_.pk, theme.pk]), 18, id="theme"
        ),
    ],
)
def test_a_page_of_a_round_takes_as_many_queries_for_eight_points_as_for_forty(
    client, round_, django_assert_num_queries, number, address, expected
):
    first, theme = round_.case_file.rounds.get(year=2013), make_theme(round_.case_file.framework)
    approach = round_.case_file.approaches.get()
    for _ in range(number):
        indicator = make_indicator(theme)
        make_finding(first, approach, indicator, "improvement_point")
        make_finding(round_, approach, indicator)
    make_contact_moment(round_)
    with django_assert_num_queries(expected):
        client.get(address(round_, theme))


def test_a_narrative_that_another_saved_shows_both(client, round_, bram, anna):
    address = reverse("assessments:development", args=[round_.pk])
    client.post(address, {"development": "Het begin.", "version": 0})
    client.force_login(bram)
    client.post(address, {"development": "Van Bram.", "version": 1})
    client.force_login(anna)
    response = client.post(address, {"development": "Van Anna.", "version": 1})
    assert response.status_code == 409
    assert all(part in text(response) for part in ("Van Bram", "Van Anna.", "Het begin."))
    assert Round.objects.get(pk=round_.pk).development == "Van Bram."


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "", "date": "2014-11-17"}, "Kies een soort contactmoment."),
        ({"kind": "visit", "date": ""}, "Vul de datum in."),
        ({"kind": "visit", "date": "31-02-2014"}, "Vul een bestaande datum in"),
        ({"kind": "visit", "date": "2999-01-01"}, "Deze datum ligt in de toekomst."),
    ],
)
def test_a_contact_moment_that_is_not_right_comes_back(client, round_, fields, message):
    response = client.post(
        reverse("assessments:add_contact_moment", args=[round_.pk]), fields | {"note": "Mijn notitie"}
    )
    assert response.status_code == 422
    assert message in text(response)
    assert "Mijn notitie" in text(response)
    assert not round_.contact_moments.exists()


@pytest.fixture
def moment(round_):
    return make_contact_moment(round_, note="Zoals het was.")


def change(client, moment, **fields):
    address = reverse("assessments:change_contact_moment", args=[moment.pk])
    sent = {"kind": "visit", "date": "2014-11-17", "note": "Mijn notitie", "opened": moment.as_opened}
    return client.post(address, sent | fields)


def test_a_contact_moment_is_corrected(client, moment):
    assert change(client, moment).status_code == 302
    assert ContactMoment.objects.get(pk=moment.pk).note == "Mijn notitie"


def test_a_contact_moment_that_another_changed_is_not_overwritten(client, moment):
    ContactMoment.objects.filter(pk=moment.pk).update(note="Van een ander.")
    response = change(client, moment)
    assert response.status_code == 409
    assert "Mijn notitie" in text(response)
    assert ContactMoment.objects.get(pk=moment.pk).note == "Van een ander."


def test_the_note_of_a_contact_moment_in_a_round_that_became_final_can_be_copied(
    client, moment, round_, anna
):
    bring_to(round_, "final")
    response = change(client, moment)
    assert response.status_code == 409
    assert "Mijn notitie" in text(response)

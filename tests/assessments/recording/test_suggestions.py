"""A wording that a colleague suggests for a text, and what the team does with it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.comments import (
    DealtWith,
    MayNotComment,
    NothingAnswered,
    NothingSaid,
    NothingSuggested,
    adopt_suggestion,
    answer_comment,
    write_comment,
)
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.rounds import DevelopmentChanged, NotOnTheTeam, RoundIsFinal, write_development
from assessments.models import (
    Comment,
    CommentAnswer,
    Finding,
    OvertakenDevelopment,
    OvertakenFinding,
    Round,
)
from stj_toezicht.log.models import Event
from tests.factories import make_answer, make_comment, make_contact_moment, make_user

pytestmark = pytest.mark.django_db

STANDING = "Er is een regisseur. Dat werkt."
SUGGESTED = "Er is sinds mei een regisseur. Dat werkt."


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def point(points, anna):
    """The first point as Anna saved it, with all that she can say of it."""
    moment = make_contact_moment(points[0].round)
    said = {"explanation": STANDING, "private_note": "Nabellen.", "contact_moments": [moment]}
    return record(points[0], by=anna, version=0, verdict="meets", **said)


@pytest.fixture
def told(round_, anna):
    """The round with a narrative that Anna saved."""
    return write_development(round_, by=anna, version=0, development=STANDING)


@pytest.fixture
def comment(point, carla):
    return write_comment(point, by=carla, text="Noem de maand.", suggestion=SUGGESTED)


@pytest.fixture
def on_development(told, carla):
    return write_comment(told, by=carla, suggestion=SUGGESTED)


def of(comment):
    page = ("comments", comment.finding_id) if comment.finding_id else ("development_comments", None)
    return reverse(f"assessments:{page[0]}", args=[page[1] or comment.development_of_id])


def adopt(client, comment, version, **fields):
    address = reverse("assessments:adopt_suggestion", args=[comment.pk])
    return client.post(address, {"version": version, **fields})


def shown(response):
    return " ".join(response.content.decode().split())


def last_events(number):
    events = Event.objects.order_by("-pk")[:number]
    return [(event.kind, event.by.name, event.old, event.new) for event in reversed(events)]


# Suggesting


@pytest.mark.parametrize("text", ["", "Noem de maand."])
def test_a_colleague_suggests_a_wording_with_or_without_a_remark(client, point, carla, text):
    client.force_login(carla)
    address = reverse("assessments:comments", args=[point.pk])
    page = shown(client.get(address))
    assert f">\r\n{STANDING}</textarea>".replace("\r\n", " ") in page
    response = client.post(address, {"text": text, "suggestion": SUGGESTED, "version": 1})
    comment = Comment.objects.get()
    assert response.url == point.get_absolute_url()
    assert (comment.text, comment.suggestion, comment.version) == (text, SUGGESTED, 1)


def test_a_text_that_stays_as_it_was_is_no_suggestion(client, point, carla):
    client.force_login(carla)
    address = reverse("assessments:comments", args=[point.pk])
    client.post(address, {"text": "Mooi.", "suggestion": f"{STANDING}\r\n", "version": 1})
    assert Comment.objects.get().suggestion == ""
    response = client.post(address, {"suggestion": STANDING, "version": 1})
    assert response.status_code == 422
    assert "wijzig de tekst in het tekstvoorstel." in shown(response)
    assert Comment.objects.count() == 1


def test_a_suggestion_is_of_the_version_that_was_read(point, anna, carla):
    record(point, by=anna, version=1, verdict="meets", explanation="Heel anders.")
    comment = write_comment(point, by=carla, text="Klopt dit?", suggestion=STANDING, version=1)
    assert (comment.suggestion, comment.version) == ("", 1)
    assert write_comment(point, by=carla, suggestion=STANDING).version == 2
    assert write_comment(point, by=carla, suggestion=STANDING, version=9).version == 2


def test_what_is_too_long_or_empty_is_not_suggested(client, point, carla):
    client.force_login(carla)
    address = reverse("assessments:comments", args=[point.pk])
    response = client.post(address, {"suggestion": "a" * 10_001, "text": "Korter.", "version": 1})
    assert response.status_code == 422
    assert "Deze tekst heeft 10.001 tekens." in shown(response)
    assert ">\nKorter.</textarea>" in response.content.decode()
    with pytest.raises(NothingSaid):
        write_comment(point, by=carla, text=" \u200b")
    assert not Comment.objects.exists()


def test_what_it_would_change_is_marked(read, comment, theme_page):
    for page in (of(comment), theme_page(comment.finding)):
        text = read(page)
        assert "<ins>" in text
        assert "sinds mei " in text
        assert "Noem de maand." in text


def test_of_a_text_that_changed_since_it_shows_what_it_would_change_now(read, comment, point, anna):
    record(point, by=anna, version=1, verdict="meets", explanation="Heel anders.")
    assert "De tekst is gewijzigd nadat dit voorstel is gedaan" in read(of(comment))
    assert "Heel anders.<" in read(of(comment)).partition("Tekstvoorstel.")[2]


# Adopting


def test_one_click_takes_the_wording_over_and_deals_with_the_remark(client, comment, point, anna):
    response = adopt(client, comment, 1)
    saved = Finding.objects.get(pk=point.pk)
    comment.refresh_from_db()
    assert response.url == f"{of(comment)}#opmerking-{comment.pk}"
    assert (saved.explanation, saved.version, saved.changed_by) == (SUGGESTED, 2, anna)
    assert (saved.verdict, saved.private_note, saved.rests_on) == ("meets", "Nabellen.", point.rests_on)
    assert (comment.is_adopted, comment.resolved_by) == (True, anna)
    assert "overgenomen door Anna" in shown(client.get(response.url))


def test_taking_over_is_in_the_log(comment, anna):
    adopt_suggestion(comment, by=anna, version=1)
    assert last_events(2) == [
        ("finding", "Anna", {"explanation": STANDING}, {"explanation": SUGGESTED}),
        (
            "comment",
            "Anna",
            {"resolved": False, "adopted": False},
            {"resolved": True, "adopted": True},
        ),
    ]


def test_the_narrative_is_taken_over_as_well(client, on_development, told, anna):
    adopt(client, on_development, 1)
    told.refresh_from_db()
    on_development.refresh_from_db()
    assert (told.development, told.development_version, told.development_changed_by) == (SUGGESTED, 2, anna)
    assert on_development.is_adopted
    assert [event.kind for event in Event.objects.order_by("-pk")[:2]] == ["comment", "development"]


def test_an_edit_in_between_answers_with_both_texts(client, comment, point, anna, bram):
    record(point, by=bram, version=1, verdict="meets", explanation="Bram schreef dit.")
    response = adopt(client, comment, 1)
    comment.refresh_from_db()
    page = shown(response)
    assert (response.status_code, comment.is_open) == (409, True)
    assert "Bram" in page
    assert "sinds mei" in page
    assert "Kies wat er komt te staan" in page
    assert Finding.objects.get(pk=point.pk).explanation == "Bram schreef dit."
    assert OvertakenFinding.objects.waiting().get().explanation == SUGGESTED


def test_of_the_narrative_too(client, on_development, told, bram):
    write_development(told, by=bram, version=1, development="Bram schreef dit.")
    response = adopt(client, on_development, 1)
    on_development.refresh_from_db()
    assert (response.status_code, on_development.is_open) == (409, True)
    assert "Kies wat er komt te staan" in shown(response)
    assert Round.objects.get(pk=told.pk).development == "Bram schreef dit."
    assert OvertakenDevelopment.objects.waiting().get().development == SUGGESTED


def card(point, **fields):
    """What the page of the theme sends when a button in the card of `point` is pressed."""
    said = {"verdict": "meets", "explanation": STANDING, "private_note": "Nabellen.", "version": 1}
    sent = {f"punt-{point.pk}-{name}": value for name, value in (said | fields).items()}
    return sent | {f"punt-{point.pk}-contact_moments": point.rests_on, "saved_from": "a" * 32, "saved_nth": 0}


def test_in_the_card_what_was_typed_is_saved_first_and_stays_in_the_history(client, comment, point):
    address = reverse("assessments:record_finding", args=[point.pk])
    typed = card(point, explanation="Half af", private_note="Wel onthouden.")
    response = client.post(address, typed | {"adopt": comment.pk})
    saved = Finding.objects.get(pk=point.pk)
    assert response.url == point.get_absolute_url()
    assert (saved.explanation, saved.private_note) == (SUGGESTED, "Wel onthouden.")
    texts = saved.revisions.order_by("version").values_list("explanation", flat=True)
    assert list(texts) == [STANDING, "Half af", SUGGESTED]
    comment.refresh_from_db()
    assert comment.is_adopted


def test_in_the_card_an_edit_in_between_answers_with_both_texts(client, comment, point, bram):
    sent = card(point) | {"adopt": comment.pk}
    record(point, by=bram, version=1, verdict="meets", explanation="Bram schreef dit.")
    response = client.post(reverse("assessments:record_finding", args=[point.pk]), sent)
    comment.refresh_from_db()
    assert (response.status_code, comment.is_open) == (409, True)
    assert OvertakenFinding.objects.waiting().get().explanation == SUGGESTED


def test_in_the_card_what_was_typed_and_overtaken_comes_before_the_suggestion(client, comment, point, bram):
    record(point, by=bram, version=1, verdict="meets", explanation="Bram schreef dit.")
    address = reverse("assessments:record_finding", args=[point.pk])
    typed = card(point, explanation="Wat ik typte.")
    response = client.post(address, typed | {"adopt": comment.pk})
    comment.refresh_from_db()
    assert (response.status_code, comment.is_open) == (409, True)
    assert OvertakenFinding.objects.waiting().get().explanation == "Wat ik typte."


def test_in_the_card_what_is_not_right_comes_back_first(client, comment, point):
    address = reverse("assessments:record_finding", args=[point.pk])
    response = client.post(address, card(point, explanation="a" * 10_001) | {"adopt": comment.pk})
    comment.refresh_from_db()
    assert (response.status_code, comment.is_open) == (422, True)


def test_a_remark_on_another_point_is_not_taken_over_in_this_card(client, comment, point, points):
    address = reverse("assessments:record_finding", args=[point.pk])
    other = make_comment(points[1], suggestion="Elders.")
    assert client.post(address, card(point) | {"adopt": other.pk}).status_code == 404
    assert client.post(address, card(point) | {"adopt": "x"}).status_code == 404


def narrative(**fields):
    return {"development": STANDING, "version": 1, "saved_from": "a" * 32, "saved_nth": 0} | fields


def test_while_the_narrative_is_written_what_was_typed_is_saved_first(client, on_development, told, read):
    address = reverse("assessments:development", args=[told.pk])
    assert "Tekstvoorstel overnemen" in read(address)
    response = client.post(address, narrative(development="Half af", adopt=on_development.pk))
    told.refresh_from_db()
    texts = told.development_revisions.order_by("version").values_list("development", flat=True)
    assert (response.url, told.development) == (address, SUGGESTED)
    assert list(texts) == [STANDING, "Half af", SUGGESTED]


def test_while_the_narrative_is_written_an_edit_in_between_answers_with_both(
    client, on_development, told, bram
):
    write_development(told, by=bram, version=1, development="Bram schreef dit.")
    address = reverse("assessments:development", args=[told.pk])
    response = client.post(address, narrative(development="Half af", adopt=on_development.pk))
    assert response.status_code == 409
    assert OvertakenDevelopment.objects.waiting().get().development == "Half af"
    assert client.post(address, narrative(version=2, adopt="x")).status_code == 404


# Who may not, and when not


def test_who_is_not_on_the_team_takes_nothing_over(client, comment, point, carla):
    with pytest.raises(NotOnTheTeam):
        adopt_suggestion(comment, by=carla, version=1)
    client.force_login(make_user())
    assert adopt(client, comment, 1).status_code == 403
    assert "Tekstvoorstel overnemen" not in shown(client.get(of(comment)))
    with pytest.raises(MayNotComment):
        adopt_suggestion(comment, by=make_user("administrator"), version=1)
    assert Finding.objects.get(pk=point.pk).version == 1


def test_a_suggestion_is_taken_over_once(client, comment, anna, point):
    adopt(client, comment, 1)
    with pytest.raises(DealtWith):
        adopt_suggestion(comment, by=anna, version=2)
    response = adopt(client, comment, 1)
    assert response.status_code == 409
    assert "Deze opmerking is al afgehandeld." in shown(response)
    assert Finding.objects.get(pk=point.pk).version == 2


def test_a_remark_without_a_suggestion_has_nothing_to_take_over(client, point, anna):
    comment = make_comment(point)
    with pytest.raises(NothingSuggested):
        adopt_suggestion(comment, by=anna, version=1)
    assert "Tekstvoorstel overnemen" not in shown(client.get(of(comment)))


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_version_that_is_none_takes_nothing_over(client, comment, version):
    response = adopt(client, comment, version)
    assert response.status_code == 409
    assert "De pagina was niet volledig." in shown(response)
    assert Comment.objects.get().is_open


def test_a_final_round_takes_nothing_over(client, comment, anna, point, finalise):
    finalise()
    with pytest.raises(RoundIsFinal):
        adopt_suggestion(comment, by=anna, version=1)
    with pytest.raises(RoundIsFinal):
        answer_comment(comment, by=anna, text="Te laat.")
    assert adopt(client, comment, 1).status_code == 409
    assert "Tekstvoorstel overnemen" not in shown(client.get(of(comment)))


def test_what_is_refused_leaves_all_as_it_was(comment, on_development, point, told, anna, bram):
    record(point, by=bram, version=1, verdict="meets", explanation="Bram schreef dit.")
    write_development(told, by=bram, version=1, development="Bram schreef dit.")
    number = Event.objects.count()
    with pytest.raises(SavedBySomebodyElse):
        adopt_suggestion(comment, by=anna, version=1)
    with pytest.raises(DevelopmentChanged):
        adopt_suggestion(on_development, by=anna, version=1)
    assert Comment.objects.open().count() == 2
    assert Event.objects.count() == number


# Answering


def test_the_team_answers_below_a_remark_and_the_conversation_stays(client, comment, carla, anna):
    name = f"antwoord-{comment.pk}-text"
    response = client.post(reverse("assessments:answer_comment", args=[comment.pk]), {name: "In m\u00adei."})
    assert response.url == f"{of(comment)}#opmerking-{comment.pk}"
    page = shown(client.get(response.url))
    assert "Het antwoord is geplaatst." in page
    assert "<strong>beantwoord</strong>" in page
    assert page.index("Noem de maand.") < page.index("In mei.")
    answer_comment(comment, by=carla, text="Zet dat erbij.")
    assert "<strong>beantwoord</strong>" not in shown(client.get(response.url))
    adopt(client, comment, 1)
    page = shown(client.get(of(comment)))
    assert page.index("Noem de maand.") < page.index("In mei.") < page.index("Zet dat erbij.")
    assert last_events(3)[0][0:2] == ("comment", "Carla")


@pytest.mark.parametrize("door", ["adopt_suggestion", "resolve_comment"])
def test_an_answer_that_was_typed_goes_along_with_another_button(client, comment, door):
    sent = {f"antwoord-{comment.pk}-text": "Goed punt.", "version": 1}
    client.post(reverse(f"assessments:{door}", args=[comment.pk]), sent)
    comment.refresh_from_db()
    assert (comment.answers.get().text, comment.is_open) == ("Goed punt.", False)


def test_an_answer_stays_when_the_suggestion_cannot_be_taken_over(client, comment, point, bram):
    record(point, by=bram, version=1, verdict="meets", explanation="Bram schreef dit.")
    response = adopt(client, comment, 1, **{f"antwoord-{comment.pk}-text": "Goed punt."})
    assert (response.status_code, comment.answers.get().text) == (409, "Goed punt.")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (" \u200b", "Schrijf eerst een antwoord."),
        ("a" * 2_001, "Deze tekst heeft 2.001 tekens. Er is plaats voor 2.000."),
    ],
)
def test_an_answer_that_is_not_right_comes_back(client, comment, typed, message):
    address = reverse("assessments:answer_comment", args=[comment.pk])
    response = client.post(address, {f"antwoord-{comment.pk}-text": typed})
    assert response.status_code == 422
    assert message in shown(response)
    assert not CommentAnswer.objects.exists()


def test_what_is_dealt_with_is_answered_no_more(client, comment, anna):
    adopt(client, comment, 1)
    with pytest.raises(DealtWith):
        answer_comment(comment, by=anna, text="Nog iets.")
    with pytest.raises(NothingAnswered):
        answer_comment(make_comment(comment.finding), by=anna, text=" ")
    address = reverse("assessments:answer_comment", args=[comment.pk])
    response = client.post(address, {f"antwoord-{comment.pk}-text": "Nog iets."})
    assert response.status_code == 409
    assert ">Nog iets.</textarea>" in shown(response)


def test_an_answer_is_for_who_may_remark_something(client, comment):
    with pytest.raises(MayNotComment):
        answer_comment(comment, by=make_user("administrator"), text="Van de beheerder.")
    client.force_login(make_user("municipality"))
    address = reverse("assessments:answer_comment", args=[comment.pk])
    assert client.post(address, {f"antwoord-{comment.pk}-text": "Hallo."}).status_code == 404


# Remarks on the narrative


def test_a_remark_on_the_narrative_stands_where_it_is_read(client, read, told, carla):
    client.force_login(carla)
    address = reverse("assessments:development_comments", args=[told.pk])
    response = client.post(address, {"text": "Noem de <b>maand</b>.", "suggestion": STANDING, "version": 1})
    assert response.url == f"{told.get_absolute_url()}#ontwikkeling"
    assert "Noem de &lt;b&gt;maand&lt;/b&gt;." in read(told.get_absolute_url())
    assert "Noem de &lt;b&gt;maand&lt;/b&gt;." in read(address)
    assert last_events(1) == [("comment", "Carla", {}, {"text": "Noem de <b>maand</b>."})]
    assert Event.objects.latest("pk").about == "Alkmaar 2014: ontwikkeling"


def test_what_was_dealt_with_stays_to_be_read_beside_the_narrative(read, told, anna):
    resolved = {"resolved_by": anna, "resolved_at": timezone.now()}
    make_answer(make_comment(development_of=told, text="Al gedaan.", **resolved), text="Klopt.")
    page = read(told.get_absolute_url())
    assert "<summary>1 opmerking afgehandeld</summary>" in page
    assert page.index("Al gedaan.") < page.index("Klopt.")


@pytest.mark.parametrize("number", [1, 3])
def test_a_conversation_takes_as_many_queries_for_one_remark_as_for_three(
    client, point, django_assert_num_queries, number
):
    for _ in range(number):
        make_answer(make_comment(point, suggestion=SUGGESTED))
    with django_assert_num_queries(8):
        client.get(reverse("assessments:comments", args=[point.pk]))


def test_a_resumed_card_is_kept_without_its_button(client, comment, point, anna):
    """Who was logged out meanwhile gets back what was typed; the wording is still there to be taken over."""
    page = client.get(point.get_absolute_url().partition("#")[0]).content.decode()
    writer = page.partition('name="writer" value="')[2].partition('"')[0]
    client.logout()
    address = reverse("assessments:record_finding", args=[point.pk])
    client.post(address, card(point, explanation="Half af") | {"adopt": comment.pk, "writer": writer})
    client.force_login(anna)
    assert "Half af" in shown(client.get(reverse("kept_forms"), follow=True))
    assert Comment.objects.get().is_open

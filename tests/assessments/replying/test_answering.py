"""Answering a draft: the page with its cards, saving by button and while typing, and two contacts at once."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.actions.remarks import Topic, save
from assessments.actions.steps import take
from assessments.models import Evidence, PrintedIndicator, Remark, Reply
from assessments.steps import TAKE_BACK
from assessments.views.drafts import typed_cards
from tests.assessments.replying.conftest import PAGE
from tests.factories import (
    bring_to,
    make_evidence,
    make_municipality,
    make_remark,
    make_reply,
    make_theme,
    make_user,
    send,
)


def typed(point, kind, text, version=0, **more):
    fields = {"text": text, "version": version, **more}
    return {"number": 1, **PAGE, **{f"{point}-{kind}-{name}": value for name, value in fields.items()}}


def test_a_draft_is_a_card_per_point_and_part(client, amina, release, address):
    response = client.get(address("draft"))
    desk = response.context["desk"]
    point = release.findings.get()
    assert [(section.heading, [card.anchor for card in section.cards]) for section in desk.sections] == [
        (point.finding.indicator.theme.heading, [f"punt-{point.pk}"]),
        ("Andere teksten", ["definitie", "inleiding", "ontwikkeling", "algemeen", "zienswijze"]),
    ]
    kinds = [[form.topic.kind for form in card.forms] for card in desk.cards]
    answers = ["slip", "error", "information"]
    assert kinds == [[*answers, "intent"], answers, answers, answers, answers, ["statement"]]
    assert desk.cards[0].earlier[0][1].verdict == "improvement_point"


def test_a_point_that_is_met_asks_for_no_intent(client, amina, release, address):
    release.findings.model.objects.filter(pk=release.findings.get().pk)
    page = client.get(address("draft")).content.decode()
    assert "Wat de gemeente gaat doen" in page
    assert "Concept, onder embargo." in page


def test_all_that_was_typed_is_saved_by_whichever_button(client, amina, point, address, texts):
    fields = typed(point, "slip", "Een letter.") | typed("general", "statement", "Wij zien het zo.")
    response = client.post(address("draft"), fields | {"opslaan": "zienswijze"})
    assert (response.status_code, response.url) == (302, f"{address('draft')}#zienswijze")
    assert texts() == {"slip": "Een letter.", "statement": "Wij zien het zo."}


def test_an_intent_is_saved_with_who_and_when(client, amina, point, address):
    fields = typed(point, "intent", "Een regisseur.", by_whom="teamleider", planned_on="2015-09-01")
    client.post(address("draft"), fields)
    remark = Remark.objects.get()
    assert (remark.text, remark.by_whom, remark.planned_on) == (
        "Een regisseur.",
        "teamleider",
        datetime.date(2015, 9, 1),
    )


def test_what_is_wrong_is_told_at_its_field_and_all_else_is_saved(client, amina, point, address, texts):
    fields = typed(point, "intent", "Een regisseur.", planned_on="31-02-2015") | typed(
        point, "slip", "Een letter."
    )
    response = client.post(address("draft"), fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Vul een bestaande datum in" in page
    assert "31-02-2015" in page
    assert texts() == {"intent": "Een regisseur.", "slip": "Een letter."}


def test_to_read_all_over_is_to_save_first(client, amina, point, address, texts):
    response = client.post(address("draft"), typed(point, "slip", "Een letter.") | {"nakijken": "1"})
    assert response.url == address("send_reply")
    assert texts() == {"slip": "Een letter."}


def test_a_card_is_saved_while_somebody_types(client, amina, point, address, texts):
    response = client.post(
        address("autosave_reply"), typed(point, "slip", "Een\u00ad letter."), headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert 'data-saved="all"' in page
    assert f'name="{point}-slip-version" value="1"' in page
    assert "We hebben 1 onzichtbaar teken uit uw tekst gehaald." in page
    assert texts() == {"slip": "Een letter."}


def test_a_late_request_changes_nothing(client, amina, point, address, texts):
    newer = typed(point, "slip", "Een letter.") | {"saved_nth": 2}
    client.post(address("autosave_reply"), newer)
    response = client.post(address("autosave_reply"), typed(point, "slip", "Een"))
    assert (response.status_code, response["X-Saved-Nth"]) == (204, "2")
    assert texts() == {"slip": "Een letter."}


@pytest.fixture
def theirs(release, bob):
    """What Bob saved on the point while Amina had the page open."""
    topic = Topic("slip", release.findings.get())
    return save(release, topic, by=bob, number=1, version=0, text="Van Bob.")


def test_who_is_second_sees_both_texts_in_place(client, amina, theirs, point, address, texts):
    response = client.post(address("autosave_reply"), typed(point, "slip", "Van Amina."))
    page = response.content.decode()
    assert response.status_code == 409
    assert f'id="{point}-slip-melding" hx-swap-oob="innerHTML"' in page
    assert "Bob heeft dit om" in page
    assert "Mijn tekst" in page
    assert texts() == {"slip": "Van Bob."}
    assert theirs.overtaken.get().text == "Van Amina."


@pytest.mark.parametrize(
    ("what", "text"),
    [("mijn", "Van Amina."), ("hunne", "Van Bob."), ("samen", "Van Bob. Van Amina.")],
)
def test_who_is_second_chooses_what_stands(client, amina, theirs, point, address, texts, what, text):
    fields = typed(point, "slip", "Van Amina.")
    client.post(address("autosave_reply"), fields)
    kept = theirs.overtaken.get()
    response = client.post(
        address("draft"), fields | {"saved_nth": 2, "keuze": f"{point}-slip {what} 1 {kept.as_shown}"}
    )
    assert (response.status_code, response.url) == (302, f"{address('draft')}#{point}")
    assert texts() == {"slip": text}
    assert not theirs.overtaken.waiting().exists()


def test_a_third_save_makes_who_chooses_choose_again(
    client, amina, bob, theirs, point, address, texts, release
):
    fields = typed(point, "slip", "Van Amina.")
    client.post(address("autosave_reply"), fields)
    kept = theirs.overtaken.get()
    topic = Topic("slip", release.findings.get())
    save(release, topic, by=bob, number=1, version=1, text="Weer van Bob.")
    response = client.post(
        address("draft"), fields | {"saved_nth": 2, "keuze": f"{point}-slip mijn 1 {kept.as_shown}"}
    )
    assert response.status_code == 409
    assert texts() == {"slip": "Weer van Bob."}
    assert theirs.overtaken.waiting().get().text == "Van Amina."


def test_without_scripts_the_second_sees_both_texts_too(client, amina, theirs, point, address):
    response = client.post(address("draft"), typed(point, "slip", "Van Amina."))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Bob heeft dit om" in page
    assert "Van Amina." in page


def test_two_who_type_on_different_things_do_not_meet(client, amina, theirs, point, address, texts):
    fields = typed(point, "slip", "") | typed(point, "error", "Van Amina.")
    assert client.post(address("autosave_reply"), fields).status_code == 200
    assert texts() == {"slip": "Van Bob.", "error": "Van Amina."}


def a_document(name="convenant.pdf", content=b"%PDF-1.7 een convenant"):
    return SimpleUploadedFile(name, content)


def test_a_document_comes_along_with_all_that_was_typed(client, amina, point, address, texts):
    fields = typed(point, "error", "Het is van 2012.") | {
        f"{point}-error-files": a_document(),
        "opslaan": point,
    }
    assert client.post(address("draft"), fields).url == f"{address('draft')}#{point}"
    assert texts() == {"error": "Het is van 2012."}
    assert Evidence.objects.get().remark == Remark.objects.get()


def test_a_document_that_is_refused_is_named_and_costs_no_text(client, amina, point, address, texts):
    file = a_document("convenant.pdf", b"MZ een programma")
    response = client.post(
        address("draft"), typed(point, "error", "Het is van 2012.") | {f"{point}-error-files": file}
    )
    assert response.status_code == 422
    assert (
        "convenant.pdf: De naam eindigt op .pdf, maar de inhoud is iets anders." in response.content.decode()
    )
    assert texts() == {"error": "Het is van 2012."}


def test_a_document_is_taken_off(client, amina, release, point, address):
    reply = make_reply(release, is_sent=False, started_by=amina)
    evidence = make_evidence(make_remark(reply))
    response = client.post(address("draft"), typed(point, "slip", "") | {"weghalen": evidence.pk})
    assert response.url == f"{address('draft')}#{point}"
    assert not Evidence.objects.exists()


def test_whether_intents_are_published_is_saved_from_its_own_card_alone(client, amina, point, address):
    client.post(address("autosave_reply"), {"number": 1, "publishing": 1, "publishes_intents": "on"})
    assert Reply.objects.get().publishes_intents is True
    client.post(address("draft"), typed(point, "slip", "Een letter."))
    assert Reply.objects.get().publishes_intents is True
    client.post(address("draft"), {"number": 1, "publishing": 1})
    assert Reply.objects.get().publishes_intents is False


def test_after_a_colleague_sent_nothing_is_saved_and_nothing_typed_is_lost(
    client, amina, theirs, point, address, texts
):
    send(theirs.reply)
    fields = typed(point, "error", "Nog iets dat ontbreekt.")
    answer = client.post(address("autosave_reply"), fields)
    assert answer.status_code == 409
    assert 'data-saved="refused"' in answer.content.decode()
    response = client.post(address("draft"), fields)
    assert response.status_code == 409
    assert "Nog iets dat ontbreekt." in response.content.decode()
    assert texts() == {"slip": "Van Bob."}


def test_the_page_asks_few_questions_of_the_database(
    client, amina, release, address, django_assert_num_queries
):
    make_remark(make_reply(release, is_sent=False, started_by=amina))
    client.get(address("draft"))
    with django_assert_num_queries(16):
        client.get(address("draft"))


def test_another_municipality_finds_nothing(client, release, amina, address):
    amina.contact.delete()
    for name in ("draft", "draft_pdf", "send_reply"):
        assert client.get(address(name)).status_code == 404


def test_a_contact_of_another_municipality_finds_nothing(client, release, amina, address):
    type(amina.contact).objects.filter(user=amina).update(municipality=make_municipality())
    for name in ("draft", "draft_pdf", "send_reply"):
        assert client.get(address(name)).status_code == 404
    assert client.post(address("autosave_reply"), {}).status_code == 404


def test_a_draft_that_was_taken_back_is_read_and_not_written(client, amina, theirs, release, point, address):
    type(release).objects.filter(pk=release.pk).update(closed_at=timezone.now())
    page = client.get(address("draft")).content.decode()
    assert "<textarea" not in page
    assert "Van Bob." in page
    assert client.post(address("draft"), typed(point, "error", "Iets.")).status_code == 409


def test_of_a_page_that_outlived_its_session_the_cards_are_kept_that_would_change(
    amina, theirs, release, point
):
    """What was typed by who was logged out meanwhile comes back per card, and nothing that is stored already."""
    sent = (
        typed(point, "error", "Nog iets.")
        | typed(point, "slip", "Van Bob.")
        | typed("definition", "slip", "")
    )
    fields = [[name, str(value)] for name, value in sent.items()]
    (card,) = typed_cards(amina, fields, pk=release.pk)
    names = {f"{point}-{kind}-{name}" for kind in ("error", "slip") for name in ("text", "version")}
    assert (card.about, card.path) == (
        str(release.findings.get().finding.indicator),
        release.get_absolute_url(),
    )
    assert {name for name, _ in card.fields} == names | {"number", *PAGE}


def test_what_somebody_else_typed_is_not_told_apart(release, point):
    assert typed_cards(make_user(), [], pk=release.pk) is None


def test_the_page_of_a_next_draft_says_that_what_was_sent_stays_said(client, release, amina, read):
    told = "Op een eerder concept verstuurde uw gemeente een zienswijze"
    reply = make_reply(release, is_sent=False, started_by=amina)
    make_remark(reply, kind="statement", part="general", text="Wij zien dit anders.")
    send(reply)
    round_ = take(release.round, TAKE_BACK, by=make_user("coordinator"), reason="Er mist iets.")
    bring_to(round_, "reply")
    pages = {each.number: read(each.get_absolute_url()) for each in round_.releases.all()}
    assert {number: told in page for number, page in pages.items()} == {1: False, 2: True}


@pytest.mark.parametrize("version", ["9" * 5000, "2147483648"], ids=["long", "more than is stored"])
def test_a_choice_at_no_version_chooses_nothing(client, amina, theirs, point, address, texts, version):
    fields = typed(point, "slip", "Van Amina.")
    client.post(address("autosave_reply"), fields)
    kept = theirs.overtaken.get()
    chosen = {"saved_nth": 2, "keuze": f"{point}-slip mijn {version} {kept.as_shown}"}
    assert client.post(address("draft"), fields | chosen).status_code == 409
    assert texts() == {"slip": "Van Bob."}


def test_of_an_intent_that_cannot_be_saved_all_that_was_typed_is_given_back(
    client, amina, release, point, address
):
    type(release).objects.filter(pk=release.pk).update(closed_at=timezone.now())
    sent = typed(point, "intent", "Wij sluiten een convenant.")
    sent |= {f"{point}-intent-by_whom": "teamleider Jeugd", f"{point}-intent-planned_on": "2015-09-01"}
    response = client.post(address("draft"), sent)
    assert response.status_code == 409
    ((_, text),) = response.context["texts"]
    assert (
        text == "Wij sluiten een convenant.\nWie dit doet: teamleider Jeugd\nUiterlijk op: 1 september 2015"
    )


def test_of_an_intent_that_cannot_be_saved_a_date_that_is_none_and_no_measure_are_given_back(
    client, amina, release, point, address
):
    type(release).objects.filter(pk=release.pk).update(closed_at=timezone.now())
    sent = typed(point, "intent", "") | {f"{point}-intent-planned_on": "32 mei"}
    assert [text for _, text in client.post(address("draft"), sent).context["texts"]] == [
        "Uiterlijk op: 32 mei"
    ]
    sent |= {f"{point}-intent-planned_on": "", f"{point}-intent-has_no_measure": "on"}
    assert [text for _, text in client.post(address("draft"), sent).context["texts"]] == [
        "Er komt geen maatregel"
    ]


def test_a_card_says_what_the_draft_says_also_when_it_is_printed_otherwise_since(
    client, amina, release, address
):
    finding = release.findings.get().finding
    indicator, theme = finding.indicator, make_theme(finding.indicator.theme.framework)
    PrintedIndicator.objects.create(
        case_file=release.round.case_file, indicator=indicator, theme=theme, wording="Anders gezegd."
    )
    section = client.get(address("draft")).context["desk"].sections[0]
    assert (section.heading, [card.heading for card in section.cards]) == (
        indicator.theme.heading,
        [indicator.wording],
    )

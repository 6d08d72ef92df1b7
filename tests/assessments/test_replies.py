"""The inspectorate's pages of a reply: reading it beside the draft, and deciding on each thing it says."""

import re

import pytest
from django.urls import reverse

from assessments.actions.decisions import NewText, decide
from assessments.forms.decisions import NOT_ADOPTED
from assessments.models import Decision, Finding, PrintedIndicator, Writer
from tests.factories import bring_to, make_evidence, make_follow_up, make_remark, make_reply, make_user, send

pytestmark = pytest.mark.django_db

YES = {"is_adopted": True, "reason": "Klopt; aangepast."}


@pytest.fixture
def dora(client):
    """A coordinator who had no hand in the round, and is logged in."""
    dora = make_user("coordinator", name="Dora")
    client.force_login(dora)
    return dora


@pytest.fixture
def remark(bram):
    """An error in the finding of a round with its municipality, of which Bram is the team."""
    round_ = make_follow_up(verdict="improvement_point")
    round_.case_file.team.add(bram)
    release = bring_to(round_, "reply").releases.get()
    remark = make_remark(make_reply(release, is_sent=False))
    send(remark.reply)
    return remark


def page_of(remark):
    return reverse("assessments:decide", args=[remark.reply_id, remark.pk])


def shown(response):
    return " ".join(re.sub(r"\s+", " ", response.content.decode()).split())


def fields(response):
    """What the form of a page sends."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def finding(remark):
    return Finding.objects.get(pk=remark.released.finding_id)


def adopting(client, remark, **typed):
    """What the form sends with a change of the text that the page showed beside the text as it is."""
    sent = fields(client.get(page_of(remark))) | {"is_adopted": "overgenomen", "reason": "Klopt."} | typed
    return fields(client.post(page_of(remark), sent))


def test_a_reply_is_read_beside_the_draft(client, dora, remark):
    page = shown(client.get(remark.reply.get_absolute_url()))
    assert "reactie 1 op concept 1" in page
    assert "<p>Een toelichting.</p>" in page
    assert "<p>Het convenant is van 2013.</p>" in page
    assert "Op 1 opmerking is nog niet besloten." in page
    assert f'href="{page_of(remark)}"' in page


def test_who_did_the_visit_reads_it_and_finds_no_way_to_decide(client, bram, remark):
    client.force_login(bram)
    page = shown(client.get(remark.reply.get_absolute_url()))
    assert "Een ander besluit daarom." in page
    assert page_of(remark) not in page
    assert client.get(page_of(remark)).status_code == 403
    response = client.post(page_of(remark), {"is_adopted": "overgenomen", "reason": "Ik vind van wel."})
    assert (response.status_code, Decision.objects.count()) == (403, 0)
    assert "Ik vind van wel." in shown(response)


def test_what_was_not_sent_is_not_seen(client, dora):
    remark = make_remark()
    assert client.get(remark.reply.get_absolute_url()).status_code == 404
    assert client.get(page_of(remark)).status_code == 404


def test_both_texts_are_shown_before_the_one_becomes_the_other(client, dora, remark):
    sent = fields(client.get(page_of(remark)))
    assert (sent["text"], sent["verdict"]) == ("Een toelichting.", "improvement_point")
    sent |= {"is_adopted": "overgenomen", "reason": "Klopt.", "text": "Een convenant van 2013."}
    response = client.post(page_of(remark), sent)
    assert (response.status_code, Decision.objects.count()) == (200, 0)
    assert "Nog niet vastgelegd: dit wijzigt er in de tekst" in shown(response)
    assert "<del>" in shown(response)
    response = client.post(page_of(remark), fields(response))
    assert response.url == f"{remark.reply.get_absolute_url()}#opmerking-{remark.pk}"
    page = shown(client.get(response.url))
    assert "De tekst is gewijzigd. Een collega die haar niet wijzigde, keurt haar opnieuw goed." in page
    assert "<strong>Overgenomen</strong>" in page
    assert "Deze tekst is gewijzigd en moet opnieuw worden goedgekeurd" in page
    assert finding(remark).explanation == "Een convenant van 2013."


def test_a_change_after_looking_is_shown_again_first(client, dora, remark):
    looked_at = adopting(client, remark, text="Een convenant van 2013.")
    response = client.post(page_of(remark), looked_at | {"text": "Een convenant van 2012."})
    assert (response.status_code, Decision.objects.count()) == (200, 0)


def test_without_another_text_the_decision_is_taken_at_once(client, dora, remark):
    for given in ("niet-overgenomen", "overgenomen"):
        sent = fields(client.get(page_of(remark))) | {"is_adopted": given, "reason": "Zo is het."}
        assert client.post(page_of(remark), sent).status_code == 302
    decision = Decision.objects.get()
    assert (decision.is_adopted, decision.reason, decision.decided_by) == (True, "Zo is het.", dora)
    assert "Besluit herzien" in shown(client.get(remark.reply.get_absolute_url()))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Kies of u dit overneemt."),
        ({"is_adopted": "overgenomen"}, "Geef de reden van het besluit. De gemeente leest die."),
        ({"is_adopted": "misschien", "reason": "Ja."}, "Kies of u dit overneemt."),
        (
            {"is_adopted": "overgenomen", "reason": "Ja.", "verdict": "not_assessed"},
            "Geef de reden waarom dit punt niet is beoordeeld.",
        ),
        ({"is_adopted": "overgenomen", "reason": "x" * 2_001}, "Deze tekst heeft 2.001 tekens."),
    ],
)
def test_what_is_missing_is_told_with_all_that_was_typed(client, dora, remark, typed, told):
    sent = fields(client.get(page_of(remark))) | {"text": "Getypt en bewaard."} | typed
    response = client.post(page_of(remark), sent)
    assert (response.status_code, Decision.objects.count()) == (422, 0)
    assert told in shown(response)
    assert "Getypt en bewaard." in shown(response)


@pytest.mark.parametrize(
    ("begin", "text"),
    [
        ("huidig", "Een toelichting."),
        ("gemeente", "\\* Het convenant"),
        ("samen", "Een toelichting.\n\n\\* Het convenant"),
    ],
)
def test_the_text_begins_with_what_is_asked_for(client, dora, bram, begin, text):
    remark = make_remark(text="* Het convenant")
    send(remark.reply)
    typed = {"begin": begin, "text": "Iets", "is_adopted": "overgenomen", "reason": "Mijn reden."}
    response = client.post(page_of(remark), typed)
    assert response.status_code == 200
    assert (fields(response)["text"], fields(response)["reason"]) == (text, "Mijn reden.")


def test_a_standard_reason_is_put_in_the_field_to_go_on_with(client, dora, remark):
    typed = {"standard": "Klopt; aangepast.", "reason": "Dank.", "text": "Iets", "is_adopted": "overgenomen"}
    response = client.post(page_of(remark), typed)
    assert fields(response)["reason"] == "Dank. Klopt; aangepast."
    assert client.post(page_of(remark), typed | {"standard": "Verzonnen."}).status_code == 422


def test_a_text_that_changed_meanwhile_is_shown_with_what_changed(client, dora, remark):
    mine = adopting(client, remark, text="Van mij.")
    becomes = NewText(0, "Van een collega.", "improvement_point")
    other = make_remark(make_reply(remark.reply.release, is_sent=False))
    send(other.reply)
    decide(other, by=make_user(), becomes=becomes, **YES)
    response = client.post(page_of(remark), mine)
    assert (response.status_code, Decision.objects.count()) == (409, 1)
    page = shown(response)
    assert "De tekst is gewijzigd sinds u deze pagina opende." in page
    assert "Van een collega." in page
    assert fields(response)["text"] == "Van mij."
    response = client.post(page_of(remark), fields(response))
    assert "Nog niet vastgelegd" in shown(response)
    assert client.post(page_of(remark), fields(response)).status_code == 302
    assert finding(remark).explanation == "Van mij."


def test_a_decision_that_a_colleague_took_meanwhile_is_shown_first(client, dora, remark):
    sent = fields(client.get(page_of(remark))) | {"is_adopted": "niet-overgenomen", "reason": "Nee."}
    decide(remark, by=make_user(name="Bea"), is_adopted=True, reason="Ja.")
    response = client.post(page_of(remark), sent)
    assert response.status_code == 409
    assert "Een collega heeft intussen op deze opmerking besloten." in shown(response)
    assert "door Bea" in shown(response)
    assert client.post(page_of(remark), fields(response)).status_code == 302
    assert Decision.objects.get().reason == "Nee."


def test_once_the_round_is_final_nothing_is_decided_and_nothing_typed_is_lost(client, dora, remark):
    decide(remark, by=dora, is_adopted=False, reason="Nee.")
    bring_to(remark.reply.release.round, "final")
    assert client.get(page_of(remark)).url == remark.reply.get_absolute_url()
    response = client.post(page_of(remark), {"is_adopted": "overgenomen", "reason": "Toch wel."})
    assert response.status_code == 409
    assert "Toch wel." in shown(response)
    assert "Besluit herzien" not in shown(client.get(remark.reply.get_absolute_url()))


def test_intents_and_the_statement_are_read_and_not_decided_on(client, dora):
    reply = make_reply(is_sent=False)
    make_remark(reply, kind="intent", text="Een regisseur.", by_whom="de wethouder")
    make_remark(reply, kind="statement", part="general", text="Wij zien het *anders*.\n\n<b>Echt.</b>")
    send(reply)
    page = shown(client.get(reply.get_absolute_url()))
    assert "Door: de wethouder" in page
    assert "<p>Wij zien het *anders*.</p>" in page
    assert "&lt;b&gt;Echt.&lt;/b&gt;" in page
    assert "Besluiten" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_a_reply_takes_the_same_queries_whatever_it_says(client, dora, django_assert_num_queries, number):
    kinds = ("slip", "error", "information")[:number]
    reply = make_reply(is_sent=False)
    for kind in kinds:
        make_remark(reply, kind=kind)
    send(reply)
    with django_assert_num_queries(13):
        client.get(reply.get_absolute_url())


def test_a_document_comes_as_it_was_sent_and_to_who_may_read_the_reply(client, dora, remark):
    reply = make_reply(remark.reply.release, is_sent=False)
    said = make_remark(reply)
    document = make_evidence(said, b"%PDF-1.7")
    address = reverse("assessments:evidence", args=[document.pk])
    assert client.get(address).status_code == 404
    send(reply)
    response = client.get(address)
    assert (response.content, response["X-Content-Type-Options"]) == (b"%PDF-1.7", "nosniff")
    assert response["Content-Disposition"] == 'attachment; filename="verslag.pdf"'
    assert f'href="{address}"' in shown(client.get(reply.get_absolute_url()))


def test_who_decided_goes_on_approving_what_they_did_not_change(client, dora, remark):
    sent = adopting(client, remark, text="Een convenant van 2013.")
    client.post(page_of(remark), sent)
    assert Writer.objects.get(user=dora).by_deciding
    address = finding(remark).get_absolute_url().partition("#")[0]
    assert ">Goedkeuren<" not in shown(client.get(address))
    client.force_login(make_user())
    assert ">Goedkeuren<" in shown(client.get(address))


def test_a_page_that_sends_no_moment_for_the_decision_it_showed_is_shown_again(client, dora, remark):
    decide(remark, by=dora, **YES)
    sent = fields(client.get(page_of(remark))) | {"is_adopted": NOT_ADOPTED, "reason": "Toch niet."}
    response = client.post(page_of(remark), sent | {"decided": "2014-13-45T00:00:00"})
    assert response.status_code == 409
    assert Decision.objects.get().is_adopted


def test_what_is_answered_is_called_what_the_draft_called_it(client, dora, remark):
    finding = remark.released.finding
    before, case_file = remark.released.wording, finding.round.case_file
    PrintedIndicator.objects.create(
        case_file=case_file, indicator=finding.indicator, theme=finding.indicator.theme, wording="ANDERS"
    )
    type(finding.approach).objects.filter(pk=finding.approach_id).update(name="Later zo genoemd")
    for address in (remark.reply.get_absolute_url(), page_of(remark)):
        page = shown(client.get(address))
        assert before in page
        assert "ANDERS" not in page
        assert "Later zo genoemd" not in page
    assert str(remark) == f"Feitelijke onjuistheid: {before}"

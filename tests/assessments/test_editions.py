"""Editions as everyone reads them: the newest, an older one, a correction and one that was withdrawn."""

import datetime
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse

from assessments.actions import steps as acts
from assessments.actions.conflicts import keep_overtaken
from assessments.actions.findings import record
from assessments.models import Edition, Withdrawal
from assessments.steps import CORRECT
from municipalities.models import Succession
from tests.factories import (
    bring_to,
    make_contact,
    make_edition,
    make_follow_up,
    make_municipality,
    make_round,
    make_user,
    make_withdrawal,
    overwrite,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]
ENDS = ("/", ".pdf", ".json")


@pytest.fixture
def first():
    round_ = make_follow_up(make_municipality("Alkmaar"), state="published")
    return make_edition(round_, pdf=b"%PDF-1.7 de eerste")


@pytest.fixture
def second(first):
    """A correction of the explanation, on another day."""
    overwrite(first.round.findings, explanation="Beter gezegd.")
    published_at = datetime.datetime(2015, 9, 1, 10, tzinfo=datetime.UTC)
    return make_edition(first.round, pdf=b"%PDF-1.7 de tweede", number=2, published_at=published_at)


def text(response):
    return " ".join(response.content.decode().split())


def test_the_address_of_the_round_is_the_newest_and_each_edition_has_its_own(client, first, second):
    assert client.get("/factsheets/alkmaar/2014.pdf").content == bytes(second.pdf)
    assert client.get("/factsheets/alkmaar/2014/editie/2.pdf").content == bytes(second.pdf)
    assert client.get("/factsheets/alkmaar/2014/editie/1.pdf").content == bytes(first.pdf)
    assert "Een toelichting." in text(client.get("/factsheets/alkmaar/2014/editie/1/"))


@pytest.mark.parametrize("end", ENDS)
def test_an_edition_that_never_was_is_not_found(client, first, end):
    assert client.get(f"/factsheets/alkmaar/2014/editie/2{end}").status_code == 404


def test_the_newest_says_why_it_is_there_and_what_was_changed(client, second):
    page = text(client.get("/factsheets/alkmaar/2014/"))
    assert "<strong>Editie 2.</strong> Reden: Een datum klopte niet." in page
    assert "Wat er is gewijzigd sinds editie 1" in page
    assert "</del>" in page
    assert "</ins>" in page
    assert "Er is een nieuwere editie" not in page


def test_an_older_one_leads_to_the_newest_and_asks_search_engines_to_leave_it(client, second):
    page = text(client.get("/factsheets/alkmaar/2014/editie/1/"))
    assert "Er is een nieuwere editie, van 1 september 2015." in page
    assert '<a class="utrecht-link" href="/factsheets/alkmaar/2014/">Lees de nieuwste editie</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'href="/factsheets/alkmaar/2014/editie/1.pdf"' in page
    assert "noindex" not in text(client.get("/factsheets/alkmaar/2014/"))


def test_an_only_edition_tells_of_no_other(client, first):
    page = text(client.get("/factsheets/alkmaar/2014/"))
    assert "Alle edities" not in page
    assert "gewijzigd" not in page


def test_the_data_name_the_edition_and_why_it_is_there(client, second):
    told = json.loads(client.get("/factsheets/alkmaar/2014.json").content)
    assert (told["edition"], told["correction"]) == (2, "Een datum klopte niet.")
    told = json.loads(client.get("/factsheets/alkmaar/2014/editie/1.json").content)
    assert (told["edition"], told["correction"]) == (1, None)


def test_a_file_is_named_after_its_edition(client, second):
    names = [client.get(f"/factsheets/alkmaar/2014/editie/{n}.pdf")["Content-Disposition"] for n in (1, 2)]
    assert names == [
        'inline; filename="factsheet-alkmaar-2014.pdf"',
        'inline; filename="factsheet-alkmaar-2014-editie-2.pdf"',
    ]


def test_the_page_of_a_correction_takes_four_queries(client, second, django_assert_num_queries):
    with django_assert_num_queries(
        4
    ):  # what stands there, the one shown, the others, and what it is compared with
        client.get("/factsheets/alkmaar/2014/")


@pytest.mark.parametrize("end", ENDS)
def test_a_withdrawn_edition_is_gone_by_every_address_and_says_when_and_why(client, first, end):
    overwrite(first.round.findings, explanation="KANARIE")
    make_withdrawal(first)
    for address in ("2014", "2014/editie/1"):
        answer = client.get(f"/factsheets/alkmaar/{address}{end}")
        assert answer.status_code == 410
        page = text(answer)
        assert "is ingetrokken op 1 juli 2015" in page
        assert "Er stonden persoonsgegevens in." in page
        assert "Een toelichting." not in page
        assert first.sha256 not in page


@pytest.mark.parametrize("end", ENDS)
def test_no_older_edition_takes_the_place_of_the_newest(client, second, end):
    make_withdrawal(second)
    assert client.get(f"/factsheets/alkmaar/2014{end}").status_code == 410
    assert client.get(f"/factsheets/alkmaar/2014/editie/1{end}").status_code == 200


def test_an_older_one_says_that_the_newer_was_withdrawn(client, second):
    make_withdrawal(second)
    assert "Er kwam een nieuwere editie, die is ingetrokken." in text(
        client.get("/factsheets/alkmaar/2014/editie/1/")
    )


def test_the_text_of_a_withdrawn_edition_is_not_told_by_the_one_that_corrects_it(client, first, second):
    make_withdrawal(first)
    answer = client.get("/factsheets/alkmaar/2014/")
    assert answer.status_code == 200
    assert "Daarom staat hier niet wat er is gewijzigd." in text(answer)
    assert answer.context.get("changes") is None
    assert "</del>" not in text(answer)


def test_a_withdrawn_older_edition_leads_to_the_newest(client, first, second):
    make_withdrawal(first)
    answer = client.get("/factsheets/alkmaar/2014/editie/1/")
    assert answer.status_code == 410
    assert "Lees de nieuwste editie, van 1 september 2015" in text(answer)


def test_what_was_withdrawn_vanishes_from_every_list(client, second):
    finding = second.round.findings.get()
    finding.search_text = "kanarie"
    finding.save()
    reader, contact = make_user("support"), make_contact(second.round.municipality).user
    lists = [
        ("/", None),
        ("/gemeenten/alkmaar/", None),
        ("/mijn-gemeente/", contact),
        ("/zoeken/?q=kanarie", reader),
    ]

    def shown(address, user):
        client.force_login(user) if user else client.logout()
        return 'href="/factsheets/alkmaar/2014/"' in text(client.get(address))

    assert [shown(*each) for each in lists[:3]] == [True, True, True]
    make_withdrawal(second)
    assert [shown(*each) for each in lists] == [False, False, False, False]


def test_what_was_withdrawn_is_not_exported(second, capsys):
    make_withdrawal(second)
    with pytest.raises(CommandError, match="is ingetrokken"):
        call_command("export_factsheet", "alkmaar", 2014, format="json")


def test_a_former_name_leads_on_to_an_edition_too(client, first):
    former = make_municipality("Oudorp")
    Succession.objects.create(predecessor=former, successor=first.round.municipality)
    for number in (1, 0):
        response = client.get(f"/factsheets/oudorp/2014/editie/{number}.pdf")
        address = f"/factsheets/alkmaar/2014/editie/{number}.pdf"
        assert (response.status_code, response["Location"]) == (302, address)


def test_the_coordinator_withdraws_from_the_page_of_the_round(client, first):
    client.force_login(make_user("coordinator"))
    address = reverse("assessments:withdraw", args=[first.pk])
    assert f'href="{address}"' in text(client.get(first.round.get_absolute_url()))
    empty = client.post(address, {"reason": " "})
    assert (empty.status_code, Withdrawal.objects.count()) == (422, 0)
    assert "Geef de reden." in text(empty)
    answer = client.post(address, {"reason": "Er stonden namen in."}, follow=True)
    assert "Editie 1 is ingetrokken op" in text(answer)
    assert f'href="{address}"' not in text(answer)
    assert client.get("/factsheets/alkmaar/2014/").status_code == 410


def test_withdrawing_twice_changes_nothing(client, first):
    make_withdrawal(first, reason="De eerste reden.")
    client.force_login(make_user("coordinator"))
    address = reverse("assessments:withdraw", args=[first.pk])
    assert "Deze editie is ingetrokken op 1 juli 2015" in text(client.get(address))
    assert client.post(address, {"reason": "Nog een."}).status_code == 409
    assert Withdrawal.objects.get().reason == "De eerste reden."


def test_the_coordinator_corrects_and_publishes_with_a_reason(client, first):
    carla = make_user("coordinator")
    client.force_login(carla)
    round_ = first.round
    step = reverse("assessments:step", args=[round_.pk, CORRECT.code])
    assert f'href="{step}"' in text(client.get(round_.get_absolute_url()))
    answer = client.post(step, {"reason": "Een datum klopt niet."}, follow=True)
    assert "Wat is gepubliceerd, blijft staan tot de volgende editie." in text(answer)
    assert "Terug voor correctie; staat nu op “Collegiale toets”." in text(answer)
    assert client.get("/factsheets/alkmaar/2014/").status_code == 200
    overwrite(round_.findings, explanation="Beter gezegd.", version=7)
    bring_to(round_, "final")
    page = client.get(reverse("assessments:publish", args=[round_.pk]))
    assert "Wat er is gewijzigd sinds editie 1" in text(page)
    assert page.context["form"].initial == {"reason": "Een datum klopt niet."}
    sent = {"seen": page.context["factsheet"].fingerprint(), "reason": ""}
    empty = client.post(page.request["PATH_INFO"], sent)
    assert (empty.status_code, Edition.objects.count()) == (422, 1)
    client.post(page.request["PATH_INFO"], {**sent, "reason": "De datum klopte niet."})
    edition = Edition.objects.get(number=2)
    assert edition.reason == "De datum klopte niet."
    assert "Editie 2, gepubliceerd op" in text(client.get(round_.get_absolute_url()))


def test_a_round_that_is_corrected_waits_in_my_work_of_the_coordinator(client, first):
    client.force_login(make_user("coordinator"))
    assert "Alkmaar" not in text(client.get("/mijn-werk/"))
    acts.take(first.round, CORRECT, by=make_user("coordinator"), reason="Een datum klopt niet.")
    assert "Alkmaar" in text(client.get("/mijn-werk/"))
    bring_to(first.round, "final")
    assert "nog te publiceren" in text(client.get("/mijn-werk/"))


def test_of_two_versions_no_verdict_is_offered_on_which_a_later_round_rests(client, anna):
    round_ = make_edition(make_follow_up(make_municipality("Alkmaar"), verdict="meets")).round
    bram = make_user(name="Bram")
    round_.case_file.team.add(anna, bram)
    acts.take(round_, CORRECT, by=make_user("coordinator"), reason="Een datum klopt niet.")
    finding = round_.findings.get()
    record(finding, by=bram, version=0, verdict="meets", explanation="Op 13 maart getekend.")
    typed = {"verdict": "improvement_point", "explanation": "Niet getekend."}
    keep_overtaken(finding, by=anna, version=0, **typed)
    page = reverse("assessments:differences", args=[finding.pk])
    offered = rf'name="punt-{finding.pk}-verdict" value="(\w+)"'
    assert re.findall(offered, text(client.get(page))) == ["meets", "improvement_point", "not_assessed"]
    make_round(round_.case_file, 2015)
    shown = text(client.get(page))
    assert re.findall(offered, shown) == ["meets"]
    assert "Dit oordeel is gepubliceerd en een volgende ronde berust erop." in shown


@pytest.mark.parametrize(
    ("verdict", "fields"),
    [
        ("meets", {"explanation", "expected_on"}),
        ("improvement_point", {"explanation"}),
        ("not_assessed", {"explanation", "reason"}),
    ],
)
def test_a_card_says_in_advance_that_its_verdict_stays_and_saves_the_rest(client, anna, verdict, fields):
    round_ = make_edition(make_follow_up(make_municipality("Alkmaar"), verdict=verdict)).round
    round_.case_file.team.add(anna)
    acts.take(round_, CORRECT, by=make_user("coordinator"), reason="Een datum klopt niet.")
    finding = round_.findings.get()
    assert "Dit oordeel is gepubliceerd" not in text(client.get(finding.get_absolute_url()))
    make_round(round_.case_file, 2015)
    page = client.get(finding.get_absolute_url()).content.decode()
    assert "Dit oordeel is gepubliceerd en een volgende ronde berust erop." in page
    name = f"punt-{finding.pk}-"
    assert re.findall(rf'<input type="radio" name="{name}verdict" value="(\w+)" checked hidden>', page) == [
        verdict
    ]
    assert page.count(f'name="{name}verdict"') == 1
    offered = {each for each in ("explanation", "expected_on", "reason") if f'name="{name}{each}"' in page}
    assert offered == fields
    said = {"verdict": verdict, "explanation": "Beter gezegd.", "reason": finding.reason, "version": 0}
    sent = {
        f"{name}{field}": value for field, value in said.items() if field in {*fields, "verdict", "version"}
    }
    response = client.post(reverse("assessments:record_finding", args=[finding.pk]), sent)
    assert response.status_code == 302
    finding.refresh_from_db()
    assert (finding.verdict, finding.explanation) == (verdict, "Beter gezegd.")


@pytest.mark.parametrize("by_script", [True, False])
def test_a_verdict_on_which_a_later_round_rests_is_refused_with_the_text_still_there(
    client, first, by_script
):
    round_, anna = first.round, make_user()
    round_.case_file.team.add(anna)
    acts.take(round_, CORRECT, by=make_user("coordinator"), reason="Een datum klopt niet.")
    make_round(round_.case_file, 2015)
    finding = round_.findings.get()
    said = {"verdict": "improvement_point", "explanation": "Toch niet in orde.", "version": finding.version}
    sent = {f"punt-{finding.pk}-{name}": value for name, value in said.items()}
    sent |= {"saved_from": "a" * 32, "saved_nth": 1}
    client.force_login(anna)
    if by_script:
        address = reverse("assessments:autosave_finding", args=[finding.pk])
        answer = client.post(address, sent, headers={"HX-Request": "true"})
    else:
        answer = client.post(reverse("assessments:record_finding", args=[finding.pk]), sent)
        assert "Toch niet in orde." in text(answer)
    assert answer.status_code == 409
    assert "Dit oordeel kan niet meer wijzigen: het is gepubliceerd" in text(answer)
    finding.refresh_from_db()
    assert (finding.verdict, finding.version) == ("meets", 0)


@pytest.mark.django_db(transaction=True)
def test_how_a_factsheet_stands_is_asked_once_of_a_database_that_is_there_but_does_not_answer():
    asked = []

    def does_not_answer(execute, sql, params, many, context):
        asked.append(sql)
        raise OperationalError("canceling statement due to statement timeout")

    with connection.execute_wrapper(does_not_answer), pytest.raises(OperationalError, match="timeout"):
        Edition.objects.standing_at("alkmaar", 2014)
    assert len(asked) == 1

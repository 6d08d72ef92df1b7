import io
from collections import Counter
from dataclasses import replace

import pytest
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from assessments.actions.decisions import refusal_to_decide
from assessments.actions.imports import read
from assessments.management.commands.load_demonstration import ACCOUNTS, FOLDER, PASSWORD
from assessments.models import (
    Approval,
    CaseFile,
    Comment,
    CommentAnswer,
    ContactMoment,
    DevelopmentRevision,
    Edition,
    Finding,
    FindingRevision,
    Release,
    Remark,
    Reply,
    Round,
    StepTaken,
    TeamChange,
)
from assessments.terms import last_day_of_term
from assessments.texts import for_search
from municipalities.models import Contact
from stj_toezicht.accounts.checks import no_demonstration_accounts_on_a_server
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.models import Event
from stj_toezicht.log.proof import broken

SEEDS = {
    "maastricht": "000_94b60b4c15811470",
    "sittard-geleen": "001_f5c262eac77f0a24",
    "nissewaard": "002_b79044b3fb155b0b",
    "alkmaar": "003_f8eb0c1aeaa2846d",
    "leeuwarden": "004_3fdbf355cbdd7fcc",
}


def load():
    printed = io.StringIO()
    with override_settings(DEBUG=True):
        call_command("load_demonstration", stdout=printed)
    return printed.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for this module, and what loading it printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded, db):
    return loaded


def rows():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_it_tells_what_it_does_and_how_to_log_in(demonstration):
    assert demonstration == (
        "Toetsingskader en gemeenten …\n"
        "Accounts …\n"
        "Factsheet van Alkmaar …\n"
        "Factsheet van Leeuwarden …\n"
        "Factsheet van Maastricht …\n"
        "Factsheet van Nissewaard …\n"
        "Factsheet van Sittard-Geleen …\n"
        "Opvolging 2015 van Alkmaar …\n"
        "Opvolging 2015 van Nissewaard …\n"
        "Opvolging 2015 van Sittard-Geleen …\n"
        "\n"
        "Gebruikersnaam  Wachtwoord         Naam          Rol\n"
        "anna            demonstratie-2015  Anna de Wit   inspecteur\n"
        "bram            demonstratie-2015  Bram Jansen   inspecteur\n"
        "carla           demonstratie-2015  Carla Visser  coördinator\n"
        "dirk            demonstratie-2015  Dirk Bakker   ondersteuning\n"
        "alkmaar         demonstratie-2015  Amina Kok     contactpersoon gemeente (Alkmaar)\n"
        "nissewaard      demonstratie-2015  Niels Vos     contactpersoon gemeente (Nissewaard)\n"
        "spijkenisse     demonstratie-2015  Sanne Hoek    contactpersoon gemeente (Nissewaard)\n"
        "beheer          demonstratie-2015  Bea Smit      beheerder\n"
    )


def test_every_role_of_a_person_has_an_account_that_is_marked(demonstration):
    accounts = User.objects.exclude(role=Role.SYSTEM)
    assert Counter(accounts.values_list("role", "is_demonstration")) == {
        (Role.INSPECTOR, True): 2,
        (Role.COORDINATOR, True): 1,
        (Role.SUPPORT, True): 1,
        (Role.MUNICIPALITY, True): 3,
        (Role.ADMINISTRATOR, True): 1,
    }
    for account in accounts:
        validate_password(PASSWORD, account)


def test_the_two_municipalities_have_their_contact(demonstration):
    assert set(Contact.objects.values_list("user__username", "municipality__name")) == {
        ("alkmaar", "Alkmaar"),
        ("nissewaard", "Nissewaard"),
        ("spijkenisse", "Nissewaard"),
    }


def test_the_inspectors_share_the_case_files(demonstration):
    assert {
        str(case_file): {inspector.username for inspector in case_file.team.all()}
        for case_file in CaseFile.objects.all()
    } == {
        "Alkmaar": {"anna", "bram"},
        "Leeuwarden": {"anna"},
        "Maastricht": {"bram"},
        "Nissewaard": {"anna"},
        "Sittard-Geleen": {"bram"},
    }


def test_the_verdicts_are_those_that_were_published(demonstration):
    assert Counter(Finding.objects.filter(round__year__lt=2015).values_list("round__year", "verdict")) == {
        (2013, "improvement_point"): 32,
        (2013, "meets"): 2,
        (2014, "meets"): 19,
        (2014, "improvement_point"): 8,
        (2014, "not_assessed"): 1,
    }


def test_the_editions_of_2014_are_published_by_the_coordinator(demonstration):
    editions = Edition.objects.values_list("municipality_name", "year", "published_by__username")
    assert set(editions) == {
        ("Alkmaar", 2014, "carla"),
        ("Leeuwarden", 2014, "carla"),
        ("Maastricht", 2014, "carla"),
        ("Nissewaard", 2014, "carla"),
        ("Sittard-Geleen", 2014, "carla"),
    }


def test_a_follow_up_stands_in_each_of_three_places(demonstration):
    rounds = Round.objects.filter(year=2015).with_progress()
    assert {(str(round_), round_.state, round_.points, round_.open_points) for round_ in rounds} == {
        ("Alkmaar 2015", "concept", 6, 3),
        ("Nissewaard 2015", "reply", 2, 0),
        ("Sittard-Geleen 2015", "review", 1, 0),
    }


def test_the_term_of_nissewaard_runs_from_the_day_of_loading(demonstration):
    release = Release.objects.get()
    assert release.is_running
    assert release.last_day == last_day_of_term(timezone.localdate(release.released_at), 10)
    assert release.delivered_on == timezone.localdate(release.released_at)


def test_one_reply_waits_for_decisions_and_a_further_one_is_being_written(demonstration):
    said = Remark.objects.values_list("reply__number", "kind", "reply__sent_by__username")
    assert sorted(said) == [
        (1, "error", "nissewaard"),
        (1, "information", "nissewaard"),
        (1, "intent", "nissewaard"),
        (1, "statement", "nissewaard"),
        (2, "slip", None),
    ]
    assert Remark.objects.undecided().count() == 2
    bram = User.objects.get(username="bram")
    assert refusal_to_decide(Round.objects.get(state="reply"), by=bram) is None


def test_colleagues_remarked_on_what_was_submitted_and_one_suggests_a_wording(demonstration):
    comments = Comment.objects.order_by("pk")
    assert [(each.written_by.username, bool(each.suggestion), each.is_open) for each in comments] == [
        ("anna", True, True),
        ("carla", False, True),
    ]
    assert Approval.objects.filter(round__state="review").count() == 0


def test_all_that_is_made_up_says_so(demonstration):
    texts = [*Remark.objects.values_list("text", flat=True), *Comment.objects.values_list("text", flat=True)]
    texts += FindingRevision.objects.filter(finding__round__year=2015).values_list("explanation", flat=True)
    assert len(texts) == 13
    assert [text for text in texts if text and not text.startswith("Verzonnen")] == []
    narratives = Round.objects.filter(year=2015).values_list("development", flat=True)
    assert {text.split("\n")[0] for text in narratives} == {"Demonstratie: deze opvolging is verzonnen."}


def test_of_alkmaar_one_point_of_each_verdict_is_recorded_and_a_beginning_is_written(demonstration):
    round_ = Round.objects.get(year=2015, municipality__name="Alkmaar")
    given = round_.findings.exclude(verdict="").order_by("verdict")
    assert list(given.values_list("indicator__code", "verdict", "changed_by__username")) == [
        ("A5", "improvement_point", "anna"),
        ("S2", "meets", "anna"),
        ("S4", "not_assessed", "anna"),
    ]
    assert [(moment.kind, moment.date.year) for moment in round_.contact_moments.all()] == [
        ("conversation", 2015)
    ]
    assert round_.development.startswith("Demonstratie: deze opvolging is verzonnen.")


def test_a_second_run_says_that_it_is_there_and_changes_nothing(demonstration):
    before = rows()
    printed = load()
    assert printed.startswith("De demonstratie staat er al; er is niets gewijzigd.\n\nGebruikersnaam")
    assert rows() == before


def test_a_demonstration_account_logs_in_where_debug_is_on_and_nowhere_else(demonstration, client):
    with override_settings(DEBUG=True):
        assert client.login(username="anna", password=PASSWORD)
        assert client.get("/mijn-werk/").status_code == 200
    assert client.get("/mijn-werk/").status_code == 302
    assert not client.login(username="anna", password=PASSWORD)


def test_a_server_with_demonstration_accounts_is_an_error(demonstration):
    found = no_demonstration_accounts_on_a_server(databases=["default"])
    assert [(error.id, error.is_serious()) for error in found] == [("accounts.E001", True)]
    with pytest.raises(CommandError, match="Er staan demonstratieaccounts in de database “default”"):
        call_command("check", databases=["default"])


def test_it_is_no_error_where_debug_is_on_or_no_database_is_looked_at(demonstration):
    assert no_demonstration_accounts_on_a_server(databases=None) == []
    with override_settings(DEBUG=True):
        assert no_demonstration_accounts_on_a_server(databases=["default"]) == []


def without_texts(factsheet):
    """What a factsheet says apart from its explanations, its narrative and the reasons why approaches left."""
    return replace(
        factsheet,
        development="",
        approaches=tuple((approach.name, bool(approach.reason_left)) for approach in factsheet.approaches),
        rows=tuple(
            replace(
                row,
                cells=tuple(
                    replace(cell, explanation="with a note" if "LET OP:" in cell.explanation else "")
                    for cell in row.cells
                ),
            )
            for row in factsheet.rows
        ),
    )


def shape(markdown):
    """How many sub-headings and list items a narrative has."""
    lines = markdown.splitlines()
    return sum(line.startswith("### ") for line in lines), any(line.startswith("- ") for line in lines)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("name", SEEDS)
def test_but_for_its_texts_a_demonstration_factsheet_is_the_published_one(seeds, name):
    published = read((seeds / f"{SEEDS[name]}.txt").read_bytes())
    ours = read((FOLDER / f"{name}.txt").read_bytes())
    assert without_texts(ours) == without_texts(published)
    assert shape(ours.development) == shape(published.development)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("name", SEEDS)
def test_every_demonstration_factsheet_says_that_it_is_one(name):
    development = read((FOLDER / f"{name}.txt").read_bytes()).development
    assert "Demonstratie: de toelichtingen zijn samengevat in eigen woorden." in development.split("\n")


@pytest.mark.usefixtures("demonstration")
def test_all_of_it_is_found_by_searching():
    texts = list(Finding.objects.values_list("explanation", "reason", "search_text"))
    assert len(texts) > 50
    assert [stored for *own, stored in texts if stored != for_search(*own)] == []


@pytest.mark.usefixtures("demonstration")
def test_all_that_it_makes_stands_in_the_log():
    counted = Counter(Event.objects.values_list("kind", flat=True))
    assert counted == {
        "account": len(ACCOUNTS),
        "contact": Contact.objects.count(),
        "case_file": 6,  # five that it makes, and in one of these how it words an indicator
        "round": Round.objects.count(),
        "development": DevelopmentRevision.objects.count(),
        "contact_moment": ContactMoment.objects.count(),
        "finding": FindingRevision.objects.count(),
        "team": TeamChange.objects.count(),
        "step": StepTaken.objects.count(),
        "edition": Edition.objects.count(),
        "comment": Comment.objects.count() + CommentAnswer.objects.count(),
        "approval": Approval.objects.count(),
        "release": 2 * Release.objects.count(),  # that it was given, and that it was delivered
        "reply": Reply.objects.sent().count(),
    }
    assert list(broken()) == []

import datetime
import io
import os

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from municipalities.models import Municipality, Succession
from stj_toezicht.accounts.models import User
from stj_toezicht.log.models import Event
from tests.factories import make_municipality, make_user

HEAD = "code,name,sort_name,province,valid_from,valid_until,successors,change"

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring_in(tmp_path, capsys):
    """Runs the command on a register of these lines, and returns what it prints."""

    def run(*lines, **options):
        file = tmp_path / "gemeenten.csv"
        file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        call_command("import_municipalities", file, no_color=True, **options)
        return capsys.readouterr().out

    return run


def rows():
    municipalities = Municipality.objects.order_by("code").values_list(
        "code", "name", "slug", "province", "valid_until"
    )
    successions = Succession.objects.order_by("pk").values_list("predecessor__code", "successor__code")
    return list(municipalities), list(successions)


def test_a_new_register_fills_an_empty_one(bring_in):
    printed = bring_in(
        "GM5001,Oudwoude,oudwoude,Fryslân,,2014-12-31,GM5002,Samenvoeging",
        "GM5002,Súdwoude,sudwoude,Fryslân,2015-01-01,,,",
    )
    assert printed == (
        "Nieuw (2)\n"
        "  GM5001 Oudwoude, Fryslân, tot en met 31 december 2014\n"
        "  GM5002 Súdwoude, Fryslân, vanaf 1 januari 2015\n"
        "\n"
        "Opgegaan in (1)\n"
        "  GM5001 Oudwoude ging op in GM5002 Súdwoude\n"
        "\n"
        "De wijzigingen zijn opgeslagen.\n"
    )
    assert rows() == (
        [
            ("GM5001", "Oudwoude", "oudwoude", "Fryslân", datetime.date(2014, 12, 31)),
            ("GM5002", "Súdwoude", "sudwoude", "Fryslân", None),
        ],
        [("GM5001", "GM5002")],
    )


def test_a_second_run_changes_nothing_and_says_so(bring_in):
    lines = ["GM5001,Oud,oud,Utrecht,,2014-12-31,GM5002,Samenvoeging", "GM5002,Nieuw,nieuw,Utrecht,,,,"]
    bring_in(*lines)
    before = rows()
    assert bring_in(*lines) == "Er is niets veranderd: het register zegt al wat in het bestand staat.\n"
    assert rows() == before


def test_a_dry_run_shows_the_same_and_saves_nothing(bring_in):
    printed = bring_in("GM5002,Nieuw,nieuw,Utrecht,,,,", dry_run=True)
    assert printed == ("Nieuw (1)\n  GM5002 Nieuw, Utrecht\n\nDit was een proef: er is niets opgeslagen.\n")
    assert rows() == ([], [])


def test_a_renamed_municipality_keeps_its_address(bring_in):
    make_municipality("Elst", code="GM5001", sort_name="elst")
    printed = bring_in("GM5001,Elst aan Zee,elst,Utrecht,,,,")
    assert "Hernoemd (1)\n  GM5001 Elst heet nu Elst aan Zee; het adres blijft elst\n" in printed
    assert rows()[0] == [("GM5001", "Elst aan Zee", "elst", "Utrecht", None)]


def test_an_ended_municipality_is_shown_with_its_last_day_and_successor(bring_in):
    make_municipality("Elst", code="GM5001", sort_name="elst")
    make_municipality("Groot", code="GM5002", sort_name="groot")
    printed = bring_in(
        "GM5001,Elst,elst,Utrecht,,2026-12-31,GM5002,Uitbreiding", "GM5002,Groot,groot,Utrecht,,,,"
    )
    assert printed.startswith(
        "Opgeheven (1)\n"
        "  GM5001 Elst, tot en met 31 december 2026\n"
        "\n"
        "Opgegaan in (1)\n"
        "  GM5001 Elst ging op in GM5002 Groot\n"
        "\n"
        "Gewijzigd (1)\n"
        "  GM5001 Elst: soort wijziging (leeg) wordt “Uitbreiding”\n"
    )
    assert rows()[1] == [("GM5001", "GM5002")]


def test_a_successor_may_stand_in_the_register_alone(bring_in):
    make_municipality("Groot", code="GM5002")
    printed = bring_in("GM5001,Elst,elst,Utrecht,,2026-12-31,GM5002,Uitbreiding")
    assert (
        "Gemeenten uit het register die niet in het bestand staan: 1. Die blijven zoals ze zijn." in printed
    )
    assert rows()[1] == [("GM5001", "GM5002")]


def test_a_succession_that_the_register_takes_back_goes_out(bring_in):
    elst, groot = (
        make_municipality(name, code=code) for name, code in [("Elst", "GM5001"), ("Groot", "GM5002")]
    )
    Succession.objects.create(predecessor=elst, successor=groot)
    Succession.objects.create(predecessor=groot, successor=make_municipality())
    printed = bring_in("GM5001,Elst,elst,Utrecht,,,,")
    assert "Opvolging vervallen (1)\n  GM5001 Elst ging op in GM5002 Groot\n" in printed
    assert [pair[0] for pair in rows()[1]] == ["GM5002"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param(
            "GM5001,Elst,elst,Gelderland,,,,", "provincie “Utrecht” wordt “Gelderland”", id="province"
        ),
        pytest.param("GM5001,Elst,zelst,Utrecht,,,,", "sorteernaam “elst” wordt “zelst”", id="sort name"),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,2003-01-01,,,",
            "geldig vanaf (leeg) wordt 1 januari 2003",
            id="first day",
        ),
    ],
)
def test_a_correction_is_shown_and_saved(bring_in, line, shown):
    make_municipality("Elst", code="GM5001", sort_name="elst")
    assert f"Gewijzigd (1)\n  GM5001 Elst: {shown}\n" in bring_in(line)
    assert "Er is niets veranderd" in bring_in(line)


def test_a_municipality_that_exists_again_is_a_correction(bring_in):
    make_municipality("Elst", code="GM5001", sort_name="elst", valid_until=datetime.date(2020, 12, 31))
    assert "Elst: geldig tot en met 31 december 2020 wordt (leeg)" in bring_in("GM5001,Elst,elst,Utrecht,,,,")
    assert rows()[0][0][-1] is None


def test_a_new_municipality_with_a_taken_address_gets_its_code_behind_it(bring_in):
    make_municipality("Bergen", code="GM5001")
    bring_in(
        "GM5002,Bergen,bergen,Utrecht,,,,", "GM5003,Bérgen,bergen,Utrecht,,,,", "GM5004,北,b,Utrecht,,,,"
    )
    assert [row[2] for row in rows()[0]] == ["bergen", "bergen-gm5002", "bergen-gm5003", "gm5004"]


def test_a_bad_file_changes_nothing(bring_in):
    make_municipality("Elst", code="GM5001")
    before = rows()
    with pytest.raises(CommandError) as refused:
        bring_in(
            "GM5001,Elst aan Zee,elst,Utrecht,,,,", "GM5002,Oud,oud,Utrecht,,2014-12-31,GM5009,Samenvoeging"
        )
    assert str(refused.value).split("\n")[1:] == [
        "  regel 3: opvolger GM5009 is onbekend. Verwacht: een code uit dit bestand of het register."
    ]
    assert rows() == before


def test_a_file_with_many_problems_shows_the_first_twenty(bring_in):
    with pytest.raises(CommandError) as refused:
        bring_in(
            *["onzin,Elst,elst,Utrecht,,,,"] + [f"{number},Elst,elst,Utrecht,,,," for number in range(25)]
        )
    lines = str(refused.value).split("\n")
    assert (len(lines), lines[-1]) == (22, "  … en nog 6.")


@pytest.mark.parametrize("name", ["er-is-niets.csv", "."], ids=["absent", "a folder"])
def test_a_file_that_cannot_be_read_is_refused(name):
    with pytest.raises(CommandError, match="kan niet worden gelezen. Controleer de naam"):
        call_command("import_municipalities", name)


@pytest.fixture
def published_register():
    file = settings.BASE_DIR.parent / "shared" / "data" / "gemeenten.csv"
    if not file.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("The register as published is absent, so what rests on it would go untested.")
        pytest.skip("The register as published (shared/data beside the project) is not on this machine.")
    return file


def test_the_fixture_says_what_the_published_register_says(
    register, published_register, capsys, django_assert_num_queries
):
    User.objects.system()
    with django_assert_num_queries(6):
        call_command("import_municipalities", published_register)
    assert capsys.readouterr().out == (
        "Er is niets veranderd: het register zegt al wat in het bestand staat.\n"
    )
    assert Municipality.objects.count() == 605
    assert Municipality.objects.filter(valid_until__isnull=True).count() == 342


def test_all_605_come_in_with_few_queries_beside_three_for_each_event(
    published_register, django_assert_max_num_queries
):
    # No literal count: how many rows go into one INSERT differs between the databases.
    with django_assert_max_num_queries(25 + 3 * 874):
        call_command("import_municipalities", published_register, stdout=io.StringIO())
    assert Municipality.objects.count() == 605
    assert Event.objects.count() == 605 + Succession.objects.count() == 874


def test_each_row_that_differs_is_an_event_by_who_brought_it_in(bring_in):
    make_municipality("Elst", code="GM5001", sort_name="elst")
    old, wim = make_municipality("Oud", code="GM5003", sort_name="oud"), make_user(name="Wim")
    Succession.objects.create(predecessor=old, successor=Municipality.objects.get(code="GM5001"))
    bring_in(
        "GM5001,Elst aan Zee,elst,Utrecht,,2026-12-31,GM5002,Samenvoeging",
        "GM5002,Nieuw,nieuw,Utrecht,2027-01-01,,,",
        "GM5003,Oud,oud,Utrecht,,,,",
        by=wim.username,
    )
    assert [
        (event.about, event.old, event.new) for event in Event.objects.filter(by=wim).order_by("number")
    ] == [
        ("Oud ging op in Elst", {"predecessor": "Oud", "successor": "Elst"}, {}),
        (
            "Nieuw",
            {},
            {
                "code": "GM5002",
                "name": "Nieuw",
                "sort_name": "nieuw",
                "slug": "nieuw",
                "province": "Utrecht",
                "valid_from": "2027-01-01",
                "valid_until": None,
                "change": "",
            },
        ),
        (
            "Elst aan Zee ging op in Nieuw",
            {},
            {"predecessor": "Elst aan Zee", "successor": "Nieuw"},
        ),
        (
            "Elst aan Zee",
            {"name": "Elst", "valid_until": None, "change": ""},
            {"name": "Elst aan Zee", "valid_until": "2026-12-31", "change": "Samenvoeging"},
        ),
    ]


def test_nobody_brings_in_a_register_under_a_name_that_no_account_has(bring_in):
    with pytest.raises(CommandError, match="Er is geen account met de gebruikersnaam wim."):
        bring_in("GM5001,Elst,elst,Utrecht,,,,", by="wim")
    assert not Municipality.objects.exists()

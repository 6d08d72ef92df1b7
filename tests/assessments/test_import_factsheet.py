import datetime
import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.actions.follow_ups import start_follow_up
from assessments.actions.imports import (
    DiffersFromCaseFile,
    NoFramework,
    OthersWentOnInIt,
    UnclearMunicipality,
    WentOnElsewhere,
    import_factsheet,
    read,
)
from assessments.models import (
    Approach,
    CaseFile,
    ContactMoment,
    DevelopmentRevision,
    Finding,
    FindingRevision,
    Framework,
    PrintedIndicator,
    Round,
)
from assessments.reading import Unreadable
from assessments.texts import folded, to_plain
from assessments.verdicts import Verdict
from municipalities.models import Municipality, Succession
from stj_toezicht.accounts.models import Role, User
from tests.assessments.reading.made_up import POWER, TABLE, VIEW, VISION, factsheet_text, table
from tests.factories import (
    make_approach,
    make_case_file,
    make_municipality,
    make_round,
    make_user,
    overwrite,
    past_the_guards,
)

SEEDS = {
    "000_94b60b4c15811470.txt": "Maastricht",
    "001_f5c262eac77f0a24.txt": "Sittard-Geleen",
    "002_b79044b3fb155b0b.txt": "Nissewaard",
    "003_f8eb0c1aeaa2846d.txt": "Alkmaar",
    "004_3fdbf355cbdd7fcc.txt": "Leeuwarden",
}
NEXT_PAGE = "Vervolg uitkomsten verbeterpunten"
OPENED_UP = {
    "tested": "de aanpakken Noord en Zuid",
    "told": "STJ kiest de aanpak Noord niet meer bij het onderzoek te betrekken, omdat zij stopt.",
    "approach": "Aanpak: Wijkteams",
}


@pytest.fixture
def office(ggsr):
    """An office with the framework and a register of four municipalities."""
    make_municipality("Utrecht", code="GM0344")
    make_municipality("Alkmaar", code="GM0361")
    spijkenisse = make_municipality("Spijkenisse", code="GM0612", valid_until=datetime.date(2014, 12, 31))
    nissewaard = make_municipality("Nissewaard", code="GM1930", valid_from=datetime.date(2015, 1, 1))
    Succession.objects.create(predecessor=spijkenisse, successor=nissewaard)
    return {"Spijkenisse": spijkenisse, "Nissewaard": nissewaard}


@pytest.fixture
def write(tmp_path):
    def write_file(text, name="factsheet.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_file


def take(text, *, by=None):
    return import_factsheet(read(text.encode()), by=by or make_user(Role.SUPPORT))


def run(*files, **options):
    """What the command prints, on both streams, and how it ends."""
    out, ending = StringIO(), ""
    try:
        call_command("import_factsheet", *files, stdout=out, stderr=out, **options)
    except CommandError as error:
        ending = str(error)
    return out.getvalue(), ending


def rows_of_everything():
    models = (
        Approach,
        CaseFile,
        ContactMoment,
        DevelopmentRevision,
        Finding,
        FindingRevision,
        PrintedIndicator,
        Round,
        User,
    )
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def printed(finding, case_file):
    row = case_file.printed_indicators.filter(indicator=finding.indicator).first()
    return (
        (row.theme.heading, row.wording)
        if row
        else (finding.indicator.theme.heading, finding.indicator.wording)
    )


# What the published factsheets say


@pytest.fixture
def published(seeds, register):
    run(*(seeds / name for name in SEEDS))
    return json.loads((seeds / "verbeterpunten.json").read_text())


def test_every_row_of_the_published_factsheets_is_stored(published):
    for factsheet in published:
        case_file = CaseFile.objects.get(municipality__name=factsheet["municipality"])
        findings = Finding.objects.filter(round__case_file=case_file).exclude(verdict=Verdict.NOT_ASSESSED)
        stored = {
            (
                *printed(finding, case_file),
                finding.round.year,
                finding.approach.name,
                Verdict(finding.verdict).mark,
                folded(to_plain(finding.explanation)),
            )
            for finding in findings
        }
        assert stored == {
            (
                row["printed_theme"],
                row["indicator"],
                verdict["year"],
                verdict["approach"],
                verdict["verdict"],
                verdict["explanation"],
            )
            for row in factsheet["rows"]
            for verdict in row["verdicts"]
        }


def test_the_published_factsheets_add_up(published):
    marks = Finding.objects.values_list("round__year", "verdict")
    counts = {key: list(marks).count(key) for key in set(marks)}
    assert counts == {
        (2013, "improvement_point"): 32,
        (2013, "meets"): 2,
        (2014, "meets"): 19,
        (2014, "improvement_point"): 8,
        (2014, "not_assessed"): 1,
    }
    assert len(set(Finding.objects.values_list("round__case_file", "indicator"))) == 28


def test_narratives_approaches_and_contact_moments_are_stored(published):
    kinds = {
        "de gemeente heeft aan STJ aangegeven": "written_report",
        "gesprek": "conversation",
        "presentatie": "presentation",
        "bezoek": "visit",
        "mondeling gerapporteerd": "oral_report",
    }
    for factsheet in published:
        round_ = Round.objects.get(case_file__municipality__name=factsheet["municipality"], year=2014)
        approaches = round_.case_file.approaches
        first = approaches.in_use(2013)
        moment = round_.contact_moments.get()
        text = re.sub(r"(^| )- ", r"\1", " ".join(factsheet["development_paragraphs"]))
        month = f"{round_.appeared_in:%Y-%m}" if round_.appeared_in else None
        assert folded(to_plain(round_.development)) == text
        assert [a.name for a in first if not a.reason_left] == factsheet["approaches_2013"]
        assert [a.name for a in first if a.reason_left] == factsheet["not_followed_up"]
        assert [a.name for a in approaches.in_use(2014)] == [factsheet["approach_2014"]]
        assert (moment.kind, f"{moment.date}") == (kinds[factsheet["contact"]], factsheet["contact_date"])
        assert round_.case_file.former_names() == factsheet["former_names"]
        assert month == factsheet["published"]


def test_sub_headings_lists_and_notes_are_stored_as_such(published):
    nissewaard = Round.objects.get(municipality__name="Nissewaard").development
    leeuwarden = Round.objects.get(municipality__name="Leeuwarden", year=2014).development
    notes = Finding.objects.filter(explanation__contains="\n\nLET OP: ")
    assert [line for line in nissewaard.split("\n") if line.startswith("#")] == [
        "### Jeugdondersteuningsteams",
        "### Integrale regievoering",
    ]
    items = [line for line in leeuwarden.split("\n") if line.startswith("- ")]
    assert len(items) == 6
    assert items[2].endswith(");")
    assert [note.approach.name for note in notes] == ["Interventieteam Gezinnen"]


def test_only_what_is_printed_otherwise_is_kept_as_printed(published):
    rows = PrintedIndicator.objects.values_list("case_file__municipality__name", "indicator__code").order_by(
        "pk"
    )
    assert list(rows) == [("Alkmaar", "A1"), ("Alkmaar", "A2"), ("Alkmaar", "A5"), ("Alkmaar", "A8")]


def test_a_follow_up_of_the_published_factsheets_lists_what_is_still_open(published):
    points = {}
    for case_file in CaseFile.objects.filter(
        municipality__name__in=["Alkmaar", "Nissewaard", "Sittard-Geleen"]
    ):
        round_ = start_follow_up(case_file, year=2015, by=make_user(Role.COORDINATOR))
        points[str(case_file)] = round_.findings.count()
    assert points == {"Alkmaar": 6, "Nissewaard": 2, "Sittard-Geleen": 1}


def test_the_published_factsheets_again_change_nothing_also_in_a_later_round(published, seeds):
    start_follow_up(
        CaseFile.objects.get(municipality__name="Alkmaar"), year=2015, by=make_user(Role.COORDINATOR)
    )
    before = rows_of_everything()
    printed_lines, ending = run(*(seeds / name for name in SEEDS))
    number = {factsheet["municipality"]: len(factsheet["rows"]) for factsheet in published}
    assert [line.replace("punten)", "punt)") for line in printed_lines.splitlines()] == [
        f"{file}: ongewijzigd, het dossier zegt dit al ({number[name]} verbeterpunt)."
        for file, name in SEEDS.items()
    ]
    assert ending == ""
    assert rows_of_everything() == before


# Taking a factsheet into a case file


def test_both_rounds_are_final_at_once_and_everything_has_a_first_version(office):
    by = make_user(Role.SUPPORT)
    imported = take(factsheet_text(), by=by)
    first, last = imported.case_file.rounds.all()
    assert imported.is_new
    assert [(r.year, r.is_final, r.finalised_by, r.started_by) for r in (first, last)] == [
        (2013, True, by, by),
        (2014, True, by, by),
    ]
    assert (first.development, first.development_version) == ("", 0)
    assert last.development_version == 1
    assert last.development_revisions.get().development == last.development
    revisions = FindingRevision.objects.order_by("pk").values_list(
        "finding", "version", "verdict", "explanation"
    )
    findings = Finding.objects.order_by("pk").values_list("pk", "version", "verdict", "explanation")
    assert list(revisions) == list(findings)
    assert set(Finding.objects.values_list("version", "changed_by")) == {(1, by.pk)}


@pytest.mark.parametrize(
    ("options", "approaches"),
    [
        ({}, [("Samen Sterk", 2013, None, None, "")]),
        (
            {"approach": "Aanpak: Wijkteams"},
            [("Samen Sterk", 2013, 2014, "Wijkteams", ""), ("Wijkteams", 2014, None, None, "")],
        ),
        (
            OPENED_UP,
            [
                ("Noord", 2013, 2014, None, "zij stopt"),
                ("Zuid", 2013, 2014, "Wijkteams", ""),
                ("Wijkteams", 2014, None, None, ""),
            ],
        ),
        (
            {
                "tested": "de aanpakken A, B en C",
                "approach": "Aanpak: A",
                "tables": table(
                    [VIEW, "X a.", "X b.", "√ c.", "√ d."], header="Indicator 2013 A 2013 B 2013 C 2014"
                ),
            },
            [
                ("A", 2013, 2014, "A", ""),
                ("B", 2013, 2014, "A", ""),
                ("C", 2013, 2014, "A", ""),
                ("A", 2014, None, None, ""),
            ],
        ),
    ],
    ids=["goes on", "goes up in another", "one leaves", "three in 2013"],
)
def test_approaches_succeed_one_another(office, options, approaches):
    case_file = take(factsheet_text(**options)).case_file
    stored = case_file.approaches.order_by("starts_in", "name").values_list(
        "name", "starts_in", "ends_in", "successors__name", "reason_left"
    )
    assert list(stored) == approaches


def test_three_approaches_of_2013_have_a_finding_each(office):
    tables = table(
        [VIEW, "X Een.", "X Twee.", "√ Drie.", "√ Nu."], header="Indicator 2013 A 2013 B 2013 C 2014"
    )
    take(factsheet_text(tested="de aanpakken A, B en C", approach="Aanpak: Samen", tables=tables))
    findings = Finding.objects.in_order().values_list(
        "round__year", "approach__name", "verdict", "explanation"
    )
    assert list(findings) == [
        (2013, "A", "improvement_point", "Een."),
        (2013, "B", "improvement_point", "Twee."),
        (2013, "C", "meets", "Drie."),
        (2014, "Samen", "meets", "Nu."),
    ]


def test_a_cell_without_verdict_is_stored_as_not_assessed(office):
    take(factsheet_text(tables=table([VIEW, "X Nee."], [POWER, "X Nee.", "√ Ja."])))
    finding = Finding.objects.get(round__year=2014, indicator__wording=VIEW)
    assert (finding.verdict, finding.reason) == ("not_assessed", "De bron vermeldt geen oordeel.")


def test_another_theme_or_wording_is_kept_as_printed(office):
    tables = table([f"{VIEW}.", "X Nee.", "√ Ja."], [VISION, "X Nee.", "√ Ja."])
    case_file = take(factsheet_text(tables=tables)).case_file
    stored = case_file.printed_indicators.order_by("pk").values_list(
        "indicator__wording", "theme__heading", "wording"
    )
    assert list(stored) == [(VIEW, "Toeleiding", f"{VIEW}."), (VISION, "Toeleiding", VISION)]


def test_a_former_municipality_is_of_one_line_with_its_successor(office):
    text = factsheet_text(where="Spijkenisse", title="Uitkomsten verbeterpunten toezichtonderzoek Nissewaard")
    case_file = take(text).case_file
    assert case_file.municipality == office["Nissewaard"]
    assert [r.municipality.name for r in case_file.rounds.all()] == ["Spijkenisse", "Nissewaard"]
    assert case_file.former_names() == ["Spijkenisse"]


@pytest.mark.parametrize("name", ["Spijkenisse", "Nissewaard"])
def test_a_factsheet_goes_to_the_case_file_of_its_first_municipality_which_moves_along(office, name):
    case_file = make_case_file(office["Spijkenisse"], Framework.objects.get())
    text = factsheet_text(where="Spijkenisse", title=f"Uitkomsten verbeterpunten toezichtonderzoek {name}")
    assert take(text).case_file == case_file
    case_file.refresh_from_db()
    assert (str(case_file), "Nissewaard" in case_file.former_names()) == (name, False)


def test_a_municipality_that_was_merged_in_later_keeps_its_own_case_file(office):
    alkmaar = Municipality.objects.get(name="Alkmaar")
    schermer = make_municipality("Schermer", valid_until=datetime.date(2014, 12, 31))
    Succession.objects.create(predecessor=schermer, successor=alkmaar)
    of_schermer = take(factsheet_text(where="Schermer")).case_file
    of_alkmaar = take(factsheet_text(where="Alkmaar")).case_file
    assert (of_schermer.municipality, of_alkmaar.municipality) == (schermer, alkmaar)


def test_two_municipalities_that_merged_later_have_a_case_file_each(office):
    bernisse = make_municipality("Bernisse", valid_until=datetime.date(2014, 12, 31))
    Succession.objects.create(predecessor=bernisse, successor=office["Nissewaard"])
    for name in ("Spijkenisse", "Bernisse"):
        take(factsheet_text(where=name))
    assert sorted(map(str, CaseFile.objects.all())) == ["Bernisse", "Spijkenisse"]


def test_a_factsheet_finds_its_case_file_again_after_that_moved_to_the_successor(office):
    text = factsheet_text(where="Spijkenisse", tables=TABLE.replace("√ De", "X De"))
    case_file = take(text).case_file
    start_follow_up(case_file, year=2015, by=make_user(Role.COORDINATOR))
    again = take(text)
    assert (again.is_new, again.case_file, str(again.case_file)) == (False, case_file, "Nissewaard")


def test_a_factsheet_of_a_case_file_that_went_on_in_another_is_found_and_no_more_can_come(office):
    bernisse = make_municipality("Bernisse", valid_until=datetime.date(2014, 12, 31))
    Succession.objects.create(predecessor=bernisse, successor=office["Nissewaard"])
    texts = [
        factsheet_text(where=name, approach=f"Aanpak: {team}", tables=TABLE.replace("√ De", "X De"))
        for name, team in (("Spijkenisse", "Oost"), ("Bernisse", "West"))
    ]
    first, second = (take(text).case_file for text in texts)
    together = start_follow_up(first, year=2015, by=make_user(Role.COORDINATOR)).case_file
    for text, case_file in zip(texts, (first, second), strict=True):
        again = take(text)
        assert (again.is_new, again.case_file, again.case_file.merged_into) == (False, case_file, together)
    with pytest.raises(WentOnElsewhere, match="Het dossier van Bernisse gaat sinds de ronde 2015 verder"):
        take(texts[1].replace("2014", "2016").replace("2013", "2015"))


def test_nothing_of_before_a_merger_comes_into_the_case_file_in_which_others_go_on(office):
    bernisse = make_municipality("Bernisse", valid_until=datetime.date(2014, 12, 31))
    Succession.objects.create(predecessor=bernisse, successor=office["Nissewaard"])
    for name, team in (("Spijkenisse", "Oost"), ("Bernisse", "West")):
        text = factsheet_text(where=name, approach=f"Aanpak: {team}", tables=TABLE.replace("√ De", "X De"))
        found = take(text).case_file
    start_follow_up(found, year=2015, by=make_user(Role.COORDINATOR))
    late = factsheet_text(where="Spijkenisse", title="Uitkomsten verbeterpunten toezichtonderzoek Nissewaard")
    message = (
        "In het dossier van Nissewaard gaat sinds de ronde 2015 ook verder wat in Bernisse en Spijkenisse is"
        " vastgelegd. Een factsheet over rondes van daarvoor kan er niet meer bij."
    )
    before = Round.objects.count()
    with pytest.raises(OthersWentOnInIt, match=message):
        take(late)
    assert Round.objects.count() == before


def test_a_case_file_with_other_years_takes_the_factsheet_too(office):
    first = take(factsheet_text()).case_file
    later = factsheet_text(tested="de aanpak Wijkteams").replace("2014", "2017").replace("2013", "2016")
    Approach.objects.update(ends_in=2016, reason_left="gestopt")
    assert take(later).case_file == first
    assert [r.year for r in first.rounds.all()] == [2013, 2014, 2016, 2017]


@pytest.mark.parametrize(
    ("options", "refusal", "message"),
    [
        (
            {"where": "Alkmaar", "title": "Uitkomsten verbeterpunten toezichtonderzoek Nissewaard"},
            Unreadable,
            (
                "regel 5: verwachtte een gemeente die is opgegaan in Nissewaard of daaruit voortkomt,"
                " maar vond “Alkmaar”."
            ),
        ),
        (
            {"where": "Utrech"},
            Unreadable,
            "regel 3: verwachtte een gemeente uit het register, maar vond “Utrech”. Het meest lijkt erop: “Utrecht”.",
        ),
    ],
    ids=["not of one line", "unknown"],
)
def test_a_municipality_that_does_not_fit_is_refused(office, options, refusal, message):
    with pytest.raises(refusal) as refused:
        take(factsheet_text(**options))
    assert str(refused.value) == message
    assert not CaseFile.objects.exists()


def test_a_name_that_two_municipalities_had_is_told_apart_by_the_day(office):
    old = make_municipality("Oudstad", slug="oudstad-1", valid_until=datetime.date(2009, 12, 31))
    new = make_municipality("Oudstad", slug="oudstad-2", valid_from=datetime.date(2010, 1, 1))
    assert take(factsheet_text(where="Oudstad")).case_file.municipality == new
    old.valid_until = None
    old.save()
    with pytest.raises(
        UnclearMunicipality, match="Het register kent niet precies één gemeente Oudstad op 03-04-2015."
    ):
        take(factsheet_text(where="Oudstad"))


def test_two_case_files_in_which_a_municipality_stands_are_too_many(office):
    other = make_municipality("Anderstad")
    elsewhere = make_case_file(other, Framework.objects.get())
    make_round(elsewhere, 2010, final=True, municipality=office["Spijkenisse"])
    make_case_file(office["Spijkenisse"], Framework.objects.get())
    text = factsheet_text(where="Spijkenisse", title="Uitkomsten verbeterpunten toezichtonderzoek Nissewaard")
    with pytest.raises(
        UnclearMunicipality, match="Er zijn meer dossiers waar dit factsheet bij kan horen: Anderstad en"
    ):
        take(text)


def test_without_a_framework_of_that_year_nothing_is_read(office):
    with pytest.raises(NoFramework, match="Er is geen toetsingskader GGSR dat in 2011 gold."):
        read(factsheet_text().replace("2013", "2011").encode())


def forget(findings):
    with past_the_guards():
        findings.delete()


@pytest.mark.parametrize(
    "change",
    [
        lambda case_file: overwrite(Finding.objects.filter(round__year=2014), explanation="Iets anders."),
        lambda case_file: forget(Finding.objects.filter(round__year=2013)),
        lambda case_file: Approach.objects.update(name="Anders"),
        lambda case_file: ContactMoment.objects.all().delete(),
        lambda case_file: Round.objects.filter(year=2014).update(development="Iets anders."),
        lambda case_file: Round.objects.filter(year=2014).update(appeared_in=datetime.date(2015, 1, 1)),
        lambda case_file: make_approach(case_file, starts_in=2014),
    ],
    ids=[
        "explanation",
        "finding gone",
        "approach",
        "contact moment",
        "development",
        "month",
        "second approach",
    ],
)
def test_what_differs_is_not_written_over(office, change):
    change(take(factsheet_text()).case_file)
    before = rows_of_everything()
    with pytest.raises(DiffersFromCaseFile) as refusal:
        import_factsheet(read(factsheet_text().encode()), by=User.objects.first())
    assert refusal.value.differences
    assert rows_of_everything() == before


@pytest.mark.parametrize(
    "make",
    [
        lambda case_file: make_round(case_file, 2013),
        lambda case_file: make_approach(case_file, name="Samen Sterk"),
        lambda case_file: make_approach(case_file, name="Van vroeger", starts_in=2010),
    ],
    ids=["a round", "the approach", "an approach of before"],
)
def test_a_case_file_that_has_something_of_these_years_stays_as_it_is(office, make):
    municipality = make_municipality("Zeist")
    make(make_case_file(municipality, Framework.objects.get()))
    before = rows_of_everything()
    with pytest.raises(DiffersFromCaseFile):
        import_factsheet(read(factsheet_text(where="Zeist").encode()), by=User.objects.first() or make_user())
    before[User] = list(User.objects.order_by("pk").values())
    assert rows_of_everything() == before


# The command


def test_it_prints_what_it_made(office, write):
    text = factsheet_text(
        **OPENED_UP, where="Spijkenisse", title="toezichtonderzoek Nissewaard", end=NEXT_PAGE
    )
    out, ending = run(write(text, "nissewaard.txt"))
    assert out == (
        "nissewaard.txt: ingelezen (1 verbeterpunt).\n"
        "  Ronde  Gemeente     Aanpak                        √  X  niet beoordeeld\n"
        "  2013   Spijkenisse  Noord (niet meer onderzocht)  0  0  0\n"
        "  2013   Spijkenisse  Zuid (opgegaan in Wijkteams)  0  1  0\n"
        "  2014   Nissewaard   Wijkteams                     1  0  0\n"
    )
    assert ending == ""


def test_the_open_cell_is_counted_apart(office, write):
    tables = table([VIEW, "X Nee."], [POWER, "X Nee.", "X Nee."])
    out, _ = run(write(factsheet_text(tables=tables, end=NEXT_PAGE)))
    assert out.splitlines()[2:] == [
        "  2013   Utrecht   Samen Sterk  0  2  0",
        "  2014   Utrecht   Samen Sterk  0  1  1",
        f"  Let op: de tekst geeft geen oordeel voor Utrecht 2014, “{VIEW}”."
        " Controleer of die cel ook in het factsheet leeg is.",
    ]


@pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "on trial"])
def test_a_text_that_ends_after_a_row_may_be_cut_off(office, write, dry_run):
    tables = table([VIEW, "X Nee.", "√ Ja."], [POWER, "X Nee.", "√ Ja."])
    out, _ = run(write(factsheet_text(tables=tables)), dry_run=dry_run)
    assert "(2 verbeterpunten)" in out.splitlines()[0]
    assert out.splitlines()[-1] == (
        "  Let op: aan het einde van het bestand is niet te zien of de tekst compleet is. Controleer of alle"
        " verbeterpunten uit het factsheet er staan; gelezen: 2."
    )


def test_a_second_run_changes_nothing_and_says_so(office, write):
    path = write(factsheet_text())
    run(path)
    before = rows_of_everything()
    assert run(path) == ("factsheet.txt: ongewijzigd, het dossier zegt dit al (1 verbeterpunt).\n", "")
    assert rows_of_everything() == before


def test_a_dry_run_shows_what_it_would_make_and_makes_nothing(office, write):
    before = rows_of_everything()
    out, ending = run(write(factsheet_text(end=NEXT_PAGE)), dry_run=True)
    assert out.splitlines()[0] == (
        "factsheet.txt: proef, er is niets opgeslagen. Dit zou zijn ingelezen (1 verbeterpunt):"
    )
    assert out.splitlines()[2:] == [
        "  2013   Utrecht   Samen Sterk  0  1  0",
        "  2014   Utrecht   Samen Sterk  1  0  0",
    ]
    assert ending == ""
    assert rows_of_everything() == before


def test_a_file_that_differs_is_shown_as_a_difference(office, write):
    run(write(factsheet_text()))
    before = rows_of_everything()
    out, ending = run(write(factsheet_text(tables=TABLE.replace("√ De", "X Ook in 2014: de"))))
    assert out == (
        "factsheet.txt: In het dossier staat iets anders. Er is niets overschreven.\n\n"
        f"“{VIEW}”, 2014, Samen Sterk\n--- dossier\n+++ bestand\n"
        "-Voldoet\n-De gemeente telt de gezinnen elk jaar.\n"
        "+Verbeterpunt\n+Ook in 2014: de gemeente telt de gezinnen elk jaar.\n"
    )
    assert ending == "1 van 1 bestanden niet ingelezen."
    assert rows_of_everything() == before


def test_it_acts_in_the_name_of_the_system_or_of_whom_is_named(office, write):
    clerk = make_user(Role.SUPPORT)
    run(write(factsheet_text()), by=clerk.username)
    run(write(factsheet_text(where="Alkmaar")))
    finalised = (
        Round.objects.filter(year=2014).order_by("pk").values_list("finalised_by__username", flat=True)
    )
    assert list(finalised) == [clerk.username, "systeem"]


def test_an_unknown_account_is_refused(office, write):
    out, ending = run(write(factsheet_text()), by="niemand")
    assert (out, ending) == ("", "Er is geen account met de gebruikersnaam niemand.")


def test_a_bad_file_does_not_stop_the_others(office, write):
    files = [
        write("", "leeg.txt"),
        write(factsheet_text(), "utrecht.txt"),
        write(factsheet_text(tables=TABLE.replace("X Niemand telt de gezinnen", "Niet één")), "kapot.txt"),
        write(factsheet_text(where="Alkmaar"), "alkmaar.txt"),
    ]
    out, ending = run(*files)
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "leeg.txt: het bestand is leeg.",
        "utrecht.txt: ingelezen (1 verbeterpunt).",
        "kapot.txt, regel 20: verwachtte een oordeel (√ of X) voor 2013 (Samen Sterk), maar vond “Niet één.”.",
        "alkmaar.txt: ingelezen (1 verbeterpunt).",
    ]
    assert ending == "2 van 4 bestanden niet ingelezen."
    assert sorted(map(str, CaseFile.objects.all())) == ["Alkmaar", "Utrecht"]


TRUNCATED = factsheet_text()[: factsheet_text().index("√ De gemeente telt") + 21]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", ": het bestand is leeg."),
        (
            b"\x7fELF\x00\x01\x02",
            ": dit is geen tekstbestand. Sla de tekst van het factsheet op als tekst (UTF-8).",
        ),
        (TRUNCATED, ", regel 22: het bestand houdt midden in een zin op: “√ De gemeente telt de”."),
        (
            factsheet_text(tables=TABLE.replace("√ De", "De")),
            (
                ", regel 22: verwachtte een oordeel (√ of X) voor 2014 (Samen Sterk), of een indicator van het"
                " toetsingskader GGSR, maar vond “De gemeente telt de gezinnen elk jaar.”."
            ),
        ),
        (
            factsheet_text(tables=TABLE.replace("populatie GGSR", "populatie van de stad")),
            (
                ", regel 18: verwachtte een indicator van het toetsingskader GGSR, maar vond “De gemeente heeft zicht"
                " op de populatie van de stad”. Het meest lijkt erop: “De gemeente heeft zicht op de populatie GGSR”."
            ),
        ),
        (b"\x8f\x03ruis" * 900_000, ": het bestand is groter dan 1 MB; een factsheet is veel kleiner."),
        ("ruis en nog eens ruis\n" * 5000, ", regel 5000: verwachtte de kop “Inleiding”."),
    ],
    ids=["empty", "binary", "truncated", "no mark", "unknown indicator", "5 MB of noise", "noise"],
)
def test_bad_input_is_refused_and_leaves_nothing(office, write, content, message):
    assert run(write(content)) == (f"factsheet.txt{message}\n", "1 van 1 bestanden niet ingelezen.")
    assert not CaseFile.objects.exists()


def test_windows_line_ends_make_no_difference(office, write):
    run(write(factsheet_text()))
    out, ending = run(write(factsheet_text().replace("\n", "\r\n").encode("utf-8-sig")))
    assert (out, ending) == ("factsheet.txt: ongewijzigd, het dossier zegt dit al (1 verbeterpunt).\n", "")


def test_a_file_that_cannot_be_opened_is_refused(office, tmp_path):
    for path in (tmp_path, tmp_path / "nergens.txt"):
        out, _ = run(path)
        assert out == f"{path.name}: het bestand kan niet worden gelezen. Controleer de naam en de rechten.\n"


def test_an_empty_office_says_what_is_missing(db, write):
    out, _ = run(write(factsheet_text()))
    assert out == "factsheet.txt: Er is geen toetsingskader GGSR dat in 2013 gold.\n"

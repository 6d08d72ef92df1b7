import datetime

import pytest

from assessments.reading import Approach, Cell, Contact, Row, Unreadable, first_year, read_factsheet
from assessments.verdicts import Verdict
from tests.assessments.reading.made_up import (
    AGREEMENTS,
    CONTACT,
    EVALUATION,
    HOLD,
    KNOWN,
    POWER,
    TABLE,
    VIEW,
    VISION,
    factsheet_text,
    line_of,
    table,
)


def read(text):
    return read_factsheet(text, KNOWN)


def refusal_of(text):
    with pytest.raises(Unreadable) as refusal:
        read(text)
    return str(refusal.value)


def test_a_factsheet_is_read_whole():
    factsheet = read(factsheet_text())
    assert (factsheet.first_year, factsheet.year) == (2013, 2014)
    assert (factsheet.first_municipality, factsheet.municipality) == ("Utrecht", "Utrecht")
    assert factsheet.approaches == (Approach("Samen Sterk"),)
    assert factsheet.follow_up == "Samen Sterk"
    assert factsheet.goes_on
    assert factsheet.contacts == (Contact("conversation", datetime.date(2015, 4, 3)),)
    assert factsheet.development == f"{CONTACT}\n\nDe gemeente werkt verder."
    assert factsheet.appeared_in is None
    assert factsheet.open_cells() == []
    assert factsheet.rows == (
        Row(
            VIEW,
            "Toeleiding",
            VIEW,
            (
                Cell(2013, "Samen Sterk", Verdict.IMPROVEMENT_POINT, "Niemand telt de gezinnen."),
                Cell(2014, "Samen Sterk", Verdict.MEETS, "De gemeente telt de gezinnen elk jaar."),
            ),
        ),
    )


def test_the_years_are_read():
    text = factsheet_text().replace("2014", "2017").replace("2013", "2016")
    factsheet = read(text)
    assert (first_year(text), factsheet.first_year, factsheet.year) == (2016, 2016, 2017)
    assert [cell.year for cell in factsheet.rows[0].cells] == [2016, 2017]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_make_no_difference(ends):
    text = factsheet_text()
    assert read(text.replace("\n", ends)) == read(text)


@pytest.mark.parametrize(
    ("tested", "names"),
    [
        ("de aanpak Samen Sterk", ["Samen Sterk"]),
        ("de aanpak: Samen Sterk", ["Samen Sterk"]),
        ("de aanpak\n‘Samen\nSterk’", ["Samen Sterk"]),
        ("de aanpak Zorg en Veiligheid", ["Zorg en Veiligheid"]),
        ("de aanpakken Noord en Zuid/Oost", ["Noord", "Zuid/Oost"]),
        ("de aanpakken: ‘Noord’ en ‘Zuid’", ["Noord", "Zuid"]),
        ("de aanpak Noord en de aanpak Zuid en Oost", ["Noord", "Zuid en Oost"]),
        ("de aanpakken Noord, Oost en Zuid", ["Noord", "Oost", "Zuid"]),
        ("de aanpak Noord, de aanpak Oost en de aanpak Zuid", ["Noord", "Oost", "Zuid"]),
    ],
)
def test_the_introduction_names_the_approaches(tested, names):
    header = "Indicator" + "".join(f" 2013 {name}" for name in names) + " 2014"
    cells = ["X Nog niet.", *["√ Ja."] * (len(names) - 1), "√ Nu wel."]
    tables = table([VIEW, *cells], header=header)
    factsheet = read(factsheet_text(tested=tested, approach="Aanpak: Wijkteams", tables=tables))
    assert [approach.name for approach in factsheet.approaches] == names
    assert [cell.approach for cell in factsheet.rows[0].cells] == [*names, "Wijkteams"]
    assert factsheet.follow_up == "Wijkteams"
    assert not factsheet.goes_on


def test_the_line_of_approaches_tells_names_with_en_apart():
    factsheet = read(
        factsheet_text(
            tested="de aanpakken Zorg en Hulp en Wijk",
            approach="Aanpak: Samen (2013: aanpak Wijk en aanpak Zorg en Hulp)",
            tables=table(
                [VIEW, "X Nee.", "X Nee.", "√ Ja."], header="Indicator 2013 Zorg en Hulp 2013 Wijk 2014"
            ),
        )
    )
    assert [approach.name for approach in factsheet.approaches] == ["Zorg en Hulp", "Wijk"]


@pytest.mark.parametrize(
    ("told", "approach", "name"),
    [
        ("De gemeente werkt verder.", "", "Samen Sterk"),
        ("De punten zijn bekeken in de nieuwe werkwijze. Dat is alles.", "", "Samen Sterk"),
        ("Dat gebeurt in de nieuwe werkwijze, zegt de gemeente.", "", "Samen Sterk"),
        ("Dat gebeurt in de\nnieuwe werkwijze Team\nJeugd. Dat is alles.", "", "Team Jeugd"),
        ("Dat gebeurt in de nieuwe werkwijze vanuit het Wijkpunt.", "", "Wijkpunt"),
        ("Dat gebeurt in de nieuwe werkwijze Team Jeugd.", "Aanpak: Wijkpunt", "Wijkpunt"),
        ("De gemeente werkt verder.", "Aanpak: samen sterk", "Samen Sterk"),
        ("De gemeente werkt verder.", "Aanpak: Team\nJeugd", "Team Jeugd"),
        (
            "De gemeente werkt verder.",
            "Aanpak: Team (Jeugd)\n\n(2013: aanpak\n\nSamen Sterk)",
            "Team (Jeugd)",
        ),
    ],
    ids=[
        "not named",
        "no name in the narrative",
        "the sentence goes on",
        "named in the narrative",
        "named with an article",
        "a line goes before the narrative",
        "in other capitals",
        "line broken",
        "line with predecessors, broken",
    ],
)
def test_the_approach_of_the_follow_up(told, approach, name):
    factsheet = read(factsheet_text(told=told, approach=approach))
    assert factsheet.follow_up == name
    assert factsheet.rows[0].cells[1].approach == name


def test_one_of_several_approaches_under_its_own_name_is_a_new_approach():
    factsheet = read(
        factsheet_text(
            tested="de aanpakken Noord en Zuid",
            approach="Aanpak: Noord",
            tables=table([VIEW, "X Nee.", "X Nee.", "√ Ja."], header="Indicator 2013 Noord 2013 Zuid 2014"),
        )
    )
    assert factsheet.follow_up == "Noord"
    assert not factsheet.goes_on


def test_an_approach_that_left_has_a_reason_and_no_column():
    factsheet = read(
        factsheet_text(
            tested="de aanpakken Noord en Zuid",
            told=(
                "Dit jaar is besloten de aanpak ‘Noord’ niet meer\nbij het onderzoek te betrekken, omdat zij\n"
                "o.a. over sport gaat. Verder niets."
            ),
            approach="Aanpak: Wijkteams",
        )
    )
    assert factsheet.approaches == (Approach("Noord", "zij o.a. over sport gaat"), Approach("Zuid"))
    assert [cell.approach for cell in factsheet.rows[0].cells] == ["Zuid", "Wijkteams"]


@pytest.mark.parametrize(
    ("contact", "kind", "date"),
    [
        ("Op 3 april 2015 heeft STJ met de gemeente een gesprek gevoerd.", "conversation", (2015, 4, 3)),
        (
            "Op 20 mei 2014 heeft de gemeente aan STJ gepresenteerd wat zij doet.",
            "presentation",
            (2014, 5, 20),
        ),
        ("Op 1 juli 2014 heeft STJ met de gemeente besproken wat zij doet.", "visit", (2014, 7, 1)),
        ("Op 1 juli 2014 heeft STJ de gemeente bezocht.", "visit", (2014, 7, 1)),
        (
            "Op 9 maart 2015 heeft de gemeente mondeling aan STJ\ngerapporteerd. Het gesprek gevoerd.",
            "oral_report",
            (2015, 3, 9),
        ),
        (
            "Op 6 februari 2016 heeft Utrecht per brief aan STJ aangegeven wat zij doet.",
            "written_report",
            (2016, 2, 6),
        ),
    ],
)
def test_the_first_sentence_tells_of_the_contact_moment(contact, kind, date):
    assert read(factsheet_text(contact=contact)).contacts == (Contact(kind, datetime.date(*date)),)


@pytest.mark.parametrize(
    ("options", "first", "now"),
    [
        ({"where": "de gemeente Utrecht"}, "Utrecht", "Utrecht"),
        ({"where": "Utrechtse Heuvelrug"}, "Utrechtse Heuvelrug", "Utrechtse Heuvelrug"),
        ({"where": "Sittard-\nGeleen"}, "Sittard-Geleen", "Sittard-Geleen"),
        ({"where": "’s-Hertogenbosch"}, "'s-Hertogenbosch", "'s-Hertogenbosch"),
        (
            {
                "where": "Spijkenisse",
                "title": "Uitkomsten verbeterpunten\ntoezichtonderzoek\nNissewaard\nAanpak: X",
            },
            "Spijkenisse",
            "Nissewaard",
        ),
        (
            {
                "where": "Spijkenisse",
                "told": "Zie Uitkomsten\ntoezichtonderzoek Nissewaard (voorheen Spijkenisse) op beleidsniveau.",
            },
            "Spijkenisse",
            "Nissewaard",
        ),
    ],
    ids=["with the word", "longest name", "hyphen", "apostrophe", "title page", "narrative"],
)
def test_the_municipality_of_the_first_round_and_of_the_factsheet(options, first, now):
    factsheet = read(factsheet_text(**options))
    assert (factsheet.first_municipality, factsheet.municipality) == (first, now)


@pytest.mark.parametrize(
    ("options", "month"),
    [
        (
            {"title": "Uitkomsten verbeterpunten toezichtonderzoek Utrecht\n\nJuni 2015"},
            datetime.date(2015, 6, 1),
        ),
        (
            {
                "end": "Uitkomsten verbeterpunten toezichtonderzoek Utrecht - Samenwerkend Toezicht Jeugd"
                "    Mei 2015 | 3"
            },
            datetime.date(2015, 5, 1),
        ),
        ({"told": "Juni 2015"}, None),
    ],
    ids=["title page", "footer", "elsewhere"],
)
def test_the_month_of_publication(options, month):
    assert read(factsheet_text(**options)).appeared_in == month


def test_each_row_has_its_printed_theme_and_wording():
    tables = "\n\n".join(
        [
            table([f"Er is beleid.\n{VISION}", "X Nee.", "X Nee."], [f"{POWER}.", "X Nee.", "√ Ja."]),
            table(
                ["Uitgangspunt is dat het gezin niet wordt los-\ngelaten", "X Nee.", "X Nee."],
                heading="Aanpak",
            ),
            table([EVALUATION, "X Nee.", "√ Ja."], heading="De aanpak"),
        ]
    )
    rows = read(factsheet_text(tables=tables)).rows
    assert [(row.theme, row.indicator, row.wording) for row in rows] == [
        ("Toeleiding", VISION, f"Er is beleid. {VISION}"),
        ("Toeleiding", POWER, f"{POWER}."),
        ("Aanpak", HOLD, "Uitgangspunt is dat het gezin niet wordt losgelaten"),
        ("Aanpak", EVALUATION, EVALUATION),
    ]


@pytest.mark.parametrize(
    "tables",
    [
        table([VIEW, "X Nee."], [POWER, "X Nee.", "√ Ja."]),
        table([VIEW, "X Nee."]) + "\n\n" + table([POWER, "X Nee.", "√ Ja."], heading="Aanpak"),
        table([POWER, "X Nee.", "√ Ja."], [VIEW, "X Nee."]) + "\n\nVervolg uitkomsten verbeterpunten",
    ],
    ids=["before a row", "before a table", "before a running title"],
)
def test_a_last_cell_that_is_not_there_is_not_assessed(tables):
    factsheet = read(factsheet_text(tables=tables))
    rows = {row.indicator: row for row in factsheet.rows}
    assert factsheet.open_cells() == [(rows[VIEW], rows[VIEW].cells[1])]
    assert rows[VIEW].cells[1] == Cell(
        2014, "Samen Sterk", Verdict.NOT_ASSESSED, "", "De bron vermeldt geen oordeel."
    )
    assert rows[POWER].cells[1].verdict == Verdict.MEETS


def test_the_columns_follow_the_order_of_the_header():
    factsheet = read(
        factsheet_text(
            tested="de aanpakken Noord, Oost en Zuid",
            approach="Aanpak: Wijkteams",
            tables=table(
                [
                    VIEW,
                    "X Niet in het zuiden.",
                    "√ In het noorden wel.",
                    "X Niet in het oosten.",
                    "√ Overal.",
                ],
                header="Indicator\n2013   \nZuid\n\n2013   \nNoord\n\n2013   \nOost 2014",
            ),
        )
    )
    assert [(cell.year, cell.approach, cell.verdict.mark) for cell in factsheet.rows[0].cells] == [
        (2013, "Zuid", "X"),
        (2013, "Noord", "√"),
        (2013, "Oost", "X"),
        (2014, "Wijkteams", "√"),
    ]


@pytest.mark.parametrize(
    ("cell", "explanation"),
    [
        ("X De doel- \ngroep is  onbekend\nbij iedereen.", "De doelgroep is onbekend bij iedereen."),
        ("X\nDe doelgroep is onbekend.", "De doelgroep is onbekend."),
        ("X Niemand weet het.\n\nLET OP: dit duurt\nlang.", "Niemand weet het.\n\nLET OP: dit duurt lang."),
        ("X Niemand weet het.\nLET OP: dit duurt lang.", "Niemand weet het.\n\nLET OP: dit duurt lang."),
        ("X Er mist:\n- beleid;\n\n- geld.", "Er mist:\n\n- beleid;\n- geld."),
        ("X Een * en een _ en\n1. dit.", "Een \\* en een \\_ en 1. dit."),
        (
            f"X {'Een lange zin zonder regeleinden. ' * 30}",
            ("Een lange zin zonder regeleinden. " * 30).strip(),
        ),
    ],
    ids=["hard breaks", "mark alone", "note", "note without empty line", "list", "signs", "long line"],
)
def test_an_explanation_is_markdown(cell, explanation):
    rows = read(factsheet_text(tables=table([VIEW, cell, "√ Ja."]))).rows
    assert [cell.explanation for cell in rows[0].cells] == [explanation, "Ja."]


def test_furniture_is_no_text():
    footer = (
        "Uitkomsten verbeterpunten toezichtonderzoek Utrecht - Samenwerkend Toezicht Jeugd   Juni 2015 | 2"
    )
    line = "Aanpak: Wijkteams\n(2013: aanpak Samen Sterk)"
    again = table([POWER, "X Nee.", "√ Ja."])
    text = factsheet_text(
        told=f"De gemeente is\n\n{footer}\n\nnog bezig.",
        approach=f"{line}\n Uitkomsten verbeterpunten\n\n{line}",
        tables=f"{TABLE}\n\nUitkomsten verbeterpunten\n \f{again}\n\n{line}\n\n{footer}",
        end="Vervolg uitkomsten verbeterpunten",
    )
    factsheet = read(text)
    assert factsheet.development == f"{CONTACT}\n\nDe gemeente is nog bezig."
    assert [(row.indicator, row.cells[1].explanation) for row in factsheet.rows] == [
        (VIEW, "De gemeente telt de gezinnen elk jaar."),
        (POWER, "Ja."),
    ]


def test_a_wrapped_line_that_looks_like_a_heading_is_text():
    cell = "X De gemeente noemt dit\nSamenwerking\nen soms\nAanpak: dat is\nhetzelfde."
    row = read(factsheet_text(tables=table([VIEW, cell, "√ Ja."]))).rows[0]
    assert row.cells[0].explanation == "De gemeente noemt dit Samenwerking en soms Aanpak: dat is hetzelfde."


EN_NAMES = {"tested": "de aanpakken Zorg en Hulp en Wijk", "approach": "Aanpak: Samen"}
TWO = {"tested": "de aanpakken Noord en Zuid", "approach": "Aanpak: Samen"}
REFUSALS = [
    pytest.param("tekst\n\nmeer tekst", "meer", "verwachtte de kop “Inleiding”.", id="no factsheet"),
    pytest.param(
        "Inleiding\n\nEen heel andere zin.",
        "Inleiding",
        "verwachtte een zin die begint met “In [jaar] heeft STJ in [gemeente] de aanpak”.",
        id="another introduction",
    ),
    pytest.param(
        factsheet_text().replace("toetsingskader GGSR", "een ander kader"),
        "In 2013",
        (
            "verwachtte het toetsingskader GGSR, maar vond “In 2013 heeft STJ in Utrecht de aanpak Samen Sterk op"
            " beleidsniveau getoetst aa…”."
        ),
        id="another framework",
    ),
    pytest.param(
        factsheet_text(where="Sittard-Gelen"),
        "In 2013",
        (
            "verwachtte een gemeente uit het register, maar vond “Sittard-Gelen”."
            " Het meest lijkt erop: “Sittard-Geleen”."
        ),
        id="unknown municipality",
    ),
    pytest.param(
        factsheet_text(title="Uitkomsten verbeterpunten\ntoezichtonderzoek\nNisseward"),
        "toezichtonderzoek",
        "verwachtte een gemeente uit het register, maar vond “Nisseward”. Het meest lijkt erop: “Nissewaard”.",
        id="unknown municipality in the title",
    ),
    pytest.param(
        factsheet_text(told="Zie Uitkomsten toezichtonderzoek Xyz op beleidsniveau."),
        "Zie",
        "verwachtte een gemeente uit het register, maar vond “Xyz”.",
        id="unknown municipality in the narrative",
    ),
    pytest.param(
        factsheet_text(
            title="Uitkomsten verbeterpunten toezichtonderzoek Utrecht",
            told="Zie Uitkomsten toezichtonderzoek Nissewaard op beleidsniveau.",
        ),
        "Zie",
        "verwachtte dezelfde gemeente als op de titelpagina (Utrecht), maar vond “Nissewaard”.",
        id="two municipalities",
    ),
    pytest.param(
        factsheet_text(tested="dit en dat"),
        "In 2013",
        (
            "verwachtte “de aanpak” of “de aanpakken” met hun naam, maar vond “In 2013 heeft STJ in Utrecht dit en"
            " dat op beleidsniveau getoetst aan het toets…”."
        ),
        id="no approach",
    ),
    pytest.param(
        factsheet_text(**EN_NAMES),
        "In 2013",
        (
            "kan de namen van de aanpakken niet met zekerheid onderscheiden in “Zorg en Hulp en Wijk”."
            " Schrijf “aanpak” voor elke naam."
        ),
        id="names that cannot be told apart",
    ),
    pytest.param(
        factsheet_text(approach="Aanpak: Samen (2013: aanpak Noord)"),
        "Aanpak:",
        "verwachtte dezelfde aanpakken als in de inleiding (Samen Sterk), maar vond “Noord”.",
        id="another predecessor",
    ),
    pytest.param(
        factsheet_text(approach="Aanpak: Samen (2012: aanpak Samen Sterk)"),
        "Aanpak:",
        "verwachtte het jaar 2013, maar vond “(2012: aanpak Samen Sterk)”.",
        id="predecessor of another year",
    ),
    pytest.param(
        factsheet_text(approach="Aanpak: Samen\n(2013: aanpak Sterk"),
        "Aanpak:",
        (
            "verwachtte een haakje sluiten na de aanpakken van de eerste ronde, maar vond “Aanpak: Samen (2013: aanpak"
            " Sterk Toeleiding Indicator 2013 2014 De gemeente he…”."
        ),
        id="bracket not closed",
    ),
    pytest.param(
        factsheet_text(approach="Aanpak: Samen", end="Aanpak: Apart"),
        "Aanpak: Apart",
        "verwachtte overal dezelfde aanpak (“Samen”), maar vond “Apart”.",
        id="two approaches of the follow-up",
    ),
    pytest.param(
        factsheet_text(tested="de aanpakken Noord en Zuid"),
        "Ontwikkeling",
        "verwachtte een regel “Aanpak: [naam]” met de aanpak van 2014.",
        id="follow-up of several not named",
    ),
    pytest.param(
        factsheet_text(told="Dat gaat in de nieuwe werkwijze van de gemeente."),
        "Dat gaat",
        (
            "kan de naam van de aanpak van 2014 niet met zekerheid lezen in “van de gemeente”."
            " Zet onder de titel een regel “Aanpak: [naam]”."
        ),
        id="follow-up not named with certainty",
    ),
    pytest.param(
        factsheet_text(told="De aanpak Oost niet meer bij het onderzoek te betrekken, omdat het zo is."),
        "De aanpak Oost",
        (
            "verwachtte “de aanpak [naam] niet meer bij het onderzoek te betrekken, omdat [reden].” met een aanpak"
            " uit de inleiding, maar vond “De aanpak Oost niet meer bij het onderzoek te betrekken, omdat het zo is.”."
        ),
        id="an unknown approach left",
    ),
    pytest.param(
        factsheet_text(
            told="STJ kiest de aanpak Samen Sterk niet meer bij het onderzoek te betrekken, omdat het kan."
        ),
        "In 2013",
        "verwachtte een aanpak die is opgevolgd, maar vond “Samen Sterk”.",
        id="every approach left",
    ),
    pytest.param(
        factsheet_text().replace("Ontwikkeling 2014", "Ontwikkelingen"),
        "√ De",
        "verwachtte de kop “Ontwikkeling [jaar]”.",
        id="no development",
    ),
    pytest.param(
        factsheet_text().replace("Ontwikkeling 2014", "Ontwikkeling 2013"),
        "Ontwikkeling",
        "verwachtte een jaar na 2013, maar vond “Ontwikkeling 2013”.",
        id="development in the first year",
    ),
    pytest.param(
        factsheet_text(contact="De gemeente heeft een brief gestuurd."),
        "Ontwikkeling",
        "verwachtte een zin die begint met “Op [dag] [maand] [jaar] heeft”, over het contactmoment.",
        id="no contact moment",
    ),
    pytest.param(
        factsheet_text(contact="Op 31 april 2015 heeft STJ met de gemeente een gesprek gevoerd."),
        "Op 31",
        "verwachtte een datum, maar vond “31 april 2015”.",
        id="no such day",
    ),
    pytest.param(
        factsheet_text(contact="Op 3 april 2015 heeft STJ de gemeente gezien."),
        "Op 3",
        (
            "verwachtte één soort contact (gesprek gevoerd, gepresenteerd, besproken, mondeling gerapporteerd of aan"
            " STJ aangegeven), maar vond “Op 3 april 2015 heeft STJ de gemeente gezien”."
        ),
        id="unknown kind of contact",
    ),
    pytest.param(
        factsheet_text(tables="Er zijn geen tabellen."),
        "Er zijn geen",
        "verwachtte een tabel met de kop “Indicator 2013 2014”.",
        id="no tables",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X Nee.", "√ Ja."], heading="Financiën")),
        "Financiën",
        "verwachtte een thema (Toeleiding, Aanpak, Samenwerking) boven deze tabel, maar vond “Financiën”.",
        id="unknown theme",
    ),
    pytest.param(
        factsheet_text(tables=f"{TABLE}\n\n" + table([POWER, "X Nee.", "√ Ja."], heading="Financiën")),
        "Financiën",
        "verwachtte een thema (Toeleiding, Aanpak, Samenwerking) boven deze tabel, maar vond “Financiën”.",
        id="unknown theme further on",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X Nee.", "√ Ja."], header="Indicator 2012 2014")),
        "Indicator",
        "verwachtte de kolommen “Indicator 2013 2014”, maar vond “Indicator 2012 2014”.",
        id="another year",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X Nee.", "√ Ja."], header="Indicator 2013")),
        "Indicator",
        "verwachtte de kolommen “Indicator 2013 2014”, maar vond “Indicator 2013”.",
        id="no column of the follow-up",
    ),
    pytest.param(
        factsheet_text(**TWO),
        "Indicator",
        "verwachtte de kolommen “Indicator 2013 Noord 2013 Zuid 2014”, maar vond “Indicator 2013 2014”.",
        id="a column too few",
    ),
    pytest.param(
        factsheet_text(**TWO, tables=table([VIEW], header="Indicator 2013 Noord 2013 Oost 2014")),
        "Indicator",
        (
            "verwachtte de kolommen “Indicator 2013 Noord 2013 Zuid 2014”,"
            " maar vond “Indicator 2013 Noord 2013 Oost 2014”."
        ),
        id="a column of another approach",
    ),
    pytest.param(
        factsheet_text(tables=table(["De wethouder is tevreden", "X Nee.", "√ Ja."])),
        "De wethouder",
        "verwachtte een indicator van het toetsingskader GGSR, maar vond “De wethouder is tevreden”.",
        id="unknown indicator",
    ),
    pytest.param(
        factsheet_text(
            tables=table([VIEW, "X Nee.", "√ Ja."], [f"{POWER[:-8]}niet geregeld", "X Nee.", "√ Ja."])
        ),
        "De doorzettingsmacht",
        (
            "verwachtte een indicator van het toetsingskader GGSR, maar vond “De doorzettingsmacht voor de regisseur"
            f" is niet geregeld”. Het meest lijkt erop: “{POWER}”."
        ),
        id="denied indicator",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "Nee, niemand.", "√ Ja."])),
        "Nee,",
        "verwachtte een oordeel (√ of X) voor 2013 (Samen Sterk), maar vond “Nee, niemand.”.",
        id="first cell without a mark",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X Nee.", "Ja, iedereen."])),
        "Ja,",
        (
            "verwachtte een oordeel (√ of X) voor 2014 (Samen Sterk), of een indicator van het toetsingskader GGSR,"
            " maar vond “Ja, iedereen.”."
        ),
        id="last cell without a mark",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "Xavier zegt nee.", "√ Ja."])),
        "Xavier",
        "verwachtte een oordeel (√ of X) voor 2013 (Samen Sterk), maar vond “Xavier zegt nee.”.",
        id="a letter that is no mark",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X", "√ Ja."])),
        "X",
        "verwachtte een toelichting na het oordeel, maar vond “X”.",
        id="mark without explanation",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X Nee.", "√ Ja.", "√ Nog eens."])),
        "√ Nog",
        "verwachtte een indicator, want deze rij heeft al 2 oordelen, maar vond “√ Nog eens.”.",
        id="a cell too many",
    ),
    pytest.param(
        factsheet_text(
            **TWO,
            tables=table(
                [VIEW, "X Nee."], [POWER, "X", "X", "√"], header="Indicator 2013 Noord 2013 Zuid 2014"
            ),
        ),
        "De doorzettingsmacht",
        "verwachtte een oordeel (√ of X) voor 2013 (Zuid).",
        id="a cell too few",
    ),
    pytest.param(
        factsheet_text(tables=table([POWER, "X Nee.", "√ Ja."], [VIEW, "√ Ja."], [HOLD, "X Nee.", "√ Ja."])),
        VIEW,
        f"een verbeterpunt heeft in 2013 ten minste één X, maar deze rij niet: “{VIEW}”.",
        id="no improvement point in the first year",
    ),
    pytest.param(
        factsheet_text(
            **TWO,
            tables=table([VIEW, "√ Ja.", "√ Ja.", "X Nee."], header="Indicator 2013 Noord 2013 Zuid 2014"),
        ),
        VIEW,
        f"een verbeterpunt heeft in 2013 ten minste één X, maar deze rij niet: “{VIEW}”.",
        id="no improvement point for either approach",
    ),
    pytest.param(
        factsheet_text(tables=table(["X Nee.", "√ Ja."])),
        "X Nee.",
        "verwachtte een indicator vóór dit oordeel, maar vond “X Nee.”.",
        id="a cell without an indicator",
    ),
    pytest.param(
        factsheet_text(tables=table() + "\n\n" + table([VIEW, "X Nee.", "√ Ja."], heading="Aanpak")),
        "Indicator",
        "verwachtte een indicator onder deze kop.",
        id="a table without rows",
    ),
    pytest.param(
        factsheet_text(
            tables=table([VIEW, "X Nee.", "√ Ja."], [AGREEMENTS, "X Ja.", "√ Ja."], [VIEW, "X Nee.", "√ Ja."])
        ),
        None,
        f"regel 30: verwachtte elke indicator één keer, maar vond “{VIEW}”.",
        id="an indicator twice",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X Nee."])),
        "X Nee.",
        "verwachtte een oordeel (√ of X) voor 2014 (Samen Sterk), maar het bestand houdt hier op.",
        id="cut off before the last cell",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, "X Nee.", "√ Ja, want de\ngemeente telt"])),
        "gemeente telt",
        "het bestand houdt midden in een zin op: “gemeente telt”.",
        id="cut off in the last cell",
    ),
    pytest.param(
        factsheet_text(tables=table([VIEW, f"X {'lang ' * 3000}.", "√ Ja."])),
        "X lang",
        "verwachtte een toelichting van hoogstens 10.000 tekens.",
        id="explanation too long",
    ),
    pytest.param(
        factsheet_text(told="Lang. " * 10_000),
        "Ontwikkeling",
        "verwachtte een ontwikkeling van hoogstens 50.000 tekens.",
        id="development too long",
    ),
    pytest.param(
        factsheet_text(
            title="Juni 2015",
            end="Uitkomsten verbeterpunten toezichtonderzoek Utrecht - Samenwerkend Toezicht Jeugd Mei 2015 | 3",
        ),
        "Uitkomsten",
        "verwachtte overal dezelfde maand van publicatie (juni 2015), maar vond “mei 2015”.",
        id="two months",
    ),
]


@pytest.mark.parametrize(("text", "beginning", "message"), REFUSALS)
def test_what_is_not_certain_is_refused_with_its_line(text, beginning, message):
    where = f"regel {line_of(text, beginning)}: " if beginning else ""
    assert refusal_of(text) == f"{where}{message}"


def test_names_are_not_longer_than_can_be_kept():
    long = "Samen " * 30
    assert "een naam van een aanpak van hoogstens 150 tekens" in refusal_of(
        factsheet_text(tested=f"de aanpak {long}")
    )
    assert "een naam van hoogstens 150 tekens" in refusal_of(factsheet_text(approach=f"Aanpak: {long}"))


@pytest.mark.parametrize("lines", range(1, len(factsheet_text().split("\n")) - 1))
def test_a_factsheet_cut_off_at_any_line_is_refused(lines):
    text = "\n".join(factsheet_text().split("\n")[:lines])
    assert refusal_of(text).startswith("regel ")


FOOTER = "Uitkomsten verbeterpunten toezichtonderzoek Utrecht - Samenwerkend Toezicht Jeugd   Juni 2015 | 3"
NEXT_PAGE = "Vervolg uitkomsten verbeterpunten"
SEVERAL = factsheet_text(
    approach="Aanpak: Wijkteams",
    tables="\n\n".join(
        [
            table([VIEW, "X Nee.\nEcht niet.", "√ Ja.\nEn meer\ndan dat."], [POWER, "X Nee.", "√ Ja."]),
            NEXT_PAGE,
            table([HOLD, "X Nee.", "X Nee.\n\nLET OP: dit duurt\nlang."], heading="Aanpak"),
            FOOTER,
            table([AGREEMENTS, "X Er mist:\n- beleid;\n\n- geld.", "√ Ja."], heading="Samenwerking"),
        ]
    ),
    end=NEXT_PAGE,
)


def test_a_factsheet_cut_off_anywhere_is_refused_or_ends_openly_or_at_the_end_of_a_page():
    """What can't be refused is a cut after a sentence of a row's last cell: that may be the end of the text.

    After a row and the furniture of its page even that can't be seen; the number of points must tell.
    """
    lines = SEVERAL.split("\n")
    open_ends, closed_ends = [], []
    for number in range(1, len(lines) + 1):
        try:
            factsheet = read("\n".join(lines[:number]))
        except Unreadable:
            continue
        if lines[number - 1]:
            ends = open_ends if factsheet.ends_openly else closed_ends
            ends.append((lines[number - 1], len(factsheet.rows)))
    assert open_ends == [
        ("√ Ja.", 1),
        ("dan dat.", 1),
        ("√ Ja.", 2),
        ("X Nee.", 3),
        ("lang.", 3),
        ("√ Ja.", 4),
    ]
    assert closed_ends == [(NEXT_PAGE, 2), (FOOTER, 3), (NEXT_PAGE, 4)]


@pytest.mark.parametrize(
    ("end", "openly"),
    [
        ("", True),
        ("Uitkomsten verbeterpunten", True),
        (NEXT_PAGE, False),
        (FOOTER, False),
        ("Aanpak: Samen Sterk", False),
        (f"{NEXT_PAGE}\n\nAanpak: Samen Sterk\n(2013: aanpak Samen Sterk)", False),
    ],
    ids=["the last row", "first title", "next title", "footer", "approach", "title and approach"],
)
def test_only_furniture_after_the_last_row_shows_where_the_text_ends(end, openly):
    assert read(factsheet_text(end=end)).ends_openly is openly

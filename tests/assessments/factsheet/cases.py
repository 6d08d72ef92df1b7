"""Factsheets for tests: each shape that a document must hold, filled with texts of our own."""

import datetime
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle, islice

from assessments.factsheet import sentences
from assessments.factsheet.content import (
    ApproachInYear,
    Cell,
    Column,
    Contact,
    Factsheet,
    Intent,
    LeftOut,
    Point,
    ThemeDescription,
    ThemeTable,
    Words,
)
from assessments.wordings import STARTING
from tests.assessments.factsheet.texts_of_cases import (
    DEFINITION,
    DEVELOPMENT,
    FELL_SHORT,
    INDICATORS,
    STILL_OPEN,
    TAKEN_UP,
    VIEW,
)

X, MEETS, NOT_ASSESSED, OPEN = "improvement_point", "meets", "not_assessed", ""
LONGEST_NAME = "Westelijke Duinstreek, Nieuw-Zevenhuizen en Oud-Vossendrecht"
THEMES = (
    ThemeDescription("Toeleiding", "gezinnen zijn in beeld en worden bereikt met de aanpak"),
    ThemeDescription("Gezin centraal", "de aanpak stel het gezin en zijn sociale netwerk centraal"),
    ThemeDescription(
        "De aanpak", "de aanpak is planmatig, samenhangend en vasthoudend en de regisseur is toegerust"
    ),
    ThemeDescription(
        "Samenwerking",
        "er moet goede samenwerking zijn tussen de instanties die bij een gezin betrokken zijn",
    ),
    ThemeDescription(
        "Continu",
        "indien nodig moeten zorg en ondersteuning langdurig kunnen worden ingezet, in wisselende aard en intensiteit",
    ),
)
ALL_INDICATORS = [(heading, wording) for heading, wordings in INDICATORS.items() for wording in wordings]


@dataclass(frozen=True)
class Case:
    """A factsheet to print, and until when its embargo lasts."""

    factsheet: Factsheet
    embargo_until: datetime.datetime | None = None


def _columns(*years: tuple[int, tuple[str, ...]]) -> tuple[Column, ...]:
    return tuple(Column(year, name, len(names) > 1) for year, names in years for name in names)


def _tables(columns: tuple[Column, ...], chosen: list[tuple[str, str]]) -> tuple[ThemeTable, ...]:
    """A table per heading; the last column has a √ on two of three points, and one before it a √ now and then."""
    fell_short, taken_up, still_open = cycle(FELL_SHORT), cycle(TAKEN_UP), cycle(STILL_OPEN)
    last = columns[-1]

    def cell(column: Column, row: int, place: int) -> Cell:
        met = row % 3 != 2 if column == last else place > 0 and (row + place) % 4 == 0
        text = next(taken_up if met else still_open if column == last else fell_short)
        return Cell(column.year, column.approach, MEETS if met else X, "", text)

    points: dict[str, list[Point]] = {}
    for row, (heading, wording) in enumerate(chosen):
        cells = tuple(cell(column, row, place) for place, column in enumerate(columns))
        points.setdefault(heading, []).append(Point(wording, cells))
    return tuple(ThemeTable(heading, tuple(rows)) for heading, rows in points.items())


def _left_out(column: Column, points: list[tuple[str, str]]) -> tuple[LeftOut, ...]:
    """All other indicators stood at √ in the first column."""
    cells = (Cell(column.year, column.approach, MEETS, "", ""),)
    return tuple(
        LeftOut(heading, wording, cells)
        for heading, wording in ALL_INDICATORS
        if (heading, wording) not in points
    )


def _factsheet(
    municipality: str,
    *years: tuple[int, tuple[str, ...]],
    points: list[tuple[str, str]],
    paragraphs: int = len(DEVELOPMENT),
    **changes: object,
) -> Factsheet:
    """A factsheet as drafting would make it, of so many points and paragraphs of development."""
    *earlier, (year, current) = years
    columns = _columns(*years)
    first_year, first = years[0]
    before = earlier[-1][1] if earlier else current
    scope = sentences.what_was_followed_up(
        year=year, before=before, now=current, years_before=[each for each, _ in earlier[1:]]
    )
    made = Factsheet(
        municipality=municipality,
        code="GM0473",
        slug=municipality.lower(),
        formerly=(),
        year=year,
        published_on=datetime.date(year + 1, 6, 3),
        appeared_in=None,
        framework_code="GGSR",
        framework_name="Toetsingskader gezinnen met geringe sociale redzaamheid",
        framework_version="2013",
        definition=DEFINITION,
        introduction=sentences.introduction(
            framework="GGSR", tested=[(first_year, municipality, first)], number_of_themes=len(THEMES)
        ),
        themes_tested=THEMES,
        scope=(scope,),
        approach_line=sentences.approach_line(current, earlier),
        approaches=tuple(
            ApproachInYear(each, name, None if each == year else True, "")
            for each, names in years
            for name in names
        ),
        contacts=(Contact(datetime.date(year, 11, 12), "gesprek"),),
        development="\n\n".join(DEVELOPMENT[:paragraphs]),
        columns=columns,
        themes=_tables(columns, points),
        left_out=_left_out(columns[0], points),
        words=Words(
            *(
                STARTING.say(code)
                for code in ("voldoet", "verbeterpunt", "niet-beoordeeld", "nog-open", "niet-getoetst")
            )
        ),
        closing=STARTING.of("slot")[0],
        signed=sentences.signed_by(["Inspectie Jeugdzorg", "Inspectie van het Onderwijs"]),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _with_open_points(factsheet: Factsheet) -> Factsheet:
    """The last column has a point that is open, one that was not assessed, and one that was not looked at before."""
    first, *others = factsheet.themes
    last = factsheet.columns[-1]
    reason = "De gemeente heeft de stukken hierover niet gegeven."
    cells = [point.cells for point in first.points]
    shown = (
        (cells[0][0], Cell(last.year, last.approach, OPEN, "", "")),
        (cells[1][0], Cell(last.year, last.approach, NOT_ASSESSED, reason, "")),
    )
    points = [Point(point.indicator, row) for point, row in zip(first.points, shown, strict=True)]
    start, *rest = others[0].points
    return replace(
        factsheet,
        themes=(
            replace(first, points=tuple(points)),
            replace(others[0], points=(Point(start.indicator, (None, start.cells[1])), *rest)),
            *others[1:],
        ),
    )


def _with_long_explanation(factsheet: Factsheet) -> Factsheet:
    """The last cell of the first row holds as many characters as an explanation may have."""
    first, *others = factsheet.themes
    start, *rest = first.points
    text = "\n\n".join(islice(cycle((*FELL_SHORT, *TAKEN_UP)), 80))[:9_990].rsplit(" ", 1)[0] + " Tot hier."
    *before, last = start.cells
    changed = replace(start, cells=(*before, last and replace(last, explanation=text)))
    return replace(factsheet, themes=(replace(first, points=(changed, *rest)), *others))


def _intents(factsheet: Factsheet) -> tuple[Intent, ...]:
    approach = factsheet.columns[-1].approach
    return (
        Intent(
            ALL_INDICATORS[2][1],
            approach,
            "Wij vragen gezinnen voortaan vooraf wat zij willen bereiken.",
            by_whom="de coördinator van de wijkteams",
            planned_on=datetime.date(2015, 9, 1),
        ),
        Intent(ALL_INDICATORS[5][1], approach, "De monitor van de regio volstaat.", has_no_measure=True),
    )


BEFORE, NOW = (2013, ("Gezinscoach",)), (2014, ("Wijkteams",))
LONG_APPROACHES = (
    "Gebiedsgerichte gezinsondersteuning met jeugdhulpcoördinatie",
    "Multidisciplinaire Interventie Huishoudens Westelijke Dorpen",
)


@cache
def cases() -> dict[str, Case]:
    """Every case by its name."""
    forty = [(heading, wording) for heading, wordings in INDICATORS.items() for wording in wordings * 3][:40]
    bosch, haarlemmermeer = (
        _factsheet(name, BEFORE, NOW, points=ALL_INDICATORS[3:9], paragraphs=8)
        for name in ("’s-Hertogenbosch", "Haarlemmermeer")
    )
    frisian = _factsheet("Súdwest-Fryslân", BEFORE, NOW, points=ALL_INDICATORS[:6], development="")
    concept, planned = (
        _factsheet(name, BEFORE, NOW, points=ALL_INDICATORS[:5], published_on=None, signed="")
        for name in ("Zutphen", "Bergen op Zoom")
    )
    return {
        "one point": Case(_factsheet("Zandvoort", BEFORE, NOW, points=ALL_INDICATORS[12:13], paragraphs=2)),
        "eight points": Case(_factsheet("Barneveld", BEFORE, NOW, points=ALL_INDICATORS[1:17:2])),
        "two earlier columns": Case(
            _factsheet(
                "Doetinchem",
                (2013, ("Interventieteam", "Gezin Vooraan")),
                NOW,
                points=ALL_INDICATORS[7:15],
                formerly=("Wehl",),
            )
        ),
        "three earlier columns": Case(
            _factsheet(
                "Terneuzen",
                (2013, ("Interventieteam", "Gezin Vooraan", "Eén Loket")),
                NOW,
                points=ALL_INDICATORS[9:16],
                paragraphs=4,
            )
        ),
        "three years": Case(
            _factsheet("Oss", BEFORE, NOW, (2015, ("Wijkteams",)), points=ALL_INDICATORS[4:12], paragraphs=5)
        ),
        "forty points": Case(_factsheet("Rotterdam", BEFORE, NOW, points=forty)),
        "long explanation": Case(
            _with_long_explanation(_factsheet("Goes", BEFORE, NOW, points=ALL_INDICATORS[:4], paragraphs=2))
        ),
        "long names": Case(
            _factsheet(
                LONGEST_NAME,
                (2013, LONG_APPROACHES),
                (2014, LONG_APPROACHES[:1]),
                points=ALL_INDICATORS[5:9],
                paragraphs=5,
                formerly=("Gorssel-Oudenbosch", "Zevenhuizen-Moerkapelle"),
            )
        ),
        "correction": Case(
            replace(
                bosch,
                formerly=("Rosmalen",),
                edition=2,
                correction="In de eerste editie stond bij Aanpak een oordeel van een andere gemeente.",
                appeared_in=datetime.date(2015, 3, 1),
                closing=STARTING.of("slot-eerder-verschenen")[0],
            )
        ),
        "no development": Case(frisian),
        "annex": Case(replace(haarlemmermeer, statements=(VIEW,), intents=_intents(haarlemmermeer))),
        "concept": Case(_with_open_points(concept)),
        "embargo": Case(
            planned,
            embargo_until=datetime.datetime(2015, 6, 3, 9, tzinfo=datetime.UTC),
        ),
    }

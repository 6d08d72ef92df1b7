"""A small made-up factsheet in the form of the published ones, told only what a test is about."""

from assessments.reading import Known

VISION = "De gemeente zorgt voor een gezamenlijke visie op de aanpak voor GGSR"
EVALUATION = (
    "De gemeente evalueert de resultaten van de aanpak. "
    "Op basis van de evaluatie wordt het beleid gecontinueerd dan wel bijgesteld"
)
POWER = "De doorzettingsmacht voor de regisseur is geregeld"
HOLD = "Uitgangspunt bij de aanpak is dat het gezin niet wordt losgelaten"
VIEW = "De gemeente heeft zicht op de populatie GGSR"
AGREEMENTS = "Er zijn samenwerkingsafspraken gemaakt over de aanpak"
KNOWN = Known(
    framework="GGSR",
    themes={
        "Toeleiding": "Toeleiding",
        "De aanpak": "Aanpak",
        "Aanpak": "Aanpak",
        "Samenwerking": "Samenwerking",
    },
    wordings=(VISION, EVALUATION, POWER, HOLD, VIEW, AGREEMENTS),
    municipalities=(
        "Bergen (NH)",
        "Bergen op Zoom",
        "Nissewaard",
        "'s-Hertogenbosch",
        "Sittard-Geleen",
        "Spijkenisse",
        "Utrecht",
        "Utrechtse Heuvelrug",
    ),
)
CONTACT = "Op 3 april 2015 heeft STJ met de gemeente een gesprek gevoerd."
TABLE = f"""Toeleiding

Indicator 2013 2014

{VIEW}

X Niemand telt de gezinnen.

√ De gemeente telt de gezinnen elk jaar."""


def factsheet_text(
    *,
    title="",
    where="Utrecht",
    tested="de aanpak Samen Sterk",
    contact=CONTACT,
    told="De gemeente werkt verder.",
    approach="",
    tables=TABLE,
    end="",
):
    parts = (
        title,
        "Inleiding",
        f"In 2013 heeft STJ in {where} {tested} op beleidsniveau getoetst aan het\ntoetsingskader GGSR.",
        "Toeleiding: gezinnen zijn in beeld en worden bereikt met de aanpak",
        "Ontwikkeling 2014",
        contact,
        told,
        approach,
        tables,
        end,
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def table(*rows, heading="Toeleiding", header="Indicator 2013 2014"):
    """A table: each row is an indicator with its cells, every one a block of its own."""
    return "\n\n".join([heading, header, *(block for row in rows for block in row)])


def line_of(text, beginning):
    """The number of the first line that begins so, to say which line a message must name."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(beginning))

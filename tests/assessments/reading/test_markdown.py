import pytest

from assessments.reading.lines import blocks, numbered
from assessments.reading.markdown import to_markdown
from assessments.texts import to_plain

LONG = "Deze regel is zo lang als een regel in een factsheet gewoonlijk is,"


def markdown(text, **options):
    return to_markdown(blocks(numbered(text)), **options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een zin\nloopt door.\n\nEen tweede.", "Een zin loopt door.\n\nEen tweede."),
        ("Dit zijn ze:\n- een;\n-  twee\nen meer.", "Dit zijn ze:\n\n- een;\n- twee en meer."),
        (
            "- een;\n-  twee\n\n(en drie);\n- vier.\n\nDaarna.",
            "- een;\n- twee (en drie);\n- vier.\n\nDaarna.",
        ),
        ("- een\n\n- twee", "- een\n- twee"),
        ("• een\n• twee", "- een\n- twee"),
        ("De zin is\n\nnog niet af.", "De zin is nog niet af."),
        ("De zin is af.\n\nmaar deze begint klein.", "De zin is af.\n\nmaar deze begint klein."),
        ("Een punt.\n\nLET OP: kijk uit.", "Een punt.\n\nLET OP: kijk uit."),
    ],
    ids=[
        "paragraphs",
        "list in a paragraph",
        "list broken in the middle of an item",
        "list with empty lines",
        "round bullets",
        "paragraph broken in the middle of a sentence",
        "sentence that was closed",
        "note",
    ],
)
def test_blocks_become_markdown(text, expected):
    assert markdown(text) == expected


@pytest.mark.parametrize(
    "text",
    ["*niet* nadruk_", "# geen kop", "## geen kop", "1. geen lijst", "1) geen lijst", "+ geen lijst", "a\\b"],
)
def test_what_markdown_would_misread_stays_the_text_that_it_is(text):
    assert to_plain(markdown(text)) == text


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (f"Wijkteams\n{LONG}\nen dan komt er nog een.", "Wijkteams"),
        (f"Wijkteams\n{LONG * 6}", "Wijkteams"),
        (f"Wijkteams\n\n{LONG}\nen dan komt er nog een.", "Wijkteams"),
    ],
    ids=["above hard-wrapped lines", "above one long line", "as a block of its own"],
)
def test_a_short_first_line_that_stands_apart_is_a_sub_heading(text, heading):
    first, *rest = markdown(text, headings=True).split("\n\n")
    assert first == f"### {heading}"
    assert rest[0].startswith(LONG)
    assert "###" not in markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "De gemeente heeft dit jaar samen met\nNederlandse partners gewerkt aan\nzorg voor de gezinnen.",
        f"Korte zin.\n{LONG}",
        f"Dit zijn ze:\n{LONG}",
        f"Wijkteams\ndie {LONG}",
        f"wijkteams\n{LONG}",
        "Wijkteams",
        "Wijkteams\n\nen meer.",
        f"Wijkteams\n\n- {LONG}",
        f"{LONG * 3}\n{LONG * 3}",
    ],
    ids=[
        "wrapped sentence",
        "closed sentence",
        "introduction of a list",
        "goes on in lower case",
        "begins in lower case",
        "nothing after it",
        "the sentence goes on",
        "a list after it",
        "long lines",
    ],
)
def test_other_first_lines_are_text(text):
    assert "###" not in markdown(text, headings=True)

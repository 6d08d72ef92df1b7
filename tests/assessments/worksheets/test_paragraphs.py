import pytest

from assessments.texts import folded, to_html
from assessments.worksheets.paragraphs import Paragraph, Run, as_read, from_markdown, to_markdown
from tests.assessments.worksheets.made_up import RICH


def plain(text, **fields):
    return Paragraph((Run(text),), **fields)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Een alinea.",
        "Een alinea.\n\nEn nog een.",
        "Een regel\nen de volgende.",
        "- een\n- twee\n  - dieper\n- drie",
        "1. een\n1. twee",
        "Vet **woord** en *schuin* woord.",
        "Alles ***tegelijk*** hier.",
        "LET OP: alleen mondeling.",
        "Na een lijst:\n\n- een\n\nEn verder.",
        RICH,
    ],
)
def test_a_text_comes_back_as_it_went(text):
    assert as_read(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "a_b_c",
        "\\- geen lijst",
        "1\\. geen lijst",
        "# geen kop",
        "<b>x</b> & y",
        "\\*sterren\\*",
        "- een\n\n- twee apart",
    ],
)
def test_what_comes_back_reads_the_same(text):
    once = as_read(text)
    assert as_read(once) == once
    if not text.startswith(("\\-", "- ")):
        assert folded(to_html(once)) == folded(to_html(text))


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        pytest.param([plain("een"), plain(" "), plain("twee")], "een\n\ntwee", id="empty paragraphs go"),
        pytest.param([plain("- een"), plain("•\ttwee")], "- een\n- twee", id="typed bullets are a list"),
        pytest.param([plain("– een streepje")], "– een streepje", id="a dash is a dash"),
        pytest.param([plain("* * *")], "\\* \\* \\*", id="stars"),
        pytest.param([plain("# 1. +")], "\\# 1. +", id="marks at the beginning"),
        pytest.param(
            [Paragraph((Run("een "), Run(" twee ", bold=True), Run("drie")))],
            "een  **twee** drie",
            id="spaces outside",
        ),
        pytest.param([Paragraph((Run("half", bold=True), Run("weg")))], "**half**weg", id="half a word"),
        pytest.param(
            [Paragraph((Run("a"), Run("(b)", bold=True), Run("c")))], "a(b)c", id="marks that would show"
        ),
        pytest.param(
            [Paragraph((Run("een", bold=True), Run("twee", bold=True)))], "**eentwee**", id="runs join"
        ),
        pytest.param([Paragraph((Run("een\ntwee", italic=True),))], "*een*\n*twee*", id="over a line end"),
        pytest.param(
            [Paragraph((Run("LET OP: alles vet", bold=True),))], "LET OP: **alles vet**", id="a note"
        ),
        pytest.param(
            [plain("een", list="bullet"), plain("a", list="number", level=3)], "- een\n  1. a", id="too deep"
        ),
        pytest.param(
            [plain("een", list="bullet"), plain("a", list="number")], "- een\n\n1. a", id="two lists"
        ),
        pytest.param([plain("een\ntwee", list="bullet")], "- een\n  twee", id="a line end in an item"),
        pytest.param([plain("sa\u00admen\ue000\u200b")], "samen", id="nobody sees it"),
    ],
)
def test_paragraphs_become_a_text(paragraphs, expected):
    assert to_markdown(paragraphs) == expected


def test_lists_keep_their_levels():
    assert [(each.list, each.level, each.text) for each in from_markdown(RICH)][1:6] == [
        ("bullet", 0, "een"),
        ("bullet", 0, "twee"),
        ("bullet", 1, "dieper"),
        ("number", 0, "eerst"),
        ("number", 0, "dan"),
    ]

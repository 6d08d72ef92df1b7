"""What the scripts make of pasted text, and how they count and clean: tables of cases, in Chromium itself."""

import pytest
from django.conf import settings

from assessments.texts import normalise

SCRIPTS = settings.BASE_DIR / "static" / "js"


@pytest.fixture(scope="session")
def base_url():
    """Nothing is served here, so there is no database to empty after each case."""


@pytest.fixture(scope="module")
def script(browser):
    """`script(name, text)` calls what the scripts share, on an empty page."""
    page = browser.new_page()
    for name in ("texts.js", "pasted-text.js"):
        page.add_script_tag(path=SCRIPTS / name)
    yield lambda name, text: page.evaluate(f"(text) => stj.{name}(text)", text)
    page.close()


PARAGRAPH = (
    "De gemeente heeft met de netwerkpartners afspraken gemaakt over\n"
    "wie de regie voert. Die afspraken staan in een convenant, dat nog\n"
    "niet door iedereen is getekend."
)
JOINED = PARAGRAPH.replace("\n", " ")

MENDED = {
    "a paragraph of a PDF": (PARAGRAPH, JOINED),
    "line ends of Windows": (PARAGRAPH.replace("\n", "\r\n"), JOINED),
    "two paragraphs": (f"{PARAGRAPH}\n\n{PARAGRAPH}", f"{JOINED}\n\n{JOINED}"),
    "two paragraphs without an empty line": (f"{PARAGRAPH}\n{PARAGRAPH}", f"{JOINED}\n{JOINED}"),
    "a heading above a paragraph": (f"Samenwerking\n{PARAGRAPH}", f"Samenwerking\n{JOINED}"),
    "a narrow column": (
        "De gemeente heeft beleid\nvoor de groep GGSR. De\ngemeente zorgt voor een\ngezamenlijke visie",
        "De gemeente heeft beleid voor de groep GGSR. De gemeente zorgt voor een gezamenlijke visie",
    ),
    "a sentence that ends where the line ends": (
        "De regisseur heeft nu een mandaat van de gemeente en partners.\n"
        "De gezinscoach kan daarom besluiten nemen die voor de anderen\n"
        "gelden, ook als een organisatie het er niet mee eens is.",
        "De regisseur heeft nu een mandaat van de gemeente en partners. De gezinscoach kan daarom besluiten"
        " nemen die voor de anderen gelden, ook als een organisatie het er niet mee eens is.",
    ),
    "a word broken at the line end": ("Dit is een verbe-\nterpunt.", "Dit is een verbeterpunt."),
    "a word broken with a soft hyphen": ("Dit is een verbe\u00ad\nterpunt.", "Dit is een verbeterpunt."),
    "an abbreviation before the hyphen": ("voor GGSR-\ngezinnen", "voor GGSR-gezinnen"),
    "a single letter before the hyphen": ("per e-\nmail", "per e-mail"),
    "a hyphen before en": ("jeugd-\nen gezinshulp", "jeugd- en gezinshulp"),
    "a hyphen before of": ("dag-\nof nachtopvang", "dag- of nachtopvang"),
    "a word that begins like of": ("een voor-\noffensief", "een vooroffensief"),
    "a hyphen before a capital": (
        "Dit zien wij bij alle gemeenten in de provincie Zuid-\nHolland, en ook in de gemeenten daarbuiten die\n"
        "meedoen.",
        "Dit zien wij bij alle gemeenten in de provincie Zuid-Holland, en ook in de gemeenten daarbuiten die"
        " meedoen.",
    ),
    "a hyphen before a figure": (
        "Dit staat in het plan van aanpak voor de jaren 2013-\n2014, dat de gemeente met de netwerkpartners\n"
        "maakte.",
        "Dit staat in het plan van aanpak voor de jaren 2013-2014, dat de gemeente met de netwerkpartners"
        " maakte.",
    ),
    "bullets of Word": (
        "•\tgezin\n·\twonen\no\twerk\n§\tgeld\n▪\tschool",
        "- gezin\n- wonen\n- werk\n- geld\n- school",
    ),
    "dashes with tabs": ("-\tgezin\n–\twonen", "- gezin\n- wonen"),
    "numbers of Word": ("1.\tgezin\n2.\twonen", "1. gezin\n2. wonen"),
    "bullets of a PDF, wrapped": (
        "• De gemeente heeft afspraken gemaakt met de scholen over\nhet signaleren van problemen.\n"
        "• Er is een meldpunt.",
        "- De gemeente heeft afspraken gemaakt met de scholen over het signaleren van problemen.\n"
        "- Er is een meldpunt.",
    ),
    "a note under a paragraph": (
        f"{PARAGRAPH}\nLET OP: nog niet getekend.",
        f"{JOINED}\nLET OP: nog niet getekend.",
    ),
    "characters that nobody sees": ("zorg\u00advuldig\u200b en \u202eveilig\ufeff", "zorgvuldig en veilig"),
    "accents set apart": ("coo\u0308rdinator", "coördinator"),
}


@pytest.mark.parametrize(("pasted", "mended"), MENDED.values(), ids=MENDED)
def test_text_from_word_or_a_pdf_comes_in_clean(script, pasted, mended):
    assert script("mendPasted", pasted) == mended


LEFT_ALONE = {
    "a sentence": "De gemeente maakt geen gebruik van een expertteam.",
    "paragraphs": "Er is een convenant.\n\nDe regisseur is toegerust.",
    "an address": "Gemeente Alkmaar\nAfdeling Jeugd en Onderwijs\nPostbus 53\n1800 BC Alkmaar",
    "a list": "- gezin\n- wonen\n- werk",
    "a list with long items": "- afspraken over wie de regie voert\n- afspraken over het delen van gegevens",
    "a list without marks": "huisvesting\nschulden\nopvoeding",
    "long items without marks": (
        "afspraken over wie de regie voert\nafspraken over het delen van gegevens met de scholen\n"
        "een overleg per kwartaal"
    ),
    "a sentence to a line": "Er is een convenant gesloten.\nDe regisseur is toegerust.\nHet overleg loopt.",
    "headings": "### Samenwerking\nEr is een convenant.\n### Regie\nDie is belegd.",
    "a range": "van 2013-2014 tot nu",
    "an o that is a word": "o ja, dat is waar",
    "a paragraph sign that is one": "§ 3 van het plan",
}


@pytest.mark.parametrize("pasted", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_other_text_stays_as_it_is(script, pasted):
    assert script("mendPasted", pasted) == pasted


@pytest.mark.parametrize("pasted", [text for text, _ in MENDED.values()], ids=MENDED)
def test_mending_twice_changes_nothing_more(script, pasted):
    mended = script("mendPasted", pasted)
    assert script("mendPasted", mended) == mended


TEXTS = {
    "nothing": "",
    "line ends of Windows": "een\r\ntwee\rdrie",
    "white space around": "  een  \n\n\n\n twee \t\n",
    "hard spaces": "een\u00a0\ntwee\u2003\n",
    "characters that nobody sees": "a\u00adb\u200bc\u200fd\u202ee\u2066f\ufeffg\ufffbh",
    "characters that XML can't hold": "a\ufffeb\uffffc",
    "controls": "a\x00b\x07c\x1bd\te",
    "other line ends": "a\x0bb\x0cc\x85d\u2028e\u2029f\r\x0bg",
    "an accent after what nobody sees": "e\u200b\u0301",
    "more accents than letters have": "a" + "\u0316\u0301" * 40 + "!" * 40,
    "accents set apart": "coo\u0308rdinator",
    "an emoji": "duim \U0001f44d\U0001f3fd",
    "other alphabets": "Ελλάδα, المغرب, 中国",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_scripts_keep_and_count_a_text_as_the_server_does(script, text):
    stored = normalise(text).strip()
    assert script("asStored", text) == stored
    assert script("countCharacters", text) == len(stored)

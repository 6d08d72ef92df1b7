"""Where searched words stand in a text: blind to accents and capitals, shown as spelled."""

import random
import sys

import pytest

from assessments.passages import LENGTH, Piece, find, mark, passage, words_of
from assessments.texts import blind, for_search, normalise, on_one_line


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        ("  ", ()),
        ("Coöperatie", ("cooperatie",)),
        ("  wijk  TEAM wijk ", ("wijk", "team")),
        ('"sociale  wijkteams" gezin', ("sociale wijkteams", "gezin")),
        ("„sociale wijkteams”", ("sociale wijkteams",)),
        ('"nooit gesloten', ("nooit", "gesloten")),
        ('een"twee drie"vier', ("een", "twee drie", "vier")),
        ('"" “ ”', ()),
        ("\u0301", ()),
        ("50%", ("50%",)),
        ("*nadruk* - #", ("*nadruk*", "-", "#")),
        ("thema’s", ("thema's",)),
    ],
)
def test_what_is_typed_is_words_and_phrases(query, words):
    assert words_of(query) == words


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("De Coöperatie", "cooperatie", ["Coöperatie"]),
        ("Súdwest-Fryslân", "sudwest", ["Súdwest"]),
        ("Wijk bij IJsselstein", "ij", ["ij", "ij", "IJ"]),
        ("ĳsbaan", "ij", ["ĳ"]),
        ("ĳsbaan", "js", ["ĳs"]),
        ("Straße", "strasse", ["Straße"]),
        ("Straße", "s", ["S", "ß", "ß"]),
        ("e\u0301e\u0301n", "een", ["e\u0301e\u0301n"]),
        ("e\u0301e\u0301n", "e", ["e\u0301", "e\u0301"]),
        ("foto’s", "foto's", ["foto’s"]),
        ("2013–2014", "2013-2014", ["2013–2014"]),
        ("ﬁnanciën", "financien", ["ﬁnanciën"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("een\u00a0twee", "een twee", ["een\u00a0twee"]),
        ("100 %_ zeker", "%_", ["%_"]),
        ("niets", "iets anders", []),
        ("", "iets", []),
    ],
)
def test_words_are_found_as_they_are_spelled(text, word, found):
    assert [text[start:end] for start, end in find(text, word)] == found


def test_marks_that_overlap_are_one():
    assert mark("wijkteams", ["wijkt", "teams"]) == (Piece("wijkteams", is_marked=True),)
    assert mark("een wijkteam", ["team", "een"]) == (
        Piece("een", is_marked=True),
        Piece(" wijk"),
        Piece("team", is_marked=True),
    )
    assert mark("een wijkteam", []) == (Piece("een wijkteam"),)
    assert mark("", ["een"]) == ()


def shown(found):
    return "".join(piece.text for piece in found.pieces)


def marked(found):
    return [piece.text for piece in found.pieces if piece.is_marked]


FILLER = "tekst " * 100


def test_a_short_text_is_shown_whole():
    found = passage("Een korte tekst.", ["korte"])
    assert (shown(found), marked(found)) == ("Een korte tekst.", ["korte"])
    assert (found.has_more_before, found.has_more_after) == (False, False)


def test_a_long_text_is_shown_around_the_word_and_cut_between_words():
    found = passage(f"{FILLER}het Wijkteam helpt {FILLER}", ["team"])
    assert marked(found) == ["team"]
    assert len(shown(found)) <= LENGTH
    assert shown(found).startswith("tekst ")
    assert shown(found).endswith(" tekst")
    assert (found.has_more_before, found.has_more_after) == (True, True)


def test_a_text_without_the_words_is_shown_from_its_beginning():
    found = passage(f"Begin {FILLER}", ["elders"])
    assert shown(found).startswith("Begin tekst")
    assert (marked(found), found.has_more_before, found.has_more_after) == ([], False, True)


def test_where_most_words_stand_together_is_shown():
    found = passage(f"gezin {FILLER}regie over het gezin {FILLER}regie", ["gezin", "regie"])
    assert marked(found) == ["regie", "gezin"]


def test_a_word_as_long_as_the_passage_is_cut():
    found = passage(f"kop {'a' * 1000} staart", ["aaa"])
    assert len(shown(found)) == LENGTH


def test_the_end_of_a_text_fills_the_passage():
    found = passage(f"{FILLER}slot", ["slot"])
    assert LENGTH - len("tekst ") < len(shown(found)) <= LENGTH
    assert (found.has_more_before, found.has_more_after) == (True, False)


ALPHABET = [
    *"aAbeE éëËïñç",
    "ß",
    "ĳ",
    "Ĳ",
    "e\u0301",
    "\u0301",
    "ﬁ",
    "I",
    "İ",
    "ı",
    "Σ",
    "ς",
    "’",
    "–",
    "%",
    "´",
    "\u00a0",
]


@pytest.mark.parametrize("seed", range(40))
def test_every_marked_piece_is_the_word_and_no_place_is_missed(seed):
    chance = random.Random(seed)
    for _ in range(50):
        text = " ".join("".join(chance.choices(ALPHABET, k=chance.randrange(600))).split())
        start = chance.randrange(len(text) + 1)
        word = blind(text[start : start + chance.randrange(1, 6)]) or "a"
        pieces = [text[start:end] for start, end in find(text, word)]
        assert [piece for piece in pieces if word not in blind(piece)] == []
        whole = [piece for piece in pieces if not set(piece) & set("ßĳĲﬁ")]  # one letter that is seen as two
        assert {blind(piece) for piece in whole} <= {word}
        assert len(pieces) == blind(text).count(word)
        found = passage(text, [word])
        assert shown(found) in text
        assert bool(marked(found)) == bool(pieces)
        assert len(shown(found)) <= max(LENGTH, len(word) * 2)


def test_what_searching_sees_stays_the_same_when_seen_again():
    letters = [chr(number) for number in range(sys.maxunicode + 1) if not 0xD800 <= number <= 0xDFFF]
    seen = [(letter, blind(letter)) for letter in letters]
    assert [letter for letter, once in seen if once != letter and blind(once) != once] == []


def test_what_is_stored_to_be_searched_is_what_is_seen_of_the_text_that_is_shown():
    text, reason = normalise("# Kop\r\n\n- *Eén* \u00ad punt\n- Twee"), "Géén inzage"
    assert for_search(text, reason) == blind(on_one_line(text, reason)) == "kop een punt twee geen inzage"

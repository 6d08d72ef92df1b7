import random
from itertools import pairwise

import pytest
from django.template import Context, Template

from assessments import differences
from assessments.differences import Kind, Overlap, Piece, compare, merge, merge_value, shorten
from tests.assessments.hostile_texts import HOSTILE, drawn

BASE = "Er is een convenant. Het is getekend door alle partners.\n\n- een\n- twee\n\nLET OP: dit loopt nog."
WORDS = [
    "het",
    "gezin",
    "regie.",
    "niet",
    "wel",
    "plan;",
    "\n",
    "\n\n",
    "- ",
    "LET OP:",
    "中",
    "é",
    "(zie p. 3).",
]


def some_text(seed, words=40):
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(chosen.randint(0, words)))


def changed(text, seed):
    """The text with some words gone, some in another place and some new."""
    chosen, words = random.Random(seed), text.split(" ")
    for _ in range(chosen.randint(0, 6)):
        place = chosen.randint(0, len(words))
        words[place : place + chosen.randint(0, 3)] = chosen.choices(WORDS, k=chosen.randint(0, 3))
    return " ".join(words)


def words_of(text):
    return set(text.replace("。", " ").split())


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        pytest.param("", "", [], id="nothing"),
        pytest.param("Zo.", "Zo.", [("same", "Zo.")], id="the same"),
        pytest.param("", "Nieuw.", [("added", "Nieuw.")], id="all new"),
        pytest.param("Weg.", "", [("removed", "Weg.")], id="all gone"),
        pytest.param(
            "Er is een plan.",
            "Er is geen plan.",
            [("same", "Er is "), ("removed", "een"), ("added", "geen"), ("same", " plan.")],
            id="a whole word, never half of one",
        ),
        pytest.param(
            "Een. Twee.", "Een.\nTwee.", [("same", "Een."), ("removed", " "), ("added", "\n"), ("same", "Twee.")],
            id="a line break",
        ),
        pytest.param("中文字", "中字", [("same", "中"), ("removed", "文"), ("same", "字")], id="without spaces"),
        pytest.param(
            "de oude lange zin", "een nieuwe korte regel",
            [("removed", "de oude lange zin"), ("added", "een nieuwe korte regel")],
            id="a rewritten stretch as one change",
        ),
    ],
)  # fmt: skip
def test_differences_by_the_word(before, after, pieces):
    assert compare(before, after) == [Piece(Kind(kind), text) for kind, text in pieces]


@pytest.mark.parametrize("seed", range(100))
def test_both_texts_can_be_read_from_the_pieces(seed):
    before = some_text(seed)
    after = changed(before, seed)
    pieces = compare(before, after)
    assert "".join(text for kind, text in pieces if kind != Kind.ADDED) == before
    assert "".join(text for kind, text in pieces if kind != Kind.REMOVED) == after


def test_what_stayed_the_same_is_left_out_between_changes():
    before = "Begin. " + "woord " * 200 + "Eind."
    pieces = shorten(compare(before, before.replace("Begin", "Start") + " Nog iets."))
    assert [piece.kind for piece in pieces] == ["removed", "added", "same", "skipped", "same", "added"]
    assert sum(len(piece.text) for piece in pieces if piece.kind == Kind.SAME) < 330
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.ADDED) == before


@pytest.mark.parametrize(
    ("mine", "theirs", "joined"),
    [
        pytest.param(
            BASE.replace("alle partners", "zes partners"),
            BASE.replace("- twee", "- twee\n- drie"),
            BASE.replace("alle partners", "zes partners").replace("- twee", "- twee\n- drie"),
            id="different sentences",
        ),
        pytest.param(
            BASE.replace("Er is een convenant. ", ""),
            BASE + " Volgend jaar meer.",
            BASE.replace("Er is een convenant. ", "") + " Volgend jaar meer.",
            id="one removed, the other added",
        ),
        pytest.param(
            BASE + "\n\nSlot.", BASE + "\n\nSlot.", BASE + "\n\nSlot.", id="both the same"
        ),
        pytest.param(
            "Eerst. " + BASE.replace("alle", "zes"),
            BASE.replace("alle", "zes") + " Meer.",
            "Eerst. " + BASE.replace("alle", "zes") + " Meer.",
            id="the same change and one of each",
        ),
    ],
)  # fmt: skip
def test_changes_that_do_not_overlap_are_joined(mine, theirs, joined):
    merged = merge(mine, theirs, BASE)
    assert (merged.text, merged.overlaps) == (joined, [])


@pytest.mark.parametrize(
    ("mine", "theirs", "base", "overlap", "both"),
    [
        pytest.param(
            "Dat is wel geregeld.", "Dat is niet meer geregeld.", "Dat is niet geregeld.",
            ("Dat is wel geregeld.", "Dat is niet meer geregeld.", "Dat is niet geregeld."),
            "Dat is niet meer geregeld. Dat is wel geregeld.",
            id="one sentence",
        ),
        pytest.param(
            "Van mij.", "Van hen.", "", ("Van mij.", "Van hen.", ""), "Van hen. Van mij.", id="both began"
        ),
        pytest.param(
            "Een. Van mij.", "Een. Van hen.", "Een.", (" Van mij.", " Van hen.", ""), "Een. Van hen. Van mij.",
            id="both went on",
        ),
        pytest.param(
            "", "Een. Twee, maar dan beter.", "Een. Twee.", ("", "Een. Twee, maar dan beter.", "Een. Twee."),
            "Een. Twee, maar dan beter.",
            id="mine is gone, theirs is changed",
        ),
        pytest.param(
            "Een.\n\nMijn alinea.", "Een.\n\nHun alinea.", "Een.",
            ("\n\nMijn alinea.", "\n\nHun alinea.", ""), "Een.\n\nHun alinea.\n\nMijn alinea.",
            id="paragraphs",
        ),
        pytest.param(
            "Anna schrijft: een andere tekst.", "Bram: het gezin wordt niet losgelaten.", "",
            ("Anna schrijft: een andere tekst.", "Bram: het gezin wordt niet losgelaten.", ""),
            "Bram: het gezin wordt niet losgelaten. Anna schrijft: een andere tekst.",
            id="sentences with a colon stay whole",
        ),
        pytest.param(
            "Er is regie. Anna zag het. Dat klopt.", "Bram zag niets. Hij vroeg door. Dat klopt.", "",
            ("Er is regie. Anna zag het. Dat klopt.", "Bram zag niets. Hij vroeg door. Dat klopt.", ""),
            "Bram zag niets. Hij vroeg door. Er is regie. Anna zag het. Dat klopt.",
            id="spaces are no common ground",
        ),
        pytest.param(
            "- een\n- twee", "- drie\n- twee", "", ("- een\n- twee", "- drie\n- twee", ""),
            "- drie\n- een\n- twee",
            id="points of a list",
        ),
    ],
)  # fmt: skip
def test_changes_that_overlap_are_shown_with_both_sides(mine, theirs, base, overlap, both):
    merged = merge(mine, theirs, base)
    assert merged.overlaps == [Overlap(*overlap)]
    assert merged.text == both


@pytest.mark.parametrize("seed", range(100))
def test_rules_of_merging(seed):
    base = some_text(seed)
    mine, theirs = changed(base, seed), changed(base, seed + 1_000)
    assert merge(mine, mine, base).text == mine
    assert merge(base, theirs, base).text == theirs
    assert merge(mine, base, base).text == mine
    one, other = merge(mine, theirs, base), merge(theirs, mine, base)
    assert bool(one.overlaps) == bool(other.overlaps)
    if not one.overlaps:
        assert one.text == other.text


@pytest.mark.parametrize("seed", range(100))
def test_no_word_that_somebody_added_is_lost(seed):
    base = some_text(seed)
    mine, theirs = changed(base, seed), changed(base, seed + 1_000)
    joined = words_of(merge(mine, theirs, base).text)
    for side in (mine, theirs):
        assert words_of(side) - words_of(base) <= joined


@pytest.mark.parametrize("seed", range(100))
def test_an_overlap_shows_every_word_of_both_sides(seed):
    merged = merge(some_text(seed), some_text(seed + 1_000), "")
    for overlap in merged.overlaps:
        assert words_of(overlap.mine) | words_of(overlap.theirs) == words_of(overlap.both)


def stand_in_order(words, text):
    """Whether all words of a text are there in the order that it had them."""
    there = iter(text.split())
    return all(word in there for word in words.split())


@pytest.mark.parametrize("seed", range(100))
def test_of_an_overlap_both_keep_all_their_words_in_their_own_order(seed):
    base = some_text(seed) if seed % 2 else ""
    overlaps = merge(
        changed(base, seed) + some_text(seed + 2_000), changed(base, seed + 1_000), base
    ).overlaps
    overlaps += merge(f"Ik zie. {some_text(seed)}", f"Zij ziet. {some_text(seed + 1_000)}", "").overlaps
    assert overlaps
    for overlap in overlaps:
        assert stand_in_order(overlap.theirs, overlap.both)
        assert stand_in_order(overlap.mine, overlap.both)


@pytest.mark.parametrize("seed", range(100))
def test_of_an_overlap_without_a_common_sentence_theirs_stands_whole_before_mine(seed):
    mine = " ".join(f"ik-{word}" for word in ["zie:", *some_text(seed).split(), "einde."])
    theirs = " ".join(f"zij-{word}" for word in ["ziet:", *some_text(seed + 1_000).split(), "einde."])
    assert Overlap(mine, theirs, "").both == f"{theirs} {mine}"


@pytest.mark.parametrize(
    ("mine", "theirs", "base", "expected"),
    [
        ("meets", "", "", ("meets", False)),
        ("", "meets", "", ("meets", False)),
        ("meets", "meets", "", ("meets", False)),
        ("meets", "improvement_point", "", ("meets", True)),
        ("", "meets", "improvement_point", ("", True)),
    ],
)
def test_a_value_that_both_changed_is_mine_for_the_time_being(mine, theirs, base, expected):
    assert merge_value(mine, theirs, base) == expected


@pytest.mark.parametrize(("one", "other"), list(pairwise([*HOSTILE, "one word again and again"])))
def test_hostile_texts_are_compared_and_joined(one, other):
    one, other = HOSTILE[one], HOSTILE[other]
    pieces = compare(one, other)
    assert "".join(text for kind, text in pieces if kind != Kind.ADDED) == one
    assert "".join(text for kind, text in pieces if kind != Kind.REMOVED) == other
    assert words_of(merge(one, other, drawn("abc. ")).text) >= words_of(one) | words_of(other)


def test_what_is_not_found_in_time_counts_as_wholly_different(monkeypatch):
    before = "".join(f"{number} even, {number} oneven. " for number in range(0, 40, 2))
    after = "".join(f"{number} even, {number} oneven. " for number in range(1, 40, 2))
    monkeypatch.setattr(differences, "SECONDS", 60)
    assert Piece(Kind.SAME, " even, ") in compare(before, after)
    monkeypatch.setattr(differences, "SECONDS", 1e-6)
    removed, added = before.removesuffix(" oneven. "), after.removesuffix(" oneven. ")
    rest = Piece(Kind.SAME, " oneven. ")
    assert compare(before, after) == [Piece(Kind.REMOVED, removed), Piece(Kind.ADDED, added), rest]


def test_the_marks_are_read_aloud_as_well():
    html = Template("{% load differences %}{% difference a b %}").render(
        Context({"a": "Een <b>plan</b>.", "b": "Twee <b>plan</b>.\nMeer."})
    )
    assert '<del><span class="stj-visually-hidden"> verwijderd: </span>Een<span' in html
    assert '<ins><span class="stj-visually-hidden"> toegevoegd: </span>Twee<span' in html
    assert "<b>" not in html
    assert "&lt;b&gt;plan&lt;/b&gt;" in html
    assert '<span class="stj-difference__line" aria-hidden="true">¶</span>\nMeer.' in html


@pytest.mark.parametrize(("after", "told"), [("a  b", "spatie"), ("a\nb", "nieuwe regel")])
def test_a_change_that_cannot_be_heard_is_named(after, told):
    html = Template("{% load differences %}{% difference a b %}").render(Context({"a": "a b", "b": after}))
    assert f"toegevoegd: {told}</span>" in html

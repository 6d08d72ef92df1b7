"""How verdicts, progress and texts stand on a page."""

import re

import pytest
from django.template import Context, Template

from assessments.verdicts import Verdict


def render(source, **context):
    return Template("{% load display %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("value", "look", "mark", "word"),
    [
        pytest.param("meets", "meets", "√", "Voldoet", id="meets"),
        pytest.param(
            Verdict.IMPROVEMENT_POINT, "improvement-point", "X", "Verbeterpunt", id="improvement point"
        ),
        pytest.param("not_assessed", "not-assessed", "–", "Niet beoordeeld", id="not assessed"),
    ],
)
def test_a_verdict_is_a_mark_that_is_seen_and_a_word_that_is_read(value, look, mark, word):
    html = render("{% verdict value %}", value=value)
    assert html.startswith(f'<span class="stj-verdict stj-verdict--{look}">')
    assert re.findall(r'aria-hidden="true">(.)</span>', html) == [mark]
    assert html.endswith(f"</span> {word}</span>")


def test_a_finding_without_a_verdict_is_open_and_has_no_mark():
    html = render("{% verdict value %}", value="")
    assert "stj-verdict--open" in html
    assert "Nog open" in html
    assert "aria-hidden" not in html


def test_an_unknown_verdict_is_not_shown_as_anything():
    with pytest.raises(ValueError, match="misschien"):
        render("{% verdict value %}", value="misschien")


@pytest.mark.parametrize(
    ("value", "mark"),
    [
        pytest.param("meets", "√", id="meets"),
        pytest.param("improvement_point", "X", id="improvement point"),
        pytest.param("not_assessed", "–", id="not assessed"),
        pytest.param("", "", id="open"),
        pytest.param("gesprek", "", id="no verdict"),
    ],
)
def test_only_a_verdict_has_a_mark(value, mark):
    assert render("{{ value|verdict_mark }}", value=value) == mark


@pytest.mark.parametrize(
    ("wording", "heading"),
    [
        pytest.param("Het netwerk is betrokken.", "Het netwerk is betrokken.", id="short enough"),
        pytest.param(
            "Er is beleid voor de groep. De gemeente zorgt voor een visie op de aanpak.",
            "Er is beleid voor de groep…",
            id="by its first sentence",
        ),
        pytest.param(
            "De netwerkpartners hebben gezamenlijke doelen geformuleerd ten aanzien van de aanpak.",
            "De netwerkpartners hebben gezamenlijke doelen geformuleerd…",
            id="by whole words",
        ),
    ],
)
def test_a_wording_is_shortened_for_a_heading(wording, heading):
    assert render("{{ value|shortened }}", value=wording) == heading


@pytest.mark.parametrize(
    ("done", "total", "width"),
    [
        pytest.param(0, 4, "0", id="nothing yet"),
        pytest.param(3, 4, "75", id="partly"),
        pytest.param(1, 3, "33", id="rounded down, without a decimal comma"),
        pytest.param(4, 4, "100", id="all"),
        pytest.param(0, 0, "0", id="nothing to do"),
    ],
)
def test_progress_is_a_bar_and_words(done, total, width):
    html = render("{% progress done total %}", done=done, total=total)
    assert f'<rect width="{width}"' in html
    assert f"<span>{done} van {total}</span>" in html


def test_a_text_is_shown_as_it_reads():
    html = render("{% markdown text %}", text="Eerst *dit*.\n\n- een\n- twee")
    assert html.startswith('<div class="stj-prose">')
    assert "<em>dit</em>" in html
    assert html.count("<li>") == 2


def test_html_in_a_text_stays_text():
    assert "&lt;script&gt;" in render("{% markdown text %}", text="<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        pytest.param("{% markdown text %}", "### Tussenkop", id="explanation"),
        pytest.param("{% markdown text headings=True %}", "<h3>Tussenkop</h3>", id="narrative"),
        pytest.param(
            "{% markdown text headings=True heading_level=4 %}", "<h4>Tussenkop</h4>", id="deeper narrative"
        ),
    ],
)
def test_sub_headings_are_for_narratives_at_the_level_of_the_page(tag, shown):
    assert shown in render(tag, text="### Tussenkop")


def test_no_text_leaves_nothing():
    assert render("{% markdown text %}", text="") == ""

"""The drawing of a case file."""

import re

import pytest
from django.template.loader import render_to_string

from assessments.timeline import lay_out
from tests.factories import make_approach, make_case_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn():
    case_file = make_case_file()
    successor = make_approach(case_file, name="Wijkteam", starts_in=2014)
    for name in ("Loket", "Naam " * 25 + "die lang is"):
        make_approach(case_file, name=name, starts_in=2013, ends_in=2014, successors=[successor])
    return lay_out([2013, 2014], list(case_file.approaches.with_successors()))


def test_a_name_that_does_not_fit_is_cut_off_and_the_others_stay_whole(drawn):
    names = [lane.short_name for lane in drawn.lanes]
    assert names == ["Loket", f"{('Naam ' * 25)[:84].rstrip()}…", "Wijkteam"]


def test_the_names_are_drawn_over_all_lines(drawn):
    svg = render_to_string("includes/timeline.html", {"timeline": drawn})
    parts = re.findall(r"stj-timeline__(lane|name)", svg)
    assert parts == ["lane"] * parts.count("lane") + ["name"] * 3

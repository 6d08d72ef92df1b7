"""Alkmaar, on whose case file Anna and Bram work, in which a follow-up of one point is written."""

import datetime
from types import SimpleNamespace

import pytest

from assessments.events.words import FIELDS
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from tests.factories import (
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def bram():
    return make_user(name="Bram")


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def alkmaar(anna, bram):
    framework = make_framework(version="2013")
    indicator = make_indicator(make_theme(framework, heading="Continu"), code="C1", wording="Het gaat door")
    case_file = make_case_file(make_municipality("Alkmaar", code="GM0361"), framework, team=[anna, bram])
    approach = make_approach(case_file, name="CJG")
    first = make_round(case_file, 2013, final=True)
    make_finding(first, approach, indicator, "improvement_point", explanation="Nog niet.")
    round_ = make_round(case_file, 2014, development="Er is veel gebeurd.")
    moment = make_contact_moment(round_, date=datetime.date(2014, 11, 17))
    finding = make_finding(round_, approach, indicator)
    return SimpleNamespace(case_file=case_file, first=first, round=round_, finding=finding, moment=moment)


def _without_a_word(event):
    """The fields of an event that the page of its log would call by their names in the code."""
    if event.kind != Kind.REPLY:  # which names each remark itself
        yield from {*event.old, *event.new} - set(FIELDS)


@pytest.fixture
def events():
    """What was written since the last time: what it is about, the old and the new value, and the reason if any."""
    last = [0]

    def written():
        new = list(Event.objects.filter(pk__gt=last[0]).order_by("pk"))
        last[0] = new[-1].pk if new else last[0]
        assert [name for event in new for name in _without_a_word(event)] == []
        return [
            (event.kind, event.about, event.old, event.new, *filter(None, [event.reason])) for event in new
        ]

    return written

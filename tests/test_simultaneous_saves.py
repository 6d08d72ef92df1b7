"""Two inspectors who save the same finding at the same moment, over HTTP, against several workers: one wins."""

import http.client
import threading
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from assessments.models import Finding, FindingRevision, OvertakenFinding
from tests.factories import (
    make_approach,
    make_case_file,
    make_framework,
    make_indicator,
    make_round,
    make_theme,
    make_user,
)
from tests.serving import gunicorn, headers_of

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS, PER_ROUND, WORKERS = 300, 6, 4


@pytest.fixture
def server():
    with gunicorn("stj_toezicht.wsgi", workers=WORKERS) as address:
        yield address


@pytest.fixture
def inspectors():
    return [make_user(name="Anna"), make_user(name="Bram")]


@pytest.fixture
def findings(inspectors):
    framework = make_framework()
    indicators = [make_indicator(make_theme(framework)) for _ in range(PER_ROUND)]
    for _ in range(PAIRS // PER_ROUND):
        round_ = make_round(make_case_file(framework=framework, team=inspectors))
        approach = make_approach(round_.case_file)
        Finding.objects.bulk_create(
            Finding(round=round_, approach=approach, indicator=indicator) for indicator in indicators
        )
    return list(Finding.objects.order_by("pk"))


def text_of(inspector, finding):
    return f"Wat {inspector} schreef bij {finding.pk}."


def address(number, finding):
    """Half of them press the button, half of them are saved while they type."""
    name = "record_finding" if number % 2 else "autosave_finding"
    return reverse(f"assessments:{name}", args=[finding.pk])


def body(number, inspector, finding):
    fields = {"verdict": "meets", "explanation": text_of(inspector, finding), "version": 0}
    sent = {f"punt-{finding.pk}-{name}": value for name, value in fields.items()}
    return urlencode(sent | {"saved_from": f"{inspector.pk:032x}", "saved_nth": number + 1})


def save_all(server, inspector, findings, together, answers):
    """Post every finding as one inspector, each at the same moment as the other one does."""
    headers = headers_of(inspector)
    posts = [
        (address(number, finding), body(number, inspector, finding))
        for number, finding in enumerate(findings)
    ]
    line = http.client.HTTPConnection(*server, timeout=60)
    try:
        for path, sent in posts:
            line.connect()
            together.wait(timeout=60)
            line.request("POST", path, sent, headers)
            answer = line.getresponse()
            answer.read()
            answers.append(answer.status)
            line.close()
    except BaseException:
        together.abort()  # the other doesn't wait for who will not come
        raise


def test_of_two_inspectors_who_save_at_the_same_moment_exactly_one_wins(server, inspectors, findings):
    together, answers = threading.Barrier(2), {inspector: [] for inspector in inspectors}
    writers = [
        threading.Thread(target=save_all, args=(server, inspector, findings, together, answers[inspector]))
        for inspector in inspectors
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    pairs = list(zip(*answers.values(), strict=True))
    assert len(pairs) == PAIRS
    accepted = [[status in (200, 302) for status in pair] for pair in pairs]
    assert all(sorted(pair) == [False, True] for pair in accepted), pairs
    assert {status for pair in pairs for status in pair} == {200, 302, 409}
    winners = [inspectors[pair.index(True)] for pair in accepted]
    losers = [inspectors[pair.index(False)] for pair in accepted]
    assert set(winners) == set(inspectors), "they never came at the same moment"
    stored = list(Finding.objects.order_by("pk").values_list("explanation", "version", "changed_by"))
    assert stored == [
        (text_of(winner, finding), 1, winner.pk) for winner, finding in zip(winners, findings, strict=True)
    ]
    kept = list(OvertakenFinding.objects.order_by("finding").values_list("explanation", "typed_by"))
    assert kept == [
        (text_of(loser, finding), loser.pk) for loser, finding in zip(losers, findings, strict=True)
    ]
    assert FindingRevision.objects.count() == PAIRS

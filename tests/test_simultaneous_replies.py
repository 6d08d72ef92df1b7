"""Two contacts who write on one place of a draft at the same moment, over HTTP, against two workers."""

import http.client
import threading
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from assessments.models import OvertakenRemark, Remark, Reply
from assessments.models.remarks import ANSWERS, Part
from tests.factories import bring_to, make_contact, make_follow_up
from tests.serving import gunicorn, headers_of

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = [f"{part}-{kind}" for part in Part.values for kind in ANSWERS]


@pytest.fixture
def server():
    with gunicorn("stj_toezicht.wsgi", workers=2) as address:
        yield address


def save_all(server, contact, path, together, answers):
    """Save a text at each place as one contact, each at the same moment as the other one does."""
    headers, line = headers_of(contact), http.client.HTTPConnection(*server, timeout=60)
    try:
        for number, place in enumerate(PLACES, start=1):
            sent = {f"{place}-text": f"Van {contact.pk}.", f"{place}-version": 0, "number": 1}
            sent |= {"saved_from": f"{contact.pk:032x}", "saved_nth": number}
            line.connect()
            together.wait(timeout=60)
            line.request("POST", path, urlencode(sent), headers)
            answer = line.getresponse()
            answer.read()
            answers.append(answer.status)
            line.close()
    except BaseException:
        together.abort()  # the other doesn't wait for who will not come
        raise


def test_of_two_contacts_who_save_at_the_same_moment_one_is_kept_beside_the_other(server):
    release = bring_to(make_follow_up(), "reply").releases.get()
    contacts = [make_contact(release.round.municipality).user for _ in range(2)]
    path = reverse("assessments:autosave_reply", args=[release.pk])
    together, answers = threading.Barrier(2), {contact.pk: [] for contact in contacts}
    writers = [
        threading.Thread(target=save_all, args=(server, each, path, together, answers[each.pk]))
        for each in contacts
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    pairs = list(zip(*answers.values(), strict=True))
    assert [sorted(pair) for pair in pairs] == [[200, 409]] * len(PLACES)
    assert Reply.objects.count() == 1
    stored = Remark.objects.order_by("part", "kind").values_list("text", flat=True)
    beside = OvertakenRemark.objects.order_by("remark__part", "remark__kind").values_list("text", flat=True)
    texts = {f"Van {contact.pk}." for contact in contacts}
    assert [{one, other} for one, other in zip(stored, beside, strict=True)] == [texts] * len(PLACES)

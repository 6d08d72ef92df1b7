"""What is sent in the last moment of a term is in time by when its request began, not by when it was done."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from assessments.models import Release, Reply

LAST_DAY = datetime.date(2026, 12, 8)


def slow(get_response):
    """Takes ten minutes over each request."""

    def take_long(request):
        slow.clock.shift(datetime.timedelta(minutes=10))
        return get_response(request)

    return take_long


@pytest.mark.parametrize(
    ("began", "is_late"),
    [("22:59:59.9", False), ("23:14:00", False), ("23:16:00", True)],
    ids=["23:59:59.9", "0:14", "0:16"],
)
def test_when_the_request_began_decides(client, release, amina, settings, began, is_late):
    Release.objects.filter(pk=release.pk).update(last_day=LAST_DAY)
    arrival, *rest = settings.MIDDLEWARE
    settings.MIDDLEWARE = [arrival, f"{__name__}.slow", *rest]
    address = reverse("assessments:send_reply", args=[release.pk])
    with time_machine.travel("2026-12-08T22:00:00Z", tick=False) as slow.clock:
        client.force_login(amina)
        shown = client.get(address)
        assert "Wat tot 15 minuten na middernacht binnenkomt, is nog op tijd." in shown.content.decode()
        slow.clock.move_to(f"2026-12-08T{began}Z")
        sent = {"number": "1", "seen": shown.context["seen"], "geen-opmerkingen": "1"}
        client.post(address, sent)
    assert Reply.objects.get().is_late == is_late

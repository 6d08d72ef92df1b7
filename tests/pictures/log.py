"""The log of a case file, and one event in it."""

from urllib.parse import urlencode

from django.urls import reverse

from assessments.actions.rounds import write_development
from assessments.events.chains import events_of
from tests.pictures.rounds import colleague, of_case_file, open_round


def of_log(**asked):
    return lambda: f"{of_case_file('assessments:log')()}?{urlencode(asked)}"


def of_typed_event():
    """The page of what somebody made of a narrative in two saves, without a pause."""
    round_ = open_round()
    for addition in ("Dit is eenmaal aangevuld.", "En nog eens."):
        round_.refresh_from_db()
        text = f"{round_.development}\n\n{addition}".strip()
        write_development(round_, by=colleague(), version=round_.development_version, development=text)
    newest, first = events_of(round_.case_file).filter(kind="development").order_by("-pk")[:2]
    page = reverse("assessments:log_event", args=[round_.case_file_id, newest.pk])
    return f"{page}?sinds={first.pk}"

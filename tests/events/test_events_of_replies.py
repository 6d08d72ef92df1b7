"""What the actions of a municipality on its draft write in the log, to the letter."""

import pytest

from assessments.actions import replies
from assessments.actions.remarks import Topic, save
from tests.events.register import writes
from tests.factories import bring_to, make_contact, make_follow_up, make_municipality

pytestmark = pytest.mark.django_db


@writes("replies.send")
def test_a_reply_is_told_as_it_was_sent_and_not_while_it_is_written(events):
    round_ = bring_to(make_follow_up(make_municipality("Alkmaar")), "reply")
    release, amina = round_.releases.get(), make_contact(round_.municipality).user
    events()
    topic = Topic("error", part="development")
    reply = save(release, topic, by=amina, number=1, version=0, text="Het is van 2012.").reply
    assert events() == []
    replies.send(release, by=amina, number=1, seen=replies.fingerprint(reply))
    said = {"number": 1, "has_no_remarks": False, "is_late": True, "came_after_final": False}
    said["publishes_intents"] = False
    said["remarks"] = {"Feitelijke onjuistheid, Ontwikkeling:": "Het is van 2012."}
    assert events() == [("reply", "Alkmaar 2014, concept 1, reactie 1", {}, said)]

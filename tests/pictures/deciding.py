"""What came back from a municipality, and giving it a draft, as the inspectorate sees these."""

import datetime

from django.urls import reverse
from django.utils import timezone

from assessments.models import Release, Reply
from municipalities.models import Municipality
from stj_toezicht.notices.sending import NO_ANSWER
from tests.factories import (
    bring_to,
    make_approvals,
    make_follow_up,
    make_notice,
    make_release,
    make_remark,
    make_reply,
    make_user,
    send,
)
from tests.pictures import mail
from tests.pictures.following_up import with_a_long_name
from tests.pictures.replying import LONG, draft_of_alkmaar


def reply_of_alkmaar():
    """A reply with an error, a slip and the municipality's own view; it came after the term."""
    release = draft_of_alkmaar()
    known = Reply.objects.sent().filter(release=release, is_late=True).first()
    if known:
        return known
    reply = make_reply(release, is_sent=False, number=release.replies.count() + 1)
    make_remark(reply, text=LONG)
    make_remark(reply, kind="slip", part="development", text="Er staat “gemente”.")
    make_remark(reply, kind="statement", part="general", text="Wij zien dit anders.\n\nHet is beter dan dit.")
    return send(reply, is_late=True)


def reply():
    return reply_of_alkmaar().get_absolute_url()


def to_decide():
    known = reply_of_alkmaar()
    return reverse("assessments:decide", args=[known.pk, known.remarks.get(kind="error").pk])


def change_the_text(page):
    """The page then shows both texts before anything is decided."""
    page.get_by_label("Overgenomen", exact=True).check()
    page.get_by_label("Reden van het besluit").fill("Klopt; aangepast.")
    page.get_by_label("Tekst in het factsheet").fill(LONG)
    page.get_by_role("button", name="Besluit vastleggen").last.click()
    page.get_by_text("Nog niet vastgelegd").wait_for()


def round_in_wederhoor():
    return f"{reply_of_alkmaar().release.round.get_absolute_url()}#wederhoor"


def extend():
    return reverse("assessments:extend", args=[draft_of_alkmaar().pk])


def release():
    """Of a municipality without a contact."""
    round_ = with_a_long_name(make_follow_up(Municipality.objects.get(code="GM0796"), 2019))
    bring_to(round_, "review")
    make_approvals(round_)
    return reverse("assessments:release", args=[round_.pk])


def mailed():
    """A draft of which one mail is on its way and another may have arrived."""
    if known := Release.objects.filter(delivered_on=None).first():
        return known
    municipality = Municipality.objects.get(name="Alkmaar")
    round_ = make_follow_up(municipality, 2021, state="review")
    release = make_release(round_, delivered_on=None, delivery="email")
    bring_to(round_, "reply")
    now = timezone.now()
    away = "De mailserver is niet bereikbaar: TimeoutError"
    for name, fields in {
        "Mila Bakker": {"due_at": now + datetime.timedelta(minutes=5), "problem": away},
        mail.LONG: {"state": "uncertain", "problem": NO_ANSWER},
    }.items():
        to, tried = make_user("municipality", name=name), {"attempts": 1, "claimed_at": now}
        make_notice(to, kind="released", key=release.key_of_mails, **tried, **fields)
    return release


def round_by_mail():
    return f"{mailed().round.get_absolute_url()}#wederhoor"


def deliver():
    return reverse("assessments:deliver", args=[mailed().pk])


def without_day(page):
    page.get_by_label("Bezorgd op").fill("")
    page.get_by_role("button", name="Bezorging vastleggen").click()
    page.get_by_text("Vul de dag in.").first.wait_for()


def delivered_long_ago(page):
    """On the day of its release, of which the term is over by now."""
    day = timezone.localdate(mailed().released_at)
    page.get_by_label("Bezorgd op").fill(f"{day:%F}")
    page.get_by_role("button", name="Bezorging vastleggen").click()
    page.get_by_role("button", name="Toch vastleggen").wait_for()

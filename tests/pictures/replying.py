"""A draft before its municipality, in each state in which its contacts see it."""

import datetime

from django.urls import reverse
from django.utils import timezone

from assessments.actions.remarks import Topic, keep_overtaken, save
from assessments.models import Release
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role
from tests.factories import bring_to, make_contact, make_follow_up, make_user
from tests.pictures.following_up import with_a_long_name

LONG = "Het convenant is op 3 maart getekend door de gemeente, de woningcorporaties en de politie. " * 4


def draft_of_alkmaar():
    """The draft of a follow-up of one point that stays open; its term runs for a week yet."""
    municipality = Municipality.objects.get(name="Alkmaar")
    known = Release.objects.filter(round__municipality=municipality, round__year=2018).first()
    if known:
        return known
    round_ = with_a_long_name(make_follow_up(municipality, 2018, verdict="improvement_point"))
    bring_to(round_, "reply")
    Release.objects.filter(round=round_).update(last_day=timezone.localdate() + datetime.timedelta(days=7))
    return round_.releases.get()


def of_draft(name):
    return lambda: reverse(f"assessments:{name}", args=[draft_of_alkmaar().pk])


def of_written_draft(name):
    """The same with an error in it, of which a colleague typed another version."""

    def address():
        release = draft_of_alkmaar()
        if not release.replies.exists():
            by, colleague = (
                make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name=name)).user
                for name in ("Bob van den Bergh-Steenhuizen", "Yusuf de Vries")
            )
            topic = Topic("error", release.findings.get())
            save(release, topic, by=by, number=1, version=0, text=LONG)
            keep_overtaken(release, topic, by=colleague, number=1, version=0, text="Er zijn vijf partners.")
        return reverse(f"assessments:{name}", args=[release.pk])

    return address


def type_a_date_that_is_none(page):
    """Without scripts a date can be anything."""
    page.locator("input[type=date]").first.evaluate(
        "field => { field.type = 'text'; field.value = '31-02-2018' }"
    )
    page.get_by_role("button", name="Alles opslaan").click()
    page.get_by_text("Vul een bestaande datum in").first.wait_for()


def send(page):
    """Leave what is stored of the two versions, and send that; the second time it was sent already."""
    leave = page.get_by_role("button", name="Laten staan wat is opgeslagen")
    if leave.count():
        leave.click()
        page.get_by_text("Er blijft staan wat er was opgeslagen.").wait_for()
        page.get_by_role("button", name="Nakijken en versturen").first.click()
        page.get_by_role("button", name="Reactie versturen").click()
    page.get_by_text("Verstuurd op").wait_for()

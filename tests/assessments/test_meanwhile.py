"""What is told that changed between reading a round and approving, finalising or publishing it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.actions.contact_moments import (
    add_contact_moment,
    change_contact_moment,
    remove_contact_moment,
)
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.factsheet.drafting import draft
from assessments.models import ContactMoment, Edition, Finding, Round
from assessments.views import meanwhile, publication
from stj_toezicht.log.models import Chain
from tests.factories import bring_to, make_follow_up, make_user, publish_now

pytestmark = pytest.mark.django_db
MARCH, MAY = datetime.date(2015, 3, 2), datetime.date(2015, 5, 4)


@pytest.fixture
def round_(anna, bram):
    round_ = make_follow_up()
    round_.case_file.team.set([anna, bram])
    write_development(round_, by=anna, version=0, development="Eerst.")
    return round_


def told(found):
    return [(each.where, each.who, [(c.label, c.before, c.after) for c in each.changes]) for each in found]


def write(round_, by, text):
    return record(round_.findings.get(), by=by, version=round_.findings.get().version, **text)


def test_several_saves_of_one_finding_are_told_as_one_change(round_, anna, bram):
    before = write(round_, anna, {"verdict": "meets", "explanation": "Er is een plan."})
    write(round_, bram, {"verdict": "meets", "explanation": "Er is een convenant."})
    write(round_, anna, {"verdict": "not_assessed", "reason": "Geen inzage."})
    finding = Finding.objects.as_printed().get(pk=before.pk)
    assert told(meanwhile.in_findings([(finding, before.text_version)])) == [
        (
            finding.wording,
            "Bram en Anna",
            [
                ("Oordeel", "meets", "not_assessed"),
                ("Reden waarom dit punt niet is beoordeeld", "", "Geen inzage."),
                ("Toelichting", "Er is een plan.", ""),
            ],
        )
    ]


def test_what_is_as_it_was_read_is_not_told(round_, anna):
    before = write(round_, anna, {"verdict": "meets", "explanation": "Er is een plan."})
    write(round_, anna, {"verdict": "meets", "explanation": "Er is een plan.", "private_note": "Vraag na."})
    finding = Finding.objects.as_printed().get(pk=before.pk)
    assert meanwhile.in_findings([(finding, before.text_version)]) == []


def test_what_stands_beside_the_findings_is_told_by_what_came_and_went(round_, anna, bram):
    read = Round.objects.get(pk=round_.pk).text_version
    first = round_.contact_moments.get()
    opened = {"by": bram, "opened": first.as_opened, "kind": first.kind}
    change_contact_moment(first, date=MARCH, **opened)
    gone = add_contact_moment(round_, by=anna, kind="visit", date=MAY)
    stays = add_contact_moment(round_, by=anna, kind="presentation", date=MAY)
    remove_contact_moment(gone, by=anna)
    write_development(round_, by=bram, version=1, development="Daarna.")
    round_.refresh_from_db()
    assert told(meanwhile.beside_findings(round_, read)) == [
        (
            "gesprek op 17-11-2014",
            "Bram",
            [("Contactmoment", "gesprek op 17 november 2014", "gesprek op 2 maart 2015")],
        ),
        ("presentatie op 04-05-2015", "Anna", [("Contactmoment", "", "presentatie op 4 mei 2015")]),
        (str(round_), "Bram", [("Ontwikkeling", "Eerst.", "Daarna.")]),
    ]
    assert ContactMoment.objects.filter(pk=stays.pk).exists()
    assert meanwhile.beside_findings(round_, round_.text_version) == []
    assert told(meanwhile.beside_findings(round_, round_.text_version - 1)) == [
        (str(round_), "Bram", [("Ontwikkeling", "Eerst.", "Daarna.")])
    ]


def test_notes_and_other_rounds_are_not_told(round_, anna):
    after = Chain.objects.get().length
    first = round_.contact_moments.get()
    change_contact_moment(
        first, by=anna, opened=first.as_opened, kind=first.kind, date=first.date, note="Alleen voor ons."
    )
    write(round_, anna, {"verdict": "meets", "explanation": "Een toelichting.", "private_note": "Vraag na."})
    other = make_follow_up(year=2016)
    Round.objects.filter(pk=other.pk).update(case_file=round_.case_file)
    add_contact_moment(other, by=anna, kind="visit", date=MAY)
    assert meanwhile.since(round_, after) == []


@pytest.mark.parametrize("after", ["", "x", "9" * 40, "²"])
def test_who_says_not_what_they_saw_hears_only_that_something_changed(client, round_, after):
    bring_to(round_, "final")
    client.force_login(make_user("coordinator"))
    address = reverse("assessments:publish", args=[round_.pk])
    page = client.post(address, {"seen": "0" * 64, "after": after})
    assert page.status_code == 409
    shown = " ".join(page.content.decode().split())
    assert "Niet gepubliceerd</h2><p>Er is intussen iets gewijzigd" in shown
    assert "Wat er wijzigde, is geen tekst of contactmoment van deze ronde" in shown
    assert not Edition.objects.exists()


def test_a_text_that_changed_is_shown_before_it_is_published(client, round_, anna):
    after = Chain.objects.get().length
    write(round_, anna, {"verdict": "meets", "explanation": "Er is een convenant."})
    bring_to(round_, "final")
    client.force_login(make_user("coordinator"))
    page = client.post(reverse("assessments:publish", args=[round_.pk]), {"seen": "0" * 64, "after": after})
    shown = " ".join(page.content.decode().split())
    assert "Gewijzigd door Anna, het laatst op" in shown
    assert "convenant" in shown.partition("Toelichting</dt>")[2].partition("</dd>")[0]
    assert f'name="after" value="{Chain.objects.get().length}"' in shown


@pytest.fixture
def is_published(monkeypatch):
    """Have somebody publish a round just `before` or `after` another reads it to publish it."""
    read = publication.round_for

    def publish(round_, when, *, by):
        def read_meanwhile(user, pk):
            monkeypatch.setattr(publication, "round_for", read)
            if when == "before":
                publish_now(round_, by=by)
            found = read(user, pk)
            if when == "after":
                publish_now(round_, by=by)
            return found

        monkeypatch.setattr(publication, "round_for", read_meanwhile)

    return publish


@pytest.mark.usefixtures("without_layout")
def test_the_page_says_when_another_published_who_did_so_while_it_was_read(client, is_published):
    round_ = make_follow_up(state="final")
    client.force_login(make_user(role="coordinator"))
    is_published(round_, "before", by=make_user(role="coordinator"))
    page = client.get(reverse("assessments:publish", args=[round_.pk])).content.decode()
    edition = Edition.objects.get()
    day = date_format(timezone.localdate(edition.published_at))
    assert f"Dit factsheet is gepubliceerd op {day}." in page
    assert f'href="{edition.get_absolute_url()}">Bekijk het factsheet' in page


@pytest.mark.usefixtures("without_layout")
def test_what_another_publishes_while_a_press_reads_the_round_is_no_correction_of_it(client, is_published):
    round_, carla = make_follow_up(state="final"), make_user(role="coordinator", name="Carla Hendriks")
    client.force_login(make_user(role="coordinator"))
    seen = {"seen": draft(round_).fingerprint()}
    is_published(round_, "after", by=carla)
    response = client.post(reverse("assessments:publish", args=[round_.pk]), seen)
    assert response.status_code == 409
    assert "Carla Hendriks heeft dit factsheet al gepubliceerd" in response.content.decode()
    assert Edition.objects.count() == 1

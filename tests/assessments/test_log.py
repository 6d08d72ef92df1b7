"""What each action writes in the log of a case file, and the page on which that is read."""

import csv
import datetime
import io
import re

import pytest
import time_machine
from django.urls import reverse

from assessments.actions.approvals import approve
from assessments.actions.attachments import attach, remove_attachment
from assessments.actions.case_files import open_case_file
from assessments.actions.comments import resolve_comment, write_comment
from assessments.actions.contact_moments import (
    add_contact_moment,
    change_contact_moment,
    remove_contact_moment,
)
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.first_tests import start_first_test
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.plans import check_plan
from assessments.actions.rounds import write_development
from assessments.actions.steps import take
from assessments.actions.teams import assign_team, hand_over
from assessments.events.sittings import sittings
from assessments.steps import REOPEN
from stj_toezicht.log.models import Event
from stj_toezicht.log.proof import broken
from tests.factories import (
    bring_to,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_follow_up,
    make_framework,
    make_indicator,
    make_municipality,
    make_theme,
    make_user,
    overwrite,
    publish_now,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def round_(anna):
    round_ = make_follow_up(make_municipality("Alkmaar"))
    round_.case_file.team.add(anna)
    return round_


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


def last():
    event = Event.objects.latest("pk")
    return event.kind, event.old, event.new


def test_a_finding_with_what_it_was_and_became(round_, anna):
    moment = round_.contact_moments.get()
    finding = round_.findings.get()
    record(
        finding,
        by=anna,
        version=0,
        verdict="meets",
        explanation="Een toelichting.",
        private_note="Nabellen.",
        expected_on=datetime.date(2015, 5, 1),
        contact_moments=[moment],
    )
    assert last() == (
        "finding",
        {"private_note": "", "expected_on": None, "contact_moments": []},
        {
            "private_note": "Nabellen.",
            "expected_on": "2015-05-01",
            "contact_moments": ["gesprek op 17-11-2014"],
        },
    )
    event = Event.objects.latest("pk")
    assert (event.by, event.about, event.subject) == (anna, str(finding), f"finding {finding.pk}")
    assert event.chain.name == f"dossier {round_.case_file_id}"


def test_what_stays_the_same_is_no_event_nor_is_what_was_refused(round_, anna):
    finding = round_.findings.get()
    record(finding, by=anna, version=0, verdict="meets", explanation="Een toelichting.")
    with pytest.raises(SavedBySomebodyElse):
        record(finding, by=anna, version=7, verdict="meets", explanation="Te laat.")
    assert not Event.objects.exists()


def test_the_narrative(round_, anna):
    write_development(round_, by=anna, version=0, development="Een nieuw verhaal.")
    assert last() == (
        "development",
        {"development": "Er is veel gebeurd."},
        {"development": "Een nieuw verhaal."},
    )


def test_a_contact_moment_from_its_coming_to_its_going(round_, anna):
    said = {"kind": "visit", "date": datetime.date(2014, 5, 1), "participants": "wethouder", "note": ""}
    moment = add_contact_moment(round_, by=anna, **said)
    written = said | {"date": "2014-05-01"}
    assert last() == ("contact_moment", {}, written)
    change_contact_moment(moment, by=anna, opened=moment.as_opened, **said | {"note": "Kort."})
    assert last() == ("contact_moment", {"note": ""}, {"note": "Kort."})
    moment.refresh_from_db()
    remove_contact_moment(moment, by=anna)
    assert last() == ("contact_moment", written | {"note": "Kort."}, {})


def test_a_document_without_its_content(round_, anna):
    attachment = attach(round_.contact_moments.get(), by=anna, name="verslag.txt", content=b"geheim")
    kind, old, new = last()
    assert (kind, old, sorted(new), new["name"]) == (
        "attachment",
        {},
        ["name", "sha256", "size"],
        "verslag.txt",
    )
    remove_attachment(attachment, by=anna)
    assert last() == ("attachment", new, {})


def test_a_remark_and_that_it_was_dealt_with(round_, anna):
    comment = write_comment(round_.findings.get(), by=anna, text="Klopt dit?")
    assert last() == ("comment", {}, {"text": "Klopt dit?"})
    resolve_comment(comment, by=anna)
    assert last() == ("comment", {"resolved": False}, {"resolved": True})
    resolve_comment(comment, by=anna)
    assert Event.objects.count() == 2


def test_what_became_of_a_plan(round_, anna):
    overwrite(round_.findings, expected_on=datetime.date(2015, 5, 1))
    check_plan(round_.findings.get(), by=anna, note="Vastgesteld.")
    assert last() == ("plan", {}, {"note": "Vastgesteld.", "again_on": None})


def test_who_joins_a_team_and_who_leaves_it_for_what_reason(round_, anna, carla):
    bram = make_user(name="Bram")
    hand_over(round_.case_file, by=carla, leaving=anna, to=bram, reason="Met verlof.")
    joined, left = Event.objects.order_by("-number")[:2]
    assert (left.old, left.new, left.reason) == (
        {"inspector": "Anna", "in_place_of": None},
        {},
        "Met verlof.",
    )
    assert (joined.old, joined.new) == ({}, {"inspector": "Bram", "in_place_of": "Anna"})
    assign_team(round_.case_file, by=carla, inspectors=[])
    assert last() == ("team", {"inspector": "Bram", "in_place_of": None}, {})


def test_a_case_file_and_its_first_test(anna, carla):
    framework = make_framework()
    make_indicator(make_theme(framework))
    municipality = make_municipality("Utrecht")
    case_file = open_case_file(municipality, framework=framework, year=2016, inspectors=[anna], by=carla)
    assert list(Event.objects.order_by("number").values_list("kind", flat=True)) == ["case_file", "team"]
    start_first_test(case_file, year=2016, approaches=["CJG"], by=anna)
    assert last() == ("round", {}, {"year": 2016, "approaches": ["CJG"], "points": 1})


def test_a_follow_up_with_what_became_of_the_approaches(anna):
    round_ = make_follow_up(verdict="improvement_point", state="final")
    round_.case_file.team.add(anna)
    start_follow_up(round_.case_file, year=2015, by=anna)
    assert Event.objects.latest("pk").new["points"] == 1


def test_approving_going_back_and_publishing(round_, carla):
    bring_to(round_, "review")
    approve([(round_.findings.get(), 0)], by=make_user(), round_=round_)
    assert last() == ("approval", {}, {"version": 0})
    bring_to(round_, "final")
    take(round_, REOPEN, by=carla, reason="Een datum klopt niet.")
    assert last() == ("step", {"state": "final"}, {"state": "reply"})
    assert Event.objects.latest("pk").reason == "Een datum klopt niet."
    bring_to(round_, "final")
    edition = publish_now(round_, by=carla)
    kind, old, new = last()
    assert (kind, old, new["sha256"], new["number"]) == ("edition", {}, edition.sha256, 1)
    assert list(broken()) == []


def test_an_event_and_its_change_stand_or_fall_together(round_, anna, monkeypatch):
    def fail(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr("assessments.actions.log.write", fail)
    with pytest.raises(MemoryError):
        record(round_.findings.get(), by=anna, version=0, verdict="improvement_point", explanation="Nee.")
    assert round_.findings.get().verdict == "meets"


# The page


def shown(client, case_file, query=""):
    response = client.get(reverse("assessments:log", args=[case_file.pk]) + query)
    return " ".join(response.content.decode().split())


def test_the_page_says_who_changed_what_and_what_stood_there(client, round_, anna):
    record(round_.findings.get(), by=anna, version=0, verdict="improvement_point", explanation="Toch niet.")
    page = shown(client, round_.case_file)
    assert "Anna <span" in page
    assert "<strong>Bevinding gewijzigd</strong><br>Alkmaar 2014" in page
    assert "<dt>Oordeel</dt>" in page
    assert "<ins" in page


def test_a_log_in_which_nothing_stands_says_so(client, anna):
    assert "In dit dossier is nog niets gewijzigd." in shown(client, make_case_file())


def test_the_log_is_narrowed_by_what_who_and_when(client, round_, anna, carla):
    with time_machine.travel("2026-03-01 12:00Z", tick=False):
        write_comment(round_.findings.get(), by=carla, text="Klopt dit?")
    with time_machine.travel("2026-03-02 23:30+01:00", tick=False):
        record(round_.findings.get(), by=anna, version=0, verdict="improvement_point", explanation="Nee.")

    def kinds(query):
        page = shown(client, round_.case_file, query)
        return ["Bevinding gewijzigd" in page, "Opmerking geplaatst" in page]

    assert kinds("") == [True, True]
    assert kinds("?wat=finding") == [True, False]
    about = str(round_.findings.get())
    assert kinds(f"?waarvan={about}") == [True, True]
    assert kinds("?waarvan=iets anders") == [False, False]
    assert kinds(f"?wie={carla.pk}") == [False, True]
    assert kinds("?vanaf=2026-03-02") == [True, False]
    assert kinds("?tot_en_met=2026-03-01") == [False, True]
    assert kinds("?tot_en_met=2026-03-02") == [True, True]
    assert "Er is niets gewijzigd dat hieraan voldoet." in shown(
        client, round_.case_file, "?vanaf=2030-01-01"
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?wat=onzin", 422),
        ("?wie=x", 422),
        ("?vanaf=31-31-31", 422),
        ("?page=0", 404),
        ("?wat=%00", 422),
        ("?waarvan=%00", 200),
        ("?waarvan=" + "a" * 201, 422),
        ("?waarvan=" + "a+" * 90, 200),
    ],
)
def test_a_question_that_makes_no_sense_is_no_error(client, round_, anna, query, status):
    response = client.get(reverse("assessments:log", args=[round_.case_file_id]) + query)
    assert response.status_code == status


@pytest.mark.parametrize("name", ["log", "log_as_csv"])
def test_one_bad_date_is_told_and_leaves_what_else_was_asked(client, round_, anna, name):
    write_comment(round_.findings.get(), by=anna, text="Klopt dit?")
    record(round_.findings.get(), by=anna, version=0, verdict="improvement_point", explanation="Nee.")
    address = reverse(f"assessments:{name}", args=[round_.case_file_id])
    response = client.get(address, {"wat": "comment", "vanaf": "31-31-31"})
    page = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert page.count("Vul een bestaande datum in, bijvoorbeeld 01-05-2027.") == 2
    assert 'value="31-31-31"' in page
    assert ["Bevinding gewijzigd" in page, "Opmerking geplaatst" in page] == [False, True]
    assert "Opslaan als CSV" not in page


def test_a_long_text_is_compared_on_the_page_of_its_event(client, round_, anna):
    before = "Er is veel gebeurd. " * 50
    write_development(round_, by=anna, version=0, development=before)
    round_.refresh_from_db()
    write_development(round_, by=anna, version=1, development=before + "Meer niet.")
    event = Event.objects.latest("pk")
    address = reverse("assessments:log_event", args=[round_.case_file_id, event.pk])
    page = shown(client, round_.case_file)
    since = f"{address}?sinds={event.pk - 1}"
    assert f'href="{since}#veld-1" hx-get="{since}"' in page
    assert "<ins" not in page
    own = client.get(address).content.decode()
    assert '<dd id="veld-1">' in own
    assert own.count("<ins") == 1
    assert "Meer niet." in own


def saved(round_, by, *texts, pause=60):
    """What somebody saves on the point of a round, one text after the other with a pause of so many seconds."""
    for number, text in enumerate(texts):
        with time_machine.travel(f"2026-03-01 12:00:{number:02}Z", tick=False) as clock:
            clock.shift(number * pause)
            finding = round_.findings.get()
            said = {"verdict": finding.verdict, "explanation": text}
            record(finding, by=by, version=finding.version, **said)
    return list(Event.objects.order_by("-pk"))


def test_what_one_person_types_without_a_pause_reads_as_one_change(round_, anna):
    newest, _, oldest = saved(round_, anna, "Een", "Een be", "Een begin.")
    (sitting,) = sittings([newest, _, oldest])
    assert (sitting.newest, sitting.oldest, sitting.is_many, sitting.told) == (
        newest,
        oldest,
        True,
        "toelichting",
    )
    assert [(each.before, each.after) for each in sitting.differences] == [("Een toelichting.", "Een begin.")]


def test_what_is_again_as_it_was_is_said_to_be(client, round_, anna):
    events = saved(round_, anna, "Anders.", "Een toelichting.")
    assert sittings(events)[0].differences == []
    assert "Aan het eind weer zoals het was" in shown(client, round_.case_file)


def test_after_a_pause_or_by_another_it_is_a_change_of_its_own(round_, anna, bram):
    round_.case_file.team.add(bram)
    assert len(sittings(saved(round_, anna, "Een.", "Twee.", pause=601))) == 2
    record(round_.findings.get(), by=bram, version=2, verdict="meets", explanation="Drie.")
    assert len(sittings(Event.objects.order_by("-pk"))) == 3
    write_comment(round_.findings.get(), by=bram, text="Klopt dit?")
    write_comment(round_.findings.get(), by=bram, text="En dit?")
    assert len(sittings(Event.objects.order_by("-pk"))) == 5


def test_each_time_that_was_saved_is_a_link_away_and_so_is_the_whole(client, round_, anna):
    newest, oldest = saved(round_, anna, "Een", "Een begin.")
    page = shown(client, round_.case_file)
    address = reverse("assessments:log_event", args=[round_.case_file_id, newest.pk])
    for event, at in ((newest, "13:01:01"), (oldest, "13:00:00")):
        own = reverse("assessments:log_event", args=[round_.case_file_id, event.pk])
        assert f'<a class="utrecht-link" href="{own}">{at}</a>' in page

    def removed(query):
        return re.findall(r"<del>.*?</span>(.*?)<", client.get(address + query).content.decode())

    assert removed(f"?sinds={oldest.pk}") == ["toelichting"]
    assert removed("") == removed("?sinds=x") == removed(f"?sinds={10**30}") == []


def test_what_came_new_is_not_marked_as_a_change(client, round_, anna):
    write_comment(round_.findings.get(), by=anna, text="Klopt dit?")
    page = shown(client, round_.case_file)
    assert '<div class="stj-difference">Klopt dit?</div>' in page
    assert "<ins" not in page


def test_an_event_of_a_case_file_that_went_on_in_another_is_read_there(client, round_, anna):
    event = write_comment(round_.findings.get(), by=anna, text="Klopt dit?") and Event.objects.get()
    new = make_case_file(make_municipality("Nissewaard"))
    type(new).objects.filter(pk=round_.case_file_id).update(merged_into=new, merged_in=2015)
    old = reverse("assessments:log_event", args=[round_.case_file_id, event.pk])
    response = client.get(old, follow=True)
    assert response.redirect_chain == [(reverse("assessments:log_event", args=[new.pk, event.pk]), 302)]
    assert "Klopt dit?" in response.content.decode()


def test_an_event_is_read_in_its_own_case_file(client, round_, anna):
    write_comment(round_.findings.get(), by=anna, text="Klopt dit?")
    event, other = Event.objects.latest("pk"), make_case_file()
    assert client.get(reverse("assessments:log_event", args=[other.pk, event.pk])).status_code == 404


def test_the_page_says_things_in_words(client, round_, anna, carla):
    said = {"kind": "visit", "date": datetime.date(2014, 5, 1), "participants": "wethouder", "note": ""}
    add_contact_moment(round_, by=anna, **said)
    bring_to(round_, "final")
    take(round_, REOPEN, by=carla, reason="Een datum klopt niet.")
    page = shown(client, round_.case_file)
    assert "<strong>Van Vastgesteld naar Wederhoor</strong><br>Alkmaar 2014" in page
    assert "visit" not in page
    texts = re.sub(r"<[^>]+>", "", page)
    assert "bezoek" in texts
    assert "1 mei 2014" in texts


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_one_event_as_for_three(
    client, round_, anna, django_assert_num_queries, number
):
    for each in range(number):
        write_comment(round_.findings.get(), by=anna, text=f"Opmerking {each}")
    with django_assert_num_queries(10):
        client.get(reverse("assessments:log", args=[round_.case_file_id]))


def test_the_file_has_a_row_per_field_and_no_formula(client, round_, anna):
    record(
        round_.findings.get(),
        by=anna,
        version=0,
        verdict="improvement_point",
        explanation='=HYPERLINK("http://example.org")',
    )
    response = client.get(reverse("assessments:log_as_csv", args=[round_.case_file_id]))
    assert response["Content-Disposition"] == 'attachment; filename="logboek-alkmaar.csv"'
    head, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert [dict(zip(head, row, strict=True))["veld"] for row in rows] == ["oordeel", "toelichting"]
    assert dict(zip(head, rows[1], strict=True))["werd"] == '\'=HYPERLINK("http://example.org")'
    assert dict(zip(head, rows[0], strict=True))["werd"] == "Verbeterpunt"
    assert dict(zip(head, rows[0], strict=True))["keten"] == f"dossier {round_.case_file_id}"


def test_the_file_holds_every_event_that_was_asked_for_also_of_many(client, round_, anna, monkeypatch):
    monkeypatch.setattr("assessments.views.log.AT_ONCE", 2)
    for number in range(5):
        write_comment(round_.findings.get(), by=anna, text=f"Opmerking {number}")
    write_development(round_, by=anna, version=0, development="Nieuw.")
    response = client.get(reverse("assessments:log_as_csv", args=[round_.case_file_id]), {"wat": "comment"})
    head, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["werd"] for row in told] == [f"Opmerking {number}" for number in (4, 3, 2, 1, 0)]
    written = Event.objects.filter(kind="comment").order_by("-pk").values_list("number", "subject", "sha256")
    assert [(int(row["nummer"]), row["rij"], row["SHA-256"]) for row in told] == list(written)


def test_what_came_along_in_a_merger_stands_in_the_log_of_the_municipality_that_it_became(client, anna):
    old, new = make_case_file(make_municipality("Bernisse")), make_case_file(make_municipality("Nissewaard"))
    moment = make_contact_moment(make_follow_up().case_file.rounds.get(year=2014))
    round_ = moment.round
    type(round_).objects.filter(pk=round_.pk).update(case_file=old)
    round_.case_file.team.add(anna)
    old.team.add(anna)
    round_.refresh_from_db()
    write_comment(make_finding(round_, verdict="meets"), by=anna, text="Uit Bernisse.")
    type(old).objects.filter(pk=old.pk).update(merged_into=new, merged_in=2015)
    assert "Uit Bernisse." in shown(client, new)

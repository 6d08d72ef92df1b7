"""What each action on a case file writes in its log, to the letter: each change once, and nothing else."""

import datetime
import hashlib

import pytest
import time_machine
from django.utils import timezone

from assessments import readiness
from assessments.actions import (
    advance_copies,
    approvals,
    attachments,
    case_files,
    comments,
    conflicts,
    contact_moments,
    copying,
    decisions,
    deliveries,
    findings,
    first_tests,
    follow_ups,
    histories,
    mergers,
    planning,
    plans,
    publication,
    releases,
    rounds,
    sign_offs,
    steps,
    succession,
    teams,
    waivers,
)
from assessments.actions.imports import import_factsheet, read
from assessments.factsheet.drafting import draft
from assessments.models import AdvanceCopy, CaseFile, Finding, PrintedIndicator, Round
from assessments.steps import CORRECT, REOPEN, SUBMIT
from municipalities.models import Succession
from tests.assessments.reading.made_up import VIEW, factsheet_text
from tests.events.register import writes
from tests.factories import (
    bring_to,
    make_approvals,
    make_case_file,
    make_contact_moment,
    make_follow_up,
    make_framework,
    make_indicator,
    make_municipality,
    make_notice,
    make_release,
    make_remark,
    make_reply,
    make_theme,
    make_user,
    overwrite,
    publish_now,
    send,
)

pytestmark = pytest.mark.django_db

ROUND = "Alkmaar 2014"
POINT = "Alkmaar 2014, CJG: Het gaat door"
MOMENT = "gesprek op 17-11-2014"


@writes("findings.record")
def test_a_finding(alkmaar, anna, events):
    said = {"explanation": "Nu wel.", "private_note": "Nabellen.", "expected_on": datetime.date(2015, 5, 1)}
    findings.record(
        alkmaar.finding, by=anna, version=0, verdict="meets", contact_moments=[alkmaar.moment], **said
    )
    assert events() == [
        (
            "finding",
            POINT,
            {
                "verdict": "",
                "explanation": "",
                "private_note": "",
                "expected_on": None,
                "contact_moments": [],
            },
            {
                "verdict": "meets",
                "explanation": "Nu wel.",
                "private_note": "Nabellen.",
                "expected_on": "2015-05-01",
                "contact_moments": [MOMENT],
            },
        )
    ]
    findings.record(
        alkmaar.finding, by=anna, version=1, verdict="meets", contact_moments=[alkmaar.moment], **said
    )
    assert events() == []


def test_a_finding_that_comes_to_rest_on_another_contact_moment_of_the_same_kind_and_day(
    alkmaar, anna, events
):
    other = make_contact_moment(alkmaar.round, date=datetime.date(2014, 11, 17), note="Met de wethouder.")
    for version, moment in enumerate([alkmaar.moment, other]):
        findings.record(alkmaar.finding, by=anna, version=version, verdict="", contact_moments=[moment])
    assert events()[1:] == [
        (
            "finding",
            POINT,
            {"contact_moments": [f"{MOMENT} (rij {alkmaar.moment.pk})"]},
            {"contact_moments": [f"{MOMENT} (rij {other.pk})"]},
        )
    ]


@writes("findings.record_all")
def test_several_findings_at_once(alkmaar, anna, events):
    content = {"version": 0, "verdict": "", "explanation": "Nu wel."}
    findings.record_all({alkmaar.finding: content}, by=anna)
    assert events() == [("finding", POINT, {"explanation": ""}, {"explanation": "Nu wel."})]


@writes("histories.restore")
def test_an_earlier_text_of_a_finding(alkmaar, anna, events):
    for version, text in enumerate(["Eerst.", "Toen."]):
        findings.record(alkmaar.finding, by=anna, version=version, verdict="", explanation=text)
    events()
    revision = alkmaar.finding.revisions.get(version=1)
    histories.restore(Finding.objects.get(pk=alkmaar.finding.pk), by=anna, version=2, revision=revision)
    assert events() == [("finding", POINT, {"explanation": "Toen."}, {"explanation": "Eerst."})]


@writes("rounds.write_development", "histories.restore_development")
def test_the_narrative(alkmaar, anna, events):
    for version, text in enumerate(["Nieuw.", "Nieuwer."]):
        rounds.write_development(alkmaar.round, by=anna, version=version, development=text)
    revision = alkmaar.round.development_revisions.get(version=1)
    histories.restore_development(alkmaar.round, by=anna, version=2, revision=revision)
    assert events() == [
        ("development", ROUND, {"development": "Er is veel gebeurd."}, {"development": "Nieuw."}),
        ("development", ROUND, {"development": "Nieuw."}, {"development": "Nieuwer."}),
        ("development", ROUND, {"development": "Nieuwer."}, {"development": "Nieuw."}),
    ]


@pytest.fixture
def second(alkmaar, anna, bram, events):
    """What Anna typed on a point while Bram saved."""
    findings.record(alkmaar.finding, by=bram, version=0, verdict="", explanation="Van Bram.")
    events()
    return conflicts.keep_overtaken(alkmaar.finding, by=anna, version=0, explanation="Van Anna.")


SETTLED = ("second_version", f"{POINT}, getypt door Anna", {"outcome": ""})


@writes("conflicts.keep_overtaken", "conflicts.let_go", "writers.settle")
def test_a_second_version_is_no_change_until_it_is_let_go(alkmaar, second, bram, events):
    assert events() == []
    conflicts.let_go(alkmaar.finding, by=bram, shown=second.as_shown)
    conflicts.let_go(alkmaar.finding, by=bram, shown=second.as_shown)
    assert events() == [(*SETTLED, {"outcome": "left"})]


@writes("conflicts.settle")
def test_a_choice_between_two_versions(alkmaar, second, bram, events):
    content = {"version": 1, "verdict": "", "explanation": "Van beiden."}
    conflicts.settle(alkmaar.finding, by=bram, shown=second.as_shown, **content)
    assert events() == [
        (*SETTLED, {"outcome": "chosen"}),
        ("finding", POINT, {"explanation": "Van Bram."}, {"explanation": "Van beiden."}),
    ]


@writes("conflicts.keep_chosen")
def test_a_choice_that_was_lost_in_its_turn(alkmaar, second, anna, events):
    conflicts.keep_chosen(
        alkmaar.finding, by=anna, shown=second.as_shown, version=0, explanation="Van beiden."
    )
    assert events() == [(*SETTLED, {"outcome": "replaced"})]


def test_a_second_version_that_says_what_somebody_stores(alkmaar, second, bram, events):
    findings.record(alkmaar.finding, by=bram, version=1, verdict="", explanation="Van Anna.")
    assert events() == [
        ("finding", POINT, {"explanation": "Van Bram."}, {"explanation": "Van Anna."}),
        (*SETTLED, {"outcome": "same"}),
    ]


@writes(
    "conflicts.keep_overtaken_development",
    "conflicts.keep_chosen_development",
    "conflicts.let_go_of_development",
    "conflicts.settle_development",
)
def test_second_versions_of_the_narrative(alkmaar, anna, bram, events):
    rounds.write_development(alkmaar.round, by=bram, version=0, development="Van Bram.")
    events()

    def keep(text, **shown):
        act = conflicts.keep_chosen_development if shown else conflicts.keep_overtaken_development
        return act(alkmaar.round, by=anna, version=0, development=text, **shown)

    kept = keep("Nog eens.", shown=keep("Van Anna.").as_shown)
    conflicts.let_go_of_development(alkmaar.round, by=anna, shown=kept.as_shown)
    chosen = {"version": 1, "development": "Van beiden."}
    conflicts.settle_development(alkmaar.round, by=anna, shown=keep("Weer.").as_shown, **chosen)
    about = "Ontwikkeling Alkmaar 2014, getypt door Anna"
    assert events() == [
        ("second_version", about, {"outcome": ""}, {"outcome": "replaced"}),
        ("second_version", about, {"outcome": ""}, {"outcome": "left"}),
        ("second_version", about, {"outcome": ""}, {"outcome": "chosen"}),
        ("development", ROUND, {"development": "Van Bram."}, {"development": "Van beiden."}),
    ]


@writes("contact_moments.add_contact_moment", "contact_moments.change_contact_moment")
def test_a_contact_moment(alkmaar, anna, events):
    said = {"kind": "visit", "date": datetime.date(2014, 5, 1), "participants": "wethouder", "note": ""}
    moment = contact_moments.add_contact_moment(alkmaar.round, by=anna, **said)
    for _ in range(2):
        changed = said | {"date": datetime.date(2014, 5, 2)}
        contact_moments.change_contact_moment(moment, by=anna, opened=moment.as_opened, **changed)
        moment.refresh_from_db()
    about = "bezoek op 01-05-2014"
    assert events() == [
        ("contact_moment", about, {}, said | {"date": "2014-05-01"}),
        ("contact_moment", about, {"date": "2014-05-01"}, {"date": "2014-05-02"}),
    ]


FILE = {"name": "verslag.txt", "size": 6, "sha256": hashlib.sha256(b"geheim").hexdigest()}


@writes("attachments.attach", "attachments.remove_attachment")
def test_a_document(alkmaar, anna, events):
    attachment = attachments.attach(alkmaar.moment, by=anna, name="verslag.txt", content=b"geheim")
    attachments.remove_attachment(attachment, by=anna)
    about = f"verslag.txt, bij {MOMENT}"
    assert events() == [("attachment", about, {}, FILE), ("attachment", about, FILE, {})]


@writes("contact_moments.remove_contact_moment", "attachments.take_off")
def test_a_contact_moment_that_goes_with_what_hung_on_it_and_rested_on_it(alkmaar, anna, events):
    attachments.attach(alkmaar.moment, by=anna, name="verslag.txt", content=b"geheim")
    findings.record(alkmaar.finding, by=anna, version=0, verdict="", contact_moments=[alkmaar.moment])
    events()
    contact_moments.remove_contact_moment(alkmaar.moment, by=anna, seen=[alkmaar.finding.pk])
    said = {"kind": "conversation", "date": "2014-11-17", "participants": "", "note": ""}
    assert events() == [
        ("finding", POINT, {"contact_moments": [MOMENT]}, {"contact_moments": []}),
        ("attachment", f"verslag.txt, bij {MOMENT}", FILE, {}),
        ("contact_moment", MOMENT, said, {}),
    ]


@writes("comments.write_comment", "comments.answer_comment", "comments.resolve_comment")
def test_a_remark_with_its_answer_until_it_is_dealt_with(alkmaar, carla, anna, events):
    comment = comments.write_comment(alkmaar.finding, by=carla, text="Klopt dit?")
    comments.answer_comment(comment, by=anna, text="Ja.")
    comments.resolve_comment(comment, by=anna)
    comments.resolve_comment(comment, by=anna)
    comments.write_comment(alkmaar.round, by=carla, suggestion="Er gebeurde veel.")
    assert events() == [
        ("comment", POINT, {}, {"text": "Klopt dit?"}),
        ("comment", POINT, {}, {"answer": "Ja."}),
        ("comment", POINT, {"resolved": False}, {"resolved": True}),
        ("comment", f"{ROUND}: ontwikkeling", {}, {"suggestion": "Er gebeurde veel."}),
    ]


@writes("comments.adopt_suggestion")
def test_a_suggested_wording_that_is_adopted(alkmaar, carla, anna, events):
    comment = comments.write_comment(alkmaar.finding, by=carla, suggestion="Zo is het.")
    comments.adopt_suggestion(comment, by=anna, version=0)
    done = dict.fromkeys(["resolved", "adopted"], True)
    assert events()[1:] == [
        ("finding", POINT, {"explanation": ""}, {"explanation": "Zo is het."}),
        ("comment", POINT, dict.fromkeys(done, False), done),
    ]


@writes("plans.check_plan")
def test_what_became_of_a_plan(alkmaar, anna, events):
    overwrite(alkmaar.round.findings, verdict="meets", expected_on=datetime.date(2015, 5, 1))
    plans.check_plan(alkmaar.finding, by=anna, note="Vastgesteld.", again_on=datetime.date(2099, 1, 1))
    assert events() == [("plan", POINT, {}, {"note": "Vastgesteld.", "again_on": "2099-01-01"})]


@writes("approvals.approve", "approvals.approve_development")
def test_approvals(alkmaar, events):
    findings_ = alkmaar.round.findings
    overwrite(findings_, verdict="meets", explanation="Nu wel.")
    bring_to(alkmaar.round, "review")
    reader = make_user(name="Dora")
    for _ in range(2):
        approvals.approve([(findings_.get(), 0)], by=reader, round_=alkmaar.round)
        approvals.approve_development(alkmaar.round, by=reader, version=0)
    assert events() == [
        ("approval", POINT, {}, {"version": 0}),
        ("approval", ROUND, {}, {"version": 0}),
    ]


@writes("steps.take", "steps.go")
def test_a_step_ahead_and_one_back(alkmaar, anna, carla, events):
    overwrite(alkmaar.round.findings, verdict="meets", explanation="Nu wel.")
    steps.take(alkmaar.round, SUBMIT, by=anna)
    bring_to(alkmaar.round, "final")
    steps.take(alkmaar.round, REOPEN, by=carla, reason="Een datum klopt niet.")
    assert events() == [
        ("step", ROUND, {"state": "concept"}, {"state": "review"}),
        ("step", ROUND, {"state": "final"}, {"state": "reply"}, "Een datum klopt niet."),
    ]


@writes("waivers.waive", "waivers.take_waiver_back")
def test_a_check_that_is_waived_and_counts_again(alkmaar, carla, events):
    alkmaar.moment.delete()
    result = next(each for each in readiness.review(alkmaar.round) if each.code == "contact_moment")
    waivers.waive(alkmaar.round, result.code, by=carla, reason="Niet nodig.", seen=result.fingerprint)
    waivers.take_waiver_back(alkmaar.round, result.code, by=carla)
    check = "Er is een contactmoment vastgelegd"
    about, said = f"Alkmaar 2014: {check}", {"check": check, "gaps": ["naar de contactmomenten"]}
    assert events() == [
        ("waiver", about, {}, said, "Niet nodig."),
        ("waiver", about, {**said, "reason": "Niet nodig."}, {}),
    ]


@writes(
    "planning.plan",
    "planning.cancel",
    "planning.carry_out",
    "steps.end_plan",
    "stopping.stop",
    "advance_copies.make_left_behind",
)
@pytest.mark.usefixtures("without_layout")
@time_machine.travel("2026-03-02 12:00+01:00", tick=False)
def test_a_publication_that_is_planned_and_is_not(carla, events):
    round_ = make_follow_up(make_municipality("Alkmaar"), state="final")
    events()
    at = datetime.datetime(2026, 3, 3, 9, tzinfo=datetime.UTC)
    planned = planning.plan(round_, by=carla, publish_at=at, seen=draft(round_).fingerprint())
    advance_copies.make_left_behind()
    sha256 = AdvanceCopy.objects.get().sha256
    planning.cancel(planned, by=carla)
    about, said = "Alkmaar 2014, te publiceren op 03-03-2026", {"publish_at": "2026-03-03T09:00:00Z"}
    why = f"{carla} haalde de publicatie uit de planning."
    assert events() == [
        ("planned", about, {}, said),
        ("planned", about, {"sha256": ""}, {"sha256": sha256}),
        ("planned", about, said, {}, why),
    ]


@writes("releases.release", "deliveries.deliver", "deliveries.extend")
@time_machine.travel("2026-03-02 12:00+01:00", tick=False)
def test_a_draft_that_is_given_to_its_municipality_with_its_term(carla, events):
    round_ = make_follow_up(make_municipality("Alkmaar"), state="review")
    make_approvals(round_)
    seen = draft(Round.objects.get(pk=round_.pk)).fingerprint()
    release = releases.release(round_, by=carla, seen=seen, working_days=5, how="letter")
    today, later = datetime.date(2026, 3, 2), datetime.date(2026, 3, 20)
    deliveries.deliver(release, by=carla, on=today, how="letter")
    deliveries.extend(release, by=carla, last_day=later, reason="Het was vakantie.")
    about = "Alkmaar 2014, concept 1"
    said = {"number": 1, "working_days": 5, "sha256": release.sha256, "delivery": "letter"}
    term = {"delivered_on": "2026-03-02", "last_day": "2026-03-09"}
    assert events() == [
        ("step", ROUND, {"state": "review"}, {"state": "reply"}),
        ("release", about, {}, said),
        ("release", about, {"delivered_on": None, "last_day": None}, term),
        ("release", about, {"last_day": "2026-03-09"}, {"last_day": "2026-03-20"}, "Het was vakantie."),
    ]


@writes("deliveries.mailed")
@time_machine.travel("2026-03-02 12:00+01:00", tick=False)
def test_the_mail_that_gives_a_draft_to_its_municipality(carla, events):
    round_ = make_follow_up(make_municipality("Alkmaar"), state="review")
    release = make_release(round_, delivered_on=None, delivery="email", released_by=carla, working_days=5)
    bring_to(round_, "reply")
    notice = make_notice(kind="released", key=release.key_of_mails)
    notice.sent_at = timezone.now()
    for _ in range(2):  # of the second mail nothing follows
        deliveries.mailed(notice)
    nothing = {"delivered_on": None, "last_day": None}
    term = {"delivered_on": "2026-03-02", "last_day": "2026-03-09"}
    why = "De mailserver nam het bericht per e-mail aan."
    assert events() == [("release", "Alkmaar 2014, concept 1", nothing, term, why)]


@writes("decisions.decide", "findings.save_finding", "rounds.save_development")
def test_decisions_on_what_a_municipality_says_and_what_they_change(carla, events):
    round_ = make_follow_up(make_municipality("Alkmaar"), state="reply", verdict="improvement_point")
    reply = make_reply(round_.releases.get(), is_sent=False)
    on_finding, on_narrative = make_remark(reply), make_remark(reply, part="development")
    send(reply)
    about = f"Feitelijke onjuistheid: {on_finding.released.finding.indicator}"
    text = decisions.NewText(0, "Sinds 2013.", "improvement_point")
    yes = {"is_adopted": True, "reason": "Klopt; aangepast."}
    first = decisions.decide(on_finding, by=carla, becomes=text, **yes)
    decisions.decide(on_finding, by=carla, is_adopted=False, reason="Toch niet.", seen=first.decided_at)
    decisions.decide(on_narrative, by=carla, becomes=decisions.NewText(0, "Er is iets gebeurd."), **yes)
    finding = str(round_.findings.get())
    assert events() == [
        ("finding", finding, {"explanation": "Een toelichting."}, {"explanation": "Sinds 2013."}),
        ("decision", f"{ROUND}: {about}", {}, yes),
        ("finding", finding, {"explanation": "Sinds 2013."}, {"explanation": "Een toelichting."}),
        ("decision", f"{ROUND}: {about}", yes, {"is_adopted": False, "reason": "Toch niet."}),
        (
            "development",
            ROUND,
            {"development": "Er is veel gebeurd."},
            {"development": "Er is iets gebeurd."},
        ),
        ("decision", f"{ROUND}: Feitelijke onjuistheid: Ontwikkeling", {}, yes),
    ]


@writes("sign_offs.sign")
def test_a_factsheet_that_an_inspectorate_signed(events):
    round_ = make_follow_up(make_municipality("Alkmaar"), state="final")
    round_.case_file.framework.signatories.create(inspectorate="youth")
    seen = draft(round_).fingerprint()
    sign_offs.sign(round_, by=make_user(inspectorate="youth"), seen=seen)
    said = {"inspectorate": "Inspectie Jeugdzorg", "fingerprint": draft(round_).to_sign().fingerprint()}
    assert events() == [("sign_off", f"{ROUND}, namens de Inspectie Jeugdzorg", {}, said)]


@writes("publication.publish", "publication.withdraw")
def test_an_edition_from_its_publication_to_its_withdrawal(carla, events):
    round_ = make_follow_up(make_municipality("Alkmaar"), state="final")
    edition = publication.publish(round_, by=carla, seen=draft(round_).fingerprint())
    steps.take(Round.objects.get(pk=round_.pk), CORRECT, by=carla, reason="Een naam klopt niet.")
    bring_to(round_, "final")
    second = publish_now(round_, by=carla, reason="Een naam is verbeterd.")
    withdrawal = publication.withdraw(second, by=carla, reason="Er stond nog een naam in.")

    def said(edition):
        names = ("number", "slug", "year", "sha256", "row_sha256")
        return {name: getattr(edition, name) for name in names}

    at = withdrawal.withdrawn_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert events() == [
        ("step", ROUND, {"state": "final"}, {"state": "published"}),
        ("edition", "Alkmaar 2014, editie 1", {}, said(edition)),
        ("step", ROUND, {"state": "published"}, {"state": "review"}, "Een naam klopt niet."),
        ("step", ROUND, {"state": "final"}, {"state": "published"}),
        ("edition", "Alkmaar 2014, editie 2", {}, said(second), "Een naam is verbeterd."),
        (
            "withdrawal",
            "Alkmaar 2014, editie 2, ingetrokken",
            {},
            {"number": 2, "withdrawn_at": at},
            "Er stond nog een naam in.",
        ),
    ]


# A case file, its team and its rounds


def joined(name, in_place_of=None):
    return ("team", f"{name} kwam in het team", {}, {"inspector": name, "in_place_of": in_place_of})


def left(name):
    return ("team", f"{name} ging uit het team", {"inspector": name, "in_place_of": None}, {})


@writes("case_files.open_case_file", "first_tests.start_first_test")
def test_a_case_file_that_is_opened_and_its_first_test(anna, carla, events):
    framework = make_framework(version="2016")
    make_indicator(make_theme(framework))
    municipality = make_municipality("Utrecht", code="GM0344")
    case_file = case_files.open_case_file(
        municipality, framework=framework, year=2016, inspectors=[anna], by=carla
    )
    first_tests.start_first_test(case_file, year=2016, approaches=["CJG", "Wijkteam"], by=anna)
    assert events() == [
        ("case_file", "Utrecht", {}, {"municipality": "GM0344", "framework": "GGSR (2016)", "year": 2016}),
        joined("Anna"),
        ("round", "Utrecht 2016", {}, {"year": 2016, "approaches": ["CJG", "Wijkteam"], "points": 2}),
    ]


@writes("teams.assign_team", "teams.hand_over", "teams.hand_over_all", "teams.write_team_change")
def test_who_joins_a_team_and_who_leaves_it(alkmaar, anna, bram, carla, events):
    case_file, dora = alkmaar.case_file, make_user(name="Dora")
    teams.hand_over(case_file, by=carla, leaving=anna, to=dora, reason="Met verlof.")
    teams.hand_over_all([case_file], by=carla, leaving=dora, to=bram, reason="Andere baan.")
    teams.assign_team(case_file, by=carla, inspectors=[])
    assert events() == [
        (*left("Anna"), "Met verlof."),
        (*joined("Dora", in_place_of="Anna"), "Met verlof."),
        (*left("Dora"), "Andere baan."),
        left("Bram"),
    ]


@writes("follow_ups.start_follow_up", "follow_ups.rehearse_follow_up", "succession.succeed")
def test_a_follow_up_with_what_became_of_the_approaches(alkmaar, anna, events):
    overwrite(alkmaar.round.findings, verdict="improvement_point", explanation="Nog niet.")
    bring_to(alkmaar.round, "final")
    approach = alkmaar.case_file.approaches.get()
    became = [succession.Becoming(approach, names=("Wijkteam",))]
    follow_ups.rehearse_follow_up(alkmaar.case_file, year=2015, by=anna, became=became)
    assert events() == []
    follow_ups.start_follow_up(alkmaar.case_file, year=2015, by=anna, became=became)
    assert events() == [
        (
            "round",
            "Alkmaar 2015",
            {},
            {
                "year": 2015,
                "municipality": "GM0361",
                "approaches": ["Wijkteam"],
                "became": [{"approach": "CJG", "names": ["Wijkteam"], "reason": ""}],
                "points": 1,
            },
        )
    ]


@writes("copying.take_texts_over")
def test_texts_that_are_taken_over(alkmaar, anna, events):
    seen = copying.fingerprint(copying.would_come_in(alkmaar.round, alkmaar.first))
    copying.take_texts_over(alkmaar.round, source=alkmaar.first, by=anna, seen=seen)
    assert events() == [("finding", POINT, {"explanation": ""}, {"explanation": "Nog niet."})]


@writes("copying.copy_first_test")
def test_a_first_test_that_is_copied(alkmaar, anna, events):
    framework = alkmaar.case_file.framework
    empty = make_case_file(make_municipality("Utrecht"), framework, team=[anna])
    copying.copy_first_test(alkmaar.first, to=empty, year=2014, by=anna)
    assert events() == [
        ("round", "Utrecht 2014", {}, {"year": 2014, "approaches": ["CJG"], "points": 1}),
        ("finding", "Utrecht 2014, CJG: Het gaat door", {"explanation": ""}, {"explanation": "Nog niet."}),
    ]


# Municipalities that merge


@pytest.fixture
def nissewaard():
    return make_municipality("Nissewaard", code="GM1930", valid_from=datetime.date(2015, 1, 1))


@pytest.fixture
def spijkenisse(nissewaard):
    until = {"valid_until": datetime.date(2014, 12, 31)}
    municipality = make_municipality("Spijkenisse", code="GM0612", **until)
    Succession.objects.create(predecessor=municipality, successor=nissewaard)
    return municipality


@writes("mergers.municipality_in", "mergers.move_to")
def test_a_case_file_that_moves_along_to_the_successor(spijkenisse, carla, events):
    case_file = make_case_file(spijkenisse)
    for _ in range(2):
        mergers.municipality_in(case_file, year=2015, by=carla)
    moved = ("case_file", "Nissewaard", {"municipality": "GM0612"}, {"municipality": "GM1930"})
    assert events() == [moved]


@writes("mergers.go_on")
def test_two_case_files_that_go_on_in_a_new_one(spijkenisse, nissewaard, carla, anna, bram, events):
    until = {"valid_until": datetime.date(2014, 12, 31)}
    bernisse = make_municipality("Bernisse", code="GM0568", **until)
    theme = make_theme(make_framework(version="2013"), heading="Continu")
    one, two = (make_case_file(each, theme.framework) for each in (spijkenisse, bernisse))
    one.team.add(anna)
    two.team.add(anna, bram)
    indicator = make_indicator(theme, code="C1")
    PrintedIndicator.objects.create(case_file=one, indicator=indicator, theme=theme, wording="Het blijft")
    new = mergers.go_on([one, two], municipality=nissewaard, year=2015, by=carla)
    why = "De dossiers van Spijkenisse en Bernisse gaan verder in dat van Nissewaard."
    gone = {"goes_on_in": new.pk, "municipality": "GM1930", "from": 2015}
    assert events() == [
        (
            "case_file",
            "Nissewaard",
            {},
            {"municipality": "GM1930", "framework": "GGSR (2013)", "printed": {"C1": "Continu: Het blijft"}},
        ),
        (*joined("Anna"), why),
        (*joined("Bram"), why),
        (*left("Anna"), why),
        (*left("Anna"), why),
        (*left("Bram"), why),
        ("case_file", "Spijkenisse", {}, gone),
        ("case_file", "Bernisse", {}, gone),
        ("case_file", "Nissewaard", {}, {"came_along": ["GM0612", "GM0568"], "from": 2015}),
    ]
    assert list(CaseFile.objects.filter(team=anna)) == [new]


# A factsheet that is read in

READ = {
    "title": "Uitkomsten verbeterpunten toezichtonderzoek Nissewaard",
    "where": "Spijkenisse",
    "approach": "Aanpak: Wijkteams",
}


@pytest.fixture
def ggsr():
    framework = make_framework(version="2013")
    toeleiding = make_theme(framework, name="Toeleiding", heading="Toeleiding")
    make_indicator(toeleiding, code="T1", wording=VIEW)
    make_theme(framework, name="De aanpak", heading="Aanpak")
    return framework


@writes("imports.factsheets.import_factsheet", "imports.rows.make_rows", "imports.case_files.case_file_of")
def test_a_factsheet_that_is_read_in(ggsr, spijkenisse, nissewaard, events):
    dirk = make_user("support")
    tables = factsheet_text(**READ)
    import_factsheet(read(tables.encode()), by=dirk)
    points = [f"Spijkenisse 2013, Samen Sterk: {VIEW}", f"Nissewaard 2014, Wijkteams: {VIEW}"]
    rounds_ = {"read_in": True, "state": "final"}
    assert events() == [
        (
            "case_file",
            "Nissewaard",
            {},
            {"municipality": "GM1930", "framework": "GGSR (2013)", "read_in": True},
        ),
        (
            "round",
            "Spijkenisse 2013",
            {},
            {"year": 2013, "municipality": "GM0612", "approaches": ["Samen Sterk"], **rounds_},
        ),
        (
            "round",
            "Nissewaard 2014",
            {},
            {"year": 2014, "municipality": "GM1930", "approaches": ["Wijkteams"], **rounds_},
        ),
        ("development", "Nissewaard 2014", {}, {"development": Round.objects.get(year=2014).development}),
        ("contact_moment", "gesprek op 03-04-2015", {}, {"kind": "conversation", "date": "2015-04-03"}),
        (
            "finding",
            points[0],
            {},
            {"verdict": "improvement_point", "explanation": "Niemand telt de gezinnen."},
        ),
        (
            "finding",
            points[1],
            {},
            {"verdict": "meets", "explanation": "De gemeente telt de gezinnen elk jaar."},
        ),
    ]
    import_factsheet(read(tables.encode()), by=dirk)
    assert events() == []


def test_a_factsheet_in_other_words_for_which_a_case_file_moves_along(ggsr, spijkenisse, events):
    make_case_file(spijkenisse, ggsr)
    other = factsheet_text(**READ).replace("Toeleiding\n\nIndicator", "Aanpak\n\nIndicator")
    import_factsheet(read(other.encode()), by=make_user("support"))
    assert events()[:2] == [
        ("case_file", "Nissewaard", {"municipality": "GM0612"}, {"municipality": "GM1930"}),
        ("case_file", "Nissewaard", {"printed": {}}, {"printed": {"T1": f"Aanpak: {VIEW}"}}),
    ]

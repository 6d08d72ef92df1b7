"""Bundles: asked for, made part by part, stopped, tried again, and dropped after a week."""

import datetime
import hashlib
import io
import zipfile

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import default_task_backend

from assessments.actions import bundles, bundling
from assessments.actions.publication import withdraw
from assessments.actions.renderings import LATELY
from assessments.bundling import combined
from assessments.bundling.choosing import Choice, choices
from assessments.models import Bundle, BundlePart, Edition, Rendering, Round
from assessments.models.bundles import LEFT_BEHIND_AFTER, LEFT_BEHIND_ASSEMBLING_AFTER, MOST_ATTEMPTS
from assessments.printing import press
from tests.factories import (
    make_edition,
    make_follow_up,
    make_municipality,
    make_user,
    overwrite,
    past_the_guards,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages_printed(monkeypatch):
    """Each page that goes to the press, of which nobody looks at what comes out."""
    pages = []

    def write(page, stylesheet):
        pages.append(page)
        return b"%PDF-1.7 " + hashlib.sha256(page.encode()).digest()

    monkeypatch.setattr(press, "write", write)
    return pages


def concept(name, **fields):
    return make_follow_up(make_municipality(name), **fields)


def ask_for(*chosen, by=None, **how):
    found = [
        Choice(edition=each) if isinstance(each, Edition) else Choice(round=Round.objects.get(pk=each.pk))
        for each in chosen
    ]
    return bundles.ask_for(found, by=by or make_user("coordinator"), **{"format": "zip", **how})


def now_of(bundle):
    return Bundle.objects.with_progress().get(pk=bundle.pk)


def content_of(bundle):
    return b"".join(bytes(piece.content) for piece in bundle.pieces.all())


def names_in(bundle):
    return zipfile.ZipFile(io.BytesIO(content_of(bundle))).namelist()


def test_a_bundle_of_editions_holds_the_bytes_that_were_published(pages_printed):
    elst = make_edition(concept("Elst"), pdf=b"%PDF-1.7 van Elst")
    bundle = ask_for(elst, make_edition(concept("Bergen")))
    assert bundling.work.func() == 2
    bundle = now_of(bundle)
    content = content_of(bundle)
    assert (bundle.size, bundle.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert zipfile.ZipFile(io.BytesIO(content)).read("pdf/factsheet-elst-2014.pdf") == b"%PDF-1.7 van Elst"
    assert (bundle.done, bundle.failed, pages_printed) == (2, 0, [])


def test_only_what_changed_is_printed(pages_printed):
    elst, bergen = concept("Elst"), concept("Bergen", state="final")
    ask_for(elst, bergen)
    bundling.work_through(10)
    assert len(pages_printed) == 2
    overwrite(Round.objects.filter(pk=elst.pk), development="Er kwam iets bij.")
    again = ask_for(elst, bergen)
    bundling.work_through(10)
    assert len(pages_printed) == 3
    assert "Er kwam iets bij." in pages_printed[2]
    assert names_in(again)[0] == "pdf/CONCEPT-factsheet-elst-2014.pdf"


def test_a_round_goes_in_as_it_was_when_it_was_printed(pages_printed, monkeypatch):
    elst = concept("Elst")
    bundle = ask_for(elst)
    monkeypatch.setattr(bundling, "_assemble", lambda pk: None)
    bundling.work_through(10)
    monkeypatch.undo()
    overwrite(Round.objects.filter(pk=elst.pk), development="Er kwam iets bij.")
    Rendering.objects.all().delete()
    LATELY.clear()
    monkeypatch.setattr(press, "write", lambda page, stylesheet: page.encode())
    bundling.work_through(10)
    printed = zipfile.ZipFile(io.BytesIO(content_of(bundle))).read("pdf/CONCEPT-factsheet-elst-2014.pdf")
    assert "Er is veel gebeurd." in printed.decode()
    assert "Er kwam iets bij." not in printed.decode()


def test_many_parts_leave_room_for_other_work(pages_printed, monkeypatch):
    monkeypatch.setattr(bundling, "AT_A_TIME", 2)
    bundle = ask_for(*(make_edition(concept(name)) for name in ("Elst", "Bergen", "Zeist")))
    assert bundling.work.func() == 2
    assert (now_of(bundle).done, now_of(bundle).ready_at) == (2, None)
    assert bundling.work.func() == 1
    assert now_of(bundle).ready_at


@pytest.mark.parametrize(
    ("parts_a_time", "left", "tasks"),
    [(1, 0, ["now"]), (10, 1, ["later"]), (10, 0, [])],
    ids=["there is more", "another has the last", "all is ready"],
)
def test_work_goes_on_in_a_next_task_while_something_is_left(
    pages_printed, monkeypatch, parts_a_time, left, tasks
):
    monkeypatch.setattr(bundling, "AT_A_TIME", parts_a_time)
    ask_for(make_edition(concept("Elst")), make_edition(concept("Bergen")))
    for _ in range(left):
        bundling._claim()
    default_task_backend.clear()
    bundling.work.func()
    begun = [result.task.run_after for result in default_task_backend.results]
    assert ["later" if run_after else "now" for run_after in begun] == tasks


def test_asking_for_a_bundle_begins_as_many_tasks_as_can_share_it(django_capture_on_commit_callbacks):
    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        ask_for(make_edition(concept("Elst")))
    assert [result.task for result in default_task_backend.results] == [bundling.work] * bundles.WORKERS


def test_what_fails_is_told_with_the_reason_and_the_rest_is_made(pages_printed, monkeypatch):
    elst, bergen = concept("Elst"), concept("Bergen")
    bundle = ask_for(elst, bergen)
    write = press.write

    def refuse(page, stylesheet):
        if "Elst" in page:
            raise press.TookTooLong
        return write(page, stylesheet)

    monkeypatch.setattr(press, "write", refuse)
    bundling.work_through(10)
    assert [(str(part), part.problem[:33]) for part in bundle.parts.failed()] == [
        ("Elst 2014", "Het maken van de PDF duurde te la")
    ]
    index = zipfile.ZipFile(io.BytesIO(content_of(bundle))).read("index.html").decode()
    assert "<strong>Elst 2014</strong>: Het maken van de PDF duurde te lang" in index
    monkeypatch.setattr(press, "write", write)
    bundles.try_again(bundle)
    assert (now_of(bundle).ready_at, bundle.pieces.count()) == (None, 0)
    bundling.work_through(10)
    assert names_in(bundle)[::2][:2] == [
        "pdf/CONCEPT-factsheet-elst-2014.pdf",
        "pdf/CONCEPT-factsheet-bergen-2014.pdf",
    ]
    assert len(pages_printed) == 2


def test_a_mistake_of_ours_in_one_part_holds_up_nothing_else(pages_printed, monkeypatch, caplog):
    bundle = ask_for(concept("Elst"), make_edition(concept("Bergen")))

    def break_down(round_):
        raise ZeroDivisionError

    monkeypatch.setattr(bundling, "draft", break_down)
    bundling.work_through(10)
    assert [part.problem for part in bundle.parts.failed()] == [bundling.BROKE_DOWN]
    assert now_of(bundle).ready_at
    assert "broke down" in caplog.text


def test_where_nothing_succeeds_there_is_no_file(pages_printed, monkeypatch):
    def refuse(page, stylesheet):
        raise press.Broke

    monkeypatch.setattr(press, "write", refuse)
    bundle = ask_for(concept("Elst"))
    bundling.work_through(10)
    assert (now_of(bundle).problem, bundle.pieces.count()) == (bundling.NOTHING_SUCCEEDED, 0)


def test_what_was_withdrawn_does_not_go_in(pages_printed):
    carla = make_user("coordinator")
    elst, bergen = make_edition(concept("Elst")), make_edition(concept("Bergen"))
    bundle = ask_for(elst, bergen)
    withdraw(elst, by=carla, reason="Er stonden namen in.")
    bundling.work_through(10)
    assert names_in(bundle)[0] == "pdf/factsheet-bergen-2014.pdf"
    assert [part.problem for part in bundle.parts.failed()] == ["Deze editie is ingetrokken."]


def test_what_is_withdrawn_while_a_bundle_is_made_does_not_go_in(pages_printed, monkeypatch):
    elst, bergen = make_edition(concept("Elst")), make_edition(concept("Bergen"))
    bundle = ask_for(elst, bergen)
    monkeypatch.setattr(bundling, "_assemble", lambda pk: None)
    bundling.work_through(10)
    monkeypatch.undo()
    withdraw(elst, by=make_user("coordinator"), reason="Er stonden namen in.")
    bundling.work_through(10)
    assert names_in(bundle)[0] == "pdf/factsheet-bergen-2014.pdf"


def test_what_is_withdrawn_afterwards_is_not_handed_out(pages_printed):
    elst = make_edition(concept("Elst"))
    bundle = ask_for(elst)
    bundling.work_through(10)
    bundles.refuse_withdrawn(bundle)
    withdraw(elst, by=make_user("coordinator"), reason="Er stonden namen in.")
    with pytest.raises(bundles.WithdrawnSince):
        bundles.refuse_withdrawn(bundle)


def test_an_edition_that_was_tampered_with_does_not_go_in(pages_printed):
    elst = make_edition(concept("Elst"))
    with past_the_guards(Edition):
        Edition.objects.filter(pk=elst.pk).update(pdf=b"%PDF-1.7 vervalst")
    bundle = ask_for(elst)
    bundling.work_through(10)
    assert bundle.parts.get().problem.startswith("De PDF van deze editie is niet meer zoals")


def test_what_is_stopped_goes_no_further_and_can_be_finished_after_all(pages_printed):
    bundle = ask_for(concept("Elst"), concept("Bergen"))
    bundling.work_through(1)
    bundles.cancel(bundle)
    assert bundling.work_through(10) == 0
    assert (now_of(bundle).done, now_of(bundle).ready_at) == (1, None)
    with pytest.raises(bundles.NotUnderWay):
        bundles.cancel(bundle)
    bundles.try_again(bundle)
    assert bundling.work_through(10) == 1
    assert now_of(bundle).ready_at
    assert len(pages_printed) == 2


def test_what_is_stopped_while_it_is_put_together_stays_stopped(pages_printed, monkeypatch):
    bundle = ask_for(make_edition(concept("Elst")))
    write = bundling._write

    def stop_meanwhile(bundle, file):
        write(bundle, file)
        bundles.cancel(bundle)

    monkeypatch.setattr(bundling, "_write", stop_meanwhile)
    bundling.work_through(10)
    assert (now_of(bundle).ready_at, bundle.pieces.count()) == (None, 0)
    assert now_of(bundle).cancelled_at


def test_who_put_together_what_was_stopped_and_tried_again_meanwhile_keeps_nothing(
    pages_printed, monkeypatch
):
    elst, bergen = make_edition(concept("Elst")), make_edition(concept("Bergen"))
    bundle = ask_for(elst, bergen)
    bundle.parts.filter(edition=elst).update(finished_at=timezone.now(), problem="Mislukt.")
    write = bundling._write

    def begin_again_meanwhile(bundle, file):
        write(bundle, file)
        bundles.cancel(bundle)
        bundles.try_again(bundle)

    monkeypatch.setattr(bundling, "_write", begin_again_meanwhile)
    bundling.work_through(10)
    assert (now_of(bundle).ready_at, now_of(bundle).done, bundle.pieces.count()) == (None, 1, 0)
    monkeypatch.setattr(bundling, "_write", write)
    bundling.work_through(10)
    assert names_in(bundle)[0] == "pdf/factsheet-elst-2014.pdf"


def test_what_is_still_being_made_is_not_tried_again(pages_printed):
    bundle = ask_for(make_edition(concept("Elst")), make_edition(concept("Bergen")))
    bundle.parts.filter(position=0).update(finished_at=timezone.now(), problem="Mislukt.")
    with pytest.raises(bundles.NothingToTryAgain):
        bundles.try_again(bundle)


def test_of_a_bundle_that_is_ready_nothing_is_stopped_nor_tried_again(pages_printed):
    bundle = ask_for(make_edition(concept("Elst")))
    bundling.work_through(10)
    with pytest.raises(bundles.NotUnderWay):
        bundles.cancel(bundle)
    with pytest.raises(bundles.NothingToTryAgain):
        bundles.try_again(bundle)


def test_a_bundle_of_nothing_or_of_far_too_much_is_refused(monkeypatch):
    carla = make_user("coordinator")
    with pytest.raises(bundles.NothingChosen):
        bundles.ask_for([], by=carla, format="zip")
    monkeypatch.setattr(bundles, "MOST", 0)
    with pytest.raises(bundles.TooMany):
        ask_for(make_edition(concept("Elst")))


def test_what_was_left_behind_is_taken_up_by_another_and_once(pages_printed, time_machine):
    bundle = ask_for(make_edition(concept("Elst")))
    left = bundling._claim()
    assert bundling.work_through(10) == 0
    time_machine.move_to(timezone.now() + LEFT_BEHIND_AFTER + datetime.timedelta(seconds=1))
    assert bundling.work_through(10) == 1
    finished = bundle.parts.get()
    bundling._make(left)
    part = bundle.parts.get()
    assert (part.attempts, part.finished_at) == (2, finished.finished_at)


def test_what_breaks_off_again_and_again_is_given_up(pages_printed):
    bundle = ask_for(concept("Elst"), make_edition(concept("Bergen")))
    long_ago = timezone.now() - 2 * LEFT_BEHIND_AFTER
    elst = bundle.parts.get(position=0)
    BundlePart.objects.filter(pk=elst.pk).update(claimed_at=long_ago, attempts=MOST_ATTEMPTS)
    bundling.work_through(10)
    elst.refresh_from_db()
    assert elst.problem == bundling.BROKEN_OFF
    assert now_of(bundle).ready_at


def test_putting_together_that_breaks_off_again_and_again_is_given_up(pages_printed):
    bundle = ask_for(make_edition(concept("Elst")))
    long_ago = timezone.now() - 2 * LEFT_BEHIND_ASSEMBLING_AFTER
    Bundle.objects.update(claimed_at=long_ago, attempts=MOST_ATTEMPTS)
    bundling.work_through(10)
    assert now_of(bundle).problem == bundling.BROKEN_OFF


def test_while_somebody_puts_a_bundle_together_nobody_else_does(pages_printed):
    bundle = ask_for(make_edition(concept("Elst")))
    Bundle.objects.update(claimed_at=timezone.now(), attempts=1)
    bundling.work_through(10)
    assert (now_of(bundle).done, now_of(bundle).ready_at) == (1, None)


def test_pdfs_that_do_not_go_together_are_told(pages_printed):
    bundle = ask_for(make_edition(concept("Elst"), pdf=b"no PDF at all"), format="pdf")
    bundling.work_through(10)
    assert now_of(bundle).problem == combined.NotBound.message


def test_a_mistake_of_ours_in_putting_together_is_told(pages_printed, monkeypatch, caplog):
    def break_down(bundle, file):
        raise ZeroDivisionError

    monkeypatch.setattr(bundling, "_write", break_down)
    bundle = ask_for(make_edition(concept("Elst")))
    bundling.work_through(10)
    assert now_of(bundle).problem == bundling.BROKE_DOWN
    assert "could not be put together" in caplog.text


def test_a_bundle_is_dropped_a_week_after_it_was_ready(pages_printed, time_machine, capsys):
    time_machine.move_to("2016-03-01T12:00Z", tick=False)
    bundle = ask_for(make_edition(concept("Elst")))
    ask_for(make_edition(concept("Bergen")))
    call_command("finish_bundles")
    assert capsys.readouterr().out == "2 factsheets gemaakt, 0 bundels opgeruimd.\n"
    time_machine.move_to(now_of(bundle).kept_until, tick=False)
    assert bundles.forget() == 0
    time_machine.shift(1)
    assert bundles.forget() == 2
    assert BundlePart.objects.count() == 0


def test_who_lost_sight_of_a_round_lost_sight_of_the_bundle_that_holds_it():
    dirk = make_user("support")
    of_concept = ask_for(concept("Elst"), by=dirk)
    of_final = ask_for(concept("Bergen", state="final"), make_edition(concept("Zeist")), by=dirk)
    assert list(Bundle.objects.visible_to(dirk)) == [of_final]
    anna = make_user("inspector")
    assert not Bundle.objects.visible_to(anna).exists()
    dirk.role = "inspector"
    assert set(Bundle.objects.visible_to(dirk)) == {of_concept, of_final}


def test_what_can_be_chosen_is_what_was_published_and_what_is_not_yet(django_assert_num_queries):
    edition = make_edition(concept("Elst"))
    make_edition(concept("Bergen", year=2015))
    final, review = concept("Zeist", state="final"), concept("Assen", state="review")
    with django_assert_num_queries(2):
        found = choices(rounds=Round.objects.all())
    assert [str(each.edition or each.round) for each in found] == [
        "Assen 2014",
        "Bergen 2015, editie 1",
        "Elst 2014, editie 1",
        "Zeist 2014",
    ]
    assert [each.round for each in choices(rounds=Round.objects.all(), stand="vastgesteld")] == [final]
    assert [each.round for each in choices(rounds=Round.objects.all(), stand="concept")] == [review]
    published = choices(rounds=Round.objects.none(), stand="gepubliceerd", year=2014)
    assert [each.edition for each in published] == [edition]


def refused(**fields):
    try:
        with transaction.atomic():
            Bundle.objects.create(made_by=make_user(), made_at=timezone.now(), **fields)
    except IntegrityError:
        return True
    return False


def test_the_database_holds_how_a_bundle_ends():
    now = timezone.now()
    ready = {"ready_at": now, "size": 1, "sha256": "a" * 64}
    assert refused(format="doc")
    assert refused(format="zip", **{**ready, "size": None})
    assert refused(format="zip", **{**ready, "sha256": "a"})
    assert refused(format="zip", size=1)
    assert refused(format="zip", cancelled_at=now, **ready)
    assert refused(format="zip", problem="Mislukt.", **ready)
    assert refused(format="zip", problem="Mislukt.", cancelled_at=now)
    assert not refused(format="zip", **ready)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"edition": True, "round": True},
        {"edition": True, "position": 0},
        {"edition": True, "problem": "Mislukt."},
    ],
    ids=["of nothing", "of two", "in a place that is taken", "failed and unfinished"],
)
def test_the_database_holds_what_a_part_of_a_bundle_is(fields):
    edition = make_edition(concept("Elst"))
    bundle = ask_for(make_edition(concept("Bergen")))
    given = {"position": 1, **fields}
    given |= {"edition": edition} if "edition" in fields else {}
    given |= {"round": edition.round} if "round" in fields else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        BundlePart.objects.create(bundle=bundle, **given)


def test_a_bundle_holds_an_edition_and_a_round_once():
    elst, bergen = make_edition(concept("Elst")), concept("Bergen")
    bundle = ask_for(elst, bergen)
    for given in ({"edition": elst}, {"round": bergen}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BundlePart.objects.create(bundle=bundle, position=5, **given)

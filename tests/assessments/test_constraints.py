"""What the database refuses, whoever writes; each name reads as the rule that it holds."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import (
    Approach,
    CaseFile,
    Continuation,
    DevelopmentRevision,
    Edition,
    FindingRevision,
    Framework,
    Indicator,
    PrintedIndicator,
    Round,
    Theme,
    Withdrawal,
)
from municipalities.models import Succession
from tests.factories import (
    bring_to,
    make_answer,
    make_approach,
    make_case_file,
    make_comment,
    make_contact_moment,
    make_continuation,
    make_edition,
    make_finding,
    make_follow_up,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
    make_withdrawal,
)

pytestmark = pytest.mark.django_db


def refused(write):
    """Whether the database refuses `write`, at once or at the end of the transaction."""
    try:
        with transaction.atomic():
            write()
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def second_finding():
    finding = make_finding()
    make_finding(finding.round, finding.approach, finding.indicator)


def adopted(**fields):
    resolved = {"resolved_at": timezone.now(), "resolved_by": make_user()}
    make_comment(**{"suggestion": "Zo.", "is_adopted": True, **resolved, **fields})


def second_round():
    round_ = make_round()
    make_round(round_.case_file, round_.year)


def succession_to_itself():
    municipality = make_municipality()
    Succession.objects.create(predecessor=municipality, successor=municipality)


def printed_twice():
    case_file, indicator = make_case_file(), make_indicator()
    for wording in ("Zo", "Anders"):
        PrintedIndicator.objects.create(
            case_file=case_file, indicator=indicator, theme=indicator.theme, wording=wording
        )


def edition(**fields):
    round_ = bring_to(make_round(), "published")
    defaults = {
        "slug": "alkmaar",
        "year": 2014,
        "municipality_name": "Alkmaar",
        "content": {},
        "data": b"{}",
        "pdf": b"%PDF",
        "sha256": "0" * 64,
        "row_sha256": "0" * 64,
        "published_at": timezone.now(),
        "published_by": round_.started_by,
    }
    Edition.objects.create(round=round_, **{**defaults, **fields})


def two_editions_at_one_address():
    edition()
    edition()


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(second_finding, id="one finding per round, approach and indicator"),
        pytest.param(second_round, id="one round per case file and year"),
        pytest.param(lambda: make_finding(verdict="perhaps"), id="a verdict is one of three"),
        pytest.param(lambda: make_finding(verdict="not_assessed", reason=""), id="not assessed says why"),
        pytest.param(lambda: make_finding(verdict="meets", reason="Zomaar."), id="a reason only then"),
        pytest.param(lambda: make_finding(changed_at=timezone.now()), id="when without who"),
        pytest.param(lambda: make_finding(changed_by=make_user()), id="who without when"),
        pytest.param(
            lambda: make_round(state="final", started_at=(now := timezone.now()), finalised_at=now),
            id="finalised by nobody",
        ),
        pytest.param(lambda: make_round(finalised_by=make_user()), id="finalised at no time"),
        pytest.param(lambda: make_round(development_changed_at=timezone.now()), id="development by nobody"),
        pytest.param(lambda: make_round(appeared_in=datetime.date(2015, 6, 2)), id="a month, not a day"),
        pytest.param(lambda: make_round(year=14), id="a year of four digits"),
        pytest.param(lambda: make_comment(text=""), id="a remark says something"),
        pytest.param(lambda: make_answer(text=""), id="an answer says something"),
        pytest.param(
            lambda: make_comment(make_finding(), development_of=make_round()), id="a remark on two texts"
        ),
        pytest.param(lambda: make_comment(development_of=None), id="a remark on no text"),
        pytest.param(lambda: make_comment(resolved_at=timezone.now()), id="a remark resolved by nobody"),
        pytest.param(lambda: adopted(suggestion=""), id="adopted and not suggested"),
        pytest.param(lambda: adopted(resolved_at=None, resolved_by=None), id="adopted and not resolved"),
        pytest.param(lambda: make_contact_moment(kind="rumour"), id="a known kind of contact"),
        pytest.param(lambda: make_approach(starts_in=2014, ends_in=2014), id="starts before it ends"),
        pytest.param(lambda: make_approach(reason_left="Zomaar."), id="left but did not end"),
        pytest.param(lambda: make_user("king"), id="a known role"),
        pytest.param(
            lambda: make_municipality(valid_from="2015-01-01", valid_until="2014-12-31"),
            id="ends before it starts",
        ),
        pytest.param(succession_to_itself, id="succeeds itself"),
        pytest.param(
            lambda: make_framework(valid_until=datetime.date(2012, 1, 1)), id="framework ends first"
        ),
        pytest.param(printed_twice, id="printed in one way"),
        pytest.param(lambda: edition(sha256="niets"), id="an edition has a SHA-256"),
        pytest.param(lambda: edition(row_sha256="niets"), id="an edition has a SHA-256 of its row"),
        pytest.param(lambda: edition(number=2), id="a next edition has a reason"),
        pytest.param(lambda: edition(reason="Zomaar."), id="a first edition corrects nothing"),
        pytest.param(lambda: make_withdrawal(reason=""), id="a withdrawal has a reason"),
        pytest.param(two_editions_at_one_address, id="one edition per address and number"),
    ],
)
def test_the_database_refuses(write):
    assert refused(write)


def test_the_database_takes_their_valid_twins():
    assert not refused(lambda: make_finding(verdict="not_assessed", reason="Geen inzage."))
    assert not refused(lambda: make_finding(changed_at=timezone.now(), changed_by=make_user()))
    assert not refused(lambda: make_round(final=True, appeared_in=datetime.date(2015, 6, 1)))
    assert not refused(lambda: make_approach(ends_in=2014, reason_left="Geen gezinsaanpak."))
    assert not refused(edition)


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        pytest.param({}, False, id="in the same year"),
        pytest.param({"ends_in": 2015}, True, id="a year later"),
        pytest.param({"ends_in": None}, True, id="that did not end"),
        pytest.param({"reason_left": "Gestopt."}, True, id="that left for a reason"),
        pytest.param({"case_file": None}, True, id="in another case file"),
    ],
)
def test_a_successor_starts_when_its_predecessor_ends(fields, is_refused):
    successor = make_approach(starts_in=2014)
    fields = {"case_file": successor.case_file, "ends_in": 2014} | fields
    predecessor = make_approach(fields.pop("case_file"), **fields)
    assert refused(lambda: make_continuation(predecessor, successor)) is is_refused


def test_what_was_suggested_is_adopted_when_it_is_resolved():
    assert not refused(adopted)


def test_what_went_on_is_not_given_a_reason_afterwards():
    predecessor = make_approach(make_case_file(), ends_in=2014)
    make_continuation(predecessor, make_approach(predecessor.case_file, starts_in=2014))
    assert refused(lambda: Approach.objects.update(reason_left="Gestopt."))


def test_an_approach_goes_on_in_several_and_in_each_once():
    case_file = make_case_file()
    one, other = (make_approach(case_file, starts_in=2014) for _ in range(2))
    predecessor = make_approach(case_file, successors=[one, other])
    assert list(predecessor.successors.order_by("pk")) == [one, other]
    assert refused(lambda: make_continuation(predecessor, one))
    assert refused(lambda: make_continuation(predecessor, predecessor, year=2014))


def test_a_form_hears_about_a_successor_that_starts_at_another_time():
    successor = make_approach(starts_in=2014)
    predecessor = make_approach(successor.case_file, ends_in=2015)
    link = Continuation(
        case_file=successor.case_file, predecessor=predecessor, successor=successor, year=2015
    )
    with pytest.raises(ValidationError, match="begint in de ronde waarin de voorganger eindigt"):
        link.full_clean()


def second_round_that_came_along():
    case_file, former = make_case_file(), make_case_file()
    for _ in range(2):
        make_round(case_file, came_from=former)


def test_rounds_of_one_year_come_along_from_several_case_files():
    case_file = make_case_file()
    for came_from in (None, make_case_file(), make_case_file()):
        assert not refused(lambda came_from=came_from: make_round(case_file, came_from=came_from))
    assert refused(second_round_that_came_along)


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        pytest.param({"merged_in": 2015}, False, id="into another"),
        pytest.param({}, True, id="in no year"),
        pytest.param({"merged_in": 2015, "merged_into": None}, True, id="into none"),
    ],
)
def test_a_case_file_goes_on_in_another_from_a_year_on(fields, is_refused):
    former = make_case_file()
    fields = {"merged_into": make_case_file()} | fields
    assert refused(lambda: CaseFile.objects.filter(pk=former.pk).update(**fields)) is is_refused


def test_a_case_file_does_not_go_on_in_itself():
    former = make_case_file()
    assert refused(lambda: CaseFile.objects.filter(pk=former.pk).update(merged_into=former, merged_in=2015))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Indicator, {"wording": "Iets anders"}),
        (Indicator, {"code": "Z9"}),
        (Theme, {"heading": "Iets anders"}),
        (Theme, {"description": "Iets anders"}),
        (Framework, {"definition": "Iets anders"}),
        (Framework, {"version": "2099"}),
        (Framework, {"valid_from": datetime.date(2012, 1, 1)}),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else getattr(value, "__name__", None) or next(iter(value))
    ),
)
def test_what_a_round_used_stays_as_it_is(model, change):
    finding = make_finding()
    unused = make_indicator()
    used = {
        Indicator: finding.indicator,
        Theme: finding.indicator.theme,
        Framework: finding.indicator.theme.framework,
    }
    free = {Indicator: unused, Theme: unused.theme, Framework: unused.theme.framework}
    assert refused(lambda: model.objects.filter(pk=used[model].pk).update(**change))
    assert not refused(lambda: model.objects.filter(pk=free[model].pk).update(**change))


def test_a_theme_without_findings_stays_as_it_is_once_a_round_uses_its_framework():
    theme = make_theme()
    change = Theme.objects.filter(pk=theme.pk)
    case_file = make_case_file(framework=theme.framework)
    assert not refused(lambda: change.update(description="Iets anders"))
    make_round(case_file)
    assert refused(lambda: change.update(description="Nog iets anders"))


@pytest.mark.parametrize("column", [field.column for field in Edition._meta.fields if not field.primary_key])
def test_an_edition_stays_as_it_was_published(column):
    edition, other = (
        make_edition(pdf=b"%PDF een"),
        make_edition(make_follow_up(year=2015), pdf=b"%PDF twee", number=2),
    )
    Round.objects.update(development="Iets anders")  # the rows beneath it are free
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM assessments_edition WHERE id = %s", [other.pk])
        made_up = {
            "content": "{}",
            **dict.fromkeys(["sha256", "row_sha256", "signed_text", "template_version"], "9" * 64),
        }
        made_up |= dict.fromkeys(["application_version", "weasyprint_version"], "9")
        value = made_up.get(column, cursor.fetchone()[0])

    def change():
        with connection.cursor() as cursor:
            if column == "published_at":
                value_sql, values = "CURRENT_TIMESTAMP", []
            else:
                value_sql, values = "%s", [value]
            cursor.execute(
                f"UPDATE assessments_edition SET {column} = {value_sql} WHERE id = %s", [*values, edition.pk]
            )

    with pytest.raises(IntegrityError, match="an_edition_stays_as_it_was_published"), transaction.atomic():
        change()


@pytest.mark.parametrize("column", ["edition_id", "reason", "withdrawn_at", "withdrawn_by_id"])
def test_a_withdrawal_stays_as_it_was_done(column):
    withdrawal = make_withdrawal()
    other = {
        "edition_id": make_edition(make_follow_up(year=2015)).pk,
        "reason": "Een andere reden.",
        "withdrawn_at": timezone.now(),
        "withdrawn_by_id": make_user().pk,
    }
    change = {column: other[column]}
    with pytest.raises(IntegrityError, match="a_withdrawal_stays_as_it_was_done"), transaction.atomic():
        Withdrawal.objects.filter(pk=withdrawal.pk).update(**change)


def test_a_withdrawal_is_not_undone():
    make_withdrawal()
    with pytest.raises(IntegrityError, match="a_withdrawal_is_not_undone"), transaction.atomic():
        Withdrawal.objects.all()._raw_delete("default")


def sent_back(edition):
    Round.objects.filter(pk=edition.round_id).update(state="review", finalised_at=None, finalised_by=None)
    return edition.round


def test_the_database_keeps_a_published_verdict_on_which_a_later_round_rests():
    first, other = sent_back(make_edition()), sent_back(make_edition(make_follow_up(year=2015)))
    make_round(first.case_file, 2015)
    rises = {"version": 1, "text_version": 1}
    change = {"verdict": "improvement_point", **rises}
    with pytest.raises(IntegrityError, match="a_verdict_on_which_a_later_round_rests"), transaction.atomic():
        first.findings.update(**change)
    assert not refused(lambda: first.findings.update(explanation="Beter gezegd.", **rises))
    assert not refused(lambda: other.findings.update(**change))


@pytest.mark.parametrize("said", [{"explanation": "Anders."}, {"verdict": "improvement_point"}])
@pytest.mark.parametrize(
    "rises", [{}, {"version": 2}, {"text_version": 2}, {"version": 2, "text_version": 1}]
)
def test_what_a_finding_says_changes_with_its_version(said, rises):
    findings = make_finding(verdict="meets", version=1, text_version=1).round.findings
    with (
        pytest.raises(IntegrityError, match="what_a_finding_says_changes_with_its_version"),
        transaction.atomic(),
    ):
        findings.update(**said, **rises)
    assert not refused(lambda: findings.update(**said, version=2, text_version=2))
    assert not refused(lambda: findings.update(private_note="Voor het team.", version=3))


@pytest.mark.parametrize(
    "change",
    [
        {"explanation": "Anders.", "version": 1, "text_version": 1},
        {"private_note": "Voor het team.", "version": 1},
        {"expected_on": datetime.date(2015, 5, 1)},
        {"text_version": 1},
    ],
    ids=["text", "note", "plan", "version"],
)
def test_a_finding_of_a_final_round_stays_as_it_is(change):
    round_ = make_follow_up(state="final")
    with (
        pytest.raises(IntegrityError, match="a_finding_of_a_final_round_stays_as_it_is"),
        transaction.atomic(),
    ):
        round_.findings.update(**change)
    Round.objects.filter(pk=round_.pk).update(state="review", finalised_at=None, finalised_by=None)
    assert not refused(lambda: round_.findings.update(**change))


@pytest.fixture
def saved():
    """A finding and a narrative that were saved once."""
    round_, anna = make_follow_up(development=""), make_user()
    round_.case_file.team.add(anna)
    record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Beter.")
    write_development(round_, by=anna, version=0, development="Er is veel gebeurd.")


@pytest.mark.parametrize(
    ("revisions", "change", "what"),
    [
        (FindingRevision.objects, {"explanation": "Anders."}, "finding"),
        (FindingRevision.objects, {"changed_at": timezone.now()}, "finding"),
        (DevelopmentRevision.objects, {"development": "Anders."}, "development"),
        (DevelopmentRevision.objects, {"version": 7}, "development"),
    ],
)
def test_a_version_of_a_text_stays_as_it_was_saved_and_is_not_forgotten(saved, revisions, change, what):
    with pytest.raises(IntegrityError, match=f"a_version_of_a_{what}_stays_as_it_was"), transaction.atomic():
        revisions.update(**change)
    with pytest.raises(IntegrityError, match=f"no_version_of_a_{what}_is_forgotten"), transaction.atomic():
        revisions.all()._raw_delete("default")


@pytest.mark.parametrize("state", ["review", "final", "published"])
def test_only_a_round_that_was_read_in_is_final_from_its_start(state):
    day = datetime.timedelta(days=1)
    anna, now = make_user(), timezone.now()
    final = {"finalised_at": now, "finalised_by": anna} if state != "review" else {}
    with pytest.raises(IntegrityError, match="only_a_round_that_was_read_in"), transaction.atomic():
        make_round(state=state, started_at=now - day, **final)
    assert not refused(lambda: make_round(final=True))


def test_an_edition_can_be_saved_as_it_is():
    edition = make_edition()
    assert not refused(edition.save)


def delete_by_sql():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessments_edition")


@pytest.mark.parametrize(
    "delete",
    [
        pytest.param(lambda: Edition.objects.all().delete(), id="queryset"),
        pytest.param(lambda: Edition.objects.get().delete(), id="instance"),
        pytest.param(lambda: Edition.objects.all()._raw_delete("default"), id="raw queryset"),
        pytest.param(delete_by_sql, id="SQL"),
    ],
)
def test_an_edition_is_not_deleted(delete):
    make_edition()
    with pytest.raises(IntegrityError, match="an_edition_is_not_deleted"), transaction.atomic():
        delete()
    assert Edition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_spares_editions():
    make_edition()
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert Edition.objects.count() == 1


def test_what_a_round_used_can_still_be_moved_and_ended():
    finding = make_finding()
    assert not refused(lambda: Indicator.objects.filter(pk=finding.indicator_id).update(position=99))
    assert not refused(lambda: Framework.objects.update(valid_until=datetime.date(2020, 1, 1)))


@pytest.mark.parametrize("model", [Indicator, Theme, Framework])
def test_what_a_round_used_cannot_be_deleted(model):
    make_finding()
    assert refused(lambda: model.objects.all().delete())

"""The life of a round: its steps, four eyes, waivers and signatures."""

from assessments.guards.guard import Guard
from assessments.steps import STEPS, State

# Whether :user had a hand in what :round says; who only decided on replies, in this :finding, or what stands beside.
_WROTE = """EXISTS (SELECT 1 FROM assessments_writer w WHERE w.round_id = :round AND w.user_id = :user AND (
    NOT w.by_deciding
    OR EXISTS (SELECT 1 FROM assessments_findingrevision v
        WHERE v.finding_id = :finding AND v.changed_by_id = :user)
    OR :finding IS NULL AND EXISTS (SELECT 1 FROM assessments_developmentrevision v
        WHERE v.round_id = :round AND v.changed_by_id = :user)))"""
# Whether nobody who wrote nothing in the round approved a finding, or what stands beside these, as it is now.
_UNREAD = """(
    EXISTS (SELECT 1 FROM assessments_finding f WHERE f.round_id = NEW.id AND NOT EXISTS (
        SELECT 1 FROM assessments_approval a WHERE a.finding_id = f.id AND a.version = f.text_version AND NOT :wrote))
    OR NOT EXISTS (
        SELECT 1 FROM assessments_approval a WHERE a.round_id = NEW.id AND a.finding_id IS NULL
        AND a.version = NEW.text_version AND NOT :wrote))"""


def _wrote(round_, user, finding):
    return _WROTE.replace(":round", round_).replace(":user", user).replace(":finding", finding)


_UNREAD = _UNREAD.replace(":wrote", _wrote("NEW.id", "a.approved_by_id", "a.finding_id"))
# Whether an inspectorate that signs under the framework of a round didn't sign what was finalised last.
_UNSIGNED = """EXISTS (
    SELECT 1 FROM assessments_signatory s JOIN assessments_casefile c ON c.framework_id = s.framework_id
    WHERE c.id = NEW.case_file_id AND NOT EXISTS (
        SELECT 1 FROM assessments_signoff o WHERE o.round_id = NEW.id AND o.inspectorate = s.inspectorate
        AND o.finalised_at = NEW.finalised_at))"""
_A_STEP = " OR ".join(f"(OLD.state = '{step.source}' AND NEW.state = '{step.target}')" for step in STEPS)

GUARDS = (
    Guard(
        name="a_round_goes_from_state_to_state_by_the_steps",
        table="assessments_round",
        columns=("state",),
        used=f"NOT ({_A_STEP})",
    ),
    Guard(
        name="nobody_approves_what_they_wrote_in",
        table="assessments_approval",
        added=True,
        used=_wrote("NEW.round_id", "NEW.approved_by_id", "NEW.finding_id"),
    ),
    Guard(
        name="who_wrote_in_a_round_stays_its_writer",
        table="assessments_writer",
        columns=("round_id", "user_id"),
    ),
    Guard(
        name="who_wrote_in_a_round_never_becomes_one_who_only_decided",
        table="assessments_writer",
        columns=("by_deciding",),
        used="NEW.by_deciding",
    ),
    Guard(name="no_writer_of_a_round_is_forgotten", table="assessments_writer"),
    Guard(
        name="an_approval_stays_as_it_was_given",
        table="assessments_approval",
        columns=("round_id", "finding_id", "version", "approved_at", "approved_by_id"),
    ),
    Guard(
        name="a_waiver_stays_as_it_was_given",
        table="assessments_waiver",
        columns=("round_id", "code", "title", "gaps", "reason", "waived_at", "waived_by_id"),
    ),
    Guard(
        name="a_waiver_that_ended_stays_ended",
        table="assessments_waiver",
        columns=("ended_at", "ended_by_id"),
        used="OLD.ended_at IS NOT NULL",
    ),
    Guard(
        name="a_draft_is_not_released_without_four_eyes",
        table="assessments_round",
        columns=("state",),
        used=f"NEW.state = '{State.REPLY}' AND {_UNREAD}",
    ),
    Guard(
        name="a_round_is_not_finalised_without_four_eyes",
        table="assessments_round",
        columns=("state",),
        used=f"NEW.state = '{State.FINAL}' AND {_UNREAD}",
    ),
    Guard(
        name="only_what_was_published_goes_back_to_published_unchanged",
        table="assessments_round",
        columns=("state",),
        used="""NEW.state = 'published' AND OLD.state = 'review'
            AND NOT EXISTS (SELECT 1 FROM assessments_edition e WHERE e.round_id = NEW.id)""",
    ),
    Guard(
        name="nothing_is_published_that_its_municipality_was_not_given",
        table="assessments_round",
        columns=("state",),
        used="""NEW.state = 'published' AND OLD.state = 'final' AND NEW.started_at <> NEW.finalised_at AND NOT EXISTS (
            SELECT 1 FROM assessments_release l WHERE l.round_id = NEW.id AND l.closed_at IS NULL)""",
    ),
    Guard(
        name="a_round_is_not_published_before_each_inspectorate_signed",
        table="assessments_round",
        columns=("state",),
        used=f"OLD.state = '{State.FINAL}' AND NEW.state = '{State.PUBLISHED}' AND {_UNSIGNED}",
    ),
    Guard(
        name="only_what_was_finalised_is_signed",
        table="assessments_signoff",
        added=True,
        used="""NOT EXISTS (SELECT 1 FROM assessments_round r WHERE r.id = NEW.round_id
            AND r.state = 'final' AND r.finalised_at = NEW.finalised_at)""",
    ),
    Guard(
        name="nobody_signs_for_another_inspectorate",
        table="assessments_signoff",
        added=True,
        used="""NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.signed_by_id
            AND u.inspectorate = NEW.inspectorate)""",
    ),
    Guard(
        name="a_sign_off_stays_as_it_was_given",
        table="assessments_signoff",
        columns=(
            "round_id",
            "inspectorate",
            "finalised_at",
            "fingerprint",
            "signed_at",
            "signed_by_id",
        ),
    ),
    Guard(
        name="only_a_round_that_was_read_in_is_final_from_its_start",
        table="assessments_round",
        added=True,
        used=f"""NEW.state <> '{State.CONCEPT}'
            AND NOT (NEW.state = '{State.FINAL}' AND NEW.started_at = NEW.finalised_at)""",
    ),
)

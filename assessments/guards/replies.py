"""The right of reply: what a municipality was given, what it sent, and what was decided on that."""

from assessments.guards.guard import Guard

# Whether :reply was sent.
_SENT = "EXISTS (SELECT 1 FROM assessments_reply r WHERE r.id = :reply AND r.sent_at IS NOT NULL)"
# Whether NEW decides on what isn't before the inspectorate now, or by somebody who wrote the draft, or was on the team
# at any time since the round began.
_DECIDES_IN_VAIN = """NOT EXISTS (SELECT 1 FROM assessments_remark m
    JOIN assessments_reply p ON p.id = m.reply_id AND p.sent_at IS NOT NULL
    JOIN assessments_release l ON l.id = p.release_id
    JOIN assessments_round r ON r.id = l.round_id AND r.state = 'reply'
    WHERE m.id = NEW.remark_id AND NOT EXISTS (SELECT 1 FROM assessments_writer w
        WHERE w.round_id = r.id AND w.user_id = NEW.decided_by_id AND NOT w.by_deciding)
    AND NOT EXISTS (SELECT 1 FROM assessments_casefile_team t
        WHERE t.casefile_id = r.case_file_id AND t.user_id = NEW.decided_by_id)
    AND NOT EXISTS (SELECT 1 FROM assessments_teamchange g
        WHERE g.case_file_id = r.case_file_id AND g.inspector_id = NEW.decided_by_id
        AND g.kind = 'left' AND g.changed_at >= r.started_at))"""
_DECISION = (
    "remark_id",
    "is_adopted",
    "reason",
    "text_before",
    "text_after",
    "verdict_before",
    "verdict_after",
    "told",
    "decided_at",
    "decided_by_id",
)

GUARDS = (
    Guard(
        name="a_draft_stays_as_it_was_released",
        table="assessments_release",
        columns=(
            "round_id",
            "number",
            "content",
            "pdf",
            "sha256",
            "text_version",
            "working_days",
            "released_at",
            "released_by_id",
        ),
    ),
    Guard(
        name="a_delivery_stays_as_it_was_noted",
        table="assessments_release",
        columns=("delivery", "delivered_on", "delivered_by_id"),
        used="OLD.delivered_on IS NOT NULL",
    ),
    Guard(
        name="a_term_is_not_made_shorter",
        table="assessments_release",
        columns=("last_day",),
        used="OLD.last_day IS NOT NULL AND (NEW.last_day IS NULL OR NEW.last_day < OLD.last_day)",
    ),
    Guard(
        name="a_closed_draft_stays_closed",  # until a correction is dropped: there is no next one then
        table="assessments_release",
        columns=("closed_at",),
        used="""OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM assessments_round r WHERE r.id = NEW.round_id AND r.state = 'published'))""",
    ),
    Guard(name="a_draft_is_not_deleted", table="assessments_release"),
    Guard(
        name="a_released_finding_stays_as_it_was",
        table="assessments_releasedfinding",
        columns=(
            "release_id",
            "finding_id",
            "heading",
            "wording",
            "approach",
            "text_version",
            "verdict",
            "reason",
            "explanation",
        ),
    ),
    Guard(name="a_released_finding_is_not_deleted", table="assessments_releasedfinding"),
    Guard(
        name="an_extension_stays_as_it_was_given",
        table="assessments_extension",
        columns=("release_id", "earlier_last_day", "last_day", "reason", "extended_at", "extended_by_id"),
    ),
    Guard(name="an_extension_is_not_deleted", table="assessments_extension"),
    Guard(
        name="a_reply_stays_as_it_was_sent",
        table="assessments_reply",
        columns=(
            "release_id",
            "number",
            "publishes_intents",
            "has_no_remarks",
            "sent_at",
            "sent_by_id",
            "is_late",
            "came_after_final",
        ),
        used="OLD.sent_at IS NOT NULL",
    ),
    Guard(name="a_sent_reply_is_not_deleted", table="assessments_reply", used="OLD.sent_at IS NOT NULL"),
    Guard(
        name="a_remark_stays_as_it_was_sent",
        table="assessments_remark",
        columns=(
            "reply_id",
            "released_id",
            "part",
            "kind",
            "text",
            "has_no_measure",
            "by_whom",
            "planned_on",
        ),
        used=_SENT.replace(":reply", "OLD.reply_id"),
    ),
    Guard(
        name="nothing_is_added_to_a_sent_reply",
        table="assessments_remark",
        added=True,
        used=_SENT.replace(":reply", "NEW.reply_id"),
    ),
    Guard(
        name="a_sent_remark_is_not_deleted",
        table="assessments_remark",
        used=_SENT.replace(":reply", "OLD.reply_id"),
    ),
    Guard(
        name="evidence_stays_as_it_was_added",
        table="assessments_evidence",
        columns=("remark_id", "name", "content", "size", "sha256", "added_at", "added_by_id"),
    ),
    Guard(
        name="no_evidence_is_added_to_a_sent_reply",
        table="assessments_evidence",
        added=True,
        used=_SENT.replace(
            ":reply", "(SELECT m.reply_id FROM assessments_remark m WHERE m.id = NEW.remark_id)"
        ),
    ),
    Guard(
        name="sent_evidence_is_not_deleted",
        table="assessments_evidence",
        used=_SENT.replace(
            ":reply", "(SELECT m.reply_id FROM assessments_remark m WHERE m.id = OLD.remark_id)"
        ),
    ),
    Guard(
        name="who_did_the_visit_does_not_decide",
        table="assessments_decision",
        added=True,
        used=_DECIDES_IN_VAIN,
    ),
    Guard(
        name="who_did_the_visit_does_not_decide_again",
        table="assessments_decision",
        columns=_DECISION,
        used=_DECIDES_IN_VAIN,
    ),
    Guard(
        name="a_decision_is_not_deleted",
        table="assessments_decision",
    ),
)

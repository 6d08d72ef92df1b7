"""Database triggers that keep what was used or published as it was, whoever writes and by whatever door, and hold
a round to its steps and to four eyes.

They are lifted before a migration and placed again after it, because SQLite rebuilds a table by renaming,
which it refuses while a trigger elsewhere names that table. What a round used can't be deleted because of
the foreign keys; nothing refers to an edition or to what was removed, so those have guards of their own.
"""

from dataclasses import dataclass

from django.db import connections

from assessments.steps import STEPS, State


@dataclass(frozen=True)
class Guard:
    """The `columns` of a row in `table` don't change once `used` (SQL about OLD, and NEW) holds.

    Without columns the rows are not deleted; of what is `added`, they are not added where `used` (SQL about NEW) holds.
    """

    name: str
    table: str
    columns: tuple[str, ...] = ()
    used: str = "1 = 1"
    added: bool = False

    @property
    def event(self):
        return "INSERT" if self.added else "UPDATE" if self.columns else "DELETE"

    def changed(self, operator):
        old, new = (", ".join(f"{row}.{column}" for column in self.columns) for row in ("OLD", "NEW"))
        if len(self.columns) == 1:
            return f"{old} {operator} {new}"
        return f"({old}) {operator} ({new})"


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
    "decided_at",
    "decided_by_id",
)
# Whether an inspectorate that signs under the framework of a round didn't sign what was finalised last.
_UNSIGNED = """EXISTS (
    SELECT 1 FROM assessments_signatory s JOIN assessments_casefile c ON c.framework_id = s.framework_id
    WHERE c.id = NEW.case_file_id AND NOT EXISTS (
        SELECT 1 FROM assessments_signoff o WHERE o.round_id = NEW.id AND o.inspectorate = s.inspectorate
        AND o.finalised_at = NEW.finalised_at))"""
_A_STEP = " OR ".join(f"(OLD.state = '{step.source}' AND NEW.state = '{step.target}')" for step in STEPS)

PRINTED = ("verdict", "reason", "explanation")  # of a finding

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
        columns=("release_id", "finding_id", "text_version", "verdict", "reason", "explanation"),
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
    Guard(
        name="what_a_finding_says_changes_with_its_version",
        table="assessments_finding",
        columns=PRINTED,
        used="NEW.text_version <= OLD.text_version OR NEW.version <= OLD.version",
    ),
    Guard(
        name="a_finding_of_a_final_round_stays_as_it_is",
        table="assessments_finding",
        columns=(
            *PRINTED,
            "private_note",
            "expected_on",
            "version",
            "text_version",
            "changed_at",
            "changed_by_id",
            "round_id",
            "indicator_id",
        ),
        used="EXISTS (SELECT 1 FROM assessments_round r WHERE r.id = OLD.round_id AND r.finalised_at IS NOT NULL)",
    ),
    Guard(
        name="a_version_of_a_finding_stays_as_it_was_saved",
        table="assessments_findingrevision",
        columns=(
            "finding_id",
            *PRINTED,
            "private_note",
            "expected_on",
            "version",
            "text_version",
            "changed_at",
            "changed_by_id",
        ),
    ),
    Guard(name="no_version_of_a_finding_is_forgotten", table="assessments_findingrevision"),
    Guard(
        name="a_version_of_a_development_stays_as_it_was_saved",
        table="assessments_developmentrevision",
        columns=("round_id", "version", "development", "changed_at", "changed_by_id"),
    ),
    Guard(name="no_version_of_a_development_is_forgotten", table="assessments_developmentrevision"),
    Guard(
        name="an_edition_is_of_a_published_round",
        table="assessments_edition",
        added=True,
        used="NOT EXISTS (SELECT 1 FROM assessments_round r WHERE r.id = NEW.round_id AND r.state = 'published')",
    ),
    Guard(
        name="a_framework_used_by_a_round_stays_as_it_is",
        table="assessments_framework",
        columns=("code", "version", "name", "definition", "areas_of_life", "valid_from"),
        used="""EXISTS (SELECT 1 FROM assessments_round r JOIN assessments_casefile c ON c.id = r.case_file_id
                WHERE c.framework_id = OLD.id)""",
    ),
    Guard(
        name="a_theme_used_by_a_round_stays_as_it_is",
        table="assessments_theme",
        columns=("framework_id", "name", "heading", "description"),
        used="""EXISTS (SELECT 1 FROM assessments_round r JOIN assessments_casefile c ON c.id = r.case_file_id
                WHERE c.framework_id = OLD.framework_id)""",
    ),
    Guard(
        name="a_standard_text_stays_as_it_was_worded",
        table="assessments_standardtext",
        columns=("framework_id", "code", "version", "wording", "several", "changed_at", "changed_by_id"),
    ),
    Guard(
        name="no_wording_of_a_used_framework_is_forgotten",
        table="assessments_standardtext",  # without an OLD row all are emptied at once
        used="""OLD.id IS NULL OR EXISTS (
                SELECT 1 FROM assessments_round r JOIN assessments_casefile c ON c.id = r.case_file_id
                WHERE c.framework_id = OLD.framework_id)""",
    ),
    Guard(
        name="an_indicator_used_by_a_round_stays_as_it_is",
        table="assessments_indicator",
        columns=("theme_id", "code", "wording"),
        used="EXISTS (SELECT 1 FROM assessments_finding f WHERE f.indicator_id = OLD.id)",
    ),
    Guard(
        name="an_edition_stays_as_it_was_published",
        table="assessments_edition",
        columns=(
            "round_id",
            "number",
            "slug",
            "year",
            "municipality_name",
            "content",
            "pdf",
            "sha256",
            "published_at",
            "published_by_id",
            "reason",
            "framework_version",
            "template_version",
            "application_version",
            "weasyprint_version",
            "row_sha256",
        ),
    ),
    Guard(name="an_edition_is_not_deleted", table="assessments_edition"),
    Guard(
        name="a_verdict_on_which_a_later_round_rests_stays_as_published",
        table="assessments_finding",
        columns=("verdict",),
        used="""EXISTS (SELECT 1 FROM assessments_edition e WHERE e.round_id = OLD.round_id)
            AND EXISTS (SELECT 1 FROM assessments_round r JOIN assessments_round later
                ON later.case_file_id = r.case_file_id AND later.year > r.year WHERE r.id = OLD.round_id)""",
    ),
    Guard(
        name="a_withdrawal_stays_as_it_was_done",
        table="assessments_withdrawal",
        columns=("edition_id", "reason", "withdrawn_at", "withdrawn_by_id"),
    ),
    Guard(name="a_withdrawal_is_not_undone", table="assessments_withdrawal"),
    Guard(
        name="what_was_removed_stays_as_it_was_noted",
        table="assessments_removedattachment",
        columns=(
            "round_id",
            "contact_moment_id",
            "moment",
            "name",
            "size",
            "sha256",
            "added_at",
            "added_by_id",
            "removed_at",
            "removed_by_id",
        ),
    ),
    Guard(name="what_was_removed_is_not_forgotten", table="assessments_removedattachment"),
    Guard(
        name="an_event_stays_as_it_was_written",
        table="log_event",
        columns=(
            "chain_id",
            "number",
            "at",
            "by_id",
            "by_name",
            "by_role",
            "kind",
            "about",
            "subject",
            "old",
            "new",
            "reason",
            "previous_sha256",
            "sha256",
        ),
    ),
    Guard(name="an_event_is_not_deleted", table="log_event"),
    Guard(
        name="a_chain_grows_one_event_at_a_time",
        table="log_chain",
        columns=("name", "length", "sha256"),
        used="NEW.name <> OLD.name OR NEW.length <> OLD.length + 1",
    ),
    Guard(name="a_chain_is_not_deleted", table="log_chain"),
)


def place(using="default", **kwargs):
    """Place every guard on the database `using`, on SQLite or PostgreSQL."""
    lift(using)
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.table not in tables:
                continue
            for statement in _placing[connection.vendor](guard):
                cursor.execute(statement)


def lift(using="default", **kwargs):
    """Take every guard away, so that a migration can rebuild the tables."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.table in tables:
                on_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                for name in (guard.name, f"{guard.name}_by_truncating"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(using="default"):
    """The guards that are not on the database `using`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_listing[connection.vendor])
        placed = {name for (name,) in cursor.fetchall()}
    return [guard for guard in GUARDS if guard.name not in placed]


def _for_sqlite(guard):
    changed = f"{guard.changed('IS NOT')} AND " if guard.columns else ""
    yield f"""
        CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}
        WHEN {changed}({guard.used})
        BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"""


def _for_postgresql(guard):
    yield f"""
        CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {guard.used} THEN
                RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        END $$"""
    changed = f"WHEN ({guard.changed('IS DISTINCT FROM')})" if guard.columns else ""
    yield f"""
        CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW {changed}
        EXECUTE FUNCTION {guard.name}()"""
    if guard.event == "DELETE":  # TRUNCATE takes all rows and fires no DELETE
        yield f"""
            CREATE TRIGGER {guard.name}_by_truncating BEFORE TRUNCATE ON {guard.table}
            FOR EACH STATEMENT EXECUTE FUNCTION {guard.name}()"""


_listing = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)""",
}
_placing = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}

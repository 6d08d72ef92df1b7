"""What was published stays, and so does the framework by which it was found."""

from assessments.guards.guard import Guard

GUARDS = (
    Guard(
        name="an_edition_is_of_a_published_round",
        table="assessments_edition",
        added=True,
        used="NOT EXISTS (SELECT 1 FROM assessments_round r WHERE r.id = NEW.round_id AND r.state = 'published')",
    ),
    Guard(
        name="an_edition_says_what_each_inspectorate_signed",
        table="assessments_edition",
        added=True,
        used="""EXISTS (SELECT 1 FROM assessments_round r JOIN assessments_casefile c ON c.id = r.case_file_id
                JOIN assessments_signatory s ON s.framework_id = c.framework_id
                WHERE r.id = NEW.round_id AND NOT EXISTS (
                    SELECT 1 FROM assessments_signoff o WHERE o.round_id = r.id AND o.inspectorate = s.inspectorate
                    AND o.finalised_at = r.finalised_at AND o.fingerprint = NEW.signed_text))""",
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
            "data",
            "pdf",
            "sha256",
            "published_at",
            "published_by_id",
            "reason",
            "signed_text",
            "framework_version",
            "template_version",
            "application_version",
            "weasyprint_version",
            "row_sha256",
        ),
    ),
    Guard(name="an_edition_is_not_deleted", table="assessments_edition"),
    Guard(
        name="a_withdrawal_stays_as_it_was_done",
        table="assessments_withdrawal",
        columns=("edition_id", "reason", "withdrawn_at", "withdrawn_by_id"),
    ),
    Guard(name="a_withdrawal_is_not_undone", table="assessments_withdrawal"),
)

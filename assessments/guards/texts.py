"""What a round says: a finding and the narrative with each of their versions, and which document was taken off."""

from assessments.guards.guard import Guard

PRINTED = ("verdict", "reason", "explanation")  # of a finding

GUARDS = (
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
        name="a_verdict_on_which_a_later_round_rests_stays_as_published",
        table="assessments_finding",
        columns=("verdict",),
        used="""EXISTS (SELECT 1 FROM assessments_edition e WHERE e.round_id = OLD.round_id)
            AND EXISTS (SELECT 1 FROM assessments_round r JOIN assessments_round later
                ON later.case_file_id = r.case_file_id AND later.year > r.year WHERE r.id = OLD.round_id)""",
    ),
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
)

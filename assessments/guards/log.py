"""The log grows, and nothing in it changes."""

from assessments.guards.guard import Guard

GUARDS = (
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

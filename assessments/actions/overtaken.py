"""What the second of two writers typed is kept: one row per text, writer and page, until it was chosen what stands."""

from uuid import uuid4

from django.utils import timezone

from assessments.actions import Refused

TEXTS = ("reason", "explanation", "private_note", "development", "text", "by_whom")


class TypedOnMeanwhile(Refused):
    """Somebody chose having seen a second version that was added to since."""

    message = "In de tweede versie is intussen verder getypt. Hieronder ziet u de nieuwste. Er is nog niets gekozen."


def keep(own, said, page, is_untouched, **whose):
    """Keep what is `said` among a writer's `own` second versions; None where nothing was typed but what is stored.

    What a page sent earlier doesn't replace what it sent later. What doesn't say from which page it comes, as a work
    sheet, is a page of its own each time.
    """
    page = page | {"saved_from": page["saved_from"] or uuid4().hex}
    of_page = own.filter(saved_from=page["saved_from"])
    if later := of_page.filter(saved_nth__gt=page["saved_nth"]).last():
        return later
    if is_untouched:
        of_page.waiting().delete()
        return None
    if same := of_page.waiting().filter(**said).first():  # sent again: whoever sees it sees the newest
        own.filter(pk=same.pk).update(**page)
        return same
    others = list(own.waiting().exclude(saved_from=page["saved_from"]))
    if not of_page.waiting().exists() and (whole := next((row for row in others if _holds(row, said)), None)):
        return whole
    row, _ = own.update_or_create(
        defaults={**said, **page, "typed_at": timezone.now()},
        saved_from=page["saved_from"],
        settled_at=None,
        **whose,
    )
    for other in others:
        if _holds(row, {name: getattr(other, name) for name in said}):
            other.delete()
    return row


def is_known(known, version, said):
    """Whether it says what a known version says; before the first one a text says nothing."""
    rows = list(known)
    if version not in [row.version for row in rows] and not any(said.values()):
        return True
    return any(all(getattr(row, name) == value for name, value in said.items()) for row in rows)


def as_shown(waiting, shown):
    """The second version that was `shown`, or None where it waits no longer. Raises TypedOnMeanwhile."""
    key, _, _ = shown.partition(" ")
    row = next((row for row in waiting if str(row.pk) == key), None)
    if row and row.as_shown != shown:
        raise TypedOnMeanwhile
    return row


def _holds(row, said):
    """Whether all that is said stands in a row as well, word for word."""
    return all(
        value in getattr(row, name) if name in TEXTS else value == getattr(row, name)
        for name, value in said.items()
    )

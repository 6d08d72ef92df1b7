"""Writing down what an action changes in the log of its case file, in the same transaction."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from assessments.events.chains import chain_of
from assessments.models import CaseFile, Round
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from stj_toezicht.log.writing import differences, write


def printed_in(case_file: CaseFile) -> dict[str, str]:
    """How a case file prints indicators otherwise than the framework, by their code, in the words of the log."""
    rows = case_file.printed_indicators.select_related("indicator", "theme").order_by("indicator__code")
    return {row.indicator.code: f"{row.theme.heading}: {row.wording}" for row in rows}


def added(
    kind: Kind, row: Model, *, of: CaseFile | Round, by: User, said: Mapping[str, Any], **more: Any
) -> Event:
    """Write down that something came, with all that it says."""
    return _note(kind, row, of, by, old={}, new=said, **more)


def removed(
    kind: Kind, row: Model, *, of: CaseFile | Round, by: User, said: Mapping[str, Any], **more: Any
) -> Event:
    """Write down that something went, with all that it said."""
    return _note(kind, row, of, by, old=said, new={}, **more)


def changed(
    kind: Kind,
    row: Model,
    *,
    of: CaseFile | Round,
    by: User,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    **more: Any,
) -> Event | None:
    """Write down what of something changed; nothing where nothing did."""
    was, became = differences(old, new)
    return _note(kind, row, of, by, old=was, new=became, **more) if was or became else None


def _note(
    kind: Kind,
    row: Model,
    of: CaseFile | Round,
    by: User,
    *,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    about: str = "",
    reason: str = "",
) -> Event:
    return write(
        chain_of(of.case_file_id if isinstance(of, Round) else of.pk),
        by=by,
        kind=kind,
        about=about or str(row),
        subject=f"{row._meta.model_name} {row.pk}",
        old=old,
        new=new,
        reason=reason,
    )

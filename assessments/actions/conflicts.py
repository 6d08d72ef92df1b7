"""When two write at the same time: what the second typed is kept until somebody has chosen what will stand."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from assessments.actions import writers
from assessments.actions.findings import record
from assessments.actions.overtaken import as_shown, is_known, keep
from assessments.actions.rounds import NotOnTheTeam, hold_for_writing, write_development
from assessments.actions.steps import hold_by_key
from assessments.models import Outcome, OvertakenDevelopment, OvertakenFinding
from assessments.texts import normalise


@transaction.atomic
def keep_overtaken(
    finding,
    *,
    by,
    version,
    verdict="",
    reason="",
    explanation="",
    private_note="",
    expected_on=None,
    contact_moments=(),
    saved_from="",
    saved_nth=0,
):
    """Keep what `by` typed from `version` of a finding that another saved first: of each page the newest.

    Returns what is kept now, or None where nothing was typed but what is stored. Raises NotOnTheTeam.
    """
    _hold(finding.round_id, by=by)
    said = {
        "verdict": verdict,
        "reason": normalise(reason),
        "explanation": normalise(explanation),
        "private_note": normalise(private_note),
        "expected_on": expected_on,
        "contact_moments": sorted(moment.pk for moment in contact_moments),
    }
    page = {"version": version, "saved_from": saved_from, "saved_nth": saved_nth}
    own = OvertakenFinding.objects.filter(finding=finding, typed_by=by)
    known = finding.revisions.filter(Q(version=version) | Q(version=F("finding__version")))
    return keep(own, said, page, is_known(known, version, said), finding=finding, typed_by=by)


@transaction.atomic
def settle(finding, *, by, shown="", **content):
    """Record what `by` chose, having `shown` them a second version; that no longer waits.

    Raises what `record` raises, or TypedOnMeanwhile.
    """
    held = hold_for_writing(finding.round_id, by=by)
    _settle(finding.overtaken, shown, Outcome.CHOSEN, of=held, by=by)
    return record(finding, by=by, **content)


@transaction.atomic
def keep_chosen(finding, *, by, shown="", **content):
    """Keep what `by` chose while a third saved; that comes in the place of their own that was `shown`."""
    kept = keep_overtaken(finding, by=by, **content)
    _replace(finding.overtaken, shown, kept, of=finding.round, by=by)
    return kept


@transaction.atomic
def let_go(finding, *, by, shown):
    """Leave what is stored; the second version that was `shown` no longer waits.

    Tells whether it still waited. Raises TypedOnMeanwhile.
    """
    held = _hold(finding.round_id)
    return _settle(finding.overtaken, shown, Outcome.LEFT, of=held, by=by)


@transaction.atomic
def keep_overtaken_development(round_, *, by, version, development, saved_from="", saved_nth=0):
    """Keep the narrative that `by` typed while another saved first, as `keep_overtaken` does. Raises NotOnTheTeam."""
    _hold(round_.pk, by=by)
    said = {"development": normalise(development)}
    page = {"version": version, "saved_from": saved_from, "saved_nth": saved_nth}
    own = OvertakenDevelopment.objects.filter(round=round_, typed_by=by)
    known = round_.development_revisions.filter(
        Q(version=version) | Q(version=F("round__development_version"))
    )
    return keep(own, said, page, is_known(known, version, said), round=round_, typed_by=by)


@transaction.atomic
def settle_development(round_, *, by, shown="", **content):
    """Save the narrative that `by` chose, as `settle` does. Raises what `write_development` raises, too."""
    held = hold_for_writing(round_.pk, by=by)
    _settle(round_.overtaken_developments, shown, Outcome.CHOSEN, of=held, by=by)
    write_development(round_, by=by, **content)


@transaction.atomic
def keep_chosen_development(round_, *, by, shown="", **content):
    """Keep the narrative that `by` chose while a third saved, as `keep_chosen` does."""
    kept = keep_overtaken_development(round_, by=by, **content)
    _replace(round_.overtaken_developments, shown, kept, of=round_, by=by)
    return kept


@transaction.atomic
def let_go_of_development(round_, *, by, shown):
    """Leave the narrative that is stored, as `let_go` does."""
    held = _hold(round_.pk)
    return _settle(round_.overtaken_developments, shown, Outcome.LEFT, of=held, by=by)


def _hold(round_pk, *, by=None):
    """Hold a round until the end of the transaction, so that a text isn't settled while it is typed on."""
    round_ = hold_by_key(round_pk)
    if by and not round_.case_file.has_on_team(by):
        raise NotOnTheTeam
    return round_


def _settle(overtaken, shown, outcome, *, of, by):
    """Note who decided what on the text that was shown; tells whether it still waited as it was shown."""
    waiting = overtaken.visible_to(by).waiting()
    row = as_shown(waiting, shown)
    if row is None:
        return False
    chosen = waiting.filter(pk=row.pk)
    return bool(writers.settle(chosen, outcome, of=of, by=by, at=timezone.now()))


def _replace(overtaken, shown, kept, *, of, by):
    """Settle the own text that was shown, now that what was made of it is kept."""
    own = overtaken.filter(typed_by=by).waiting()
    if kept and any(row.as_shown == shown and row != kept for row in own):
        _settle(overtaken, shown, Outcome.REPLACED, of=of, by=by)

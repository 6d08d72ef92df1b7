"""When two write at the same time: what the second typed is kept until they have chosen what will stand."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.actions.findings import record
from assessments.actions.rounds import NotOnTheTeam, write_development
from assessments.models import OvertakenDevelopment, OvertakenFinding
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
    """Keep what `by` typed from `version` of a finding that another saved first; the newest, not what comes in late.

    Raises NotOnTheTeam.
    """
    if not finding.round.case_file.has_on_team(by):
        raise NotOnTheTeam
    content = {
        "version": version,
        "verdict": verdict,
        "reason": normalise(reason),
        "explanation": normalise(explanation),
        "private_note": normalise(private_note),
        "expected_on": expected_on,
        "contact_moments": sorted(moment.pk for moment in contact_moments),
        "saved_from": saved_from,
        "saved_nth": saved_nth,
    }
    return _keep(
        OvertakenFinding.objects.filter(finding=finding, typed_by=by), content, finding=finding, typed_by=by
    )


@transaction.atomic
def settle(finding, *, by, **content):
    """Record what `by` chose, having seen both versions; after that their own is no longer kept.

    Raises what `record` raises.
    """
    saved = record(finding, by=by, **content)
    let_go(finding, by=by)
    return saved


def let_go(finding, *, by):
    """Leave what is stored; what `by` typed beside it is no longer kept."""
    OvertakenFinding.objects.filter(finding=finding, typed_by=by).delete()


@transaction.atomic
def keep_overtaken_development(round_, *, by, version, development, saved_from="", saved_nth=0):
    """Keep the narrative that `by` typed while another saved first, as `keep_overtaken` does. Raises NotOnTheTeam."""
    if not round_.case_file.has_on_team(by):
        raise NotOnTheTeam
    content = {
        "version": version,
        "development": normalise(development),
        "saved_from": saved_from,
        "saved_nth": saved_nth,
    }
    kept = OvertakenDevelopment.objects.filter(round=round_, typed_by=by)
    return _keep(kept, content, round=round_, typed_by=by)


@transaction.atomic
def settle_development(round_, *, by, **content):
    """Save the narrative that `by` chose. Raises what `write_development` raises."""
    write_development(round_, by=by, **content)
    let_go_of_development(round_, by=by)


def let_go_of_development(round_, *, by):
    """Leave the narrative that is stored; what `by` typed beside it is no longer kept."""
    OvertakenDevelopment.objects.filter(round=round_, typed_by=by).delete()


def _keep(kept, content, **whose):
    """One row per text and writer. What the same page sent earlier doesn't replace what it sent later."""
    content |= {"typed_at": timezone.now()}
    row, is_new = kept.model._default_manager.get_or_create(**whose, defaults=content)
    if not is_new:
        late = Q(saved_from=content["saved_from"], saved_nth__gt=content["saved_nth"])
        (kept.exclude(late) if content["saved_from"] else kept).update(**content)
        row.refresh_from_db()
    return row

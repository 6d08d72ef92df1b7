"""Wording the standard texts of the factsheets under a framework."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.actions import Refused, check_length, notices, stopping
from assessments.actions.frameworks import hold_framework
from assessments.factsheet.signing import Unsigned, unsigned_in
from assessments.models import Framework, PlannedPublication, Round, StandardText, texts_of
from assessments.steps import State
from assessments.texts import folded, normalise
from assessments.wordings import WORDINGS, Texts, Wording
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.writing import differences, write


class MayNotWord(Refused):
    message = "Alleen een coördinator wijzigt de standaardteksten."


class NoSuchText(Refused):
    message = "Deze standaardtekst bestaat niet."


class WordedWrongly(Refused):
    """A text is empty, or has a place that no factsheet fills, or lacks one that it can't do without."""


class WordedMeanwhile(Refused):
    """Somebody else worded the same text first."""


def clean(kind: Wording, text: str) -> str:
    """A standard text as it is stored: what isn't Markdown stands on one line."""
    text = normalise(text)
    return text if kind.is_markdown else folded(text)


@transaction.atomic
def word(
    framework: Framework,
    code: str,
    *,
    by: User,
    version: int,
    forms: tuple[str, ...],
    although_stopping: Collection[int] = (),
) -> StandardText | None:
    """Say a standard text otherwise from now on, in each of its `forms`; None where that changes nothing.

    `version` is the one that `by` looked at, 0 for the text with which it begins. What was published stays as it is;
    what is planned and would say something else than was seen is stopped, and `by` knows of each of these, by its key
    (`although_stopping`). Raises MayNotWord, NoSuchText, WordedMeanwhile, WordedWrongly, TextTooLong or
    StopsPublications.
    """
    if by.role != Role.COORDINATOR:
        raise MayNotWord
    kind = WORDINGS.get(code)
    if kind is None or len(forms) != len(kind.forms):
        raise NoSuchText
    held = hold_framework(framework)
    newest = held.standard_texts.select_related("changed_by").newest().get(code)
    if version != (newest.version if newest else 0):
        who = newest.changed_by if newest else "Een collega"
        raise WordedMeanwhile(
            f"{who} heeft deze tekst intussen gewijzigd. Hieronder staat wat u typte en wat er nu geldt."
        )
    forms = tuple(clean(kind, text) for text in forms)
    for text in forms:
        if faults := [*kind.faults(text)] if text else ["Vul een tekst in."]:
            raise WordedWrongly(" ".join(faults))
        check_length(text, kind.longest)
    before = texts_of(held).of(code)
    if before == forms:
        return None
    stopped = stopped_by(held, kind, forms)
    if {planned.pk for planned in stopped} - set(although_stopping):
        raise stopping.StopsPublications(stopped)
    stopping.stop(stopped, problem=f"{by} wijzigde “{kind.title}”. {stopping.READ_ANEW}", by=by)
    final = Round.objects.follow_ups().filter(case_file__framework=held, state=State.FINAL)
    unsigned, _ = unsigned_in(final)
    row = StandardText.objects.create(
        framework=held,
        code=code,
        version=version + 1,
        wording=forms[0],
        several=forms[1] if len(forms) > 1 else "",
        changed_at=timezone.now(),
        changed_by=by,
    )
    old, new = differences(_said(before), _said(forms))
    subject = f"standardtext {row.pk}"
    write("kaders", by=by, kind=Kind.STANDARD_TEXT, about=str(row), subject=subject, old=old, new=new)
    _ask_anew(final, unsigned, row, by=by)
    return row


def stopped_by(framework: Framework, kind: Wording, forms: tuple[str, ...]) -> list[PlannedPublication]:
    """What is planned of which the factsheet would say something else than was seen, because a text is worded so."""
    texts = Texts({**texts_of(framework).worded, kind.code: tuple(clean(kind, text) for text in forms)})
    return stopping.changed_by(texts, stopping.plans_under(framework))


def _ask_anew(final: QuerySet[Round], before: Unsigned, row: StandardText, *, by: User) -> None:
    """Who signed what a text says otherwise now is asked to sign again."""
    unsigned, _ = unsigned_in(final)
    for round_ in final.filter(pk__in=unsigned):
        asked = {each.inspectorate for each, _ in unsigned[round_.pk]}
        asked -= {each.inspectorate for each, _ in before[round_.pk]}
        if asked:
            notices.to_sign(round_, asked, by=by, since=f"tekst {row.pk}")


def _said(forms: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("wording", "several"), forms, strict=False))

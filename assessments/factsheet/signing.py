"""Who didn't sign yet what a factsheet says now: the one comparison that pages, mails and checks all rest on."""

from collections import defaultdict
from collections.abc import Collection

from assessments.factsheet.drafting import draft_each
from assessments.models import Round, Signatory, SignOff

Unsigned = defaultdict[int, list[tuple[Signatory, bool]]]


def unsigned_in(final: Collection[Round]) -> tuple[Unsigned, set[int]]:
    """Of rounds that are final: by their keys who didn't sign what each says now, with whether they signed an earlier
    text, and the keys of those in which there is somebody to sign.
    """
    unsigned: Unsigned = defaultdict(list)
    signing = _signed_by_somebody(final) if final else {}
    if not signing:
        return unsigned, set()
    signed = defaultdict(set)
    for pk, *said in (
        SignOff.objects.standing()
        .filter(round__in=signing)
        .values_list("round", "inspectorate", "fingerprint")
    ):
        signed[pk].add(tuple(said))
    now = draft_each([round_ for pk, round_ in signing.items() if signed[pk]])
    texts = {pk: factsheet.to_sign().fingerprint() for pk, factsheet in now.items()}
    frameworks = {round_.case_file.framework_id for round_ in signing.values()}
    for signatory in Signatory.objects.filter(framework__in=frameworks):
        for pk, round_ in signing.items():
            if round_.case_file.framework_id != signatory.framework_id:
                continue
            its_own = {text for inspectorate, text in signed[pk] if inspectorate == signatory.inspectorate}
            if texts.get(pk) not in its_own:
                unsigned[pk].append((signatory, bool(its_own)))
    return unsigned, set(signing)


def _signed_by_somebody(final: Collection[Round]) -> dict[int, Round]:
    """Those of these rounds, by their keys, under whose framework there is somebody to sign."""
    rounds = Round.objects.filter(pk__in={round_.pk for round_ in final})
    rounds = rounds.filter(case_file__framework__signatories__isnull=False)
    related = ("case_file__framework", "municipality")
    return {round_.pk: round_ for round_ in rounds.select_related(*related).distinct()}

"""What stands in a factsheet beside its findings, read of one round or of many at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from assessments.models import ContactMoment, History, Remark, Round, Signatory, Theme, texts_of
from assessments.wordings import Texts
from stj_toezicht.statements import Given, Statement

_SAID = Statement(lambda: Remark.objects.of_annex_to(Given("round")))
_THEMES = Statement(lambda: Theme.objects.filter(framework=Given("framework")).order_by("position"))
_SIGNATORIES = Statement(lambda: Signatory.objects.filter(framework=Given("framework")).order_by("pk"))


@dataclass(frozen=True)
class Beside:
    """What a factsheet says beside its findings: of its round, and of the framework by which it was held."""

    contact_moments: list[ContactMoment]
    said: list[Remark]  # by the municipality, of its own in what it answered
    themes: list[Theme]
    signatories: list[Signatory]
    texts: Texts

    @classmethod
    def of(cls, round_: Round, history: History) -> "Beside":
        framework = round_.case_file.framework
        return cls(
            contact_moments=history.contact_moments_of(round_),
            said=_SAID(round=round_.pk),
            themes=_THEMES(framework=framework.pk),
            signatories=_SIGNATORIES(framework=framework.pk),
            texts=texts_of(framework),
        )

    @classmethod
    def of_each(cls, rounds: Collection[Round], texts: Texts | None) -> dict[int, "Beside"]:
        """The same of each of these rounds, by its key, in as many queries; in these `texts`, where they are given."""
        of_framework = ("themes", "signatories", "standard_texts")
        beside = [f"case_file__framework__{name}" for name in of_framework]
        prefetch_related_objects(list(rounds), "contact_moments", *beside)
        said = defaultdict(list)
        for remark in Remark.objects.of_annex_to(*rounds):
            said[remark.of_round].append(remark)
        frameworks = {each.pk: each.case_file.framework for each in rounds}
        return {
            each.pk: cls(
                contact_moments=list(each.contact_moments.all()),
                said=said[each.pk],
                themes=list(frameworks[each.pk].themes.all()),
                signatories=list(frameworks[each.pk].signatories.all()),
                texts=texts or texts_of(frameworks[each.pk], frameworks[each.pk].standard_texts.all()),
            )
            for each in rounds
        }

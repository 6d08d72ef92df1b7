from collections import defaultdict

from django.db.models import Count, Q
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments.models import Finding, History, Round
from assessments.passages import words_of
from assessments.verdicts import Verdict
from assessments.views.cards import finding_for
from municipalities.models import MOST_LETTERS, Municipality
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to

VERDICTS = {
    "voldoet": Verdict.MEETS,
    "verbeterpunt": Verdict.IMPROVEMENT_POINT,
    "niet-beoordeeld": Verdict.NOT_ASSESSED,
}


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class Elsewhere(ListView):
    """How the indicator of a finding was worded for other municipalities; newest first, to read only."""

    context_object_name = "findings"
    paginate_by = 10

    def get_queryset(self):
        user = self.request.user
        self.finding = finding_for(user, self.kwargs["pk"])
        self.query = " ".join(self.request.GET.get("zoek", "").replace("\0", "").split())[:MOST_LETTERS]
        self.elsewhere = (
            Finding.objects.filter(_holds(self.query), round__in=Round.objects.visible_to(user))
            .same_indicator_elsewhere(self.finding)
            .exclude(verdict="", explanation="")
        )
        self.chosen = self.request.GET.get("oordeel", "")
        found = self.elsewhere
        if self.chosen in VERDICTS:
            found = found.filter(verdict=VERDICTS[self.chosen])
        return found.select_related("round__municipality", "approach").newest_first()

    def get_template_names(self):
        return ["assessments/_elsewhere.html" if self.request.htmx else "assessments/elsewhere.html"]

    def get_context_data(self, **kwargs):
        numbers = dict(self.elsewhere.order_by().values_list("verdict").annotate(Count("pk")))
        filters = [("", "Alles", sum(numbers.values()))]
        filters += [
            (name, f"{verdict.mark} {verdict.label}", numbers.get(verdict, 0))
            for name, verdict in VERDICTS.items()
        ]
        context = super().get_context_data(
            finding=self.finding,
            round=self.finding.round,
            wording=History.of(self.finding.round).wording(self.finding.indicator),
            filters=filters,
            chosen=self.chosen if self.chosen in VERDICTS else "",
            query=self.query,
            **kwargs,
        )
        per_municipality = defaultdict(list)
        for found in context["findings"]:
            per_municipality[found.round.municipality].append(found)
        return context | {"per_municipality": per_municipality.items()}


def _holds(query):
    """Where all words of a query are in the text, or it is in the name of the municipality."""
    words = words_of(query)
    if not words:
        return Q()
    texts = Q(*(Q(search_text__contains=word) for word in words))
    return texts | Q(round__municipality__in=Municipality.objects.named_like(query))

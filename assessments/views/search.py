"""Searching all findings that somebody may read."""

from dataclasses import dataclass

from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from assessments.forms.search import SearchForm
from assessments.models import Edition, Finding
from assessments.passages import Passage, Piece, mark, passage
from assessments.texts import on_one_line
from municipalities.models import Municipality
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to


@dataclass(frozen=True)
class Hit:
    """A finding that was found: its indicator and a passage of its text, with the words marked."""

    finding: Finding
    wording: tuple[Piece, ...]
    passage: Passage
    edition: Edition | None


@method_decorator([require_safe, open_to(*READERS_OF_CASE_FILES)], name="dispatch")
class Search(ListView):
    """The findings in which all words occur, the newest first, each with the passage around them."""

    template_name = "assessments/search.html"
    context_object_name = "found"
    paginate_by = 20

    def get_queryset(self):
        self.form = SearchForm(self.request.GET, reader=self.request.user)
        if not self.form.is_valid() or not self.form.is_used:
            return Finding.objects.none()
        return self.form.found().values_list("pk", flat=True)

    def paginate_queryset(self, queryset, page_size):
        """A page that isn't there shows the nearest one that is, so that a kept address goes on to work."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, **kwargs)
        asked = self.form.is_valid() and self.form.is_used
        return context | {
            "hits": self._hits(list(context["found"])),
            "asked": asked,
            "filters": list(self.form.filters()) if asked else [],
            "nearest_names": self._nearest_names() if asked and not context["found"] else [],
        }

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=422 if self.form.errors else 200, **kwargs)

    def _hits(self, pks):
        """What is shown of one page of findings; sorted is by their keys alone, for their texts are long."""
        related = ("round__municipality", "approach", "indicator")
        found = Finding.objects.filter(pk__in=pks).as_printed().select_related(*related).newest_first()
        findings = list(found) if pks else []
        rounds = {finding.round_id for finding in findings}
        editions = Edition.objects.listed().without_files().filter(round__in=rounds) if rounds else ()
        published = {edition.round_id: edition for edition in editions}
        return [
            Hit(
                finding,
                mark(finding.wording, self.form.sought),
                passage(on_one_line(finding.explanation, finding.reason), self.form.sought),
                published.get(finding.round_id),
            )
            for finding in findings
        ]

    def _nearest_names(self):
        """The municipalities that somebody may have meant whose municipality isn't in the register."""
        name = self.form.cleaned_data["municipality"]
        known = not name or self.form.municipalities.exists()
        return [] if known else Municipality.objects.nearest_names(name)

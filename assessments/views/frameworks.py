"""The testing frameworks: their versions, what each tests, and the standard texts of its factsheets."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView

from assessments.actions.framework_parts import refusal_to_remove
from assessments.actions.frameworks import make_next_version
from assessments.models import Framework, texts_of
from assessments.wordings import WORDINGS
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class FrameworkList(ListView):
    template_name = "assessments/frameworks.html"
    context_object_name = "frameworks"

    def get_queryset(self):
        return Framework.objects.with_use()


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class FrameworkDetail(DetailView):
    """What one version tests, and how its factsheets are worded."""

    template_name = "assessments/framework.html"
    context_object_name = "framework"

    def get_queryset(self):
        return Framework.objects.with_use().prefetch_related("themes__indicators")

    def get_context_data(self, **kwargs):
        texts, worded = texts_of(self.object), self.object.standard_texts.newest()
        said = [(kind, texts.of(kind.code), worded.get(kind.code)) for kind in WORDINGS.values()]
        groups = [(group, list(rows)) for group, rows in groupby(said, key=lambda row: row[0].group)]
        may_change = self.request.user.role == Role.COORDINATOR and not self.object.in_use
        may_go = may_change and not refusal_to_remove(self.object)
        return super().get_context_data(groups=groups, may_change=may_change, may_go=may_go, **kwargs)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
@sent_from("assessments:framework")
def next_version(request, pk):
    """Copy a framework to a next version, which can still be changed."""
    copy = make_next_version(get_object_or_404(Framework, pk=pk), by=request.user)
    messages.success(
        request,
        f"{copy} is gemaakt. U kunt alles erin wijzigen tot er een ronde mee begint.",
    )
    return redirect("assessments:framework", copy.pk)

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from assessments import actions, readiness
from assessments.actions import publication
from assessments.factsheet import pdf
from assessments.factsheet.drafting import draft
from assessments.views.cards import round_for, rounds_for
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role


def readiness_of(round_, user, history=None):
    """What a page shows `user` of the checks of a round."""
    checks = readiness.review(round_, history)
    if user.role not in READERS_OF_NOTES:
        checks = [check for check in checks if check.code not in readiness.OF_THE_TEAM]
    return {"checks": checks, "is_ready": all(check.is_done for check in checks)}


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class Preview(DetailView):
    """The factsheet as it would be published now."""

    template_name = "assessments/preview.html"
    context_object_name = "round"

    def get_queryset(self):
        return rounds_for(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            factsheet=draft(self.object),
            **readiness_of(self.object, self.request.user),
            edition=self.object.editions.without_files().first(),
            **kwargs,
        )


@open_to(*READERS_OF_CASE_FILES)
def preview_pdf(request, pk):
    """The PDF of a round as it now stands, marked as a concept."""
    round_ = round_for(request.user, pk)
    name = f"concept-{round_.municipality.slug}-{round_.year}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf.render(draft(round_)), content_type="application/pdf", headers=headers)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def publish(request, pk):
    """Show what would be published or what is still missing, and publish what was shown."""
    round_ = round_for(request.user, pk)
    refusal = None
    if request.method == "POST":
        try:
            edition = publication.publish(round_, by=request.user, seen=request.POST.get("seen", ""))
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, f"Het factsheet van {edition.municipality_name} is gepubliceerd.")
            return redirect(edition)
    context = {
        "round": round_,
        "factsheet": draft(round_),
        **readiness_of(round_, request.user),
        "published": round_.editions.without_files().first(),
        "refusal": refusal,
    }
    return render(request, "assessments/publish.html", context, status=409 if refusal else 200)

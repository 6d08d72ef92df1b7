from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments.models import Edition
from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role


@method_decorator(open_to(Role.MUNICIPALITY), name="dispatch")
class MyMunicipality(ListView):
    """What was published about the municipality for which somebody speaks, under its present or a former name."""

    template_name = "assessments/my_municipality.html"
    context_object_name = "editions"

    def get_queryset(self):
        contact = getattr(self.request.user, "contact", None)
        self.municipality = contact and contact.municipality
        if not self.municipality:
            return Edition.objects.none()
        return Edition.objects.of_municipality(self.municipality).listed().order_by("-year")

    def get_context_data(self, **kwargs):
        return super().get_context_data(municipality=self.municipality, **kwargs)

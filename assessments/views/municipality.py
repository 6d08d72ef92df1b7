from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments.models import Edition
from municipalities.models import Contact
from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role


@method_decorator(open_to(Role.MUNICIPALITY), name="dispatch")
class MyMunicipality(ListView):
    """What was published about the municipality for which somebody speaks, under its present or a former name.

    Before the first and after the last day on which they speak for it, the page says so and nothing more.
    """

    template_name = "assessments/my_municipality.html"
    context_object_name = "editions"
    municipality = None

    def get_queryset(self):
        contact = Contact.objects.filter(user=self.request.user).select_related("municipality").first()
        if not contact or not contact.is_valid_on(timezone.localdate()):
            self.extra_context = {"contact": contact}
            return Edition.objects.none()
        self.municipality = contact.municipality
        return Edition.objects.of_municipality(self.municipality).listed().order_by("-year")

    def get_context_data(self, **kwargs):
        return super().get_context_data(municipality=self.municipality, **kwargs)

"""What five inspectorates sign, in a municipality with long names."""

from django.urls import reverse

from assessments.actions.sign_offs import choose_signatories
from assessments.actions.stopping import plans_under
from assessments.models import Round
from assessments.steps import State
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Inspectorate, Role, User
from tests.factories import bring_to, make_follow_up
from tests.pictures.following_up import with_a_long_name


def to_sign():
    """A follow-up that was finalised, and that the inspectorate of the coordinator signs with four others."""
    municipality = Municipality.objects.get(code="GM0796")
    known = Round.objects.filter(municipality=municipality, state=State.FINAL, year=2022).first()
    if known:
        return known
    round_ = bring_to(with_a_long_name(make_follow_up(municipality, 2022)), State.FINAL)
    carla = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
    User.objects.filter(pk=carla.pk).update(inspectorate=Inspectorate.SOCIAL_AFFAIRS)
    framework = round_.case_file.framework
    known = plans_under(framework).values_list("pk", flat=True)
    choose_signatories(framework, by=carla, inspectorates=Inspectorate.values, although_stopping=known)
    return round_


def round_to_sign():
    return f"{to_sign().get_absolute_url()}#afronden"


def sign():
    return reverse("assessments:sign", args=[to_sign().pk])


def my_work():
    to_sign()
    return reverse("assessments:my_work")


def signed(page):
    """The second time it says that it was signed already."""
    button = page.get_by_role("button", name="Ondertekenen")
    if button.count():
        button.click()
        page.get_by_text("U hebt ondertekend namens").wait_for()
    else:
        page.get_by_text("Namens uw inspectie is al ondertekend.").wait_for()

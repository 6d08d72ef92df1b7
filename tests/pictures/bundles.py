"""Bundles: choosing what goes in, and how far one is."""

from django.urls import reverse

from assessments.actions import bundles, bundling
from assessments.bundling.choosing import Stand, choices
from assessments.models import Round
from stj_toezicht.accounts.models import Role, User


def of_bundle(*, parts_made=0, failed="", is_stopped=False):
    """The page of a new bundle of all that was published, so far made; of its first factsheet that `failed`."""

    def address():
        by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
        chosen = choices(rounds=Round.objects.none(), stand=Stand.PUBLISHED)
        bundle = bundles.ask_for(chosen, by=by, format="zip")
        bundling.work_through(parts_made)
        if failed:
            bundle.parts.filter(position=0).update(problem=failed)
        if is_stopped:
            bundles.cancel(bundle)
        return bundle.get_absolute_url()

    return address


def of_bundles_by_name(name):
    return lambda: f"{reverse('assessments:bundles')}?gemeente={name}"

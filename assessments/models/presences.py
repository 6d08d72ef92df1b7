import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.rounds import Round
from stj_toezicht.accounts.models import Role

PRESENT_FOR = datetime.timedelta(seconds=60)  # a page is heard of every twenty seconds


class PresenceQuerySet(models.QuerySet):
    def besides(self, user):
        """Who else is there now on the side of somebody, by name: a municipality and the inspectorate see their own."""
        recent = self.filter(seen_at__gt=timezone.now() - PRESENT_FOR).exclude(user=user)
        is_contact = Q(user__role=Role.MUNICIPALITY)
        recent = recent.filter(is_contact if user.role == Role.MUNICIPALITY else ~is_contact)
        return recent.select_related("user").order_by("user__name", "user")


class Presence(models.Model):
    """Somebody has a round open to write in it, or its draft to answer, and was last heard of at `seen_at`."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="presences", verbose_name="ronde")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("laatst gezien op")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="somebody_is_present_in_a_round_once"),
        ]

    def __str__(self):
        return f"{self.user} in {self.round}"

from django.conf import settings
from django.db import models

from assessments.models.rounds import Round


class Presence(models.Model):
    """Somebody has a round open to write in it, and was last heard of at `seen_at`."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="presences", verbose_name="ronde")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("laatst gezien op")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="somebody_is_present_in_a_round_once"),
        ]

    def __str__(self):
        return f"{self.user} in {self.round}"

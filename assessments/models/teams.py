from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.case_files import CaseFile


class TeamChange(models.Model):
    """Somebody joined or left the team of a case file: when, by whom, and why where that was said.

    Handing over is two of these with the same moment and reason: one leaves, one joins.
    """

    class Kind(models.TextChoices):
        JOINED = "joined", "kwam in het team"
        LEFT = "left", "ging uit het team"

    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="team_changes", verbose_name="dossier"
    )
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="inspecteur"
    )
    kind = models.CharField("wat", max_length=10, choices=Kind)
    reason = models.CharField("reden", max_length=500, blank=True)
    changed_at = models.DateTimeField("op")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="door"
    )

    class Meta:
        verbose_name = "wijziging van een team"
        verbose_name_plural = "wijzigingen van teams"
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_team_change_is_a_joining_or_a_leaving", condition=Q(kind__in=["joined", "left"])
            ),
        ]

    def __str__(self):
        return f"{self.inspector} {self.get_kind_display()}"

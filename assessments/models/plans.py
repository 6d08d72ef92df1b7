from django.conf import settings
from django.db import models

from assessments.models.findings import Finding


class PlanCheck(models.Model):
    """Somebody looked, at the expected date, what became of the plan that a √ rests on.

    It says what was found. With `again_on` it is looked at again at that date; without, that was the end of it.
    The finding itself, which may be published by then, stays as it is.
    """

    finding = models.ForeignKey(
        Finding, on_delete=models.CASCADE, related_name="plan_checks", verbose_name="bevinding"
    )
    note = models.TextField("wat ervan geworden is", max_length=2_000)
    again_on = models.DateField("opnieuw nagaan op", null=True, blank=True)
    checked_at = models.DateTimeField("nagegaan op")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="nagegaan door"
    )

    class Meta:
        verbose_name = "nagegaan voornemen"
        verbose_name_plural = "nagegane voornemens"
        ordering = ["checked_at", "pk"]

    def __str__(self):
        return f"{self.finding}: {self.note}"

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models.remarks import Remark
from assessments.verdicts import Verdict


class Decision(models.Model):
    """What the inspectorate does with a remark, and why: adopted or not. Decided by who did not do the visit.

    Adopting can change the finding in the same step; both texts stand here, empty where nothing changed.
    """

    remark = models.OneToOneField(
        Remark, on_delete=models.PROTECT, related_name="decision", verbose_name="opmerking"
    )
    is_adopted = models.BooleanField("overgenomen")
    reason = models.TextField("reden")
    text_before = models.TextField("tekst zoals die was", blank=True)
    text_after = models.TextField("tekst zoals die werd", blank=True)
    verdict_before = models.CharField(max_length=20, choices=Verdict, blank=True)
    verdict_after = models.CharField(max_length=20, choices=Verdict, blank=True)
    decided_at = models.DateTimeField("besloten op")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="besloten door"
    )

    class Meta:
        verbose_name = "besluit"
        verbose_name_plural = "besluiten"
        ordering = ["remark"]
        constraints = [
            models.CheckConstraint(name="a_decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="what_is_not_adopted_changes_nothing",
                condition=Q(is_adopted=True)
                | Q(text_after=F("text_before"), verdict_after=F("verdict_before")),
            ),
        ]

    def __str__(self):
        return f"{self.remark}: {'overgenomen' if self.is_adopted else 'niet overgenomen'}"

    @property
    def changes_text(self):
        return (self.text_before, self.verdict_before) != (self.text_after, self.verdict_after)

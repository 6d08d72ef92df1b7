import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models.remarks import Remark
from assessments.verdicts import Verdict


class Decision(models.Model):
    """What the inspectorate does with a remark, and why: adopted or not. Decided by who did not do the visit.

    Adopting can change the finding in the same step; both texts stand here, empty where nothing changed. Its
    municipality is told of it when the round becomes final; what it was `told` before stays, when the round goes back
    and the decision is revised, until the round is final again.
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
    told = models.JSONField("wat de gemeente eerder las", null=True)
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

    @property
    def content(self):
        """What a municipality reads of it, as JSON can hold it."""
        texts = ("text_before", "text_after", "verdict_before", "verdict_after")
        said = {name: getattr(self, name) for name in ("is_adopted", "reason", *texts)}
        return said | {"decided_at": self.decided_at.isoformat()}

    def as_told(self, until):
        """The decision as a municipality reads it that was told of all until that moment; None where it wasn't."""
        if until is None:
            return None
        if self.decided_at <= until:
            return self
        if self.told is None:
            return None
        return Decision(
            **self.told | {"decided_at": datetime.datetime.fromisoformat(self.told["decided_at"])}
        )

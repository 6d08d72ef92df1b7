from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models.frameworks import Framework
from assessments.models.rounds import Round
from stj_toezicht.accounts.models import Inspectorate


class Signatory(models.Model):
    """An inspectorate that signs each factsheet under a framework before it is published."""

    framework = models.ForeignKey(
        Framework, on_delete=models.CASCADE, related_name="signatories", verbose_name="toetsingskader"
    )
    inspectorate = models.CharField("inspectie", max_length=20, choices=Inspectorate)

    class Meta:
        verbose_name = "ondertekenaar"
        verbose_name_plural = "ondertekenaars"
        ordering = ["framework", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "inspectorate"], name="an_inspectorate_signs_under_a_framework_once"
            ),
            models.CheckConstraint(
                name="a_signatory_is_one_of_the_five_inspectorates",
                condition=Q(inspectorate__in=Inspectorate.values),
            ),
        ]

    def __str__(self):
        return self.get_inspectorate_display()


class SignOffQuerySet(models.QuerySet):
    def standing(self):
        """Those of what the round found as it was finalised last; whoever reopens it makes them fall."""
        return self.filter(finalised_at=F("round__finalised_at"))


class SignOff(models.Model):
    """Somebody signed for their inspectorate what a round found, as it was finalised at that moment.

    `fingerprint` is that of what they read: all of the factsheet but for whom it is finalised.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sign_offs", verbose_name="ronde")
    inspectorate = models.CharField("inspectie", max_length=20, choices=Inspectorate)
    finalised_at = models.DateTimeField("vastgesteld op")
    fingerprint = models.CharField("SHA-256 van wat het factsheet zei", max_length=64)
    signed_at = models.DateTimeField("ondertekend op")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ondertekend door"
    )

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = "ondertekening"
        verbose_name_plural = "ondertekeningen"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "inspectorate", "finalised_at", "fingerprint"],
                name="an_inspectorate_signs_one_text_once",
            ),
            models.CheckConstraint(
                name="a_sign_off_is_for_one_of_the_five_inspectorates",
                condition=Q(inspectorate__in=Inspectorate.values),
            ),
        ]

    def __str__(self):
        return f"{self.round}, namens de {self.get_inspectorate_display()}"

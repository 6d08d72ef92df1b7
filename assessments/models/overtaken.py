"""What somebody typed on a text that another saved first; kept until the writer has chosen."""

from django.conf import settings
from django.db import models

from assessments.models.findings import Finding
from assessments.models.rounds import Round
from assessments.verdicts import Verdict


class OvertakenFinding(models.Model):
    """What somebody typed on a finding that another saved first.

    `version` is the version that the typing started from; `saved_from` and `saved_nth` are the page in the browser
    that sent it and the number of that save, by which a late request is known.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="overtaken")
    version = models.PositiveIntegerField()
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    explanation = models.TextField(blank=True)
    private_note = models.TextField(blank=True)
    expected_on = models.DateField(null=True)
    contact_moments = models.JSONField(default=list)
    saved_from = models.CharField(max_length=32, blank=True)
    saved_nth = models.PositiveIntegerField(default=0)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "typed_by"], name="somebody_has_one_overtaken_text_per_finding"
            ),
        ]

    def __str__(self):
        return f"{self.finding}, getypt door {self.typed_by}"

    @property
    def rests_on(self):
        """The keys of the contact moments that it names."""
        return sorted(self.contact_moments)


class OvertakenDevelopment(models.Model):
    """What somebody typed in the narrative of a round that another saved first; its fields as above."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="overtaken_developments")
    version = models.PositiveIntegerField()
    development = models.TextField(blank=True)
    saved_from = models.CharField(max_length=32, blank=True)
    saved_nth = models.PositiveIntegerField(default=0)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "typed_by"], name="somebody_has_one_overtaken_development_per_round"
            ),
        ]

    def __str__(self):
        return f"Ontwikkeling {self.round}, getypt door {self.typed_by}"

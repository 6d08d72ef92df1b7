from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.editions import Edition
from assessments.models.releases import Release
from assessments.models.rounds import Round
from stj_toezicht.accounts.models import Role


class Result(models.TextChoices):
    """What became of a planned publication."""

    PUBLISHED = "published", "gepubliceerd"
    CANCELLED = "cancelled", "niet meer gepland"
    REFUSED = "refused", "niet gelukt"


class PlannedPublicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that `user` may read: a contact those of the municipality for which they speak now."""
        if user.role != Role.MUNICIPALITY:
            return (
                self if user.role in (Role.INSPECTOR, Role.COORDINATOR, Role.ADMINISTRATOR) else self.none()
            )
        return self.filter(round__in=Release.objects.visible_to(user).values("round"))

    def waiting(self):
        """Those that are still to be published, the first to come first."""
        return self.filter(result="").order_by("publish_at", "pk")

    def due(self, now):
        """Those whose moment has come."""
        return self.waiting().filter(publish_at__lte=now)

    def without_files(self):
        return self.defer("advance_pdf")


class PlannedPublication(models.Model):
    """A coordinator lets the factsheet of a round that is final be published at a moment.

    `seen` is the fingerprint of what they looked at: nothing else is published. Until that moment the contacts of the
    municipality read it in advance, with its embargo on every page of the PDF.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="planned_publications", verbose_name="ronde"
    )
    publish_at = models.DateTimeField("publiceren op")
    seen = models.CharField("vingerafdruk van wat wordt gepubliceerd", max_length=64)
    reason = models.TextField("reden van deze editie", blank=True)
    advance_pdf = models.BinaryField("PDF onder embargo")
    planned_at = models.DateTimeField("gepland op")
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gepland door"
    )
    result = models.CharField("uitkomst", max_length=20, choices=Result, blank=True)
    problem = models.TextField("waarom niet", blank=True)
    ended_at = models.DateTimeField("afgelopen op", null=True)
    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, null=True, related_name="planned", verbose_name="editie"
    )

    objects = PlannedPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "geplande publicatie"
        verbose_name_plural = "geplande publicaties"
        ordering = ["-publish_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(result=""), name="a_round_is_planned_to_be_published_once"
            ),
            models.CheckConstraint(
                name="a_planned_publication_ends_with_a_result",
                condition=Q(result="", ended_at__isnull=True)
                | Q(result__in=Result.values, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_planned_publication_made_an_edition_or_says_why_not",
                condition=Q(result="", edition__isnull=True, problem="")
                | Q(result=Result.PUBLISHED, edition__isnull=False, problem="")
                | Q(result__in=[Result.CANCELLED, Result.REFUSED], edition__isnull=True) & ~Q(problem=""),
            ),
        ]

    def __str__(self):
        return f"{self.round}, te publiceren op {self.publish_at:%d-%m-%Y}"

    @property
    def is_waiting(self):
        return not self.result

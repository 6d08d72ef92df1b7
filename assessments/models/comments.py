from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.findings import Finding


class CommentQuerySet(models.QuerySet):
    def open(self):
        """Those that still wait for an answer in the text."""
        return self.filter(resolved_at__isnull=True)


class Comment(models.Model):
    """What a colleague remarks on a finding; the team resolves it. Never published."""

    finding = models.ForeignKey(
        Finding, on_delete=models.CASCADE, related_name="comments", verbose_name="bevinding"
    )
    text = models.TextField("opmerking", max_length=2_000)
    written_at = models.DateTimeField("geschreven op")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="geschreven door"
    )
    resolved_at = models.DateTimeField("afgehandeld op", null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="afgehandeld door",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "opmerking"
        verbose_name_plural = "opmerkingen"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_comment_is_resolved_by_somebody_at_some_time",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
            models.CheckConstraint(name="a_comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return self.text

    @property
    def is_open(self):
        return self.resolved_at is None

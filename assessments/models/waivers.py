from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.rounds import Round

# The checks that can be waived. The others ask what the data can't do without: a finding at all, a verdict (on which
# the next round rests, and for which "niet beoordeeld" with a reason exists), days that have been, one version of
# each text; and four eyes.
WAIVABLE = (
    "explanations",
    "reasons",
    "letters",
    "contact_moment",
    "development",
    "comments",
    "development_comments",
    "approaches",
    "term",
)


class WaiverQuerySet(models.QuerySet):
    def given(self):
        """Those that nobody took back; whether one still holds follows from what is missing now."""
        return self.filter(ended_at__isnull=True)


class Waiver(models.Model):
    """A coordinator lets a round go on without one of its checks, for a reason.

    It is about the `gaps` that there were at that moment, and falls as soon as there is another. It ends when a
    coordinator takes it back, or gives another in its place.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="waivers", verbose_name="ronde")
    code = models.CharField("controle", max_length=40)
    title = models.CharField("wat er moest zijn", max_length=200)
    gaps = models.JSONField("wat ontbrak", help_text="Waaraan elk gat te herkennen is, met zijn naam.")
    reason = models.TextField("reden")
    waived_at = models.DateTimeField("overgeslagen op")
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="overgeslagen door"
    )
    ended_at = models.DateTimeField("beëindigd op", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="beëindigd door",
    )

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = "overgeslagen controle"
        verbose_name_plural = "overgeslagen controles"
        ordering = ["waived_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_check_that_the_data_demands_is_not_waived", condition=Q(code__in=WAIVABLE)
            ),
            models.CheckConstraint(name="a_waiver_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_waiver_is_ended_by_somebody_at_some_time",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["round", "code"],
                condition=Q(ended_at__isnull=True),
                name="a_check_of_a_round_is_waived_once_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.round}: {self.title}"

    def covers(self, gaps):
        """Whether all that is missing now was missing when it was given."""
        return set(gaps) <= set(self.gaps)

    @property
    def said(self):
        """What the log says of it."""
        return {"check": self.title, "gaps": list(self.gaps.values())}

"""What somebody typed on a text that another saved first; it waits until it was chosen what will stand."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.findings import Finding
from assessments.models.rounds import Round
from assessments.verdicts import Verdict
from stj_toezicht.accounts.models import Role


class Outcome(models.TextChoices):
    """What became of a second version."""

    CHOSEN = "chosen", "gekozen wat er komt te staan"
    LEFT = "left", "laten staan wat was opgeslagen"
    REPLACED = "replaced", "verwerkt in een nieuwe tweede versie"
    SAME = "same", "hetzelfde opgeslagen"


class OvertakenQuerySet(models.QuerySet):
    def waiting(self):
        """Those of which nobody decided yet, the oldest first."""
        return self.filter(settled_at__isnull=True).order_by("typed_at", "pk")

    def settled(self):
        """Those of which somebody decided, the last decision first."""
        return self.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")

    def named(self):
        """These with all by which they are called."""
        return self.select_related("typed_by", *self.model.CALLED_BY)

    def settle(self, outcome, *, by, at):
        """Decide on those that still wait; tells on how many."""
        return self.filter(settled_at__isnull=True).update(settled_at=at, settled_by=by, outcome=outcome)

    def visible_to(self, user):
        """Those that `user` may read and settle: all for a coordinator, of the own teams and the own ones."""
        if user.role == Role.COORDINATOR:
            return self
        if user.role != Role.INSPECTOR:
            return self.none()
        return self.filter(
            Q(typed_by=user) | Q(**{f"{self.model.TO_ROUND}__case_file__in": user.case_files.all()})
        )


class Overtaken(models.Model):
    """A second version of a text.

    `version` is the version that the typing started from; `saved_from` and `saved_nth` are the page in the browser
    that sent it and the number of that save, by which a late request is known. Of each page the newest is kept.
    Once it was decided what will stand it stays, with who decided, when, and with what outcome.
    """

    version = models.PositiveIntegerField()
    saved_from = models.CharField(max_length=32, blank=True)
    saved_nth = models.PositiveIntegerField(default=0)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    objects = OvertakenQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def as_shown(self):
        """What a page sends along to say which text it showed: the row, and when that was typed."""
        return f"{self.pk} {self.typed_at.timestamp():.6f}"


SETTLED = Q(settled_at__isnull=True, settled_by__isnull=True, outcome="") | Q(
    settled_at__isnull=False, settled_by__isnull=False, outcome__in=Outcome.values
)


class OvertakenFinding(Overtaken):
    """What somebody typed on a finding that another saved first."""

    TO_ROUND = "finding__round"
    CALLED_BY = ("finding__round__municipality", "finding__approach", "finding__indicator")
    round_pk = property(lambda self: self.finding.round_id)

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="overtaken")
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    explanation = models.TextField(blank=True)
    private_note = models.TextField(blank=True)
    expected_on = models.DateField(null=True)
    contact_moments = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "typed_by", "saved_from"],
                condition=Q(settled_at__isnull=True),
                name="a_page_has_one_overtaken_text_per_finding_and_writer",
            ),
            models.CheckConstraint(
                name="an_overtaken_text_is_settled_by_somebody_at_some_time", condition=SETTLED
            ),
        ]

    def __str__(self):
        return f"{self.finding}, getypt door {self.typed_by}"

    @property
    def rests_on(self):
        """The keys of the contact moments that it names."""
        return sorted(self.contact_moments)


class OvertakenDevelopment(Overtaken):
    """What somebody typed in the narrative of a round that another saved first."""

    TO_ROUND = "round"
    CALLED_BY = ("round__municipality",)
    round_pk = property(lambda self: self.round_id)

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="overtaken_developments")
    development = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "typed_by", "saved_from"],
                condition=Q(settled_at__isnull=True),
                name="a_page_has_one_overtaken_development_per_round_and_writer",
            ),
            models.CheckConstraint(
                name="an_overtaken_development_is_settled_by_somebody_at_some_time", condition=SETTLED
            ),
        ]

    def __str__(self):
        return f"Ontwikkeling {self.round}, getypt door {self.typed_by}"

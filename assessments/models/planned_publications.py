import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.editions import Edition
from assessments.models.releases import Release
from assessments.models.rounds import Round
from stj_toezicht.accounts.models import Role

LEFT_BEHIND_AFTER = datetime.timedelta(minutes=2)  # far longer than a PDF may take
MOST_ATTEMPTS = 3


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

    def to_read_in_advance(self, now):
        """Those of which the municipality has a copy, and that everybody reads only later."""
        related = ("planned_by", "round__municipality", "round__case_file__municipality")
        readable = self.waiting().filter(publish_at__gt=now, advance_copy__made_at__isnull=False)
        return readable.select_related(*related)

    def with_copies(self):
        """Each with what became of its copy in advance, without the PDF."""
        return self.select_related("advance_copy").defer("advance_copy__pdf")


class PlannedPublication(models.Model):
    """A coordinator lets the factsheet of a round that is final be published at a moment.

    `seen` is the fingerprint of what they looked at: nothing else is published. Until that moment the contacts of the
    municipality read it in advance (`AdvanceCopy`).
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="planned_publications", verbose_name="ronde"
    )
    publish_at = models.DateTimeField("publiceren op")
    seen = models.CharField("vingerafdruk van wat wordt gepubliceerd", max_length=64)
    reason = models.TextField("reden van deze editie", blank=True)
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

    @property
    def is_to_come(self):
        """Whether it waits for a moment that didn't come yet, until which its municipality reads it in advance."""
        return self.is_waiting and self.publish_at > timezone.now()

    @property
    def copy(self):
        """What its municipality reads in advance, also before it was made; None of what is published at once."""
        return getattr(self, "advance_copy", None)

    @property
    def lacks_copy(self):
        """Whether a copy is still to be made of it, which nobody has to ask for again."""
        return bool(self.is_to_come and self.copy and not (self.copy.made_at or self.copy.problem))


class AdvanceCopyQuerySet(models.QuerySet):
    def asked_for(self, now):
        """Those that are to be made and have no problem: their plan still stands, and its moment is to come."""
        to_come = PlannedPublication.objects.filter(result="", publish_at__gt=now)
        return self.filter(made_at__isnull=True, problem="", planned__in=to_come)

    def to_make(self, now):
        """Those of which nobody is making the PDF, or whoever did was left behind; the first to be published first."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEFT_BEHIND_AFTER)
        unmade = self.asked_for(now).filter(free, attempts__lt=MOST_ATTEMPTS)
        return unmade.order_by("planned__publish_at", "pk")

    def given_up(self, now):
        """Those that were left behind as often as is tried."""
        left = self.asked_for(now).filter(attempts__gte=MOST_ATTEMPTS)
        return left.filter(claimed_at__lt=now - LEFT_BEHIND_AFTER)

    def failed(self, now):
        """Those that could not be made, and are still to be read before the moment of their plan."""
        to_come = PlannedPublication.objects.filter(result="", publish_at__gt=now)
        return self.filter(planned__in=to_come).exclude(problem="")


class AdvanceCopy(models.Model):
    """The PDF of a planned factsheet that its municipality reads in advance, with the embargo on every page.

    The queue makes it. Who does claims it first, and only the last who did keeps it; what was claimed `attempts` times
    in vain is given up. Once the moment of its plan came it isn't made any more.
    """

    planned = models.OneToOneField(
        PlannedPublication,
        on_delete=models.CASCADE,
        related_name="advance_copy",
        verbose_name="geplande publicatie",
    )
    pdf = models.BinaryField("PDF onder embargo", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    made_at = models.DateTimeField("gemaakt op", null=True)
    claimed_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    problem = models.TextField("waarom niet", blank=True)

    objects = AdvanceCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "kopie onder embargo"
        verbose_name_plural = "kopieën onder embargo"
        constraints = [
            models.CheckConstraint(
                name="an_advance_copy_has_its_pdf_and_sha256_once_it_was_made",
                condition=Q(made_at__isnull=True, pdf__isnull=True, sha256="")
                | Q(made_at__isnull=False, pdf__isnull=False, sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="an_advance_copy_was_made_or_says_why_not",
                condition=Q(made_at__isnull=True) | Q(problem=""),
            ),
        ]

    def __str__(self):
        return f"Kopie onder embargo, {self.planned}"

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from assessments.models.editions import Edition
from assessments.models.rounds import Round

KEPT_FOR = datetime.timedelta(days=7)
LEFT_BEHIND_AFTER = datetime.timedelta(minutes=2)  # far longer than a PDF may take
LEFT_BEHIND_ASSEMBLING_AFTER = datetime.timedelta(minutes=15)  # and than putting them together
MOST_ATTEMPTS = 3


class Format(models.TextChoices):
    """What becomes of the factsheets of a bundle."""

    ZIP = "zip", "ZIP-bestand: losse PDF’s, gegevens en een overzicht"
    PDF = "pdf", "Eén PDF, om te printen of door te lezen"


class BundleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bundles that `user` made, of which they may still read every round."""
        rounds = BundlePart.objects.filter(bundle=OuterRef("pk"), round__isnull=False)
        hidden = rounds.exclude(round__in=Round.objects.visible_to(user))
        return self.filter(~Exists(hidden), made_by=user)

    def with_progress(self):
        """Each with `total` parts, of which so many are `done`, and of these so many `failed`."""
        return self.annotate(
            total=Count("parts"),
            done=Count("parts", filter=Q(parts__finished_at__isnull=False)),
            failed=Count("parts", filter=~Q(parts__problem="")),
        )

    def unfinished(self):
        """Those that are still being made."""
        return self.filter(ready_at__isnull=True, cancelled_at__isnull=True, problem="")

    def to_assemble(self, now):
        """Those of which all parts are there, and that nobody is putting together."""
        left = BundlePart.objects.filter(bundle=OuterRef("pk"), finished_at__isnull=True)
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEFT_BEHIND_ASSEMBLING_AFTER)
        return self.unfinished().filter(free, ~Exists(left)).order_by("pk")

    def expired(self, now):
        """Those that were kept for as long as they are kept."""
        since = now - KEPT_FOR
        return self.filter(Q(ready_at__lt=since) | Q(ready_at__isnull=True, made_at__lt=since))


class Bundle(models.Model):
    """Factsheets that somebody takes along together: made by the queue, part by part, and kept for a week.

    Who puts it together claims it first, in one conditional update; a claim that was left behind is taken up by
    another. Of a bundle that is ready the pieces hold the file.
    """

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gemaakt door"
    )
    made_at = models.DateTimeField("aangevraagd op")
    format = models.CharField("vorm", max_length=10, choices=Format)
    claimed_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    ready_at = models.DateTimeField("klaar op", null=True)
    size = models.PositiveBigIntegerField("bytes", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    problem = models.TextField("waarom niet", blank=True)
    cancelled_at = models.DateTimeField("gestopt op", null=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = "bundel"
        verbose_name_plural = "bundels"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_bundle_has_a_known_format", condition=Q(format__in=Format.values)),
            models.CheckConstraint(
                name="a_bundle_that_is_ready_has_a_size_and_a_sha256",
                condition=Q(ready_at__isnull=True, size__isnull=True, sha256="")
                | Q(ready_at__isnull=False, size__isnull=False, sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="a_bundle_ends_in_one_way",
                condition=Q(ready_at__isnull=True, cancelled_at__isnull=True)
                | Q(ready_at__isnull=True, problem="")
                | Q(cancelled_at__isnull=True, problem=""),
            ),
        ]

    def __str__(self):
        return f"Bundel van {timezone.localtime(self.made_at):%d-%m-%Y, %H:%M} uur"

    def get_absolute_url(self):
        return reverse("assessments:bundle", args=[self.pk])

    @property
    def is_unfinished(self):
        return not (self.ready_at or self.cancelled_at or self.problem)

    @property
    def kept_until(self):
        """The moment after which it is no longer there."""
        return (self.ready_at or self.made_at) + KEPT_FOR


class BundlePartQuerySet(models.QuerySet):
    def to_finish(self, now):
        """Those of a bundle under way that nobody is making, or that whoever was left behind; the first first."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEFT_BEHIND_AFTER)
        unfinished = self.filter(free, finished_at__isnull=True, attempts__lt=MOST_ATTEMPTS)
        return unfinished.filter(bundle__in=Bundle.objects.unfinished()).order_by("bundle", "position")

    def given_up(self, now):
        """Those that were left behind as often as is tried."""
        left = self.filter(finished_at__isnull=True, attempts__gte=MOST_ATTEMPTS)
        return left.filter(claimed_at__lt=now - LEFT_BEHIND_AFTER)

    def failed(self):
        return self.exclude(problem="")

    def withdrawn_since(self):
        """Those of an edition that was withdrawn after it went into a bundle."""
        return self.filter(problem="", edition__withdrawal__isnull=False)


class BundlePart(models.Model):
    """One factsheet of a bundle: an edition, or a round as it stood when its turn came.

    Of a round it keeps the `content` that was printed. Who makes it claims it first, and only the last who did writes
    what became of it; what was claimed `attempts` times in vain is given up.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="parts", verbose_name="bundel")
    position = models.PositiveIntegerField("plaats")
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="editie"
    )
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="ronde"
    )
    content = models.JSONField("inhoud", null=True)
    claimed_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField("klaar op", null=True)
    problem = models.TextField("waarom niet", blank=True)

    objects = BundlePartQuerySet.as_manager()

    class Meta:
        verbose_name = "deel van een bundel"
        verbose_name_plural = "delen van bundels"
        ordering = ["bundle", "position"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "position"], name="a_bundle_has_each_position_once"),
            models.UniqueConstraint(fields=["bundle", "edition"], name="a_bundle_has_each_edition_once"),
            models.UniqueConstraint(fields=["bundle", "round"], name="a_bundle_has_each_round_once"),
            models.CheckConstraint(
                name="a_part_of_a_bundle_is_an_edition_or_a_round",
                condition=Q(edition__isnull=True, round__isnull=False)
                | Q(edition__isnull=False, round__isnull=True),
            ),
            models.CheckConstraint(
                name="a_part_of_a_bundle_that_failed_is_finished",
                condition=Q(problem="") | Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.edition or self.round)


class BundlePiece(models.Model):
    """A piece of the file of a bundle, so that neither storing nor handing it out takes memory for all of it."""

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="pieces", verbose_name="bundel")
    position = models.PositiveIntegerField("plaats")
    content = models.BinaryField("bytes")

    class Meta:
        verbose_name = "stuk van een bundel"
        verbose_name_plural = "stukken van bundels"
        ordering = ["bundle", "position"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "position"], name="a_bundle_has_each_piece_once"),
        ]

    def __str__(self):
        return f"{self.bundle}, stuk {self.position}"

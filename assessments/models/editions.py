import hashlib
import json
from datetime import UTC
from typing import NamedTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assessments.models.rounds import Round
from municipalities.models import Municipality
from stj_toezicht.statements import Given, Statement


class Standing(NamedTuple):
    """What tells an edition apart, and the withdrawal that took it away, without what it says."""

    pk: int
    slug: str
    year: int
    number: int
    sha256: str
    row_sha256: str
    withdrawal: int | None


class EditionQuerySet(models.QuerySet):
    def newest(self):
        """The last edition of each round, also when it was withdrawn."""
        later = Edition.objects.filter(round=OuterRef("round"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def readable(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def listed(self):
        """What lists show: the last edition of each round, unless it was withdrawn; no older one takes its place."""
        return self.newest().readable()

    def of_municipality(self, municipality):
        """All that was published on a municipality, under its present or a former name."""
        return self.filter(round__municipality__in=municipality.line())

    def of_municipalities(self, municipalities):
        """All that was published on any of these, under their present or former names."""
        return self.filter(round__municipality__in=municipalities.lines())

    def at(self, slug, year):
        """What was published at one address, the newest first."""
        return self.filter(slug=slug, year=year).order_by("-number")

    def standing_at(self, slug, year):
        """How what was published at one address stands, the newest first.

        Every reader of a factsheet asks this and mostly nothing else, so that the database isn't asked first whether it
        is there: where the connection was lost, it is asked again over another.
        """
        if connection.in_atomic_block:
            return _standing_at(slug, year)
        connection.health_check_done = True
        try:
            return _standing_at(slug, year)
        except (InterfaceError, OperationalError):
            if connection.is_usable():
                raise
            connection.close()
            return _standing_at(slug, year)

    def address_after_succession(self, slug, year):
        """The address of the one factsheet of `year` on what the municipality at `slug` became, if there is one."""
        municipality = Municipality.objects.filter(slug=slug).first()
        became = municipality.descendants() if municipality else Municipality.objects.none()
        editions = self.filter(year=year, round__municipality__in=became)
        addresses = set(editions.values_list("slug", flat=True))
        return addresses.pop() if len(addresses) == 1 else None

    def without_files(self):
        """For lists: leaves the PDF and the content in the database."""
        return self.defer("pdf", "content", "data")


_STANDING = Statement(lambda: Edition.objects.at(Given("slug"), Given("year")).values_list(*Standing._fields))


def _standing_at(slug, year):
    return [Standing(*row) for row in _STANDING.tuples(slug=slug, year=year)]


class Edition(models.Model):
    """One published, frozen issue of a factsheet; page, PDF and data are served from it and nothing else.

    It keeps the name and the address that the municipality had when it was published, and the versions of all that
    it was made with. A next edition of a round corrects the one before, for a `reason` that everyone reads.
    Where inspectorates sign, each of them signed the text with the fingerprint `signed_text`.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="editions", verbose_name="ronde")
    number = models.PositiveSmallIntegerField("editie", default=1)
    slug = models.SlugField("adres", max_length=110)
    year = models.PositiveSmallIntegerField("ronde")
    municipality_name = models.CharField("gemeente", max_length=100)
    content = models.JSONField("inhoud")
    data = models.BinaryField("open gegevens")  # the JSON, of which the PDF prints the SHA-256
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256 van de PDF", max_length=64)
    published_at = models.DateTimeField("gepubliceerd op")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gepubliceerd door"
    )
    reason = models.TextField("reden van deze editie", blank=True)
    signed_text = models.CharField("vingerafdruk van wat is ondertekend", max_length=64, blank=True)
    framework_version = models.CharField("versie van het toetsingskader", max_length=20)
    template_version = models.CharField("SHA-256 van de opmaak", max_length=64)
    application_version = models.CharField("versie van de toepassing", max_length=40)
    weasyprint_version = models.CharField("versie van WeasyPrint", max_length=40)
    row_sha256 = models.CharField("SHA-256 van de hele rij", max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "editie"
        verbose_name_plural = "edities"
        ordering = ["municipality_name", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="a_round_has_each_edition_number_once"),
            models.UniqueConstraint(
                fields=["slug", "year", "number"], name="an_address_has_each_edition_number_once"
            ),
            models.CheckConstraint(
                name="an_edition_has_a_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="an_edition_has_a_sha256_of_its_row", condition=Q(row_sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="a_next_edition_has_a_reason",
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="editions_by_sha256")]

    def __str__(self):
        return f"{self.municipality_name} {self.year}, editie {self.number}"

    def get_absolute_url(self):
        """Where the newest edition of its round is, whichever this one is."""
        return reverse("factsheet", args=[self.slug, self.year])

    def get_own_url(self):
        """Where this edition is, also after a newer one."""
        return reverse("edition", args=[self.slug, self.year, self.number])

    @property
    def is_withdrawn(self):
        return hasattr(self, "withdrawal")

    def computed_row_sha256(self):
        """The SHA-256 of all that the row says."""
        said = [
            self.round_id,
            self.number,
            self.slug,
            self.year,
            self.municipality_name,
            self.content,
            hashlib.sha256(self.data).hexdigest(),
            hashlib.sha256(self.pdf).hexdigest(),
            self.sha256,
            self.published_at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.published_by_id,
            self.reason,
            self.signed_text,
            self.framework_version,
            self.template_version,
            self.application_version,
            self.weasyprint_version,
        ]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Withdrawal(models.Model):
    """An edition that is no longer for anybody to read: by whom, when and why. The edition itself stays in its row."""

    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, related_name="withdrawal", verbose_name="editie"
    )
    reason = models.TextField("reden")
    withdrawn_at = models.DateTimeField("ingetrokken op")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ingetrokken door"
    )

    class Meta:
        verbose_name = "intrekking"
        verbose_name_plural = "intrekkingen"
        ordering = ["withdrawn_at"]
        constraints = [
            models.CheckConstraint(name="a_withdrawal_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.edition}, ingetrokken"

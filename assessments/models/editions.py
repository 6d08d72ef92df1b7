from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assessments.models.rounds import Round
from municipalities.models import Municipality


class EditionQuerySet(models.QuerySet):
    def newest(self):
        """The last edition of each round."""
        later = Edition.objects.filter(round=OuterRef("round"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def of_municipality(self, municipality):
        """All that was published on a municipality, under its present or a former name."""
        return self.filter(round__municipality__in=municipality.line())

    def of_municipalities(self, municipalities):
        """All that was published on any of these, under their present or former names."""
        return self.filter(round__municipality__in=municipalities.lines())

    def at(self, slug, year):
        """What was published at one address, the newest first."""
        return self.filter(slug=slug, year=year).order_by("-number")

    def address_after_succession(self, slug, year):
        """The address of the one factsheet of `year` on what the municipality at `slug` became, if there is one."""
        municipality = Municipality.objects.filter(slug=slug).first()
        became = municipality.descendants() if municipality else Municipality.objects.none()
        editions = self.filter(year=year, round__municipality__in=became)
        addresses = set(editions.values_list("slug", flat=True))
        return addresses.pop() if len(addresses) == 1 else None

    def without_files(self):
        """For lists: leaves the PDF and the content in the database."""
        return self.defer("pdf", "content")


class Edition(models.Model):
    """One published, frozen issue of a factsheet; page, PDF and data are served from it and nothing else.

    It keeps the name and the address that the municipality had when it was published.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="editions", verbose_name="ronde")
    number = models.PositiveSmallIntegerField("editie", default=1)
    slug = models.SlugField("adres", max_length=110)
    year = models.PositiveSmallIntegerField("ronde")
    municipality_name = models.CharField("gemeente", max_length=100)
    content = models.JSONField("inhoud")
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256 van de PDF", max_length=64)
    published_at = models.DateTimeField("gepubliceerd op")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gepubliceerd door"
    )

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
        ]

    def __str__(self):
        return f"{self.municipality_name} {self.year}, editie {self.number}"

    def get_absolute_url(self):
        return reverse("factsheet", args=[self.slug, self.year])

import hashlib

from django.db import models
from django.db.models import Q

from stj_toezicht.statements import Given, Statement

_OF = Statement(lambda: Rendering.objects.filter(pk=Given("made_of")))


class RenderingQuerySet(models.QuerySet):
    def pdf_of(self, made_of):
        """The PDF that was printed of this already, if it is as it was printed."""
        found = _OF.first(made_of=made_of)
        whole = found is not None and hashlib.sha256(found.pdf).hexdigest() == found.sha256
        return bytes(found.pdf) if whole else None


class Rendering(models.Model):
    """A PDF that was printed in advance, under the hash of all that goes into it, so that nothing is printed twice.

    It can go at any time: the same page gives the same bytes again.
    """

    made_of = models.CharField("SHA-256 van wat erin gaat", max_length=64, primary_key=True)
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256 van de PDF", max_length=64)
    made_at = models.DateTimeField("gemaakt op", db_index=True)

    objects = RenderingQuerySet.as_manager()

    class Meta:
        verbose_name = "klaargezette PDF"
        verbose_name_plural = "klaargezette PDF’s"
        constraints = [
            models.CheckConstraint(
                name="a_rendering_has_two_hashes",
                condition=Q(made_of__regex=r"^[0-9a-f]{64}$", sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self):
        return self.made_of

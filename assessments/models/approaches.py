from django.db import models
from django.db.models import F, Q

from assessments.models.case_files import CaseFile
from assessments.models.composite_keys import RefersTo


class ApproachQuerySet(models.QuerySet):
    def in_use(self, year):
        """The approaches that a round of `year` looks at: begun by then, and not yet ended."""
        return self.filter(Q(ends_in__isnull=True) | Q(ends_in__gt=year), starts_in__lte=year)

    def as_known_in(self, year):
        """The approaches begun by the round of `year`, as they were then: that one ended later isn't told."""
        known = list(self.filter(starts_in__lte=year).select_related("successor"))
        for approach in known:
            if approach.is_in_use(year):
                approach.ends_in, approach.successor, approach.reason_left = None, None, ""
        return known


class Approach(models.Model):
    """How a municipality helps these families, such as "Sociale Wijkteams".

    It lives from the year of the round that first looked at it (`starts_in`) to the year of the round that
    found it ended (`ends_in`): gone up in a `successor`, which starts in that same year, or taken out of the
    investigation for a `reason_left`.
    """

    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="approaches", verbose_name="dossier"
    )
    name = models.CharField("naam", max_length=150)
    starts_in = models.PositiveSmallIntegerField("vanaf ronde")
    ends_in = models.PositiveSmallIntegerField("tot ronde", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="opgegaan in",
    )
    reason_left = models.TextField("reden waarom de aanpak niet meer is onderzocht", blank=True)

    objects = ApproachQuerySet.as_manager()

    class Meta:
        verbose_name = "aanpak"
        verbose_name_plural = "aanpakken"
        ordering = ["case_file", "starts_in", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "name", "starts_in"], name="a_case_file_has_an_approach_once_per_start"
            ),
            models.UniqueConstraint(
                fields=["id", "case_file", "starts_in"], name="an_approach_can_be_referred_to_by_its_start"
            ),
            models.CheckConstraint(
                name="an_approach_starts_before_it_ends",
                condition=Q(ends_in__isnull=True) | Q(starts_in__lt=F("ends_in")),
                violation_error_message="Een aanpak eindigt in een latere ronde dan waarin zij begint.",
            ),
            models.CheckConstraint(
                name="an_approach_that_ends_has_a_successor_or_a_reason",
                condition=Q(ends_in__isnull=True, successor__isnull=True, reason_left="")
                | (Q(ends_in__isnull=False, successor__isnull=False, reason_left=""))
                | (Q(ends_in__isnull=False, successor__isnull=True) & ~Q(reason_left="")),
                violation_error_message=(
                    "Een aanpak die eindigt gaat op in een andere, of verlaat het onderzoek met een reden."
                ),
            ),
            RefersTo(
                fields=["successor", "case_file", "ends_in"],
                to_fields=["id", "case_file", "starts_in"],
                name="a_successor_starts_when_its_predecessor_ends",
                message="De opvolger hoort bij hetzelfde dossier en begint in de ronde waarin de voorganger eindigt.",
            ),
        ]

    def __str__(self):
        return self.name

    def is_in_use(self, year):
        """Whether a round of `year` looks at this approach; `in_use` says the same of a set."""
        return self.starts_in <= year and (self.ends_in is None or self.ends_in > year)


def lines_to(approach, approaches):
    """Every line of succession among `approaches` that ends in `approach`, each from old to new.

    An approach without predecessors is one line of itself; one that two went up in has two lines.
    """
    predecessors = [other for other in approaches if other.successor_id == approach.pk]
    if not predecessors:
        return [[approach]]
    return [[*line, approach] for predecessor in predecessors for line in lines_to(predecessor, approaches)]

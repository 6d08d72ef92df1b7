from django.db import models
from django.db.models import Case, F, Prefetch, Q, When

from assessments.models.case_files import CaseFile
from assessments.models.composite_keys import RefersTo


class ApproachQuerySet(models.QuerySet):
    def in_use(self, year):
        """The approaches that a round of `year` looks at: begun by then, and not yet ended."""
        return self.filter(Q(ends_in__isnull=True) | Q(ends_in__gt=year), starts_in__lte=year)

    def begun_in(self, case_file):
        """Those that began in a case file, also when they moved along to another since."""
        return self.filter(Q(case_file=case_file, came_from=None) | Q(came_from=case_file))

    def with_successors(self):
        """Each with the approaches in which it goes on, so that the lines between them can be followed."""
        return self.select_related("came_from__municipality").prefetch_related("successors")

    def as_known_in(self, year):
        """The approaches begun by the round of `year`, as they were then: that one ended later isn't told."""
        begun = self.filter(starts_in__lte=year).select_related("came_from__municipality")
        known = list(
            begun.prefetch_related(Prefetch("successors", Approach.objects.filter(starts_in__lte=year)))
        )
        for approach in known:
            if approach.is_in_use(year):
                approach.ends_in, approach.reason_left = None, ""
        return known

    def ended_in_nothing(self):
        """Those that ended without a successor and without a reason: there should be none."""
        return self.filter(ends_in__isnull=False, reason_left="", successors__isnull=True)


class Approach(models.Model):
    """How a municipality helps these families, such as "Sociale Wijkteams".

    It lives from the year of the round that first looked at it (`starts_in`) to the year of the round that
    found it ended (`ends_in`): gone on in its `successors`, which start in that same year, or taken out of the
    investigation for a `reason_left`. What went on has no reason: `goes_on_in` is the year in which it did.
    """

    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="approaches", verbose_name="dossier"
    )
    came_from = models.ForeignKey(
        CaseFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="meegekomen uit dossier",
    )
    name = models.CharField("naam", max_length=150)
    starts_in = models.PositiveSmallIntegerField("vanaf ronde")
    ends_in = models.PositiveSmallIntegerField("tot ronde", null=True, blank=True)
    reason_left = models.TextField("reden waarom de aanpak niet meer is onderzocht", blank=True)
    goes_on_in = models.GeneratedField(
        expression=Case(When(reason_left="", then=F("ends_in"))),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
    )
    successors = models.ManyToManyField(
        "self",
        through="Continuation",
        through_fields=("predecessor", "successor"),
        symmetrical=False,
        related_name="predecessors",
        verbose_name="gaat verder in",
    )

    objects = ApproachQuerySet.as_manager()

    class Meta:
        verbose_name = "aanpak"
        verbose_name_plural = "aanpakken"
        ordering = ["case_file", "starts_in", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "name", "starts_in"],
                condition=Q(came_from__isnull=True),
                name="a_case_file_has_an_approach_once_per_start",
            ),
            models.UniqueConstraint(
                fields=["came_from", "name", "starts_in"], name="an_approach_came_along_once_per_start"
            ),
            models.UniqueConstraint(
                fields=["id", "case_file", "starts_in"], name="an_approach_can_be_referred_to_by_its_start"
            ),
            models.UniqueConstraint(
                fields=["id", "case_file", "goes_on_in"],
                name="an_approach_can_be_referred_to_by_its_going_on",
            ),
            models.CheckConstraint(
                name="an_approach_starts_before_it_ends",
                condition=Q(ends_in__isnull=True) | Q(starts_in__lt=F("ends_in")),
                violation_error_message="Een aanpak eindigt in een latere ronde dan waarin zij begint.",
            ),
            models.CheckConstraint(
                name="only_an_approach_that_ends_leaves_for_a_reason",
                condition=Q(ends_in__isnull=False) | Q(reason_left=""),
                violation_error_message="Alleen een aanpak die eindigt, heeft een reden.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self):
        """Its name, with the municipality from which it came along: two that merged may each have had a "CJG"."""
        return f"{self.name} ({self.came_from})" if self.came_from else self.name

    @property
    def became(self):
        """The approaches in which it goes on; of one that still runs or was left there are none, without a query."""
        return list(self.successors.all()) if self.ends_in and not self.reason_left else []

    def is_in_use(self, year):
        """Whether a round of `year` looks at this approach; `in_use` says the same of a set."""
        return self.starts_in <= year and (self.ends_in is None or self.ends_in > year)


class Continuation(models.Model):
    """One approach going on in another, from the round of `year` on.

    An approach with one continuation was renamed or went up in another, with several it was split; a successor
    of several is where they merged.
    """

    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="+", verbose_name="dossier"
    )
    predecessor = models.ForeignKey(
        Approach, on_delete=models.RESTRICT, related_name="continuations", verbose_name="voorganger"
    )
    successor = models.ForeignKey(
        Approach, on_delete=models.RESTRICT, related_name="+", verbose_name="opvolger"
    )
    year = models.PositiveSmallIntegerField("vanaf ronde")

    class Meta:
        verbose_name = "voortzetting van een aanpak"
        verbose_name_plural = "voortzettingen van aanpakken"
        ordering = ["case_file", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="an_approach_goes_on_in_another_once"
            ),
            models.CheckConstraint(
                name="an_approach_does_not_go_on_in_itself",
                condition=~Q(predecessor=F("successor")),
                violation_error_message="Een aanpak gaat niet verder als zichzelf.",
            ),
            RefersTo(
                fields=["predecessor", "case_file", "year"],
                to_fields=["id", "case_file", "goes_on_in"],
                name="what_goes_on_ended_in_that_round_without_a_reason",
                message="De voorganger hoort bij hetzelfde dossier en eindigt in deze ronde, zonder reden.",
            ),
            RefersTo(
                fields=["successor", "case_file", "year"],
                to_fields=["id", "case_file", "starts_in"],
                name="a_successor_starts_when_its_predecessor_ends",
                message="De opvolger hoort bij hetzelfde dossier en begint in de ronde waarin de voorganger eindigt.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} gaat verder in {self.successor}"


def lines_to(approach, approaches):
    """Every line of succession among `approaches` that ends in `approach`, each from old to new.

    An approach without predecessors is one line of itself; one in which two went on has two lines; and one that
    was split is in the lines of each of its successors.
    """
    predecessors = [other for other in approaches if approach in other.became]
    if not predecessors:
        return [[approach]]
    return [[*line, approach] for predecessor in predecessors for line in lines_to(predecessor, approaches)]

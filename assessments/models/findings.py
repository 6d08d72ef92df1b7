from collections import defaultdict

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property

from assessments.models import open_points
from assessments.models.approaches import Approach
from assessments.models.case_files import PrintedIndicator
from assessments.models.contact_moments import ContactMoment
from assessments.models.frameworks import Indicator
from assessments.models.rounds import Round
from assessments.texts import blind
from assessments.verdicts import Verdict

MAX_TEXT_LENGTH = 10_000


class FindingQuerySet(models.QuerySet):
    def progress_per_theme(self, rounds):
        """Per round, by its key: for each theme as printed its key, heading, `points` and the `filled` ones."""
        rows = (
            self.filter(round__in=list(rounds))
            .as_printed()
            .annotate(place=_as_printed("theme__position"))
            .order_by("place")
            .values("round", "theme_pk", "heading", "place")
            .annotate(points=Count("pk"), filled=Count("pk", filter=~open_points.open_ones()))
        )
        per_round = defaultdict(list)
        for row in rows:
            per_round[row["round"]].append(row)
        return per_round

    def with_theme(self):
        """Each with `theme_pk`: the theme under which its case file prints it."""
        return self.annotate(theme_pk=_as_printed("theme__pk", models.BigIntegerField()))

    def as_printed(self):
        """Each with its theme, the `heading` of that and the `wording` of its indicator, as printed."""
        return self.with_theme().annotate(
            heading=_as_printed("theme__heading"), wording=_as_printed("wording")
        )

    def holding(self, words):
        """Those `as_printed` that hold each of these words, as searching sees them, in a text or the indicator."""
        canonical, printed = Indicator.objects.order_by(), PrintedIndicator.objects.all()
        wordings = canonical.values_list("wording").union(printed.values_list("wording")) if words else ()
        seen = [(wording, blind(wording)) for (wording,) in wordings]
        found = self
        for word in words:
            of_indicator = [wording for wording, letters in seen if word in letters]
            found = found.filter(Q(search_text__contains=word) | Q(wording__in=of_indicator))
        return found

    def with_due_plan(self, today):
        """Those that rest on a plan of which somebody has to see by `today` what became of it, with `due_on`."""
        checks = self.model.plan_checks.rel.related_model.objects.filter(finding=OuterRef("pk"))
        last = Subquery(checks.order_by("-checked_at", "-pk").values("again_on")[:1])
        due_on = Case(When(Exists(checks), then=last), default=F("expected_on"))
        return self.filter(expected_on__isnull=False).annotate(due_on=due_on).filter(due_on__lte=today)

    def same_indicator_elsewhere(self, finding):
        """What other case files say on the indicator of `finding`, also by another version of its framework."""
        indicator = finding.indicator
        return self.exclude(round__case_file=finding.round.case_file_id).filter(
            indicator__code=indicator.code,
            indicator__theme__name=indicator.theme.name,
            indicator__theme__framework__code=indicator.theme.framework.code,
        )

    def in_order(self):
        """In the order of the framework, then of the years and the approaches."""
        return self.order_by(
            "indicator__theme__position",
            "indicator__position",
            "round__year",
            "approach__starts_in",
            "approach",
        )

    def newest_first(self):
        """By year, then by municipality and in the order of the framework."""
        return self.order_by(
            "-round__year",
            "round__municipality__sort_name",
            "round",
            "indicator__theme__position",
            "indicator__position",
            "approach__starts_in",
            "approach",
        )


def _as_printed(field, output_field=None):
    """A field of a finding's indicator as its case file prints it, or else as it is in the framework."""
    printed = PrintedIndicator.objects.filter(
        case_file=Coalesce(OuterRef("round__came_from"), OuterRef("round__case_file")),
        indicator=OuterRef("indicator"),
    )
    return Coalesce(Subquery(printed.values(field)), f"indicator__{field}", output_field=output_field)


class Finding(models.Model):
    """What a round found on one indicator for one approach: the verdict and its explanation.

    One that still `is_open` wants a verdict, or the explanation of its verdict. The `private_note` is for the
    team and is never published. A √ that rests on a plan says by when it is expected to be carried out; the
    public verdict is the same.

    `version` counts the times it was saved; saving names the version it started from
    (`assessments.actions.findings.record`). `text_version` counts the times that what is printed of it changed: the
    verdict, the reason or the explanation. `saved_from` is the page in somebody's browser that saved last,
    and `saved_nth` the number that this page gave that save: by these a late request is known for what it is.
    `search_text` is what `assessments.texts.for_search` makes of the texts.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="findings", verbose_name="ronde")
    approach = models.ForeignKey(
        Approach, on_delete=models.PROTECT, related_name="findings", verbose_name="aanpak"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="findings", verbose_name="indicator"
    )
    verdict = models.CharField("oordeel", max_length=20, choices=Verdict, blank=True)
    reason = models.CharField("reden waarom niet beoordeeld", max_length=500, blank=True)
    explanation = models.TextField("toelichting", max_length=MAX_TEXT_LENGTH, blank=True)
    private_note = models.TextField(
        "notitie voor het team",
        max_length=MAX_TEXT_LENGTH,
        blank=True,
        help_text="Komt nooit in het factsheet.",
    )
    expected_on = models.DateField(
        "berust op een voornemen, verwacht op", null=True, blank=True, help_text="Alleen bij een √."
    )
    contact_moments = models.ManyToManyField(
        ContactMoment, related_name="findings", blank=True, verbose_name="berust op"
    )
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    text_version = models.PositiveIntegerField(default=0, editable=False)
    saved_from = models.CharField(max_length=32, blank=True, editable=False)
    saved_nth = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "bevinding"
        verbose_name_plural = "bevindingen"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "approach", "indicator"], name="one_finding_per_round_approach_and_indicator"
            ),
            models.CheckConstraint(
                name="a_verdict_is_one_of_three_or_still_open", condition=Q(verdict__in=["", *Verdict.values])
            ),
            models.CheckConstraint(
                name="a_finding_says_why_it_is_not_assessed_and_only_then",
                condition=(Q(verdict=Verdict.NOT_ASSESSED) & ~Q(reason=""))
                | (~Q(verdict=Verdict.NOT_ASSESSED) & Q(reason="")),
                violation_error_message="Geef de reden waarom dit punt niet is beoordeeld.",
            ),
            models.CheckConstraint(
                name="only_what_meets_rests_on_a_plan",
                condition=Q(expected_on__isnull=True) | Q(verdict=Verdict.MEETS),
                violation_error_message="Alleen een √ kan op een voornemen berusten.",
            ),
            models.CheckConstraint(
                name="a_finding_is_changed_by_somebody_at_some_time",
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
        ]

    found_in = ""  # the municipality, where a History says that its year looked at several

    def __str__(self):
        return f"{self.round}, {self.approach}: {self.indicator}"

    def get_absolute_url(self):
        """Its card on the page of the theme; without a query where `with_theme` fetched the theme along."""
        return f"{reverse('assessments:theme', args=[self.round_id, self.theme_pk])}#punt-{self.pk}"

    @property
    def label(self):
        """When and for what it was found, as it stands beside another: "2013, CJG"."""
        return ", ".join(filter(None, [str(self.round.year), self.found_in, self.approach.name]))

    @cached_property
    def theme_pk(self):
        """The theme under which its case file prints it."""
        return Finding.objects.with_theme().values_list("theme_pk", flat=True).get(pk=self.pk)

    @property
    def rests_on(self):
        """The keys of the contact moments that it names."""
        return sorted(moment.pk for moment in self.contact_moments.all())

    def at_version(self, version):
        """What this finding said at an earlier version; before it was ever saved it said nothing."""
        if version == self.version:
            return self
        return self.revisions.filter(version=version).first() or FindingRevision(finding=self, version=0)

    is_open = property(open_points.is_open)
    lacks_verdict = property(open_points.lacks_verdict)
    lacks_explanation = property(open_points.lacks_explanation)

    @property
    def is_blank(self):
        """Whether nothing at all is recorded yet, so that nothing can be overwritten."""
        return not (self.verdict or self.reason or self.explanation or self.private_note)


class FindingRevision(models.Model):
    """A finding as it was at one version; `contact_moments` are the keys of those that it rested on then.

    `saved_from` and `saved_nth` are the page that saved it and the number of that save.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text_version = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    explanation = models.TextField(blank=True)
    private_note = models.TextField(blank=True)
    expected_on = models.DateField(null=True)
    contact_moments = models.JSONField(default=list)
    saved_from = models.CharField(max_length=32, blank=True)
    saved_nth = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["finding", "version"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "version"], name="a_finding_has_each_version_once"),
        ]

    def __str__(self):
        return f"{self.finding}, versie {self.version}"

    @property
    def rests_on(self):
        """The keys of the contact moments that it named."""
        return sorted(self.contact_moments)

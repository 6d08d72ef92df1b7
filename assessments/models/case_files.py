from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse

from assessments.models.frameworks import Framework, Indicator, Theme
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role


class CaseFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The case files that `user` may read; support staff those in which something is final."""
        if user.role in (Role.INSPECTOR, Role.COORDINATOR, Role.ADMINISTRATOR):
            return self.standing()
        if user.role == Role.SUPPORT:
            return self.standing().filter(rounds__finalised_at__isnull=False).distinct()
        return self.none()

    def standing(self):
        """Those that did not go on in the case file of a merged municipality."""
        return self.filter(merged_into__isnull=True)

    def in_which_goes_on(self, pk):
        """The one of these in which the case file `pk` goes on by now, or None."""
        into = dict(CaseFile.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
        while pk in into:
            pk = into[pk]
        return self.filter(pk=pk).select_related("municipality").first()

    def of_team_member(self, user):
        return self.filter(team=user)

    def with_latest_year(self):
        """Each with `latest_year`: the year of its last round."""
        return self.annotate(latest_year=Max("rounds__year")).order_by("municipality__sort_name")

    def named_like(self, words):
        """Those whose municipality has `words` in its present name or in one under which it was looked at."""
        found = Municipality.objects.named_like(words)
        looked_at = CaseFile.objects.filter(rounds__municipality__in=found)
        return self.filter(Q(municipality__in=found) | Q(pk__in=looked_at))


class CaseFile(models.Model):
    """All that the inspectorate has on one municipality under one framework, over the years.

    When municipalities merge, their case files go on together: all that was in them moves along to the case file
    of the new municipality, and they say into which they were `merged_into`, and from the round of which year on.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="case_files", verbose_name="gemeente"
    )
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="case_files", verbose_name="toetsingskader"
    )
    team = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="case_files", blank=True, verbose_name="team"
    )

    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name="verder in dossier",
    )
    merged_in = models.PositiveSmallIntegerField("vanaf ronde", null=True, blank=True, editable=False)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ["municipality__sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "framework"], name="a_municipality_has_one_case_file_per_framework"
            ),
            models.CheckConstraint(
                name="a_case_file_goes_on_in_another_from_some_round_on",
                condition=Q(merged_into__isnull=True, merged_in__isnull=True)
                | (Q(merged_into__isnull=False, merged_in__isnull=False) & ~Q(merged_into=F("id"))),
            ),
        ]

    def __str__(self):
        return self.municipality.name

    def get_absolute_url(self):
        return reverse("assessments:case_file", args=[self.pk])

    def former_names(self):
        """The names, other than its present one, under which the municipality was looked at; oldest first."""
        rounds = self.rounds.select_related("municipality").order_by("year", "municipality__sort_name")
        names = (round_.municipality.name for round_ in rounds)
        return [name for name in dict.fromkeys(names) if name != self.municipality.name]

    def has_on_team(self, user):
        """Whether `user` is an inspector who works on this case file, and so writes in it."""
        return user.role == Role.INSPECTOR and self.team.filter(pk=user.pk).exists()

    def can_be_followed_up_by(self, user):
        """Whether `user` may start a follow-up: a coordinator, or an inspector on the team."""
        return user.role == Role.COORDINATOR or self.has_on_team(user)


class PrintedIndicator(models.Model):
    """How the factsheets of one case file print an indicator, where that differs from the framework."""

    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="printed_indicators", verbose_name="dossier"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="+", verbose_name="indicator"
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="+", verbose_name="thema waaronder de indicator staat"
    )
    wording = models.CharField("formulering", max_length=400)

    class Meta:
        verbose_name = "indicator zoals afgedrukt"
        verbose_name_plural = "indicatoren zoals afgedrukt"
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "indicator"], name="a_case_file_prints_an_indicator_in_one_way"
            ),
        ]

    def __str__(self):
        return self.wording

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, Subquery, When
from django.urls import reverse

from assessments.models.case_files import CaseFile
from assessments.models.open_points import open_ones
from assessments.steps import State
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rounds that `user` may read; support staff those that are final."""
        if user.role in (Role.INSPECTOR, Role.COORDINATOR, Role.ADMINISTRATOR):
            return self
        if user.role == Role.SUPPORT:
            return self.final()
        return self.none()

    def under_way(self):
        """Those that are not final yet, so that what they found can still change."""
        return self.filter(finalised_at__isnull=True)

    def to_review_by(self, user):
        """Those up for review in which an inspector who isn't on the team wrote nothing."""
        wrote = Exists(Writer.objects.filter(round=OuterRef("pk"), user=user, by_deciding=False))
        return self.filter(~wrote, state=State.REVIEW).exclude(case_file__team=user)

    def not_read_yet(self):
        """Those of which a finding, or what stands beside these, has no approval that stands."""
        return self.filter(self._something_unread())

    def _something_unread(self):
        approvals = self.model.approvals.rel.related_model.objects.standing()
        of_finding, beside = approvals.filter(finding=OuterRef("pk")), approvals.filter(finding=None)
        findings = self.model.findings.rel.related_model.objects.filter(~Exists(of_finding))
        return Exists(findings.filter(round=OuterRef("pk"))) | ~Exists(beside.filter(round=OuterRef("pk")))

    def with_turn(self, user, states=tuple(State)):
        """Each with what tells whose turn it is (`assessments.turns`), of rounds in these `states`."""
        asked = {}
        for state in states:
            asked |= self._asked_in(state, user)
        return self.annotate(**asked)

    def _asked_in(self, state, user):
        """What tells whose turn it is while a round stands in `state`; nothing else, for pages ask it all day."""
        team = self.model.case_file.field.related_model.team.through.objects
        of_case_file = team.filter(casefile=OuterRef("case_file"))
        if state == State.CONCEPT:
            return {"has_team": Exists(of_case_file), "is_of_team": Exists(of_case_file.filter(user=user))}
        if state == State.REVIEW:
            return self._reading_by(user, of_case_file) | self._follows_up()
        if state == State.REPLY:
            return self._reading_by(user, of_case_file) | self._term()
        return self._follows_up() | self._planned() if state == State.FINAL else {}

    def _reading_by(self, user, of_case_file):
        return {
            "is_unread": Case(When(self._something_unread(), then=True), default=False),
            "is_of_team": Exists(of_case_file.filter(user=user)),
            "is_of_writer": Exists(Writer.objects.filter(round=OuterRef("pk"), user=user)),
        }

    def _follows_up(self):
        return {"follows_up": Exists(Round.objects.follow_ups().filter(pk=OuterRef("pk")))}

    def _planned(self):
        plans = self.model.planned_publications.rel.related_model.objects.waiting()
        return {"publish_at": Subquery(plans.filter(round=OuterRef("pk")).values("publish_at")[:1])}

    def _term(self):
        drafts = self.model.releases.rel.related_model.objects.with_the_municipality()
        awaited = drafts.filter(round=OuterRef("pk")).awaited()
        return {
            "is_reply_awaited": Exists(awaited),
            "term_ends_on": Subquery(awaited.values("last_day")[:1]),
            "is_on_its_way": Exists(awaited.on_its_way()),
        }

    def final(self):
        return self.filter(finalised_at__isnull=False)

    def unfinished(self):
        """Those that still wait for work: what is being written, and the follow-ups without a factsheet.

        Each says whether it `follows_up` an earlier round.
        """
        looks_again = Round.objects.follow_ups().filter(pk=OuterRef("pk"))
        return self.annotate(follows_up=Exists(looks_again)).filter(
            Q(finalised_at__isnull=True) | Q(follows_up=True) & ~Q(state=State.PUBLISHED)
        )

    def follow_ups(self):
        """Those that look again at what an earlier round found.

        Of case files that went on together, each round follows up those of its own case file, and from the year
        in which they did those of all.
        """
        earlier = Round.objects.filter(case_file=OuterRef("case_file"), year__lt=OuterRef("year"))
        of_own = Q(came_from=OuterRef("came_from")) | Q(came_from__merged_into=OuterRef("came_from"))
        of_all = Q(came_from__isnull=True) | Q(came_from__merged_in__lte=OuterRef("year"))
        return self.filter(
            Q(Exists(earlier.filter(of_own))) | Q(Exists(earlier.filter(of_all)), came_from__isnull=True)
        )

    def of_team_member(self, user):
        return self.filter(case_file__team=user)

    def held_in(self, case_file):
        """Those that were held in a case file, also when they moved along to another since."""
        return self.filter(Q(case_file=case_file, came_from=None) | Q(came_from=case_file))

    def with_progress(self):
        """Each with `points`, and of these the `open_points`."""
        return self.annotate(
            points=Count("findings"), open_points=Count("findings", filter=open_ones("findings__"))
        )


class Round(models.Model):
    """One look at a municipality: the first test or a follow-up.

    `year` is its label on the factsheet. When was observed stands in the contact moments, when was published
    in the edition: the round "2014" of Maastricht rests on a letter of March 2015.

    A round that moved along to the case file of a merged municipality `came_from` the case file in which it was
    held; what it looked at is what was in there.

    `text_version` counts the times that what it prints beside its findings changed: the narrative, or the kind or
    the date of a contact moment. `development_saved_from` and `development_saved_nth` tell late requests apart, as
    they do for a finding.
    """

    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="rounds", verbose_name="dossier"
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
    year = models.PositiveSmallIntegerField("ronde")
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="gemeente zoals zij toen heette",
    )
    development = models.TextField("ontwikkeling", blank=True)
    text_version = models.PositiveIntegerField(default=0, editable=False)
    development_version = models.PositiveIntegerField(default=0, editable=False)
    development_saved_from = models.CharField(max_length=32, blank=True, editable=False)
    development_saved_nth = models.PositiveIntegerField(default=0, editable=False)
    development_changed_at = models.DateTimeField(null=True, editable=False)
    development_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    state = models.CharField("stand", max_length=20, choices=State, default=State.CONCEPT, editable=False)
    appeared_in = models.DateField(
        "eerder verschenen in",
        null=True,
        blank=True,
        help_text="Eerste dag van de maand op het oude factsheet.",
    )
    started_at = models.DateTimeField("gestart op")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gestart door"
    )
    finalised_at = models.DateTimeField("vastgesteld op", null=True, blank=True)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vastgesteld door",
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "ronde"
        verbose_name_plural = "rondes"
        ordering = ["case_file", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "year"],
                condition=Q(came_from__isnull=True),
                name="a_case_file_has_one_round_per_year",
            ),
            models.UniqueConstraint(
                fields=["came_from", "year"], name="one_round_per_year_came_along_from_a_case_file"
            ),
            models.CheckConstraint(
                name="a_round_has_a_year_of_four_digits", condition=Q(year__gte=2000, year__lte=2100)
            ),
            models.CheckConstraint(
                name="a_round_is_finalised_by_somebody_at_some_time",
                condition=Q(finalised_at__isnull=True, finalised_by__isnull=True)
                | Q(finalised_at__isnull=False, finalised_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_round_stands_somewhere_in_its_life", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="a_round_is_final_from_when_it_was_finalised",
                condition=Q(state__in=[State.FINAL, State.PUBLISHED], finalised_at__isnull=False)
                | Q(state__in=[State.CONCEPT, State.REVIEW, State.REPLY], finalised_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_development_is_changed_by_somebody_at_some_time",
                condition=Q(development_changed_at__isnull=True, development_changed_by__isnull=True)
                | Q(development_changed_at__isnull=False, development_changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_round_appeared_in_a_month",
                condition=Q(appeared_in__isnull=True) | Q(appeared_in__day=1),
            ),
        ]

    def __str__(self):
        return f"{self.municipality.name} {self.year}"

    def get_absolute_url(self):
        return reverse("assessments:round", args=[self.pk])

    def told_until(self):
        """Until when its municipality was told what was decided: when it became final last; None where it never did."""
        if self.finalised_at:
            return self.finalised_at
        final = [state for state in State if state.is_final]
        return self.steps.filter(target__in=final).aggregate(last=Max("taken_at"))["last"]

    def development_at(self, version):
        """The narrative as it was at an earlier version; before it was ever saved there was none."""
        if version == self.development_version:
            return self.development
        revision = self.development_revisions.filter(version=version).first()
        return revision.development if revision else ""

    @property
    def is_final(self):
        return State(self.state).is_final

    @property
    def is_being_written(self):
        return State(self.state).is_being_written

    @property
    def is_read_in(self):
        """Whether it was read from the text of a factsheet: then it was final from its first moment on."""
        return self.is_final and self.started_at == self.finalised_at

    def can_be_written_by(self, user):
        """Whether `user` records here: an inspector on the team, until the municipality has the draft."""
        return self.is_being_written and self.case_file.has_on_team(user)


class Writer(models.Model):
    """Somebody who had a hand in what a round says, and so doesn't review it.

    That is who started the round, who saved or typed a text of it, also one that stands because somebody else chose
    it, and who wrote down or took out a contact moment (`assessments.actions.writers`). Nothing takes it back.

    Who only changed texts `by_deciding` on what the municipality said goes on deciding.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="writers", verbose_name="ronde")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="schrijver"
    )
    by_deciding = models.BooleanField("alleen door te besluiten op wederhoor", default=False)

    class Meta:
        verbose_name = "schrijver"
        verbose_name_plural = "schrijvers"
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="somebody_is_a_writer_of_a_round_once"),
        ]

    def __str__(self):
        return f"{self.user}, schreef mee aan {self.round}"


class DevelopmentRevision(models.Model):
    """The narrative of a round as it was at one version, and which save of which page in a browser that was."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="development_revisions")
    version = models.PositiveIntegerField()
    development = models.TextField(blank=True)
    saved_from = models.CharField(max_length=32, blank=True)
    saved_nth = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["round", "version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="a_development_has_each_version_once"),
        ]

    def __str__(self):
        return f"{self.round}, versie {self.version}"

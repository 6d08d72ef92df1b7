from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from assessments.models.findings import Finding, FindingRevision
from assessments.models.rounds import DevelopmentRevision, Round, Writer
from assessments.steps import STEPS, State


class StepTaken(models.Model):
    """A round went on to a next state, or back: who took the step, when, and back for what reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps", verbose_name="ronde")
    step = models.CharField("stap", max_length=30, choices=[(step.code, step.label) for step in STEPS])
    source = models.CharField("van", max_length=20, choices=State)
    target = models.CharField("naar", max_length=20, choices=State)
    reason = models.TextField("reden", blank=True)
    taken_at = models.DateTimeField("op")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="door"
    )

    class Meta:
        verbose_name = "stap van een ronde"
        verbose_name_plural = "stappen van rondes"
        ordering = ["round", "taken_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_step_is_one_of_the_table",
                condition=Q(
                    *(Q(step=each.code, source=each.source, target=each.target) for each in STEPS),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="a_step_back_has_a_reason",
                condition=~Q(step__in=[each.code for each in STEPS if each.is_back]) | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.round}: {self.get_step_display()}"


class ApprovalQuerySet(models.QuerySet):
    def standing(self):
        """Those of the text as it is now, by somebody who wrote none of the texts of the round; who only decided on
        replies approves what they didn't change.

        The triggers `a_draft_is_not_released_without_four_eyes` and `a_round_is_not_finalised_without_four_eyes` ask
        the same of the database.
        """
        return self.with_standing().filter(is_current=True, wrote_since=False)

    def with_standing(self):
        """Each with whether it `is_current`, and whether its approver `wrote_since` in the round."""
        of_approver = {"round": OuterRef("round"), "user": OuterRef("approved_by")}
        own = {"changed_by": OuterRef("approved_by")}
        changed_it = Q(finding__isnull=False) & Exists(
            FindingRevision.objects.filter(finding=OuterRef("finding"), **own)
        ) | Q(finding__isnull=True) & Exists(
            DevelopmentRevision.objects.filter(round=OuterRef("round"), **own)
        )
        wrote = Exists(Writer.objects.filter(**of_approver, by_deciding=False)) | (
            Exists(Writer.objects.filter(**of_approver)) & changed_it
        )
        current = Q(finding__isnull=False, version=F("finding__text_version")) | Q(
            finding__isnull=True, version=F("round__text_version")
        )
        wrote = Case(When(wrote, then=True), default=False)
        return self.annotate(wrote_since=wrote, is_current=Case(When(current, then=True), default=False))


class Approval(models.Model):
    """Somebody who wrote nothing in a round read a part of it and agrees: a finding, or what is printed beside these.

    It holds for the `version` that was read, a `text_version` of the finding or of the round. A change afterwards
    leaves it as what it was: an approval of an earlier text.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="approvals", verbose_name="ronde")
    finding = models.ForeignKey(
        Finding,
        on_delete=models.CASCADE,
        null=True,
        related_name="approvals",
        verbose_name="bevinding; leeg voor de ontwikkeling en de contactmomenten",
    )
    version = models.PositiveIntegerField("versie")
    approved_at = models.DateTimeField("goedgekeurd op")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="goedgekeurd door"
    )

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = "goedkeuring"
        verbose_name_plural = "goedkeuringen"
        ordering = ["approved_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "version", "approved_by"],
                condition=Q(finding__isnull=False),
                name="somebody_approves_a_version_of_a_finding_once",
            ),
            models.UniqueConstraint(
                fields=["round", "version", "approved_by"],
                condition=Q(finding__isnull=True),
                name="somebody_approves_a_version_of_a_development_once",
            ),
        ]

    def __str__(self):
        return f"{self.finding or self.round}, versie {self.version}, door {self.approved_by}"

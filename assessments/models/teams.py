from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from assessments.models.case_files import CaseFile


def in_lines(changes):
    """Changes as a list tells them: those who joined at one moment for one reason, as at a merger, together."""
    lines = []
    for change in changes:
        before = lines[-1] if lines else None
        if before and before.is_told_with(change):
            before.others.append(change.inspector)
        else:
            lines.append(change)
    return lines


class TeamChangeQuerySet(models.QuerySet):
    def handed_over_to(self, user, *, since):
        """What `user` took over from somebody after the moment `since`, the newest first."""
        taken = self.filter(inspector=user, in_place_of__isnull=False, changed_at__gte=since)
        return taken.select_related("case_file__municipality", *_people).order_by("-changed_at", "-pk")

    def as_told(self):
        """The newest first; a handing over once, as the joining that says in whose place it was."""
        joined = TeamChange.objects.filter(
            case_file=OuterRef("case_file"),
            changed_at=OuterRef("changed_at"),
            in_place_of=OuterRef("inspector"),
        )
        told = self.filter(~Q(kind=TeamChange.Kind.LEFT) | ~Exists(joined))
        return told.select_related(*_people).order_by("-changed_at", "-pk")


class TeamChange(models.Model):
    """Somebody joined or left the team of a case file: when, by whom, and why where that was said.

    Handing over is two of these with the same moment and reason: one leaves, and one joins `in_place_of` the first.
    """

    class Kind(models.TextChoices):
        JOINED = "joined", "kwam in het team"
        LEFT = "left", "ging uit het team"

    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="team_changes", verbose_name="dossier"
    )
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="inspecteur"
    )
    kind = models.CharField("wat", max_length=10, choices=Kind)
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="in plaats van",
    )
    reason = models.CharField("reden", max_length=500, blank=True)
    changed_at = models.DateTimeField("op")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="door"
    )

    objects = TeamChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "wijziging van een team"
        verbose_name_plural = "wijzigingen van teams"
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_team_change_is_a_joining_or_a_leaving", condition=Q(kind__in=["joined", "left"])
            ),
            models.CheckConstraint(
                name="who_joins_in_somebodys_place_says_why",
                condition=Q(in_place_of__isnull=True) | (Q(kind="joined") & ~Q(reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.inspector} {self.get_kind_display()}"

    @cached_property
    def others(self):
        """Those who joined or left together with the inspector, in one line."""
        return []

    def is_told_with(self, other):
        """Whether this and another say the same but for the inspector: no more than who hands over goes alone."""
        same = ("case_file_id", "kind", "reason", "changed_at", "changed_by_id")
        alike = all(getattr(self, field) == getattr(other, field) for field in same)
        return alike and bool(self.reason) and not (self.in_place_of_id or other.in_place_of_id)

    @property
    def told(self):
        """Who came or went: "Anna kwam in het team", "Anna en Bram kwamen in het team"."""
        if not self.others:
            return f"{self.inspector} {self.get_kind_display()}"
        *names, last = sorted(str(each) for each in [self.inspector, *self.others])
        came = "kwamen in het team" if self.kind == self.Kind.JOINED else "gingen uit het team"
        return f"{', '.join(names)} en {last} {came}"

    @property
    def is_own(self):
        """Whether somebody handed over their own work, and no coordinator did it for them."""
        return self.changed_by_id == self.in_place_of_id


_people = ("inspector", "in_place_of", "changed_by")

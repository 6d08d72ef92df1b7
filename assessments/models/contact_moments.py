from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from assessments.models.rounds import Round
from stj_toezicht.statements import Given, Statement


class ContactMomentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the rounds that `user` may read."""
        return self.filter(round__in=Round.objects.visible_to(user))

    def with_numbers(self):
        """Each with how many documents hang on it, and how many findings rest on it."""
        return self.annotate(
            number_of_attachments=Count("attachments", distinct=True),
            number_of_findings=Count("findings", distinct=True),
        )


OF_ROUND = Statement(lambda: ContactMoment.objects.filter(round=Given("round")))


class ContactMoment(models.Model):
    """A moment at which the inspectorate heard from the municipality, on which a round rests."""

    class Kind(models.TextChoices):
        CONVERSATION = "conversation", "gesprek"
        PRESENTATION = "presentation", "presentatie"
        VISIT = "visit", "bezoek"
        WRITTEN_REPORT = "written_report", "schriftelijke rapportage"
        ORAL_REPORT = "oral_report", "mondelinge rapportage"

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="contact_moments", verbose_name="ronde"
    )
    kind = models.CharField("soort", max_length=20, choices=Kind)
    date = models.DateField("datum")
    participants = models.CharField("wie deelnamen, naar functie", max_length=500, blank=True)
    note = models.CharField("notitie", max_length=500, blank=True)

    objects = ContactMomentQuerySet.as_manager()

    class Meta:
        verbose_name = "contactmoment"
        verbose_name_plural = "contactmomenten"
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_contact_moment_is_of_a_known_kind",
                condition=Q(
                    kind__in=["conversation", "presentation", "visit", "written_report", "oral_report"]
                ),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("assessments:contact_moment", args=[self.pk])

    @property
    def told(self):
        """The contact moment in words that say which it was when it is no more: "gesprek op 17-11-2014"."""
        return f"{self} op {self.date:%d-%m-%Y}"

    @property
    def as_opened(self):
        """All that it says in one line, to see whether it was changed since somebody opened it."""
        return f"{self.kind} {self.date} {len(self.participants)} {self.participants} {self.note}".rstrip()

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.models.releases import Release
from stj_toezicht.accounts.models import Role


class ReplyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those on the drafts that `user` may read; the inspectorate sees one from when it was sent."""
        of_drafts = self.filter(release__in=Release.objects.visible_to(user))
        return of_drafts if user.role == Role.MUNICIPALITY else of_drafts.sent()

    def sent(self):
        return self.filter(sent_at__isnull=False)

    def being_written(self):
        return self.filter(sent_at__isnull=True)


class Reply(models.Model):
    """What a municipality answers to a draft. Its contacts write it together; one of them sends it, and then it stays.

    One that `has_no_remarks` ends the term early. What is sent after the last day of the term `is_late`, and what is
    sent while the round is final `came_after_final`; both are kept.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="replies", verbose_name="concept"
    )
    number = models.PositiveSmallIntegerField("reactie", default=1)
    started_at = models.DateTimeField("begonnen op")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="begonnen door"
    )
    publishes_intents = models.BooleanField("publiceer wat de gemeente gaat doen", default=False)
    has_no_remarks = models.BooleanField("geen opmerkingen", default=False)
    sent_at = models.DateTimeField("verstuurd op", null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="verstuurd door",
    )
    is_late = models.BooleanField("na de termijn", default=False)
    came_after_final = models.BooleanField("na de vaststelling", default=False)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "reactie"
        verbose_name_plural = "reacties"
        ordering = ["release", "number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="a_draft_has_each_reply_number_once"),
            models.UniqueConstraint(
                fields=["release"],
                condition=Q(sent_at__isnull=True),
                name="one_reply_to_a_draft_is_being_written",
            ),
            models.CheckConstraint(
                name="a_reply_is_sent_by_somebody_at_some_time",
                condition=Q(
                    sent_at__isnull=True,
                    sent_by__isnull=True,
                    is_late=False,
                    came_after_final=False,
                    has_no_remarks=False,
                )
                | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.release}, reactie {self.number}"

    def get_absolute_url(self):
        """Where the inspectorate reads it and decides."""
        return reverse("assessments:reply", args=[self.pk])

    @property
    def is_sent(self):
        return self.sent_at is not None

    @property
    def missed_day(self):
        """The last day of the term as that stood when this was sent, before any extension since."""
        since = self.release.extensions.filter(extended_at__gt=self.sent_at).order_by("extended_at").first()
        return since.earlier_last_day if since else self.release.last_day

    @property
    def is_left_out(self):
        """Whether nothing is decided on it: the round was final when it came, and did not go back since."""
        return self.came_after_final and self._is_from_after_what_stands

    @property
    def is_on_dropped_correction(self):
        """Whether it answers the draft of a correction that was dropped: on what was not decided by then nothing is."""
        return not self.came_after_final and self._is_from_after_what_stands

    @property
    def _is_from_after_what_stands(self):
        """Whether it was sent after what its round says was finalised, so that it changes nothing of that."""
        finalised_at = self.release.round.finalised_at
        return bool(self.is_sent and finalised_at and self.sent_at > finalised_at)

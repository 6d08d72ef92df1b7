import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from stj_toezicht.notices.kinds import Kind, State


def new_message_id():
    """By what a mail server and a reader know a second copy of the same mail."""
    return f"<{uuid.uuid4().hex}@{settings.SITE_URL.partition('://')[2].partition('/')[0].partition(':')[0]}>"


class NoticeQuerySet(models.QuerySet):
    def due(self, now):
        """Those that can go out, the longest waiting first."""
        return self.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")

    def to_look_at(self):
        """Those that nothing sends any more unless somebody asks for it."""
        return self.filter(state__in=[State.FAILED, State.UNCERTAIN])


class Notice(models.Model):
    """A mail to one person that something happened which asks for them: written with the change, sent after it.

    It tells where to look and never what anybody wrote. It keeps its own copy of the name and the address it goes to.
    `key` names the event, so that nobody is told of it twice; `chain` is that of the log in which the event stands,
    and `municipality` the code of the municipality that it is about.
    """

    kind = models.CharField("soort", max_length=20, choices=Kind)
    key = models.CharField(max_length=200)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", verbose_name="aan"
    )
    to_name = models.CharField("naam", max_length=150)
    to_address = models.CharField("e-mailadres", max_length=254, blank=True)
    by_name = models.CharField("door", max_length=150, blank=True)
    about = models.CharField("waarover", max_length=600)
    chain = models.CharField(max_length=40, blank=True)
    municipality = models.CharField("CBS-code", max_length=6, blank=True)
    subject = models.CharField("onderwerp", max_length=200)
    path = models.CharField("adres", max_length=500)
    until = models.DateField("tot en met", null=True)
    message_id = models.CharField(max_length=255, unique=True, default=new_message_id)
    written_at = models.DateTimeField("geschreven op", default=timezone.now)
    state = models.CharField("stand", max_length=20, choices=State, default=State.WAITING)
    due_at = models.DateTimeField("te verzenden op", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    claimed_at = models.DateTimeField("laatste poging op", null=True)
    sent_at = models.DateTimeField("verzonden op", null=True)
    problem = models.CharField("wat er misging", max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "bericht"
        verbose_name_plural = "berichten"
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="notices_that_are_due"),
            models.Index(fields=["chain"], name="notices_of_a_chain"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key", "to"], name="somebody_is_told_of_an_event_once"),
            models.CheckConstraint(name="a_notice_is_of_a_known_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="a_notice_leads_to_an_address_of_this_site",
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
            ),
            models.CheckConstraint(
                name="a_notice_says_when_it_was_sent_once_it_was",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | Q(state__in=[each for each in State.values if each != State.SENT], sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_notice_goes_out_to_an_address",
                condition=~Q(to_address="") | Q(state=State.FAILED),
            ),
            models.CheckConstraint(
                name="a_notice_says_when_it_was_tried_last",
                condition=Q(attempts=0, claimed_at__isnull=True)
                | Q(attempts__gt=0, claimed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.subject}, aan {self.to_name}"

    @property
    def is_past(self):
        """Whether the day by which it asks for something was over when it was sent, or is now."""
        return self.until is not None and timezone.localdate(self.sent_at) > self.until

    @property
    def can_be_sent_again(self):
        return self.state in (State.FAILED, State.UNCERTAIN)

from django.conf import settings
from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from assessments import terms
from assessments.models.findings import Finding
from assessments.models.rounds import Round
from assessments.verdicts import Verdict
from municipalities.models import Contact
from stj_toezicht.accounts.models import Role
from stj_toezicht.notices.kinds import State as Sending
from stj_toezicht.notices.models import Notice

KEY_OF_MAILS = "concept "  # with the key of a draft: by what the notices that tell of it are known


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The drafts that `user` may read: a contact, on the days on which they speak for it, of their municipality."""
        if user.role in (Role.INSPECTOR, Role.COORDINATOR, Role.ADMINISTRATOR):
            return self
        contact = Contact.objects.filter(user=user).valid_on(timezone.localdate()).first()
        if user.role != Role.MUNICIPALITY or contact is None:
            return self.none()
        return self.filter(round__case_file__municipality__in=contact.municipalities())

    def with_the_municipality(self):
        """Those that a municipality has before it: the round did not go back to review since."""
        return self.filter(closed_at__isnull=True)

    def answered(self):
        """Those of which the term is over, or of which the municipality said that it has no remarks."""
        is_over = Q(last_day__lt=terms.day_of(timezone.now()))
        return self.filter(is_over | Q(Exists(self._without_remarks())))

    def awaited(self):
        """Those that can still be answered, and without whose answer no coordinator lets the round go on."""
        waived = Round.waivers.rel.related_model.objects.given().filter(code="term", round=OuterRef("round"))
        running = self.exclude(last_day__lt=terms.day_of(timezone.now()))
        return running.filter(~Exists(self._without_remarks()), ~Exists(waived))

    def _without_remarks(self):
        sent = self.model.replies.rel.related_model.objects.sent()
        return sent.filter(release=OuterRef("pk"), has_no_remarks=True)

    def newest(self):
        """The last draft of each round."""
        later = Release.objects.filter(round=OuterRef("round")).order_by("-number")
        return self.filter(number=Subquery(later.values("number")[:1]))

    def on_its_way(self):
        """Those of which a mail that tells of it waits, or is being sent."""
        key = Concat(Value(KEY_OF_MAILS), Cast(OuterRef("pk"), CharField()))
        mails = Notice.objects.filter(key=key, state__in=[Sending.WAITING, Sending.SENDING])
        return self.filter(Exists(mails), delivered_on=None)

    def without_files(self):
        """For lists: leaves the PDF and the content in the database."""
        return self.defer("pdf", "content")


class Release(models.Model):
    """The draft of a round as its municipality was given it to answer: content and PDF as they were at that moment.

    The term of `working_days` runs from delivery, and ends at the end of its `last_day` in Amsterdam. By e-mail it is
    delivered once the mail server took the first of the mails that tell of it: nobody wrote that down, so that there is
    no `delivered_by`. When the round
    goes back to review its draft is closed: the municipality keeps reading it, and gets a next draft to answer. Where a
    correction is dropped no next one comes, and the last is open again.
    """

    class Delivery(models.TextChoices):
        EMAIL = "email", "bericht per e-mail"
        LETTER = "letter", "brief"
        IN_PERSON = "in_person", "overhandigd"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="releases", verbose_name="ronde")
    number = models.PositiveSmallIntegerField("concept", default=1)
    content = models.JSONField("inhoud")
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256 van de PDF", max_length=64)
    text_version = models.PositiveIntegerField("versie van de ontwikkeling en de contactmomenten")
    working_days = models.PositiveSmallIntegerField(
        "termijn in werkdagen", default=terms.WORKING_DAYS_FOR_REPLY
    )
    released_at = models.DateTimeField("vrijgegeven op")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="vrijgegeven door"
    )
    delivery = models.CharField("hoe bezorgd", max_length=20, choices=Delivery)
    delivered_on = models.DateField("bezorgd op", null=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="bezorging vastgelegd door",
    )
    last_day = models.DateField("laatste dag van de termijn", null=True)
    closed_at = models.DateTimeField("gesloten op", null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "concept voor wederhoor"
        verbose_name_plural = "concepten voor wederhoor"
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="a_round_has_each_draft_number_once"),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(closed_at__isnull=True),
                name="a_round_has_one_draft_with_its_municipality",
            ),
            models.CheckConstraint(name="a_draft_has_a_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="a_term_is_of_a_working_day_at_least", condition=Q(working_days__gte=1)
            ),
            models.CheckConstraint(
                name="a_term_runs_from_delivery",
                condition=Q(delivered_on=None, last_day=None, delivered_by=None)
                | Q(delivered_on__isnull=False, last_day__gt=F("delivered_on"))
                & (Q(delivered_by__isnull=False) | Q(delivery="email")),
            ),
            models.CheckConstraint(
                name="a_draft_is_delivered_in_a_known_way",
                condition=Q(delivery__in=["email", "letter", "in_person"]),
            ),
        ]

    def __str__(self):
        return f"{self.round}, concept {self.number}"

    def get_absolute_url(self):
        """Where the municipality reads and answers it."""
        return reverse("assessments:draft", args=[self.pk])

    @property
    def key_of_mails(self):
        """By what the notices are known that tell of it."""
        return f"{KEY_OF_MAILS}{self.pk}"

    def is_over_at(self, moment):
        """Whether what comes in at that moment comes after the last day of the term."""
        return self.last_day is not None and terms.day_of(moment) > self.last_day

    @property
    def is_over(self):
        return self.is_over_at(timezone.now())

    @property
    def is_running(self):
        """Whether the term runs: it was delivered, and the last day is not over."""
        return self.last_day is not None and not self.is_over

    @property
    def is_in_grace(self):
        """Whether its last day is over, and what comes in now is in time yet."""
        return self.is_running and timezone.localdate() > self.last_day

    @property
    def minutes_of_grace(self):
        return int(settings.REPLY_GRACE.total_seconds()) // 60

    @property
    def working_days_left(self):
        """How many working days are left after today."""
        return terms.working_days_left(timezone.localdate(), self.last_day) if self.is_running else 0

    def ends_within(self, working_days):
        """Whether the term runs, and no more working days than these are left after today."""
        return self.is_running and terms.ends_within(working_days, timezone.localdate(), self.last_day)


class ReleasedFinding(models.Model):
    """A finding as a draft said it: the text to which a reply stays bound, also when the finding changes later.

    `heading`, `wording` and `approach` are what the draft prints above it, however the case file prints it later.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="findings", verbose_name="concept"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="released", verbose_name="bevinding"
    )
    heading = models.CharField("thema", max_length=100)
    wording = models.CharField("indicator", max_length=400)
    approach = models.CharField("aanpak", max_length=150)
    text_version = models.PositiveIntegerField("versie")
    verdict = models.CharField("oordeel", max_length=20, choices=Verdict)
    reason = models.CharField("reden waarom niet beoordeeld", max_length=500, blank=True)
    explanation = models.TextField("toelichting", blank=True)

    class Meta:
        verbose_name = "bevinding in een concept"
        verbose_name_plural = "bevindingen in een concept"
        ordering = ["release", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "finding"], name="a_draft_has_each_finding_once"),
        ]

    def __str__(self):
        return f"{self.finding}, concept {self.release.number}"

    @property
    def place(self):
        """Where the draft prints it."""
        return self.heading, self.wording, self.approach

    @classmethod
    def of(cls, release, finding, history):
        """A finding as it now is, for a draft that is released now."""
        copied = ("text_version", "verdict", "reason", "explanation")
        return cls(
            release=release,
            finding=finding,
            heading=history.theme(finding.indicator).heading,
            wording=history.wording(finding.indicator),
            approach=finding.approach.name,
            **{name: getattr(finding, name) for name in copied},
        )


class Extension(models.Model):
    """The term of a draft was made longer: until when, by whom and why."""

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="extensions", verbose_name="concept"
    )
    earlier_last_day = models.DateField("eerdere laatste dag")
    last_day = models.DateField("laatste dag")
    reason = models.TextField("reden")
    extended_at = models.DateTimeField("verlengd op")
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="verlengd door"
    )

    class Meta:
        verbose_name = "verlenging"
        verbose_name_plural = "verlengingen"
        ordering = ["release", "extended_at"]
        constraints = [
            models.CheckConstraint(
                name="an_extension_makes_a_term_longer", condition=Q(last_day__gt=F("earlier_last_day"))
            ),
            models.CheckConstraint(name="an_extension_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.release}, tot en met {self.last_day:%d-%m-%Y}"

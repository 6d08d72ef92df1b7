from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.formats import date_format

from assessments.models.attachments import MAX_ATTACHMENT_SIZE, Document
from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.models.overtaken import SETTLED, Overtaken
from assessments.models.releases import ReleasedFinding
from assessments.models.replies import Reply


class Part(models.TextChoices):
    """What of a draft, beside its findings, a municipality can answer."""

    GENERAL = "general", "Algemeen"
    DEFINITION = "definition", "Definitie"
    INTRODUCTION = "introduction", "Inleiding"
    DEVELOPMENT = "development", "Ontwikkeling"


class RemarkKind(models.TextChoices):
    """What a municipality says: the three kinds of answers that are decided on, its plans, and its own view."""

    SLIP = "slip", "Schrijffout"
    ERROR = "error", "Feitelijke onjuistheid"
    INFORMATION = "information", "Aanvullende informatie"
    INTENT = "intent", "Wat de gemeente gaat doen"
    STATEMENT = "statement", "Zienswijze"


ANSWERS = (RemarkKind.SLIP, RemarkKind.ERROR, RemarkKind.INFORMATION)


class RemarkQuerySet(models.QuerySet):
    def said(self):
        """Those that hold a word; what was emptied stays as a row, for its versions."""
        return self.exclude(text="")

    def to_decide(self):
        """What was sent and asks for a decision: slips, errors and information."""
        return self.said().filter(kind__in=ANSWERS, reply__sent_at__isnull=False)

    def undecided(self):
        return self.to_decide().filter(decision__isnull=True)

    def of_annex_to(self, *rounds):
        """What is published beside what each of these rounds (`of_round`) found: the view of its municipality and,
        where that wishes, its plans.

        What it sent stays said when it gets a next draft. Its view is what it sent on the last draft on which it sent
        one; its plans come in the order in which they were sent, also those that it doesn't wish published: of each
        point the last decides. What came in after the round was finalised is no part of it.
        """
        round_ = "reply__release__round"
        is_under_way = Q(**{f"{round_}__finalised_at": None})
        in_time = is_under_way | Q(reply__sent_at__lte=F(f"{round_}__finalised_at"))
        of_these = {round_: rounds[0]} if len(rounds) == 1 else {f"{round_}__in": rounds}
        sent = self.said().filter(in_time, reply__sent_at__isnull=False, **of_these)
        views = sent.filter(kind=RemarkKind.STATEMENT, **{round_: OuterRef(round_)})
        last = Subquery(views.order_by("-reply__release__number").values("reply__release")[:1])
        return (
            sent.filter(Q(kind=RemarkKind.STATEMENT, reply__release=last) | Q(kind=RemarkKind.INTENT))
            .select_related("released", "reply")
            .annotate(of_round=F(round_))
            .order_by("reply__release__number", "reply__number", "pk")
        )

    def last_intents(self, findings):
        """What the municipality said it would do about each of these findings, by their keys: what it sent last."""
        sent = self.said().filter(kind=RemarkKind.INTENT, reply__sent_at__isnull=False)
        sent = sent.filter(released__finding__in=findings).select_related("released", "reply")
        return {remark.released.finding_id: remark for remark in sent.order_by("reply__sent_at")}


class Remark(models.Model):
    """One thing that a municipality says in a reply, on a finding of the draft or on another part of it.

    On each there is at most one of each kind. What it will do about a point that stays open (an intent) is a measure
    with who does it, by function, and by when; or, when it `has_no_measure`, why there is none. The statement is its
    own view on the whole, which is published unedited.

    `version` counts the times it was saved, `saved_from` and `saved_nth` tell late requests apart, as they do for a
    finding (`assessments.actions.saves`).
    """

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="remarks", verbose_name="reactie")
    released = models.ForeignKey(
        ReleasedFinding,
        on_delete=models.PROTECT,
        null=True,
        related_name="remarks",
        verbose_name="bevinding in het concept",
    )
    part = models.CharField("onderdeel", max_length=20, choices=Part, blank=True)
    kind = models.CharField("soort", max_length=20, choices=RemarkKind)
    text = models.TextField("tekst", max_length=MAX_TEXT_LENGTH, blank=True)
    has_no_measure = models.BooleanField("geen maatregel", default=False)
    by_whom = models.CharField("wie, naar functie", max_length=200, blank=True)
    planned_on = models.DateField("uiterlijk op", null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    saved_from = models.CharField(max_length=32, blank=True, editable=False)
    saved_nth = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "opmerking van de gemeente"
        verbose_name_plural = "opmerkingen van de gemeente"
        ordering = ["reply", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_remark_is_on_a_finding_or_on_a_part",
                condition=Q(released__isnull=False, part="") | Q(released__isnull=True, part__in=Part.values),
            ),
            models.CheckConstraint(
                name="a_remark_is_of_a_known_kind", condition=Q(kind__in=RemarkKind.values)
            ),
            models.CheckConstraint(
                name="an_intent_is_on_a_finding_and_a_statement_in_general",
                condition=~Q(kind__in=[RemarkKind.INTENT, RemarkKind.STATEMENT])
                | Q(kind=RemarkKind.INTENT, released__isnull=False)
                | Q(kind=RemarkKind.STATEMENT, part=Part.GENERAL),
            ),
            models.CheckConstraint(
                name="an_intent_alone_has_who_and_when",
                condition=Q(kind=RemarkKind.INTENT) | Q(by_whom="", planned_on=None, has_no_measure=False),
            ),
            models.CheckConstraint(
                name="what_is_not_done_is_done_by_nobody",
                condition=Q(has_no_measure=False) | Q(by_whom="", planned_on=None),
            ),
            models.UniqueConstraint(
                fields=["reply", "released", "kind"],
                condition=Q(released__isnull=False),
                name="a_reply_says_one_thing_of_a_kind_on_a_finding",
            ),
            models.UniqueConstraint(
                fields=["reply", "part", "kind"],
                condition=Q(released__isnull=True),
                name="a_reply_says_one_thing_of_a_kind_on_a_part",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def about(self):
        """What of the draft it is about, in words."""
        return self.released.wording if self.released else self.get_part_display()

    @property
    def is_to_decide(self):
        return self.kind in ANSWERS

    @property
    def in_words(self):
        """What the municipality will do, with who and when, as one text."""
        none = "Geen maatregel." if self.has_no_measure else ""
        by_whom = f"Door: {self.by_whom}." if self.by_whom else ""
        planned_on = f"Uiterlijk {date_format(self.planned_on)}." if self.planned_on else ""
        return " ".join(filter(None, [none, self.text, by_whom, planned_on]))


class RemarkRevision(models.Model):
    """A remark as it was at one version, and which save of which page in a browser that was."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    has_no_measure = models.BooleanField(default=False)
    by_whom = models.CharField(max_length=200, blank=True)
    planned_on = models.DateField(null=True)
    saved_from = models.CharField(max_length=32, blank=True)
    saved_nth = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["remark", "version"]
        constraints = [
            models.UniqueConstraint(fields=["remark", "version"], name="a_remark_has_each_version_once"),
        ]

    def __str__(self):
        return f"{self.remark}, versie {self.version}"


class OvertakenRemark(Overtaken):
    """What one contact typed on a remark that another contact saved first; it waits until one of them chose."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="overtaken")
    text = models.TextField(blank=True)
    has_no_measure = models.BooleanField(default=False)
    by_whom = models.CharField(max_length=200, blank=True)
    planned_on = models.DateField(null=True)

    class Meta:
        ordering = ["typed_at", "pk"]
        constraints = [
            models.CheckConstraint(name="a_second_remark_is_settled_by_somebody", condition=SETTLED),
            models.UniqueConstraint(
                fields=["remark", "typed_by", "saved_from"],
                condition=Q(settled_at__isnull=True),
                name="one_second_remark_waits_per_page",
            ),
        ]

    def __str__(self):
        return f"{self.remark}, tweede versie"


class Evidence(Document):
    """A document with which a municipality supports a remark."""

    remark = models.ForeignKey(
        Remark, on_delete=models.PROTECT, related_name="evidence", verbose_name="opmerking"
    )

    class Meta:
        verbose_name = "onderbouwing"
        verbose_name_plural = "onderbouwingen"
        ordering = ["remark", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["remark", "sha256"], name="a_remark_has_each_document_once"),
            models.CheckConstraint(
                name="evidence_holds_something_and_at_most_20_mb",
                condition=Q(size__gte=1, size__lte=MAX_ATTACHMENT_SIZE),
            ),
        ]

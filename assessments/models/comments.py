from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce

from assessments.models.findings import MAX_TEXT_LENGTH, Finding, FindingRevision
from assessments.models.rounds import DevelopmentRevision, Round

LONGEST_REMARK = 2_000


class CommentQuerySet(models.QuerySet):
    def open(self):
        """Those that still wait for an answer in the text."""
        return self.filter(resolved_at__isnull=True)

    def of_round(self, round_):
        """Those on a finding of a round, or on its narrative."""
        return self.filter(Q(finding__round=round_) | Q(development_of=round_))

    def visible_to(self, user):
        """Those on the texts of the rounds that `user` may read."""
        rounds = Round.objects.visible_to(user)
        return self.filter(Q(finding__round__in=rounds) | Q(development_of__in=rounds))

    def as_conversation(self):
        """Each with who wrote it, its answers, and the text that it is about: as it was then, and as it is now."""
        at = {"version": OuterRef("version")}
        finding = FindingRevision.objects.filter(finding=OuterRef("finding"), **at)
        development = DevelopmentRevision.objects.filter(round=OuterRef("development_of"), **at)
        answers = Prefetch("answers", CommentAnswer.objects.select_related("written_by"))
        return (
            self.select_related("written_by", "resolved_by")
            .prefetch_related(answers)
            .annotate(
                version_now=Coalesce("finding__version", "development_of__development_version"),
                text_now=Coalesce("finding__explanation", "development_of__development"),
                text_then=Coalesce(
                    Subquery(finding.values("explanation")),
                    Subquery(development.values("development")),
                    Value(""),
                    output_field=models.TextField(),
                ),
            )
        )


class Comment(models.Model):
    """What a colleague remarks on a finding or on the narrative of a round; the team resolves it. Never published.

    `suggestion` is how the colleague would word the whole text, of which they read the `version`. One that was
    adopted says so, with who and when as for each that is resolved.
    """

    finding = models.ForeignKey(
        Finding,
        on_delete=models.CASCADE,
        null=True,
        related_name="comments",
        verbose_name="bevinding",
    )
    development_of = models.ForeignKey(
        Round,
        on_delete=models.CASCADE,
        null=True,
        related_name="development_comments",
        verbose_name="ronde, bij een opmerking over de ontwikkeling",
    )
    text = models.TextField("opmerking", max_length=LONGEST_REMARK, blank=True)
    suggestion = models.TextField("tekstvoorstel", max_length=MAX_TEXT_LENGTH, blank=True)
    version = models.PositiveIntegerField("versie van de tekst", default=0)
    written_at = models.DateTimeField("geschreven op")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="geschreven door"
    )
    is_adopted = models.BooleanField("tekstvoorstel overgenomen", default=False)
    resolved_at = models.DateTimeField("afgehandeld op", null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="afgehandeld door",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "opmerking"
        verbose_name_plural = "opmerkingen"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_comment_is_on_a_finding_or_on_a_development",
                condition=Q(finding__isnull=True, development_of__isnull=False)
                | Q(finding__isnull=False, development_of__isnull=True),
            ),
            models.CheckConstraint(
                name="a_comment_is_resolved_by_somebody_at_some_time",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_comment_says_or_suggests_something", condition=~Q(text="") | ~Q(suggestion="")
            ),
            models.CheckConstraint(
                name="what_is_adopted_was_suggested_and_is_resolved",
                condition=Q(is_adopted=False) | (~Q(suggestion="") & Q(resolved_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.text or self.suggestion

    @property
    def is_open(self):
        return self.resolved_at is None

    @property
    def round_pk(self):
        """The key of the round in which it is made."""
        return self.finding.round_id if self.finding else self.development_of_id

    @property
    def is_about_now(self):
        """Whether the text is still as the colleague read it; of one `as_conversation`."""
        return self.version == self.version_now

    @property
    def text_before(self):
        """The text that the suggestion would change now, or did change; of one `as_conversation`."""
        return self.text_now if self.is_open or self.is_about_now else self.text_then

    @property
    def is_answered(self):
        """Whether somebody else had the last word, so that it is again for who made the remark to look at."""
        return any(answer.written_by_id != self.written_by_id for answer in list(self.answers.all())[-1:])


class CommentAnswer(models.Model):
    """What somebody answers below a remark: the team, or who made it."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="answers", verbose_name="opmerking"
    )
    text = models.TextField("antwoord", max_length=LONGEST_REMARK)
    written_at = models.DateTimeField("geschreven op")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="geschreven door"
    )

    class Meta:
        verbose_name = "antwoord op een opmerking"
        verbose_name_plural = "antwoorden op opmerkingen"
        ordering = ["comment", "written_at", "pk"]
        constraints = [
            models.CheckConstraint(name="an_answer_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return self.text

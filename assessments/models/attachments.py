from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.contact_moments import ContactMoment
from assessments.models.rounds import Round

MAX_ATTACHMENT_SIZE = 20 * 1024 * 1024  # bytes
MAX_SIZE_PER_ROUND = 200 * 1024 * 1024


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the rounds that `user` may read."""
        return self.filter(contact_moment__in=ContactMoment.objects.visible_to(user))

    def without_content(self):
        """All but the bytes, which nobody needs to list an attachment."""
        return self.defer("content")


class Document(models.Model):
    """A file that somebody added, with its bytes and their SHA-256 in its own row."""

    name = models.CharField("bestandsnaam", max_length=200)
    content = models.BinaryField("inhoud")
    size = models.PositiveIntegerField("grootte in bytes")
    sha256 = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField("toegevoegd op")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="toegevoegd door"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Attachment(Document):
    """A document that belongs to a contact moment."""

    contact_moment = models.ForeignKey(
        ContactMoment, on_delete=models.CASCADE, related_name="attachments", verbose_name="contactmoment"
    )
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "bijlage"
        verbose_name_plural = "bijlagen"
        ordering = ["contact_moment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact_moment", "sha256"], name="a_contact_moment_has_each_document_once"
            ),
            models.CheckConstraint(
                name="an_attachment_holds_something_and_at_most_20_mb",
                condition=Q(size__gte=1, size__lte=MAX_ATTACHMENT_SIZE),
            ),
        ]


class RemovedAttachment(models.Model):
    """That a document was taken off a contact moment: what it was, who did it and when. Its bytes are gone.

    The contact moment may be gone as well; `moment` says which it was. The row is written once (`assessments.guards`).
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="removed_attachments")
    contact_moment = models.ForeignKey(
        ContactMoment, on_delete=models.DO_NOTHING, db_constraint=False, related_name="removed_attachments"
    )
    moment = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-removed_at", "-pk"]

    def __str__(self):
        return self.name

import hashlib
import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from stj_toezicht.accounts.roles import Role
from stj_toezicht.log.kinds import Kind

SHA256 = r"^[0-9a-f]{64}$"


class Chain(models.Model):
    """The events on one subject in the order in which they happened, each holding the hash of the one before.

    A case file has a chain of its own, so that who writes in one doesn't wait for who writes in another. `length` and
    `sha256` are those of the last event: without them nobody would miss events that were cut off the end.
    """

    name = models.CharField(max_length=40, unique=True)
    length = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_chain_ends_in_the_hash_of_its_last_event",
                condition=Q(length=0, sha256="") | Q(length__gt=0, sha256__regex=SHA256),
            ),
        ]

    def __str__(self):
        return self.name


class Event(models.Model):
    """Something that somebody changed: who, when, what, and the old and the new value.

    It keeps its own copy of the name and the role that `by` had, and tells by words and numbers what it is `about`, so
    that it says the same whatever becomes of the rows. Nobody changes or deletes it: the database has guards.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events", verbose_name="keten")
    number = models.PositiveIntegerField("nummer")
    at = models.DateTimeField("moment")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="door"
    )
    by_name = models.CharField("naam", max_length=150)
    by_role = models.CharField("rol", max_length=20, choices=Role)
    kind = models.CharField("wat", max_length=40, choices=Kind)
    about = models.CharField("waarvan", max_length=600)
    subject = models.CharField("rij", max_length=60, blank=True)
    old = models.JSONField("was", encoder=DjangoJSONEncoder)
    new = models.JSONField("werd", encoder=DjangoJSONEncoder)
    reason = models.TextField("reden", blank=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="a_chain_has_each_event_number_once"),
            models.CheckConstraint(
                name="an_event_is_about_something_of_the_list", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(name="an_event_has_a_sha256", condition=Q(sha256__regex=SHA256)),
            models.CheckConstraint(
                name="an_event_follows_on_the_one_before",
                condition=Q(number=1, previous_sha256="") | Q(number__gt=1, previous_sha256__regex=SHA256),
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.about}"

    def computed_sha256(self):
        """The SHA-256 of all that the event says, and of the hash of the one before."""
        said = [
            self.chain.name,
            self.number,
            self.at.isoformat(timespec="microseconds"),
            self.by_id,
            self.by_name,
            self.by_role,
            self.kind,
            self.about,
            self.subject,
            self.old,
            self.new,
            self.reason,
            self.previous_sha256,
        ]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

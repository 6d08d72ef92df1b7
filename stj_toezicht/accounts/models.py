import datetime
import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from stj_toezicht.accounts.roles import Role
from stj_toezicht.accounts.writers import Writer
from stj_toezicht.log import rows


class Inspectorate(models.TextChoices):
    """One of the five inspectorates that work together as STJ."""

    HEALTH = "health", "Inspectie voor de Gezondheidszorg"
    YOUTH = "youth", "Inspectie Jeugdzorg"
    EDUCATION = "education", "Inspectie van het Onderwijs"
    SECURITY = "security", "Inspectie Veiligheid en Justitie"
    SOCIAL_AFFAIRS = "social_affairs", "Inspectie Sociale Zaken en Werkgelegenheid"


class UserQuerySet(models.QuerySet):
    def inspectors(self):
        return self.filter(role=Role.INSPECTOR, is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @transaction.atomic
    def create_superuser(self, username, password=None, **fields):
        """An administrator, of whom the log tells; named so because Django's `createsuperuser` command calls it."""
        user = self.create_user(username, password, **{**fields, "role": Role.ADMINISTRATOR})
        rows.came(user, by=self.system(), has_password=bool(password))
        return user

    def system(self):
        """The account of what no person does: a command, or what a mail server answered; nobody can log in with it."""
        fields = {"name": "Systeem", "role": Role.SYSTEM, "is_active": False, "password": make_password(None)}
        user, _ = self.get_or_create(username="systeem", defaults=fields)
        return user

    def in_whose_name(self, username):
        """The account in whose name a command acts: the one of that user name, or else the system's."""
        return self.get(username=username) if username else self.system()


class User(AbstractBaseUser):
    """Somebody with an account: one person, one role."""

    username = models.CharField(
        "gebruikersnaam",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Deze gebruikersnaam is al in gebruik."},
    )
    name = models.CharField("naam", max_length=150)
    email = models.EmailField("e-mailadres", blank=True)
    role = models.CharField("rol", max_length=20, choices=Role)
    inspectorate = models.CharField(
        "inspectie",
        max_length=20,
        choices=Inspectorate,
        blank=True,
        help_text="Namens welke inspectie deze inspecteur of coördinator factsheets ondertekent.",
    )
    is_active = models.BooleanField(
        "actief", default=True, help_text="Zet dit uit in plaats van een account te verwijderen."
    )
    is_demonstration = models.BooleanField("demonstratieaccount", default=False, editable=False)
    uses_shortcuts = models.BooleanField("sneltoetsen aan", default=True)
    joined_at = models.DateTimeField("aangemaakt op", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "account"
        verbose_name_plural = "accounts"
        ordering = ["name", "username"]
        constraints = [
            models.CheckConstraint(
                name="an_account_has_one_of_the_known_roles", condition=models.Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="an_account_signs_for_one_of_the_five_inspectorates",
                condition=models.Q(inspectorate__in=["", *Inspectorate.values]),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    def has_left_traces(self):
        """Whether somebody logged in with this account or anything refers to it; then it is not deleted."""
        return self.last_login is not None or any(
            relation.related_model._base_manager.filter(**{relation.field.name: self}).exists()
            for relation in self._meta.get_fields(include_hidden=True)
            if relation.auto_created and not relation.concrete
        )

    @property
    def is_staff(self):
        """Whether Django's admin lets this account in: administrators alone."""
        return self.role == Role.ADMINISTRATOR

    def has_perm(self, perm, obj=None):
        """Whether Django's admin shows a model; it lists municipalities, the framework and accounts, no findings."""
        return self.is_active and self.role == Role.ADMINISTRATOR

    def has_module_perms(self, app_label):
        return self.has_perm(app_label)


KEPT_FOR = datetime.timedelta(days=14)
# The fields in which people write, by the last part of their names; a test compares them with the forms.
LABELS = {
    "explanation": "Toelichting",
    "reason": "Reden",
    "private_note": "Notitie",
    "development": "Tekst",
    "note": "Notitie",
    "suggestion": "Uw tekstvoorstel",
    "wording": "Tekst",
    "several": "Tekst bij meer",
    "name": "Naam",
    "heading": "Kop",
    "description": "Omschrijving",
}
UNSEEN = {
    "version",
    "saved_from",
    "saved_nth",
    "opened",
    "shown",
    "next",
    "preview",
    "enter",
    "keuze",
    "instead",
    "standard",
}


def _label_of(name, value):
    """What to call a text that was typed; empty for what was chosen, or what a form carries along."""
    name = name.rpartition("-")[2]
    return LABELS.get(name) or ("Tekst" if name not in UNSEEN and len(value.split()) > 1 else "")


class KeptFormQuerySet(models.QuerySet):
    def waiting_for(self, user):
        """What somebody may still pick up, the newest first."""
        return self.filter(writer=user, kept_at__gt=timezone.now() - KEPT_FOR).order_by("-kept_at")

    def expired(self):
        return self.filter(kept_at__lte=timezone.now() - KEPT_FOR)


class KeptForm(models.Model):
    """What somebody sent when they were no longer logged in; kept for them alone until they are back.

    `fields` holds the pairs of name and value in their order, `path` where they were going, and `page` names the
    page in the browser on which they were typed. `about` is what that page was about, and `part` what of it this is.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    writer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="kept_forms")
    page = models.CharField(max_length=16)
    about = models.CharField(max_length=200, blank=True)
    part = models.CharField(max_length=700, blank=True)
    path = models.CharField(max_length=500)
    fields = models.JSONField()
    had_files = models.BooleanField(default=False)
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_kept_form_was_going_to_an_address_of_this_site",
                condition=models.Q(path__startswith="/") & ~models.Q(path__startswith="//"),
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.about, self.part])) or "Tekst"

    def get_absolute_url(self):
        return reverse("kept_form", args=[self.key])

    @property
    def as_writer(self):
        return Writer(self.writer_id, self.page, self.about)

    @property
    def names(self):
        return {name for name, _ in self.fields}

    @property
    def texts(self):
        """What was typed, as (name, label, text); the rest of the form travels along unseen."""
        for name, value in self.fields:
            label = _label_of(name, value)
            if label and value.strip():
                yield name, label, value

    @property
    def verdicts(self):
        """The verdicts that were chosen along with the texts."""
        return [value for name, value in self.fields if name.rpartition("-")[2] == "verdict" and value]

    def is_said_by(self, path, names):
        """Whether a form of the same page that went to `path` holds every text that this one holds.

        The same fields at another address are another form.
        """
        texts = {name for name, _, _ in self.texts} or self.names
        return texts <= names and (path == self.path or names != self.names)

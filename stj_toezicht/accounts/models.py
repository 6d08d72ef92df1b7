from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone


class Role(models.TextChoices):
    """What somebody is to the inspectorate; it decides what they see and do (the table in the README)."""

    MUNICIPALITY = "municipality", "contactpersoon gemeente"
    INSPECTOR = "inspector", "inspecteur"
    COORDINATOR = "coordinator", "coördinator"
    SUPPORT = "support", "ondersteuning"
    ADMINISTRATOR = "administrator", "beheerder"
    SYSTEM = "system", "systeem"


class UserQuerySet(models.QuerySet):
    def inspectors(self):
        return self.filter(role=Role.INSPECTOR, is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        """An administrator; named so because Django's `createsuperuser` command calls it."""
        return self.create_user(username, password, **{**fields, "role": Role.ADMINISTRATOR})

    def system(self):
        """The account in whose name a command acts that nobody is logged in to; nobody can log in with it."""
        fields = {"name": "Systeem", "role": Role.SYSTEM, "is_active": False, "password": make_password(None)}
        user, _ = self.get_or_create(username="systeem", defaults=fields)
        return user


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

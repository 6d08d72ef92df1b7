from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse


class FrameworkQuerySet(models.QuerySet):
    def valid_on(self, day):
        """The versions by which a round may be held on `day`."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def with_use(self):
        """Each with `in_use`: whether a round was held by it."""
        used = Framework.objects.filter(pk=OuterRef("pk"), case_files__rounds__isnull=False)
        return self.annotate(in_use=Exists(used))

    def unused(self):
        """Those that can still be changed."""
        return self.with_use().filter(in_use=False)


class FrameworkManager(models.Manager.from_queryset(FrameworkQuerySet)):
    def get_by_natural_key(self, code, version):
        return self.get(code=code, version=version)


class Framework(models.Model):
    """A version of a testing framework: whom it is about, and by what themes and indicators it tests.

    What a round has used stays as it was (`assessments.guards`); a change is a next version.
    """

    code = models.CharField("afkorting", max_length=20)
    version = models.CharField("versie", max_length=20)
    name = models.CharField("naam", max_length=200)
    definition = models.TextField("definitie", help_text="Markdown. De leefgebieden komen er vanzelf onder.")
    areas_of_life = models.CharField("leefgebieden", max_length=300, help_text="Zoals ze in een zin staan.")
    valid_from = models.DateField("geldig vanaf")
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)

    objects = FrameworkManager()

    class Meta:
        verbose_name = "toetsingskader"
        verbose_name_plural = "toetsingskaders"
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_framework_has_each_version_once"),
            models.CheckConstraint(
                name="a_framework_starts_before_it_ends",
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                violation_error_message="De eerste dag kan niet na de laatste liggen.",
            ),
        ]

    def __str__(self):
        return f"{self.code} ({self.version})"

    def get_absolute_url(self):
        return reverse("assessments:framework", args=[self.pk])

    def natural_key(self):
        return (self.code, self.version)

    def is_used(self):
        """Whether a round was held by this version, so that it can no longer be changed."""
        return self.case_files.filter(rounds__isnull=False).exists()


class ThemeManager(models.Manager):
    def get_by_natural_key(self, code, version, name):
        return self.get(framework__code=code, framework__version=version, name=name)


class Theme(models.Model):
    """A part of a framework, such as Toeleiding, with a heading for the tables and a one-line description."""

    framework = models.ForeignKey(
        Framework, on_delete=models.CASCADE, related_name="themes", verbose_name="toetsingskader"
    )
    position = models.PositiveSmallIntegerField("volgorde")
    name = models.CharField("naam", max_length=100)
    heading = models.CharField("kop in tabellen", max_length=100)
    description = models.CharField("omschrijving", max_length=300)

    objects = ThemeManager()

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema’s"
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "position"], name="a_framework_has_one_theme_per_position"
            ),
            models.UniqueConstraint(fields=["framework", "name"], name="a_framework_has_each_theme_once"),
            models.UniqueConstraint(
                fields=["framework", "heading"], name="a_framework_has_each_heading_once"
            ),
        ]

    def __str__(self):
        return self.heading

    def siblings(self):
        """All themes of its framework, in their order."""
        return Theme.objects.filter(framework=self.framework_id)

    def natural_key(self):
        return (*self.framework.natural_key(), self.name)

    natural_key.dependencies = ["assessments.framework"]


class IndicatorManager(models.Manager):
    def get_by_natural_key(self, code, version, theme, indicator):
        return self.get(
            theme__framework__code=code, theme__framework__version=version, theme__name=theme, code=indicator
        )


class Indicator(models.Model):
    """One thing that a framework tests, in its canonical wording; its code stays the same over versions."""

    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="indicators", verbose_name="thema"
    )
    position = models.PositiveSmallIntegerField("volgorde")
    code = models.CharField("code", max_length=10)
    wording = models.CharField("formulering", max_length=300)

    objects = IndicatorManager()

    class Meta:
        verbose_name = "indicator"
        verbose_name_plural = "indicatoren"
        ordering = ["theme__framework", "theme__position", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "position"], name="a_theme_has_one_indicator_per_position"
            ),
            models.UniqueConstraint(fields=["theme", "code"], name="a_theme_has_each_indicator_code_once"),
            models.UniqueConstraint(fields=["theme", "wording"], name="a_theme_has_each_wording_once"),
        ]

    def __str__(self):
        return self.wording

    @property
    def framework(self):
        return self.theme.framework

    def siblings(self):
        """All indicators of its theme, in their order."""
        return Indicator.objects.filter(theme=self.theme_id)

    def natural_key(self):
        return (*self.theme.natural_key(), self.code)

    natural_key.dependencies = ["assessments.theme"]

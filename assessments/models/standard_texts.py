from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.frameworks import Framework
from assessments.wordings import WORDINGS, Texts
from stj_toezicht.statements import Given, Statement

_VERSIONS = Statement(
    lambda: StandardText.objects.filter(framework=Given("framework")).order_by("code", "version")
)


class StandardTextQuerySet(models.QuerySet):
    def newest(self):
        """Per text what it says now, by its code."""
        return {row.code: row for row in self.order_by("version")}


class StandardText(models.Model):
    """How a coordinator worded a standard text of the factsheets under a framework: one version, from then on.

    `several` is the form for more than one. What was published keeps the wording that it was published with.
    """

    framework = models.ForeignKey(
        Framework, on_delete=models.CASCADE, related_name="standard_texts", verbose_name="toetsingskader"
    )
    code = models.CharField("tekst", max_length=40)
    version = models.PositiveIntegerField("versie")
    wording = models.TextField("formulering")
    several = models.TextField("formulering bij meer", blank=True)
    changed_at = models.DateTimeField("gewijzigd op")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gewijzigd door"
    )

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        verbose_name = "standaardtekst"
        verbose_name_plural = "standaardteksten"
        ordering = ["framework", "code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code", "version"], name="a_standard_text_has_each_version_once"
            ),
            models.CheckConstraint(
                name="a_standard_text_is_one_of_the_list", condition=Q(code__in=list(WORDINGS))
            ),
            models.CheckConstraint(name="a_standard_text_says_something", condition=~Q(wording="")),
        ]

    def __str__(self):
        return f"{self.framework}: {self.kind.title}"

    @property
    def kind(self):
        return WORDINGS[self.code]

    @property
    def forms(self):
        """What it says, in as many forms as it has."""
        return (self.wording, self.several)[: len(self.kind.forms)]


def texts_of(framework, versions=None):
    """All standard texts as they are said under a framework now; `versions` are all of these, if already read."""
    versions = _VERSIONS(framework=framework.pk) if versions is None else versions
    worded = {row.code: row.forms for row in versions}  # of each the newest last
    return Texts({**begin_of(framework).worded, **worded})


def begin_of(framework):
    """All standard texts as they begin under a framework: the definition is that of the norm."""
    definition = f"{framework.definition}\n- Leefgebieden: {framework.areas_of_life}."
    return Texts({"definitie": (definition,)})

"""The register of municipalities, with their validity and succession, and who speaks for each."""

import difflib

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from stj_toezicht.statements import Given, Statement

MOST_LETTERS = 100  # no name is longer, so a search needs no more


class MunicipalityQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Those that existed on `day`; an empty first day means: from before the register's reach."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )

    def named(self, name):
        """Those of exactly this name, whatever its capitals."""
        return self.filter(name__iexact=name)

    def named_like(self, words):
        """Those with `words` in their name, whatever the capitals, accents and punctuation."""
        address = address_for(words)
        return self.filter(Q(slug__contains=address) | Q(name__icontains=words)) if address else self.none()

    def lines(self):
        """These with all that went up in them and all that they went up in: their lines of succession."""
        pks = set(self.values_list("pk", flat=True))
        return Municipality.objects.filter(
            pk__in=pks | _followed("successors__in", pks) | _followed("predecessors__in", pks)
        )

    def nearest_names(self, name, count=3):
        """The names of the register that look most like `name`, the best first."""
        names = {known.casefold(): known for known in self.values_list("name", flat=True)}
        return [
            names[match] for match in difflib.get_close_matches(name.casefold(), names, n=count, cutoff=0.5)
        ]


class MunicipalityManager(models.Manager.from_queryset(MunicipalityQuerySet)):
    def get_by_natural_key(self, code):
        return self.get(code=code)


class Municipality(models.Model):
    """A municipality as the government's register knows it: one code and one name, from a first to a last day."""

    code = models.CharField(
        "CBS-code",
        max_length=6,
        unique=True,
        validators=[
            RegexValidator(r"^GM\d{4}$", "Een CBS-code is GM met vier cijfers, bijvoorbeeld GM0361.")
        ],
    )
    name = models.CharField("naam", max_length=MOST_LETTERS)
    sort_name = models.CharField("sorteernaam", max_length=100, help_text="’s-Hertogenbosch staat bij de h.")
    slug = models.SlugField("adres", max_length=110, unique=True)
    province = models.CharField("provincie", max_length=20)
    valid_from = models.DateField("geldig vanaf", null=True, blank=True)
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    change = models.CharField("soort wijziging", max_length=30, blank=True)
    successors = models.ManyToManyField(
        "self",
        through="Succession",
        symmetrical=False,
        related_name="predecessors",
        verbose_name="opgegaan in",
    )

    objects = MunicipalityManager()

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(
                name="a_municipality_starts_before_it_ends",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                violation_error_message="De eerste dag kan niet na de laatste liggen.",
            ),
            models.CheckConstraint(
                name="a_municipality_has_a_code",
                condition=Q(code__startswith="GM"),
                violation_error_code="code",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("municipality", args=[self.slug])

    def natural_key(self):
        return (self.code,)

    def ancestors(self):
        """All municipalities that went up in this one, directly or by way of another."""
        return Municipality.objects.filter(pk__in=_followed("successors__in", {self.pk}))

    def descendants(self):
        """All municipalities that this one went up in, directly or by way of another."""
        return Municipality.objects.filter(pk__in=_followed("predecessors__in", {self.pk}))

    def line(self):
        """This municipality with its ancestors and descendants: one line of succession."""
        return Municipality.objects.filter(pk=self.pk).lines()


def _followed(step, start):
    """The keys of what is reached from the municipalities `start` by taking `step` again and again."""
    found, newest = set(), start
    while newest:
        reached = Municipality.objects.filter(**{step: newest}).values_list("pk", flat=True)
        newest = set(reached) - found - start
        found |= newest
    return found


def _went_along(start, *, here="predecessor"):
    """The keys of what is reached from the municipality `start` by going where each went up whole."""
    found, newest = set(), {start}
    while newest:
        newest = set(_one_step(newest, here)) - found - {start}
        found |= newest
    return found


def _one_step(pks, here):
    """The keys next to these in one query; that of one municipality, which most are, is composed once."""
    if len(pks) == 1:
        return WENT_ALONG[here](start=next(iter(pks)))
    return Succession.objects.whole().filter(**{f"{here}__in": pks}).values_list(THERE[here], flat=True)


def address_for(name):
    """The part of a web address that stands for a municipality's name: "Bergen (NH)" becomes bergen-nh."""
    return slugify(name)


class SuccessionQuerySet(models.QuerySet):
    def whole(self):
        """Those by which a municipality went up in one other, and no part of it elsewhere."""
        elsewhere = Succession.objects.filter(predecessor=OuterRef("predecessor"))
        return self.exclude(Exists(elsewhere.exclude(successor=OuterRef("successor"))))


class SuccessionManager(models.Manager.from_queryset(SuccessionQuerySet)):
    def get_by_natural_key(self, predecessor, successor):
        return self.get(predecessor__code=predecessor, successor__code=successor)


class Succession(models.Model):
    """One municipality going up, whole or in part, in another."""

    predecessor = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="+", verbose_name="voorganger"
    )
    successor = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name="opvolger"
    )

    objects = SuccessionManager()

    class Meta:
        verbose_name = "opvolging"
        verbose_name_plural = "opvolgingen"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="a_municipality_goes_up_in_another_once"
            ),
            models.CheckConstraint(
                name="a_municipality_does_not_succeed_itself", condition=~Q(predecessor=F("successor"))
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} ging op in {self.successor}"

    def natural_key(self):
        return (self.predecessor.code, self.successor.code)

    natural_key.dependencies = ["municipalities.municipality"]


THERE = {"predecessor": "successor", "successor": "predecessor"}
WENT_ALONG = {
    here: Statement(
        lambda here=here, there=there: (
            Succession.objects.whole().filter(**{here: Given("start")}).values_list(there, flat=True)
        )
    )
    for here, there in THERE.items()
}


class ContactQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Those who speak for their municipality on `day`; without a last day they do until one is set."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def of(self, municipality):
        """Those who speak for a municipality: its own contacts, and those of all that went up whole in it."""
        before = _went_along(municipality.pk, here="successor")
        return self.filter(municipality__in={municipality.pk} | before)

    def who_can_log_in(self):
        """Each with their account, where that is active."""
        return self.filter(user__is_active=True).select_related("user")


def who_speak_for(municipality, day):
    """The contacts who speak for a municipality on `day` and can log in; for one in which none went up whole, which
    most are, that is composed once.
    """
    before = _went_along(municipality.pk, here="successor")
    if not before:
        return SPEAKING(municipality=municipality.pk, day=day.isoformat())
    contacts = Contact.objects.filter(municipality__in={municipality.pk} | before)
    return list(contacts.valid_on(day).who_can_log_in())


SPEAKING = Statement(
    lambda: Contact.objects.filter(municipality=Given("municipality")).valid_on(Given("day")).who_can_log_in()
)


class Contact(models.Model):
    """Somebody who speaks for a municipality, and for what became of it, from a first to a last day.

    Where a municipality was divided over others they speak for none of these, until they are contact of one. On other
    days they see no more than anybody does.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact", verbose_name="account"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="contacts", verbose_name="gemeente"
    )
    function = models.CharField("functie", max_length=100, blank=True)
    valid_from = models.DateField("vanaf", default=timezone.localdate)
    valid_until = models.DateField("tot en met", null=True, blank=True, help_text="Leeg: tot nader bericht.")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        constraints = [
            models.CheckConstraint(
                name="a_contact_starts_before_they_end",
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                violation_error_message="De eerste dag kan niet na de laatste liggen.",
            ),
        ]

    def __str__(self):
        return f"{self.user} ({self.municipality})"

    def is_valid_on(self, day):
        """Whether they speak for their municipality on `day`."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def municipalities(self):
        """Those for which they speak: their own, and all that it went up in, whole and step by step."""
        after = _went_along(self.municipality_id)
        return Municipality.objects.filter(pk__in={self.municipality_id} | after)

"""The versions of a framework: making the next, and holding one while it changes."""

import datetime
from itertools import count

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused
from assessments.models import Framework, Indicator, Signatory, StandardText, Theme
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.writing import write


class OnlyTheOfficeMakesVersions(Refused):
    """Somebody else tries to change by what is tested."""

    message = "Alleen een beheerder of een coördinator maakt een volgende versie van een toetsingskader."


class FrameworkIsGone(Refused):
    message = "Een collega heeft deze versie van het toetsingskader intussen verwijderd."


def hold_framework(framework):
    """A version as it is now, that nobody else changes meanwhile. Raises FrameworkIsGone."""
    held = Framework.objects.select_for_update().filter(pk=framework.pk).first()
    if held is None:
        raise FrameworkIsGone
    return held


@transaction.atomic
def make_next_version(framework, *, by):
    """Copy a framework with its themes, indicators and standard texts to a version that can be changed, for next year.

    The codes of the indicators stay, so that findings can be compared over versions. Raises OnlyTheOfficeMakesVersions
    or FrameworkIsGone.
    """
    if by.role not in (Role.ADMINISTRATOR, Role.COORDINATOR):
        raise OnlyTheOfficeMakesVersions
    framework = hold_framework(framework)
    first_day = datetime.date(timezone.localdate().year + 1, 1, 1)
    copy = Framework.objects.create(
        code=framework.code,
        version=_free_version(framework, first_day.year),
        name=framework.name,
        definition=framework.definition,
        areas_of_life=framework.areas_of_life,
        valid_from=first_day,
    )
    for theme in framework.themes.prefetch_related("indicators"):
        Indicator.objects.bulk_create(
            Indicator(theme=new, position=old.position, code=old.code, wording=old.wording)
            for new in [_copy_of_theme(theme, copy)]
            for old in theme.indicators.all()
        )
    for text in framework.standard_texts.newest().values():
        StandardText.objects.create(
            framework=copy,
            code=text.code,
            version=1,
            wording=text.wording,
            several=text.several,
            changed_at=timezone.now(),
            changed_by=by,
        )
    signing = framework.signatories.values_list("inspectorate", flat=True)
    Signatory.objects.bulk_create(Signatory(framework=copy, inspectorate=each) for each in signing)
    subject, said = f"framework {copy.pk}", {"copy_of": str(framework)}
    write("kaders", by=by, kind=Kind.FRAMEWORK, about=str(copy), subject=subject, new=said)
    return copy


def _free_version(framework, year):
    taken = set(Framework.objects.filter(code=framework.code).values_list("version", flat=True))
    names = (str(year) if number == 1 else f"{year}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _copy_of_theme(theme, framework):
    return Theme.objects.create(
        framework=framework,
        position=theme.position,
        name=theme.name,
        heading=theme.heading,
        description=theme.description,
    )

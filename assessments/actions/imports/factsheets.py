"""Reading a published factsheet, and taking it into a case file."""

from dataclasses import dataclass

from django.db import transaction

from assessments import reading
from assessments.actions.imports.case_files import (
    case_file_of,
    has_anything_of,
    municipalities_of,
    refuse_what_went_on,
)
from assessments.actions.imports.frameworks import framework_of, indicators_of
from assessments.actions.imports.rows import make_rows
from assessments.actions.imports.stored import DiffersFromCaseFile, stored_factsheet
from assessments.models import CaseFile
from assessments.reading import Factsheet, Known, differences
from municipalities.models import Municipality
from stj_toezicht.accounts.models import User


@dataclass(frozen=True)
class Imported:
    """The case file that holds a factsheet, and whether this import made something."""

    case_file: CaseFile
    factsheet: Factsheet
    is_new: bool


def read(content: bytes) -> Factsheet:
    """What a file says, by the framework and the register as they stand. Raises Unreadable or NoFramework."""
    text = reading.text_of(content)
    framework = framework_of(reading.first_year(text))
    themes = list(framework.themes.all())
    return reading.read_factsheet(
        text,
        Known(
            framework=framework.code,
            themes={theme.name: theme.heading for theme in themes}
            | {theme.heading: theme.heading for theme in themes},
            wordings=tuple(indicators_of(framework)),
            municipalities=tuple(Municipality.objects.values_list("name", flat=True)),
        ),
    )


@transaction.atomic
def import_factsheet(source: Factsheet, *, by: User) -> Imported:
    """Make the case file, approaches, rounds and findings of a factsheet; both rounds are final at once.

    What is stored already stays as it is: the same factsheet changes nothing. Raises DiffersFromCaseFile where
    it differs, UnclearMunicipality, WentOnElsewhere, OthersWentOnInIt, NoFramework, FrameworkIsGone, or Unreadable
    for two municipalities that aren't one line.
    """
    framework = framework_of(source.first_year)
    municipality, first_municipality = municipalities_of(source)
    case_file = case_file_of(municipality, first_municipality, framework, by=by)
    is_new = not has_anything_of(case_file, source)
    if is_new:
        refuse_what_went_on(case_file, source)
        make_rows(case_file, source, municipality, first_municipality, by=by)
    if found := differences(stored_factsheet(case_file, source.first_year, source.year), source):
        raise DiffersFromCaseFile(found)
    return Imported(case_file, source, is_new=is_new)

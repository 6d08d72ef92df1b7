"""Taking a published factsheet into a case file."""

from assessments.actions.imports.case_files import OthersWentOnInIt, UnclearMunicipality, WentOnElsewhere
from assessments.actions.imports.factsheets import Imported, import_factsheet, read
from assessments.actions.imports.frameworks import NoFramework
from assessments.actions.imports.stored import DiffersFromCaseFile

__all__ = [
    "DiffersFromCaseFile",
    "Imported",
    "NoFramework",
    "OthersWentOnInIt",
    "UnclearMunicipality",
    "WentOnElsewhere",
    "import_factsheet",
    "read",
]

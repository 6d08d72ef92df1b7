"""Reads the text of a published factsheet: from characters to what it says, without a database.

Certain or refused: what is not understood raises `Unreadable` with the line and what was expected there.
"""

from assessments.reading.content import Approach, Cell, Contact, Factsheet, Row
from assessments.reading.differences import Difference, differences
from assessments.reading.errors import Unreadable
from assessments.reading.factsheets import first_year, read_factsheet
from assessments.reading.files import MAX_SIZE, text_of
from assessments.reading.known import Known

__all__ = [
    "MAX_SIZE",
    "Approach",
    "Cell",
    "Contact",
    "Difference",
    "Factsheet",
    "Known",
    "Row",
    "Unreadable",
    "differences",
    "first_year",
    "read_factsheet",
    "text_of",
]

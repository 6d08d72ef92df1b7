"""The reference by which a point of a work sheet is known again, whatever was done to the file in between.

It is plain text in the table of the point, so that it survives every word processor. The letters at its end
are signed: a reference that we didn't print is noticed.
"""

import base64
import re
from dataclasses import dataclass
from itertools import islice

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "assessments.worksheets"
LETTERS = 10
MOST_TRIED = 10  # what looks like a reference in one text
_REFERENCE = re.compile(
    r"(?<!\d)(\d{1,18})[-‐‑–](\d{1,18})[-‐‑–](\d{1,9})[-‐‑–]([A-Z2-7]{10})(?![A-Z0-9])", re.IGNORECASE
)


@dataclass(frozen=True)
class Reference:
    """A finding of a round, at the version that it had when the sheet was printed."""

    round: int
    finding: int
    version: int

    def __str__(self) -> str:
        return f"{self.round}-{self.finding}-{self.version}-{self._letters()}"

    def _letters(self) -> str:
        value = f"{self.round}-{self.finding}-{self.version}"
        digest = salted_hmac(SALT, value, algorithm="sha256").digest()
        return base64.b32encode(digest)[:LETTERS].decode()

    @classmethod
    def within(cls, text: str) -> "Reference | None":
        """The reference that stands in a text, if it is one of ours."""
        for found in islice(_REFERENCE.finditer(text), MOST_TRIED):
            reference = cls(*(int(number) for number in found.groups()[:3]))
            if constant_time_compare(reference._letters(), found[4].upper()):
                return reference
        return None

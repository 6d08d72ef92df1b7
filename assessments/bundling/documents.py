"""One factsheet as it goes into a bundle."""

from dataclasses import dataclass

from assessments.factsheet.content import Factsheet
from assessments.factsheet.data import to_json

CONCEPT = "CONCEPT-"


@dataclass(frozen=True)
class Document:
    """A factsheet with its PDF: as it was published, or as a round stood when the bundle was made."""

    factsheet: Factsheet
    pdf: bytes
    published_data: bytes = b""

    @property
    def data(self) -> bytes:
        """Its open data: as they were published, or as they would be."""
        return self.published_data or to_json(self.factsheet)

    @property
    def is_concept(self) -> bool:
        return self.factsheet.published_on is None

    @property
    def title(self) -> str:
        """What it is called in an outline: "Alkmaar 2014", and that it is a concept."""
        issue = f", editie {self.factsheet.edition}" if self.factsheet.edition > 1 else ""
        concept = " (concept)" if self.is_concept else ""
        return f"{self.factsheet.municipality} {self.factsheet.year}{issue}{concept}"

    @property
    def name(self) -> str:
        """The name of its files, without their ending: that of the website, or one that says CONCEPT."""
        factsheet = self.factsheet
        issue = f"-editie-{factsheet.edition}" if factsheet.edition > 1 else ""
        return f"{CONCEPT if self.is_concept else ''}factsheet-{factsheet.slug}-{factsheet.year}{issue}"

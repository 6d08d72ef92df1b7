"""The PDF of a factsheet: the one module that lets WeasyPrint work."""

from assessments.factsheet.content import Factsheet


def render(factsheet: Factsheet) -> bytes:
    """The PDF of a factsheet; a concept (without day of publication) says so on every page."""
    raise NotImplementedError

"""What the reader may recognise: the framework's themes and indicators, and the register's names."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A framework and a register, as far as reading needs them.

    `themes` holds per heading that may stand above a table the theme's own heading.
    """

    framework: str
    themes: Mapping[str, str]
    wordings: tuple[str, ...]
    municipalities: tuple[str, ...]

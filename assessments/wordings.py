"""The standard texts of a factsheet: which there are, what stands in their places, and how they begin. No queries.

A coordinator words them per framework (`assessments.models.StandardText`); as long as nobody did, they say what stands
here. In a text a name between braces is a place that each factsheet fills itself; there is no other language in it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Place:
    """What a factsheet fills in: its name, what it means, and an example with one thing and with several.

    One that `is_needed` says what would be lost without it.
    """

    name: str
    meaning: str
    one: str
    several: str = ""
    is_needed: bool = True

    @property
    def written(self) -> str:
        """As it stands in a text."""
        return "{" + self.name + "}"

    def example(self, number: int) -> str:
        return self.one if number == 1 else self.several or self.one


@dataclass(frozen=True)
class Wording:
    """One standard text: where it stands, its places, and the text with which it begins.

    With two `forms` it has a text for one thing and a text for several; what is counted is in their names.
    """

    code: str
    group: str
    title: str
    start: tuple[str, ...] = ("",)
    forms: tuple[str, ...] = ("Tekst",)
    places: tuple[Place, ...] = ()
    is_markdown: bool = False
    longest: int = 600

    def faults(self, text: str) -> Iterator[str]:
        """What is wrong with the places in a text, in Dutch."""
        known = {place.name: place for place in self.places}
        used = set(_PLACE.findall(text))
        for name in sorted(used - known.keys()):
            yield f"{{{name}}} is hier niet bekend. {self._known}"
        for place in self.places:
            if place.is_needed and place.name not in used:
                yield f"In deze tekst hoort {place.written}: {place.meaning}."
        if "{" in (rest := _PLACE.sub("", text)) or "}" in rest:
            yield f"Er staat een accolade los. {self._known}"

    @property
    def _known(self) -> str:
        if not self.places:
            return "In deze tekst kan niets tussen accolades staan."
        return f"Tussen accolades kan hier staan: {', '.join(place.written for place in self.places)}."

    def examples(self, texts: tuple[str, ...]) -> list[tuple[str, str]]:
        """What a factsheet would say with these texts: the name of each form, and the text with its places filled."""
        return [
            (name, fill(text, {place.name: place.example(number) for place in self.places}))
            for number, (name, text) in enumerate(zip(self.forms, texts, strict=False), start=1)
        ]


def fill(text: str, values: Mapping[str, object]) -> str:
    """A text with its places filled in, once: what comes in a place is never read as a text with places itself."""
    return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)


_YEAR = Place("jaar", "het jaar van de ronde", "2015")
_MUNICIPALITY = Place("gemeente", "de naam van de gemeente", "Nissewaard")
_FORMER = Place("gemeenten", "de gemeenten die zijn opgegaan", "Bernisse", "Bernisse en Spijkenisse")
_APPROACH = Place("aanpak", "de naam van de aanpak, of de namen", "CJG", "CJG en Sociale Wijkteams")
_EARLIER = Place("eerder", "het jaar van de opvolging ervoor", "2014")
_REASON = Place("reden", "de reden, zoals die na “omdat” staat", "zij geen gezinsaanpak is")
_TESTS = Place(
    "toetsen",
    "wat waar het eerst is getoetst, in de woorden van de tekst “Eerste toets”",
    "in 2013 in Alkmaar de aanpak CJG",
)
_FRAMEWORK = Place("kader", "de afkorting van het toetsingskader", "GGSR")
_NUMBER = Place("aantal", "hoeveel thema’s het kader heeft, in woorden", "één", "vijf", is_needed=False)
_EDITION = Place("editie", "het nummer van de editie", "1")
_INSPECTORATES = Place(
    "inspecties",
    "de inspecties die ondertekenden",
    "de Inspectie Jeugdzorg",
    "de Inspectie Jeugdzorg en de Inspectie van het Onderwijs",
)
_DAY = Place("datum", "de dag van publicatie", "3 juni 2015")
_MONTH = Place("maand", "de maand waarin het factsheet eerder op papier verscheen", "maart 2015")

OPENING, FOLLOWED_UP, LEGEND, CLOSING = "Opening", "Wat is opgevolgd", "Legenda", "Slot"
_FOR_APPROACHES = ("Bij één aanpak", "Bij meer aanpakken")
_LOOKED = "In {jaar} heeft STJ bekeken wat er met de verbeterpunten is gebeurd"
_LOOKED_AGAIN = "In {jaar} heeft STJ opnieuw bekeken wat er met de verbeterpunten is gebeurd"
_THOSE = "Dit overzicht gaat alleen over die verbeterpunten."
_STILL_OPEN = "Dit overzicht gaat alleen over de verbeterpunten die na {eerder} nog openstonden."
_WENT_UP = "opgegaan in {gemeente}. Sinds {jaar} volgt STJ"
_TESTED = (
    "STJ heeft {toetsen} op beleidsniveau getoetst aan het toetsingskader {kader}. Dat kader zegt wat "
    "verantwoorde zorg en ondersteuning is voor gezinnen met een geringe sociale redzaamheid."
)

WORDINGS = MappingProxyType(
    {
        each.code: each
        for each in (
            Wording(
                code="definitie",
                group=OPENING,
                title="Om welke gezinnen het gaat",
                is_markdown=True,
                longest=5_000,
            ),
            Wording(
                code="inleiding",
                group=OPENING,
                title="Inleiding",
                start=(f"{_TESTED} Het thema is:", f"{_TESTED} De {{aantal}} thema’s zijn:"),
                forms=("Bij één thema", "Bij meer thema’s"),
                places=(_TESTS, _FRAMEWORK, _NUMBER),
                longest=1_500,
            ),
            Wording(
                code="eerste-toets",
                group=OPENING,
                title="Eerste toets, als deel van de inleiding",
                start=(
                    "in {jaar} in {gemeente} de aanpak {aanpak}",
                    "in {jaar} in {gemeente} de aanpakken {aanpak}",
                ),
                forms=_FOR_APPROACHES,
                places=(_YEAR, _MUNICIPALITY, _APPROACH),
            ),
            Wording(
                code="eerste-toets-ook",
                group=OPENING,
                title="Eerste toets in hetzelfde jaar, van een gemeente die is opgegaan",
                start=("in {gemeente} de aanpak {aanpak}", "in {gemeente} de aanpakken {aanpak}"),
                forms=_FOR_APPROACHES,
                places=(_MUNICIPALITY, _APPROACH),
            ),
            Wording(
                code="opgegaan",
                group=FOLLOWED_UP,
                title="Een gemeente is opgegaan in een die al bestond",
                start=(
                    f"{{gemeenten}} is {_WENT_UP} de verbeterpunten van beide samen op.",
                    f"{{gemeenten}} zijn {_WENT_UP} de verbeterpunten van alle samen op.",
                ),
                forms=("Bij één gemeente", "Bij meer gemeenten"),
                places=(_FORMER, _MUNICIPALITY, _YEAR),
            ),
            Wording(
                code="opgegaan-in-nieuwe",
                group=FOLLOWED_UP,
                title="Gemeenten zijn opgegaan in een nieuwe",
                start=(f"{{gemeenten}} zijn {_WENT_UP} hun verbeterpunten samen op.",),
                places=(
                    Place(_FORMER.name, _FORMER.meaning, _FORMER.several),
                    _MUNICIPALITY,
                    _YEAR,
                ),
            ),
            Wording(
                code="opvolging",
                group=FOLLOWED_UP,
                title="Eerste opvolging, in dezelfde aanpak",
                start=(f"{_LOOKED}. {_THOSE}",),
                places=(_YEAR,),
            ),
            Wording(
                code="opvolging-elders",
                group=FOLLOWED_UP,
                title="Eerste opvolging, in een andere aanpak",
                start=(
                    f"{_LOOKED} in de aanpak {{aanpak}}. {_THOSE}",
                    f"{_LOOKED} in de aanpakken {{aanpak}}. {_THOSE}",
                ),
                forms=_FOR_APPROACHES,
                places=(_YEAR, _APPROACH),
            ),
            Wording(
                code="volgende-opvolging",
                group=FOLLOWED_UP,
                title="Volgende opvolging, in dezelfde aanpak",
                start=(f"{_LOOKED_AGAIN}. {_STILL_OPEN}",),
                places=(_YEAR, _EARLIER),
            ),
            Wording(
                code="volgende-opvolging-elders",
                group=FOLLOWED_UP,
                title="Volgende opvolging, in een andere aanpak",
                start=(
                    f"{_LOOKED_AGAIN} in de aanpak {{aanpak}}. {_STILL_OPEN}",
                    f"{_LOOKED_AGAIN} in de aanpakken {{aanpak}}. {_STILL_OPEN}",
                ),
                forms=_FOR_APPROACHES,
                places=(_YEAR, _APPROACH, _EARLIER),
            ),
            Wording(
                code="niet-opnieuw",
                group=FOLLOWED_UP,
                title="Wat niet opnieuw is getoetst",
                start=(
                    "Punten waarop de aanpak {aanpak} eerder al voldeed, zijn niet opnieuw getoetst.",
                    "Punten waarop de aanpakken {aanpak} eerder al voldeden, zijn niet opnieuw getoetst.",
                ),
                forms=_FOR_APPROACHES,
                places=(_APPROACH,),
            ),
            Wording(
                code="buiten-onderzoek",
                group=FOLLOWED_UP,
                title="Een aanpak hoort niet meer bij het onderzoek",
                start=("De aanpak {aanpak} hoort niet meer bij het onderzoek, omdat {reden}.",),
                places=(_APPROACH, _REASON),
            ),
            Wording(
                code="buiten-onderzoek-sinds",
                group=FOLLOWED_UP,
                title="Een aanpak hoort sinds een eerdere ronde niet meer bij het onderzoek",
                start=("De aanpak {aanpak} hoort sinds {jaar} niet meer bij het onderzoek, omdat {reden}.",),
                places=(_APPROACH, Place("jaar", "het jaar van die ronde", "2014"), _REASON),
            ),
            Wording("voldoet", LEGEND, "Het woord bij √", ("Voldoet",), longest=30),
            Wording("verbeterpunt", LEGEND, "Het woord bij X", ("Verbeterpunt",), longest=30),
            Wording(
                "niet-beoordeeld", LEGEND, "Als een punt niet is beoordeeld", ("Niet beoordeeld",), longest=30
            ),
            Wording("nog-open", LEGEND, "Als een punt nog open is", ("Nog open",), longest=30),
            Wording(
                "niet-getoetst",
                LEGEND,
                "Als een punt dat jaar niet is getoetst",
                ("Niet getoetst",),
                longest=30,
            ),
            Wording(
                code="vastgesteld-door",
                group=CLOSING,
                title="Namens welke inspecties is vastgesteld",
                start=("Vastgesteld door {inspecties}.", "Vastgesteld door {inspecties}."),
                forms=("Bij één inspectie", "Bij meer inspecties"),
                places=(_INSPECTORATES,),
            ),
            Wording(
                code="slot",
                group=CLOSING,
                title="Slotregel",
                start=("Editie {editie}, gepubliceerd op {datum}.",),
                places=(_EDITION, _DAY),
            ),
            Wording(
                code="slot-eerder-verschenen",
                group=CLOSING,
                title="Slotregel van een factsheet dat eerder op papier verscheen",
                start=("Editie {editie}, gepubliceerd op {datum}; eerder verschenen in {maand}.",),
                places=(_EDITION, _DAY, _MONTH),
            ),
        )
    }
)


@dataclass(frozen=True)
class Texts:
    """The standard texts as they are said under one framework: those that were worded, and else how they begin."""

    worded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, code: str) -> tuple[str, ...]:
        return self.worded.get(code) or WORDINGS[code].start

    def say(self, code: str, number: int = 1, **values: object) -> str:
        """A text with its places filled in; `number` of what it counts decides between its forms."""
        forms = self.of(code)
        return fill(forms[0] if number == 1 else forms[-1], values)


STARTING = Texts()

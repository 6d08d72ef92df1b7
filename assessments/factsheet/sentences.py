"""The standard sentences of a factsheet, grammatical for one approach and for several."""

from collections.abc import Sequence

NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")


def enumerate_words(words: Sequence[str]) -> str:
    """The words as a Dutch list: "a, b en c"."""
    if not words:
        return ""
    *first, last = words
    return f"{', '.join(first)} en {last}" if first else last


def the_approaches(names: Sequence[str]) -> str:
    """The approaches as they stand in a sentence: "de aanpak A", "de aanpakken A en B"."""
    return f"de {'aanpak' if len(names) == 1 else 'aanpakken'} {enumerate_words(names)}"


def title(municipality: str) -> str:
    return f"Uitkomsten verbeterpunten toezichtonderzoek {municipality}"


def approach_line(current: Sequence[str], earlier: Sequence[tuple[int, Sequence[str]]]) -> str:
    """The line under the title: "Aanpak: CJG (2013: aanpak A en aanpak B)".

    `earlier` holds the names per year, oldest first; a year that looked at the same as the next is left out.
    """
    label = "Aanpak" if len(current) == 1 else "Aanpakken"
    followed_by = [names for _, names in earlier[1:]] + [current]
    former = [
        f"{year}: {enumerate_words([f'aanpak {name}' for name in names])}"
        for (year, names), after in zip(earlier, followed_by, strict=False)
        if list(names) != list(after)
    ]
    return f"{label}: {enumerate_words(current)}" + (f" ({'; '.join(former)})" if former else "")


def introduction(
    *, framework: str, tested: Sequence[tuple[int, str, Sequence[str]]], number_of_themes: int
) -> str:
    """What was `tested` first, by year, municipality and approaches, and that the framework's themes follow.

    Municipalities that merged since were each tested first.
    """
    number = NUMBERS[number_of_themes] if number_of_themes < len(NUMBERS) else str(number_of_themes)
    themes = "Het thema is" if number_of_themes == 1 else f"De {number} thema’s zijn"
    return (
        f"STJ heeft {_first_tests(tested)} op beleidsniveau getoetst aan het "
        f"toetsingskader {framework}. Dat kader zegt wat verantwoorde zorg en ondersteuning is voor gezinnen met "
        f"een geringe sociale redzaamheid. {themes}:"
    )


def _first_tests(tested: Sequence[tuple[int, str, Sequence[str]]]) -> str:
    years = [None, *(year for year, _, _ in tested)]
    return enumerate_words(
        [
            f"{'' if year == before else f'in {year} '}in {municipality} {the_approaches(approaches)}"
            for (year, municipality, approaches), before in zip(tested, years, strict=False)
        ]
    )


def went_on_together(*, year: int, municipality: str, former: Sequence[str], with_own: bool) -> str:
    """That municipalities went up in this one, and since when their improvement points are looked at together."""
    are, theirs = ("is", "van beide") if len(former) == 1 else ("zijn", "van alle")
    whose = f"de verbeterpunten {theirs}" if with_own else "hun verbeterpunten"
    return f"{enumerate_words(former)} {are} opgegaan in {municipality}. Sinds {year} volgt STJ {whose} samen op."


def what_was_followed_up(
    *, year: int, before: Sequence[str], now: Sequence[str], years_before: Sequence[int] = ()
) -> str:
    """What this round looked at: the improvement points, and nothing that was met before.

    `years_before` are those of the follow-ups before this one: what was taken up in them isn't looked at again.
    """
    in_what = "" if list(before) == list(now) else f" in {the_approaches(now)}"
    met = "voldeed" if len(before) == 1 else "voldeden"
    again = "opnieuw " if years_before else ""
    which = (
        f"de verbeterpunten die na {years_before[-1]} nog openstonden"
        if years_before
        else "die verbeterpunten"
    )
    return (
        f"In {year} heeft STJ {again}bekeken wat er met de verbeterpunten is gebeurd{in_what}. Dit overzicht gaat "
        f"alleen over {which}. Punten waarop {the_approaches(before)} eerder al {met}, zijn niet opnieuw "
        "getoetst."
    )


def left_the_investigation(name: str, reason: str, *, since: int | None = None) -> str:
    """That an approach is no longer looked at, and why; the reason is a clause as it follows "omdat".

    `since` is the year of an earlier round that left it out.
    """
    when = f"sinds {since} " if since else ""
    return f"De aanpak {name} hoort {when}niet meer bij het onderzoek, omdat {reason.strip().rstrip('.')}."

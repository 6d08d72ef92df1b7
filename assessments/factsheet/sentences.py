"""The standard sentences of a factsheet, grammatical for one approach and for several.

What they say is `assessments.wordings`; here is which of them stands when, and with what in its places.
"""

from collections.abc import Sequence

from assessments.wordings import STARTING, Texts

NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")


def enumerate_words(words: Sequence[str]) -> str:
    """The words as a Dutch list: "a, b en c"."""
    if not words:
        return ""
    *first, last = words
    return f"{', '.join(first)} en {last}" if first else last


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
    *,
    framework: str,
    tested: Sequence[tuple[int, str, Sequence[str]]],
    number_of_themes: int,
    texts: Texts = STARTING,
) -> str:
    """What was `tested` first, by year, municipality and approaches, and that the framework's themes follow.

    Municipalities that merged since were each tested first.
    """
    number = NUMBERS[number_of_themes] if number_of_themes < len(NUMBERS) else str(number_of_themes)
    tests = _first_tests(tested, texts)
    return texts.say("inleiding", number_of_themes, toetsen=tests, kader=framework, aantal=number)


def _first_tests(tested: Sequence[tuple[int, str, Sequence[str]]], texts: Texts) -> str:
    years = [None, *(year for year, _, _ in tested)]
    return enumerate_words(
        [
            texts.say(
                "eerste-toets-ook" if year == before else "eerste-toets",
                len(approaches),
                jaar=year,
                gemeente=municipality,
                aanpak=enumerate_words(approaches),
            )
            for (year, municipality, approaches), before in zip(tested, years, strict=False)
        ]
    )


def went_on_together(
    *, year: int, municipality: str, former: Sequence[str], with_own: bool, texts: Texts = STARTING
) -> str:
    """That municipalities went up in this one, and since when their improvement points are looked at together.

    `with_own`: this one was there before, and had improvement points too.
    """
    code = "opgegaan" if with_own else "opgegaan-in-nieuwe"
    names = enumerate_words(former)
    return texts.say(code, len(former), gemeenten=names, gemeente=municipality, jaar=year)


def what_was_followed_up(
    *,
    year: int,
    before: Sequence[str],
    now: Sequence[str],
    years_before: Sequence[int] = (),
    texts: Texts = STARTING,
) -> str:
    """What this round looked at: the improvement points, and nothing that was met before.

    `years_before` are those of the follow-ups before this one: what was taken up in them isn't looked at again.
    """
    code = "volgende-opvolging" if years_before else "opvolging"
    elsewhere = "" if list(before) == list(now) else "-elders"
    earlier = years_before[-1] if years_before else ""
    looked = texts.say(code + elsewhere, len(now), jaar=year, aanpak=enumerate_words(now), eerder=earlier)
    return f"{looked} {texts.say('niet-opnieuw', len(before), aanpak=enumerate_words(before))}"


def signed_by(inspectorates: Sequence[str], *, texts: Texts = STARTING) -> str:
    """For which inspectorates it was signed; nothing where none signs."""
    names = enumerate_words([f"de {each}" for each in inspectorates])
    return texts.say("vastgesteld-door", len(inspectorates), inspecties=names) if names else ""


def left_the_investigation(
    name: str, reason: str, *, since: int | None = None, texts: Texts = STARTING
) -> str:
    """That an approach is no longer looked at, and why; the reason is a clause as it follows "omdat".

    `since` is the year of an earlier round that left it out.
    """
    code = "buiten-onderzoek-sinds" if since else "buiten-onderzoek"
    return texts.say(code, aanpak=name, reden=reason.strip().rstrip("."), jaar=since)

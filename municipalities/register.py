"""Reads the file of a register of municipalities. No queries."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

COLUMNS = ("code", "name", "sort_name", "province", "valid_from", "valid_until", "successors", "change")
_LONGEST = {"name": 100, "sort_name": 100, "province": 20, "change": 30}
_REQUIRED = ("name", "sort_name", "province")
_CODE = re.compile(r"GM\d{4}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file, at which line, and what was expected there."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"regel {self.line}: {self.message}"


class NotARegister(Exception):
    """A file that cannot be taken in; it carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Entry:
    """One municipality as the file describes it."""

    code: str
    name: str
    sort_name: str
    province: str
    valid_from: date | None
    valid_until: date | None
    change: str
    successors: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


def read(content: bytes) -> list[Entry]:
    """The municipalities in the CSV file `content`, in its order. Raises NotARegister with all that is wrong."""
    rows = _rows(_text(content))
    problems = [problem for line, row in rows for problem in _problems(line, row)]
    problems += _said_twice(rows)
    if problems:
        raise NotARegister(sorted(problems, key=lambda problem: problem.line))
    return [_entry(line, row) for line, row in rows]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "dit is geen UTF-8. Sla het bestand op als “CSV UTF-8”."
        raise NotARegister([Problem(line, message)]) from None
    if not text.strip():
        raise NotARegister([Problem(1, f"het bestand is leeg. Verwacht: de kolommen {', '.join(COLUMNS)}.")])
    return text


def _rows(text: str) -> list[tuple[int, dict]]:
    """Every row with the number of its line; the rows with another number of fields are problems."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise NotARegister([_missing(missing)])
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise NotARegister([Problem(reader.line_num, f"dit is geen CSV ({error}).")]) from None
    if not rows:
        raise NotARegister([Problem(2, "verwacht: een gemeente op elke regel onder de kop.")])
    return rows


def _missing(columns: list[str]) -> Problem:
    subject = "de kolom" if len(columns) == 1 else "de kolommen"
    verb = "ontbreekt" if len(columns) == 1 else "ontbreken"
    return Problem(
        1,
        f"{subject} {', '.join(columns)} {verb}. Verwacht, gescheiden door komma’s: {', '.join(COLUMNS)}.",
    )


def _problems(line: int, row: dict) -> Iterator[Problem]:
    if None in row or None in row.values():
        yield Problem(line, "het aantal velden is anders dan in de kop.")
        return
    if not _CODE.fullmatch(row["code"]):
        yield Problem(line, f"“{row['code']}” is geen CBS-code. Verwacht: GM met vier cijfers, zoals GM0361.")
    for column in _REQUIRED:
        if not row[column].strip():
            yield Problem(line, f"{column} is leeg.")
    for column, longest in _LONGEST.items():
        if len(row[column]) > longest or not row[column].isprintable():
            yield Problem(line, f"{column} is geen tekst van ten hoogste {longest} tekens.")
    yield from _problems_of_validity(line, row)
    yield from _problems_of_succession(line, row)


def _problems_of_validity(line: int, row: dict) -> Iterator[Problem]:
    wrong = [column for column in ("valid_from", "valid_until") if not _is_date(row[column])]
    for column in wrong:
        yield Problem(
            line,
            f"“{row[column]}” in {column} is geen datum. Verwacht: jaar-maand-dag, zoals 2015-01-01, of niets.",
        )
    if not wrong and row["valid_from"] and row["valid_until"] and row["valid_from"] > row["valid_until"]:
        yield Problem(
            line,
            f"de laatste dag ({row['valid_until']}) ligt voor de eerste ({row['valid_from']}).",
        )


def _problems_of_succession(line: int, row: dict) -> Iterator[Problem]:
    for code in _successors(row):
        if not _CODE.fullmatch(code):
            yield Problem(
                line,
                f"“{code}” in successors is geen CBS-code. Verwacht: codes zoals GM0361, gescheiden door |.",
            )
        elif code == row["code"]:
            yield Problem(line, f"{code} kan niet in zichzelf opgaan.")
    if row["successors"] and not row["valid_until"]:
        yield Problem(line, "er zijn opvolgers, maar valid_until is leeg. Verwacht: de laatste dag.")


def _said_twice(rows: list[tuple[int, dict]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line, row in rows:
        code = row["code"]
        if code in first:
            yield Problem(line, f"{code} staat ook op regel {first[code]}. Verwacht: elke code één keer.")
        first.setdefault(code, line)


def _entry(line: int, row: dict) -> Entry:
    return Entry(
        code=row["code"],
        name=row["name"].strip(),
        sort_name=row["sort_name"].strip().lower(),
        province=row["province"].strip(),
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        change=row["change"].strip(),
        successors=_successors(row),
        line=line,
    )


def _successors(row: dict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["successors"].split("|"))) if row["successors"] else ()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_date(text: str) -> bool:
    if not text:
        return True
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False

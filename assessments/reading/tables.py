"""The tables of improvement points: a heading, columns, and rows of an indicator with its cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assessments.reading import names
from assessments.reading.content import NO_VERDICT_GIVEN, Cell, Row
from assessments.reading.errors import Unreadable, expected, in_dutch, quoted
from assessments.reading.known import Known
from assessments.reading.lines import Line, joined
from assessments.reading.markdown import is_bullet, to_markdown
from assessments.reading.wordings import matched, nearest
from assessments.texts import NOTE
from assessments.verdicts import Verdict

MAX_WORDING = 400
MAX_EXPLANATION = 10_000
MAX_LINES_OF_HEADER = 40
INDICATOR = "Indicator"
_MARKS = {"√": Verdict.MEETS, "X": Verdict.IMPROVEMENT_POINT}
_MARK = re.compile(r"([√X])(?:\s+|$)")
_MARK_WITHIN_A_BLOCK = re.compile(r"[√X]\s+[A-Z0-9‘’“”'\"(]")
_CLOSED = re.compile(r"[.!?…][”’\"')]*$")
A_VERDICT = "een oordeel (√ of X)"


@dataclass(frozen=True)
class Column:
    year: int
    approach: str


@dataclass(frozen=True)
class Columns:
    """What the columns can be: a year, its approaches, and the follow-up."""

    first_year: int
    approaches: Sequence[str]
    year: int
    follow_up: str


@dataclass(frozen=True)
class Table:
    """A table with the lines under its header."""

    theme: str
    line: int
    columns: list[Column]
    lines: list[Line]


@dataclass(frozen=True)
class Piece:
    """A run of lines in a table: a wording, a cell with its mark, or what continues a cell."""

    mark: str
    lines: list[Line]

    @property
    def line(self) -> int:
        return self.lines[0].number

    @property
    def text(self) -> str:
        return joined(line.text for line in self.lines)

    def continues_a_cell(self) -> bool:
        return self.lines[0].text.startswith(NOTE) or is_bullet(self.lines[0].text)


@dataclass
class _OpenRow:
    """A row that is being read."""

    indicator: str
    theme: str
    wording: str
    line: int
    columns: list[Column]
    cells: list[list[Piece]] = field(default_factory=list)

    @property
    def lacks(self) -> int:
        return len(self.columns) - len(self.cells)

    def closed(self, *, line: int) -> Row:
        """The row, of which only the last cell may be missing: that one is open. `line` is what follows."""
        if self.lacks > 1:
            raise expected(f"{A_VERDICT} {_of(self.columns[len(self.cells)])}", line=line)
        cells = [_cell(column, pieces) for column, pieces in zip(self.columns, self.cells, strict=False)]
        if self.lacks:
            last = self.columns[-1]
            cells.append(Cell(last.year, last.approach, Verdict.NOT_ASSESSED, "", NO_VERDICT_GIVEN))
        first_year = self.columns[0].year
        if not any(c.verdict == Verdict.IMPROVEMENT_POINT for c in cells if c.year == first_year):
            raise Unreadable(
                f"een verbeterpunt heeft in {first_year} ten minste één X, maar deze rij niet:"
                f" {quoted(self.wording)}.",
                self.line,
            )
        return Row(self.indicator, self.theme, self.wording, tuple(cells))


def first_table(lines: Sequence[Line], *, header: str, line: int) -> int:
    """Where the first table starts: the index of the line above its `header`. Before `lines` comes `line`."""
    found = next((index for index, line in enumerate(lines) if _is_header(line.text)), None)
    if found is None:
        raise expected(f"een tabel met de kop “{header}”", line=lines[-1].number if lines else line)
    return _before(lines, found) or 0


def read_tables(
    lines: Sequence[Line], columns: Columns, known: Known, *, ends_in_text: bool
) -> tuple[Row, ...]:
    """Every row of every table. `ends_in_text` says that nothing comes after the last cell, so that a cell
    that stops halfway, or is missing there, means that the text was cut off."""
    rows: list[Row] = []
    found = list(_tables(lines, columns, known))
    for number, table in enumerate(found, 1):
        last = ends_in_text and number == len(found)
        for row, line in _rows(table, known, is_last=last):
            if any(row.indicator == earlier.indicator for earlier in rows):
                raise expected("elke indicator één keer", line=line, found=row.wording)
            rows.append(row)
    return tuple(rows)


def _is_header(text: str) -> bool:
    return text == INDICATOR or bool(re.match(rf"{INDICATOR} 20\d\d\b", text))


def _before(lines: Sequence[Line], index: int) -> int | None:
    return next((n for n in range(index - 1, -1, -1) if lines[n].text), None)


def _tables(lines: Sequence[Line], columns: Columns, known: Known) -> Iterator[Table]:
    headers = [index for index, line in enumerate(lines) if _is_header(line.text)]
    starts = [_heading(lines, header, known) for header in headers]
    for start, header, end in zip(starts, headers, [*starts[1:], len(lines)], strict=True):
        found, rest = _columns(lines[header:end], columns)
        yield Table(known.themes[lines[start].text], lines[header].number, found, list(rest))


def _heading(lines: Sequence[Line], header: int, known: Known) -> int:
    """The index of the theme's heading above a header."""
    before = _before(lines, header)
    if before is not None and lines[before].text in known.themes:
        return before
    found = lines[header if before is None else before]
    headings = ", ".join(dict.fromkeys(known.themes.values()))
    raise expected(f"een thema ({headings}) boven deze tabel", line=found.number, found=found.text)


def _columns(lines: Sequence[Line], columns: Columns) -> tuple[list[Column], Sequence[Line]]:
    """The columns that a header names, and the lines after it."""
    last = f" {columns.year}"
    for end in range(1, min(len(lines), MAX_LINES_OF_HEADER) + 1):
        if f" {lines[end - 1].text}".endswith(last):
            header = joined(line.text for line in lines[:end] if line.text)
            inner = header.removeprefix(INDICATOR).removesuffix(last)
            return _named(inner, columns, line=lines[0].number, header=header), lines[end:]
    raise expected(_header_wanted(columns), line=lines[0].number, found=lines[0].text)


def _named(inner: str, columns: Columns, *, line: int, header: str) -> list[Column]:
    start, *printed = f"{inner} ".split(f" {columns.first_year} ")
    printed = [name.strip() for name in printed]
    approaches = list(columns.approaches)
    found = [
        approach for name in printed for approach in approaches if names.same(name, approach)
    ] or approaches * (printed == [""])
    if start.strip() or sorted(found) != sorted(approaches) or len(printed) != len(approaches):
        raise expected(_header_wanted(columns), line=line, found=header)
    return [*(Column(columns.first_year, name) for name in found), Column(columns.year, columns.follow_up)]


def _header_wanted(columns: Columns) -> str:
    if len(columns.approaches) == 1:
        return f"de kolommen “{INDICATOR} {columns.first_year} {columns.year}”"
    named = " ".join(f"{columns.first_year} {name}" for name in columns.approaches)
    return f"de kolommen “{INDICATOR} {named} {columns.year}”"


def _pieces(lines: Sequence[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    after_empty = True
    for line in lines:
        mark = _MARK.match(line.text) if after_empty else _MARK_WITHIN_A_BLOCK.match(line.text)
        if line.text and (after_empty or mark or line.text.startswith(NOTE)):
            pieces.append(Piece(line.text[0] if mark else "", [line]))
        elif line.text:
            pieces[-1].lines.append(line)
        after_empty = not line.text
    return pieces


def _rows(table: Table, known: Known, *, is_last: bool) -> Iterator[tuple[Row, int]]:
    row: _OpenRow | None = None
    pieces = _pieces(table.lines)
    for piece in pieces:
        if piece.mark:
            _add_cell(row, piece)
        elif row and row.cells and piece.continues_a_cell():
            row.cells[-1].append(piece)
        elif row and not row.cells:
            raise expected(f"{A_VERDICT} {_of(row.columns[0])}", line=piece.line, found=piece.text)
        else:
            following = _new_row(table, piece, row, known)
            if row:
                yield row.closed(line=piece.line), row.line
            row = following
    if row is None:
        raise expected("een indicator onder deze kop", line=table.line)
    if is_last:
        _refuse_when_cut_off(row, pieces[-1])
    yield row.closed(line=pieces[-1].lines[-1].number), row.line


def _add_cell(row: _OpenRow | None, piece: Piece) -> None:
    if row is None:
        raise expected("een indicator vóór dit oordeel", line=piece.line, found=piece.text)
    if not row.lacks:
        raise expected(
            f"een indicator, want deze rij heeft al {len(row.columns)} oordelen",
            line=piece.line,
            found=piece.text,
        )
    if piece.text == piece.mark:
        raise expected("een toelichting na het oordeel", line=piece.line, found=piece.text)
    row.cells.append([piece])


def _new_row(table: Table, piece: Piece, row: _OpenRow | None, known: Known) -> _OpenRow:
    wording = piece.text
    if len(wording) > MAX_WORDING or not (indicator := matched(wording, known.wordings)):
        lacking = f"{A_VERDICT} {_of(row.columns[len(row.cells)])}, of " if row and row.lacks else ""
        raise expected(
            f"{lacking}een indicator van het toetsingskader {known.framework}",
            line=piece.line,
            found=wording,
            nearest=nearest(wording, known.wordings),
        )
    return _OpenRow(indicator, table.theme, wording, piece.line, table.columns)


def _refuse_when_cut_off(row: _OpenRow, last: Piece) -> None:
    line = last.lines[-1].number
    if row.lacks:
        raise expected(
            f"{A_VERDICT} {_of(row.columns[len(row.cells)])}, maar het bestand houdt hier op", line=line
        )
    if not _CLOSED.search(last.text):
        raise Unreadable(f"het bestand houdt midden in een zin op: {quoted(last.lines[-1].text)}.", line)


def _cell(column: Column, pieces: list[Piece]) -> Cell:
    first, *more = pieces
    without_mark = Line(first.line, first.lines[0].text[1:].lstrip())
    start = [line for line in [without_mark, *first.lines[1:]] if line.text]
    explanation = to_markdown([start, *(piece.lines for piece in more)])
    if len(explanation) > MAX_EXPLANATION:
        raise expected(f"een toelichting van hoogstens {in_dutch(MAX_EXPLANATION)} tekens", line=first.line)
    return Cell(column.year, column.approach, _MARKS[first.mark], explanation)


def _of(column: Column) -> str:
    return f"voor {column.year} ({column.approach})"

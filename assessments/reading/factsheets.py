"""Reading a whole factsheet."""

import datetime

from assessments.reading import dates, narrative, opening
from assessments.reading.content import Factsheet
from assessments.reading.errors import expected, in_dutch
from assessments.reading.furniture import Month, cleared
from assessments.reading.known import Known
from assessments.reading.lines import Block, Line, blocks, numbered
from assessments.reading.markdown import to_markdown
from assessments.reading.tables import Columns, first_table, read_tables

MAX_DEVELOPMENT = 50_000


def first_year(text: str) -> int:
    """The year of the first round, which decides by what framework the rest is read."""
    _, _, year = opening.introduction(numbered(text))
    return year


def read_factsheet(text: str, known: Known) -> Factsheet:
    """What the text of a published factsheet says. Raises Unreadable for what isn't certain."""
    pages = cleared(numbered(text), headings=known.themes)
    first = opening.first_round(pages.lines, pages.approach_lines, known)
    start, year = narrative.heading(pages.lines, after=first.year)
    heading_line, body = pages.lines[start].number, pages.lines[start + 1 :]
    tables = first_table(body, header=f"Indicator {first.year} {year}", line=heading_line)
    told = list(blocks(body[:tables]))
    paragraphs = narrative.paragraphs(told)
    approaches = narrative.approaches(paragraphs, first)
    followed_up = [approach for approach in approaches if not approach.reason_left]
    follow_up = narrative.follow_up(
        paragraphs, pages.approach_lines, followed_up, year=year, line=heading_line
    )
    columns = Columns(first.year, [approach.name for approach in followed_up], year, follow_up)
    return Factsheet(
        first_year=first.year,
        year=year,
        first_municipality=first.municipality,
        municipality=_municipality(pages.lines, paragraphs, first, known),
        approaches=approaches,
        follow_up=follow_up,
        contacts=(narrative.contact(paragraphs, line=heading_line),),
        development=_development(told, line=heading_line),
        appeared_in=_appeared_in(pages.lines, pages.months),
        rows=read_tables(body[tables:], columns, known, ends_in_text=pages.ends_in_text),
        introduction_line=first.line,
        ends_openly=pages.ends_openly,
    )


def _development(told: list[Block], *, line: int) -> str:
    development = to_markdown(told, headings=True)
    if len(development) > MAX_DEVELOPMENT:
        raise expected(f"een ontwikkeling van hoogstens {in_dutch(MAX_DEVELOPMENT)} tekens", line=line)
    return development


def _municipality(
    lines: list[Line], paragraphs: list[narrative.Paragraph], first: opening.FirstRound, known: Known
) -> str:
    """The municipality by the title page, else by the narrative, else by the introduction."""
    title = opening.title_municipality(lines, known)
    told = narrative.named_municipality(paragraphs, known)
    if title and told and title[0] != told[0]:
        raise expected(f"dezelfde gemeente als op de titelpagina ({title[0]})", line=told[1], found=told[0])
    named = title or told
    return named[0] if named else first.municipality


def _appeared_in(lines: list[Line], months: list[Month]) -> datetime.date | None:
    """The month on the title page or in the footers, which must be one and the same."""
    found = [*_months_on_title_page(lines), *months]
    for other in found:
        if other.first_day != found[0].first_day:
            raise expected(
                f"overal dezelfde maand van publicatie ({_month(found[0])})",
                line=other.line,
                found=_month(other),
            )
    return found[0].first_day if found else None


def _months_on_title_page(lines: list[Line]) -> list[Month]:
    months = []
    for line in lines:
        if line.text == opening.INTRODUCTION:
            break
        words = line.text.split()
        if len(words) == 2 and (first_day := dates.month(*words)):
            months.append(Month(line.number, first_day))
    return months


def _month(month: Month) -> str:
    return f"{dates.MONTHS[month.first_day.month - 1]} {month.first_day.year}"

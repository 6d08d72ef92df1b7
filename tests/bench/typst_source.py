"""A factsheet in the language of typst: the same words in the same arrangement, to measure against."""

import re

from assessments.templatetags.display import verdict_mark

HEAD = """
#set page(paper: "a4", margin: (x: 18mm, top: 18mm, bottom: 20mm),
  footer: context [#title() - Samenwerkend Toezicht Jeugd #h(1fr) #counter(page).display("1 van 1", both: true)])
#set text(font: "Source Sans Pro", size: 9.5pt, lang: "nl", hyphenate: false)
#set table(stroke: none, inset: 5pt)
"""


def source(factsheet):
    """What typst makes the document of."""
    parts = [
        f'#set document(title: "{factsheet.title}", author: "Samenwerkend Toezicht Jeugd")',
        HEAD,
        f"= {plain(factsheet.title)}",
        plain(factsheet.approach_line),
        "#columns(2)[",
        f"#block(fill: luma(245), inset: 8pt)[{marked_up(factsheet.definition)}]",
        f"== Inleiding\n{plain(factsheet.introduction)}",
        *(f"- *{plain(theme.name)}:* {plain(theme.description)}" for theme in factsheet.themes_tested),
        f"== Ontwikkeling {factsheet.year}\n{marked_up(factsheet.development)}",
        "]",
        "== Uitkomsten verbeterpunten",
        *(plain(sentence) for sentence in factsheet.scope),
        *(table(theme, factsheet) for theme in factsheet.themes),
        plain(factsheet.colophon),
    ]
    return "\n\n".join(parts)


def table(theme, factsheet):
    """The table of one theme, of which the head comes again on each page."""
    heads = ["Indicator", *(column.label for column in factsheet.columns)]
    rows = [
        cell
        for point in theme.points
        for cell in (plain(point.indicator), *(found(each, factsheet.words) for each in point.cells))
    ]
    columns = ", ".join(["22%", *["1fr"] * len(factsheet.columns)])
    named = f"table.cell(colspan: {len(heads)})[=== {plain(theme.heading)}]"
    head = ", ".join([named, *(f"[{plain(each)}]" for each in heads)])
    return f"#table(columns: ({columns}), table.header({head}), {', '.join(f'[{row}]' for row in rows)})"


def found(cell, words):
    if cell is None:
        return plain(words.not_tested)
    given = f"{verdict_mark(cell.verdict)} {plain(words.of(cell.verdict))}"
    return "\n\n".join([given, plain(cell.reason), marked_up(cell.explanation)])


def marked_up(text):
    """Markdown, of which only headings, emphasis and lists occur."""
    lines = (re.sub(r"^#+ (.*)", r"*\1*", line) for line in text.replace("**", "*").split("\n"))
    return "\n".join(line if line.startswith(("*", "- ")) else plain(line) for line in lines)


def plain(text):
    return re.sub(r"([\\#$@<>*_`~\[\]=+/])", r"\\\1", text)

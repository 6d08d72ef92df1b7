"""A text between our Markdown and a word processor: its paragraphs, with bold and italic runs and lists."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml import etree, html

from assessments.texts import NOTE, escape, folded, normalise, to_html, to_plain

BULLET, NUMBER = "bullet", "number"
DEEPEST = 5
_TYPED_BULLET = re.compile(r"^\s*[-•·▪◦‣*\uf0b7]\s+(?=[^\s*])")
# Stand for the marks of bold and italic while a text is escaped; nobody's text keeps them.
_MARKS = {"\ue000": "**", "\ue001": "*", "\ue002": "***"}
_STANDS_FOR = {(True, False): "\ue000", (False, True): "\ue001", (True, True): "\ue002"}


@dataclass(frozen=True)
class Run:
    """A piece of text in one style; a newline in it is a line break within the paragraph."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or an item of a list (`bullet` or `number`) at a level counted from 0."""

    runs: tuple[Run, ...]
    list: str = ""
    level: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def from_markdown(markdown: str) -> list[Paragraph]:
    """The paragraphs of a text that is stored with us."""
    if not markdown:
        return []
    root = html.fragment_fromstring(to_html(markdown), create_parent="div")
    return list(_blocks(root, "", -1))


def to_markdown(paragraphs: Iterable[Paragraph]) -> str:
    """The text that is stored with us for paragraphs out of a word processor."""
    kept = [each for each in map(_as_item, paragraphs) if each.text.strip()]
    blocks = []
    for group in in_lists(kept):
        if group[0].list:
            blocks.append("\n".join(_items(group)))
        else:
            blocks.extend(_marked(each) for each in group)
    return normalise("\n\n".join(blocks))


def in_lists(paragraphs: Iterable[Paragraph]) -> list[list[Paragraph]]:
    """Paragraphs that follow one another, with the items of each list apart."""
    groups: list[list[Paragraph]] = []
    for each in paragraphs:
        begins = not groups or bool(each.list) != bool(groups[-1][0].list)
        if begins or (each.list and each.level == 0 and each.list != groups[-1][0].list):
            groups.append([])
        groups[-1].append(each)
    return groups


def as_read(markdown: str) -> str:
    """A stored text as it comes back from a work sheet on which nobody wrote."""
    return to_markdown(from_markdown(markdown))


def _blocks(parent: etree._Element, kind: str, level: int) -> Iterator[Paragraph]:
    for block in parent:
        if block.tag in {"ul", "ol"}:
            inner = BULLET if block.tag == "ul" else NUMBER
            for item in block:
                yield from _item(item, inner, level + 1)
        else:
            yield Paragraph(tuple(_runs(block)), kind, max(level, 0))


def _item(item: etree._Element, kind: str, level: int) -> Iterator[Paragraph]:
    if item.find("p") is not None:  # a list whose items lie apart
        first, *others = _blocks(item, "", level)
        yield Paragraph(first.runs, kind, level)
        yield from others
        return
    nested = [child for child in item if child.tag in {"ul", "ol"}]
    for child in nested:
        item.remove(child)
    yield Paragraph(tuple(_runs(item)), kind, level)
    for child in nested:
        wrapper = html.Element("div")
        wrapper.append(child)
        yield from _blocks(wrapper, "", level)


def _runs(element: etree._Element, bold: bool = False, italic: bool = False) -> Iterator[Run]:
    bold, italic = bold or element.tag == "strong", italic or element.tag == "em"
    if element.tag == "br":
        yield Run("\n", bold, italic)
    if text := _on_one_line(element.text):
        yield Run(text, bold, italic)
    for child in element:
        yield from _runs(child, bold, italic)
        if tail := _on_one_line(child.tail):
            yield Run(tail, bold, italic)


def _on_one_line(text: str | None) -> str:
    return (text or "").replace("\n", "")  # the renderer ends a line after each <br>


def _as_item(paragraph: Paragraph) -> Paragraph:
    """A paragraph that begins with a typed bullet is an item of a list; it was meant as one."""
    mark = _TYPED_BULLET.match(paragraph.text)
    if paragraph.list or not mark:
        return paragraph
    return Paragraph(tuple(_without_beginning(paragraph.runs, mark.end())), BULLET)


def _without_beginning(runs: Iterable[Run], length: int) -> Iterator[Run]:
    for run in runs:
        if len(run.text) > length:
            yield Run(run.text[length:], run.bold, run.italic)
        length = max(0, length - len(run.text))


def _items(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    widths: list[int] = []
    for each in paragraphs:
        mark = "- " if each.list == BULLET else "1. "
        level = min(each.level, len(widths), DEEPEST)
        widths = [*widths[:level], len(mark)]
        indent = " " * sum(widths[:-1])
        text = _marked(each).lstrip()
        yield f"{indent}{mark}" + text.replace("\n", f"\n{indent}{' ' * len(mark)}")


def _marked(paragraph: Paragraph) -> str:
    """The Markdown of one paragraph: its bold and italic marked, all else to the letter."""
    runs = _with_plain_note(paragraph.runs)
    plain = "".join(run.text for run in runs)
    marked = escape("".join(_with_stand_ins(runs)))
    for stand_in, mark in _MARKS.items():
        marked = marked.replace(stand_in, mark)
    marked = "\n".join(line.strip() for line in marked.split("\n"))
    # Marks that would show as stars, as between letters and signs, are left out: the words go first.
    return marked if folded(to_plain(marked)) == folded(plain) else escape(plain)


def _with_plain_note(runs: Iterable[Run]) -> list[Run]:
    """Runs in which the words that make a note are plain: the note makes them bold by itself."""
    runs = [Run(re.sub("[\ue000-\ue002]", "", run.text), run.bold, run.italic) for run in runs]
    text = "".join(run.text for run in runs)
    if not text.lstrip().startswith(NOTE):
        return runs
    length = len(text) - len(text.lstrip()) + len(NOTE)
    return [Run(NOTE), *_without_beginning(runs, length)]


def _with_stand_ins(runs: Iterable[Run]) -> Iterator[str]:
    for style, group in groupby(runs, key=lambda run: (run.bold, run.italic)):
        text = "".join(run.text for run in group)
        mark = _STANDS_FOR.get(style, "")
        for number, line in enumerate(text.split("\n")):
            core = line.strip()
            before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
            yield ("\n" if number else "") + (f"{before}{mark}{core}{mark}{after}" if core else line)

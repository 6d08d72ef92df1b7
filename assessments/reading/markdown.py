"""From blocks of lines to Markdown: paragraphs, lists, notes and, in a narrative, sub-headings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from assessments.reading.lines import Block, joined
from assessments.texts import escape

MAX_HEADING = 60
_BULLET = re.compile(r"[-•]\s+(?=\S)")
_CLOSED = re.compile(r"[.!?:;][”’\"')]*$")
_NO_HEADING = re.compile(r"[.,!?:;-][”’\"')]*$")


class Kind(Enum):
    PARAGRAPH = "{}"
    HEADING = "### {}"
    ITEM = "- {}"


@dataclass
class _Part:
    kind: Kind
    lines: list[str]

    def runs_on_in(self, text: str) -> bool:
        """Whether an empty line fell in the middle of a sentence, which goes on in `text`."""
        goes_on = text[:1].islower() or text.startswith("(")
        return self.kind != Kind.HEADING and goes_on and not _CLOSED.search(self.lines[-1])

    def markdown(self) -> str:
        return self.kind.value.format(escape(joined(self.lines)))


def to_markdown(blocks: Iterable[Block], *, headings: bool = False) -> str:
    """The blocks as Markdown; with `headings`, a short first line that stands apart becomes a sub-heading."""
    texts = [[line.text for line in block] for block in blocks]
    parts: list[_Part] = []
    for number, block in enumerate(texts):
        after = texts[number + 1] if number + 1 < len(texts) else []
        if headings and is_heading(block, after):
            parts.append(_Part(Kind.HEADING, block[:1]))
            block = block[1:]
        _add(parts, block)
    return "".join(
        f"{_between(before, part)}{part.markdown()}"
        for before, part in zip([None, *parts], parts, strict=False)
    )


def is_bullet(text: str) -> bool:
    return bool(_BULLET.match(text))


def is_heading(block: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the first line of a block is a sub-heading: short, not closed, and broken off of itself.

    Of itself means: what comes next begins with a capital, and its first word would easily have fitted on
    the line. A line that is a block of its own needs only the block `after` it.
    """
    first, *rest = block
    following = rest or after
    if not following or not _could_be_heading(first) or not following[0][:1].isupper():
        return False
    needed = len(first) + 1 + len(following[0].split(maxsplit=1)[0])
    return not rest or needed <= 0.75 * max(len(text) for text in rest)


def _could_be_heading(text: str) -> bool:
    return len(text) <= MAX_HEADING and text[:1].isupper() and not _NO_HEADING.search(text)


def _add(parts: list[_Part], block: Sequence[str]) -> None:
    for number, text in enumerate(block):
        if is_bullet(text):
            parts.append(_Part(Kind.ITEM, [_BULLET.sub("", text, count=1)]))
        elif parts and (number or parts[-1].runs_on_in(text)):
            parts[-1].lines.append(text)
        else:
            parts.append(_Part(Kind.PARAGRAPH, [text]))


def _between(before: _Part | None, part: _Part) -> str:
    if before is None:
        return ""
    return "\n" if before.kind == part.kind == Kind.ITEM else "\n\n"

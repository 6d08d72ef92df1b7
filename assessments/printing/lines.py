"""Breaking texts into lines: a line that was broken before in a document is not broken again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

MOST_LETTERS = 1000  # of what is still to be broken: of a longer text, no line is kept


def once(break_line: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's way to break the first line from a text, as something that each document does once for each line.

    It lays out two columns up to five times before it knows how high they are, and a row again on the next page.
    """

    @wraps(break_line)
    def first_line(text: str, style: Any, context: Any, *width_and_more: Any, **named: Any) -> Any:
        if len(text) > MOST_LETTERS:
            return break_line(text, style, context, *width_and_more, **named)
        broken = vars(context).setdefault("broken_lines", {})
        key = (text, id(style), width_and_more, *named.values())
        if key not in broken:
            line = break_line(text, style, context, *width_and_more, **named)
            broken[key] = line, style  # kept, so that its id is never another's
        return broken[key][0]

    return first_line

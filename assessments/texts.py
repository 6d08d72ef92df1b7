"""The Markdown in which explanations and narratives are written: made clean, shown as HTML, read as plain text.

Allowed are paragraphs, lists, emphasis, a paragraph that begins with "LET OP:" as a note and, in a narrative,
sub-headings. Everything else, HTML first of all, stays the text that it is.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby, islice

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

NOTE = "LET OP:"
DEEPEST_LIST = 10  # a mark of a list within that many others is text
MOST_ACCENTS = 30  # on one letter; composing takes the square of their number
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]")
_MANY_SIGNS = re.compile(rf"[^\w\s]{{{MOST_ACCENTS + 1},}}")
_SPELLED_ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ", "'") | dict.fromkeys("“”„‟", '"') | dict.fromkeys("‐‒–—−", "-")
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def normalise(text: str) -> str:
    """A text as it is stored: composed (NFC), with plain line ends, without characters that nobody sees.

    Soft hyphens, zero-width and bidi controls and control characters other than tab and newline go out;
    so do white space at line ends and empty lines around the text. All that ends a line or page is a newline.
    """
    text = _INVISIBLE.sub("", _SURROGATES.sub("", _LINE_ENDS.sub("\n", text)))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    text = unicodedata.normalize("NFC", _MANY_SIGNS.sub(_with_few_accents, text))
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def invisible_in(text: str) -> int:
    """How many characters that nobody sees `normalise` takes out of a text; white space isn't counted."""
    text = _LINE_ENDS.sub("\n", text)
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text)
    return controls + len(_INVISIBLE.findall(text)) + len(_SURROGATES.findall(text))


def to_html(markdown: str, *, headings: bool = False, heading_level: int = 3) -> SafeString:
    """The HTML of a text. With `headings`, sub-headings become `<h3>` or another `heading_level`."""
    # Safe: the renderer escapes all text, and raw HTML is not among its rules.
    return mark_safe(_markdown(headings).render(markdown, {"heading_level": heading_level}))  # noqa: S308  safe by the rules above


def to_plain(markdown: str) -> str:
    """The words of a text without its marks: paragraphs and list items each on a line of their own."""
    lines = (_words(token) for token in _markdown(True).parse(markdown) if token.type == "inline")
    return "\n".join(lines)


def folded(text: str) -> str:
    """A text with every run of white space folded to one space, to compare words and nothing else."""
    return " ".join(text.split())


def on_one_line(*texts: str) -> str:
    """The words of texts one after another, as they are spelled."""
    return folded(" ".join(to_plain(text) for text in texts))


def for_search(*texts: str) -> str:
    """Texts as they are stored to be searched."""
    return blind(on_one_line(*texts))


def blind(text: str) -> str:
    """A text as searching sees it: small letters without accents, straight quotation marks, short dashes."""
    return folded("".join(map(blind_letter, text)))


@lru_cache(maxsize=2_000)
def blind_letter(letter: str) -> str:
    """What searching sees of one letter: nothing of a loose accent, two letters of ß."""
    decomposed = unicodedata.normalize("NFKD", letter).casefold().translate(_SPELLED_ALIKE)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def escape(text: str) -> str:
    """Plain text made Markdown that shows it to the letter."""
    text = re.sub(r"([\\*_])", r"\\\1", text)
    return re.sub(
        r"^([^\S\n]*)([-+]|#{1,6}|\d+[.)])(?=\s|$)",
        lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}",
        text,
        flags=re.MULTILINE,
    )


def _with_few_accents(signs: re.Match) -> str:
    """A run of signs in which a letter has no more loose accents than any language puts on it."""
    runs = groupby(signs[0], key=lambda sign: unicodedata.category(sign).startswith("M"))
    return "".join("".join(islice(run, MOST_ACCENTS) if are_accents else run) for are_accents, run in runs)


@cache
def _markdown(headings: bool) -> MarkdownIt:
    # The parser drops what is nested deeper than maxNesting (a list counts for two), so lists end before that.
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 2 * DEEPEST_LIST + 2})
    parser.block.ruler.at("list", _list, {"alt": ["paragraph"]})
    parser.enable(["list", "emphasis", "escape", "newline"])
    if headings:
        parser.enable("heading")
    parser.core.ruler.push("note", _note)
    parser.core.ruler.push("heading_level", _heading_level)
    return parser


def _list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    return state.level < 2 * DEEPEST_LIST and list_block(state, start_line, end_line, silent)


def _note(state: StateCore) -> None:
    """Make a paragraph that begins with LET OP: a note, with those words strong."""
    for opening, inline, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if opening.type == "paragraph_open" and inline.children and inline.content.startswith(NOTE):
            opening.attrSet("class", "stj-note")
            opening.hidden = closing.hidden = False
            first = inline.children[0]
            first.content = first.content.removeprefix(NOTE)
            text = Token("text", "", 0, content=NOTE)
            inline.children[:0] = [
                Token("strong_open", "strong", 1),
                text,
                Token("strong_close", "strong", -1),
            ]


def _heading_level(state: StateCore) -> None:
    level = state.env.get("heading_level", 3)
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"


def _words(inline: Token) -> str:
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else child.content for child in inline.children or []
    )


def safe_cell(value: object) -> str:
    """What stands in a cell of a table, as no spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

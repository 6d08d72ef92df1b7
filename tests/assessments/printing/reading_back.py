"""Reading a PDF back as a screen reader does: its structure as indented lines of text."""

import io
import re
from collections import defaultdict
from functools import lru_cache
from itertools import takewhile

import pypdf
from pypdf.generic import ContentStream, DictionaryObject

LINE = re.compile(r"^ *'(.*)'$")
MARKS_OF_ITEMS = ("• ", "–  ")


@lru_cache(maxsize=16)
def structure(document):
    """Each part with its attributes, and under it what it holds: parts, texts and links."""
    reader = pypdf.PdfReader(io.BytesIO(document))
    pages = {page.indirect_reference.idnum: page for page in reader.pages}
    texts = {number: _painted(page)[0] for number, page in pages.items()}
    (whole,) = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    return "\n".join(_lines(whole.get_object(), texts, 0))


def artifacts(document):
    """What stands on each page without being read: as what, and its text."""
    return [_painted(page)[1] for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def read_aloud(document):
    """The words of a document in the order of reading, without the marks of list items.

    The lines of a part follow on each other as they are, so that two words with no space between them are one.
    """
    heard = []
    for line in structure(document).splitlines():
        text = LINE.match(line)
        if text is None:
            heard.append("" if line.split()[0] in ("Link", "->") else " ")
        elif text[1] not in MARKS_OF_ITEMS:
            heard.append(text[1].removesuffix("\u00ad"))
    return " ".join("".join(heard).split())


def _lines(part, texts, depth):
    attributes = part.get("/A", {})
    said = "".join(f" {key[1:]}={value}" for key, value in attributes.items() if key != "/O")
    yield f"{'  ' * depth}{part['/S'][1:]}{said}"
    for held in part["/K"]:
        held = held.get_object()
        if isinstance(held, int):
            yield f"{'  ' * (depth + 1)}'{texts[part.raw_get('/Pg').idnum][held]}'"
        elif held["/Type"] == "/MCR":
            yield f"{'  ' * (depth + 1)}'{texts[held.raw_get('/Pg').idnum][held['/MCID']]}'"
        elif held["/Type"] == "/OBJR":
            yield f"{'  ' * (depth + 1)}-> {held['/Obj']['/Contents']}"
        else:
            yield from _lines(held, texts, depth + 1)


def _painted(page):
    """What is painted on a page: text by the number of its mark, and the artifacts."""
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    read, aside, marks, letters = defaultdict(str), [], [], {}
    for operands, operator in ContentStream(page["/Contents"], page.pdf).operations:
        if operator in (b"BDC", b"BMC"):
            marks.append((operands[0], operands[1] if operator == b"BDC" else DictionaryObject()))
            if "/ActualText" in marks[-1][1]:
                read[marks[-1][1]["/MCID"]] = marks[-1][1]["/ActualText"]
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator == b"TJ":
            tag, properties = marks[-1]
            text = "".join(
                _text(each.original_bytes, letters) for each in operands[0] if hasattr(each, "original_bytes")
            )
            if tag == "/Artifact":
                aside.append((properties.get("/Subtype", properties.get("/Type"))[1:], text))
            elif "/ActualText" not in properties:
                read[properties["/MCID"]] += text

    return read, aside


def _letters(font):
    """What each glyph of a font says."""
    pairs = re.findall(r"<([0-9a-f]+)> <([0-9a-f]+)>", font["/ToUnicode"].get_data().decode())
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}


def _text(glyphs, letters):
    return "".join(letters[int.from_bytes(glyphs[i : i + 2])] for i in range(0, len(glyphs), 2))


def part(document, kind):
    """The first part of a kind with all that it holds, without its indentation."""
    lines = structure(document).splitlines()
    start = next(i for i, line in enumerate(lines) if line.split()[0] == kind)
    depth = len(lines[start]) - len(lines[start].lstrip())
    held = takewhile(lambda line: line.startswith(" " * (depth + 1)), lines[start + 1 :])
    return "\n".join(line[depth:] for line in [lines[start], *held])

"""The narrative "Ontwikkeling 2014": the contact moment on which it rests, and what became of the approaches."""

import re
from dataclasses import dataclass

from assessments.reading import dates, names
from assessments.reading.content import KINDS_OF_CONTACT, Approach, Contact
from assessments.reading.errors import Unreadable, expected, quoted
from assessments.reading.furniture import MAX_NAME, ApproachLine
from assessments.reading.known import Known
from assessments.reading.lines import Block, Line, text_of_block
from assessments.reading.opening import FirstRound, municipality

DEVELOPMENT = re.compile(r"Ontwikkeling (20\d\d)")
_CONTACT = re.compile(r"Op (\d{1,2}) ([a-z]{3,9}) (20\d\d) heeft ")
_SENTENCE_ENDS = re.compile(r"(?<!\.\w)\.(?=\s+[^\sa-z]|\s*$)")  # not at "o.a. "
_NOT_FOLLOWED = "niet meer bij het onderzoek te betrekken"
_WAY_OF_WORKING = "in de nieuwe werkwijze"


@dataclass(frozen=True)
class Paragraph:
    """A block of the narrative as text, with the number of its first line."""

    line: int
    text: str

    def sentence_from(self, start: int) -> str:
        """The text from `start` to the end of the sentence, without its full stop."""
        end = _SENTENCE_ENDS.search(self.text, start)
        return self.text[start : end.start() if end else None].strip()


def paragraphs(blocks: list[Block]) -> list[Paragraph]:
    return [Paragraph(block[0].number, text_of_block(block)) for block in blocks]


def heading(lines: list[Line], *, after: int) -> tuple[int, int]:
    """Where the heading "Ontwikkeling 2014" stands, as an index into `lines`, and its year, `after` the first."""
    for index, line in enumerate(lines):
        if found := DEVELOPMENT.fullmatch(line.text):
            if int(found[1]) <= after:
                raise expected(f"een jaar na {after}", line=line.number, found=line.text)
            return index, int(found[1])
    raise expected("de kop “Ontwikkeling [jaar]”", line=lines[-1].number)


def contact(narrative: list[Paragraph], *, line: int) -> Contact:
    """The contact moment, by the first paragraph that tells of one."""
    for paragraph in narrative:
        if found := _CONTACT.match(paragraph.text):
            date = dates.day(*found.groups())
            if date is None:
                raise expected("een datum", line=paragraph.line, found=" ".join(found.groups()))
            return Contact(_kind(paragraph), date)
    raise expected(
        "een zin die begint met “Op [dag] [maand] [jaar] heeft”, over het contactmoment", line=line
    )


def _kind(paragraph: Paragraph) -> str:
    sentence = paragraph.sentence_from(0)
    kinds = [
        kind for kind, known in KINDS_OF_CONTACT.items() if any(word in sentence for word in known.words)
    ]
    if len(kinds) != 1:
        raise expected(
            "één soort contact (gesprek gevoerd, gepresenteerd, besproken, mondeling gerapporteerd"
            " of aan STJ aangegeven)",
            line=paragraph.line,
            found=sentence,
        )
    return kinds[0]


def named_municipality(narrative: list[Paragraph], known: Known) -> tuple[str, int] | None:
    """The municipality whose factsheet the narrative refers to, with its line."""
    for paragraph in narrative:
        _, found, name = paragraph.text.partition("Uitkomsten toezichtonderzoek ")
        if found:
            return municipality(name, known, line=paragraph.line), paragraph.line
    return None


def approaches(narrative: list[Paragraph], first: FirstRound) -> tuple[Approach, ...]:
    """The approaches of the first round, each with the reason why it left, if it did."""
    left: dict[str, str] = {}
    for paragraph in narrative:
        for found in re.finditer(_NOT_FOLLOWED, paragraph.text):
            name, reason = _left(paragraph, found.start(), found.end(), first)
            left[name] = reason
    result = tuple(Approach(name, left.get(name, "")) for name in first.approaches)
    if all(approach.reason_left for approach in result):
        raise expected("een aanpak die is opgevolgd", line=first.line, found="; ".join(left))
    return result


def _left(paragraph: Paragraph, start: int, end: int, first: FirstRound) -> tuple[str, str]:
    before = names.bare(paragraph.text[:start])
    fitting = [name for name in first.approaches if before.endswith(f"de aanpak {names.bare(name)}")]
    name = max(fitting, key=len, default="")
    reason = paragraph.sentence_from(end)
    if not name or not reason.startswith(", omdat "):
        raise expected(
            f"“de aanpak [naam] {_NOT_FOLLOWED}, omdat [reden].” met een aanpak uit de inleiding",
            line=paragraph.line,
            found=paragraph.text[max(0, start - 40) :],
        )
    return name, reason.removeprefix(", omdat ")


def follow_up(
    narrative: list[Paragraph],
    approach_lines: list[ApproachLine],
    followed_up: list[Approach],
    *,
    year: int,
    line: int,
) -> str:
    """The approach that was looked at in the follow-up: as a line names it, else as the narrative does, else
    the one of the first round, which then goes on."""
    name = _named_in_line(approach_lines) or _named_in_narrative(narrative, year=year)
    for approach in followed_up:
        if names.same(approach.name, name):
            return approach.name
    if name:
        return name
    if len(followed_up) > 1:
        raise expected(f"een regel “Aanpak: [naam]” met de aanpak van {year}", line=line)
    return followed_up[0].name


def _named_in_line(approach_lines: list[ApproachLine]) -> str:
    for named in approach_lines:
        if not names.same(named.name, approach_lines[0].name):
            raise expected(
                f"overal dezelfde aanpak ({quoted(approach_lines[0].name)})",
                line=named.line,
                found=named.name,
            )
    return approach_lines[0].name if approach_lines else ""


def _named_in_narrative(narrative: list[Paragraph], *, year: int) -> str:
    for paragraph in narrative:
        at = paragraph.text.find(_WAY_OF_WORKING)
        rest = paragraph.sentence_from(at + len(_WAY_OF_WORKING)) if at >= 0 else ""
        if not rest or rest.startswith(","):
            continue
        name = names.without_quotes(re.sub(r"^vanuit (?:de|het) ", "", rest))
        if not (name[:1].isupper() or name[:1].isdigit()) or "," in name or len(name) > MAX_NAME:
            raise Unreadable(
                f"kan de naam van de aanpak van {year} niet met zekerheid lezen in {quoted(rest)}."
                " Zet onder de titel een regel “Aanpak: [naam]”.",
                paragraph.line,
            )
        return name
    return ""

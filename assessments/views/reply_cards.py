"""A draft as the municipality answers it: a card per point and part, each with the text and what can be said of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from assessments.actions.remarks import Topic, stays_open
from assessments.factsheet.content import Cell, Factsheet
from assessments.forms.replies import RemarkForm, form_for, place_of
from assessments.models import (
    Evidence,
    OvertakenRemark,
    Part,
    Release,
    ReleasedFinding,
    Remark,
    RemarkKind,
    Reply,
)
from assessments.models.remarks import ANSWERS

TRAVEL_ALONG = ("number", "saved_from", "saved_nth", "csrfmiddlewaretoken", "writer")
ANCHORS = {
    Part.DEFINITION: "definitie",
    Part.INTRODUCTION: "inleiding",
    Part.DEVELOPMENT: "ontwikkeling",
    Part.GENERAL: "algemeen",
}
STATEMENT = "zienswijze"


@dataclass
class Card:
    """A point or a part of a draft, as it says it, with what the municipality says of it."""

    anchor: str
    heading: str
    topics: list[Topic]
    released: ReleasedFinding | None = None
    part: str = ""
    approach: str = ""  # where a draft has more than one
    earlier: list[tuple[str, Cell]] = field(default_factory=list)  # of each earlier column its label
    forms: list[RemarkForm] = field(default_factory=list)

    @property
    def sent_names(self) -> str:
        """The names of all that is sent when this card alone is saved."""
        return ",".join([*(name for form in self.forms for name in form.sent_names), *TRAVEL_ALONG])

    @property
    def answers(self) -> list[RemarkForm]:
        return [form for form in self.forms if form.topic.kind in ANSWERS]

    @property
    def others(self) -> list[RemarkForm]:
        return [form for form in self.forms if form.topic.kind not in ANSWERS]

    @property
    def remarks(self) -> list[Remark]:
        """What is said here."""
        return [form.remark for form in self.forms if form.remark and (form.remark.text or form.evidence)]

    @property
    def is_unsaved(self) -> bool:
        return any(form.is_unsaved for form in self.forms)

    @property
    def last_saved(self) -> Remark | None:
        saved = [form.remark for form in self.forms if form.remark and form.remark.version]
        return max(saved, key=lambda remark: remark.changed_at, default=None)


@dataclass
class Section:
    """The cards under one heading: those of a theme, or of the other texts."""

    heading: str
    cards: list[Card]

    @property
    def number_said(self) -> int:
        """How many texts stand in its cards."""
        return sum(len(card.remarks) for card in self.cards)


@dataclass
class Desk:
    """A draft with the reply that is being written to it, or that was sent."""

    release: Release
    factsheet: Factsheet
    sections: list[Section]

    @property
    def cards(self) -> list[Card]:
        return [card for section in self.sections for card in section.cards]

    @property
    def forms(self) -> list[RemarkForm]:
        return [form for card in self.cards for form in card.forms]

    @property
    def said(self) -> list[Section]:
        """The sections in which something is said, with the cards in which it is."""
        sections = [
            Section(each.heading, [card for card in each.cards if card.remarks]) for each in self.sections
        ]
        return [section for section in sections if section.cards]

    @property
    def points(self) -> int:
        return sum(card.released is not None for card in self.cards)

    @property
    def open_points(self) -> int:
        return sum(card.released is not None and stays_open(card.released) for card in self.cards)

    @property
    def intents(self) -> int:
        kinds = [remark.kind for card in self.cards for remark in card.remarks]
        return kinds.count(RemarkKind.INTENT)

    @property
    def answers(self) -> int:
        """How many of the texts want a decision of the inspectorate."""
        return sum(remark.kind in ANSWERS for card in self.cards for remark in card.remarks)


def draft_for(user, pk) -> Release:
    """A draft that `user` may read and answer, without its PDF."""
    related = ("round__case_file__framework", "round__case_file__municipality", "round__municipality")
    drafts = Release.objects.visible_to(user).select_related(*related).defer("pdf")
    return get_object_or_404(drafts, pk=pk)


def lay_out(release_: Release, reply: Reply | None, data=None, files=None) -> Desk:
    """The cards of a draft in the order of the factsheet, each with its forms; those that `data` holds are bound."""
    factsheet = Factsheet.from_snapshot(release_.content)
    desk = Desk(release_, factsheet, [*_points(release_, factsheet), _texts(factsheet)])
    said = _said(reply)
    for card in desk.cards:
        for topic in card.topics:
            remark = said.get((topic.kind, topic.released and topic.released.pk, topic.part))
            is_sent = data is not None and f"{place_of(topic)}-{topic.kind}-version" in data
            bound = {"data": data, "files": files} if is_sent else {}
            card.forms.append(form_for(topic)(topic=topic, remark=remark, **bound))
    return desk


def _said(reply):
    """What a reply says, by what it is about."""
    if reply is None:
        return {}
    beside = OvertakenRemark.objects.waiting().select_related("typed_by")
    remarks = reply.remarks.select_related("changed_by", "reply", "decision").prefetch_related(
        Prefetch("evidence", Evidence.objects.defer("content").select_related("added_by")),
        Prefetch("overtaken", beside),
    )
    return {(remark.kind, remark.released_id, remark.part): remark for remark in remarks}


def _points(release_: Release, factsheet: Factsheet) -> Iterable[Section]:
    """A section per theme as printed, of the points as the draft says them."""
    approaches = {column.approach for column in factsheet.columns if column.year == factsheet.year}
    earlier = _earlier(factsheet)
    sections: dict[str, Section] = {}
    places = factsheet.places
    for each in sorted(release_.findings.all(), key=lambda each: places.get(each.place, len(places))):
        kinds = [*ANSWERS, *([RemarkKind.INTENT] if stays_open(each) else [])]
        topics = [Topic(kind, each) for kind in kinds]
        card = Card(place_of(topics[0]), each.wording, topics, released=each)
        card.approach = each.approach if len(approaches) > 1 else ""
        card.earlier = earlier.get((each.heading, each.wording), [])
        sections.setdefault(each.heading, Section(each.heading, [])).cards.append(card)
    return sections.values()


def _earlier(factsheet: Factsheet) -> dict[tuple[str, str], list[tuple[str, Cell]]]:
    """What the draft prints of earlier years, by the heading and the wording of a point."""
    return {
        (theme.heading, point.indicator): [
            (column.label, cell)
            for column, cell in zip(factsheet.columns, point.cells, strict=True)
            if cell and column.year < factsheet.year
        ]
        for theme in factsheet.themes
        for point in theme.points
    }


def _texts(factsheet: Factsheet) -> Section:
    """The other texts of the draft, what is said in general, and the statement."""
    headings = {
        Part.DEFINITION: "Definitie",
        Part.INTRODUCTION: "Inleiding",
        Part.DEVELOPMENT: f"Ontwikkeling {factsheet.year}",
        Part.GENERAL: "Algemeen",
    }
    cards = [
        Card(ANCHORS[part], heading, [Topic(kind, part=part) for kind in ANSWERS], part=part)
        for part, heading in headings.items()
    ]
    statement = Topic(RemarkKind.STATEMENT, part=Part.GENERAL)
    cards.append(Card(STATEMENT, "Zienswijze van de gemeente", [statement]))
    return Section("Andere teksten", cards)


def place_of_remark(remark: Remark) -> str:
    """The card on which a remark stands."""
    if remark.kind == RemarkKind.STATEMENT:
        return STATEMENT
    return ANCHORS[Part(remark.part)] if remark.part else f"punt-{remark.released_id}"

"""The drawing of a case file: its rounds from left to right, its approaches as lines that end, divide and merge."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, MARGIN, LANE, TOP, AFTER = 720, 24, 48, 40, 40
LETTER = 8  # how wide one is at most, on average


@dataclass(frozen=True)
class Lane:
    """The line of one approach; `leaves` where it left the investigation, `goes_on` where it hasn't ended.

    `turns` are the curves to the lines of its successors: one where it went up in another, more where it was split.
    """

    name: str
    start: float
    end: float
    y: float
    leaves: bool
    goes_on: bool
    turns: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        """As much of the name as fits on the drawing; the list below it has the whole name."""
        room = int((WIDTH - self.name_x) / LETTER)
        return self.name if len(self.name) <= room else f"{self.name[: room - 1].rstrip()}…"

    @property
    def name_x(self) -> float:
        return self.start + 10

    @property
    def name_y(self) -> float:
        return self.y - 10


@dataclass(frozen=True)
class Timeline:
    width: int
    height: float
    years: tuple[tuple[int, float], ...]
    lanes: tuple[Lane, ...]


def lay_out(years: Sequence[int], approaches: Sequence) -> Timeline:
    """Place rounds and approaches on the drawing; a successor's line begins where its predecessors' end."""
    years = sorted(
        {*years, *(a.starts_in for a in approaches), *(a.ends_in for a in approaches if a.ends_in)}
    )
    step = (WIDTH - 2 * MARGIN - AFTER - 200) / max(len(years) - 1, 1)
    x = {year: MARGIN + number * step for number, year in enumerate(years)}
    y = {approach.pk: TOP + (number + 1) * LANE for number, approach in enumerate(approaches)}
    lanes = tuple(_lane(approach, x, y) for approach in approaches)
    return Timeline(WIDTH, TOP + len(lanes) * LANE + LANE / 2, tuple(x.items()), lanes)


def _lane(approach, x, y):
    start, own = x[approach.starts_in], y[approach.pk]
    if approach.ends_in is None:
        return Lane(approach.label, start, WIDTH - MARGIN, own, leaves=False, goes_on=True)
    turn, end = x[approach.ends_in] - AFTER, x[approach.ends_in]
    if approach.reason_left:
        return Lane(approach.label, start, turn, own, leaves=True, goes_on=False)
    targets = sorted(y[successor.pk] for successor in approach.successors.all())
    turns = tuple(_turn(turn, own, end, target) for target in targets)
    return Lane(approach.label, start, turn, own, leaves=False, goes_on=False, turns=turns)


def _turn(turn, own, end, target):
    """A curve from one line to another; to the line it is on already it is straight."""
    half = (turn + end) / 2
    return f"M{turn:g} {own:g} C{half:g} {own:g} {half:g} {target:g} {end:g} {target:g}"

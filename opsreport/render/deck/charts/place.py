"""Where labels go so that none lies over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.render.deck.charts.spec import Spot
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, text_box
from opsreport.render.measure import lines_needed, shortened, width

END_SIZE = 11.0
_WIDEST = 0.24
_PAD = inches(0.08)
_APART = points(3)
_LINE = 1.22


@dataclass(frozen=True, slots=True)
class End:
    """A name at the right of a plot: the height it belongs to, its words and their colour."""

    y: int
    words: str
    color: str


def ends_width(words: Sequence[str], area: Box, size: float = END_SIZE) -> int:
    """The width of a strip that holds the words, up to a share of the area (then they wrap)."""
    lines = (line for text in words for line in text.split("\n"))
    longest = max((width(line, size, True) for line in lines), default=0.0)
    return min(points(longest * 1.04 + 4) + _PAD, round(area.w * _WIDEST))


def paint_ends(stage: Stage, ends: Sequence[End], strip: Box, size: float = END_SIZE) -> None:
    """The names in the strip, each as near to its height as the others allow."""
    room = Box(strip.x + _PAD, strip.y, strip.w - _PAD, strip.h)
    words = _fitting([end.words for end in ends], size, room)
    heights = [_height(text, size, room) for text in words]
    for index, (end, top) in enumerate(zip(ends, spread([e.y for e in ends], heights, room), strict=True), 1):
        box = Box(room.x, top, room.w, heights[index - 1])
        text_box(
            stage,
            box,
            words[index - 1],
            name=f"name {index}",
            size=size,
            color=end.color,
            bold=True,
            anchor="middle",
            leading=round(size * _LINE * 2) / 2,
        )


def _height(text: str, size: float, room: Box) -> int:
    return points(lines_needed(text, size, room.width_pt, True) * size * _LINE + 2)


def _fitting(words: Sequence[str], size: float, room: Box) -> list[str]:
    """The words, each cut to its part of the room where together they are too high for it."""
    if sum(_height(text, size, room) for text in words) <= room.h:
        return list(words)
    most = max(1, int((room.height_pt / len(words) - 2) / (size * _LINE)))
    return [shortened(text, size, room.width_pt, lines=most, bold=True) for text in words]


def spread(middles: Sequence[int], heights: Sequence[int], room: Box) -> list[int]:
    """Tops of boxes of these heights, near their middles, apart from each other and inside the room.

    They are laid from the top down, then pushed back up from the bottom.
    """
    tops = [0] * len(middles)
    order = sorted(range(len(middles)), key=lambda i: (middles[i], -i))
    floor = room.y
    for i in order:
        tops[i] = max(floor, middles[i] - heights[i] // 2)
        floor = tops[i] + heights[i]
    ceiling = room.bottom
    for i in reversed(order):
        tops[i] = min(tops[i], ceiling - heights[i])
        ceiling = tops[i]
    return tops


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark that wants a label: centre and radius on the page, and its words ("" only stands in the way)."""

    x: int
    y: int
    radius: int
    words: str = ""

    @property
    def box(self) -> Box:
        return Box(self.x - self.radius, self.y - self.radius, 2 * self.radius, 2 * self.radius)

    @property
    def body(self) -> Box:
        """The square that stands for the round mark and a little air around it."""
        return self.box.inset(round(self.radius * 0.18) - _APART)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label stands: its side of the mark, and how far (EMU) it is moved from there."""

    spot: Spot
    dx: int = 0
    dy: int = 0


def best_places(dots: Sequence[Dot], size: float, room: Box, obstacles: Sequence[Box] = ()) -> list[Place | None]:
    """For every dot with words the place where its label covers least; None where each would cover another label."""
    marks = [dot.body for dot in dots]
    taken: list[Box] = []
    found: list[Place | None] = [None] * len(dots)
    for index, dot in enumerate(dots):
        if not dot.words:
            continue
        others = [*(m for i, m in enumerate(marks) if i != index), *obstacles]
        options = [(place, _label_box(dot, place, size)) for place in _places(dot, size)]
        place, box = min(options, key=lambda option: _cost(option[1], others, taken, room))
        if covered(box, taken) <= 0.06 * box.w * box.h:
            found[index] = place
            taken.append(box)
    return found


def _places(dot: Dot, size: float) -> tuple[Place, ...]:
    """The four sides, then the corners: sides moved along the mark, and labels that begin or end above it."""
    up, back = round(dot.radius * 0.72) + points(size * 0.45), -round(dot.radius * 0.3)
    corners = (Place("r", back, -up), Place("r", back, up), Place("l", -back, -up), Place("l", -back, up))
    aside = (points(width(dot.words, size, True)) - dot.radius) // 2
    flush = (Place("t", aside), Place("t", -aside), Place("b", aside), Place("b", -aside))
    return (Place("r"), Place("t"), Place("b"), Place("l"), *corners, *flush)


def _label_box(dot: Dot, place: Place, size: float) -> Box:
    wide, high, gap = points(width(dot.words, size, True) + 5), points(size * 1.4), points(3)
    reach = dot.radius + gap
    x = {"r": dot.x + reach, "l": dot.x - reach - wide}.get(place.spot, dot.x - wide // 2)
    y = {"t": dot.y - reach - high, "b": dot.y + reach}.get(place.spot, dot.y - high // 2)
    return Box(x + place.dx, y + place.dy, wide, high)


def _cost(box: Box, marks: Sequence[Box], taken: Sequence[Box], room: Box) -> int:
    outside = box.w * box.h - _common(box, room)
    return covered(box, marks) + 3 * covered(box, taken) + 5 * outside


def covered(box: Box, others: Sequence[Box]) -> int:
    """How much of a box the others cover, in square EMU."""
    return sum(_common(box, other) for other in others)


def _common(one: Box, other: Box) -> int:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(0, across) * max(0, down)

"""Names of bubbles: inside large ones, else close beside their own bubble and nearer to it than to any other.

Where that leaves no place, a name stands off its bubble and a thin line joins the two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from opsreport.render.deck.charts.spec import Spot
from opsreport.render.deck.grid import Box, points
from opsreport.render.measure import width

_SIZES = (10.5, 10.0, 9.5, 9.0)
_GAPS = (points(2.5), points(13), points(25))
_APART = points(3)
_CLEAR, _LOOSE = points(12), points(6)
_DEFAULT_GAP = points(3)
_LEADING = 1.3
_ANGLES = 16
_EASY: Mapping[int, float] = {0: 0.0, 4: 0.3, 8: 0.35, 12: 0.3}
_UNEASY, _STACKED, _FAR, _NOT_NEAREST = 0.5, 0.6, 2.0, 4.0
_MOVES = 3
_MISSING, _SMALLER = 10.0, 3.0


Line = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Named:
    """A bubble on the page: centre and radius in EMU, its name and value ("" for one without a label)."""

    x: int
    y: int
    radius: int
    name: str = ""
    value: str = ""
    bold: bool = False

    def apart(self, box: Box) -> float:
        """How far a box is from the bubble's edge; negative where it reaches into it."""
        across = max(box.x - self.x, self.x - box.right, 0)
        down = max(box.y - self.y, self.y - box.bottom, 0)
        return math.hypot(across, down) - self.radius


@dataclass(frozen=True, slots=True)
class Option:
    """A place for a label: its words, the box they fill, the side it hangs on and the move from that side's place.

    `leader` are the ends of the line to its bubble where it stands off it.
    """

    words: str
    box: Box
    spot: Spot
    move: tuple[int, int]
    cost: float
    leader: Line | None = None

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What other labels keep off: the words and the line."""
        return (self.box, _bounds(self.leader)) if self.leader else (self.box,)


def placed_names(marks: Sequence[Named], room: Box, obstacles: Sequence[Box]) -> tuple[float, list[Option | None]]:
    """(text size, a place for every label in the order given, or None where it fits nowhere).

    The size at which most labels fit and fewest stand off their bubbles, large
    text preferred; earlier marks choose first.
    """
    frame = (room, *obstacles)
    best: tuple[float, list[Option | None]] | None = None
    for size in _SIZES:
        if best and _loss(*best) <= _loss(size, ()):
            break  # smaller text alone already costs more
        tried = size, _seated([_options(i, marks, size, frame) for i in range(len(marks))])
        best = tried if best is None else min(best, tried, key=lambda pair: _loss(*pair))
    assert best is not None
    return best


def _loss(size: float, places: Sequence[Option | None]) -> float:
    off = sum(place is not None and place.leader is not None for place in places)
    return places.count(None) * _MISSING + off + (_SIZES[0] - size) * _SMALLER


def _seated(options: Sequence[Sequence[Option]]) -> list[Option | None]:
    seats: dict[int, Option] = {}
    for index in range(len(options)):
        _seat(index, options, seats, _MOVES)
    return [seats.get(index) for index in range(len(options))]


def _seat(index: int, options: Sequence[Sequence[Option]], seats: dict[int, Option], moves: int) -> bool:
    """Seat a label on its best free place, moving one that stands in the way where it must; False changes nothing."""
    blocked: list[tuple[Option, list[int]]] = []
    for option in options[index]:
        names = [j for j, other in seats.items() if _collide(option, other)]
        if not names:
            seats[index] = option
            return True
        blocked.append((option, names))
    for option, names in blocked:
        if moves and len(names) == 1:
            moved = seats.pop(names[0])
            seats[index] = option
            if _seat(names[0], options, seats, moves - 1):
                return True
            del seats[index]
            seats[names[0]] = moved
    return False


def _options(index: int, marks: Sequence[Named], size: float, frame: tuple[Box, ...]) -> list[Option]:
    """The places of one label that no bubble, obstacle or edge of the room forbids, the best first."""
    mark, (room, *obstacles) = marks[index], frame
    if not mark.name:
        return []
    others = [other for i, other in enumerate(marks) if i != index]
    free = [
        option
        for option in (*_inside(mark, size), *_beside(mark, size))
        if _holds(room, option.box) and not any(_meet(option.box, box, 0) for box in obstacles)
    ]
    judged = [(cost, option) for option in free if (cost := _judged(option, mark, others)) is not None]
    return [option for _, option in sorted(judged, key=lambda pair: pair[0])]


def _judged(option: Option, mark: Named, others: Sequence[Named]) -> float | None:
    """The cost of a place; None where it is too near to another bubble, or its line would cross one."""
    nearest = min((other.apart(option.box) for other in others), default=math.inf)
    crowded = option.cost + max(0.0, 1 - nearest / _CLEAR)
    leader = option.leader
    if leader and any(_distance(leader, other) < _APART for other in others):
        return None
    if nearest >= max(0.0, mark.apart(option.box)) + _APART:
        return crowded
    return crowded + _NOT_NEAREST if leader and nearest >= _LOOSE else None


def _inside(mark: Named, size: float) -> Iterator[Option]:
    """Name over value in the middle of a bubble that holds both."""
    words = f"{mark.name}\n{mark.value}"
    wide, high = _extent(words, size, mark.bold)
    if math.hypot(wide / 2, high * 0.4) <= mark.radius:
        yield Option(words, Box(mark.x - wide // 2, mark.y - high // 2, wide, high), "ctr", (0, 0), -1.0)


def _beside(mark: Named, size: float) -> Iterator[Option]:
    """All around the bubble, on one line or on two, near or (then joined by a line) further off."""
    for words, cost in ((f"{mark.name} {mark.value}", 0.0), (f"{mark.name}\n{mark.value}", _STACKED)):
        extent = _extent(words, size, mark.bold)
        for step, gap in product(range(_ANGLES), _GAPS):
            box, spot = _around(mark, extent, 2 * math.pi * step / _ANGLES, gap)
            start = _usual(mark, extent, spot)
            move = (box.x - start.x, box.y - start.y)
            far = _FAR * _GAPS.index(gap)
            leader = _joined(mark, box) if far else None
            yield Option(words, box, spot, move, cost + far + _EASY.get(step, _UNEASY), leader)


def _around(mark: Named, extent: tuple[int, int], angle: float, gap: int) -> tuple[Box, Spot]:
    """The box at a distance in a direction (0: right, a quarter turn: up), and the side nearest to it."""
    across, up = math.cos(angle), math.sin(angle)
    wide, high = extent
    reach = mark.radius + gap
    x = mark.x + reach * across + wide / 2 * max(-1.0, min(1.0, 1.5 * across))
    y = mark.y - reach * up - high / 2 * max(-1.0, min(1.0, 1.5 * up))
    spot: Spot = ("r" if across > 0 else "l") if abs(across) > 0.7 else ("t" if up > 0 else "b")
    return Box(round(x - wide / 2), round(y - high / 2), wide, high), spot


def _joined(mark: Named, box: Box) -> Line:
    """The ends of a line from the bubble's edge to the nearest point of its label."""
    x, y = max(box.x, min(mark.x, box.right)), max(box.y, min(mark.y, box.bottom))
    share = mark.radius / (math.hypot(x - mark.x, y - mark.y) or 1.0)
    return (round(mark.x + (x - mark.x) * share), round(mark.y + (y - mark.y) * share)), (x, y)


def _distance(leader: Line, mark: Named) -> float:
    """How far a line keeps from the edge of a bubble."""
    (x, y), (x2, y2) = leader
    across, down = x2 - x, y2 - y
    share = ((mark.x - x) * across + (mark.y - y) * down) / ((across**2 + down**2) or 1.0)
    share = max(0.0, min(1.0, share))
    return math.hypot(mark.x - x - share * across, mark.y - y - share * down) - mark.radius


def _bounds(leader: Line) -> Box:
    (x, y), (x2, y2) = leader
    return Box(min(x, x2), min(y, y2), abs(x - x2), abs(y - y2))


def _usual(mark: Named, extent: tuple[int, int], spot: Spot) -> Box:
    """Where a label on that side stands when nothing moves it."""
    wide, high = extent
    reach = mark.radius + _DEFAULT_GAP
    x = {"r": mark.x + reach, "l": mark.x - reach - wide}.get(spot, mark.x - wide // 2)
    y = {"t": mark.y - reach - high, "b": mark.y + reach}.get(spot, mark.y - high // 2)
    return Box(x, y, wide, high)


def _extent(words: str, size: float, bold: bool) -> tuple[int, int]:
    lines = words.split("\n")
    return points(max(width(line, size, bold) for line in lines) + 3), points(len(lines) * size * _LEADING)


def _holds(room: Box, box: Box) -> bool:
    return box.x >= room.x and box.right <= room.right and box.y >= room.y and box.bottom <= room.bottom


def _collide(one: Option, other: Option) -> bool:
    return any(_meet(a, b) for a, b in product(one.boxes, other.boxes))


def _meet(one: Box, other: Box, gap: int = points(1.5)) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > -gap and down > -gap

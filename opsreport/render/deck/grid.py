"""Where things stand: the 16:9 page, its zones, and the canvas splits of an arrangement. EMU throughout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsreport.errors import TemplateError

EMU_PER_INCH = 914_400
EMU_PER_POINT = 12_700


def inches(value: float) -> int:
    """That many inches in EMU."""
    return round(value * EMU_PER_INCH)


def points(value: float) -> int:
    """That many points in EMU."""
    return round(value * EMU_PER_POINT)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page in EMU: left, top, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def width_pt(self) -> float:
        return self.w / EMU_PER_POINT

    @property
    def height_pt(self) -> float:
        return self.h / EMU_PER_POINT

    def inset(self, across: int, down: int | None = None) -> Box:
        """The box without `across` at both sides and `down` (or as much) above and below."""
        deep = across if down is None else down
        return Box(self.x + across, self.y + deep, self.w - 2 * across, self.h - 2 * deep)

    def split_top(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        """The first `height` of the box and the rest below a gap."""
        below = height + gap
        return Box(self.x, self.y, self.w, height), Box(self.x, self.y + below, self.w, self.h - below)

    def split_left(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        """The first `width` of the box and the rest right of a gap."""
        after = width + gap
        return Box(self.x, self.y, width, self.h), Box(self.x + after, self.y, self.w - after, self.h)

    def rows(self, count: int, gap: int = 0) -> tuple[Box, ...]:
        """`count` boxes of equal height, one under the other."""
        tops = [round(i * (self.h + gap) / count) for i in range(count + 1)]
        return tuple(Box(self.x, self.y + a, self.w, b - a - gap) for a, b in pairwise(tops))

    def columns(self, count: int, gap: int = 0) -> tuple[Box, ...]:
        """`count` boxes of equal width, side by side."""
        lefts = [round(i * (self.w + gap) / count) for i in range(count + 1)]
        return tuple(Box(self.x + a, self.y, b - a - gap, self.h) for a, b in pairwise(lefts))


PAGE = Box(0, 0, 12_192_000, 6_858_000)
MARGIN = inches(0.5)
COLUMNS = 12
GUTTER = 152_400
SIDE_GAP = GUTTER + inches(0.06)
ROW_GAP = inches(0.16)
STACK_GAP = inches(0.14)
BLOCK_TITLE_HEIGHT = inches(0.28)
BAR_HEIGHT = inches(0.42)
BAR_GAP = inches(0.12)
_WIDTH = PAGE.w - 2 * MARGIN


def _zone(top: float, height: float) -> Box:
    return Box(MARGIN, inches(top), _WIDTH, inches(height))


TRACKER = Box(MARGIN, inches(0.27), inches(8.0), inches(0.20))
TITLE = _zone(0.51, 0.75)
SUBTITLE = _zone(1.31, 0.24)
HAIRLINE_TOP = _zone(1.60, 0.0104)
CANVAS = _zone(1.74, 4.90)
SOURCE = _zone(6.72, 0.32)
HAIRLINE_FOOT = _zone(7.08, 0.0104)
FOOTER = Box(MARGIN, inches(7.14), inches(9.0), inches(0.20))
NUMBER = Box(PAGE.w - MARGIN - inches(0.8), inches(7.14), inches(0.8), inches(0.20))


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of a page of any size: the 16:9 ones, stretched to it."""

    page: Box = PAGE

    def place(self, box: Box) -> Box:
        """Where a box of the 16:9 page stands on this one."""
        across, down = self.page.w / PAGE.w, self.page.h / PAGE.h
        return Box(round(box.x * across), round(box.y * down), round(box.w * across), round(box.h * down))

    def segments(self, count: int) -> tuple[Box, ...]:
        """The tracker's marks, one a chapter, at the right end of the top line."""
        pitch, width, height = inches(0.34), inches(0.30), inches(0.055)
        left = PAGE.w - MARGIN - (count - 1) * pitch - width
        return tuple(self.place(Box(left + i * pitch, inches(0.34), width, height)) for i in range(count))


def boxes(arrangement: str, canvas: Box = CANVAS) -> tuple[Box, ...]:
    """The boxes of an arrangement ("8+4(2.4,*)+bar") in reading order; TemplateError where it cannot be read."""
    body = arrangement.removesuffix("+bar")
    if body == arrangement:
        return _rows(arrangement, canvas)
    upper, bar = canvas.split_top(canvas.h - BAR_HEIGHT - BAR_GAP, BAR_GAP)
    return (*_rows(body, upper), bar)


def _rows(text: str, area: Box) -> tuple[Box, ...]:
    parts = [row.partition(":") for row in text.split("/")]
    heights = _heights([height or "*" for _, _, height in parts], area.h, ROW_GAP, text)
    found: list[Box] = []
    for (columns, _, _), band in zip(parts, _stack(area, heights, ROW_GAP), strict=True):
        found += _columns(columns, band, text)
    return tuple(found)


_COLUMN = re.compile(r"(\d+)(?:\(([^)]*)\))?$")


def _columns(text: str, band: Box, whole: str) -> list[Box]:
    columns = [_COLUMN.match(part) for part in re.split(r"\+(?![^(]*\))", text)]
    widths = [int(column[1]) for column in columns if column]
    if len(widths) != len(columns) or sum(widths) != COLUMNS:
        raise TemplateError(f"arrangement {whole!r}: the columns of {text!r} do not add up to {COLUMNS}")
    found: list[Box] = []
    start = 0
    for column in columns:
        if column:
            found += _stacked(_columns_box(band, start, int(column[1])), column[2], whole)
            start += int(column[1])
    return found


def _columns_box(band: Box, start: int, count: int) -> Box:
    """`count` of the band's 12 columns from `start`; all but the first keep a wider gap to their left."""
    pitch = (band.w + GUTTER) / COLUMNS
    left = round(start * pitch) + (SIDE_GAP - GUTTER if start else 0)
    return Box(band.x + left, band.y, round((start + count) * pitch) - GUTTER - left, band.h)


def _stacked(column: Box, heights: str | None, whole: str) -> tuple[Box, ...]:
    if heights is None:
        return (column,)
    return _stack(column, _heights(heights.split(","), column.h, STACK_GAP, whole), STACK_GAP)


def _heights(texts: Sequence[str], total: int, gap: int, whole: str) -> list[int]:
    """Heights in EMU: given ones in inches, the rest shared by the "*"."""
    try:
        fixed = [None if text.strip() == "*" else inches(float(text)) for text in texts]
    except ValueError:
        raise TemplateError(f"arrangement {whole!r}: heights are inches or *, not {', '.join(texts)}") from None
    rest = total - gap * (len(texts) - 1) - sum(h for h in fixed if h is not None)
    open_ones = fixed.count(None)
    if rest < 0 or (open_ones and rest / open_ones < inches(0.3)):
        raise TemplateError(f"arrangement {whole!r}: the heights {', '.join(texts)} do not fit the canvas")
    return [rest // open_ones if height is None else height for height in fixed]


def _stack(area: Box, heights: Sequence[int], gap: int) -> tuple[Box, ...]:
    found: list[Box] = []
    top = area.y
    for height in heights:
        found.append(Box(area.x, top, area.w, height))
        top += height + gap
    return tuple(found)

"""How a Grid fits its box: column widths, text size, row heights, and what had to be shortened. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.errors import TemplateError
from opsreport.model.block import Grid
from opsreport.render import measure
from opsreport.render.deck.cells import DRAWN, SMALLEST, Cells, align_of
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.text import LEADING, Para

FLOOR = inches(0.32)
HARD_FLOOR = inches(0.24)
TALLEST = inches(0.62)
SIDE = inches(0.06)
AFTER_NUMBER = inches(0.16)
ABOVE = inches(0.025)
_HEADS = {1: (inches(0.36), inches(0.27)), 2: (inches(0.44), inches(0.41))}
_DRAWN_LEAST = {"bar": inches(1.0), "variance": inches(1.3), "spark": inches(0.9), "progress": inches(1.3)}
_SHORT = 5.5
_TRIES = tuple((size, em) for em in (14.0, 12.0, 10.0, 8.0, 6.5, 5.0, 3.2) for size in (11.0, 10.0))
_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """Widths of the columns, height of the header and of each row (EMU), the text size of the body."""

    widths: tuple[int, ...]
    head: int
    heights: tuple[int, ...]
    size: float


def left_pads(grid: Grid) -> tuple[int, ...]:
    """The left margin of each column's cells: wider where left-aligned text follows right-aligned numbers."""
    aligns = [align_of(column) for column in grid.columns]
    before = ["left", *aligns]
    return tuple(AFTER_NUMBER if a == "left" and b == "right" else SIDE for a, b in zip(aligns, before, strict=False))


def plan_table(cells: Cells, box: Box, place: str = "") -> TablePlan:
    """The plan for a box; TemplateError naming the `place` where the rows do not fit even at their least height."""
    grid = cells.grid
    widths = widths_of(cells, box.w)
    count = max(len(grid.rows), 1)
    head = header_height(cells, widths, box.h - count * FLOOR)
    room = box.h - head
    if room < count * HARD_FLOOR:
        table = f"table of {count} rows ({grid.title or grid.columns[0].label})"
        raise TemplateError(f"{place}: the {table} does not fit a height of {box.h / inches(1):.2f} in")
    even = min(TALLEST, room // count)
    size = _size(cells, widths, even)
    return TablePlan(widths, head, _row_heights(cells, widths, size, even, room), size)


def row_needs(cells: Cells, widths: Sequence[int], size: float) -> tuple[int, ...]:
    """The height every row needs to show its texts in full, at least the floor."""
    return tuple(max(FLOOR, _row_need(cells, row, widths, size)) for row in range(len(cells.grid.rows)))


def header_height(cells: Cells, widths: Sequence[int], room: int) -> int:
    """The header's height: taller where a label takes two lines, tighter where `room` is less than it likes."""
    pads = left_pads(cells.grid)
    most = max(_lines(cells.header(i), widths[i] - pads[i] - SIDE) for i in range(len(widths)))
    liked, least = _HEADS[min(most, 2)]
    return liked if liked <= room else least


def inner_width(cells: Cells, widths: Sequence[int], index: int) -> float:
    """The width for text in a column, in points."""
    return (widths[index] - left_pads(cells.grid)[index] - SIDE) / points(1)


def lines_allowed(height: int, size: float) -> int:
    """How many lines of body text a row of that height holds."""
    return max(1, int((height - 2 * ABOVE + points(0.5)) / points(size * LEADING)))


def widths_of(cells: Cells, total: int) -> tuple[int, ...]:
    """The widths of the columns in EMU, adding up to the total.

    By weight; then columns that cannot wrap get what they need from those with
    room to spare, text columns keeping as many characters as the others leave.
    """
    grid = cells.grid
    weight = sum(column.width for column in grid.columns)
    planned = [total * column.width / weight for column in grid.columns]
    tried = (_needs(cells, size, em) for size, em in _TRIES)
    needs = next((needs for needs in tried if sum(needs) <= total), _needs(cells, SMALLEST, 2.2))
    short = [max(0.0, need - width) for need, width in zip(needs, planned, strict=True)]
    spare = [max(0.0, width - need) for need, width in zip(needs, planned, strict=True)]
    share = min(1.0, sum(short) / sum(spare)) if sum(spare) else 0.0
    given = min(1.0, sum(spare) / sum(short)) if sum(short) else 0.0
    widths = [round(w - s * share + n * given) for w, s, n in zip(planned, spare, short, strict=True)]
    widths[-1] += total - sum(widths)
    return tuple(widths)


def _needs(cells: Cells, size: float, text_em: float) -> list[float]:
    pads = left_pads(cells.grid)
    return [_need(cells, index, size, text_em) + pads[index] + SIDE for index in range(len(cells.grid.columns))]


def _need(cells: Cells, index: int, size: float, text_em: float) -> float:
    """The least width of a column's content at a text size: its longest number, or `text_em` of its longest text."""
    column = cells.grid.columns[index]
    half = _least_head(cells.header(index))
    paras = [para for row in range(len(cells.grid.rows)) for para in cells.paras(row, index, size)]
    if column.kind == "text":
        texts = [min(_wide(para), text_em * size) for para in paras]
        return max([min(half, text_em * size), *texts]) * points(1) / 0.97
    return max(_DRAWN_LEAST.get(column.kind, 0), max([half, *(_wide(para) for para in paras)]) * points(1) / 0.97)


def _least_head(head: Para) -> float:
    """The width a header needs: all of it where it is short, else half, but never less than its longest word."""
    whole = _wide(head)
    if whole <= _SHORT * head.size:
        return whole
    return max(whole / 2 + head.size * 0.6, measure.longest_word(head.text, head.size, head.bold))


def _wide(para: Para) -> float:
    return measure.width(para.lead + para.text, para.size, para.bold)


def _lines(para: Para, width: float) -> int:
    return measure.lines_needed(para.lead + para.text, para.size, width / points(1), para.bold)


def _size(cells: Cells, widths: Sequence[int], height: int) -> float:
    """The largest text size at which every row fits `height`; the smallest where none does."""
    start = 12.0 if height >= inches(0.5) else 11.0 if height >= inches(0.38) else 10.5
    for size in (size for size in _SIZES if size <= start):
        fits = all(_row_need(cells, row, widths, size) <= height for row in range(len(cells.grid.rows)))
        if fits and _numbers_fit(cells, widths, size):
            return size
    return SMALLEST


def _numbers_fit(cells: Cells, widths: Sequence[int], size: float) -> bool:
    """Whether no number, status, change or short text takes a second line."""
    rows = range(len(cells.grid.rows))
    return all(
        _lines(para, inner_width(cells, widths, index) * points(1)) == 1
        for index, column in enumerate(cells.grid.columns)
        for row in rows
        for para in cells.paras(row, index, size)
        if column.kind != "text" or _wide(para) <= _SHORT * size
    )


def _row_need(cells: Cells, row: int, widths: Sequence[int], size: float) -> int:
    pads = left_pads(cells.grid)
    highest = 0.0
    for index, width in enumerate(widths):
        paras = cells.paras(row, index, size)
        highest = max(highest, sum(_lines(p, width - pads[index] - SIDE) * p.line for p in paras))
    return points(highest) + 2 * ABOVE


def _row_heights(cells: Cells, widths: Sequence[int], size: float, even: int, room: int) -> tuple[int, ...]:
    """Equal heights, unless some rows need more than that and no chart lies over the rows."""
    count = len(cells.grid.rows)
    needs = [max(HARD_FLOOR, _row_need(cells, row, widths, size)) for row in range(count)]
    aligned = any(column.kind in DRAWN for column in cells.grid.columns)
    if aligned or max(needs, default=0) <= even:
        return (even,) * count
    if sum(needs) > room:
        return _rationed(needs, room)
    extra = (min(room, TALLEST * count) - sum(needs)) // count if sum(needs) < room else 0
    return tuple(need + max(0, extra) for need in needs)


def _rationed(needs: Sequence[int], room: int) -> tuple[int, ...]:
    """Heights for less room than the rows need: the least for each, then from the top down what is left."""
    left = room - HARD_FLOOR * len(needs)
    heights = []
    for need in needs:
        more = min(need - HARD_FLOOR, left)
        heights.append(HARD_FLOOR + more)
        left -= more
    return tuple(heights)

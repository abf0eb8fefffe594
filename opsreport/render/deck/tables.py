"""The Grid painter: a native table, with chips and progress bars behind it and charts over its drawn columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from opsreport.model.block import Column, Grid, GridCell, Row, Status, Words
from opsreport.model.number import Number, Series, Tone
from opsreport.model.unit import BARE, Scale, Unit
from opsreport.render import measure
from opsreport.render.deck.cells import DRAWN, Cells, is_drawn
from opsreport.render.deck.charts.incell import (
    paint_axis_bars,
    paint_column_bars,
    paint_sparkline,
    paint_variance_bars,
)
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, block_title, rectangle
from opsreport.render.deck.table_plan import TablePlan, inner_width, left_pads, lines_allowed, plan_table
from opsreport.render.deck.table_xml import Edges, Rule, TableCell, TableRow, place_table
from opsreport.render.deck.text import Para
from opsreport.render.deck.theme import Theme

_PERCENT_ROOM = inches(0.72)


def paint_grid(stage: Stage, box: Box, block: Grid) -> None:
    """Paint a Grid into the box: its rows share the height, its charts stand exactly on their rows."""
    area = block_title(stage, box, block.title, block.unit_note)
    cells = Cells.of(block, stage.theme, stage.lang, stage.terms)
    plan = plan_table(cells, area, stage.path)
    _paint_grounds(stage, area, cells, plan)
    rows = (_header(cells, plan), *_body(stage, cells, plan))
    place_table(stage, area, plan.widths, rows, alt=block.alt or block.title)
    for index, column in enumerate(block.columns):
        if column.kind in DRAWN:
            _paint_drawn(stage.at(column.key), area, cells, plan, index)


def _header(cells: Cells, plan: TablePlan) -> TableRow:
    rule = Edges(bottom=Rule(cells.theme.NAVY, 1.25))
    pads = left_pads(cells.grid)
    found = tuple(
        TableCell((cells.header(i),), edges=rule, anchor="b", left=pads[i]) for i in range(len(cells.grid.columns))
    )
    return TableRow(plan.head, found)


def _body(stage: Stage, cells: Cells, plan: TablePlan) -> Iterator[TableRow]:
    rules = _rules(cells.grid, cells.theme)
    pads = left_pads(cells.grid)
    for row, line in enumerate(cells.grid.rows):
        found = [
            TableCell(
                _fitted(stage, cells, plan, row, index),
                cells.fill(row, index),
                _edges(line, rules[row : row + 2], index, len(plan.widths), cells.theme),
                left=pads[index],
            )
            for index in range(len(plan.widths))
        ]
        yield TableRow(plan.heights[row], tuple(found))


def _fitted(stage: Stage, cells: Cells, plan: TablePlan, row: int, index: int) -> tuple[Para, ...]:
    """A cell's paragraphs, shortened where its row is too low; what was cut goes to the notes."""
    width = inner_width(cells, plan.widths, index)
    left = lines_allowed(plan.heights[row], plan.size)
    fitted: list[Para] = []
    for para in cells.paras(row, index, plan.size):
        text = measure.shortened(para.text, para.size, width, lines=max(1, left), bold=para.bold)
        if text != para.text:
            stage.cut.append(para.text)
        left -= measure.lines_needed(para.lead + text, para.size, width, para.bold)
        link = "" if fitted else _link(stage, cells.grid.rows[row].cells[index])
        fitted.append(replace(para, text=text, link=link))
    return tuple(fitted)


def _link(stage: Stage, cell: GridCell) -> str:
    return stage.link(cell.link) if isinstance(cell, Words) and cell.link else ""


def _rules(grid: Grid, theme: Theme) -> list[Rule]:
    """The rule above each row and, last, the one below them all."""
    rules = [Rule(theme.NAVY, 1.25)]
    for above, below in zip(grid.rows, grid.rows[1:], strict=False):
        rules.append(_rule_between(above, below, theme))
    rules.append(Rule(theme.NAVY, 1.0) if grid.rows and grid.rows[-1].style == "total" else Rule(theme.LINE, 0.5))
    return rules


def _rule_between(above: Row, below: Row, theme: Theme) -> Rule:
    if below.style == "total":
        return Rule(theme.NAVY, 0.75)
    if above.style == "total":
        return Rule(theme.NAVY, 1.0)
    return Rule(theme.PY, 1.0) if below.group != above.group else Rule(theme.LINE, 0.5)


def _edges(line: Row, rules: list[Rule], index: int, count: int, theme: Theme) -> Edges:
    if line.style != "outlined":
        return Edges(top=rules[0], bottom=rules[1])
    is_bad = any(isinstance(cell, Number | Status) and cell.tone is Tone.bad for cell in line.cells)
    outline = Rule(theme.BAD if is_bad else theme.HI, 1.5)
    return Edges(outline if index == 0 else None, outline if index == count - 1 else None, outline, outline)


def _column_box(area: Box, cells: Cells, plan: TablePlan, index: int) -> Box:
    """The rectangle of a column's body cells, without its left margin."""
    pad = left_pads(cells.grid)[index]
    left = area.x + sum(plan.widths[:index]) + pad
    return Box(left, area.y + plan.head, plan.widths[index] - pad - inches(0.04), sum(plan.heights))


def _row_boxes(column: Box, plan: TablePlan) -> Iterator[Box]:
    top = column.y
    for height in plan.heights:
        yield Box(column.x, top, column.w, height)
        top += height


def _paint_drawn(stage: Stage, area: Box, cells: Cells, plan: TablePlan, index: int) -> None:
    column, box = cells.grid.columns[index], _column_box(area, cells, plan, index)
    if column.kind == "spark":
        _paint_sparks(stage, box, cells, plan, index)
        return
    numbers = tuple(_drawn_number(column, row, index) for row in cells.grid.rows)
    if all(number.is_missing for number in numbers):
        return
    unit, scale = _measure(cells, index, numbers)
    alt = _spoken(cells, index)
    if column.kind == "variance":
        paint_variance_bars(stage, box, numbers, unit=unit, scale=scale, alt_text=alt)
    elif column.axis is not None:
        paint_axis_bars(stage, box, numbers, unit=unit, scale=scale, axis=column.axis, alt_text=alt)
    else:
        paint_column_bars(stage, box, numbers, unit=unit, scale=scale, alt_text=alt)


def _paint_sparks(stage: Stage, box: Box, cells: Cells, plan: TablePlan, index: int) -> None:
    for number, (row, spot) in enumerate(zip(cells.grid.rows, _row_boxes(box, plan), strict=True), 1):
        series = row.cells[index]
        if isinstance(series, Series) and any(not n.is_missing for n in series.numbers):
            inner = spot.inset(inches(0.06), round(spot.h * 0.14))
            paint_sparkline(stage.at(str(number)), inner, series, alt_text=f"{_head(row)} {cells.header(index).text}")


def _drawn_number(column: Column, row: Row, index: int) -> Number:
    cell = row.cells[index]
    return cell if isinstance(cell, Number) and is_drawn(column, row) else Number(None)


def _measure(cells: Cells, index: int, numbers: tuple[Number, ...]) -> tuple[Unit, Scale]:
    """The unit and scale of a drawn column; of its first number where the column has none of its own."""
    column = cells.grid.columns[index]
    if column.unit != BARE:
        return column.unit, cells.scales[index]
    unit = next(number.unit for number in numbers if not number.is_missing)
    return unit, unit.scale((n.value for n in numbers if n.unit == unit), cells.lang)


def _spoken(cells: Cells, index: int) -> str:
    """What a drawn column shows, in words: its label and each row's name and number."""
    parts = [
        f"{_head(row)} {cells.number_text(number, row, index)}"
        for row in cells.grid.rows
        if isinstance(number := row.cells[index], Number) and not number.is_missing
    ]
    mark = ("：", "、") if cells.lang == "zh" else (": ", ", ")
    return cells.header(index).text + mark[0] + mark[1].join(parts)


def _head(row: Row) -> str:
    texts = (cell.text for cell in row.cells if isinstance(cell, Words))
    return next((text for text in texts if not text.strip().isdigit()), "")


def _paint_grounds(stage: Stage, area: Box, cells: Cells, plan: TablePlan) -> None:
    """Chips and progress bars, before the table, so that its text stands on them."""
    for index, column in enumerate(cells.grid.columns):
        if column.kind in ("chip", "progress"):
            box = _column_box(area, cells, plan, index)
            for number, (row, spot) in enumerate(zip(cells.grid.rows, _row_boxes(box, plan), strict=True), 1):
                _paint_ground(stage.at(f"{column.key}/{number}"), spot, column, row.cells[index])


def _paint_ground(stage: Stage, spot: Box, column: Column, cell: GridCell) -> None:
    if column.kind == "chip" and isinstance(cell, Status):
        _paint_chip(stage, spot, cell)
    elif column.kind == "progress" and isinstance(cell, Number) and not cell.is_missing:
        _paint_progress(stage, spot, cell)


def _paint_chip(stage: Stage, spot: Box, cell: Status) -> None:
    high = min(inches(0.28), spot.h - inches(0.05))
    wide = min(spot.w, points(measure.width(f"{cell.symbol} {cell.label}", 12, True)) + inches(0.2))
    box = Box(spot.x + (spot.w - wide) // 2, spot.y + (spot.h - high) // 2, wide, high)
    rectangle(stage, box, name="chip/overlay", fill=stage.theme.chip(cell.tone)[0], geometry="roundRect")


def _paint_progress(stage: Stage, spot: Box, cell: Number) -> None:
    high = inches(0.13)
    track = Box(spot.x, spot.y + (spot.h - high) // 2, max(spot.w - _PERCENT_ROOM, inches(0.2)), high)
    done = replace(track, w=round(track.w * min(max(cell.amount, 0.0), 1.0)))
    rectangle(stage, track, name="track/overlay", fill=stage.theme.LINE)
    if done.w:
        rectangle(stage, done, name="done/overlay", fill=stage.theme.tone_fill(cell.tone))

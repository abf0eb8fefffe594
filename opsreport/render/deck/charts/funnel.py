"""A funnel: bars a step, this period against last, beside a table whose rows stand on the same lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.block import Column, Funnel, FunnelStep, Grid, Row
from opsreport.model.number import Number
from opsreport.model.unit import POINTS, RATE, Unit
from opsreport.render.deck.cells import Cells
from opsreport.render.deck.charts.legend import Entry, paint_rows
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.scale import LABEL, SMALL, Measure, head_note, room_across
from opsreport.render.deck.charts.spec import Axis, CategoryChart, Group, Ink, Labels, Trace, Type
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, line, rectangle, text_box
from opsreport.render.deck.table_plan import inner_width, widths_of
from opsreport.render.deck.table_xml import Edges, Rule, TableCell, TableRow, place_table
from opsreport.render.measure import fitted_size, lines_needed, width

_HEAD = inches(0.34)
_TABLE = 0.42
_GAP = inches(0.2)
_NAME_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0)
_WIDEST_NAMES = 0.3
_HEAD_TWO = inches(0.5)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The places of a funnel: step names, bars, table; all rows of one pitch."""

    stage: Stage
    block: Funnel
    measure: Measure
    names: Box
    bars: Box
    table: Box
    cells: Cells
    head: int

    @property
    def has_before(self) -> bool:
        return any(s.before is not None and not s.before.is_missing for s in self.block.steps)


def paint_funnel(stage: Stage, box: Box, block: Funnel) -> None:
    """Paint the steps with their people, and the table of step rates, changes and losses; the worst step outlined."""
    numbers = [n for s in block.steps for n in (s.now, s.before) if n is not None]
    measure = Measure.of(block.unit, numbers, stage.lang)
    has_before = any(s.before is not None and not s.before.is_missing for s in block.steps)
    note = head_note(stage, block.unit_note, measure)
    area = paint_rows(stage, box, block.title, note, _entries(stage, block) if has_before else ())
    plan = _plan(stage, block, measure, area)
    _paint_names(plan)
    paint_chart(stage, plan.bars, _chart(plan), alt=block.alt)
    _paint_table(plan)
    if block.worst is not None:
        _paint_outline(plan, block.worst)


def _entries(stage: Stage, block: Funnel) -> list[Entry]:
    theme = stage.theme
    return [(Ink(fill=theme.AC), block.labels[0]), (Ink(fill=theme.PY), block.labels[1])]


def _plan(stage: Stage, block: Funnel, measure: Measure, area: Box) -> _Plan:
    left, table = area.split_left(round(area.w * (1 - _TABLE)) - _GAP, _GAP)
    cells = Cells.of(_grid(block), stage.theme, stage.lang, stage.terms)
    head = _head_height(cells, table)
    body = left.split_top(head)[1]
    pitch = body.h // max(1, len(block.steps))
    body = replace(body, h=pitch * len(block.steps))
    longest = max((width(s.label, _NAME_SIZES[0], True) for s in block.steps), default=0.0)
    names, bars = body.split_left(min(points(longest * 1.04 + 10), round(body.w * _WIDEST_NAMES)))
    return _Plan(stage, block, measure, names, bars, table, cells, head)


def _head_height(cells: Cells, table: Box) -> int:
    """The height of the table's header: one line or two."""
    widths = widths_of(cells, table.w)
    heads = [(cells.header(i), inner_width(cells, widths, i)) for i in range(len(widths))]
    return _HEAD if all(lines_needed(h.text, h.size, room, True) == 1 for h, room in heads) else _HEAD_TWO


def _paint_names(plan: _Plan) -> None:
    for index, (step, row) in enumerate(zip(plan.block.steps, plan.names.rows(len(plan.block.steps)), strict=True)):
        size = fitted_size((step.label,), (row.width_pt - 6, row.height_pt), _NAME_SIZES) or _NAME_SIZES[-1]
        text_box(
            plan.stage,
            row,
            step.label,
            name=f"step {index + 1}",
            size=size,
            color=plan.stage.theme.NAVY,
            bold=True,
            anchor="middle",
        )
        if index:
            ends = (row.x, row.y), (plan.bars.right, row.y)
            line(plan.stage, *ends, name=f"rule {index}/overlay", color=plan.stage.theme.LINE, weight=0.5)


def _chart(plan: _Plan) -> CategoryChart:
    block, theme = plan.block, plan.stage.theme
    now = [step.now for step in block.steps]
    worst = {} if block.worst is None else {block.worst: Ink(fill=theme.BAD)}
    size = 11.0 if plan.bars.height_pt / max(1, len(now)) > 30 else LABEL
    traces = [_trace(plan, 0, now, Ink(fill=theme.AC), Type(size, theme.INK, True))]
    traces[0] = replace(traces[0], points=worst)
    if plan.has_before:
        before = [step.before or Number(None, block.unit) for step in block.steps]
        traces.append(_trace(plan, 1, before, Ink(fill=theme.PY), Type(max(size - 1.5, SMALL), theme.MUT)))
    values = [v for t in traces for v in t.values]
    wide = [w + 7 for n in (now, [s.before for s in block.steps]) for w in plan.measure.widths(n, size, bold=True)]
    low, high = room_across(values, wide[: len(values)], plan.bars.width_pt)
    return CategoryChart(
        tuple(step.label for step in block.steps),
        (Group("bar", tuple(traces), gap=45 if plan.has_before else 90, overlap=-6 if plan.has_before else 0),),
        Axis(line=Ink(line=theme.MUT), backwards=True),
        Axis(low=low, high=high, format=plan.measure.format),
        plan.bars,
        across=True,
    )


def _trace(plan: _Plan, index: int, numbers: Sequence[Number], ink: Ink, kind: Type) -> Trace:
    fmt = plan.measure.format
    labels = Labels(fmt, kind, "outEnd", plan.measure.own_labels(numbers))
    return Trace(plan.block.labels[index], plan.measure.values(numbers), ink, fmt, labels=labels)


def _paint_table(plan: _Plan) -> None:
    """Rate, change and loss of each step, on the lines of the bars."""
    cells, count, theme = plan.cells, len(plan.cells.grid.columns), plan.stage.theme
    widths = widths_of(cells, plan.table.w)
    size = _body_size(cells, widths)
    strong, light = Rule(theme.NAVY, 1.25), Rule(theme.LINE, 0.5)
    heads = (TableCell((cells.header(i),), edges=Edges(bottom=strong), anchor="b") for i in range(count))
    rows = [TableRow(plan.head, tuple(heads))]
    pitch = plan.bars.h // max(1, len(plan.block.steps))
    for index in range(len(plan.block.steps)):
        edges = Edges(top=light if index else strong, bottom=light)
        found = (TableCell(cells.paras(index, i, size), edges=edges) for i in range(count))
        rows.append(TableRow(pitch, tuple(found)))
    place_table(plan.stage, plan.table, widths, rows, alt=plan.block.alt)


def _body_size(cells: Cells, widths: Sequence[int]) -> float:
    """The largest text size at which no cell takes a second line."""
    rooms = [inner_width(cells, widths, i) for i in range(len(widths))]
    rows = range(len(cells.grid.rows))

    def fits(size: float) -> bool:
        paras = ((para, room) for row in rows for i, room in enumerate(rooms) for para in cells.paras(row, i, size))
        return all(lines_needed(para.lead + para.text, size, room, para.bold) == 1 for para, room in paras)

    return next((size for size in _NAME_SIZES if fits(size)), _NAME_SIZES[-1])


def _grid(block: Funnel) -> Grid:
    """The table as a grid, for its words and scales; a column that is missing throughout is left out."""
    columns = (
        Column("rate", block.labels[2], "number", 1.0, RATE),
        Column("change", block.labels[3], "change", 1.0, _unit(block.steps)),
        Column("lost", block.labels[4], "number", 1.0, block.unit),
    )
    rows = [(step.rate.strongly(), step.rate_change, step.lost) for step in block.steps]
    kept = [i for i in range(len(columns)) if any(not row[i].is_missing for row in rows)] or [0]
    return Grid(tuple(columns[i] for i in kept), tuple(Row(tuple(row[i] for i in kept)) for row in rows))


def _unit(steps: Sequence[FunnelStep]) -> Unit:
    return next((s.rate_change.unit for s in steps if not s.rate_change.is_missing), POINTS)


def _paint_outline(plan: _Plan, index: int) -> None:
    row = Box(plan.table.x, plan.bars.y, plan.table.w, plan.bars.h).rows(len(plan.block.steps))[index]
    around = Box(row.x - inches(0.03), row.y + inches(0.03), row.w + inches(0.03), row.h - inches(0.06))
    rectangle(plan.stage, around, name="worst step/overlay", outline=plan.stage.theme.BAD, weight=1.5)

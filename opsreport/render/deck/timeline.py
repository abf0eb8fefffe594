"""The Timeline painter: a native table of tasks beside weeks or months, with bars, milestones and today's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from opsreport.model.block import Task, Timeline
from opsreport.model.number import Tone
from opsreport.model.period import Period
from opsreport.render import measure
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, block_title, line, rectangle, text_box
from opsreport.render.deck.table_xml import Edges, Rule, TableCell, TableRow, place_table
from opsreport.render.deck.text import Align, Para

MOST_WEEKS = 16
_BAND = inches(0.22)
_HEAD = inches(0.30)
_PILL = inches(0.2)
_TALLEST = inches(0.62)
_BAR = inches(0.17)
_DIAMOND = inches(0.18)
_TEXT_WIDTHS = (2.3, 0.9, 0.7, 1.15)
_MOST_TEXT = 0.45
_BODY = 10.5
_AFTER_LAST = timedelta(4)


@dataclass(frozen=True, slots=True)
class _Axis:
    """The days shown: from the first, in steps of weeks or of months, over a stretch of the page."""

    steps: tuple[date, ...]
    end: date
    left: int
    width: int

    @property
    def first(self) -> date:
        return self.steps[0]

    def x(self, day: date) -> int:
        """Where a day begins."""
        return self.left + round(self.width * (day - self.first).days / (self.end - self.first).days)

    @property
    def widths(self) -> tuple[int, ...]:
        edges = [self.x(day) for day in (*self.steps, self.end)]
        return tuple(b - a for a, b in pairwise(edges))

    @property
    def months(self) -> Iterator[tuple[Period, int, int]]:
        """Each month shown with the left and right edge of its part."""
        month = Period.of(self.first)
        while month.first_day < self.end:
            left, right = max(month.first_day, self.first), min(month.last_day + timedelta(1), self.end)
            yield month, self.x(left), self.x(right)
            month = month.plus(1)


def paint_timeline(stage: Stage, box: Box, block: Timeline) -> None:
    """Paint the tasks over their weeks (months where they are many), today's line through them all."""
    area = block_title(stage, box, block.title, block.unit_note)
    shown = [i for i, label in enumerate(block.labels) if label]
    texts = _text_widths(area.w, shown)
    axis = _axis(block, area.x + sum(texts), area.w - sum(texts))
    band, rest = area.split_top(_BAND)
    _paint_months(stage, band, axis)
    room = rest.h - _HEAD - (_PILL if block.today else 0)
    height = min(_TALLEST, room // max(len(block.tasks), 1))
    columns = tuple(zip(shown, texts, strict=True))
    rows = (_header(stage, block, axis, shown), *(_row(stage, task, axis, columns, height) for task in block.tasks))
    place_table(stage, rest, (*texts, *axis.widths), rows, alt=block.alt or block.title)
    top = rest.y + _HEAD
    for number, task in enumerate(block.tasks):
        spot = Box(axis.left, top + number * height, axis.width, height)
        _paint_task(stage.at(f"task{number + 1}"), spot, axis, task)
    if block.today and axis.first <= block.today < axis.end:
        _paint_today(stage, axis, block.today, top, top + len(block.tasks) * height)


def _text_widths(total: int, shown: Sequence[int]) -> list[int]:
    wanted = [inches(_TEXT_WIDTHS[i]) for i in shown]
    share = min(1.0, total * _MOST_TEXT / sum(wanted))
    return [round(width * share) for width in wanted]


def _axis(block: Timeline, left: int, width: int) -> _Axis:
    days = [day for task in block.tasks for day in (task.start, task.end)] + ([block.today] if block.today else [])
    first, last = min(days), max(days) + _AFTER_LAST
    monday = first - timedelta(first.weekday())
    weeks = (last - monday).days // 7 + 1
    if weeks <= MOST_WEEKS:
        steps = tuple(monday + timedelta(7 * i) for i in range(weeks))
        return _Axis(steps, steps[-1] + timedelta(7), left, width)
    start, end = Period.of(first), Period.of(last)
    months = tuple(Period(n) for n in range(start.ordinal, end.ordinal + 1))
    return _Axis(tuple(m.first_day for m in months), end.last_day + timedelta(1), left, width)


def _paint_months(stage: Stage, band: Box, axis: _Axis) -> None:
    for number, (month, left, right) in enumerate(axis.months, 1):
        label = month.short_label(stage.lang)
        text = label if points(measure.width(label, 10, True)) < right - left else ""
        spot = Box(left, band.y, right - left - inches(0.02), band.h)
        para = Para(text, 10, stage.theme.NAVY, bold=True, align="center")
        rectangle(stage, spot, name=f"month{number}", fill=stage.theme.PANEL, paragraphs=para if text else ())


def _header(stage: Stage, block: Timeline, axis: _Axis, shown: Sequence[int]) -> TableRow:
    rule = Edges(bottom=Rule(stage.theme.NAVY, 1.25))
    texts = [Para(block.labels[i], 10, stage.theme.MUT, bold=True, align=_align(i)) for i in shown]
    days = [_step_label(stage, axis, number) for number in range(len(axis.steps))]
    return TableRow(_HEAD, tuple(TableCell((para,), edges=rule, anchor="b") for para in texts + days))


def _align(column: int) -> Align:
    aligns: tuple[Align, ...] = ("left", "left", "right", "center")
    return aligns[column]


def _step_label(stage: Stage, axis: _Axis, number: int) -> Para:
    """The first day of a week (the month's year where steps are months)."""
    day = axis.steps[number]
    is_weeks = (axis.end - axis.first).days // len(axis.steps) == 7
    text = f"{day.month}/{day.day}" if is_weeks else str(day.year)
    return Para(text, 10, stage.theme.MUT, align="center")


def _row(stage: Stage, task: Task, axis: _Axis, columns: Sequence[tuple[int, int]], height: int) -> TableRow:
    """A task's row: the text `columns` (which, how wide), then an empty cell a step of the axis."""
    rule = Rule(stage.theme.LINE, 0.5)
    paras = [_fitted(stage, _task_para(stage, task, index), width) for index, width in columns]
    texts = [TableCell((para,), edges=Edges(bottom=rule)) for para in paras]
    months = {left for _, left, _ in axis.months}
    steps = [TableCell(edges=Edges(bottom=rule, left=rule if axis.x(day) in months else None)) for day in axis.steps]
    return TableRow(height, (*texts, *steps))


def _task_para(stage: Stage, task: Task, column: int) -> Para:
    theme = stage.theme
    match column:
        case 0:
            return Para(task.label, _BODY, bold=True)
        case 1:
            return Para(task.owner, _BODY, theme.MUT)
        case 2:
            text = task.progress.unit.text(task.progress.value, stage.lang) if task.progress else ""
            return Para(text, _BODY, align="right")
    status = task.status
    if status is None:
        return Para("", _BODY)
    return Para(f"{status.symbol} {status.label}", _BODY, theme.tone_text(status.tone), bold=True, align="center")


def _fitted(stage: Stage, para: Para, width: int) -> Para:
    """The paragraph in two lines at most, smaller or shortened where it must be."""
    room = (width - inches(0.12)) / points(1)
    sizes = (size for size in (_BODY, 10.0) if measure.lines_needed(para.text, size, room, para.bold) <= 2)
    size = next(sizes, 10.0)
    text = measure.shortened(para.text, size, room, lines=2, bold=para.bold)
    if text != para.text:
        stage.cut.append(para.text)
    return Para(text, size, para.color, para.bold, para.align)


def _paint_task(stage: Stage, spot: Box, axis: _Axis, task: Task) -> None:
    left, right = axis.x(task.start), axis.x(min(task.end + timedelta(1), axis.end))
    top = spot.y + (spot.h - _BAR) // 2
    share = min(max(task.progress.amount, 0.0), 1.0) if task.progress and not task.progress.is_missing else 0.0
    theme = stage.theme
    rectangle(stage, Box(left, top, right - left, _BAR), name="plan/overlay", fill=theme.BLUE3, outline=theme.AC)
    if done := round((right - left) * share):
        rectangle(stage, Box(left, top, done, _BAR), name="done/overlay", fill=theme.AC)
    late = task.status is not None and task.status.tone is Tone.bad
    middle = Box(right - _DIAMOND // 2, spot.y + (spot.h - _DIAMOND) // 2, _DIAMOND, _DIAMOND)
    fill = theme.BAD if late else theme.OCH
    rectangle(stage, middle, name="milestone/overlay", fill=fill, outline=theme.WHITE, geometry="diamond")
    _paint_due(stage, spot, middle, task.end)


def _paint_due(stage: Stage, spot: Box, diamond: Box, day: date) -> None:
    """The milestone's date, right of it where there is room, else under the bar's end."""
    text = f"{day.month}/{day.day}"
    wide = points(measure.width(text, 10)) + inches(0.04)
    beside = Box(diamond.right + inches(0.03), spot.y, wide, spot.h)
    under = Box(diamond.right - wide, diamond.bottom, wide, inches(0.18))
    place = beside if beside.right <= spot.right else under
    text_box(stage, place, text, name="due/overlay", size=10, color=stage.theme.INK, anchor="middle")


def _paint_today(stage: Stage, axis: _Axis, day: date, top: int, bottom: int) -> None:
    x = axis.x(day)
    line(stage, (x, top), (x, bottom), name="today/overlay", color=stage.theme.BAD, weight=1.0, dash="dash")
    text = f"{day.month:02d}-{day.day:02d}"
    wide = points(measure.width(text, 10, True)) + inches(0.16)
    left = min(max(x - wide // 2, axis.left), axis.left + axis.width - wide)
    para = Para(text, 10, stage.theme.WHITE, bold=True, align="center")
    spot = Box(left, bottom, wide, _PILL)
    rectangle(stage, spot, name="date/overlay", fill=stage.theme.BAD, geometry="roundRect", paragraphs=para)

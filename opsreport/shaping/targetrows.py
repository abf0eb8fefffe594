"""Months down and metrics across, with targets or last year below or beside: read as if the months stood across."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.metrics import metric_named
from opsreport.model.spelling import header_parts, name_without_unit, plain
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas.matching import column_named, derived_kind
from opsreport.schemas.naming import is_bare, sort_in
from opsreport.schemas.starter import KPI
from opsreport.schemas.subjects import is_of_part
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.headish import is_headish, names_moments
from opsreport.shaping.measuresaid import groups_said, measure_said
from opsreport.shaping.regular import own_title, title_tab
from opsreport.shaping.slots import label_month
from opsreport.shaping.standing import is_about_channels
from opsreport.shaping.upright import Lying, Turned, upright
from opsreport.shaping.usertitles import titled_kind
from opsreport.shaping.words import is_amount, is_goal, moment_in, month_in, month_of, says_nothing, special_of

_LEAST_MONTHS, _LEAST_METRICS = 2, 2
_MOSTLY = 0.5
_TARGET = re.compile(r"(?:目标|预算|计划)(?:值|数)?|target|budget|plan")
# a title that says nothing but that these are the figures of all
_OF_ALL = re.compile(
    r"[\d.、_-]*(?:公司|集团|整体|总体|核心|关键|主要|经营|运营|业务|指标|数据|情况|总表|总览|概览|大盘|月度|月报|趋势|汇总|历史|kpi|表|分析|一览)*"
)
# a target of one month is about what that month came to, a year's is not
_LEAST_OF_MONTH, _MOST_OF_MONTH = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class _Found:
    """Such a table: its header row, its rows of months, those below that say another thing, its columns."""

    head: int
    months: Sequence[int]
    others: Sequence[int]
    left: int
    right: int


def with_targets_across(sheet: Sheet) -> Turned | None:
    """The sheet with its table of months down turned; None where none has other rows below or measures beside."""
    title = own_title(sheet)
    is_other = title_tab(sheet) not in (None, KPI) or titled_kind(sheet) or is_about_channels((title,))
    if sheet.hidden or is_other or is_of_part(sheet, (), title):
        return None
    grid = grid_of(sheet)
    found = next((one for row in grid.order if (one := _found(grid, row))), None)
    measured = _measured(grid, found) if found else frozenset()
    if found is None or len(found.months) < _LEAST_MONTHS - bool(measured) or not _is_of_metrics(grid, found, measured):
        return None
    if not (found.others or measured or _is_unread(grid, found)):
        return None
    rows = (*found.months, *found.others)
    said, remarks = _with_months_said(grid, found), _remarks(grid, found)
    columns = {column for _, column in remarks}
    bare = {spot: cell for spot, cell in said.cells.items() if spot[0] < found.head or spot[1] not in columns}
    done = upright(grid_of(replace(said, cells=bare)), [Lying(KPI, rows, found.head, 0, found.left, found.right)])
    return replace(done, remarks=remarks, true=sheet)


def _remarks(grid: Grid, found: _Found) -> Mapping[Spot, str]:
    """The headers beside the numbers that name what people note, 原因: of the month of each row, not of a metric."""
    beside = [cell for cell in grid.rows[found.head] if cell.column > found.right]
    named = {(cell.row, cell.column): column_named(KPI, str(cell.value)) for cell in beside}
    return {spot: one.headers[0] for spot, one in named.items() if one and one.kind == "text" and one.name != "metric"}


def _found(grid: Grid, head: int) -> _Found | None:
    """The table under a header row of a month column and others of numbers; its rows stand without a gap."""
    cells = grid.rows[head]
    first = cells[0]
    is_head = first.kind == "text" and names_moments(str(first.value)) and all(map(is_headish, cells))
    if len(cells) <= _LEAST_METRICS or not is_head or any(map(month_of, cells[1:])):
        return None
    months: list[int] = []
    others: list[int] = []
    row = head + 1
    while row in grid.rows and grid.rows[row][0].column == first.column and len(grid.rows[row]) > 1:
        label = grid.rows[row][0]
        if not others and label_month(label):
            months.append(row)
        elif label.kind == "text" and _says_other(str(label.value)):
            others.append(row)
        else:
            return None
        row += 1
    is_such = bool(months) and row not in grid.rows
    return _Found(head, months, others, first.column, _right(grid, cells, (*months, *others))) if is_such else None


def _says_other(text: str) -> bool:
    """Whether the label of a row says a target, another time, a total or a figure made of others."""
    found = month_in(text)
    rest = found[1] if found else plain(text)
    is_target = bool(_TARGET.search(rest.casefold()))
    return is_target or bool(special_of(text) or moment_in(text) or derived_kind(text))


def _right(grid: Grid, head: Sequence[Cell], rows: Sequence[int]) -> int:
    """The last column of numbers before the first that is none; remarks stand beside the table."""
    right = head[0].column
    for cell in head[1:]:
        under = [one for row in rows if (one := grid.cell(row, cell.column))]
        is_number = any(map(is_amount, under)) and all(is_amount(one) or says_nothing(one) for one in under)
        if cell.column != right + 1 or not is_number:
            break
        right = cell.column
    return right


def _headers(grid: Grid, found: _Found) -> Sequence[str]:
    return [str(grid.sheet.cells[found.head, at].value) for at in range(found.left + 1, found.right + 1)]


def _measured(grid: Grid, found: _Found) -> frozenset[str]:
    """The headers that say measures or times of metrics: GMV, 目标, 达成率; none where one of them is of no metric."""
    texts = _headers(grid, found)
    groups = groups_said([measure_said(name_without_unit(text)) for text in texts], lambda one, other: True)
    return frozenset(texts[at] for group in groups for at in group.rows if metric_named(group.name))


def _is_of_metrics(grid: Grid, found: _Found, measured: Collection[str]) -> bool:
    """Whether most headers are names of what is measured, and no other tells what the rows are about."""
    texts = _headers(grid, found)
    named = [
        text
        for text in texts
        if text in measured or metric_named(text) or (sort_in(header_parts(text)[0]) and not is_bare(text))
    ]
    is_whole = all(cell.column <= found.right or _is_remark(grid, found, cell) for cell in grid.rows[found.head])
    return is_whole and len(texts) >= _LEAST_METRICS and len(named) >= _MOSTLY * len(texts)


def _is_unread(grid: Grid, found: _Found) -> bool:
    """Whether months alone stand down, of all, and the catalogue knows too few of the metrics to see them as such."""
    cells = grid.rows[found.head][1:]
    is_of_all = bool(_OF_ALL.fullmatch(plain(own_title(grid.sheet)).casefold()))
    return is_of_all and sum(metric_named(str(cell.value)) is not None for cell in cells) < _LEAST_METRICS


def _is_remark(grid: Grid, found: _Found, head: Cell) -> bool:
    """Whether texts alone stand under a header: what was noted of the months."""
    return not any((one := grid.cell(row, head.column)) and is_amount(one) for row in (*found.months, *found.others))


def _with_months_said(grid: Grid, found: _Found) -> Sheet:
    """The sheet, 目标 alone as that of the last month above where all its numbers are like those of one month."""
    changed: dict[Spot, Cell] = {}
    last = grid.rows[found.months[-1]][0]
    for row in found.others:
        label = grid.rows[row][0]
        if is_goal(str(label.value)) and _is_of_a_month(grid, found, row):
            month = label_month(last)
            assert month is not None  # rows of months are known by it
            year = f"{month.year}年" if month.year else ""
            changed[row, label.column] = label._replace(value=f"{year}{month.number}月{str(label.value).strip()}")
    return replace(grid.sheet, cells={**grid.sheet.cells, **changed}) if changed else grid.sheet


def _is_of_a_month(grid: Grid, found: _Found, row: int) -> bool:
    """Whether each number of a row is near that of the last month."""
    pairs = [
        (one.value, last.value)
        for at in range(found.left + 1, found.right + 1)
        if (one := grid.cell(row, at)) and (last := grid.cell(found.months[-1], at))
    ]
    numbers = [(one, last) for one, last in pairs if isinstance(one, float) and isinstance(last, float) and last]
    return len(numbers) >= _LEAST_METRICS and all(
        _LEAST_OF_MONTH <= one / last <= _MOST_OF_MONTH for one, last in numbers
    )

"""A table whose months do not stand in a column of their own list: months across get columns, months down get rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsreport.checking.lines import Line
from opsreport.checking.typed import Typed
from opsreport.model.origin import Origin
from opsreport.model.table import Cell, Raw, Sheet, Spot, column_letter
from opsreport.pipeline.nextgoals import Planned, planned_cells
from opsreport.pipeline.nextrows import KEPT, Roll, month_like, moved_text
from opsreport.pipeline.nextsheet import figure_spots, month_names, moved_titles, spots_of
from opsreport.reading.rolling import NewColumns, NewRow, SheetRoll
from opsreport.shaping.words import month_in, month_of

Values = dict[Spot, Cell | Raw | None]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it lies in its sheet: the rows of the month before, where their month and their figures stand."""

    typed: Typed
    sheet: Sheet
    plan: Planned
    lines: tuple[Line, ...]
    heads: frozenset[Spot]
    values: frozenset[Spot]
    others: frozenset[Spot]

    @property
    def first_row(self) -> int:
        """The first row with figures."""
        return min(row for row, _ in self.values | self.others)


def wide_roll(typed: Typed, sheet: Sheet, plan: Planned, money: float) -> Roll | None:
    """The changes of a table with months across or down; None where it lies otherwise."""
    before = str(plan.period.previous)
    lines = tuple(line for line in typed.data if line.text("month") == before)
    rest = [line for line in typed.data if line.text("month") != before]
    heads = frozenset(at for line in lines for at in _heads(line))
    values, others = frozenset(_values(lines)), frozenset(_values(rest))
    if not heads or not values or typed.sheet.tab.name not in KEPT:
        return None
    table = _Table(typed, sheet, plan, lines, heads, values, others)
    if max(row for row, _ in heads) < table.first_row:
        return _across(table, money)
    return _down(table, money) if {row for row, _ in heads} == {row for row, _ in values} else None


def _heads(line: Line) -> Iterator[Spot]:
    return (at for name in month_names(line) for at in spots_of(line, name))


def _values(lines: Sequence[Line]) -> Iterator[Spot]:
    """Where figures stand, blank ones too."""
    for line in lines:
        kept = {*KEPT.get(line.sheet.tab.name, ()), *month_names(line)}
        yield from (at for name in line.sheet.columns if name not in kept for at in figure_spots(line, name))


def _targets(table: _Table, money: float, unfit: list[str]) -> dict[Spot, Cell | Raw]:
    """The plan's targets, by where that of the month before stands."""
    found: dict[Spot, Cell | Raw] = {}
    for line in table.lines:
        for name, value in planned_cells(line, table.plan, money, unfit):
            found |= dict.fromkeys(figure_spots(line, name)[:1], value)
    return found


def _across(table: _Table, money: float) -> Roll | None:
    unfit: list[str] = []
    targets = _targets(table, money, unfit)
    titles: Values = dict(moved_titles(table.sheet, table.plan.period, min(row for row, _ in table.heads)))
    if shift := _shift_there(table):
        cells = {(row, column + shift): value for (row, column), value in targets.items()}
        blank = {at: value for at, value in cells.items() if at not in table.sheet.cells}
        return Roll(SheetRoll(cells=titles | blank), tuple(unfit), is_laid=True)
    columns = _group(table)
    if columns & {column for _, column in table.others}:
        return None
    new = tuple(_new_columns(table, run, targets) for run in _runs(columns))
    return Roll(SheetRoll(cells=titles, columns=new), tuple(unfit))


def _shift_there(table: _Table) -> int:
    """How many columns right of the month before the new month stands already; 0 where it does not."""
    period = table.plan.period
    for row, column in sorted(table.heads):
        for at in range(column + 1, max(c for _, c in table.sheet.cells) + 1):
            cell = table.sheet.cells.get((row, at))
            found = month_of(cell) if cell else None
            if found and found[0].number == period.number and found[0].year in (None, period.year):
                return at - column
    return 0


def _group(table: _Table) -> set[int]:
    """The columns of the month before: its figures, headers that name it, what they span, merged or blank beside."""
    columns = {column for _, column in table.values | table.heads}
    before, top = table.plan.period.previous, min(row for row, _ in table.heads)
    for (row, column), cell in table.sheet.cells.items():
        if not top <= row < table.first_row or isinstance(cell.value, float):
            continue
        found = month_of(cell)
        if found and found[0].number == before.number and found[0].year in (None, before.year):
            columns.add(column)
            columns |= _spanned(table, row, column)
    return columns


def _spanned(table: _Table, row: int, column: int) -> set[int]:
    """The columns that a header of several rows stands over."""
    merged = next((one for one in table.sheet.merged if one.startswith(f"{column_letter(column)}{row}:")), "")
    last = max((c for _, c in table.sheet.cells), default=column)
    taken = {c for _, c in table.others}
    if merged:
        area = next(Origin("", "", merged).areas)
        return set(range(column, area.right + 1))
    cells = table.sheet.cells
    beside = itertools.takewhile(
        lambda at: (row, at) not in cells and (row + 1, at) in cells and at not in taken, range(column + 1, last + 1)
    )
    return set(beside) if row + 1 < table.first_row else set()


def _runs(columns: set[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(columns)
    for _, group in itertools.groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        run = [column for _, column in group]
        yield run[0], run[-1]


def _new_columns(table: _Table, run: tuple[int, int], targets: Mapping[Spot, Cell | Raw]) -> NewColumns:
    first, last = run
    top = min(row for row, _ in table.heads)
    values: Values = {}
    width = last - first + 1
    for (row, column), cell in table.sheet.cells.items():
        if first <= column <= last and top <= row < table.first_row and not cell.formula:
            values[row, column + width] = cell._replace(value=_moved(cell, table.plan))
    values |= {(row, column + width): value for (row, column), value in targets.items() if first <= column <= last}
    return NewColumns(first, last, values)


def _moved(cell: Cell, plan: Planned) -> Raw:
    """A header of the new month: a month alone as it was written, a longer text with its month moved on."""
    found = month_of(cell)
    if found and not (isinstance(cell.value, str) and (month_in(cell.value) or ("", ""))[1]):
        return month_like(cell.value, plan.period)
    return moved_text(str(cell.value), plan.period) if isinstance(cell.value, str) else cell.value


def _down(table: _Table, money: float) -> Roll | None:
    """A row for the new month behind the last one."""
    unfit: list[str] = []
    period, there = table.plan.period, {line.text("month") for line in table.typed.data}
    titles: Values = dict(moved_titles(table.sheet, period, table.first_row))
    if str(period) in there:
        return Roll(SheetRoll(cells=titles), is_laid=True)
    targets = _targets(table, money, unfit)
    rows = sorted({row for row, _ in table.values})
    new = [NewRow(row, _row(table, row, targets)) for row in rows]
    end = max(row for row, _ in table.values | table.others) + 1
    return Roll(SheetRoll(end, tuple(new), titles), tuple(unfit))


def _row(table: _Table, row: int, targets: Mapping[Spot, Cell | Raw]) -> dict[int, Cell | Raw | None]:
    """The new row like `row`: its month moved on, its labels, its targets; other figures blank."""
    cells: dict[int, Cell | Raw | None] = {}
    for (at, column), cell in table.sheet.cells.items():
        if at == row and not cell.formula:
            is_label = (at, column) not in table.values
            moved = cell._replace(value=month_like(cell.value, table.plan.period))
            cells[column] = moved if (at, column) in table.heads else cell if is_label and cell.kind == "text" else None
    return cells | {column: value for (at, column), value in targets.items() if at == row}

"""Rows as read → rows with typed values, and a finding for every cell that gives none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.checking.about import About
from opsreport.checking.cells import Asked, Trouble, is_placeholder, read_cell, seen_in
from opsreport.checking.codes import found
from opsreport.checking.lines import Line, Lines, Value, lines_of
from opsreport.checking.tabs import MONTH_KINDS, TabSheet, missing_columns
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.schema import TabColumn
from opsreport.model.table import Cell


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of one sheet with their values; total and example rows apart."""

    sheet: TabSheet
    data: tuple[Line, ...]
    totals: tuple[Line, ...]
    findings: tuple[Finding, ...]


def typed_rows(sheet: TabSheet, about: About, period: Period) -> Typed:
    """Every row of a sheet typed; what could not be is missing and has its finding."""
    rows = lines_of(sheet)
    asked = {name: _asked(sheet, name, about.money) for name in sheet.columns}
    findings: list[Finding] = []
    data = _with_default_month(sheet, [_typed(line, asked, findings) for line in rows.data], about)
    findings.extend(_missing_month(sheet, data))
    findings.extend(_missing_values(data, period))
    findings.extend(_negative_values(data))
    findings.extend(_used_examples(rows))
    unheard: list[Finding] = []
    totals = tuple(_typed(line, asked, unheard) for line in rows.totals)
    return Typed(sheet, data, totals, tuple(findings))


def _asked(sheet: TabSheet, name: str, money: float) -> Asked:
    return Asked(sheet.tab.column(name), sheet.units[name], money)


def _typed(line: Line, asked: Mapping[str, Asked], findings: list[Finding]) -> Line:
    values: dict[str, Value] = {}
    for name, cell in line.cells.items():
        read = read_cell(cell, asked[name])
        if isinstance(read, Trouble):
            findings.append(_trouble(line, name, cell, read))
        elif read is not None:
            values[name] = read
    return replace(line, values=values)


def _trouble(line: Line, name: str, cell: Cell, trouble: Trouble) -> Finding:
    tab, header = line.sheet.tab, line.sheet.header(name)
    is_open = tab.name == "plan" and isinstance(cell.value, str) and is_placeholder(cell.value)
    if is_open:
        return found("placeholder_xx", (line.origin(name),), tab, column=header, seen=seen_in(cell))
    return found(trouble.code, (line.origin(name),), tab, **{"column": header, **trouble.details})


def month_column(sheet: TabSheet) -> TabColumn | None:
    """The column in which every row of the tab must say its month; None for a tab that has none."""
    return next((c for c in sheet.tab.columns if c.kind in MONTH_KINDS and c.required), None)


def _missing_month(sheet: TabSheet, lines: Sequence[Line]) -> Iterator[Finding]:
    column = month_column(sheet)
    if column and column.name not in sheet.columns and any(column.name not in line.values for line in lines):
        yield missing_columns(sheet, [column])


def _with_default_month(sheet: TabSheet, lines: Sequence[Line], about: About) -> tuple[Line, ...]:
    """Where no row of the sheet says its month, the workbook's or the file's month is that of all rows."""
    column = month_column(sheet)
    month = about.month or (str(sheet.named_month) if sheet.named_month else "")
    if column is None or not month or any(column.name in line.cells for line in lines):
        return tuple(lines)
    return tuple(replace(line, values={**line.values, column.name: month}) for line in lines)


def _missing_values(lines: Iterable[Line], period: Period) -> Iterator[Finding]:
    for line in lines:
        for column in line.sheet.tab.columns:
            if column.required and _is_missing(line, column, period):
                yield found(
                    "missing_value", (line.origin(column.name),), line.sheet.tab, column=line.sheet.header(column.name)
                )


def _is_missing(line: Line, column: TabColumn, period: Period) -> bool:
    """A required cell that is blank; an actual may wait for its month, or be given by its parts."""
    if column.name in line.values or _is_unreadable(line, column) or column.name not in line.sheet.columns:
        return False
    if line.sheet.tab.name != "kpi" or column.name != "actual":
        return True
    is_due = line.text("month") == str(period)
    return is_due and not {"numerator", "denominator"} <= line.values.keys()


def _is_unreadable(line: Line, column: TabColumn) -> bool:
    cell = line.cells.get(column.name)
    return cell is not None and not (isinstance(cell.value, str) and not cell.value.strip("-–—/ "))


def _negative_values(lines: Iterable[Line]) -> Iterator[Finding]:
    for line in lines:
        for name, value in line.values.items():
            least = line.sheet.tab.column(name).least
            if least is not None and isinstance(value, float) and value < least:
                seen = seen_in(line.cells[name])
                yield found(
                    "negative_value", (line.origin(name),), line.sheet.tab, column=line.sheet.header(name), seen=seen
                )


def _used_examples(rows: Lines) -> Iterator[Finding]:
    for line in rows.examples:
        if any(_differs(line.sheet.tab.column(name), cell) for name, cell in line.cells.items()):
            name = line.sheet.tab.columns[0].name
            seen = seen_in(line.cells[name])
            yield found(
                "example_row_used", (line.origin(name),), line.sheet.tab, column=line.sheet.header(name), seen=seen
            )


def _differs(column: TabColumn, cell: Cell) -> bool:
    """Whether a number of the example row is no longer the one the empty workbook brought."""
    is_number = column.kind in ("int", "money", "measure") and cell.kind == "number"
    return is_number and column.example != "" and cell.value != column.example

"""Rows as read → rows with typed values, and a finding for every cell that gives none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opsreport.checking.about import About
from opsreport.checking.cells import Asked, Coerced, Seen, Trouble, is_absent, is_placeholder, read_cell, seen_in
from opsreport.checking.codes import found
from opsreport.checking.coerced import coercion_findings
from opsreport.checking.habits import DOUBTFUL_FORMS, asked_anew, asked_of
from opsreport.checking.lines import Line, Lines, Value, lines_of
from opsreport.checking.tabs import MONTH_KINDS, TabSheet, missing_columns
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.schema import TabColumn
from opsreport.model.table import Cell, Raw

_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Reading:
    """Lines as they are being read, and what was met on the way: by column and form what was coerced, and trouble."""

    lines: list[Line] = field(default_factory=list)
    coerced: dict[tuple[str, str], list[tuple[Line, Value]]] = field(default_factory=dict)
    troubles: list[tuple[Line, str, Cell, Trouble]] = field(default_factory=list)

    @property
    def doubtful(self) -> frozenset[str]:
        """The columns in which another look at their other cells may change how a cell reads."""
        ambiguous = (name for _, name, _, trouble in self.troubles if trouble.code.startswith("ambiguous"))
        return frozenset((*ambiguous, *(name for name, form in self.coerced if form in DOUBTFUL_FORMS)))


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of one sheet with their values; rows made of others apart: totals and means, changes and shares."""

    sheet: TabSheet
    data: tuple[Line, ...]
    totals: tuple[Line, ...]
    findings: tuple[Finding, ...]
    derived: tuple[Line, ...] = ()


def typed_rows(sheet: TabSheet, about: About, period: Period) -> Typed:
    """Every row of a sheet typed; what could not be is missing and has its finding."""
    rows = lines_of(sheet)
    asked = asked_of(sheet, about, period)
    read = _read(rows.data, asked)
    if habits := asked_anew(read.lines, asked, read.doubtful):
        asked = habits
        read = _read(rows.data, asked)
    data = _with_default_month(sheet, read.lines, about)
    findings = [_trouble(*trouble) for trouble in read.troubles]
    findings.extend(coercion_findings(sheet, read.coerced))
    findings.extend(_missing_month(sheet, data))
    findings.extend(_missing_values(data, period))
    findings.extend(_negative_values(data))
    findings.extend(_used_examples(rows))
    return Typed(sheet, data, tuple(_read(rows.totals, asked).lines), tuple(findings), rows.derived)


def _read(lines: Iterable[Line], asked: Mapping[str, Asked]) -> _Reading:
    reading, read = _Reading(), _Cells(asked).read
    for line in lines:
        values: dict[str, Value] = {}
        for name, cell in line.cells.items():
            seen = read(name, cell)
            if isinstance(seen, Trouble):
                reading.troubles.append((line, name, cell, seen))
            elif isinstance(seen, Coerced):
                reading.coerced.setdefault((name, seen.form), []).append((line, seen.value))
                if seen.value is not None:
                    values[name] = seen.value
            elif seen is not None:
                values[name] = seen
        reading.lines.append(Line(line.sheet, line.row, line.cells, values))
    return reading


class _Cells:
    """Reads cells; what a text of a column came to is remembered while its texts are few."""

    def __init__(self, asked: Mapping[str, Asked]) -> None:
        self.asked = asked
        self.texts: dict[str, dict[Raw, Seen]] = {name: {} for name in asked}

    def read(self, name: str, cell: Cell) -> Seen:
        """As `read_cell`."""
        if cell.kind != "text":
            return read_cell(cell, self.asked[name])
        known = self.texts[name]
        if cell.value not in known:
            seen = read_cell(cell, self.asked[name])
            if len(known) > _MOST_REMEMBERED:
                return seen
            known[cell.value] = seen
        return known[cell.value]


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
    """Where no row of the sheet says its month, the sheet's, the workbook's or the file's month is that of all rows."""
    column = month_column(sheet)
    month = sheet.sheet.month or about.month or (str(sheet.named_month) if sheet.named_month else "")
    if column is None or not month or any(column.name in line.cells for line in lines):
        return tuple(lines)
    return tuple(replace(line, values={**line.values, column.name: month}) for line in lines)


def _missing_values(lines: Iterable[Line], period: Period) -> Iterator[Finding]:
    needed: dict[int, Mapping[str, TabColumn]] = {}
    for line in lines:
        columns = needed.get(id(line.sheet))
        if columns is None:
            columns = needed[id(line.sheet)] = {c.name: c for c in line.sheet.tab.columns if line.sheet.needs(c)}
        if columns.keys() <= line.values.keys():
            continue
        for column in columns.values():
            if _is_missing(line, column, period):
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
    return cell is not None and not is_absent(cell, column)


def _negative_values(lines: Iterable[Line]) -> Iterator[Finding]:
    leasts: dict[str, Mapping[str, float]] = {}
    for line in lines:
        tab = line.sheet.tab
        bounds = leasts.get(tab.name)
        if bounds is None:
            bounds = leasts[tab.name] = {
                column.name: column.least for column in tab.columns if column.least is not None
            }
        for name, least in bounds.items():
            value = line.values.get(name)
            if isinstance(value, float) and value < least:
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

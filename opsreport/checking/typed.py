"""Rows as read → rows with typed values, and a finding for every cell that gives none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from opsreport.checking.about import About
from opsreport.checking.bounded import FORMS, TARGET, against
from opsreport.checking.cells import Asked, Trouble, is_absent, is_placeholder, seen_in
from opsreport.checking.codes import found
from opsreport.checking.coerced import coercion_findings
from opsreport.checking.columns import Column, read_column
from opsreport.checking.habits import DOUBTFUL_FORMS, asked_anew, asked_of
from opsreport.checking.headings import with_parts
from opsreport.checking.lines import Line, Rows
from opsreport.checking.nested import nested
from opsreport.checking.owngaps import one_of_many
from opsreport.checking.planned import base_of, with_months_down, with_planned_month
from opsreport.checking.planwords import settle_words, status_findings, with_statuses, with_units
from opsreport.checking.platforms import platform_findings, with_platform
from opsreport.checking.rising import leave_open, settle_rising, with_open_months
from opsreport.checking.rowdays import settle_days
from opsreport.checking.rows import lines_of
from opsreport.checking.tabs import DAY_KINDS, MONTH_KINDS, TabSheet, missing_columns
from opsreport.checking.undone import undone, undone_findings
from opsreport.metrics import metric_named
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.schema import TabColumn
from opsreport.model.table import Cell
from opsreport.schemas.userkinds import day_said

_NUMBERS = ("int", "money", "share", "measure")
_RETENTION = re.compile(r"d\d+_ret")
_A_MONTH = 28
Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of one sheet with their values; rows made of others apart: totals and means, changes and shares."""

    sheet: TabSheet
    data: Rows
    totals: Rows
    findings: tuple[Finding, ...]
    derived: Rows


def typed_rows(sheet: TabSheet, about: About, period: Period) -> Typed:
    """Every row of a sheet typed; what could not be is missing and has its finding."""
    lines, asked = lines_of(sheet), asked_of(sheet, about, period)
    columns = _read(lines.data, asked)
    if habits := asked_anew(lines.data, asked, _doubtful(columns)):
        anew = {name: habits[name] for name in habits if habits[name] != asked[name]}
        columns, asked = {**columns, **_read(lines.data, anew)}, habits
    settle_days(lines.data, columns, asked)
    settle_rising(lines.data, columns, asked)
    months = leave_open(lines.data, columns, asked)
    base = base_of(sheet, about.month, period)
    scales = settle_words(lines.data, columns, base)
    data = with_parts(_with_default_month(_typed(lines.data, columns), about))
    data, above = with_months_down(with_open_months(data, months), base)
    data = with_platform(with_units(with_statuses(with_planned_month(data))))
    waiting, inner = undone(data, period), nested(data)
    kept = np.flatnonzero(~(waiting | inner.out))
    own = replace(data, typed={**data.typed, **inner.names}) if inner.names else data
    own = own.taken(kept) if len(kept) < len(data) else own
    coerced = {(name, form): rows for name, column in columns.items() for form, rows in column.coerced.items()}
    findings = (
        *_troubles(data, columns),
        *scales,
        *above,
        *status_findings(data),
        *coercion_findings(data, coerced),
        *_missing_month(data),
        *platform_findings(data),
        *_missing_values(own, period),
        *undone_findings(data, waiting),
        *inner.findings,
        *_negative_values(data),
        *_used_examples(lines.examples),
        *_headings(lines.headings),
    )
    return Typed(sheet, own, _typed(lines.totals, _read(lines.totals, asked)), findings, lines.derived)


def _read(rows: Rows, asked: Mapping[str, Asked]) -> Columns:
    columns = {name: read_column(rows.grid, rows.places[name], one) for name, one in asked.items()}
    if TARGET in columns:
        _refuse_bounds(rows, columns[TARGET])
    return columns


def _refuse_bounds(rows: Rows, column: Column) -> None:
    """Turns the targets whose bound points where it is no better to go into trouble."""
    for form in FORMS:
        for at in column.coerced.get(form, ())[:]:
            line = rows[at]
            if trouble := against(line, line.cells[TARGET], form):
                column.refuse(at, form, trouble)


def _typed(rows: Rows, columns: Columns) -> Rows:
    return replace(rows, typed={name: columns[name].values for name in rows.places})


def _doubtful(columns: Columns) -> frozenset[str]:
    """The columns in which another look at their other cells may change how a cell reads."""
    return frozenset(
        name
        for name, column in columns.items()
        if any(form in column.coerced for form in DOUBTFUL_FORMS)
        or any(trouble.code.startswith("ambiguous") for _, trouble in column.troubles)
    )


def _troubles(rows: Rows, columns: Columns) -> Iterator[Finding]:
    for name, column in columns.items():
        for at, trouble in column.troubles:
            yield _trouble(rows[at], name, trouble)


def _trouble(line: Line, name: str, trouble: Trouble) -> Finding:
    tab, header, cell = line.sheet.tab, line.sheet.header(name), line.cells[name]
    may_wait = tab.name == "plan" or not tab.column(name).required
    if may_wait and isinstance(cell.value, str) and is_placeholder(cell.value):
        return found("placeholder_xx", (line.origin(name),), tab, column=header, seen=seen_in(cell))
    return found(trouble.code, (line.origin(name),), tab, **{"column": header, **trouble.details})


def month_column(sheet: TabSheet) -> TabColumn | None:
    """The column in which every row of the tab must say its month; None for a tab that has none."""
    return next((c for c in sheet.tab.columns if c.kind in MONTH_KINDS and c.required), None)


def _missing_month(rows: Rows) -> Iterator[Finding]:
    column = month_column(rows.sheet)
    if column and column.name not in rows.sheet.columns and not rows.is_filled(column.name).all():
        yield missing_columns(rows.sheet, [column])


def _with_default_month(rows: Rows, about: About) -> Rows:
    """Where no row of the sheet says its month, the sheet's, the workbook's or the file's month is that of all rows."""
    sheet = rows.sheet
    column = month_column(sheet)
    month = sheet.sheet.month or about.month or (str(sheet.named_month) if sheet.named_month else "")
    if column is None or not month or sheet.sheet.span or rows.has_cell(column.name).any():
        return rows
    return replace(rows, typed={**rows.typed, column.name: np.full(len(rows), month, dtype=object)})


def _missing_values(rows: Rows, period: Period) -> Iterator[Finding]:
    sheet = rows.sheet
    there = [column for column in sheet.tab.columns if column.required and column.name in sheet.columns]
    for column in there:
        if column.without == "assumed" or (column.kind in DAY_KINDS and not sheet.needs(column)):
            continue
        gaps = np.flatnonzero(~rows.is_filled(column.name)).tolist()
        idle = _idle_months(rows, column, period) if gaps else frozenset()
        spared = one_of_many(rows, column, gaps)
        for line in map(rows.__getitem__, gaps):
            if _month_of(line) not in idle and _is_missing(line, column, period):
                yield _missing(line, column, "number_missing" if line.row in spared else "missing_value")


def _month_of(line: Line) -> str:
    column = month_column(line.sheet)
    return line.text(column.name) if column else ""


def _idle_months(rows: Rows, column: TabColumn, period: Period) -> frozenset[str]:
    """The months whose numbers are not waited for: later ones, and in people's own tables those nobody filled."""
    by = month_column(rows.sheet)
    if by is None or column.kind not in _NUMBERS:
        return frozenset()
    texts = rows.texts(by.name)
    later = {month for month in texts if month > str(period)}
    if not rows.sheet.sheet.spots:
        return frozenset(later)
    live = {month for month, is_filled in zip(texts, rows.is_filled(column.name).tolist(), strict=True) if is_filled}
    return frozenset(later | set(texts) - live - {str(period), ""})


def _missing(line: Line, column: TabColumn, code: str) -> Finding:
    """The finding of one blank cell, or of one that only says that there is nothing (/)."""
    state = "said" if column.name in line.cells else "empty"
    header = line.sheet.header(column.name)
    where = (line.origin(column.name),)
    return found(code, where, line.sheet.tab, column=header, state=state)


def _is_missing(line: Line, column: TabColumn, period: Period) -> bool:
    """Whether a blank required cell is missed; an actual may wait for its month, or be given by its parts."""
    is_said = line.sheet.sheet.is_mapped and column.kind in _NUMBERS and column.name in line.cells
    if is_said or _is_unreadable(line, column) or _is_young(line, column, period):
        return False
    if line.sheet.tab.name != "kpi" or column.name != "actual":
        return True
    cell = line.cells.get("actual")
    if cell is not None and _RETENTION.fullmatch(_metric_id(line)):
        return False  # a dash where the days have not passed yet
    is_due = line.text("month") == str(period)
    return is_due and not {"numerator", "denominator"} <= line.values.keys()


def _is_young(line: Line, column: TabColumn, period: Period) -> bool:
    """Whether a retention without people is of days that have not passed: a dash, or a long time in the last month."""
    if line.sheet.tab.name != "users" or column.name != "count" or line.text("row_type") != "retention":
        return False
    day = day_said(str(line.values.get("name", "")))
    is_last = line.text("month") >= str(period)
    return day is not None and ("count" in line.cells or (day >= _A_MONTH and is_last))


def _metric_id(line: Line) -> str:
    metric = metric_named(str(cell.value)) if (cell := line.cells.get("metric")) else None
    return metric.id if metric else ""


def _is_unreadable(line: Line, column: TabColumn) -> bool:
    cell = line.cells.get(column.name)
    return cell is not None and not is_absent(cell, column)


def _negative_values(rows: Rows) -> Iterator[Finding]:
    tab = rows.sheet.tab
    for column in tab.columns:
        values = rows.typed.get(column.name)
        if column.least is None or values is None:
            continue
        for line in map(rows.__getitem__, np.flatnonzero(values < column.least).tolist()):
            header, seen = line.sheet.header(column.name), seen_in(line.cells[column.name])
            yield found("negative_value", (line.origin(column.name),), tab, column=header, seen=seen)


def _used_examples(rows: Rows) -> Iterator[Finding]:
    for line in rows:
        if any(_differs(line.sheet.tab.column(name), cell) for name, cell in line.cells.items()):
            name = line.sheet.tab.columns[0].name
            header, seen = line.sheet.header(name), seen_in(line.cells[name])
            yield found("example_row_used", (line.origin(name),), line.sheet.tab, column=header, seen=seen)


def _headings(rows: Rows) -> Iterator[Finding]:
    """A note of the rows that only head others."""
    said = [(line, "metric" if "metric" in line.cells else next(iter(line.cells))) for line in rows]
    if said:
        seen = " / ".join(dict.fromkeys(seen_in(line.cells[name]) for line, name in said))
        where = tuple(line.origin(name) for line, name in said)
        yield found("heading_row", where, rows.sheet.tab, seen=seen)


def _differs(column: TabColumn, cell: Cell) -> bool:
    """Whether a number of the example row is no longer the one the empty workbook brought."""
    is_number = column.kind in ("int", "money", "measure") and cell.kind == "number"
    return is_number and column.example != "" and cell.value != column.example

"""Which tab a sheet is, where its header stands, and which column is which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from opsreport.checking.codes import found
from opsreport.checking.text import header_parts, month_in_name, name_key
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.table import Cell, Sheet
from opsreport.schemas import STARTER, TABS
from opsreport.schemas.choices import GUIDE_TITLES

HEADER_ROWS = 10
MONTH_KINDS = ("month", "period")
_DIGITS = re.compile(r"\d+")
_GENERIC = re.compile(r"(?:sheet|工作表|表)?\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TabSheet:
    """A sheet known to be a tab: its header's row, and by column name the column, header text and unit in brackets."""

    tab: Tab
    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]
    units: Mapping[str, str]

    def origin(self, row: int, column: str) -> Origin:
        """The cell of a column in a row; the whole row where the sheet has no such column."""
        if column not in self.columns:
            return Origin(self.sheet.file, self.sheet.name, f"{row}:{row}")
        return self.sheet.origin(row, self.columns[column])

    def header(self, column: str) -> str:
        """The header as typed, in one line; the declared one where the sheet lacks the column."""
        return " ".join(self.headers.get(column, self.tab.column(column).headers[0]).split()).rstrip("*＊ ")

    @property
    def named_month(self) -> Period | None:
        """The month that the sheet's or else the file's name speaks of."""
        return month_in_name(self.sheet.name) or month_in_name(PurePath(self.sheet.file).stem)


def recognised(sheets: Sequence[Sheet]) -> tuple[tuple[TabSheet, ...], tuple[Finding, ...]]:
    """Every sheet that is a tab, in order, and what was seen on the way: unknown sheets and columns, missing ones."""
    tabs: list[TabSheet] = []
    findings: list[Finding] = []
    for sheet in sheets:
        if not sheet.cells or sheet.hidden or _is_guide(sheet):
            continue
        tab = _tab_of(sheet)
        if tab is None:
            findings.append(found("unknown_sheet", (Origin(sheet.file, sheet.name),), sheet=sheet.name, tabs=_titles()))
            continue
        one = _read_header(tab, sheet)
        tabs.append(one)
        findings.extend(_column_findings(one))
    return tuple(tabs), tuple(findings)


def _titles() -> str:
    return " / ".join(tab.titles[0] for tab in STARTER)


def _is_guide(sheet: Sheet) -> bool:
    return name_key(sheet.name) in {name_key(title) for title in GUIDE_TITLES}


def _tab_of(sheet: Sheet) -> Tab | None:
    """By the sheet's title, else by the file's name where the sheet has none of its own, else by its headers."""
    return (
        _tab_named(sheet.name)
        or (_by_file(sheet) if _GENERIC.fullmatch(sheet.name.strip()) else None)
        or _by_headers(sheet)
    )


def _by_file(sheet: Sheet) -> Tab | None:
    return _tab_named(PurePath(sheet.file).stem)


def _tab_named(name: str) -> Tab | None:
    key = _DIGITS.sub("", name_key(name)).strip("年月日")
    exact = _tab_titles().get(key)
    if exact:
        return exact
    held = {title: tab for title, tab in _tab_titles().items() if len(title) > 1 and title in key}
    longest = max(map(len, held), default=0)
    best = {tab.name: tab for title, tab in held.items() if len(title) == longest}
    return next(iter(best.values())) if len(best) == 1 else None


@lru_cache(maxsize=1)
def _tab_titles() -> Mapping[str, Tab]:
    return {name_key(title): tab for tab in TABS for title in tab.titles}


@lru_cache(maxsize=16)
def _headers_of(tab_name: str) -> Mapping[str, TabColumn]:
    tab = next(tab for tab in TABS if tab.name == tab_name)
    return {name_key(header): column for column in tab.columns for header in column.headers}


def _column_of(tab: Tab, text: str) -> TabColumn | None:
    known = _headers_of(tab.name)
    return known.get(name_key(text)) or known.get(header_parts(text)[0])


def _by_headers(sheet: Sheet) -> Tab | None:
    """The one tab whose required columns all stand in one row of the sheet."""
    fits = []
    for tab in TABS:
        required = {column.name for column in tab.columns if column.required}
        if not tab.pairs and required <= set(_read_header(tab, sheet).columns):
            fits.append(tab)
    return fits[0] if len(fits) == 1 else None


def _first_rows(sheet: Sheet) -> Mapping[int, list[Cell]]:
    first = sorted({row for row, _ in sheet.cells})[:HEADER_ROWS]
    places = sorted(at for at in sheet.cells if at[0] <= first[-1])
    return {row: [sheet.cells[at] for at in places if at[0] == row] for row in first}


def _read_header(tab: Tab, sheet: Sheet) -> TabSheet:
    """The sheet with its header: of the first rows the one with most known headers, the upper one of equals."""
    rows = _first_rows(sheet)
    if tab.pairs:
        return TabSheet(tab, sheet, 0, {}, {}, {})
    matched = {row: _matches(tab, cells) for row, cells in rows.items()}
    best = max(matched, key=lambda row: (len(matched[row]), -row))
    columns = {name: cell.column for name, cell in matched[best].items()}
    headers = {name: str(cell.value) for name, cell in matched[best].items()}
    return TabSheet(tab, sheet, best, columns, headers, {name: header_parts(text)[1] for name, text in headers.items()})


def _matches(tab: Tab, cells: Sequence[Cell]) -> dict[str, Cell]:
    matched: dict[str, Cell] = {}
    for cell in cells:
        column = _column_of(tab, cell.value) if isinstance(cell.value, str) else None
        if column is not None:
            matched.setdefault(column.name, cell)
    return matched


def _column_findings(one: TabSheet) -> Iterator[Finding]:
    if one.tab.pairs:
        return
    tab, sheet = one.tab, one.sheet
    header = [cell for cell in _first_rows(sheet)[one.header_row] if cell.kind == "text"]
    used = set(one.columns.values())
    doubled = [c for c in header if c.column not in used and _column_of(tab, str(c.value))]
    unknown = [c for c in header if c.column not in used and not _column_of(tab, str(c.value))]
    if doubled:
        yield _of_headers("duplicate_column", one, doubled)
    if unknown:
        yield _of_headers("unknown_column", one, unknown)
    # a sheet without a month column may have its month from its workbook or its name
    missing = [c for c in tab.columns if c.required and c.name not in one.columns and c.kind not in MONTH_KINDS]
    if missing:
        yield missing_columns(one, missing)


def missing_columns(one: TabSheet, missing: Sequence[TabColumn]) -> Finding:
    """The finding of required columns that a sheet lacks."""
    where = (Origin(one.sheet.file, one.sheet.name, f"{one.header_row}:{one.header_row}"),)
    seen = " / ".join(" ".join(text.split()) for text in one.headers.values())
    return found("missing_column", where, one.tab, columns=" / ".join(c.headers[0] for c in missing), seen=seen)


def _of_headers(code: str, one: TabSheet, cells: Sequence[Cell]) -> Finding:
    origins = tuple(one.sheet.origin(cell.row, cell.column) for cell in cells)
    return found(code, origins, tab=one.tab, columns=" / ".join(" ".join(str(cell.value).split()) for cell in cells))

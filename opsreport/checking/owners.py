"""Who answers for what: the person of a row, the team of a workbook, and what a row is of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

import numpy as np

from opsreport.checking.tabs import MONTH_KINDS, TabSheet
from opsreport.model.finding import Finding, Roster
from opsreport.model.grid import KINDS, WIDTH, packed
from opsreport.model.table import Cell

OWNER = "owner"
_MOST_ROWS = 60
_MOST_CELLS = 200_000
_NUMBER = KINDS.index("number")
Rows = Mapping[tuple[str, str, int], str]


def roster_of(tabs: Sequence[TabSheet], teams: Mapping[str, str], findings: Iterable[Finding]) -> Roster:
    """The persons of all rows; what the rows are of, for those that findings speak of; the teams by file."""
    asked = {at for finding in findings if not finding.is_routine for at in _rows_of(finding)}
    return Roster(owners_of(tabs), _names(tabs, asked), teams)


def owners_of(tabs: Sequence[TabSheet]) -> Mapping[tuple[str, str], Mapping[int, str]]:
    """The person named in each row's 负责人 by file and sheet, then row; rows that name nobody are not listed."""
    owners: defaultdict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for tab in (tab for tab in tabs if OWNER in tab.columns):
        if not tab.sheet.spots:
            owners[tab.sheet.file, tab.sheet.name].update(_named(tab))
            continue
        for row, owner in _named(tab):
            for file, sheet, true_row in _rows_read(tab, row):
                owners[file, sheet][true_row] = owner
    return owners


def _named(tab: TabSheet) -> Iterator[tuple[int, str]]:
    """The rows below the header whose 负责人 names somebody."""
    grid = packed(tab.sheet.cells)
    rows, columns = np.divmod(grid.places, WIDTH)
    at = np.flatnonzero((columns == tab.columns[OWNER]) & (rows > tab.header_row) & (grid.kinds != _NUMBER))
    held = grid.amounts[at].astype(np.int64).tolist()
    names = {one: said.strip() if isinstance(said := grid.held[one], str) else "" for one in set(held)}
    return ((row, names[one]) for row, one in zip(rows[at].tolist(), held, strict=True) if names[one])


def _rows_read(tab: TabSheet, row: int) -> Iterator[tuple[str, str, int]]:
    """Where a row really stands, by file, sheet and row."""
    file, name, spots = tab.sheet.file, tab.sheet.name, tab.sheet.spots
    if not spots:
        return iter(((file, name, row),))
    if not tab.sheet.elsewhere:
        rows = {one for at in tab.columns.values() for one, _ in spots.get((row, at), ())}
        return ((file, name, one) for one in sorted(rows))
    place = tab.sheet.place(row, tab.columns)
    return ((place.file, place.sheet, one) for one in place.rows)


def _may_be_of(tab: TabSheet, row: int, rows: frozenset[int]) -> bool:
    """Whether a row may stand in one of these; a sum stands in a great many, so its cells are not looked at twice."""
    spots = tab.sheet.spots
    if not spots:
        return row in rows
    return any(not rows.isdisjoint(map(itemgetter(0), spots.get((row, at), ()))) for at in tab.columns.values())


def _rows_of(finding: Finding) -> Iterator[tuple[str, str, int]]:
    for origin in finding.origins:
        for area in origin.areas:
            rows = range(area.top, area.bottom + 1)[:_MOST_ROWS]
            yield from ((origin.file, origin.sheet, row) for row in rows)


def _names(tabs: Sequence[TabSheet], asked: set[tuple[str, str, int]]) -> Rows:
    """What each row asked for is of by its keys, months aside: a metric, a channel; none where it is of several."""
    names: dict[tuple[str, str, int], set[str]] = {}
    sheets = {(file, sheet) for file, sheet, _ in asked}
    for tab in tabs:
        where = tab.sheet.file, tab.sheet.name
        if where in sheets and len(tab.sheet.cells) < _MOST_CELLS:
            rows = frozenset(row for file, sheet, row in asked if (file, sheet) == where)
            below = dict.fromkeys(row for row, _ in tab.sheet.cells if row > tab.header_row)
            for row in (row for row in below if _may_be_of(tab, row, rows)):
                for one in asked.intersection(_rows_read(tab, row)):
                    names.setdefault(one, set()).add(_name(tab, row))
    return {at: found.pop() for at, found in names.items() if len(found) == 1}


def _name(tab: TabSheet, row: int) -> str:
    kinds = {column.name: column.kind for column in tab.tab.columns}
    keys = [tab.columns[name] for name in tab.tab.keys if name in tab.columns and kinds[name] not in MONTH_KINDS]
    return " ".join(_text(tab.sheet.cells.get((row, column))) for column in keys).strip()


def _text(cell: Cell | None) -> str:
    return " ".join(cell.value.split()) if cell and isinstance(cell.value, str) else ""

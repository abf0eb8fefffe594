"""Blank cells among rows that were added up: the sum is that of the others only, so it is said here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.schema import Tab
from opsreport.model.table import Sheet, Spot
from opsreport.shaping.adding import groups_of
from opsreport.shaping.records import Record
from opsreport.shaping.rows import is_total
from opsreport.shaping.words import says_nothing

_ADDED = ("int", "money", "measure")


def blanks_summed(tab: Tab, details: Sequence[Record], sums: Sequence[Record]) -> Mapping[str, Sequence[Spot]]:
    """By column the blank cells of records that became one with others whose cells are filled; of totals none."""
    kept = set(map(id, sums))
    found: dict[str, list[Spot]] = {}
    for group in groups_of(tab, details):
        joined = [record for record in group if id(record) not in kept]
        if len(joined) < 2 or any(map(is_total, _names(tab, group[0]))):
            continue
        for name in (column.name for column in tab.columns if column.kind in _ADDED):
            parts = [record.filled[name] for record in joined if name in record.filled]
            if any(not says_nothing(part.cell) for part in parts):
                found.setdefault(name, []).extend(spot for part in parts if part.cell is None for spot in part.spots)
    return found


def _names(tab: Tab, record: Record) -> Iterator[str]:
    cells = (record.filled[name].cell for name in tab.keys if name in record.filled)
    return (str(cell.value) for cell in cells if cell)


def blank_findings(sheet: Sheet, tab: Tab, blanks: Mapping[str, Sequence[Spot]]) -> Iterator[Finding]:
    """A warning for each column with such blanks."""
    for name, spots in blanks.items():
        if spots:
            details = {"tab": tab.titles[0], "column": tab.column(name).headers[0], "count": str(len(spots))}
            where = sheet.origin_of(*spots)
            places = tuple(replace(where, cell=cell) for cell in where.cell.split(","))
            yield Finding("blank_in_sum", Severity.warn, places, details, tab.titles[0])

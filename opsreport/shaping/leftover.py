"""What of a sheet was not used: tables that were not understood, headers of the others that name no column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.table import Sheet
from opsreport.schemas.closeness import close_column
from opsreport.shaping.areas import Area
from opsreport.shaping.match import Ignored
from opsreport.shaping.outside import unknown_table
from opsreport.shaping.tables import Read
from opsreport.shaping.words import is_amount

_CODES = {"unknown": "unknown_column", "no_month": "column_without_month"}


def left_out(sheet: Sheet, reads: Sequence[Read], areas: Sequence[Area]) -> Iterator[Finding]:
    """A finding for each such table, and those of such headers; one that comes close to a missing column says so."""
    known = {(one.layout.area.top, one.layout.area.left) for one in reads}
    for area in areas:
        if (area.top, area.left) not in known and area.body:
            yield unknown_table(sheet, (area.top, area.left), (area.bottom, area.right))
    for one in reads:
        near = tuple(_close_misses(sheet, one))
        told = {finding.details["seen"] for finding in near}
        yield from near
        for reason, code in _CODES.items():
            left = [entry for entry in one.ignored if entry.reason == reason and entry.text not in told]
            title = one.layout.tab.titles[0]
            details = {"columns": " / ".join(dict.fromkeys(entry.text for entry in left)), "tab": title}
            if left:
                severity = Severity.note if reason == "unknown" else Severity.warn
                yield Finding(code, severity, (_where(sheet, left),), details, title)


def empty_tables(sheet: Sheet, looked: Sequence[Read]) -> Mapping[Area, Finding]:
    """The tables of known headers in whose rows nobody has typed a number yet, with the warning of each."""
    found: dict[Area, Finding] = {}
    for area, title in ((one.layout.area, one.layout.tab.titles[0]) for one in looked if not one.records):
        cells = (sheet.cells.get((row, at)) for row in area.body for at in range(area.left, area.right + 1))
        if area.body and not any(cell is not None and is_amount(cell) for cell in cells):
            where = (sheet.origin_of((area.top, area.left), (area.bottom, area.right)),)
            details = {"sheet": f"{sheet.name} › {title}", "tab": title}
            found[area] = Finding("empty_tab", Severity.warn, where, details, title)
    return found


def _close_misses(sheet: Sheet, one: Read) -> Iterator[Finding]:
    """A warning for each unknown text that looks like a column of numbers which the table lacks, at all its cells."""
    tab, names = one.layout.tab, one.layout.names
    groups: dict[str, list[Ignored]] = {}
    for entry in one.ignored:
        if entry.reason == "unknown":
            groups.setdefault(entry.text, []).append(entry)
    for text, entries in groups.items():
        if like := close_column(tab, text, names):
            details = {"tab": tab.titles[0], "seen": text, "closest": like[0], "field": like[1].name}
            where = (_where(sheet, entries),)
            yield Finding("column_close_miss", Severity.warn, where, details, tab.titles[0])


def _where(sheet: Sheet, entries: Sequence[Ignored]) -> Origin:
    return Origin(sheet.file, sheet.name, ",".join(dict.fromkeys(entry.cell for entry in entries)))

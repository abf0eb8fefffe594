"""What was read in another form than it was typed in: a note a column and form, with its cells and an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from opsreport.checking.cells import Coerced, seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.checking.lines import Line, Value
from opsreport.checking.plainly import plain_text
from opsreport.checking.tabs import TabSheet
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Cell

_CODES = {"absent": "value_absent", "other_unit": "unit_differs"}
# in these files every number is text
_UNTYPED = (".csv", ".tsv", ".txt")
Read = Sequence[tuple[Line, Value]]


def coercion_findings(sheet: TabSheet, coerced: Mapping[tuple[str, str], Read]) -> Iterator[Finding]:
    """One finding for all cells of a column that were typed in one form."""
    for (name, form), read in coerced.items():
        if form == "text" and PurePath(sheet.sheet.file).suffix.lower() in _UNTYPED:
            continue
        cells = tuple(line.cells[name] for line, _ in read)
        where = sheet.sheet.origin_of(*((line.row, sheet.columns[name]) for line, _ in read))
        runs = tuple(replace(where, cell=cell) for cell in where.cell.split(","))
        yield coercion_finding(runs, sheet.tab, sheet.header(name), (Coerced(read[0][1], form), cells))


def coercion_finding(where: tuple[Origin, ...], tab: Tab, column: str, read: tuple[Coerced, Sequence[Cell]]) -> Finding:
    """The finding of cells of one form: how many, what the first says and what it was read as."""
    (first, cells), details = read, {"column": column}
    seen = map(seen_in, cells if first.form == "absent" else cells[:1])
    details |= {"form": first.form, "count": str(len(cells)), "seen": listed(seen), "meant": plain_text(first.value)}
    return found(_CODES.get(first.form, "value_coerced"), where, tab, **details)

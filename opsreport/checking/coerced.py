"""What was read in another form than it was typed in: a note a column and form, with its cells and an example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.cells import Coerced, seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.checking.lines import Rows
from opsreport.checking.plainly import plain_text
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import MOST_RUNS, Cell, column_letter

_CODES = {"absent": "value_absent", "other_unit": "unit_differs"}
# how a file of texts alone writes a number
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?%?")
_PLAIN_FORMS = ("text", "percent")
_SEVERAL = 2
_RATES = ("percent", "as_percent")


def coercion_findings(rows: Rows, coerced: Mapping[tuple[str, str], Sequence[int]]) -> Iterator[Finding]:
    """One finding for all cells of a column that were typed in one form; `coerced` says in which rows.

    Sums are of cells said elsewhere.
    """
    sheet = rows.sheet
    for (name, form), typed in coerced.items():
        found_in = _told(rows, name, form, typed)
        if not found_in:
            continue
        cells = tuple(rows.grid.cells(rows.places[name][found_in]))
        where = _where(rows, name, found_in)
        runs = tuple(replace(where, cell=cell) for cell in where.cell.split(","))
        first = Coerced(rows.value(name, found_in[0]), form)
        yield coercion_finding(runs, sheet.tab, sheet.header(name), (first, cells))


def _where(rows: Rows, name: str, found_in: Sequence[int]) -> Origin:
    """As `Sheet.origin_of` says the cells of one column, however many there are."""
    sheet, column, numbers = rows.sheet.sheet, rows.sheet.columns[name], rows.numbers[found_in]
    if sheet.spots:
        return sheet.origin_of(*((row, column) for row in numbers.tolist()))
    starts = np.flatnonzero(np.diff(numbers, prepend=-1) != 1)
    starts = starts if len(starts) <= MOST_RUNS else starts[:1]
    runs = zip(numbers[starts].tolist(), numbers[np.append(starts[1:], len(numbers)) - 1].tolist(), strict=True)
    letter = column_letter(column)
    cells = (f"{letter}{first}:{letter}{last}" if last > first else f"{letter}{first}" for first, last in runs)
    return Origin(sheet.file, sheet.name, ",".join(cells))


def _told(rows: Rows, name: str, form: str, typed: Sequence[int]) -> Sequence[int]:
    """Those of the rows whose cell says its value in another form than it could have in its file."""
    sheet, column = rows.sheet.sheet, rows.sheet.columns[name]
    if sheet.spots:
        typed = [at for at in typed if len(sheet.spots.get((int(rows.numbers[at]), column), ())) < _SEVERAL]
    if not sheet.is_untyped or form not in _PLAIN_FORMS:
        return typed
    cells = rows.grid.cells(rows.places[name][typed])
    return [at for at, cell in zip(typed, cells, strict=True) if not _PLAIN.fullmatch(str(cell.value).strip())]


def coercion_finding(where: tuple[Origin, ...], tab: Tab, column: str, read: tuple[Coerced, Sequence[Cell]]) -> Finding:
    """The finding of cells of one form: how many, what the first says and what it was read as.

    A text that looks like the number it was read as has the mark ' before it, as in Excel.
    """
    (first, cells), details = read, {"column": column}
    seen, meant = listed(map(seen_in, cells if first.form == "absent" else cells[:1])), _meant(first)
    details |= {"form": first.form, "count": str(len(cells)), "seen": f"'{seen}" if seen == meant else seen}
    return found(_CODES.get(first.form, "value_coerced"), where, tab, **details, meant=meant)


def _meant(read: Coerced) -> str:
    """The value as it would be typed plainly, a rate with its sign."""
    value = read.value
    return f"{value * 100:.10g}%" if read.form in _RATES and isinstance(value, float) else plain_text(value)

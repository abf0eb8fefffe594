"""What was read in another form than it was typed in: a note a column and form, with its cells and an example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.cells import Coerced, seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.checking.lines import Rows, Value, distinct
from opsreport.checking.plainly import plain_text
from opsreport.model.finding import Finding, Reading
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import MOST_RUNS, Cell, column_letter

_CODES = {"absent": "value_absent", "other_unit": "unit_differs", "rough": "number_rough"}
# how a file of texts alone writes a number
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?%?")
_PLAIN_FORMS = ("text", "percent")
_SEVERAL = 2
# of so many cells of a form each is listed with what was read
MOST_READ = 1_000
_RATES = ("percent", "as_percent")


def coercion_findings(rows: Rows, coerced: Mapping[tuple[str, str], Sequence[int]]) -> Iterator[Finding]:
    """One finding for all cells of a column that were typed in one form; `coerced` says in which rows.

    Sums are of cells said elsewhere.
    """
    sheet = rows.sheet
    told: set[tuple[int, str]] = set()
    for (name, form), typed in coerced.items():
        found_in = _told(rows, name, form, typed)
        if not found_in or (sheet.columns[name], form) in told:
            continue
        told.add((sheet.columns[name], form))
        where = _where(rows, name, found_in)
        runs = tuple(replace(where, cell=cell) for cell in where.cell.split(","))
        details = {"form": form, "count": str(len(found_in))}
        yield coercion_finding(runs, sheet.tab, sheet.header(name), _readings(rows, name, form, found_in), details)


def _readings(rows: Rows, name: str, form: str, found_in: Sequence[int]) -> tuple[Reading, ...]:
    """What each different text was read as, the first ones; of a span in one cell both its days."""
    columns = rows.sheet.columns
    names = [one for one in rows.typed if columns.get(one) == columns[name]]
    alike: dict[str, list[int]] = {}
    cells = rows.grid.cells(rows.places[name][found_in[:MOST_READ]])
    for at, cell in zip(found_in, cells, strict=False):
        alike.setdefault(seen_in(cell), []).append(at)
    said = {code: words[0] for code, words in rows.sheet.tab.column(name).choices.items()}
    meant = {
        seen: dict.fromkeys(said.get(one, one) for one in (_meant(rows.value(name, at[0]), form) for name in names))
        for seen, at in alike.items()
    }
    return tuple(Reading(_where(rows, name, at), seen, " – ".join(meant[seen])) for seen, at in alike.items())


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
    texts = [at for at, is_text in zip(typed, rows.has_text(name)[typed].tolist(), strict=True) if is_text]
    different, codes = distinct(rows.grid.amounts[rows.places[name][texts]].astype(np.int64), len(rows.grid.held))
    said = (str(rows.grid.held[one]).strip() for one in different.tolist())
    is_plain = np.array([_PLAIN.fullmatch(one) is not None for one in said], bool)[codes]
    plain = {at for at, holds in zip(texts, is_plain.tolist(), strict=True) if holds}
    return [at for at in typed if at not in plain]


def coercion_finding(
    where: tuple[Origin, ...], tab: Tab, column: str, readings: tuple[Reading, ...], details: Mapping[str, str]
) -> Finding:
    """The finding of cells of one form: how many, what the first says and what it was read as.

    A text that looks like the number it was read as has the mark ' before it, as in Excel.
    """
    first, form = readings[0], details["form"]
    seen = listed(one.seen for one in readings) if form == "absent" else first.seen
    seen = f"'{seen}" if seen == first.meant else seen
    code = _CODES.get(form, "value_coerced")
    return replace(
        found(code, where, tab, **{"column": column, **details}, seen=seen, meant=first.meant), readings=readings
    )


def read_once(where: Origin, cell: Cell, read: Coerced) -> tuple[tuple[Reading, ...], dict[str, str]]:
    """What a single cell was read as, and the details of its finding."""
    return (Reading(where, seen_in(cell), _meant(read.value, read.form)),), {"form": read.form, "count": "1"}


def _meant(value: Value, form: str) -> str:
    """The value as it would be typed plainly, a rate with its sign."""
    return f"{value * 100:.10g}%" if form in _RATES and isinstance(value, float) else plain_text(value)

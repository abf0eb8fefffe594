"""Months written once, in the first of the rows that they hold for."""

from __future__ import annotations

from dataclasses import replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.shaping.grid import grid_of
from opsreport.shaping.match import Shaped
from opsreport.shaping.regular import places_of
from opsreport.shaping.slots import label_month
from opsreport.shaping.words import is_remark, special_of

MONTHLY = ("kpi", "channels", "users")
_MOST_ROWS = 5_000
_ROWS_TRIED = 50


def with_months_down(part: Shaped, tab: Tab) -> Shaped:
    """A regular sheet whose blank months are that of the row above, with a note of the cells; else the same.

    The first row must say its month, and no row without one may have been said before in that month.
    """
    (sheet,) = part.sheets
    if tab.name not in MONTHLY or isinstance(sheet.cells, Grid) or sheet.month:
        return part
    head, columns = places_of(sheet, tab)
    at, named = columns.get("month"), [columns[key] for key in tab.keys[1:] if key in columns]
    filled = _filled(sheet, head, at, named) if at and named else {}
    if not filled:
        return part
    details = {"tab": tab.titles[0], "column": tab.column("month").headers[0], "form": "above"}
    details |= {"count": str(len(filled)), "seen": "–", "meant": str(next(iter(filled.values())).value)}
    note = Finding("value_coerced", Severity.note, (sheet.origin_of(*filled),), details, tab.titles[0], is_routine=True)
    made = replace(sheet, cells=dict(sorted({**sheet.cells, **filled}.items())))
    return replace(part, sheets=(made,), findings=(*part.findings, note))


def _filled(sheet: Sheet, head: int, at: int, named: list[int]) -> dict[Spot, Cell]:
    """The blank cells of months with what they stand for; none where the rows do not tell."""
    if all((row, at) in sheet.cells for row in range(head + 1, head + _ROWS_TRIED + 1)):
        return {}
    above: Cell | None = None
    seen: set[tuple[str, ...]] = set()
    found: dict[Spot, Cell] = {}
    owners = grid_of(sheet).owners if sheet.merged else {}
    for row in range(head + 1, min(max(one for one, _ in sheet.cells), head + _MOST_ROWS) + 1):
        names = tuple(str(cell.value).strip() if (cell := sheet.cells.get((row, one))) else "" for one in named)
        own = sheet.cells.get((row, at)) or sheet.cells.get(owners.get((row, at), (0, 0)))
        if own is not None and own.value == sheet.cells[head, at].value:
            continue  # the header once more
        if own is not None:
            above, seen = (own, {names}) if label_month(own) or own.kind in ("date", "number") else (None, set())
        elif all(names) and not any(special_of(name) or is_remark(name) for name in names):
            if above is None or names in seen:
                return {}
            seen.add(names)
            found[row, at] = above._replace(row=row, column=at)
    return found

"""What is said of the units of a table around it: the money that its rows are in, and what cannot be used."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from opsreport.metrics import is_foreign_money, unit_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.model.unit import BARE
from opsreport.model.unitlines import apart_said, speaks_for_all, statement, units_said
from opsreport.shaping.grid import Grid
from opsreport.shaping.layout import Column
from opsreport.shaping.tables import Read
from opsreport.shaping.words import is_amount, is_money, is_unit, without_scale

# so many lines above and below a table, and at the top of its sheet, may speak of its units
_MOST_LINES = 40


def money_said(one: Read) -> str:
    """The unit of money that the lines around a table state, those above it first, the nearest first, else its sheet's
    title; "" for none."""
    said = (unit for _, unit in _said(one) if is_unit(unit) and is_money(unit))
    return next(said, _titled(one.layout.grid.sheet))


def apart_from(one: Read) -> tuple[str, ...]:
    """The keys of the names that these lines say their unit does not hold for."""
    return tuple(dict.fromkeys(name_key(name) for cell in _around(one) for name in apart_said(str(cell.value))))


def _said(one: Read) -> Iterator[tuple[Cell, str]]:
    """The units that the lines around a table state, then those of its header that are of all of it: 指标（万元）."""
    yield from ((cell, unit) for cell in _around(one) for unit in units_said(str(cell.value)))
    grid, area = one.layout.grid, one.layout.area
    named = {column.slot.spots[-1] for column in one.layout.columns if _names_rows(one, column)}
    for row in area.head:
        for cell in grid.rows.get(row, ()):
            text = str(cell.value) if cell.kind == "text" else ""
            is_name = (cell.row, cell.column) in named
            words = units_said(text) if statement(text) else header_parts(text)[1:] if is_name else ()
            yield from ((cell, word) for word in words if is_money(word))


def _names_rows(one: Read, column: Column) -> bool:
    """Whether a column holds the names of the rows."""
    is_key = column.role == "label" and column.name in one.layout.tab.keys
    return is_key and one.layout.tab.column(column.name).kind == "text" and bool(column.slot.spots)


def _titled(sheet: Sheet) -> str:
    """The unit of money in the brackets of a sheet's title: 收入（万元）."""
    unit = header_parts(sheet.name)[1]
    return unit if is_unit(unit) and is_money(unit) else ""


def _around(one: Read) -> Iterator[Cell]:
    """The texts that speak of it in the lines above a table, the nearest first, then in those below its rows."""
    grid, area = one.layout.grid, one.layout.area
    above = islice(grid.above(area.top), _MOST_LINES)
    first = (row for row in reversed(grid.order[:_MOST_LINES]) if row < area.top)
    inside = {*area.head, *area.body[:-1]}
    after = islice(grid.order, bisect_right(grid.order, area.top), None)
    below = islice((row for row in after if row not in inside), _MOST_LINES)
    for row in dict.fromkeys((*above, *first, *below)):
        texts = [cell for cell in grid.rows[row] if cell.kind == "text" and not is_amount(cell)]
        is_row = any(map(is_amount, grid.rows[row])) or _heads_amounts(grid, texts)
        told = speaks_for_all([str(cell.value) for cell in texts], has_numbers=is_row)
        yield from (cell for cell in texts if str(cell.value) in told)


def _heads_amounts(grid: Grid, texts: Sequence[Cell]) -> bool:
    """Whether several texts of a row are the header of a table, with amounts right below."""
    below = (grid.sheet.cells.get((cell.row + 1, cell.column)) for cell in texts)
    return len(texts) > 1 and any(cell is not None and is_amount(cell) for cell in below)


def unit_findings(sheet: Sheet, reads: Sequence[Read]) -> Iterator[Finding]:
    """Foreign money in headers and around tables, a 万 that may be of money or of people, and two units of money."""
    for one in reads:
        title = one.layout.tab.titles[0]
        yield from _foreign_headers(sheet, one)
        said = list(_said(one))
        for cell, unit in said:
            if _is_unclear(unit):
                yield _unknown(sheet.origin(cell.row, cell.column), title, unit, unit)
        money = {unit: cell for cell, unit in said if is_unit(unit) and is_money(unit)}
        named = dict.fromkeys((*money, *filter(None, (_titled(sheet),))))
        if len(named) > 1:
            where = tuple(sheet.origin(cell.row, cell.column) for cell in money.values())
            details = {"tab": title, "seen": " / ".join(named)}
            yield Finding("unit_conflict", Severity.block, tuple(dict.fromkeys(where)), details, title)


def _foreign_headers(sheet: Sheet, one: Read) -> Iterator[Finding]:
    """One finding for all headers in one other money."""
    found: dict[str, list[tuple[Spot, str]]] = {}
    for slot in (column.slot for column in one.layout.columns if column.slot.spots):
        if is_foreign_money(word := header_parts(slot.text)[1]):
            found.setdefault(word, []).append((slot.spots[-1], slot.text))
    for word, heads in found.items():
        where = sheet.origin_of(*(spot for spot, _ in heads))
        yield _unknown(where, one.layout.tab.titles[0], " / ".join(dict.fromkeys(text for _, text in heads)), word)


def _is_unclear(unit: str) -> bool:
    """Whether a unit stated for a whole table cannot be used: other money, 万 alone, 万人 for all that is counted."""
    if is_foreign_money(unit):
        return True
    bare = unit_named(without_scale(unit)) if is_unit(unit) and without_scale(unit) != unit else None
    return bare is not None and (bare == BARE or bare.kind == "count")


def _unknown(where: Origin, title: str, column: str, seen: str) -> Finding:
    return Finding("unit_unknown", Severity.block, (where,), {"tab": title, "column": column, "seen": seen}, title)

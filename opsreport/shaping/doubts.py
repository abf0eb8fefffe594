"""What in a table can be read in two ways, so that nothing may be built on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.table import Cell, Sheet, Spots
from opsreport.shaping.groups import groups_of
from opsreport.shaping.partcolumns import parts_unlike
from opsreport.shaping.records import Twice
from opsreport.shaping.rows import is_total
from opsreport.shaping.tables import Read
from opsreport.shaping.words import says_nothing


def doubts(sheet: Sheet, reads: Sequence[Read]) -> Iterator[Finding]:
    """What is doubtful in the tables of a sheet: groups over unknown columns and places that two cells claim, which
    block; totals that their weeks do not come to."""
    for one in reads:
        yield from _claimed_twice(sheet, one) if is_clear(one) else _groups_unclear(sheet, one)
        yield from parts_unlike(sheet, one)


def is_clear(one: Read) -> bool:
    """Whether it is known which columns the upper headers of a table stand for."""
    return not groups_of(one.layout.grid, one.layout.area).unclear


def _groups_unclear(sheet: Sheet, one: Read) -> Iterator[Finding]:
    cells = groups_of(one.layout.grid, one.layout.area).unclear
    title = one.layout.tab.titles[0]
    details = {"tab": title, "groups": " / ".join(dict.fromkeys(str(cell.value).strip() for cell in cells))}
    places = _places(sheet, tuple((cell.row, cell.column) for cell in cells))
    yield Finding("group_unclear", Severity.block, places, details, title)


def _claimed_twice(sheet: Sheet, one: Read) -> Iterator[Finding]:
    """A finding for each column that has two numbers for one row and month."""
    tab = one.layout.tab
    groups: dict[str, list[Twice]] = {}
    for twice in one.twice:
        if not _is_total(twice) and _differ(twice.record.filled[twice.name].cell, twice.other.cell):
            groups.setdefault(twice.name, []).append(twice)
    for name, found in groups.items():
        first = found[0]
        held = first.record.filled[name]
        details = {"tab": tab.titles[0], "column": tab.column(name).headers[0], "what": _what(tab.keys, first)}
        details |= {"seen": f"{_shown(held.cell)} / {_shown(first.other.cell)}", "count": str(len(found))}
        spots = tuple(spot for each in found for spot in (*each.record.filled[name].spots, *each.other.spots))
        yield Finding("number_twice", Severity.block, _places(sheet, spots), details, tab.titles[0])


def _is_total(twice: Twice) -> bool:
    texts = {_shown(filled.cell) for filled in twice.record.filled.values()}
    return any(map(is_total, texts))


def _differ(one: Cell | None, other: Cell | None) -> bool:
    """Whether the second cell says another number than the first, or any where the first says none."""
    if says_nothing(other) or (one and other and one.value == other.value):
        return False
    numbers = [_number(cell) for cell in (one, other)]
    return numbers[0] is None or numbers[0] != numbers[1]


def _number(cell: Cell | None) -> object:
    if cell is None or not isinstance(cell.value, str):
        return cell and cell.value
    amount = amount_in(cell.value)
    return amount and amount.value


def _what(keys: Sequence[str], twice: Twice) -> str:
    """The month and name that both cells speak of."""
    named = (twice.record.filled[key].cell for key in keys if key in twice.record.filled)
    return " · ".join(_shown(cell) for cell in named if cell)


def _shown(cell: Cell | None) -> str:
    value = cell.value if cell else ""
    return f"{value:.12g}" if isinstance(value, float) else str(value).strip()


def _places(sheet: Sheet, spots: Spots) -> tuple[Origin, ...]:
    where = sheet.origin_of(*dict.fromkeys(spots))
    return tuple(replace(where, cell=cell) for cell in where.cell.split(","))

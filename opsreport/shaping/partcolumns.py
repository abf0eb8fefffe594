"""Weeks or days across beside the total of their month: what the total says and what they come to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from opsreport.metrics import metric_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.precision import as_typed, rounding, rounding_of_sum
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.shaping.adding import amount_of, worth_of
from opsreport.shaping.records import Record
from opsreport.shaping.slots import Slot
from opsreport.shaping.tables import Read
from opsreport.shaping.words import says_nothing

_FEWEST, _MOST_SAID, _SLACK = 2, 6, 0.00005


@dataclass(frozen=True, slots=True)
class _Unlike:
    """A total and its parts that do not come to it."""

    whole: Spot
    parts: tuple[Spot, ...]
    said: str


def parts_unlike(sheet: Sheet, one: Read) -> Iterator[Finding]:
    """A warning of the totals of a month, in columns, that the weeks or days beside them do not come to."""
    tab = one.layout.tab
    names = {column.slot.column: column for column in one.layout.of("value")}
    found: list[_Unlike] = []
    for column, parts in _wholes(one):
        for record in one.records:
            name = next(
                (name for name in record.filled if _is_at(record, name, column) and _adds_up(one, record, name)), ""
            )
            if name and column in names:
                row = record.filled[name].spots[-1][0]
                found += _compared(sheet, (row, names[column].slot), parts, _called(one, record, name))
    if found:
        where = (
            sheet.origin_of(*(each.whole for each in found)),
            sheet.origin_of(*(at for each in found for at in each.parts)),
        )
        details = {"tab": tab.titles[0], "differences": " / ".join(each.said for each in found[:_MOST_SAID])}
        yield Finding("weeks_differ", Severity.warn, where, details, tab.titles[0])


def _wholes(one: Read) -> Iterator[tuple[int, Sequence[Slot]]]:
    """The columns of totals of a month, each with the parts right before it, else right behind it."""
    slots = sorted((column.slot for column in one.layout.columns), key=lambda slot: slot.column)
    for at, whole in enumerate(slots):
        if whole.totals and not whole.special:
            before = [*takewhile(lambda slot: slot.special == "part", reversed(slots[:at]))]
            behind = [*takewhile(lambda slot: slot.special == "part", slots[at + 1 :])]
            parts = [slot for slot in before or behind if (slot.name, slot.metric) == (whole.name, whole.metric)]
            if len(parts) >= _FEWEST:
                yield whole.column, parts[::-1] if before else parts


def _is_at(record: Record, name: str, column: int) -> bool:
    """Whether a column of a record stands in a column of the sheet."""
    return record.filled[name].spots[-1:] != () and record.filled[name].spots[-1][1] == column


def _adds_up(one: Read, record: Record, name: str) -> bool:
    """Whether a number of a month is the sum of those of its days."""
    kind = one.layout.tab.column(name).kind
    if kind != "measure":
        return kind in ("int", "money")
    filled = record.filled.get(one.layout.tab.metric)
    metric = metric_named(str(filled.cell.value)) if filled and filled.cell else None
    return metric is not None and metric.aggregation == "flow"


def _called(one: Read, record: Record, name: str) -> str:
    key = record.filled.get(one.layout.tab.keys[-1])
    named = str(key.cell.value).strip() if key and key.cell else ""
    return " ".join(filter(None, (named, one.layout.tab.column(name).headers[0])))


def _compared(sheet: Sheet, whole: tuple[int, Slot], parts: Sequence[Slot], called: str) -> Iterator[_Unlike]:
    row, slot = whole
    total = sheet.cells.get((row, slot.column))
    cells = [(part, cell) for part in parts if (cell := sheet.cells.get((row, part.column))) and not says_nothing(cell)]
    read = [_number(cell, part.unit) for part, cell in cells]
    typed = _number(total, slot.unit) if total else None
    numbers = [number for number in read if number]
    if (
        total is None
        or typed is None
        or len(numbers) < max(_FEWEST, len(read))
        or len({one[1] for one in (typed, *numbers)}) > 1
    ):
        return
    halves = [rounding(cell, number[0]) for (_, cell), number in zip(cells, numbers, strict=True)]
    slack = float(rounding_of_sum(math.fsum(halves), math.fsum(half**2 for half in halves)))
    made = math.fsum(number[0] for number in numbers)
    if abs(made - typed[0]) > slack + rounding(total, typed[0]) + abs(typed[0]) * _SLACK:
        seen, summed = as_typed(total, typed[0], made)
        spots = tuple((row, part.column) for part, _ in cells)
        yield _Unlike((row, slot.column), spots, f"{called} {seen} ≠ {summed}")


def _number(cell: Cell, unit: str) -> tuple[float, bool] | None:
    """What a cell under a header of that unit says, and whether something says its worth; None where it is none."""
    amount = amount_of(cell)
    if amount is None:
        return None
    return (amount.value, True) if amount.scale else (amount.value * worth_of(unit), bool(unit))

"""Detail rows → one row a key and month: amounts that flow are added up, ratios never."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from opsreport.metrics import metric_named
from opsreport.model.amount import Amount, amount_in
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, Spots
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.source_months import day_text
from opsreport.shaping.words import says_nothing


def added_up(tab: Tab, records: Sequence[Record]) -> tuple[Record, ...]:
    """The records with those of one key made one, which stands where all their cells stand.

    Counts and money become their sum, a metric's figures too where it flows;
    rates are left out, texts stay where all rows say the same. A cell that is
    no number stands for the sum, so that checking says what it is. Rows whose
    cells cannot be added (万 in one, a bare number in another) stay as they are.
    """
    for record in records:
        record.derived.clear()  # the rate of a detail row says nothing of its month
    return tuple(one for group in groups_of(tab, records) for one in _joined(tab, group))


def groups_of(tab: Tab, records: Sequence[Record]) -> Iterable[Sequence[Record]]:
    """The records of one month, key and unit each."""
    groups: dict[tuple[object, ...], list[Record]] = {}
    for record in records:
        key = (*_key(tab, record), tuple(sorted(record.units.items())))
        groups.setdefault(key, []).append(record)
    return groups.values()


def days_of(sheet: Sheet, tab: Tab, records: Sequence[Record]) -> Mapping[tuple[str, ...], frozenset[str]]:
    """The days of the records of each month and key, as 06-03, "" for one that says none."""
    found: dict[tuple[str, ...], set[str]] = {}
    month = next((column.name for column in tab.columns if column.kind in MONTH_KINDS), "")
    for record in records:
        spots = record.filled[month].spots if month in record.filled else ()
        cells = [cell for spot in spots if (cell := sheet.cells.get(spot))]
        found.setdefault(_key(tab, record), set()).add(day_text(cells[0], is_1904=sheet.date_1904) if cells else "")
    return {key: frozenset(days) for key, days in found.items()}


def who_of(tab: Tab) -> tuple[str, ...]:
    """The columns that tell of which month and name a row is."""
    months = (column.name for column in tab.columns if column.kind in MONTH_KINDS)
    return tuple(dict.fromkeys((*months, *tab.keys)))


def _key(tab: Tab, record: Record) -> tuple[str, ...]:
    return tuple(text_of(record, name) for name in who_of(tab))


def text_of(record: Record, name: str) -> str:
    """What a record says in a column of texts, "" for nothing."""
    filled = record.filled.get(name)
    return str(filled.cell.value).strip() if filled and filled.cell else ""


def _joined(tab: Tab, group: Sequence[Record]) -> Sequence[Record]:
    if len(group) == 1:
        return group
    first = group[0]
    metric = metric_named(text_of(first, tab.metric)) if tab.metric else None
    flows = metric is not None and metric.aggregation == "flow"
    filled: dict[str, Filled] = {}
    for name in dict.fromkeys(name for record in group for name in record.filled):
        kind = tab.column(name).kind
        parts = [record.filled[name] for record in group if name in record.filled]
        if kind in ("int", "money") or (kind == "measure" and flows):
            total = total_of(parts, first.units.get(name, ""), is_money=kind == "money")
            if total is None:
                return group
            filled[name] = total
        elif kind not in NUMBERS and len({_said(part) for part in parts} - {""}) == 1:
            filled[name] = next(part for part in parts if _said(part))
    return (Record(first.order, filled, dict(first.units), first.has_month),)


def _said(part: Filled) -> str:
    return str(part.cell.value).strip() if part.cell else ""


def total_of(parts: Sequence[Filled], unit: str, *, is_money: bool) -> Filled | None:
    """The sum of some cells under a header of that unit; None where they cannot be added."""
    told = [part for part in parts if not says_nothing(part.cell)]
    if not told:
        return Filled(next((part.cell for part in parts if part.cell), None), _spots(parts))
    amounts = [(amount_of(part.cell), part) for part in told]
    unread = next((part for amount, part in amounts if amount is None), None)
    if unread is not None:
        return unread
    formats = list({part.cell.number_format: 1 for part in told if part.cell and part.cell.kind == "number"})
    if len(formats) > 1 and any("%" in one or not one.isascii() for one in formats):
        return None
    value = _sum([amount for amount, _ in amounts if amount], unit, is_money=is_money)
    if value is None:
        return None
    is_yuan = is_money and not unit and all(amount and amount.scale for amount, _ in amounts)
    return Filled(sum_cell(value, formats, told[0].spots, is_yuan=is_yuan), _spots(told))


def amount_of(cell: Cell | None) -> Amount | None:
    """The number of a cell as typed; None where it holds none, or the change of one, or a percentage."""
    if cell is None or cell.kind in ("error", "no_value"):
        return None
    if isinstance(cell.value, float):
        return Amount(cell.value)
    amount = amount_in(cell.value) if isinstance(cell.value, str) else None
    return None if amount is None or amount.is_change or amount.mark == "percent" else amount


def _sum(amounts: Sequence[Amount], unit: str, *, is_money: bool) -> float | None:
    """In what the header's unit is worth; None where bare numbers of unknown worth stand beside others."""
    is_mixed = len({bool(amount.scale) for amount in amounts}) > 1
    if is_money and not unit and is_mixed:
        return None
    return math.fsum(in_unit(amount, unit) for amount in amounts)


def in_unit(amount: Amount, unit: str) -> float:
    """An amount in what the header's unit is worth: 9.66万 under 万元 is 9.66."""
    return amount.value / worth_of(unit) if amount.scale else amount.value


def worth_of(unit: str) -> float:
    """What 1 under a header of that unit is: 10,000 under 万元."""
    worth = amount_in(f"1{unit}") if unit else None
    return worth.value if worth and worth.mark != "percent" else 1.0


def sum_cell(value: float, formats: Sequence[str], spots: Spots, *, is_yuan: bool = False) -> Cell:
    """The sum as a cell; `is_yuan` where its parts said their worth and no header does."""
    row, column = spots[0] if spots else (1, 1)
    if is_yuan:
        return Cell(row, column, "text", f"{value:.15g}元")
    return Cell(row, column, "number", value, formats[0] if len(formats) == 1 else "")


def _spots(parts: Iterable[Filled]) -> Spots:
    return tuple(spot for part in parts for spot in part.spots)

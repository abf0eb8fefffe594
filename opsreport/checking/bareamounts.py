"""Amounts of money without a unit, far smaller than those beside them in 万元: 毛利 105 beside GMV（万元） 350."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.units import MeasureOf, measure_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.spelling import header_parts, name_key, name_without_unit
from opsreport.model.unit import BARE

_MEASURES = ("actual", "target", "value")
_MOST_ROWS = 1_000  # the first of a long list tell
_MOST_NAMES = 6
_UNITS = {1e3: "千元", 1e4: "万元", 1e5: "十万元", 1e6: "百万元", 1e7: "千万元", 1e8: "亿元"}
# so many times the largest of those with a unit, a bare number as typed may still be in that unit
_AS_LARGE = 10


class TypedAmount(NamedTuple):
    """An amount as typed, what it is of, and what 1 of it is worth by its own unit; 1 where nothing says one."""

    line: Line
    column: str
    name: str
    value: float
    factor: float


def bare_amounts(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """A block a table for its bare amounts that are likelier in the unit which the names or headers of others say.

    A source in the settings says the units of its columns, or that they have none.
    """
    places: dict[tuple[str, str], list[TypedAmount]] = {}
    open_sheets = (rows for rows in sheets if len(rows) and not rows.sheet.sheet.is_mapped)
    for rows in (rows for rows in open_sheets if context.around(rows[0]) == 1):
        if rows.sheet.tab.metric:
            place = rows.sheet.sheet.file, rows.sheet.sheet.name
            places.setdefault(place, []).extend(metric_amounts(rows, context))
        else:
            yield from _open(list(_of_columns(rows)))
    for amounts in places.values():
        yield from _open(amounts)


def metric_amounts(rows: Rows, context: Context) -> Iterator[TypedAmount]:
    """The amounts of the metrics of a list, of a plan those of its goals, whose units their names or units say."""
    is_list = rows.sheet.tab.name == "kpi"
    for line in (line for line in rows[:_MOST_ROWS] if is_list or line.text("row_type") == "goal"):
        name = line.text(rows.sheet.tab.metric)
        for column in _MEASURES:
            amount = line.values.get(column)
            if name and isinstance(amount, Amount) and amount.value and not amount.is_change:
                factor = _factor(context.said(line, column), amount)
                if factor and name_key(name_without_unit(name)) not in rows.sheet.banner.apart:
                    typed = abs(amount.value) / max(amount.scale, 1)
                    yield TypedAmount(line, column, name_without_unit(name), typed, factor)


def _factor(reading: MeasureOf, amount: Amount) -> float:
    """What 1 of an amount that adds up is worth, 0 for any other number and for one that says 元."""
    is_money = reading.unit.kind == "money" and reading.adds_up
    if not amount.is_bare:
        return amount.scale if is_money and amount.scale > 1 else 0.0
    if reading.is_typed:
        return reading.factor if is_money and reading.factor > 1 else 0.0
    is_sort = reading.unit == BARE and reading.sort == "money"
    return 1.0 if (is_money or is_sort) and not reading.is_unfit and reading.factor == 1 else 0.0


def _of_columns(rows: Rows) -> Iterator[TypedAmount]:
    """The amounts of the columns of a list, whose units their headers say."""
    for name in (one for one in rows.sheet.columns if rows.sheet.tab.column(one).kind == "money"):
        said = rows.sheet.units[name]
        measure = measure_named(said) if said else None
        factor = 1.0 if not said else measure.factor if measure and measure.unit.kind == "money" else 0.0
        if factor and (factor > 1 or not said):
            key = header_parts(rows.sheet.headers[name])[0]
            for line in rows[:_MOST_ROWS]:
                cell = line.cells.get(name)
                if cell and isinstance(cell.value, float) and cell.value and key not in rows.sheet.banner.apart:
                    yield TypedAmount(line, name, name_without_unit(rows.sheet.header(name)), abs(cell.value), factor)


def _open(amounts: Sequence[TypedAmount]) -> Iterator[Finding]:
    """The block of the bare amounts that may be in the unit of the others; none where these have several."""
    said = [one for one in amounts if one.factor > 1]
    if len({one.factor for one in said}) != 1 or said[0].factor not in _UNITS:
        return
    most = max(said, key=lambda one: one.value)
    largest: dict[str, float] = {}
    for one in amounts:
        largest[one.name] = max(largest.get(one.name, 0.0), one.value if one.factor == 1 else 0.0)
    bare = [one for one in amounts if one.factor == 1 and _is_small(largest[one.name], most)]
    if bare:
        yield _finding(most, bare)


def _is_small(value: float, most: TypedAmount) -> bool:
    """Whether all numbers of a name are so small that they are likelier in the unit of the others than in 元."""
    return value < most.factor and value <= _AS_LARGE * most.value


def _finding(said: TypedAmount, bare: Sequence[TypedAmount]) -> Finding:
    """The block with both readings of the first of the bare numbers."""
    first, unit = bare[0], _UNITS[said.factor]
    seen, tab = seen_in(first.line.cells[first.column]), first.line.sheet.tab
    at = said.line.origin(tab.metric) if tab.metric else said.line.sheet.origin(said.line.sheet.header_row, said.column)
    names = listed(dict.fromkeys(one.name for one in bare), _MOST_NAMES)
    details = {"names": names, "name": first.name, "unit": unit, "seen": seen, "text": said.name}
    where = (*ranges([one.line.origin(one.column) for one in bare]), at)
    return found("amount_unit_open", where, tab, **details, one=f"{seen}元", other=f"{seen}{unit}")

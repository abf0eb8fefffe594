"""Unknown metrics that say no unit under a unit of money: amounts in 万元, or numbers of something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.known import Context, said_by
from opsreport.checking.lines import Line, Rows
from opsreport.checking.units import MeasureOf, measure_named
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.spelling import name_without_unit
from opsreport.model.unit import BARE
from opsreport.model.unitlines import units_said

_MEASURES = ("actual", "target", "value")
_OPEN = ("", "a_head")
_MOST = 8


def open_units(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """A finding a sheet with the metrics whose numbers its unit of money may or may not speak of."""
    opened: dict[tuple[str, str], dict[str, _Open]] = {}
    for rows in (rows for rows in sheets if len(rows) and _is_under_money(rows[0], context)):
        for line in rows.lines_like(said_by(rows), lambda line: _may_be_open(line, context)):
            own = opened.get((rows.sheet.sheet.file, rows.sheet.sheet.name), {})
            if line.text(rows.sheet.tab.metric) not in own and (one := _open(line, context)):
                own = opened.setdefault((rows.sheet.sheet.file, rows.sheet.sheet.name), {})
                own[line.text(rows.sheet.tab.metric)] = one
    for own in opened.values():
        yield _finding(own)


def _may_be_open(line: Line, context: Context) -> bool:
    """Whether rows of that metric and unit can be read in two ways where there is money over them: they say nothing."""
    name = line.text(line.sheet.tab.metric)
    if not name or metric_named(name):
        return False
    return any(_is_open(context.said(line, column)) for column in _MEASURES)


def _is_under_money(line: Line, context: Context) -> bool:
    """Whether the sheet of a row, or a header of numbers in it, speaks of more money than 元."""
    return context.around(line) != 1 or any(_scaled_money(line, column) for column in _MEASURES)


def _is_open(reading: MeasureOf) -> bool:
    """Whether nothing says what the numbers are."""
    return not (reading.is_typed or reading.is_unfit or reading.unit != BARE or reading.sort not in _OPEN)


class _Open(NamedTuple):
    """A bare number of an unknown metric, and the unit of money over it with where it stands."""

    line: Line
    amount: Amount
    unit: str
    places: tuple[Origin, ...]


def _open(line: Line, context: Context) -> _Open | None:
    """The first number of a row that may be read in two ways; None where there is none."""
    name = line.text(line.sheet.tab.metric)
    is_metric = line.sheet.tab.name == "kpi" or line.text("row_type") == "goal"
    if not (name and is_metric) or metric_named(name):
        return None
    for column in _MEASURES:
        amount = line.values.get(column)
        if isinstance(amount, Amount) and amount.is_bare and amount.value:
            return _under(line, column, amount, context) if _is_open(context.said(line, column)) else None
    return None


def _under(line: Line, column: str, amount: Amount, context: Context) -> _Open | None:
    """The number with the 万元 that its header lists among others, else with that of its sheet or workbook."""
    sheet = line.sheet
    if unit := _scaled_money(line, column):
        return _Open(line, amount, unit, (sheet.origin(sheet.header_row, column),))
    if context.stated(line) == 1:
        return None
    unit, places = (sheet.banner.told[0][1], (sheet.banner.told[0][0],)) if sheet.banner.told else ("万元", ())
    return _Open(line, amount, unit, places)


def _scaled_money(line: Line, column: str) -> str:
    """The first unit of more money than 元 that the header of a column lists, "" for none."""
    headers = line.sheet.headers
    return next(filter(_is_scaled_money, units_said(headers[column]) if column in headers else ()), "")


def _is_scaled_money(word: str) -> bool:
    measure = measure_named(word)
    return measure is not None and measure.unit.kind == "money" and measure.factor != 1


def _finding(own: Mapping[str, _Open]) -> Finding:
    first = next(iter(own.values()))
    tab = first.line.sheet.tab
    places = ranges([one.line.origin(tab.metric) for one in own.values()])
    names = listed(map(name_without_unit, own), _MOST)
    details = {"names": names, "name": next(iter(own)), "unit": first.unit, "seen": f"{first.amount.value:.10g}"}
    return found("metric_unit_open", (*places, *first.places), tab, **details)

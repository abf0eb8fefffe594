"""Unknown metrics that say no unit under a unit of money: amounts in 万元, or numbers of something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from opsreport.checking.codes import found
from opsreport.checking.convert import Context
from opsreport.checking.gather import listed, ranges
from opsreport.checking.lines import Line
from opsreport.checking.units import measure_named
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.spelling import name_without_unit, units_said
from opsreport.model.unit import BARE

_MEASURES = ("actual", "target", "value")
_OPEN = ("", "a_head")
_MOST = 8


def open_units(lines: Sequence[Line], context: Context) -> Iterator[Finding]:
    """A finding a sheet with the metrics whose numbers its unit of money may or may not speak of."""
    sheets: dict[tuple[str, str], dict[str, _Open]] = {}
    for line in lines:
        if one := _open(line, context):
            own = sheets.setdefault((line.sheet.sheet.file, line.sheet.sheet.name), {})
            own.setdefault(line.text(line.sheet.tab.metric), one)
    for own in sheets.values():
        yield _finding(own)


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
            reading = context.said(line, column)
            is_said = reading.is_typed or reading.is_unfit or reading.unit != BARE or reading.sort not in _OPEN
            return None if is_said else _under(line, column, amount, context)
    return None


def _under(line: Line, column: str, amount: Amount, context: Context) -> _Open | None:
    """The number with the 万元 that its header lists among others, else with that of its sheet or workbook."""
    sheet = line.sheet
    listed_units = units_said(sheet.headers[column]) if column in sheet.headers else ()
    if unit := next(filter(_is_scaled_money, listed_units), ""):
        return _Open(line, amount, unit, (sheet.origin(sheet.header_row, column),))
    if context.stated(line) == 1:
        return None
    unit, places = (sheet.banner.told[0][1], (sheet.banner.told[0][0],)) if sheet.banner.told else ("万元", ())
    return _Open(line, amount, unit, places)


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

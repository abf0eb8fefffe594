"""Units that headers and names state: 实际（万元）, 总营收（万元）, 访问量/万; what they say of the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from opsreport.checking.lines import Line
from opsreport.checking.tabs import TabSheet
from opsreport.checking.units import SECONDS_OF, Measure, MeasureOf, fits, measure_named
from opsreport.model.spelling import header_parts
from opsreport.model.unit import BARE
from opsreport.model.unitlines import units_said
from opsreport.schemas.naming import Sort

# what metrics are whose numbers can be in a unit of that kind, and in one of any other
_SORTS_IN: Mapping[str, tuple[Sort, ...]] = {
    "money": ("money",), "count": ("count",), "rate": ("rate", "score"), "points": ("rate",), "ratio": ("rate",)
}  # fmt: skip
_OTHERS: tuple[Sort, ...] = ("time", "score", "count")


@lru_cache(maxsize=16_384)
def unit_in(text: str) -> Measure | None:
    """The unit that a header or a name says, in brackets or after a mark; None for none."""
    word = header_parts(text)[1]
    return measure_named(word) if word else None


def header_unit(sheet: TabSheet, column: str) -> Measure | None:
    """The unit that the header of a column says."""
    return unit_in(sheet.headers[column]) if column in sheet.headers else None


@lru_cache(maxsize=4096)
def units_in(text: str) -> tuple[Measure, ...]:
    """All units that a header lists: 实际（万元/人） → 万元, 人."""
    listed = tuple(measure for word in units_said(text) if (measure := measure_named(word)))
    one = unit_in(text)
    return listed if len(listed) > 1 else (one,) if one else ()


def under_header(sheet: TabSheet, column: str, reading: MeasureOf, *, is_own: bool) -> MeasureOf:
    """How the numbers of a column are read, `reading` being what their row alone says of them.

    Of several units in its header the one that fits is that of the row, and where none does it says nothing of it.
    """
    units = units_in(sheet.headers[column]) if column in sheet.headers else ()
    if len(units) > 1:
        is_open = reading.unit == BARE and not reading.sort
        fit = next((unit for unit in units if is_alike(unit, reading)), None)
        return under(None if is_open else fit, reading, is_own=is_own)
    return under(units[0] if units else None, reading, is_own=is_own)


def row_unit(line: Line) -> Measure | None:
    """The unit of a row: that in the metric's name, a bare 万 of what the 单位 cell says; else that of the cell."""
    named, own = unit_in(line.text(line.sheet.tab.metric)), line.values.get("unit")
    typed = own if isinstance(own, Measure) else None
    if named is None or typed is None:
        return named or typed
    return Measure(typed.unit, named.factor) if named.unit == BARE else named


def under(header: Measure | None, reading: MeasureOf, *, is_own: bool) -> MeasureOf:
    """How numbers under a header with a unit are read, `reading` being what their row alone says of them.

    A header over rows of many metrics speaks of those that it fits; a row with
    a unit of its own (`is_own`) is not spoken of by one that it does not fit, any other is unfit.
    """
    if header is None:
        return reading
    is_money_a_head = reading.unit.kind == "money" and not reading.adds_up and header.factor != 1
    if header.unit == BARE:
        is_scaled = reading.unit.kind not in ("rate", "points", "ratio") and not is_money_a_head
        return replace(reading, factor=header.factor, is_typed=True) if is_scaled else reading
    if reading.unit == BARE and (not reading.sort or is_alike(header, reading)):
        return replace(reading, unit=header.unit, factor=header.factor, is_typed=True)
    if is_alike(header, reading) and not is_money_a_head:
        time = SECONDS_OF[header.unit] / SECONDS_OF[reading.unit] if reading.unit in SECONDS_OF else 1.0
        return replace(reading, factor=header.factor * time, is_typed=True)
    return reading if is_own else replace(reading, is_unfit=True)


def is_alike(header: Measure, reading: MeasureOf) -> bool:
    """Whether a unit can be that of the numbers: both money, both counted, both times, both rates.

    Of numbers without a unit the name of their metric decides, as far as it tells.
    """
    if reading.unit == BARE and reading.sort:
        is_a_head = reading.sort == "a_head" and header.unit.kind == "money" and header.factor == 1
        return header.unit == BARE or is_a_head or reading.sort in _SORTS_IN.get(header.unit.kind, _OTHERS)
    if header.unit in SECONDS_OF or reading.unit in SECONDS_OF:
        return header.unit in SECONDS_OF and reading.unit in SECONDS_OF
    kinds = {header.unit.kind, reading.unit.kind}
    return (
        header.unit == reading.unit or (len(kinds) == 1 and kinds != {"plain"}) or fits(header.unit.name, reading.unit)
    )

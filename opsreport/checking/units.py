"""What a typed unit means for the number beside it: 万元 is 元 times ten thousand, % turns 4.8 into 0.048."""

from __future__ import annotations

from dataclasses import dataclass

from opsreport.checking.text import Amount, plain
from opsreport.metrics import metric_named, unit_named
from opsreport.model.unit import BARE, Unit

_FACTORS = {"亿": 1e8, "百万": 1e6, "万": 1e4, "千": 1e3}
_ADDED_UP = ("flow", "stock", "average_stock")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit word as typed: the unit it names and how many of it one is (万元: 元, 10000)."""

    unit: Unit
    factor: float = 1.0


def measure_named(word: str) -> Measure | None:
    """The unit and factor of a unit word (人, 万人, 万元, %); None for an unknown word."""
    half = plain(word)
    for prefix, factor in _FACTORS.items():
        if half.startswith(prefix):
            base = unit_named(half.removeprefix(prefix)) if half != prefix else BARE
            return Measure(base, factor) if base else None
    unit = unit_named(half)
    return Measure(unit) if unit else None


@dataclass(frozen=True, slots=True)
class MeasureOf:
    """How the numbers of one metric are read: its unit, whether a 单位 cell said so, and what one typed 1 is worth."""

    unit: Unit
    is_typed: bool
    factor: float = 1.0
    part_factor: float = 1.0


def measure_of(name: str, typed: Measure | None, money: float) -> MeasureOf:
    """The reading of a metric by its name and typed unit; `money` is the worth of 1 in the workbook's money unit.

    Without a typed unit the catalogue's holds; amounts of money that add up
    then follow the workbook's money unit, amounts a head are always in 元
    (their numerators follow it).
    """
    metric = metric_named(name)
    part = money if metric and metric.formula and metric.unit.kind == "money" else 1.0
    if typed is not None:
        return MeasureOf(typed.unit, True, typed.factor, part)
    if metric is None:
        return MeasureOf(BARE, False)
    adds_up = metric.unit.kind == "money" and metric.aggregation in _ADDED_UP
    return MeasureOf(metric.unit, False, money if adds_up else 1.0, part)


def rate_of(amount: Amount, is_said: bool) -> float | None:
    """A rate as a fraction; None where 4.8 could be 4.8 % or 480 %.

    `is_said`: header or unit column say %. Then a bare number above 1 counts
    percent and one up to 1 is ambiguous; otherwise a bare fraction up to 1 is
    taken as it stands and more is ambiguous.
    """
    if amount.mark == "percent" or amount.value == 0:
        return amount.value
    is_large = abs(amount.value) > 1
    if is_large != is_said:
        return None
    return amount.value / 100 if is_said else amount.value


def value_of(amount: Amount, reading: MeasureOf) -> float | None:
    """The amount in the base unit; None where a percent meets another unit or a bare rate is ambiguous."""
    if reading.unit.kind == "rate":
        return rate_of(amount, reading.is_typed)
    if reading.unit.kind == "points":
        return amount.value if amount.mark == "percent" else amount.value / 100
    if amount.mark == "percent":
        return amount.value if reading.unit == BARE else None
    return amount.value if amount.mark == "scaled" else amount.value * reading.factor

"""Add up FIRST, then derive: groups of rows, ratios from sums, months together.

Averaging ratios is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.analysis.cells import distinct
from opsreport.model.formula import Formula
from opsreport.model.metric import Aggregation
from opsreport.model.number import Cells, Number, derived
from opsreport.model.period import Period
from opsreport.model.table import Table
from opsreport.model.unit import BARE, RATE, Unit

QUOTIENT = Formula("numerator / denominator")


@dataclass(frozen=True, slots=True)
class Figure:
    """A derived measure: a formula over the fields (and earlier figures) of a group, and its unit."""

    formula: Formula
    unit: Unit


Measures = Mapping[str, Unit | Figure]
Group = Mapping[str, Number]


def ratio(numerator: Number, denominator: Number, unit: Unit = RATE) -> Number:
    """numerator ÷ denominator, missing where a side is missing or the divisor zero."""
    return derived(QUOTIENT, unit, {"numerator": numerator, "denominator": denominator})


def added(numbers: Sequence[Number], unit: Unit | None = None) -> Number:
    """The sum of the numbers that are there; missing when none is, partial where one of them is."""
    there = [replace(number, is_partial=False) for number in numbers if not number.is_missing]
    own = unit or (numbers[0].unit if numbers else BARE)
    return replace(_sum(there, own), is_partial=any(number.is_partial for number in numbers))


def _sum(there: Sequence[Number], unit: Unit) -> Number:
    if len(there) < 2:
        return Number(there[0].value, unit, there[0].source) if there else Number(None, unit)
    if joined := _joined(there):
        return Number(sum(number.amount for number in there), unit, joined)
    names = {f"n{i}": number for i, number in enumerate(there)}
    return derived(Formula(" + ".join(names)), unit, names)


def totals(table: Table, measures: Measures) -> Group:
    """Every measure over all rows of the table: fields added up, then figures derived from those sums."""
    group: dict[str, Number] = {}
    for name, asked in measures.items():
        if isinstance(asked, Figure):
            group[name] = derived(asked.formula, asked.unit, group)
        else:
            group[name] = table.total(name, asked)
    return group


def summarise(table: Table, by: str, measures: Measures) -> dict[str, Group]:
    """The measures for each value of a field, in the order the values first appear."""
    return {name: totals(table.where(**{by: name}), measures) for name in distinct(table, by)}


def over_months(numbers: Sequence[Number], months: Sequence[Period], kind: Aggregation) -> Number:
    """Monthly figures of one measured metric together (C0.4).

    flow: the sum; average_stock: the day-weighted mean; stock, index, rank: the
    last month. A month missing in between makes the whole missing; so does a
    ratio or a survey, which only its sums can give (`ratio_over_months`).
    """
    unit = numbers[0].unit if numbers else BARE
    if kind in ("stock", "index", "rank"):
        return numbers[-1] if numbers else Number(None, unit)
    if not numbers or kind in ("ratio", "survey") or any(number.is_missing for number in numbers):
        return Number(None, unit)
    return added(numbers) if kind == "flow" else _day_weighted(numbers, months)


def ratio_over_months(pairs: Sequence[tuple[Number, Number]], formula: Formula, unit: Unit) -> Number:
    """A ratio over months from Σ numerator and Σ denominator; missing where any of them is missing."""
    if not pairs or any(part.is_missing for pair in pairs for part in pair):
        return Number(None, unit)
    sums = {
        "numerator": added([numerator for numerator, _ in pairs]),
        "denominator": added([denominator for _, denominator in pairs]),
    }
    return derived(formula, unit, sums)


def weighted_mean(values: Sequence[Number], weights: Sequence[Number]) -> Number:
    """Σ value × weight ÷ Σ weight; missing where any part is missing."""
    if not values or any(number.is_missing for number in (*values, *weights)):
        return Number(None, values[0].unit if values else BARE)
    inputs = {f"v{i}": v for i, v in enumerate(values)} | {f"w{i}": w for i, w in enumerate(weights)}
    top = " + ".join(f"v{i} * w{i}" for i in range(len(values)))
    bottom = " + ".join(f"w{i}" for i in range(len(values)))
    return derived(Formula(f"({top}) / ({bottom})", said="weighted_mean"), values[0].unit, inputs)


def _joined(numbers: Sequence[Number]) -> Cells | None:
    """One leaf for sums over the same field: a shorter trace and a shorter formula."""
    leaves = [number.source for number in numbers if isinstance(number.source, Cells)]
    places = {(leaf.table, leaf.field, leaf.total) for leaf in leaves}
    if len(leaves) < len(numbers) or len(places) != 1 or leaves[0].total != "sum":
        return None
    return Cells(leaves[0].table, leaves[0].field, tuple(row for leaf in leaves for row in leaf.rows))


def _day_weighted(numbers: Sequence[Number], months: Sequence[Period]) -> Number:
    days = [(month.last_day - month.first_day).days + 1 for month in months]
    names = {f"n{i}": number for i, number in enumerate(numbers)}
    top = " + ".join(f"n{i} * {day}" for i, day in enumerate(days))
    return derived(Formula(f"({top}) / {sum(days)}", said="day_weighted"), numbers[0].unit, names)

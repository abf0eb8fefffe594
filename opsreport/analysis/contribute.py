"""What moved a figure: exact Shapley terms of a product, the revenue bridge.

Contributions are arithmetic, never causes. Shapley terms are Das Gupta's (US
Census P23-186, 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod
from typing import Literal

from opsreport.analysis.compare import judged
from opsreport.analysis.figures import actual_of, metric_of, target_of
from opsreport.analysis.rules import rules_of
from opsreport.model.formula import Formula
from opsreport.model.metric import Metric
from opsreport.model.number import Number, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, Unit

MOST_FACTORS = 6
Against = Literal["last_month", "target"]
Triple = tuple[Number, Number, Number]

_TERM = Formula("(x1 - x0) * (2 * y0 * z0 + 2 * y1 * z1 + y0 * z1 + y1 * z0) / 6", said="factor_term")
_CHANGE = Formula("after - start")
_CONVERSION = Formula("payers / visits")
_PER_PAYER = Formula("revenue / payers")
_REST = Formula("revenue / (visits * conversion)")


def shapley(before: Sequence[float], now: Sequence[float]) -> tuple[float, ...]:
    """The exact Shapley term of each factor in the change of their product; they add up to it.

    Any sign and zeros are fine. ValueError for sides of different length or more than six factors.
    """
    count = len(before)
    if count != len(now) or count > MOST_FACTORS:
        raise ValueError(f"shapley takes two sides of equal length, at most {MOST_FACTORS} factors")
    return tuple(_shapley_term(index, before, now) for index in range(count))


def _shapley_term(index: int, before: Sequence[float], now: Sequence[float]) -> float:
    others, count, term = [i for i in range(len(before)) if i != index], len(before), 0.0
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for chosen in combinations(others, size):
            rest = prod(now[i] if i in chosen else before[i] for i in others)
            term += weight * rest * (now[index] - before[index])
    return term


def three_factor(before: Triple, now: Triple, unit: Unit = MONEY) -> Triple:
    """The contribution of each of three factors to the change of their product, in closed form.

    Each carries a live formula; the three add up exactly to now's product minus before's.
    """
    first, second, third = (_term(before, now, order, unit) for order in ((0, 1, 2), (1, 0, 2), (2, 0, 1)))
    return first, second, third


def _term(before: Triple, now: Triple, order: tuple[int, int, int], unit: Unit) -> Number:
    names = {f"{name}0": before[i] for name, i in zip("xyz", order, strict=True)}
    names |= {f"{name}1": now[i] for name, i in zip("xyz", order, strict=True)}
    return derived(_TERM, unit, names)


@dataclass(frozen=True, slots=True)
class Driver:
    """One factor of a bridge: its metric, its value on both sides, and its contribution (toned: more is good)."""

    metric: Metric
    before: Number
    now: Number
    contribution: Number


@dataclass(frozen=True, slots=True)
class Bridge:
    """From `start` over the drivers' contributions to `end`; start + contributions = end exactly.

    `against` is "last_month" (start: last month's actual) or "target" (start: this month's target).
    """

    against: Against
    start: Number
    end: Number
    change: Number
    drivers: tuple[Driver, Driver, Driver]


def revenue_bridge(dataset: Dataset, against: Against = "last_month") -> Bridge | None:
    """Revenue by visits × visit-to-pay rate × revenue per paying user; None where a side is incomplete.

    A typed factor that contradicts the identity by more than the tolerance of
    `rules` also gives None: then the three do not explain this revenue.
    """
    now = _revenue_side(dataset, dataset.period, "actual")
    before = _revenue_side(dataset, *((dataset.period, "target") if against == "target" else _last(dataset)))
    if now is None or before is None:
        return None
    (start, factors_before), (end, factors_now) = before, now
    terms = three_factor(factors_before, factors_now)
    drivers = tuple(
        Driver(metric_of(dataset, name), b, n, judged(term, "up"))
        for name, b, n, term in zip(DRIVERS, factors_before, factors_now, terms, strict=True)
    )
    change = judged(derived(_CHANGE, MONEY, {"after": end, "start": start}), "up")
    return Bridge(against, start, end, change, (drivers[0], drivers[1], drivers[2]))


DRIVERS = ("visits", "visit_pay_conv", "arppu")
Side = Literal["actual", "target"]


def _last(dataset: Dataset) -> tuple[Period, Side]:
    return dataset.period.previous, "actual"


def _revenue_side(dataset: Dataset, month: Period, side: Side) -> tuple[Number, Triple] | None:
    """Revenue and its three factors; the last one closes the identity, so that the product is the revenue."""
    figures = {name: _figure(dataset, name, month, side) for name in ("revenue", "payers", *DRIVERS)}
    revenue, visits, payers = figures["revenue"], figures["visits"], figures["payers"]
    if payers.is_missing:
        conversion = figures["visit_pay_conv"]
        spare = {"revenue": revenue, "visits": visits, "conversion": conversion}
        per_payer = derived(_REST, figures["arppu"].unit, spare)
    else:
        conversion = derived(_CONVERSION, figures["visit_pay_conv"].unit, {"payers": payers, "visits": visits})
        per_payer = derived(_PER_PAYER, figures["arppu"].unit, {"revenue": revenue, "payers": payers})
    agree = all(
        _agrees(found, figures[name], rules_of(dataset)["identity_tolerance"])
        for name, found in (("visit_pay_conv", conversion), ("arppu", per_payer))
    )
    complete = not any(number.is_missing for number in (revenue, visits, conversion, per_payer))
    return (revenue, (visits, conversion, per_payer)) if agree and complete else None


def _figure(dataset: Dataset, name: str, month: Period, side: Side) -> Number:
    metric = metric_of(dataset, name)
    return actual_of(dataset, metric, month) if side == "actual" else target_of(dataset, metric, month)


def _agrees(found: Number, typed: Number, tolerance: float) -> bool:
    if found.is_missing or typed.is_missing:
        return True
    return abs(found.amount - typed.amount) <= tolerance * abs(typed.amount)

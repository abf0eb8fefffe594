"""Campaigns: what they reached of their targets, and what they cost and brought.

A campaign belongs to the month of its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opsreport.analysis.attain import attainment, target_status
from opsreport.analysis.cells import day_at, number_at, rows_for, rows_of, text_at, typed_text
from opsreport.analysis.compare import change, judged
from opsreport.analysis.once import once
from opsreport.analysis.rules import rules_of
from opsreport.analysis.summarise import added, ratio
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import MONEY, PERSON, RATE, RATIO, TIMES, Unit

NET = Formula("(revenue - cost) / cost")
SURPLUS = Formula("revenue - cost")
UNDIVIDED = "total"
COST_TYPES = ("promotion", "prizes", "labour", UNDIVIDED)


@dataclass(frozen=True, slots=True)
class Aim:
    """One measure of a campaign: target, actual, attainment, status code."""

    target: Number
    actual: Number
    attainment: Number
    status: str


@dataclass(frozen=True, slots=True)
class CampaignReading:
    """One campaign against its targets; typed words are "" where nothing was typed.

    `rate` is conversions ÷ participants, its target from the two targets.
    """

    id: str
    mode: str
    start: date | None
    end: date | None
    impressions: Aim
    participants: Aim
    conversions: Aim
    rate: Aim
    revenue: Aim
    highlight: str
    issue: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Economics:
    """What a campaign (or all of them: id "") cost and brought.

    `roi` is 1:x; `net_roi` (revenue − cost) ÷ cost; `budget_variance` the signed
    relative distance of the cost from its budget, toned: under it is good.
    `by_type` are the costs by type in the order promotion, prizes, labour, not itemised.
    """

    id: str
    cost: Number
    budget: Number
    budget_variance: Number
    revenue: Number
    surplus: Number
    roi: Number
    net_roi: Number
    per_participant: Number
    per_conversion: Number
    participants: Number
    conversions: Number
    by_type: tuple[tuple[str, Number], ...]


def campaigns(dataset: Dataset) -> tuple[CampaignReading, ...]:
    """The campaigns that ended in the report month, in sheet order."""
    table = rows_for(dataset, "campaigns", month=dataset.period)
    return () if table is None else tuple(_campaign(dataset, table, row) for row in rows_of(table))


@once
def economics(dataset: Dataset) -> tuple[Economics, ...]:
    """Cost and return of each campaign with a cost, in sheet order."""
    table = rows_for(dataset, "campaigns", month=dataset.period)
    if table is None:
        return ()
    read = (_economics(dataset, table, text_at(table, row, "campaign_id")) for row in rows_of(table))
    return tuple(one for one in read if not one.cost.is_missing)


def economics_total(dataset: Dataset) -> Economics | None:
    """All campaigns with a cost together, derived from sums; None where there is none."""
    table = rows_for(dataset, "campaigns", month=dataset.period)
    names = tuple(one.id for one in economics(dataset))
    return None if table is None or not names else _economics_of(dataset, table, names, "")


def _campaign(dataset: Dataset, table: Table, row: int) -> CampaignReading:
    parts = {
        name: _aim(dataset, table, row, name) for name in ("impressions", "participants", "conversions", "revenue")
    }
    taken, done = parts["participants"], parts["conversions"]
    rate = _judged_aim(dataset, ratio(done.target, taken.target), ratio(done.actual, taken.actual))
    return CampaignReading(
        id=text_at(table, row, "campaign_id"),
        mode=text_at(table, row, "mode"),
        start=day_at(table, row, "start"),
        end=day_at(table, row, "end"),
        impressions=parts["impressions"],
        participants=taken,
        conversions=done,
        rate=rate,
        revenue=parts["revenue"],
        highlight=_said(dataset, table, row, "highlight"),
        issue=_said(dataset, table, row, "issue"),
        next_step=_said(dataset, table, row, "next_step"),
    )


def _said(dataset: Dataset, table: Table, row: int, field: str) -> str:
    """What people say of a campaign: a remark, which may be newer, else what stands in its row."""
    kind = field.removesuffix("_step")
    return typed_text(dataset, "campaign", text_at(table, row, "campaign_id"), kind) or text_at(table, row, field)


_UNITS: dict[str, Unit] = {"impressions": TIMES, "revenue": MONEY}


def _aim(dataset: Dataset, table: Table, row: int, name: str) -> Aim:
    unit = _UNITS.get(name, PERSON)
    return _judged_aim(dataset, number_at(table, row, f"{name}_target", unit), number_at(table, row, name, unit))


def _judged_aim(dataset: Dataset, target: Number, actual: Number) -> Aim:
    status = target_status(actual, target, "up", rules_of(dataset))
    return Aim(target, actual, attainment(actual, target, "up"), status)


def _economics(dataset: Dataset, table: Table, name: str) -> Economics:
    return _economics_of(dataset, table, (name,), name)


def _economics_of(dataset: Dataset, table: Table, names: tuple[str, ...], label: str) -> Economics:
    own = table.where(campaign_id=names)
    by_type = _costs(dataset, names)
    cost = added([number for _, number in by_type], MONEY)
    revenue, budget = own.total("revenue", MONEY), own.total("cost_budget", MONEY)
    participants, conversions = own.total("participants", PERSON), own.total("conversions", PERSON)
    sums = {"revenue": revenue, "cost": cost}
    return Economics(
        id=label,
        cost=cost,
        budget=budget,
        budget_variance=judged(change(cost, budget, "relative"), "down"),
        revenue=revenue,
        surplus=judged(derived(SURPLUS, MONEY, sums), "up"),
        roi=ratio(revenue, cost, RATIO),
        net_roi=derived(NET, RATE, sums),
        per_participant=ratio(cost, participants, MONEY),
        per_conversion=ratio(cost, conversions, MONEY),
        participants=participants,
        conversions=conversions,
        by_type=by_type,
    )


def _costs(dataset: Dataset, names: tuple[str, ...]) -> tuple[tuple[str, Number], ...]:
    table = rows_for(dataset, "campaign_costs", month=dataset.period, campaign_id=names)
    if table is None:
        return ()
    totals = ((kind, table.where(cost_type=kind).total("actual", MONEY)) for kind in COST_TYPES)
    return tuple((kind, number) for kind, number in totals if not number.is_missing)

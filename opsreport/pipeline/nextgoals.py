"""What the plans say of a new month: the goals of metrics and the budgets of channels, as its rows would type them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from opsreport.checking.lines import Line
from opsreport.checking.typed import Typed
from opsreport.checking.units import Measure
from opsreport.metrics import metric_named, qualifier_of
from opsreport.model.period import Period
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Raw, Sheet

_BUDGET = re.compile(r"(?:投放)?(?:费用)?预算$|(?:投放)?费用$|投放$")


@dataclass(frozen=True, slots=True)
class Planned:
    """What the plans say of the new month: the goal of a metric and the budget of a channel, by key.

    `metrics` are those that have a row already or follow from one, `home` is the
    sheet that takes goals of any other.
    """

    period: Period
    goals: Mapping[str, Line]
    budgets: Mapping[str, Line]
    units: Mapping[str, Measure]
    metrics: frozenset[str]
    home: Sheet | None


def planned(typed: Sequence[Typed], period: Period) -> Planned:
    """The goals and budgets for `period` in all plans, and the unit of each metric of the core metrics."""
    plan = [line for one in typed if one.sheet.tab.name == "plan" for line in one.data]
    meant = [line for line in plan if plan_month(line, period) == str(period)]
    whole = [line for line in meant if line.text("row_type") == "goal" and not line.text("dimension")]
    needs = [line for line in meant if line.text("row_type") == "resource"]
    kpi = [line for one in typed if one.sheet.tab.name == "kpi" for line in one.data]
    units = ((metric_key(line.text("metric")), line.values.get("unit")) for line in kpi)
    live = [line for line in kpi if line.text("month") in (str(period), str(period.previous))]
    return Planned(
        period,
        {metric_key(line.text("item")): line for line in whole},
        {name_key(_BUDGET.sub("", line.text("item"))): line for line in needs},
        {key: unit for key, unit in units if isinstance(unit, Measure)},
        frozenset(metric_key(line.text("metric")) for line in live),
        next((line.sheet.sheet for line in live), None),
    )


def plan_month(line: Line, period: Period) -> str:
    """The month a row of the plan is of: typed, an action's due day, else the new month."""
    due = line.values.get("due") if line.text("row_type") == "action" else None
    return line.text("month") or (str(Period.of(due)) if isinstance(due, datetime) else str(period))


def metric_key(name: str) -> str:
    """What the rows of one metric share; a name that brackets narrow down, 新增用户（线上）, is another's."""
    metric = metric_named(name)
    return metric.id if metric and not qualifier_of(name) else name_key(name)


def row_key(line: Line) -> tuple[str, ...]:
    if line.sheet.tab.name == "kpi":
        return (metric_key(line.text("metric")),)
    return tuple(name_key(line.text(name)) for name in line.sheet.tab.keys if name != "month")


def planned_cells(line: Line, plan: Planned, money: float, unfit: list[str]) -> Iterator[tuple[str, Cell | Raw]]:
    """The target of a metric or the budget of a channel, where the plan has it in a unit that fits."""
    tab, key = line.sheet.tab.name, row_key(line)[-1]
    wanted = {"kpi": ("target", plan.goals), "channels": ("spend_budget", plan.budgets)}.get(tab)
    goal = wanted[1].get(key) if wanted else None
    if wanted is None or goal is None or "value" not in goal.cells:
        return
    unit = plan.units.get(key) if tab == "kpi" else None
    amount = _in_unit(goal, unit.factor if unit else None) if tab == "kpi" else _in_unit(goal, money)
    said = goal.values.get("unit")
    if amount is None or (unit and isinstance(said, Measure) and said.unit != unit.unit):
        unfit.append(goal.text("item"))
    else:
        yield wanted[0], amount


def _in_unit(goal: Line, factor: float | None) -> Cell | Raw | None:
    """The goal's number as the other row would type it; None for a text in another scale."""
    cell, said = goal.cells["value"], goal.values.get("unit")
    if factor is None or not isinstance(said, Measure) or said.factor == factor:
        return cell._replace(formula="")
    return round(cell.value * said.factor / factor, 10) if isinstance(cell.value, float) else None

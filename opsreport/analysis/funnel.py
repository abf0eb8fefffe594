"""A funnel this month and last: step rates, losses, the biggest break."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from opsreport.analysis.cells import number_at, rows_for, rows_of, text_at
from opsreport.analysis.compare import change
from opsreport.analysis.rank import strict_best
from opsreport.analysis.rules import Rules, rules_of
from opsreport.analysis.significance import verdict_of
from opsreport.analysis.summarise import ratio
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import PERSON, RATE

KEPT = Formula("here / above")
LOST = Formula("above - here")
LOSS = Formula("1 - here / above")


@dataclass(frozen=True, slots=True)
class StepReading:
    """One step. The first has no rate and no loss.

    `rate` is of the step above, `rate_change` in points with its `verdict`
    (significant | not_significant | too_small | none); `lost` the people lost
    on the way here, `lost_share` their share of all lost; `loss` = 1 − rate and
    `loss_change` its relative change.
    """

    name: str
    users: Number
    before: Number
    rate: Number
    rate_before: Number
    rate_change: Number
    verdict: str
    lost: Number
    lost_share: Number
    loss: Number
    loss_change: Number


@dataclass(frozen=True, slots=True)
class FunnelReading:
    """All steps; `biggest` is the index of the step with strictly the most lost, None for a tie.

    `overall` is last ÷ first step; `lost` everybody lost between them.
    """

    funnel: str
    steps: tuple[StepReading, ...]
    biggest: int | None
    overall: Number
    overall_before: Number
    overall_change: Number
    lost: Number


Steps = tuple[tuple[str, Number], ...]


def funnel(dataset: Dataset, funnel_id: str) -> FunnelReading | None:
    """The funnel ("purchase" or "register") of the report month; None with fewer than two steps.

    Last month's steps are matched by name; an unmatched one has no comparison.
    """
    now = _steps(dataset, funnel_id, dataset.period)
    before = dict(_steps(dataset, funnel_id, dataset.period.previous))
    if len(now) < 2:
        return None
    all_lost = derived(LOST, PERSON, {"above": now[0][1], "here": now[-1][1]})
    tested = _verdicts(now, before, rules_of(dataset))
    steps = tuple(_step(index, now, before, (all_lost, tested[index])) for index in range(len(now)))
    overall = ratio(now[-1][1], now[0][1])
    earlier = ratio(_of(before, now[-1][0]), _of(before, now[0][0]))
    points = change(overall, earlier, "points", "up")
    biggest = strict_best([step.lost for step in steps])
    return FunnelReading(funnel_id, steps, _sole(steps, biggest), overall, earlier, points, all_lost)


def _steps(dataset: Dataset, funnel_id: str, month: Period) -> Steps:
    table = rows_for(dataset, "funnels", funnel_id=funnel_id, month=month)
    if table is None:
        return ()
    ordered = rows_of(_sorted(table))
    return tuple((text_at(table, row, "step_name"), number_at(table, row, "users", PERSON)) for row in ordered)


def _sorted(table: Table) -> Table:
    return replace(table, frame=table.frame.sort_values("step_no", kind="stable"))


def _verdicts(now: Steps, before: dict[str, Number], rules: Rules) -> tuple[str, ...]:
    """Per step whether its rate differs from last month's by more than chance."""
    below = (
        verdict_of((here[1], above[1]), (_of(before, here[0]), _of(before, above[0])), rules)
        for above, here in pairwise(now)
    )
    return ("none", *below)


def _step(index: int, now: Steps, before: dict[str, Number], shared: tuple[Number, str]) -> StepReading:
    (name, users), (all_lost, verdict) = now[index], shared
    above = now[index - 1] if index else ("", Number(None, PERSON))
    here_before, above_before = _of(before, name), _of(before, above[0])
    now_sides, old_sides = {"above": above[1], "here": users}, {"above": above_before, "here": here_before}
    rate, rate_before = derived(KEPT, RATE, now_sides), derived(KEPT, RATE, old_sides)
    lost, loss, loss_before = (
        derived(LOST, PERSON, now_sides),
        derived(LOSS, RATE, now_sides),
        derived(LOSS, RATE, old_sides),
    )
    return StepReading(
        name=name,
        users=users,
        before=here_before,
        rate=rate,
        rate_before=rate_before,
        rate_change=change(rate, rate_before, "points", "up"),
        verdict=verdict,
        lost=lost,
        lost_share=ratio(lost, all_lost),
        loss=loss,
        loss_change=change(loss, loss_before, "relative", "down"),
    )


def _of(steps: dict[str, Number], name: str) -> Number:
    return steps.get(name, Number(None, PERSON))


def _sole(steps: tuple[StepReading, ...], biggest: int | None) -> int | None:
    """With two steps there is one way to lose people: that one is the biggest."""
    return 1 if len(steps) == 2 else biggest

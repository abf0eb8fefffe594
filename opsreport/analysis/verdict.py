"""What the rule says about a paid channel; a person's choice stands beside it, never under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.analysis.rules import DEFAULT_RULES, Rules
from opsreport.model.number import Number


@dataclass(frozen=True, slots=True)
class Month:
    """One month with spend: what came back for it (1:x), and what a new user cost."""

    roi: Number
    cac: Number


def verdict(
    months: Sequence[Month],
    break_even: Number | None,
    cac_budget: Number | None = None,
    *,
    rules: Rules = DEFAULT_RULES,
) -> str:
    """The first that holds: watch · stop · reduce · increase · optimise · keep.

    `months` are the channel's months with spend, oldest first. watch: under two
    of them, or no ROI or no break-even to judge by. stop: ROI under 1 two months
    running. reduce: under break-even two months running. increase: ROI ≥ 1.2 ×
    break-even and CAC within its budget. optimise: CAC over 1.1 × budget. Where
    no CAC budget was given, CAC is not judged.
    """
    last = [month.roi.amount for month in months[-2:] if not month.roi.is_missing]
    if len(months) < rules["verdict_months"] or len(last) < 2 or break_even is None:
        return "watch"
    line, cost = break_even.amount, _over_budget(months[-1].cac, cac_budget)
    checks = (
        ("stop", max(last) < rules["roi_stop"]),
        ("reduce", max(last) < line),
        ("increase", last[-1] >= rules["roi_raise"] * line - 1e-9 and cost <= 1.0),
        ("optimise", cost > rules["cac_over"]),
    )
    return next((code for code, holds in checks if holds), "keep")


def _over_budget(cac: Number, budget: Number | None) -> float:
    """CAC ÷ budget; 1.0 where there is nothing to compare."""
    if budget is None or budget.is_missing or cac.is_missing or budget.amount <= 0:
        return 1.0
    return cac.amount / budget.amount

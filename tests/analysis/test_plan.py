"""Goals, actions, resources, risks, decisions."""

from __future__ import annotations

from datetime import date

import pytest

from opsreport.analysis.plan import actions, asks, closure, goals, resource_total, resources
from opsreport.analysis.risks import risks
from opsreport.model.number import Method, leaves
from opsreport.model.table import Dataset

from .company import dataset, kpi

JULY = "2025-07"
REVENUE = {"2025-04": (None, 7.35e6), "2025-05": (None, 7.98e6), "2025-06": (8e6, 8.72e6)}


def planned(parts: dict[str, dict[str, float]], total: float | None = 9.2e6) -> Dataset:
    rows: list[dict[str, object]] = []
    if total is not None:
        rows.append({"period": JULY, "metric_id": "revenue", "dim_type": "total", "value": total, "owner": "周岚"})
    for kind, split in parts.items():
        rows += [
            {"period": JULY, "metric_id": "revenue", "dim_type": kind, "dim_value": name, "value": value}
            for name, value in split.items()
        ]
    return dataset({"goals": rows, "kpi": kpi("revenue", REVENUE)})


REGIONS = {"华东": 3.31e6, "华南": 2.02e6, "华北": 1.75e6, "西南": 1.2e6, "华中": 0.92e6}


def test_a_goal_against_the_last_and_the_best_month() -> None:
    (goal,) = goals(planned({"region": REGIONS}))
    assert goal.growth.amount == pytest.approx(9.2 / 8.72 - 1)
    assert goal.best.amount == 8.72e6
    assert goal.growth_on_best.amount == goal.growth.amount
    assert not goal.is_stretch
    assert goal.owner == "周岚"
    ((kind, parts),) = goal.splits
    assert kind == "region"
    assert not any(part.is_gap for part in parts)
    assert sum(part.share.amount for part in parts) == pytest.approx(1)


def test_what_no_part_covers_is_shown() -> None:
    (goal,) = goals(planned({"region": {**REGIONS, "华中": 0.82e6}}))
    rest = goal.splits[0][1][-1]
    assert rest.is_gap
    assert rest.value.amount == pytest.approx(1e5)
    assert sum(part.value.amount for part in goal.splits[0][1]) == pytest.approx(9.2e6)


def test_a_goal_without_a_typed_total_is_the_sum_of_one_split() -> None:
    halves = {"会员订阅": 5e6, "广告": 4.2e6}
    (goal,) = goals(planned({"region": REGIONS, "product": halves}, total=None))
    assert goal.value.amount == pytest.approx(9.2e6)


def test_a_stretch_goal_is_one_beyond_history() -> None:
    (goal,) = goals(planned({}, total=12e6))
    assert goal.is_stretch
    assert goals(dataset({})) == ()


ACTIONS = (
    ("上线新人任务", "done", None, "2025-06-10", None),
    ("改版落地页", "doing", 0.6, "2025-06-20", None),
    ("对账自动化", "doing", 1.0, "2025-06-15", None),
    ("续费提醒", "todo", 0.0, "2025-07-05", None),
    ("旧项目", "cancelled", None, "2025-06-01", None),
)


def acted() -> Dataset:
    rows = [
        {"month": "2025-06", "action": text, "status": status, "progress": progress, "due": date.fromisoformat(due)}
        for text, status, progress, due, _ in ACTIONS
    ]
    return dataset({"actions": rows})


def test_actions_are_judged_on_the_asked_day() -> None:
    company = acted()
    listed = actions(company, company.period, date(2025, 6, 30))
    assert [(one.text, one.status, one.overdue_days) for one in listed] == [
        ("改版落地页", "late", 10),
        ("上线新人任务", "done", 0),
        ("对账自动化", "done", 0),
        ("续费提醒", "todo", 0),
        ("旧项目", "cancelled", 0),
    ]
    assert listed[1].progress.amount == 1.0


def test_the_closure_rate_leaves_cancelled_ones_out() -> None:
    company = acted()
    found = closure(actions(company, company.period, date(2025, 6, 30)))
    assert (found.total.amount, found.done.amount, found.overdue.amount, found.rate.amount) == (4, 2, 1, 0.5)
    assert closure(()).rate.is_missing


def test_the_counts_of_actions_are_traced_to_the_rows_they_count() -> None:
    company = acted()
    listed = actions(company, company.period, date(2025, 6, 30))
    found = closure(listed)
    for number, chosen in (
        (found.total, [one for one in listed if one.status != "cancelled"]),
        (found.done, [one for one in listed if one.is_done]),
        (found.overdue, [one for one in listed if one.overdue_days]),
    ):
        assert isinstance(number.source, Method)
        assert {leaf.rows for leaf in leaves(number.source)} == {tuple(one.row for one in chosen)}
    assert [leaf.field for leaf in leaves(found.rate.source)] == ["status", "progress", "action"]


def test_resources_by_kind() -> None:
    rows = [
        {"period": JULY, "res_type": "people", "item": "增长专员", "heads": 3},
        {"period": JULY, "res_type": "people", "item": "技术支持", "heads": 2},
        {"period": JULY, "res_type": "budget", "item": "社交推广", "amount": 600_000},
    ]
    listed = resources(dataset({"resources": rows}))
    assert resource_total(listed, "people")[1].amount == 5
    assert resource_total(listed)[0].amount == 600_000
    assert resource_total(listed, "people")[0].is_missing


def test_risks_by_score_and_level() -> None:
    rows = [("竞品降价", 2, 3), ("数据泄露", 3, 5), ("渠道政策", 4, 2), ("未评估", None, 2)]
    table = [{"period": JULY, "name": n, "probability": p, "impact": i} for n, p, i in rows]
    assert [(risk.name, risk.score, risk.level) for risk in risks(dataset({"risks": table}))] == [
        ("数据泄露", 15, "high"),
        ("渠道政策", 8, "medium"),
        ("竞品降价", 6, "low"),
        ("未评估", 0, ""),
    ]


def test_asks() -> None:
    row = {"month": JULY, "item": "追加预算", "amount": 500_000, "due": date(2025, 7, 10), "status": "pending"}
    (ask,) = asks(dataset({"asks": [row]}))
    assert (ask.item, ask.amount.amount, ask.due, ask.heads.is_missing) == (
        "追加预算",
        500_000,
        date(2025, 7, 10),
        True,
    )

"""Goals that a sheet says in a sentence are told with their cell; a table that holds them says enough."""

from __future__ import annotations

import pytest

from opsreport.checking.goalsaid import without_held
from opsreport.model.period import Period
from opsreport.schemas.plankinds import plan_kind
from opsreport.shaping.goallines import goal_lines
from tests.checking.sheets import checked, sheet

JUNE = Period.parse("2025-06")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("7月目标：GMV 1000万", "2025-07"),
        ("下月目标:GMV1000万,新增5000人", "2025-07"),
        ("八月份营收目标为 98万元", "2025-08"),
        ("6月目标：GMV 900万", ""),
        ("7月目标", ""),
        ("7月目标完成率：98%", ""),
        ("7月目标：7.1-7.31完成暑促上线", ""),
        ("下月目标：1、上线小程序", ""),
    ],
)
def test_a_line_that_says_goals_ahead_is_told(text: str, month: str) -> None:
    told = tuple(goal_lines([sheet("复盘", ("复盘",), (text,))], JUNE))
    assert [one.details["month"] for one in told] == ([month] if month else [])
    assert [one.origins[0].cell for one in told] == (["A2"] if month else [])


def test_nothing_is_said_of_goals_that_the_plan_holds() -> None:
    plan = sheet("计划", ("类型", "事项", "月份", "数值", "单位"), ("目标", "总营收", "2025-07", 1000, "万元"))
    dataset, _ = checked(plan)
    held, other = (
        tuple(goal_lines([sheet("复盘", ("复盘",), (text,))], JUNE))
        for text in ("7月目标：营收1000万", "7月目标：营收1100万")
    )
    assert not tuple(without_held(held, dataset))
    assert tuple(without_held(other, dataset)) == other


def test_such_a_line_heads_no_table_of_goals() -> None:
    assert [plan_kind(text) for text in ("7月目标：GMV 1000万", "二、目标：7月", "三、重点工作：3项")] == [
        "",
        "goal",
        "action",
    ]

"""Which way is better, as cells beside a metric or the attainment typed for it say."""

from __future__ import annotations

import pytest

from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.shaping.shape import shaped
from tests.checking.sheets import As, checked, codes, sheet

JUNE = Period.parse("2025-06")


def ways(*rows: tuple[object, ...]) -> tuple[dict[str, str], Findings]:
    """The direction of each metric."""
    made = shaped([sheet("核心指标", *rows, file="2025年6月.xlsx")], period=JUNE)
    dataset, findings = checked(*made.sheets)
    frame = dataset["metric_defs"].frame
    return dict(zip(frame["name"], frame["direction"], strict=True)), findings


@pytest.mark.parametrize(
    ("header", "less", "more"),
    [
        ("说明", "按单量算，越低越好", "越高越好"),
        ("指标属性", "逆向", "正向"),
        ("备注", "反向指标", "两周一看"),
        ("备注", "并非越高越好，越低越好", "不一定越低越好"),
        ("正负向", "负", "正"),
    ],
)
@pytest.mark.parametrize("months", [("6月目标", "6月"), ("目标", "实际")])
def test_what_is_said_beside_a_metric_holds(header: str, less: str, more: str, months: tuple[str, str]) -> None:
    head = ("指标", *months, header)
    found, findings = ways(head, ("总营收", 100, 90, None), ("设备系数", 20, 25, less), ("课消节奏", 30, 33, more))
    is_denied = less.startswith("并非")
    assert found == {"总营收": "up", "设备系数": "up" if is_denied else "down", "课消节奏": "up"}
    assert not findings.are_blocking


def test_a_remark_outweighs_what_the_name_betrays() -> None:
    found, findings = ways(("指标", "目标", "实际", "说明"), ("总营收", 100, 90, None), ("空置率", 20, 25, "越高越好"))
    assert found["空置率"] == "up"
    assert "direction_assumed" not in codes(findings)


@pytest.mark.parametrize("header", ["达成", "完成", "达成情况"])
def test_an_attainment_by_another_header_shows_what_is_better_less(header: str) -> None:
    rows = (("总营收", 100, 90, As(0.9, "0%")), ("设备系数", 20, 25, As(0.8, "0%")))
    found, findings = ways(("指标", "目标", "实际", header), *rows)
    assert found == {"总营收": "up", "设备系数": "down"}
    assert not findings.are_blocking


def test_done_beside_a_target_alone_is_the_actual() -> None:
    rows = (("总营收", 100, 90), ("完课率", As(0.8, "0%"), As(0.7, "0%")))
    dataset, _ = checked(
        *shaped([sheet("核心指标", ("指标", "目标", "完成"), *rows, file="2025年6月.xlsx")], period=JUNE).sheets
    )
    assert dataset["kpi"].frame["actual"].tolist() == [90, 0.7]


@pytest.mark.parametrize("months", [("目标", "实际"), ("6月目标", "6月实际")])
def test_a_row_that_says_it_ran_over_is_of_what_is_better_less(months: tuple[str, str]) -> None:
    found, _ = ways(("指标", *months, "完成情况"), ("总营收", 100, 90, "未达标"), ("设备系数", 15, 18, "超时"))
    assert found == {"总营收": "up", "设备系数": "down"}


def test_a_row_that_missed_its_target_from_above_is_of_what_is_better_less() -> None:
    rows = (("设备系数", 15, 18, "未达标"), ("水平仪", 30, 27, "达标"), ("课消节奏", 30, 33, "超额完成"))
    unclear = (("新增会员", 30, 33, "未达标"), ("设备甲", 30, 27, "未达标"), ("设备乙", 300, 299, "达标"))
    found, findings = ways(("指标", "目标", "实际", "完成情况"), *rows, *unclear)
    falling = {name for name, way in found.items() if way == "down"}
    assert falling == {"设备系数", "水平仪"}
    assert "水平仪" not in str([one.details for one in findings if one.code == "direction_assumed"])

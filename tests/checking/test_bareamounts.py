"""Amounts of money without a unit beside others in 万元."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import N, read, rows

METRICS = ["指标", "6月目标", "6月实际"]
CHANNELS = ["月份", "渠道", "访问量", "新增用户", "费用（万元）", "收入"]


def _channels(first: float, second: float) -> list[list[object]]:
    return [["2025-06", "抖音", 900, 90, 3, first], ["2025-06", "百度", 800, 80, 2, second]]


@pytest.mark.parametrize(
    ("title", "lines", "cell"),
    [
        ("核心指标", [METRICS, ["总营收（万元）", 340, 350], ["毛利", 100, 105]], "C3"),
        ("核心指标", [METRICS, ["总营收万元", 340, 350], ["线上成交额", 200, 210]], "C3"),
        ("核心指标", [METRICS, ["总营收", "340万", "350万"], ["毛利", 100, 105]], "C3"),
        ("核心指标", [["指标", "单位", "6月实际"], ["总营收", "万元", 350], ["毛利", N, 105]], "C3"),
        ("核心指标", [["月份", "总营收（万元）", "毛利", "订单数"], ["2025-06", 350, 105, 3_400]], "C2"),
        ("渠道", [CHANNELS, *_channels(30, 20)], "F2:F3"),
    ],
)
def test_an_amount_as_small_as_one_in_ten_thousands_is_asked_about(
    title: str, lines: list[list[object]], cell: str
) -> None:
    finding = only(read(sheet(title, *lines))[2], "amount_unit_open")
    assert finding.is_blocking
    assert places(finding)[0] == cell
    assert finding.details["unit"] == "万元"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("核心指标", [METRICS, ["总营收（万元）", 340, 350], ["毛利", 1_000_000, 1_050_000]]),
        ("核心指标", [METRICS, ["总营收（万元）", 340, 350], ["毛利（元）", 100, 105]]),
        (
            "核心指标",
            [METRICS, ["总营收（万元）", 340, 350], ["客单价", 100, 105], ["获客成本", 30, 31], ["订单数", 20, 21]],
        ),
        ("核心指标", [["单位：万元"], METRICS, ["总营收", 340, 350], ["毛利", 100, 105]]),
        ("渠道", [CHANNELS, *_channels(300_000, 200_000)]),
        ("渠道", [CHANNELS, *_channels(0, 0)]),
    ],
)
def test_other_amounts_are_not(title: str, lines: list[list[object]]) -> None:
    assert "amount_unit_open" not in codes(read(sheet(title, *lines))[2])


@pytest.mark.parametrize(
    "lines",
    [
        [METRICS, ["总营收（万元）", 340, 350], ["其中：线上", 200, 210]],
        [["指标", "单位", "6月目标", "6月实际"], ["总营收", "万元", 340, 350], ["其中：线上", N, 200, 210]],
        [METRICS, ["总营收（万元）", 340, 350], ["  -线上", 200, 210]],
        [METRICS, ["总营收（万元）", 340, 350], ["├ 线上", 200, 210]],
        [METRICS, ["总营收（万元）", 340, 350], ["其中：线上（元）", 2_000_000, 2_100_000]],
    ],
)
def test_a_part_is_in_the_unit_of_what_it_is_a_part_of(lines: list[list[object]]) -> None:
    _, dataset, findings = read(sheet("核心指标", *lines))
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "总营收（线上）"] == {"target": 2_000_000, "actual": 2_100_000}
    assert "amount_unit_open" not in codes(findings)


def test_a_part_that_measures_another_thing_keeps_its_own_unit() -> None:
    page = sheet("核心指标", METRICS, ["总营收（万元）", 340, 350], ["其中：线上订单量", 200, 210])
    found = rows(read(page)[1]["kpi"], "metric_id")
    assert found["2025-06", "线上订单量"] == {"target": 200, "actual": 210}


def test_dots_before_names_that_list_metrics_are_no_part_of_them() -> None:
    page = sheet("核心指标", METRICS, ["•总营收", 340, 350], ["• 新增用户", 200, 210], ["- 退款率", "5%", "4%"])
    assert [name for _, name in rows(read(page)[1]["kpi"], "metric_id")] == ["revenue", "new_users", "refund_rate"]


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        ([CHANNELS, ["2025-06", "抖音", 900, 90, 8.9, 300_000], ["2025-06", "百度", 800, 80, 45_000, 200_000]], ["E3"]),
        (
            [
                ["单位：万元"],
                [*CHANNELS[:4], "费用"],
                ["2025-06", "抖音", 900, 90, 8.9],
                ["2025-06", "百度", 800, 80, 45_000],
            ],
            ["E4"],
        ),
        ([CHANNELS, ["2025-06", "抖音", 900, 90, 0.5, 300_000], ["2025-06", "百度", 800, 80, 800, 200_000]], []),
        ([[*CHANNELS[:4], "费用"], ["2025-06", "抖音", 900, 90, 8.9], ["2025-06", "百度", 800, 80, 45_000]], []),
    ],
)
def test_a_number_a_thousand_times_larger_under_ten_thousands_is_asked_about(
    lines: list[list[object]], cells: list[str]
) -> None:
    findings = read(sheet("渠道", *lines))[2]
    assert [place for one in findings if one.code == "ambiguous_value" for place in places(one)] == cells


@pytest.mark.parametrize("title", ["抖音", "百度", "6月SEM投放数据"])
def test_the_numbers_of_one_channel_are_not_the_companys(title: str) -> None:
    page = sheet(title, ["月份", "曝光", "消耗", "注册"], ["2025-05", 1_700, 43, 890], ["2025-06", 1_800, 45, 900])
    _, dataset, findings = read(page)
    assert not len(dataset["kpi"])
    assert "unknown_table" in codes(findings)

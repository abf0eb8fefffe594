"""Rows of key metrics that hold a measure of another row: below the metric, or named after it."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import N, read, rows, troubles

MONTHS = ["指标", "5月", "6月"]
BOTH = {
    ("2025-05", "revenue"): {"target": 9_000_000, "actual": 9_100_000},
    ("2025-06", "revenue"): {"target": 9_500_000, "actual": 9_600_000},
    ("2025-05", "new_users"): {"target": 900, "actual": 905},
    ("2025-06", "new_users"): {"target": 940, "actual": 950},
}
ABOVE, NEW = ["总营收（万元）", 910, 960], ["新增用户", 905, 950]
GOAL, NEW_GOAL = (900, 950), (900, 940)


@pytest.mark.parametrize(
    "lines",
    [
        [ABOVE, ["目标", *GOAL], NEW, ["目标", *NEW_GOAL]],
        [ABOVE, ["计划值", *GOAL], ["完成率", "101.1%", "101.1%"], NEW, ["目标", *NEW_GOAL], ["达成率", 1.006, 1.011]],
        [
            ["总营收实际（万元）", 910, 960],
            ["总营收目标（万元）", *GOAL],
            ["新增用户实际", 905, 950],
            ["新增用户计划", *NEW_GOAL],
        ],
        [
            ["目标总营收（万元）", *GOAL],
            ["实际总营收（万元）", 910, 960],
            ["目标新增用户", *NEW_GOAL],
            ["实际新增用户", 905, 950],
        ],
        [ABOVE, NEW, ["总营收目标（万元）", *GOAL], ["新增用户目标", *NEW_GOAL]],
    ],
)
def test_rows_of_targets_are_those_of_their_metric(lines: list[list[object]]) -> None:
    _, dataset, findings = read(sheet("核心指标", MONTHS, *lines))
    assert rows(dataset["kpi"], "metric_id") == BOTH
    assert not set(troubles(findings)) - {"missing_cause"}


def test_a_rate_of_attainment_below_a_metric_is_compared_with_its_numbers() -> None:
    lines = ABOVE, ["目标", *GOAL], ["完成率", "101.1%", "93.0%"]
    _, _, findings = read(sheet("核心指标", MONTHS, *lines))
    assert places(only(findings, "figure_differs"))[0] == "C4"


@pytest.mark.parametrize(
    "lines",
    [
        [["目标", *GOAL], ABOVE],  # of nothing above
        [ABOVE, ["目标", *GOAL], ["目标", *GOAL], NEW, ["毛利", 1, 2]],
        [["指标", "单位", "5月", "6月"], ["总营收", "万元", 910, 960], ["目标", "元", 9_000_000, 9_500_000]],
        [["会员", 100, 120], ["会员计划", 3, 4]],
    ],
)
def test_rows_whose_metric_is_not_sure_stay_their_own_and_are_told(lines: list[list[object]]) -> None:
    page = sheet("核心指标", *([] if lines[0][0] == "指标" else [MONTHS]), *lines)
    _, dataset, findings = read(page)
    assert dataset["kpi"].frame["target"].isna().all()
    assert "measure_as_metric" in codes(findings)


@pytest.mark.parametrize("merged", [("A2:A3", "A4:A5"), ()])
def test_a_name_once_over_the_rows_of_its_measures_is_of_each(merged: tuple[str, ...]) -> None:
    lines = (
        ["总营收（万元）", "实际", 910, 960],
        [N, "目标", *GOAL],
        ["新增用户", "实际", 905, 950],
        [N, "目标", *NEW_GOAL],
    )
    _, dataset, findings = read(sheet("核心指标", ["指标", "类型", "5月", "6月"], *lines, merged=merged))
    assert rows(dataset["kpi"], "metric_id") == BOTH
    assert not set(troubles(findings)) - {"missing_cause"}


def test_the_targets_of_a_channels_measures_are_left_out_by_name() -> None:
    lines = ["百度", "新增用户目标", 100, 110], ["百度", "新增用户", 99, 120], ["直播", "新增用户目标", 200, 210]
    done, dataset, _ = read(sheet("渠道", ["渠道", "指标", "5月", "6月"], *lines, ["直播", "新增用户", 190, 220]))
    assert dataset["channels"].frame["new_users"].tolist() == [99, 190, 120, 220]
    assert {one.text for one in done.matches[0].ignored} == {"新增用户目标"}


def test_last_year_below_a_metric_is_no_metric_of_its_own() -> None:
    _, dataset, findings = read(
        sheet("核心指标", MONTHS, ABOVE, ["去年同期", 780, 800], NEW, ["去年同期", 8_600, 8_800])
    )
    assert set(dataset["kpi"].frame["metric_id"]) == {"revenue", "new_users"}
    assert set(troubles(findings)) <= {"missing_cause"}

"""Rows of key metrics that hold a measure of another row: below the metric, or named after it."""

from __future__ import annotations

import pytest

from opsreport.model.table import Sheet
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


YEARS = {
    ("2024-05", "gmv"): {"actual": 3_000_000},
    ("2024-06", "gmv"): {"actual": 3_100_000},
    ("2025-05", "gmv"): {"actual": 3_200_000},
    ("2025-06", "gmv"): {"actual": 3_500_000},
}
DOWN = ["2025-05", "2025-06"]


def _columns(head: list[object], *columns: list[object]) -> Sheet:
    return sheet("核心指标", ["月份", *head], *(list(line) for line in zip(DOWN, *columns, strict=True)))


@pytest.mark.parametrize(
    "page",
    [
        sheet("核心指标", MONTHS, ["GMV（万元）", 320, 350], ["去年同期", 300, 310], ["同比", "6.7%", "12.9%"]),
        sheet("核心指标", MONTHS, ["2024年GMV（万元）", 300, 310], ["2025年GMV（万元）", 320, 350]),
        sheet("核心指标", MONTHS, ["今年GMV（万元）", 320, 350], ["去年GMV（万元）", 300, 310]),
        sheet("核心指标", MONTHS, ["本期GMV（万元）", 320, 350], ["GMV（同期）（万元）", 300, 310]),
        sheet(
            "核心指标",
            ["指标", "年份", "5月", "6月"],
            ["GMV（万元）", "2025年", 320, 350],
            [N, "2024年", 300, 310],
            [N, "同比", "6.7%", "12.9%"],
            merged=("A2:A4",),
        ),
        _columns(["2024年GMV（万元）", "2025年GMV（万元）", "同比"], [300, 310], [320, 350], ["6.7%", "12.9%"]),
        _columns(["GMV（万元）", "去年同期", "同比"], [320, 350], [300, 310], ["6.7%", "12.9%"]),
        sheet("核心指标", ["月份", "GMV（万元）", N], [N, "2024年", "2025年"], [DOWN[0], 300, 320], [DOWN[1], 310, 350],
              merged=("A1:A2", "B1:C1")),
        sheet("核心指标", ["月份", "指标", "单位", "实际", "去年同期"], [DOWN[0], "GMV", "万元", 320, 300],
              [DOWN[1], "GMV", "万元", 350, 310]),
    ],
)  # fmt: skip
def test_last_year_named_beside_a_metric_is_its_month_of_last_year(page: Sheet) -> None:
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id") == YEARS
    assert not troubles(findings)


@pytest.mark.parametrize(
    "page",
    [
        _columns(["GMV目标（万元）", "GMV实际（万元）", "达成率"], [330, 340], [320, 350], ["97.0%", "102.9%"]),
        _columns(["GMV（万元）", "目标", "达成率"], [320, 350], [330, 340], ["97.0%", "102.9%"]),
    ],
)
def test_targets_beside_metrics_where_months_stand_down(page: Sheet) -> None:
    _, dataset, findings = read(page)
    assert {key: one["target"] for key, one in rows(dataset["kpi"], "metric_id").items()} == {
        ("2025-05", "gmv"): 3_300_000,
        ("2025-06", "gmv"): 3_400_000,
    }
    assert not set(troubles(findings)) - {"missing_cause"}


def test_each_of_two_metrics_has_the_target_beside_it() -> None:
    head: list[object] = ["GMV（万元）", "目标", "达成率", "订单数", "目标", "达成率"]
    page = _columns(head, [320, 350], [330, 340], ["97%", "103%"], [32, 34], [33, 33], ["97%", "103%"])
    _, dataset, findings = read(page)
    june = {name: one["target"] for (month, name), one in rows(dataset["kpi"], "metric_id").items() if month == DOWN[1]}
    assert june == {"gmv": 3_400_000, "orders": 33}
    assert not set(troubles(findings)) - {"missing_cause"}


def test_a_running_total_is_compared_and_a_target_of_the_year_is_one() -> None:
    head = ["指标", "1月", "2月", "3月"]
    lines = ["当月GMV（万元）", 320, 350, 310], ["累计GMV（万元）", 320, 670, 990], ["年度目标", 4000, 4000, 4000]
    _, dataset, findings = read(sheet("核心指标", head, *lines))
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025", "gmv"] == {"target": 40_000_000}
    assert list(found) == [("2025-01", "gmv"), ("2025", "gmv"), ("2025-02", "gmv"), ("2025-03", "gmv")]
    assert places(only(findings, "total_row_differs"))[0] == "D3"


def test_running_totals_of_targets_and_rates_below_a_metric_are_none_of_their_own() -> None:
    lines = ABOVE, ["目标", *GOAL], ["累计", 4_000, 4_960], ["累计目标", 3_900, 4_850], ["累计完成率", "103%", "102%"]
    _, dataset, findings = read(sheet("核心指标", MONTHS, *lines))
    assert {key: one for key, one in BOTH.items() if key[1] == "revenue"} == rows(dataset["kpi"], "metric_id")
    assert not set(troubles(findings)) - {"missing_cause"}


def test_a_budget_beside_its_metric_is_its_target() -> None:
    page = _columns(["总营收", "总营收预算", "预算执行率"], [910, 960], [900, 950], ["101.1%", "101.1%"])
    assert rows(read(page)[1]["kpi"], "metric_id")["2025-06", "revenue"] == {"target": 950, "actual": 960}


@pytest.mark.parametrize(
    "lines",
    [
        [["用户数", 320, 350], ["累计用户数", 3_200, 3_550]],
        [["订单", 320, 350], ["订单完成率", "98%", "97%"]],
        [["GMV", 320, 350], ["累计活跃用户", 900, 950]],
    ],
)
def test_names_that_may_be_of_another_metric_stay(lines: list[list[object]]) -> None:
    _, dataset, _ = read(sheet("核心指标", MONTHS, *lines))
    assert len(set(dataset["kpi"].frame["metric_id"])) == 2


def test_last_months_number_goes_behind_that_of_the_month_itself() -> None:
    page = sheet(
        "核心指标", ["月份", "指标", "实际", "上月"], ["2025-05", "GMV", 320, 300], ["2025-06", "GMV", 350, 310]
    )
    _, dataset, findings = read(page)
    assert {key[0]: one["actual"] for key, one in rows(dataset["kpi"], "metric_id").items()} == {
        "2025-04": 300,
        "2025-05": 320,
        "2025-06": 350,
    }
    assert places(only(findings, "previous_differs"))[0] == "D3"


def test_a_channels_last_year_is_its_month_of_last_year() -> None:
    page = sheet(
        "渠道", ["月份", "渠道", "费用", "收入", "去年同期收入"], ["2025-06", "抖音", 32_000, 300_000, 250_000]
    )
    _, dataset, _ = read(page)
    found = dict(zip(dataset["channels"].frame["month"], dataset["channels"].frame["revenue"], strict=True))
    assert found == {"2025-06": 300_000, "2024-06": 250_000}

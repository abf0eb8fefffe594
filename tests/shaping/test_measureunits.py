"""Names of measures down a column with their units in another: each number in its own."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import N, read, troubles

MEASURES = ("消耗", 30), ("收入", 60), ("新增用户", 1_200), ("访问量", 3.2)


def long(*units: str, names: tuple[str, ...] = ()) -> list[list[object]]:
    measures = zip(names, MEASURES, units, strict=True) if names else zip([""] * 4, MEASURES, units, strict=True)
    rows: list[list[object]] = [
        ["2025-06", "直播", said or name, value, unit] for said, (name, value), unit in measures
    ]
    return [["月份", "渠道", "指标", "数值", "单位"], *rows]


@pytest.mark.parametrize("money", ["万元", "RMB万", "人民币 万元", "万元（含税）"])
def test_each_measure_is_in_the_unit_beside_it(money: str) -> None:
    _, dataset, findings = read(sheet("渠道", *long(money, "元", "人", "万")))
    row = dataset["channels"].frame.iloc[0]
    assert (row["spend"], row["revenue"], row["new_users"], row["visits"]) == (300_000, 60, 1_200, 32_000)
    assert not set(troubles(findings)) - {"family_assumed"}


def test_a_measure_that_says_another_unit_than_the_one_beside_it_is_refused_with_both_cells() -> None:
    _, _, findings = read(
        sheet("渠道", *long("万元", "元", "人", "次", names=("消耗（元）", "收入（元）", "新增用户", "访问量")))
    )
    assert places(only(findings, "unit_conflict")) == ["C2,E2"]


def test_money_beside_a_unit_that_nobody_knows_is_refused() -> None:
    _, _, findings = read(sheet("渠道", *long("万港币", "元", "人", "次")))
    assert places(only(findings, "unit_unknown")) == ["C2,E2"]
    assert "unit_conflict" not in codes(findings)


def test_a_measure_without_the_unit_that_it_has_elsewhere_is_refused() -> None:
    lines = (
        ["百度", "费用", "万元", 30],
        ["百度", "新增用户", "人", 1_200],
        ["直播", "费用", N, 31],
        ["直播", "新增用户", N, 9],
    )
    _, _, findings = read(sheet("渠道2025年6月", ["渠道", "指标", "单位", "数值"], *lines))
    assert places(only(findings, "unit_conflict")) == ["B4:C4"]


def test_a_unit_merged_over_rows_is_of_each() -> None:
    lines = ["百度", "费用", "万元", 30], ["百度", "收入", N, 60], ["直播", "费用", N, 31], ["直播", "收入", N, 70]
    page = sheet("渠道2025年6月", ["渠道", "指标", "单位", "数值"], *lines, merged=("C2:C5",))
    _, dataset, findings = read(page)
    assert sorted(dataset["channels"].frame["spend"]) == [300_000, 310_000]
    assert "unit_conflict" not in codes(findings)


def test_channels_across_beside_the_units_of_measures() -> None:
    rows = ["指标", "单位", "搜索", "直播"], ["消耗", "万元", 30, 28], ["新增用户", "人", 1_200, 1_100]
    _, dataset, findings = read(sheet("渠道2025年6月", *rows))
    assert sorted(dataset["channels"].frame["spend"]) == [280_000, 300_000]
    assert sorted(dataset["channels"].frame["new_users"]) == [1_100, 1_200]
    assert not set(troubles(findings)) - {"family_assumed", "family_unknown", "column_absent"}


KPI, CHANNELS = (
    [["指标", "目标", "实际"], ["总营收", 960, 930]],
    [["渠道", "收入", "费用"], ["直播", 6_000, 3_000], ["搜索", 1, 2]],
)


def test_each_of_several_tables_is_in_the_unit_said_right_above_it() -> None:
    page = sheet("2025年6月", ["核心指标"], ["单位：万元"], *KPI, [], ["渠道"], ["单位：元"], *CHANNELS)
    _, dataset, findings = read(page)
    assert dataset["kpi"].frame["actual"].tolist() == [9_300_000]
    assert sorted(dataset["channels"].frame["spend"]) == [2, 3_000]
    assert not {"unit_conflict", "unit_unheeded"} & set(codes(findings))


def test_a_unit_above_the_second_table_says_nothing_of_the_first() -> None:
    _, dataset, findings = read(sheet("2025年6月", *KPI, [], ["单位：千元"], *CHANNELS))
    assert dataset["kpi"].frame["actual"].tolist() == [930]
    assert sorted(dataset["channels"].frame["spend"]) == [2_000, 3_000_000]
    assert places(only(findings, "unit_unheeded"))[0] == "A4"


@pytest.mark.parametrize("above", [True, False])
def test_a_unit_above_or_below_all_tables_is_of_each(above: bool) -> None:
    line = [["金额单位：万元"]]
    tables = [*KPI, [], *CHANNELS]
    _, dataset, findings = read(sheet("2025年6月", *((*line, *tables) if above else (*tables, *line))))
    assert dataset["kpi"].frame["actual"].tolist() == [9_300_000]
    assert sorted(dataset["channels"].frame["spend"]) == [20_000, 30_000_000]
    assert "unit_conflict" not in codes(findings)


def test_two_units_above_one_table_are_refused() -> None:
    _, _, findings = read(sheet("2025年6月", ["单位：万元"], ["单位：元"], *KPI))
    assert "unit_conflict" in codes(findings)

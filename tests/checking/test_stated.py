"""Units that stand outside the numbers: in headers, names, banners, titles; each holds once, or is asked about."""

from __future__ import annotations

import math

import pytest

from opsreport.checking.units import measure_named
from opsreport.model.finding import Severity
from opsreport.model.table import Sheet
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, As, checked, codes, kpi, metric, only, places, sheet

CHANNELS = ("月份", "渠道", "类型", "访问量", "新增用户", "收入", "费用")
ROW = ("2025-06", "抖音", "付费", 1000, 100, 9.5, 3.5)
PLAN = ("月份", "类型", "事项", "目标值", "单位")
KPI = ("月份", "指标", "单位", "目标", "实际")


def money(*rows: tuple[object, ...], name: str = "渠道") -> list[float]:
    frame = checked(sheet(name, *rows))[0]["channels"].frame
    return [*frame["revenue"], *frame["spend"]]


@pytest.mark.parametrize(
    "rows",
    [
        (("渠道数据", None, None, None, None, "单位：万元"), CHANNELS, ROW),
        (("渠道数据",), (None, None, None, None, None, "金额单位：万元"), CHANNELS, ROW),
        (("2025年6月渠道数据（单位：万元，人）",), CHANNELS, ROW),
        (("统计周期：2025/6/1-2025/6/30　单位：万元",), CHANNELS, ROW),
        ((*CHANNELS[:5], "收入-万元", "费用 单位:万元"), ROW),
        (CHANNELS, ROW, ("单位：万元",)),
        (CHANNELS, ROW, ("注：金额单位为万元",)),
    ],
)
def test_the_unit_around_a_long_table_is_that_of_its_money_and_of_nothing_else(rows: tuple[tuple[object, ...]]) -> None:
    dataset, findings = checked(sheet("渠道", *rows))
    frame = dataset["channels"].frame
    assert (frame["revenue"].tolist(), frame["spend"].tolist()) == ([95_000], [35_000])
    assert (frame["visits"].tolist(), frame["new_users"].tolist()) == ([1000], [100])
    assert not findings.are_blocking


def test_a_sheet_title_states_a_unit_and_a_header_of_its_own_wins() -> None:
    assert money(CHANNELS, ROW, name="渠道数据（万元）") == [95_000, 35_000]
    assert money((*CHANNELS[:6], "费用（元）"), ROW, name="渠道数据（万元）") == [95_000, 3.5]


def test_counts_under_a_header_with_a_scale() -> None:
    header = (*CHANNELS[:3], "访问量/万", "新增用户（k）", "收入(百元)", "费用（千元）")
    frame = checked(sheet("渠道", header, ROW))[0]["channels"].frame
    assert frame[["visits", "new_users", "revenue", "spend"]].iloc[0].tolist() == [1e7, 1e5, 950, 3500]


@pytest.mark.parametrize(
    "header", ["费用（美元）", "费用($)", "费用(USD)", "费用（万美元）", "Cost (RMB '000)", "费用（M）", "费用（人）"]
)
def test_other_money_and_people_in_a_column_of_money_block(header: str) -> None:
    finding = next(one for one in checked(sheet("渠道", (*CHANNELS[:6], header), ROW))[1] if one.is_blocking)
    assert (finding.code, places(finding)) == ("unit_unfit" if "人" in header else "unit_unknown", ["G1"])


def test_other_money_in_a_unit_cell_blocks() -> None:
    finding = only(checked(sheet("核心指标", KPI, ("2025-06", "总营收", "美元", None, 115)))[1], "unit_unknown")
    assert (finding.is_blocking, places(finding)) == (True, ["C2"])


@pytest.mark.parametrize("banner", ["单位：万", "单位：万人", "单位：万美元"])
def test_a_banner_that_may_be_of_any_column_is_asked_about(banner: str) -> None:
    finding = only(checked(sheet("渠道", (banner,), CHANNELS, ROW))[1], "unit_unknown")
    assert (finding.is_blocking, places(finding), finding.details["seen"]) == (True, ["A1"], banner[3:])


@pytest.mark.parametrize("header", ["费用（含税）", "费用（千川）", "费用（去重）", "费用（6月）", "费用（百度）"])
def test_brackets_that_name_no_unit_change_nothing(header: str) -> None:
    assert money((*CHANNELS[:6], header), ROW) == [9.5, 3.5]


@pytest.mark.parametrize(
    ("name", "typed", "value", "unit"),
    [
        ("总营收（万元）", 115, 1_150_000, "yuan"),
        ("GMV（亿元）", 1.1, 110_000_000, "yuan"),
        ("新增注册用户数（万人）", 1.15, 11_500, "person"),
        ("访问量/万", 21, 210_000, "times"),
        ("客单价(元)", 115, 115, "yuan"),
        ("7日留存%", 31, 0.31, "percent"),
        ("自创金额（千元）", 3, 3000, "yuan"),
        ("客服首响时长（秒）", 30, 30, "seconds"),
    ],
)
def test_a_metric_whose_name_says_its_unit(name: str, typed: float, value: float, unit: str) -> None:
    dataset, findings = checked(sheet("核心指标", KPI, ("2025-06", name, None, None, typed)))
    assert dataset["kpi"].frame["actual"].tolist() == [pytest.approx(value)]
    defined = dataset["metric_defs"].frame
    assert defined["unit"].tolist() == [unit]
    assert not {*"（/%"} & {*defined["name"].iloc[0]}
    assert not findings.are_blocking


def test_a_header_with_a_unit_speaks_of_the_metrics_it_fits() -> None:
    rows = (
        ("2025-06", name, unit, 100, 115) for name, unit in (("总营收", None), ("月活跃用户", "人"), ("订单量", None))
    )
    dataset, findings = checked(sheet("核心指标", ("月份", "指标", "单位", "目标（万元）", "实际（万元）"), *rows))
    actual = dict(zip(dataset["kpi"].frame["metric_id"], dataset["kpi"].frame["actual"], strict=True))
    assert (actual["revenue"], actual["mau"], math.isnan(actual["orders"])) == (1_150_000, 115, True)
    assert [places(one) for one in findings if one.code == "unit_unfit"] == [["D4"], ["E4"]]


def test_a_header_in_ten_thousands_scales_what_is_counted_and_no_rate() -> None:
    rows = (("2025-06", "总营收", 115), ("2025-06", "新增用户", 1.3), ("2025-06", "付费转化率", "4.5%"))
    dataset, findings = checked(sheet("核心指标", ("月份", "指标", "实际(万)"), *rows))
    assert dataset["kpi"].frame["actual"].tolist() == [1_150_000, 13_000, 0.045]
    assert not findings.are_blocking


def test_of_the_units_that_a_header_lists_each_row_takes_the_one_that_fits() -> None:
    rows = (("2025-06", "总营收", 115), ("2025-06", "新增用户", 130), ("2025-06", "付费转化率", 4.5))
    dataset, findings = checked(sheet("核心指标", ("月份", "指标", "实际（万元/人/%）"), *rows))
    assert dataset["kpi"].frame["actual"].tolist() == [1_150_000, 130, 0.045]
    assert not findings.are_blocking


def test_amounts_a_head_stay_in_yuan_below_a_banner() -> None:
    rows = (("2025-06", "总营收", None, 100, 115), ("2025-06", "客单价", None, 100, 115))
    dataset, _ = checked(sheet("核心指标", ("单位：万元",), KPI, *rows))
    assert dataset["kpi"].frame["actual"].tolist() == [1_150_000, 115]


@pytest.mark.parametrize(
    ("pages", "cells"),
    [
        ((sheet("核心指标", KPI, ("2025-06", "GMV（亿元）", "万元", None, 1.1)),), ["B2:C2"]),
        ((sheet("核心指标", (*KPI[:4], "实际（万元）"), ("2025-06", "总营收", "元", None, 110)),), ["E1", "C2"]),
        (
            (sheet("核心指标", ("单位：万元",), KPI, ("2025-06", "总营收", None, None, 1), ("单位：千元",)),),
            ["A1", "A4"],
        ),
        (
            (
                sheet("报告信息", ("公司", "甲"), ("金额单位", "元")),
                sheet("核心指标", ("单位：万元",), KPI, ("2025-06", "总营收", None, None, 1)),
            ),
            ["A1", "B2"],
        ),
        (
            (
                sheet(
                    "核心指标", KPI, ("2025-05", "总营收", None, None, 9), ("2025-06", "总营收（万元）", None, None, 9)
                ),
            ),
            ["B3", "B2"],
        ),
        (
            (
                sheet(
                    "核心指标",
                    KPI,
                    ("2025-05", "客服首响时长", "分钟", None, 1),
                    ("2025-06", "客服首响时长", "秒", None, 45),
                ),
            ),
            ["C2:C3"],
        ),
        (
            (
                sheet("核心指标", KPI, ("2025-06", "客服首响时长", "秒", None, 45)),
                sheet("计划", PLAN, ("2025-07", "目标", "客服首响时长", 0.7, "分钟")),
            ),
            ["C2", "E2"],
        ),
    ],
)
def test_units_that_disagree_block_with_both_cells(pages: tuple[Sheet, ...], cells: list[str]) -> None:
    finding = only(checked(*pages)[1], "unit_conflict")
    assert finding.is_blocking
    assert ",".join(places(finding)).replace("B2,C2", "B2:C2").split(",") == cells


@pytest.mark.parametrize(
    ("name", "rows", "value"),
    [
        ("经营数据（万元）", (("指标", "5月", "6月"), ("总营收", 100, 110), ("新增用户", 50, 60)), 1_100_000),
        ("经营数据", (("指标", "5月", "6月"), ("总营收", 100, 110), ("注：金额单位为万元",)), 1_100_000),
        ("经营数据", (("指标", None, "5月", "6月"), ("总营收（k）", "实际", 1, 2), ("新增用户", "实际", 1, 2)), 2000),
    ],
)
def test_tables_in_another_layout_get_the_same(name: str, rows: tuple[tuple[object, ...]], value: float) -> None:
    made = shaped([sheet(name, *rows, file="2025.xlsx")], period=JUNE)
    dataset, findings = checked(*made.sheets)
    assert dataset["kpi"].where(month="2025-06", metric_id="revenue").total("actual").amount == value
    assert not findings.are_blocking


def rates(*rows: tuple[object, ...]) -> tuple[list[float], list[str]]:
    dataset, findings = checked(sheet("核心指标", KPI, *rows))
    rate_codes = ("ambiguous_percent", "rate_unmarked", "rate_as_fraction")
    return dataset["kpi"].frame["actual"].tolist(), [one for one in codes(findings) if one in rate_codes]


def test_below_one_under_percent_is_percent_where_the_column_types_percent() -> None:
    rows = (("2025-06", "付费转化率", "%", None, 4.5), ("2025-06", "退款率", "%", None, 0.8))
    assert rates(*rows) == ([0.045, 0.008], [])


def test_below_one_under_percent_without_any_proof_is_asked_about() -> None:
    values, found = rates(("2025-06", "退款率（%）", None, None, 0.8), ("2025-06", "差评率", "%", None, 0.05))
    assert ([math.isnan(value) for value in values], found) == ([True, True], ["ambiguous_percent"])


def test_far_below_one_beside_percents_is_asked_about() -> None:
    values, found = rates(("2025-06", "付费转化率", "%", None, 40), ("2025-06", "点击率", "%", None, 0.045))
    assert (values[0], math.isnan(values[1]), found) == (0.4, True, ["ambiguous_percent"])


def test_a_bare_rate_without_a_unit_is_read_as_a_fraction_aloud() -> None:
    values, found = rates(("2025-06", "付费转化率", None, None, 0.045), ("2025-06", "退款率", None, None, 0.9))
    assert (values, found) == ([0.045, 0.9], ["rate_unmarked"])


def test_a_bare_rate_without_a_unit_beside_percents_is_asked_about() -> None:
    values, found = rates(("2025-06", "付费转化率", "%", None, 4.5), ("2025-06", "退款率", None, None, 0.9))
    assert (values[0], math.isnan(values[1]), found) == (0.045, True, ["ambiguous_percent"])


def test_a_formatted_month_of_the_metric_proves_its_fractions() -> None:
    rows = (("2025-05", "退款率", None, None, As(0.31, "0%")), ("2025-06", "退款率", None, None, 0.9))
    assert rates(*rows) == ([0.31, 0.9], [])


@pytest.mark.parametrize(
    "name",
    [
        "全部",
        "全部渠道",
        "整体",
        "大盘",
        "全渠道",
        "ALL",
        "总",
        "总计(元)",
        "小计-付费",
        "∑",
        "渠道均值",
        "环比上月",
        "目标",
        "上月",
        "去年同期",
    ],
)
def test_rows_made_of_others_are_no_channels(name: str) -> None:
    rows = (ROW, ("2025-06", "快手", "付费", 3000, 300, 60, 40), ("2025-06", name, "付费", 4000, 400, 70, 44))
    dataset, findings = checked(sheet("渠道", CHANNELS, *rows))
    assert dataset["channels"].frame["channel_id"].tolist() == ["抖音", "快手"]
    assert {"total_row", "mean_row_differs", "derived_row", "total_row_differs"} & {*codes(findings)}


@pytest.mark.parametrize(
    ("name", "visits", "code", "severity"),
    [
        ("投放大盘", 4100, "total_like_row", Severity.block),
        ("全部付费渠道", 4100, "total_like_row", Severity.block),
        ("投放大盘", 4000, "row_equals_sum", Severity.warn),
        ("天猫Tmall", 4000, "row_equals_sum", Severity.warn),
    ],
)
def test_a_total_under_another_name_is_told(name: str, visits: int, code: str, severity: Severity) -> None:
    rows = (ROW, ("2025-06", "快手", "付费", 3000, 300, 60.5, 40.5), ("2025-06", name, "付费", visits, 400, 70, 44))
    finding = only(checked(sheet("渠道", CHANNELS, *rows))[1], code)
    assert (finding.severity, places(finding)[0]) == (severity, "B4")


def test_different_things_are_not_joined_and_joined_names_are_told() -> None:
    rows = (
        metric("毛利", 90, month="2025-05"),
        metric("净利润", 80),
        metric("PV", 900, month="2025-05"),
        metric("UV", 800),
        metric("月活", 9, month="2025-05"),
        metric("MAU", 8),
    )
    dataset, findings = checked(kpi(*rows))
    ids = dataset["kpi"].frame["metric_id"].tolist()
    assert ids == ["gross_profit", "net_profit", "page_views", "visitors", "mau", "mau"]
    note = only(findings, "names_joined")
    assert (note.severity, places(note), note.details["names"]) == (Severity.note, ["B6:B7"], "月活 / MAU")


def test_two_names_of_one_metric_in_one_month_are_both_named() -> None:
    finding = only(checked(kpi(metric("总营业额", 90), metric("总营收", 80)))[1], "duplicate_key")
    assert finding.details["key"] == "2025-06 · 总营业额 = 总营收 · 90 ≠ 80"


def test_traditional_and_simplified_spellings_are_one_channel() -> None:
    rows = (("2025-05", "小紅書", *ROW[2:]), ("2025-06", "小红书", *ROW[2:]))
    assert checked(sheet("渠道", CHANNELS, *rows))[0]["channels"].frame["channel_id"].nunique() == 1


def test_counts_with_decimals_are_told() -> None:
    row = ("2025-06", "抖音", "付费", 1234.5, 100, 9.5, 3.5)
    finding = only(checked(sheet("渠道", CHANNELS, row))[1], "not_whole")
    assert (places(finding), finding.details["seen"]) == (["D2"], "1234.5")


@pytest.mark.parametrize(("unit", "value"), [("万户", 5_316_000), ("万票", 5_316_000), ("户", 531.6)])
def test_what_is_counted_in_any_word_is_scaled(unit: str, value: float) -> None:
    for rows in (("2025-06", "客群", unit, 520, 531.6), ("2025-06", f"客群（{unit}）", None, 520, 531.6)):
        dataset, findings = checked(sheet("核心指标", KPI, rows))
        frame = dataset["kpi"].frame
        assert (frame["metric_id"].tolist(), frame["actual"].tolist()) == (["客群"], [pytest.approx(value)])
        assert codes(findings) == ["direction_assumed"]


def test_any_word_behind_ten_thousand_counts_but_those_of_money_and_measures() -> None:
    units = {word: measure_named(word) for word in ("万垛", "亿票", "万刀", "万里", "千瓦")}
    assert {word: unit.factor for word, unit in units.items() if unit} == {"万垛": 1e4, "亿票": 1e8}


@pytest.mark.parametrize(("name", "unit"), [("客群", "万刀"), ("客群（万刀）", None)])
def test_a_scale_of_something_unknown_is_never_left_out(name: str, unit: str | None) -> None:
    _, findings = checked(sheet("核心指标", KPI, ("2025-06", name, unit, 520, 531.6)))
    assert only(findings, "unit_unknown").is_blocking


def test_a_unit_in_a_name_of_one_table_says_nothing_of_the_money_of_another() -> None:
    page = sheet(
        "2025-06月报",
        ("2025年6月运营月报（单位：万元）",),
        (),
        ("一、核心指标",),
        ("指标", "目标", "实际"),
        ("总营收", 520, 536.8),
        ("平均房价（元）", 860, 852),
        (),
        ("二、渠道",),
        ("渠道", "类型", "收入", "费用"),
        ("携程", "付费", 138.2, 16.6),
        ("旅行社", "合作", 38.6, 3.9),
    )
    done = shaped([page], period=JUNE)
    dataset, findings = checked(*done.sheets)
    assert dataset["channels"].frame["revenue"].tolist() == [1_382_000, 386_000]
    assert "unit_conflict" not in (*codes(findings), *(one.code for one in done.findings))

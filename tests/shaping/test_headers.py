"""What stands in and above headers: titles beside other cells, label and value, quarters, serials, two levels."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, codes, only, places, sheet
from tests.shaping.test_layouts import N, read, rows, troubles

HEAD = ["渠道", "类型", "访问量", "新增用户", "消耗"]
LINE = ["SEM", "付费", 1_000, 100, 35.5]


@pytest.mark.parametrize(
    ("above", "spend"),
    [
        (["2025年6月渠道数据", N, "制表人：张三"], 35.5),
        (["2025年6月渠道数据", N, N, N, "单位：万元"], 355_000),
        (["统计月份", "2025年6月", N, "单位", "万元"], 355_000),
        (["统计月份", "2025年6月", "制表人", "张三"], 35.5),
    ],
)
def test_the_month_and_unit_of_a_line_above(above: list[str | None], spend: float) -> None:
    _, dataset, findings = read(sheet("渠道数据", above, HEAD, LINE))
    assert rows(dataset["channels"], "channel_id")["2025-06", "搜索引擎广告"] == {
        "visits": 1_000, "new_users": 100, "spend": spend,
    }  # fmt: skip
    assert not troubles(findings)


def test_a_header_of_two_cells_is_no_label_and_value() -> None:
    _, dataset, _ = read(sheet("核心指标", ["指标", "2025-06"], ["总营收", 100], ["新增注册用户数", 5]))
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"actual": 100}


def test_a_month_above_all_is_that_of_a_table_beside_the_first() -> None:
    page = sheet(
        "渠道",
        ["2025年6月"],
        [*HEAD[:4], N, "指标", "目标", "实际"],
        [*LINE[:4], N, "总营收", 1_000, 1_150],
        ["SEO", "自然", 9, 8, N, "新增注册用户数", 100, 108],
    )
    _, dataset, _ = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"target": 1_000, "actual": 1_150}


def test_quarters_over_months_with_their_subtotals() -> None:
    page = sheet(
        "KPI",
        ["指标", "单位", "第一季度", N, N, "小计", "第二季度", N, N, "小计"],
        [N, N, "1月", "2月", "3月", N, "4月", "5月", "6月", N],
        ["总营收", "元", 1, 2, 3, 6, 4, 5, 6, 16],
        file="2025.xlsx",
        merged=("A1:A2", "B1:B2", "C1:E1", "F1:F2", "G1:I1", "J1:J2"),
    )
    _, dataset, findings = read(page)
    assert [row["actual"] for row in rows(dataset["kpi"], "metric_id").values()] == [1, 2, 3, 4, 5, 6]
    assert places(only(findings, "total_row_differs")) == ["J3", "G3:I3"]


def test_day_numbers_over_months() -> None:
    _, dataset, _ = read(sheet("KPI", ["指标", 45748, 45778, 45809], ["总营收", 1, 2, 3]))
    assert list(rows(dataset["kpi"], "metric_id")) == [(f"2025-0{month}", "revenue") for month in (4, 5, 6)]


def test_numbers_that_are_no_first_of_a_month_are_no_months() -> None:
    _, dataset, _ = read(sheet("KPI", ["指标", 45748, 45779, 45809], ["总营收", 1, 2, 3]))
    assert not len(dataset["kpi"])


def test_metrics_stand_in_the_column_that_lists_most_of_them() -> None:
    page = sheet(
        "KPI",
        ["一级指标", "二级指标", "5月", "6月"],
        ["收入", "总营收", 100, 200],
        [N, "GMV", 110, 220],
        ["用户", "新增注册用户数", 1, 2],
        file="2025.xlsx",
        merged=("A2:A3",),
    )
    _, dataset, _ = read(page)
    assert {name for _, name in rows(dataset["kpi"], "metric_id")} == {"revenue", "gmv", "new_users"}


def test_a_month_written_once_holds_for_the_rows_below() -> None:
    head = ["月份", *HEAD[:4]]
    page = sheet("渠道", head, ["2025-05", *LINE[:4]], [N, "SEO", "自然", 9, 8], ["2025-06", *LINE[:4]])
    _, dataset, findings = read(page)
    assert ("2025-05", "自然搜索") in rows(dataset["channels"], "channel_id")
    assert [places(one) for one in findings if one.details.get("form") == "above"] == [["A3"]]


@pytest.mark.parametrize("last", [["SEM", "付费", 7, 6], ["合计", N, 7, 6]])
def test_a_blank_month_that_may_be_another_or_none_is_not_filled(last: list[object]) -> None:
    page = sheet("渠道", ["月份", *HEAD[:4]], ["2025-05", *LINE[:4]], [N, *last])
    _, dataset, _ = read(page)
    assert len(dataset["channels"]) == 1


@pytest.mark.parametrize("header", ["计量单位", "指标单位", "口径单位", "量级"])
def test_a_column_of_nothing_but_units_is_that_of_the_units(header: str) -> None:
    rows = (("2025-06", "总营收", "万元", 100, 101), ("2025-06", "新用户", "万人", 1, 1.2))
    page = sheet("核心指标", ("月份", "指标", header, "目标", "实际"), *rows)
    regular = shaped([page], period=JUNE)
    assert regular.matches[0].columns[header] == "unit"
    dataset, findings = check(regular.sheets, JUNE, regular.findings)
    assert "unknown_column" not in codes(findings)
    assert dataset["kpi"].frame["actual"].tolist() == [1_010_000, 12_000]


def test_a_column_that_names_departments_is_none_of_units() -> None:
    page = sheet("核心指标", ("月份", "指标", "单位", "责任单位", "实际"), ("2025-06", "总营收", "万元", "市场部", 101))
    assert shaped([page], period=JUNE).sheets == (page,)


def test_a_row_of_units_said_to_be_one_names_no_column() -> None:
    page = sheet(
        "核心指标", ["月份", "总营收", "订单数", "退款率"], ["单位", "万元", "单", "%"], ["2025-06", 320, 3200, "4.8%"]
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"actual": 3_200_000}
    assert not troubles(findings)


def test_a_month_with_its_last_day_is_that_month() -> None:
    page = sheet("核心指标", ["指标", "5月", "6月(截至25日)"], ["总营收", 320, 300])
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"actual": 300}
    assert troubles(findings) == ["data_ends_early"]


def test_a_month_beside_the_header_of_names_is_the_tables() -> None:
    _, dataset, findings = read(sheet("核心指标", ["指标（2025年6月）", "数值"], ["总营收", 320], ["订单数", 30]))
    assert set(rows(dataset["kpi"], "metric_id")) == {("2025-06", "revenue"), ("2025-06", "orders")}
    assert not troubles(findings)


def test_what_a_channel_really_did_is_read_beside_its_target() -> None:
    head = ["月份", "渠道", "新增用户目标", "新增用户实际", "实际费用"]
    _, dataset, _ = read(sheet("渠道", head, ["2025-06", "抖音", 300, 320, 9_000]))
    assert dataset["channels"].frame[["new_users", "spend"]].to_numpy().tolist() == [[320, 9_000]]


@pytest.mark.parametrize(("name", "is_open"), [("线索成本", True), ("激活成本", True), ("渠道成本", False)])
def test_what_one_lead_costs_is_asked_about_under_more_money(name: str, is_open: bool) -> None:
    page = sheet("核心指标", ["单位：万元"], ["指标", "6月目标", "6月实际"], ["总营收", 500, 520], [name, 80, 78])
    _, dataset, findings = read(page)
    assert ("metric_unit_open" in codes(findings)) == is_open
    assert dict(zip(dataset["metric_defs"].frame["name"], dataset["metric_defs"].frame["direction"], strict=True)) == {
        "总营收": "up",
        name: "down",
    }


def test_a_sheet_called_after_one_of_ours_is_missed() -> None:
    page = sheet(
        "内容", ["月份", "平台", "发文数", "阅读量"], ["2025-06", "公众号", 12, 1_230], ["2025-06", "抖音", 20, 23_000]
    )
    assert troubles(read(page)[2]) == ["unknown_table"]


def test_this_months_numbers_of_a_channel_may_say_so() -> None:
    page = sheet("2025年6月渠道", ["渠道", "本月新增", "本月实际费用"], ["抖音", 320, 9_000])
    _, dataset, _ = read(page)
    assert dataset["channels"].frame[["month", "new_users", "spend"]].to_numpy().tolist() == [["2025-06", 320, 9_000]]

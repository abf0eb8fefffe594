"""Sheets as teams really keep them, one by one: what is read of each, from which cells, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Sheet, Table
from opsreport.shaping import Shaped, shaped
from tests.checking.sheets import JUNE, codes, only, places, sheet

N = None
Rows = dict[tuple[str, str], dict[str, Any]]


def read(*sheets: Sheet, month: Period = JUNE) -> tuple[Shaped, Dataset, Findings]:
    done = shaped(sheets, period=month)
    return done, *check(done.sheets, month, done.findings)


def rows(table: Table, key: str) -> Rows:
    """Each row by month and name: its filled numbers."""
    found: Rows = {}
    month = "cohort_month" if table.name == "retention" else "month"
    fields = [field.name for field in table.schema.fields if field.kind in ("int", "number", "money", "rate")]
    for row in table.frame.index.tolist():
        values = {name: table.value(row, name) for name in fields}
        at = str(table.value(row, month)), str(table.value(row, key))
        found[at] = {name: value for name, value in values.items() if value is not None}
    return found


def troubles(findings: Findings) -> list[str]:
    """The codes found, but for those that say what else is not there or how a value was written."""
    usual = ("missing_tab", "no_such_month", "value_coerced", "figure_not_compared")
    return [code for code in codes(findings) if code not in usual and not code.startswith("kpi_from_")]


def address(table: Table, row: int, field: str) -> str:
    return table.origin(row, field).cell


def test_targets_actuals_and_attainment_over_months() -> None:
    page = sheet(
        "核心指标",
        ["2025年核心指标完成情况"],
        ["指标", "单位", "1月", N, N, "2月", N, N, "年累计", N, N],
        [N, N, *("目标", "实际", "达成率") * 3],
        ["总营收", "万元", 100, 110, 1.1, 120, 125, "104.2%", 220, 235, 1.07],
        ["新增注册用户数", "人", 900, 950, 1.06, 900, 940, 1.04, 1_800, 1_890, 1.05],
        ["环比", N, N, 0.1, N, N, 0.2],
        merged=("A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:K2"),
    )
    done, dataset, findings = read(page, month=Period.parse("2025-02"))
    assert rows(dataset["kpi"], "metric_id") == {
        ("2025-01", "revenue"): {"target": 1_000_000, "actual": 1_100_000},
        ("2025-01", "new_users"): {"target": 900, "actual": 950},
        ("2025-02", "revenue"): {"target": 1_200_000, "actual": 1_250_000},
        ("2025-02", "new_users"): {"target": 900, "actual": 940},
    }
    assert address(dataset["kpi"], 2, "actual") == "G4"
    assert address(dataset["kpi"], 2, "month") == "F2"
    assert troubles(findings) == ["total_row"]
    kept_out = {(one.text, one.reason) for one in done.matches[0].ignored}
    assert {("1月 达成率", "rate"), ("环比", "change")} <= kept_out


def test_a_typed_total_that_disagrees_is_a_finding_with_both_cells() -> None:
    page = sheet(
        "核心指标",
        ["指标", "1月", "2月", "3月", "Q1合计", "4月", "5月", "6月", "Q2合计", "年累计"],
        ["总营收", 1_000, 2_000, 3_000, 6_000, 4_000, 5_000, 6_000, 15_500, 21_000],
        ["新增注册用户数", 10, 20, 30, 60, 40, 50, 60, 150, 210],
    )
    _, dataset, findings = read(page)
    assert len(dataset["kpi"]) == 12
    assert places(only(findings, "total_row_differs")) == ["I2", "F2:H2"]


def test_subtotals_totals_and_means_below_their_rows() -> None:
    page = sheet(
        "渠道",
        ["渠道", "类型", "5月访问量", "5月新增用户", "6月访问量", "6月新增用户"],
        ["SEM", "付费", 100, 10, 200, 20],
        ["信息流", "付费", 300, 30, 400, 40],
        ["付费小计", N, 400, 40, 600, 61],
        ["自然搜索", "自然", 500, 50, 600, 60],
        ["总计", N, 900, 90, 1_200, 120],
        ["平均", N, 300, 30, 400, 45],
    )
    _, dataset, findings = read(page)
    assert len(dataset["channels"]) == 6
    assert places(only(findings, "total_row_differs")) == ["F4", "F2:F3"]
    assert places(only(findings, "mean_row_differs")) == ["F7", "F2:F3,F5"]


def test_a_total_in_ten_thousands_agrees_as_far_as_it_was_rounded() -> None:
    page = sheet(
        "渠道费用", ["渠道", "5月", "6月"], ["SEM", 12_345, 22_345], ["信息流", 10_111, 1], ["合计", "2.25万", "2.24万"]
    )
    _, _, findings = read(page)
    assert places(only(findings, "total_row_differs")) == ["C4", "C2:C3"]


def test_one_month_as_names_and_numbers() -> None:
    page = sheet(
        "2025年6月运营数据",
        ["指标", "数值", "目标", "环比"],
        ["总营收(万元)", 110, 100, "+3%"],
        ["新增注册用户数", "1.2万", 11_000, "-1%"],
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id") == {
        ("2025-06", "revenue"): {"target": 1_000_000, "actual": 1_100_000},
        ("2025-06", "new_users"): {"target": 11_000, "actual": 12_000},
    }
    assert not troubles(findings)


def test_names_and_numbers_without_any_header() -> None:
    page = sheet(
        "核心指标2025-06", ["六月数据"], [N], ["总营收", 110], ["新增注册用户数", 1_200], ["月活跃用户", 9_000]
    )
    _, dataset, _ = read(page)
    assert {key: value["actual"] for key, value in rows(dataset["kpi"], "metric_id").items()} == {
        ("2025-06", "revenue"): 110,
        ("2025-06", "new_users"): 1_200,
        ("2025-06", "mau"): 9_000,
    }
    assert address(dataset["kpi"], 1, "actual") == "B4"


def test_metrics_across_and_months_down() -> None:
    page = sheet(
        "Sheet1",
        ["月份", "总营收(万元)", "新增注册用户数", "付费转化率(%)"],
        ["2025年5月", 105, 1_100, 4.2],
        ["2025年6月", 110, 1_200, 4.4],
        ["合计", 215, 2_300, N],
    )
    _, dataset, findings = read(page)
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "revenue"] == {"actual": 1_100_000}
    assert found["2025-06", "pay_conv"] == {"actual": pytest.approx(0.044)}
    assert len(found) == 6
    assert troubles(findings) == ["total_row"]


def test_two_tables_with_titles_in_one_sheet_of_a_month() -> None:
    page = sheet(
        "6月月报",
        ["运营部6月月报"],
        [N],
        ["一、核心指标"],
        ["指标", "目标", "实际", "达成率"],
        ["总营收", 100, 110, 1.1],
        [N],
        ["二、渠道数据"],
        ["渠道", "类型", "访问量", "新增用户"],
        ["自然搜索", "自然", 20_000, 700],
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id") == {("2025-06", "revenue"): {"target": 100, "actual": 110}}
    assert rows(dataset["channels"], "channel_id") == {("2025-06", "自然搜索"): {"visits": 20_000, "new_users": 700}}
    assert address(dataset["channels"], 0, "visits") == "C9"
    assert not troubles(findings)


def test_two_tables_side_by_side() -> None:
    page = sheet(
        "2025年6月",
        ["指标", "目标", "实际", N, "渠道", "类型", "访问量", "新增用户"],
        ["总营收", 100, 110, N, "自然搜索", "自然", 20_000, 700],
        ["新增注册用户数", 1_000, 1_200, N, "SEM", "付费", 9_000, 500],
    )
    _, dataset, findings = read(page)
    assert (len(dataset["kpi"]), len(dataset["channels"])) == (2, 2)
    assert address(dataset["channels"], 1, "new_users") == "H3"
    assert troubles(findings) == []


def test_measures_down_under_merged_names_over_the_turn_of_a_year() -> None:
    page = sheet(
        "渠道",
        ["渠道", "类型", "指标", "11月", "12月", "1月", "2月"],
        ["SEM", "付费", "访问量", 100, 200, 300, 400],
        [N, N, "新增用户", 1, 2, 3, 4],
        merged=("A2:A3", "B2:B3"),
    )
    _, dataset, findings = read(page, month=Period.parse("2025-02"))
    assert [month for month, _ in rows(dataset["channels"], "channel_id")] == [
        "2024-11",
        "2024-12",
        "2025-01",
        "2025-02",
    ]
    assert not troubles(findings)


def test_years_over_months() -> None:
    page = sheet(
        "核心指标",
        ["指标", "2024年", N, "2025年", N],
        [N, "5月", "6月", "5月", "6月"],
        ["总营收", 1, 2, 3, 4],
        ["新增注册用户数", 5, 6, 7, 8],
        merged=("A1:A2", "B1:C1", "D1:E1"),
    )
    _, dataset, _ = read(page)
    actual = {
        month: row["actual"] for (month, name), row in rows(dataset["kpi"], "metric_id").items() if name == "revenue"
    }
    assert actual == {"2024-05": 1, "2024-06": 2, "2025-05": 3, "2025-06": 4}


def test_two_years_around_one_table_are_said() -> None:
    page = sheet("核心指标", ["2024年核心指标"], ["指标", "5月", "6月"], ["总营收", 3, 4], file="2025年运营.xlsx")
    _, dataset, findings = read(page)
    assert only(findings, "year_differs").details["seen"] == "2024 / 2025"
    assert {month for month, _ in rows(dataset["kpi"], "metric_id")} == {"2024-05", "2024-06"}


def test_a_line_over_rows_says_what_they_lack() -> None:
    page = sheet(
        "渠道",
        ["渠道", "5月访问量", "5月新增用户", "6月访问量", "6月新增用户"],
        ["自然渠道"],
        ["SEO", 100, 10, 200, 20],
        ["付费渠道"],
        ["SEM", 300, 30, 400, 40],
        ["信息流", 1, 2, 3, 4],
        ["小计", 301, 32, 403, 44],
    )
    _, dataset, findings = read(page)
    families = {
        dataset["channel_defs"].value(row, "name"): dataset["channel_defs"].value(row, "family") for row in (0, 1)
    }
    assert families == {"自然搜索": "natural", "搜索引擎广告": "paid"}
    assert set(troubles(findings)) == {"total_row"}


def test_a_second_header_row_of_units() -> None:
    page = sheet(
        "渠道2025-06",
        ["渠道", "类型", "访问量", "新增用户", "费用"],
        [N, N, "次", "人", "万元"],
        ["SEM", "付费", 100, 10, 1.2],
        ["自然搜索", "自然", 300, 20, 0],
    )
    _, dataset, findings = read(page)
    assert rows(dataset["channels"], "channel_id")["2025-06", "搜索引擎广告"]["spend"] == 12_000
    assert not troubles(findings)


def test_groups_over_the_columns_of_contents_and_campaigns() -> None:
    contents = sheet(
        "内容",
        [N, N, N, "互动", N, "转化", N],
        ["发布时间", "平台", "标题", "阅读量", "点赞", "转化数", "收入"],
        ["2025-06-01 20:00", "公众号", "甲", 100, 1, 3, 40],
        merged=("D1:E1", "F1:G1"),
    )
    campaigns = sheet(
        "活动",
        ["活动", "开始", "结束", "曝光", N, N, "参与", N],
        [N, N, N, "目标", "实际", "达成率", "目标", "实际"],
        ["618", "2025-06-01", "2025-06-18", 100, 120, 1.2, 50, 60],
        merged=("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:H1"),
    )
    _, dataset, findings = read(contents, campaigns)
    assert dataset["contents"].value(0, "likes") == 1
    campaign = {
        name: dataset["campaigns"].value(0, name) for name in ("impressions_target", "impressions", "participants")
    }
    assert campaign == {"impressions_target": 100, "impressions": 120, "participants": 60}
    assert not troubles(findings)


def test_days_that_stand_for_months_and_a_blank_cell_with_its_place() -> None:
    page = sheet(
        "渠道",
        ["渠道", "类型", date(2025, 5, 1), N, date(2025, 6, 1), N],
        [N, N, "访问量", "新增用户", "访问量", "新增用户"],
        ["SEM", "付费", 100, 2, 300, 4],
        ["自然搜索", "自然", 100, N, 300, 4],
        merged=("C1:D1", "E1:F1"),
    )
    _, _, findings = read(page)
    assert places(only(findings, "number_missing")) == ["D4"]


def test_a_metric_without_this_months_number_names_the_cell_it_belongs_in() -> None:
    page = sheet(
        "核心指标", ["指标", "5月", "6月", "原因"], ["总营收", 1, 2, "大促"], ["新增注册用户数", 1, N, "渠道少"]
    )
    _, dataset, findings = read(page)
    assert places(only(findings, "missing_value")) == ["C3"]
    causes = dataset["commentary"]
    assert {causes.value(row, "month") for row in causes.frame.index.tolist()} == {"2025-06"}


def test_a_workbook_with_a_sheet_a_month() -> None:
    header = ["渠道", "类型", "访问量", "新增用户"]
    about = sheet("报告信息", ["项目", "内容"], ["公司", "甲"], ["报告月份", "2025-06"])
    pages = [sheet(f"{month}月", header, ["SEM", "付费", month * 100, month]) for month in (4, 5, 6)]
    done, dataset, findings = read(*pages, about)
    assert {month: row["new_users"] for (month, _), row in rows(dataset["channels"], "channel_id").items()} == {
        "2025-04": 4,
        "2025-05": 5,
        "2025-06": 6,
    }
    assert all(new.cells is old.cells for new, old in zip(done.sheets, pages, strict=False))
    assert not troubles(findings)


def test_users_by_kind_and_month() -> None:
    page = sheet("用户", ["类别", "名称", "5月", "6月"], ["分层", "高频", 4, 5], ["分层", "低频", 6, 7])
    _, dataset, _ = read(page)
    assert {key: row["users"] for key, row in rows(dataset["activity_tiers"], "tier").items()} == {
        ("2025-05", "高频"): 4,
        ("2025-05", "低频"): 6,
        ("2025-06", "高频"): 5,
        ("2025-06", "低频"): 7,
    }


def test_targets_and_actuals_named_down_the_side() -> None:
    page = sheet(
        "核心指标",
        ["指标", "类别", "5月", "6月"],
        ["总营收", "目标", 1, 2],
        [N, "实际", 4, 5],
        [N, "达成率", 4, 2.5],
        merged=("A2:A4",),
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"target": 2, "actual": 5}
    assert not troubles(findings)


def test_a_table_of_regions_is_not_taken_for_the_company() -> None:
    page = sheet("Sheet1", ["区域", "总营收", "新增注册用户数"], ["华东", 1, 2], ["华南", 3, 4])
    _, dataset, findings = read(page)
    assert not len(dataset["kpi"])
    assert "unknown_sheet" in codes(findings)


def test_an_unknown_table_beside_a_known_one_is_named() -> None:
    page = sheet(
        "渠道2025-06",
        ["渠道", "类型", "访问量", "新增用户"],
        ["SEM", "付费", 9, 1],
        [N],
        ["区域", "5月", "6月"],
        ["华东", 1, 2],
    )
    _, dataset, findings = read(page)
    assert len(dataset["channels"]) == 1
    assert places(only(findings, "unknown_table")) == ["A4:C5"]


def test_two_years_around_a_sheet_of_a_month_are_said() -> None:
    about = sheet("报告信息", ["项目", "内容"], ["公司", "甲"], ["报告月份", "2025-06"], file="2024年渠道.xlsx")
    page = sheet("6月", ["渠道", "类型", "访问量", "新增用户"], ["SEM", "付费", 100, 1], file="2024年渠道.xlsx")
    _, dataset, findings = read(page, about)
    assert only(findings, "year_differs").details["seen"] == "2024 / 2025"
    assert [month for month, _ in rows(dataset["channels"], "channel_id")] == ["2024-06"]


def test_what_was_not_used_is_said() -> None:
    page = sheet(
        "渠道",
        ["渠道", "类型", "费用预算", "6月访问量", "6月新增用户", "6月客诉数"],
        ["SEM", "付费", 900, 100, 1, 7],
    )
    _, _, findings = read(page)
    assert places(only(findings, "column_without_month")) == ["C1"]
    assert (places(only(findings, "unknown_column")), only(findings, "unknown_column").details["columns"]) == (
        ["F1"],
        "客诉数",
    )


def test_the_years_target_beside_the_months() -> None:
    page = sheet(
        "核心指标", ["指标", "全年目标", "5月", "6月"], ["总营收", 1_200, 100, 110], ["新增注册用户数", N, 5, 6]
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025", "revenue"] == {"target": 1_200}
    assert len(dataset["kpi"]) == 5
    assert not troubles(findings)


def test_a_month_in_the_line_above_and_the_day_the_table_was_made() -> None:
    header = ["序号", "渠道", "类型", "访问量", "新增用户"]
    page = sheet("渠道", ["2025年6月渠道数据"], ["更新于2025年7月3日"], header, [1, "SEM", "付费", 100, 10])
    _, dataset, _ = read(page)
    assert [month for month, _ in rows(dataset["channels"], "channel_id")] == ["2025-06"]


def test_a_named_column_of_metrics_goes_before_one_that_looks_like_it() -> None:
    page = sheet("核心指标", ["类别", "指标", "6月"], ["营收", "总营收", 4], ["用户", "新增注册用户数", 2])
    _, dataset, findings = read(page)
    assert set(rows(dataset["kpi"], "metric_id")) == {("2025-06", "revenue"), ("2025-06", "new_users")}
    assert places(only(findings, "unknown_column")) == ["A1"]


@pytest.mark.parametrize(
    ("file", "month", "years"),
    [
        ("2024财年KPI.xlsx", "2025-03", (2024, 2025)),
        ("2025财年KPI.xlsx", "2025-03", (2024, 2025)),
        ("2024财年KPI.xlsx", "2025-06", (2024, 2025)),
        ("2022财年KPI.xlsx", "2025-03", (2022, 2023)),
        ("KPI.xlsx", "2025-03", (2024, 2025)),
    ],
)
def test_months_over_the_turn_of_a_year_that_the_file_names(file: str, month: str, years: tuple[int, int]) -> None:
    page = sheet("KPI", ["指标", "11月", "12月", "1月", "2月", "3月"], ["总营收", 1, 2, 3, 4, 5], file=file)
    _, dataset, _ = read(page, month=Period.parse(month))
    first, second = years
    assert [at for at, _ in rows(dataset["kpi"], "metric_id")] == [
        f"{first}-11", f"{first}-12", f"{second}-01", f"{second}-02", f"{second}-03",
    ]  # fmt: skip


def test_months_of_one_year_that_a_long_table_does_not_start_with() -> None:
    head = ["月份", "渠道", "类型", "访问量", "新增用户"]
    lines = [[f"{at}月", name, "付费", 9, 8] for name, first in (("甲", 11), ("乙", 1)) for at in range(first, 13)]
    page = sheet("渠道汇总表", ["2025年渠道"], head, *lines)
    _, dataset, _ = read(page, month=Period.parse("2025-12"))
    assert {month[:4] for month, _ in rows(dataset["channels"], "channel_id")} == {"2025"}


def test_a_header_close_to_a_missing_column_is_suggested_at_its_cells() -> None:
    wide = sheet(
        "渠道",
        ["渠道", "类型", "5月", N, N, "6月", N, N],
        [N, N, *("访问量", "新增用户", "消耗额") * 2],
        ["SEM", "付费", 100, 1, 5, 200, 2, 6],
        merged=("C1:E1", "F1:H1"),
    )
    down = sheet(
        "渠道",
        ["渠道", "类型", "指标", "5月", "6月"],
        *(["SEM", "付费", one, 1, 2] for one in ("访问量", "新增用户", "消耗额")),
    )
    for page, cells in ((wide, "E2,H2"), (down, "C4")):
        _, _, findings = read(page)
        near = only(findings, "column_close_miss")
        assert (places(near), near.details["closest"], near.details["field"]) == ([cells], "消耗", "spend")
        assert "unknown_column" not in troubles(findings)


@pytest.mark.parametrize("merged", [("B1:C1", "A1:A2", "B5:C5", "A5:A6"), ()])
def test_names_across_under_a_month_with_the_header_repeated_and_a_note(merged: tuple[str, ...]) -> None:
    header = (["指标", "6月", N], [N, "抖音", "微信"])
    page = sheet(
        "渠道",
        *header,
        ["访问量", 100, 200],
        ["新增用户", 10, 20],
        *header,
        ["收入", 1_000, 2_000],
        [N],
        ["注：数据来自后台"],
        merged=merged,
    )
    _, dataset, findings = read(page)
    assert rows(dataset["channels"], "channel_id") == {
        ("2025-06", "抖音"): {"visits": 100, "new_users": 10, "revenue": 1_000},
        ("2025-06", "微信"): {"visits": 200, "new_users": 20, "revenue": 2_000},
    }
    assert troubles(findings) == ["family_unknown"]


def test_a_month_written_once_holds_past_the_header_once_more() -> None:
    header = ["月份", "渠道", "类型", "访问量", "新增用户"]
    first, second = ["2025-06", "SEM", "付费", 1, 2], [N, "SEO", "自然", 3, 4]
    _, dataset, findings = read(sheet("渠道", header, first, header, second))
    assert len(dataset["channels"].where(month="2025-06")) == 2
    assert not troubles(findings)


def test_a_blank_row_of_the_month_is_missing_where_months_stand_across() -> None:
    head = ("渠道", "类型", "5月访问量", "5月新增用户", "6月访问量", "6月新增用户", "7月访问量", "7月新增用户")
    stopped = ("微博", "付费", N, N, N, N, N, N)
    lines = (("抖音", "付费", 100, 10, 130, 13, N, N), ("百度", "付费", 100, 10, N, N, N, N), stopped)
    findings = read(sheet("渠道", head, *lines))[2]
    told = {one.details["column"]: places(one) for one in findings if one.code == "missing_value"}
    assert told == {"访问量": ["E3"], "新增用户": ["F3"]}, (
        "July has not come, and what had no numbers in May has stopped"
    )
    assert "channel_stopped" not in codes(findings)


def test_a_gap_between_two_months_is_missing() -> None:
    head = ("渠道", "类型", "4月访问量", "4月新增用户", "5月访问量", "5月新增用户", "6月访问量", "6月新增用户")
    lines = (("抖音", "付费", 9, 1, 9, 1, 9, 1), ("百度", "付费", 9, 1, N, N, 9, 1), ("微博", "付费", 9, 1, N, N, N, N))
    findings = read(sheet("渠道", head, *lines))[2]
    assert [places(one) for one in findings if one.code == "missing_value"] == [["E3"], ["F3"]]


def test_a_column_that_nobody_filled_in_a_past_month_is_not_missing() -> None:
    head = ("渠道", "类型", "5月访问量", "5月新增用户", "6月访问量", "6月新增用户")
    findings = read(sheet("渠道", head, ("抖音", "付费", N, 10, 9, 1), ("百度", "付费", N, 10, 9, 1)))[2]
    assert "missing_value" not in codes(findings)


def test_groups_that_nobody_merged_over_months_and_the_year() -> None:
    page = sheet(
        "指标",
        [N, "目标", N, N, "实际"],
        ["指标", "6月", "Q2", "全年", "6月", "Q2累计"],
        ["总营收", 100, 300, 1200, 90, 280],
        ["接诊量", 42, 123, 500, 40, 124],
    )
    _, dataset, findings = read(page)
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "revenue"] == {"target": 100, "actual": 90}
    assert found["2025", "接诊量"] == {"target": 500}
    assert not findings.are_blocking


def test_a_share_that_says_of_what_is_a_metric_among_metrics() -> None:
    lines = ["总营收", 100, 120], ["会员消费占比", "48%", "50%"], ["占比", 1, 1]
    page = sheet("核心指标", ["指标", "5月", "6月"], *lines)
    _, dataset, _ = read(page)
    june = {name for month, name in rows(dataset["kpi"], "metric_id") if month == "2025-06"}
    assert june == {"revenue", "会员消费占比"}


def test_the_target_of_a_measure_that_has_none_in_its_tab_is_no_other_number_of_it() -> None:
    head = ["渠道", "新增用户", N, "费用（万元）", N], [N, "目标", "实际", "预算", "实际"]
    page = sheet("渠道2025年6月", *head, ["百度", 1_200, 1_100, 30, 28], merged=("A1:A2", "B1:C1", "D1:E1"))
    done, dataset, findings = read(page)
    row = dataset["channels"].frame.iloc[0]
    assert (row["new_users"], row["spend"], row["spend_budget"]) == (1_100, 280_000, 300_000)
    assert {(one.text, one.reason) for one in done.matches[0].ignored} == {("新增用户 目标", "unknown")}
    assert "number_twice" not in troubles(findings)


def test_channels_and_campaigns_side_by_side_are_two_tables_whatever_a_campaign_is_called() -> None:
    page = sheet(
        "6月",
        ["渠道", "访问量", "新增用户", "费用", N, "活动", "开始", "结束", "参与人数"],
        ["抖音", 1_000, 100, 2_000, N, "618", "2025-06-01", "2025-06-18", 100],
        ["搜索", 3_000, 200, 0, N, "周年庆", "2025-06-10", "2025-06-12", 50],
    )
    dataset = read(page)[1]
    assert dataset["channels"].total("spend").value == 2_000
    assert [*dataset["campaigns"].frame["campaign_id"]] == ["618", "周年庆"]
    assert not len(dataset["campaign_costs"].frame)

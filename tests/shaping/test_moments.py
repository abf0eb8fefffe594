"""Months that are not called by their name: 本月 and 上月, bare numbers, weeks."""

from __future__ import annotations

import pytest

from opsreport.model.period import Period
from opsreport.model.source import Source
from opsreport.model.table import Sheet
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, only, places, sheet
from tests.shaping.test_layouts import read, rows, troubles

N = None


def test_this_month_last_month_and_the_same_month_last_year() -> None:
    page = sheet(
        "核心指标2025-06",
        ["指标", "目标", "本月", "上月", "环比", "去年同期", "同比"],
        ["总营收", 120, 110, 100, "10%", 80, "+37.5%"],
        ["新增注册用户数", 12, 11, 10, "10%", 8, "+37.5%"],
    )
    done, dataset, findings = read(page)
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "revenue"] == {"target": 120, "actual": 110}
    assert (found["2025-05", "revenue"], found["2024-06", "revenue"]) == ({"actual": 100}, {"actual": 80})
    assert dataset["kpi"].origin(2, "actual").cell == "D2"
    assert {one.text for one in done.matches[0].ignored} == {"环比", "同比"}
    assert set(troubles(findings)) <= {"missing_cause"}


def test_an_earlier_month_beside_this_one_gives_way_to_its_own_sheet() -> None:
    head = ["指标", "实际", "上月"]
    june = sheet("核心指标", head, ["总营收", 110, 80], ["新增注册用户数", 11, 10], file="2025-06.xlsx")
    may = sheet("核心指标", head, ["总营收", 101, 90], ["新增注册用户数", 10, 9], file="2025-05.xlsx")
    _, dataset, findings = read(june, may)
    found = rows(dataset["kpi"], "metric_id")
    assert (found["2025-05", "revenue"], found["2025-04", "revenue"]) == ({"actual": 101}, {"actual": 90})
    assert places(only(findings, "previous_differs"))[0] == "C2"


def test_last_month_alone_where_it_is_not_known_which_month_is_meant() -> None:
    page = sheet("核心指标", ["指标", "实际", "上月"], ["总营收", 110, 100], ["新增注册用户数", 11, 10])
    done, dataset, _ = read(page)
    assert done.sheets == (page,)
    assert not len(dataset["kpi"])


def test_last_month_of_one_measure_of_several_is_kept_out() -> None:
    page = sheet(
        "渠道2025-06",
        ["渠道", "类型", "访问量", "新增用户", "上月访问量"],
        ["SEM", "付费", 9, 8, 7],
        ["SEO", "自然", 6, 5, 4],
    )
    _, dataset, _ = read(page)
    assert {month for month, _ in rows(dataset["channels"], "channel_id")} == {"2025-06"}


YEAR_AGO = [
    ["去年6月", "5月", "6月"],
    ["5月实际", "6月实际", "上年6月实际"],
    ["上年同期", "5月", "6月"],
    ["5月", "6月", "去年同期"],
    ["6月去年同期", "5月", "6月"],
    ["去年6月", "上月", "本月"],
    ["2024年6月", "上月", "本月"],
    ["2024年6月", "上月", "实际"],
    ["上月", "本月", "去年", "同比"],
    ["5月", "6月", "去年实际", "同比"],
]


@pytest.mark.parametrize("head", YEAR_AGO, ids="、".join)
def test_a_column_of_last_year_beside_those_of_this_is_the_same_month_a_year_before(head: list[str]) -> None:
    typed = {"5": 85, "上": 85, "6": 90, "本": 90, "实": 90, "去": 60, "2": 60, "同": "50%"}
    values = [60 if (one[:1] in "去上2" and one != "上月") or "同期" in one else typed[one[0]] for one in head]
    _, dataset, findings = read(sheet("核心指标2025-06", ["指标", *head], ["总营收", *values]))
    found = {month: row["actual"] for (month, _), row in rows(dataset["kpi"], "metric_id").items()}
    assert found == {"2024-06": 60, "2025-05": 85, "2025-06": 90}
    assert not troubles(findings)


@pytest.mark.parametrize(
    "head",
    [["上月完成", "本月完成"], ["上月完成情况", "本月完成情况"], ["上月数", "本月数"], ["5月完成", "6月完成"]],
    ids="、".join,
)
def test_what_was_done_in_a_month_is_its_actual(head: list[str]) -> None:
    _, dataset, _ = read(sheet("核心指标2025-06", ["指标", *head, "目标"], ["总营收", 85, 90, 80]))
    found = {month: row["actual"] for (month, _), row in rows(dataset["kpi"], "metric_id").items()}
    assert found == {"2025-05": 85, "2025-06": 90}


def test_groups_of_this_year_and_last_and_last_year_under_each_month() -> None:
    months = ["总营收", 60, 65, 85, 90], ["新增注册用户数", 6, 7, 8, 9]
    years = sheet(
        "核心指标", ["指标", "去年", N, "今年", N], [N, "5月", "6月", "5月", "6月"], *months, merged=("B1:C1", "D1:E1")
    )
    head = ["指标", "5月", N, "6月", N], [N, "去年同期", "实际", "去年同期", "实际"]
    turned = [[row[0], row[1], row[3], row[2], row[4]] for row in months]
    both = sheet("核心指标", *head, *turned, merged=("B1:C1", "D1:E1"))
    for page in (years, both):
        found = rows(read(page)[1]["kpi"], "metric_id")
        told = {month: row["actual"] for (month, name), row in found.items() if name == "revenue"}
        assert told == {"2024-05": 60, "2024-06": 65, "2025-05": 85, "2025-06": 90}


def test_a_typed_change_over_the_year_is_compared_with_the_month_a_year_before() -> None:
    page = sheet("核心指标", ["指标", "5月", "6月", "上年同期", "同比"], ["总营收", 85, 90, 60, "60%"])
    assert places(only(read(page)[2], "figure_differs")) == ["E2", "C2", "D2"]


@pytest.mark.parametrize(
    "head", [["本月", "去年"], ["5月", "6月", "去年累计"], ["6月", "去年同期累计"], ["6月", "去年平均"]], ids="、".join
)
def test_what_may_be_the_whole_year_is_kept_out(head: list[str]) -> None:
    page = sheet("核心指标2025-06", ["指标", *head], ["总营收", *range(10, 10 + len(head))])
    assert {month[:4] for month, _ in rows(read(page)[1]["kpi"], "metric_id")} == {"2025"}


def test_bare_numbers_over_months_where_a_year_or_the_word_says_so() -> None:
    lines = ["总营收", 1, 2, 3, 6], ["新增注册用户数", 4, 5, 6, 15]
    for above, corner in (["2025年核心指标"], "指标"), (["核心指标"], "指标\\月份"):
        _, dataset, _ = read(sheet("核心指标", above, [corner, 4, "5", 6, "合计"], *lines))
        found = rows(dataset["kpi"], "metric_id")
        assert (found["2025-05", "revenue"], found["2025-06", "new_users"]) == ({"actual": 2}, {"actual": 6})


def test_bare_numbers_are_refused_where_they_may_be_days_or_ranks() -> None:
    lines = ["总营收", 1, 2, 3], ["新增注册用户数", 4, 5, 6]
    for above, name in (["核心指标"], "核心指标"), (["2025年6月核心指标"], "核心指标"), (["2025年"], "核心指标6月"):
        _, dataset, findings = read(sheet(name, above, ["指标", 1, 2, 3], *lines))
        assert not len(dataset["kpi"])
        assert any(one.is_blocking for one in findings)


def test_rows_of_weeks_are_refused_and_their_subtotals_are_none_of_them() -> None:
    head = ["周次", "渠道", "类型", "访问量", "新增用户"]
    weeks = ["第23周", "SEM", "付费", 1, 2], ["第24周", "SEM", "付费", 3, 4]
    page = sheet("渠道", head, *weeks, ["6月小计", "SEM", "付费", 4, 7], file="2025-06.xlsx")
    assert places(only(read(page)[2], "rows_by_week")) == ["A2:A3"]
    done = shaped([page], [Source("*", "channels", add_up=True, month="2025-06")], period=JUNE)
    _, dataset, findings = read(*done.sheets)
    assert rows(dataset["channels"], "channel_id") == {("2025-06", "搜索引擎广告"): {"visits": 4, "new_users": 6}}
    assert places(only(findings, "total_row_differs")) == ["E4", "E2:E3"]


def test_weeks_under_one_header_are_refused() -> None:
    page = sheet("渠道2025-06", ["渠道", "类型", "第1周", "第2周", "小计"], ["SEM", "付费", 1, 2, 3])
    _, dataset, findings = read(page, month=Period.parse("2025-06"))
    assert any(one.is_blocking for one in findings)
    assert not len(dataset["channels"])


def test_this_year_and_last_year_beside_a_month_and_its_budget() -> None:
    head = ["指标", "去年6月", "本年5月", "本年6月", "环比", "6月预算", "预算达成"]
    page = sheet(
        "2025年经营", head, ["总营收", 80, 100, 110, "10%", 120, "91.7%"], ["毛利", 8, 10, 11, "10%", 12, "91.7%"]
    )
    _, dataset, _ = read(page)
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "revenue"] == {"target": 120, "actual": 110}
    assert (found["2025-05", "revenue"], found["2024-06", "revenue"]) == ({"actual": 100}, {"actual": 80})


def test_plan_and_done_under_headings_with_last_month() -> None:
    head = ["项目", "计划", "完成", "完成率", "上月完成"]
    lines = (["一、销售类"], ["总营收", 120, 110, "91.7%", 100], ["二、用户类"], ["新增会员", 12, 11, "91.7%", 10])
    _, dataset, _ = read(sheet("1.经营总表", ["2025年6月经营总表"], head, *lines))
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "新增会员"] == {"target": 12, "actual": 11}
    assert (found["2025-05", "revenue"], len(found)) == ({"actual": 100}, 4)


def test_a_blank_first_header_over_names_of_measures() -> None:
    head = [N, "6月", "5月", "环比", "目标", "达成"]
    names = sheet(
        "核心数据", head, ["商单收入（万）", 636, 582, 0.09, 600, 1.06], ["解约率", "1.1%", "1.7%", N, "1.5%", N]
    )
    _, dataset, _ = read(names)
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "商单收入"] == {"target": 6_000_000, "actual": 6_360_000}
    assert found["2025-05", "解约率"] == {"actual": 0.017}
    shops = sheet("核心数据", head, ["城东店", 636, 582, 0.09, 600, 1.06], ["城西店", 63, 58, 0.09, 60, 1.05])
    assert not len(read(shops)[1]["kpi"])


def test_a_target_beside_three_months_is_not_taken_as_that_of_the_last() -> None:
    page = sheet(
        "核心指标", ["指标", "4月", "5月", "6月", "目标"], ["总营收", 90, 100, 110, 360], ["毛利", 9, 10, 11, 36]
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"actual": 110}
    assert places(only(findings, "column_without_month")) == ["E1"]


def test_unknown_metrics_across_are_kept_where_months_stand_down() -> None:
    head = ["月份", "流水（万元）", "新增设备", "DAU", "MAU"]
    page = sheet("月度数据", head, ["2025年5月", 279, 3420, 375, 1770], ["2025年6月", 301.5, 3980, 392, 1850])
    found = rows(read(page)[1]["kpi"], "metric_id")
    assert (found["2025-06", "流水"], found["2025-05", "新增设备"]) == ({"actual": 3_015_000}, {"actual": 3420})


def test_metrics_of_each_shop_are_left_aside() -> None:
    head = ["门店", "指标", "6月目标", "6月实际"]
    page = sheet("业绩", head, ["总院", "总营收", 260, 271], ["城东店", "总营收", 120, 112])
    _, dataset, findings = read(page)
    assert not len(dataset["kpi"])
    assert not len(dataset["channels"])
    assert "duplicate_key" not in troubles(findings)


@pytest.mark.parametrize(
    "page",
    [
        sheet(
            "业绩",
            ["门店", "指标", "6月目标", "6月实际"],
            ["总院", "总营收", 260, 271],
            ["城东店", "总营收", 120, 112],
            ["合计", "总营收", 380, 383],
        ),
        sheet(
            "核心指标",
            ["指标", "业务线", "6月目标", "6月实际"],
            ["总营收", "线上", 260, 271],
            [None, "线下", 120, 112],
            [None, "整体", 380, 383],
            ["毛利", None, 12, 11],
            merged=("A2:A4",),
        ),
    ],
)
def test_of_metrics_said_for_each_part_the_row_of_all_is_read(page: Sheet) -> None:
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"target": 380, "actual": 383}
    assert not set(troubles(findings)) - {"missing_cause", "unknown_column"}
    parts = str(only(findings, "unknown_column").details["columns"]).split(" / ")
    assert parts[1:] in (["总院", "城东店"], ["线上", "线下"])


def test_a_header_of_alternatives_names_what_all_of_them_do() -> None:
    page = sheet(
        "核心指标", ["指标", "6月预算/目标", "6月实际", "实际/目标"], ["总营收", 120, 110, 0.92], ["毛利", 12, 11, 0.92]
    )
    assert rows(read(page)[1]["kpi"], "metric_id")["2025-06", "revenue"] == {"target": 120, "actual": 110}


def test_the_same_month_of_last_year_without_a_measure_is_what_was_done() -> None:
    page = sheet("经营指标", ["指标", "6月预算", "6月实际", "去年6月", "同比"], ["总营收", 98, 101, 90, "12%"])
    found = rows(read(page)[1]["kpi"], "metric_id")
    assert found["2025-06", "revenue"] == {"target": 98, "actual": 101}
    assert found["2024-06", "revenue"] == {"actual": 90}
    only_target = sheet("经营指标", ["指标", "6月实际", "去年6月目标"], ["总营收", 101, 90])
    assert list(rows(read(only_target)[1]["kpi"], "metric_id")) == [("2025-06", "revenue")]


@pytest.mark.parametrize(
    "header", ["上年同期（1-6月）", "上年同期1-6月", "1-6月上年同期", "去年1-6月", "累计上年同期", "上半年同期"]
)
def test_a_span_of_last_year_is_none_of_its_months(header: str) -> None:
    head = ["指标", "6月目标", "6月实际", "1-6月累计", header]
    page = sheet("核心指标2025-06", head, ["总营收", 120, 110, 700, 600], ["新增注册用户数", 12, 11, 70, 60])
    found = rows(read(page)[1]["kpi"], "metric_id")
    assert set(found) == {("2025-06", "revenue"), ("2025-06", "new_users")}
    assert found["2025-06", "revenue"] == {"target": 120, "actual": 110}


def test_what_there_is_at_the_end_of_a_month_is_its_number() -> None:
    head = ["指标", "单位", "6月末余额", "5月末", "比5月末", "全年计划"]
    found = rows(read(sheet("核心指标", head, ["存款余额", "亿元", 86.4, 85.9, 0.5, 90]))[1]["kpi"], "metric_id")
    assert {month: numbers.get("actual") for (month, _), numbers in found.items()} == {
        "2025-06": 8_640_000_000,
        "2025-05": 8_590_000_000,
        "2025": None,
    }
    assert found["2025", "存款余额"]["target"] == 9_000_000_000


@pytest.mark.parametrize("past", ["上年同期", "去年同期"])
def test_last_year_beside_a_sum_of_months_may_be_of_the_sum(past: str) -> None:
    header = ["指标", "6月目标", "6月实际", "1-6月累计", past]
    _, dataset, findings = read(
        sheet("核心指标", header, ["总营收", 1_000, 900, 5_000, 4_000], ["新增用户", 520, 463, 2_600, 2_300])
    )
    assert {month for month, _ in rows(dataset["kpi"], "metric_id")} == {"2025-06"}
    assert "column_without_month" in [one.code for one in findings]


def test_months_over_headers_that_are_regular_ones_tell_them_apart() -> None:
    page = sheet(
        "核心指标",
        [None, "2025年6月", None, "2025年5月"],
        ["指标", "目标", "实际", "实际"],
        ["总营收", 340, 350, 320],
        merged=("B1:C1",),
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id") == {
        ("2025-06", "revenue"): {"target": 340, "actual": 350},
        ("2025-05", "revenue"): {"actual": 320},
    }
    assert not troubles(findings)

"""Total rows against the rows they speak of."""

from __future__ import annotations

import pytest

from tests.checking.sheets import CHANNEL_HEADER, checked, kpi, metric, only, places, sheet
from tests.shaping.test_layouts import read

JUNE, MAY = "2025-06", "2025-05"


def codes(*rows: list[object]) -> list[str]:
    page = sheet("渠道", CHANNEL_HEADER, *rows)
    found = checked(kpi(metric("总营收", 1000)), page)[1]
    return [one.code for one in found if one.code.startswith(("total_row", "mean_row"))]


def channel(month: str, name: str, visits: object, revenue: object = 0) -> list[object]:
    return [month, name, "付费", visits, 10, 5, revenue, 0]


@pytest.mark.parametrize(
    ("stated", "code"), [("48万", "total_row"), ("50万", "total_row"), ("54万", "total_row_differs")]
)
def test_rounding_explains_a_little_of_many_rows_not_the_worst_of_each(stated: str, code: str) -> None:
    rows = [channel(JUNE, f"渠道{number}", 100, "4万") for number in range(12)]
    assert codes(*rows, [JUNE, "合计", None, 1200, 120, 60, stated, 0]) == [code]


def test_two_rows_may_both_have_been_rounded_the_same_way() -> None:
    rows = [channel(JUNE, "甲", 100, "1.5万"), channel(JUNE, "乙", 100, "2.5万")]
    assert codes(*rows, [JUNE, "合计", None, 200, 20, 10, "4.1万", 0]) == ["total_row"]


def test_the_total_of_a_month_is_not_that_of_two() -> None:
    rows = [channel(month, name, 100) for month in (MAY, JUNE) for name in "甲乙"]
    assert codes(*rows, [JUNE, "合计", None, 400, 20, 10, 0, 0]) == ["total_row_differs"]
    assert codes(*rows, [None, "总计", None, 400, 40, 20, 0, 0]) == ["total_row"]


def test_a_total_below_several_months_may_be_of_the_last_alone() -> None:
    rows = [channel(month, name, size) for month, size in ((MAY, 100), (JUNE, 300)) for name in "甲乙"]
    assert codes(*rows, [None, "合计", None, 600, 20, 10, 0, 0]) == ["total_row"]
    assert codes(*rows, [None, "合计", None, 200, 20, 10, 0, 0]) == ["total_row_differs"]


def test_running_totals_and_those_of_a_part_are_right() -> None:
    rows: list[list[object]] = []
    for part in range(3):
        rows += [channel(JUNE, f"{part}-{number}", 7) for number in range(1000)]
        rows.append([JUNE, "小计", None, 7 * 1000 * (part + 1 if part == 1 else 1), None, None, None, None])
    assert codes(*rows, [JUNE, "合计", None, 21_000, 30_000, 15_000, 0, 0]) == ["total_row"]


@pytest.mark.parametrize("total", [("合计", None, None, None, 150, 15), (None, JUNE, None, "合计", 150, 15)])
def test_a_total_may_be_named_in_any_cell_of_a_row_without_a_name(total: tuple[object, ...]) -> None:
    rows = [(1, JUNE, "甲", "付费", 100, 10), (2, JUNE, "乙", "付费", 50, 5)]
    head = ("序号", "月份", "渠道", "类型", "访问量", "新增用户")
    dataset, found = checked(kpi(metric("总营收", 1000)), sheet("渠道", head, *rows, total))
    assert len(dataset["channels"]) == 2
    assert [one.code for one in found if one.is_blocking] == []


@pytest.mark.parametrize(
    "line",
    [
        ("填报人：王芳",),
        ("制表：王芳", "审核：李雷"),
        ("数据来源", "BI系统"),
        ("—以下空白—",),
        ("*注：含税",),
        ("*新增用户含小程序",),
    ],
)
def test_lines_below_a_table_that_only_remark_are_no_data(line: tuple[str, ...]) -> None:
    rows = [channel(JUNE, "甲", 100), [], list(line)]
    dataset, found = checked(kpi(metric("总营收", 1000)), sheet("渠道", CHANNEL_HEADER, *rows))
    assert len(dataset["channels"]) == 1
    assert [one.code for one in found if one.is_blocking] == []


def test_a_kind_merged_over_its_rows_holds_for_all_of_them() -> None:
    rows = [channel(JUNE, "甲", 100), channel(JUNE, "乙", 100)]
    rows[1][2] = None
    page = sheet("渠道", CHANNEL_HEADER, *rows, merged=("C2:C3",))
    dataset, found = checked(kpi(metric("总营收", 1000)), page)
    assert [one.code for one in found if one.is_blocking] == []
    assert dataset["channel_defs"].frame["family"].tolist() == ["paid", "paid"]


@pytest.mark.parametrize(
    ("header", "values", "said"),
    [
        ("费用（万元）", (5.5, 6.5, 13), "13 ≠ 12"),
        ("费用", ("5.5万", "6.5万", "13.0万"), "13.0万 ≠ 12万"),
        ("费用", (55_000, 65_000, 130_000), "130,000 ≠ 120,000"),
        ("费用", ("55,000元", "65,000元", "130,000元"), "130,000元 ≠ 120,000元"),
    ],
)
def test_a_total_that_differs_is_quoted_as_it_was_typed(header: str, values: tuple[object, ...], said: str) -> None:
    head = ["月份", "渠道", "类型", "访问量", "新增用户", header]
    rows = [["2025-06", name, "付费", 9, 9, one] for name, one in zip(("搜索", "直播"), values[:2], strict=True)]
    page = sheet("渠道", head, *rows, ["2025-06", "合计", None, 18, 18, values[2]])
    finding = only(checked(page)[1], "total_row_differs")
    assert finding.details["differences"] == f"{header} {said}"


def test_a_total_row_that_differs_is_told_once() -> None:
    head = ["月份", "渠道", "访问量", "新增用户", "付费用户", "收入"]
    rows = [["2025-06", name, 100, 10, 5, 200] for name in ("搜索", "直播")]
    finding = only(checked(sheet("渠道", head, *rows, ["2025-06", "合计", 210, 20, 11, 410]))[1], "total_row_differs")
    assert finding.details["differences"] == "访问量 210 ≠ 200 / 付费用户 11 ≠ 10 / 收入 410 ≠ 400"
    assert places(finding) == ["C4", "E4:F4", "C2:C3", "E2:F3"]


def test_a_total_below_several_months_may_be_that_of_the_last() -> None:
    rows = [[month, *channel(JUNE, name, 100)[1:]] for month in (MAY, JUNE) for name in "甲乙"]
    assert codes(*rows, ["合计", None, None, 200, 20, 10, 0, 0]) == ["total_row"]
    assert codes(*rows, ["合计", None, None, 200, 21, 10, 0, 0]) == ["total_row_differs"]


def test_a_total_in_which_nothing_adds_up_is_not_said_to_agree() -> None:
    header = ("月份", "指标", "单位", "实际")
    rows = (("2025-05", "续费率", "%", "58%"), ("2025-06", "续费率", "%", "59%"), ("累计", "续费率", "%", "61%"))
    _, findings = checked(sheet("核心指标", header, *rows))
    assert all(one.code != "total_row" for one in findings)
    assert only(findings, "figure_not_compared").details["column"] == "累计"


@pytest.mark.parametrize(("visits", "code"), [(300, "total_row"), (301, "missing_value")])
def test_a_row_without_a_name_is_a_total_where_all_its_numbers_add_up(visits: int, code: str) -> None:
    rows = [channel(JUNE, "甲", 100, 20_000), channel(JUNE, "乙", 200, 30_000)]
    page = sheet("渠道", CHANNEL_HEADER, *rows, [None, None, None, visits, 20, 10, 50_000, 0])
    dataset, findings = checked(kpi(metric("总营收", 50_000)), page)
    assert code in {one.code for one in findings}
    assert dataset["channels"].frame["channel_id"].tolist() == ["甲", "乙"]


@pytest.mark.parametrize(
    ("header", "value", "is_told"),
    [("Q1", 300, False), ("H1合计", 700, False), ("合计", 360, False), ("合计", 460, False), ("Q2", 360, False),
     ("合计", 350, True), ("Q2合计", 350, True)],
)  # fmt: skip
def test_a_total_is_compared_with_its_own_months(header: str, value: float, is_told: bool) -> None:
    head = ["指标", "2024年6月", "4月", "5月", "6月", header]
    found = read(sheet("核心指标", head, ["销售收入", 100, 110, 120, 130, value]))[2]
    assert ("total_row_differs" in [one.code for one in found]) is is_told


@pytest.mark.parametrize(("total", "differs"), [(30, False), (31, True)])
def test_a_total_of_resources_is_in_the_unit_of_its_table(total: int, differs: bool) -> None:
    lines = ["7月资源预算（万元）"], ["项目", "金额", "说明"], ["投放", 20, "抖音"], ["活动", 10, "会员日"]
    findings = read(sheet("计划", *lines, ["合计", total, None]))[2]
    assert any(one.code == "resources_total_differs" for one in findings) == differs


@pytest.mark.parametrize("name", ["二季度", "Q2", "2025Q2", "2025年二季度"])
@pytest.mark.parametrize(("typed", "is_right"), [(330.0, True), (331.0, False)])
def test_a_quarter_below_its_months_is_their_sum(name: str, typed: float, *, is_right: bool) -> None:
    lines = [(f"2025-0{month}", "总营收", "元", 110.0) for month in range(1, 7)]
    page = sheet(
        "核心指标",
        ("月份", "指标", "单位", "实际"),
        *lines,
        (name, "总营收", "元", typed),
        ("上半年", "总营收", "元", 660.0),
    )
    dataset, findings = checked(page)
    assert dataset["kpi"].frame["actual"].tolist() == [110.0] * 6
    assert len([one for one in findings if one.code == "total_row"]) == 1
    differing = [places(one) for one in findings if one.code == "total_row_differs"]
    assert differing == ([] if is_right else [["D8", "D5:D7"]])

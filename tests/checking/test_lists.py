"""Lists of metrics as teams keep them: headings, parts, names narrowed down, units said once, facts said twice."""

from __future__ import annotations

import pytest

from opsreport.model.table import Dataset, Sheet
from tests.checking.sheets import As, checked, codes, kpi, metric, only, places, sheet

HEADER = ("月份", "指标", "目标", "实际")


def listed(*rows: tuple[object, ...], header: tuple[object, ...] = HEADER, above: str = "", **more: object) -> Sheet:
    """A 核心指标 sheet of June rows: name, target, actual."""
    june = [("2025-06", *row) for row in rows]
    lines = [(above,), header, *june] if above else [header, *june]
    return sheet("核心指标", *lines, **more)


def actuals(dataset: Dataset) -> dict[str, float]:
    frame = dataset["kpi"].frame
    return dict(zip(frame["metric_id"], frame["actual"], strict=True))


# -- the unit of money that a sheet states


def test_a_metric_named_like_money_is_in_the_money_unit_of_its_sheet() -> None:
    rows = (("总营收", None, 115), ("直播收入", None, 12), ("门店会员数", None, 1150), ("直播成交率", None, "5%"))
    dataset, findings = checked(listed(*rows, above="单位：万元"))
    expected = {"revenue": 1_150_000, "直播收入": 120_000, "门店会员数": 1150, "直播成交率": 0.05}
    assert actuals(dataset) == pytest.approx(expected)
    assert codes(findings) == []
    assert set(dataset["metric_defs"].frame["unit"]) == {"yuan", "none", "percent"}


def test_a_metric_that_may_be_money_or_not_is_told_with_both_readings() -> None:
    rows = (("总营收", None, 115), ("新品", None, 60), ("人均产值", None, 3), ("华东", None, "80万元"))
    finding = only(checked(listed(*rows, above="单位：万元"))[1], "metric_unit_open")
    assert finding.is_blocking
    assert places(finding) == ["B4:B5", "A1"]
    assert {key: finding.details[key] for key in ("names", "unit", "seen")} == {
        "names": "新品 / 人均产值",
        "unit": "万元",
        "seen": "60",
    }


def test_a_money_unit_of_yuan_leaves_nothing_open() -> None:
    dataset, findings = checked(listed(("新品", None, 60), above="单位：元"))
    assert (actuals(dataset), codes(findings)) == ({"新品": 60}, [])


@pytest.mark.parametrize("name", ["门店会员数", "新增用户", "直播转化率", "客户满意得分", "响应时长"])
def test_numbers_of_no_money_under_a_header_of_money_are_unfit(name: str) -> None:
    header = ("月份", "指标", "目标（万元）", "实际（万元）")
    assert only(checked(listed((name, None, 12), header=header))[1], "unit_unfit").is_blocking


@pytest.mark.parametrize(("name", "actual"), [("直播收入", 120_000), ("新品", 120_000), ("总营收", 120_000)])
def test_a_header_speaks_of_all_that_it_fits(name: str, actual: float) -> None:
    dataset, findings = checked(listed((name, None, 12), header=("月份", "指标", "目标（万元）", "实际（万元）")))
    assert (actuals(dataset)[name if name != "总营收" else "revenue"], codes(findings)) == (actual, [])


def test_of_several_units_in_a_header_a_name_without_a_sort_takes_none() -> None:
    header = ("月份", "指标", "目标（万元/人）", "实际（万元/人）")
    rows = (("直播收入", None, 12), ("门店会员数", None, 1150), ("新品", None, 3))
    dataset, findings = checked(listed(*rows, header=header))
    assert actuals(dataset) == {"直播收入": 120_000, "门店会员数": 1150, "新品": 3}
    assert places(only(findings, "metric_unit_open")) == ["B4", "D1"]


# -- headings and parts


@pytest.mark.parametrize("name", ["一、营收类", "【用户】", "（二）用户", "营收类", "用户", "营收", "经营效率："])
def test_a_line_with_a_name_alone_is_a_heading(name: str) -> None:
    for line in ((None, name), (name,)):
        dataset, findings = checked(sheet("核心指标", HEADER, line, ("2025-06", "总营收", 120, 125)))
        assert actuals(dataset) == {"revenue": 125}
        assert codes(findings) == ["heading_row"]
        assert only(findings, "heading_row").details["seen"] == name
        assert only(findings, "heading_row").is_routine


def test_a_merged_line_is_a_heading() -> None:
    rows = (("总营收",), ("2025-06", "新增用户", 20, 25))
    one = checked(sheet("核心指标", HEADER, *rows, merged=("A2:D2",)))[1]
    assert codes(one) == ["heading_row"]


@pytest.mark.parametrize("name", ["客单价", "直播收入", "用户投诉数"])
def test_a_metric_without_its_number_is_missed(name: str) -> None:
    rows = (("2025-06", name), ("2025-06", "总营收", 120, 125))
    finding = only(checked(sheet("核心指标", HEADER, *rows))[1], "missing_value")
    assert places(finding) == ["D2"]


def test_the_last_line_heads_nothing() -> None:
    rows = (("2025-06", "总营收", 120, 125), ("2025-06", "用户类"))
    assert codes(checked(sheet("核心指标", HEADER, *rows))[1]) == ["missing_value"]


def test_parts_go_by_their_own_name_or_by_that_of_the_whole() -> None:
    rows = (
        ("总营收", None, 125),
        ("其中：线上营收", None, 105),
        ("其中：线下", None, 20),
        ("新增用户", None, 90),
        ("  其中: 会员", None, 30),
        ("其中：线下", None, 60),
    )
    dataset, findings = checked(listed(*rows))
    names = ["revenue", "线上营收", "总营收（线下）", "new_users", "新增用户（会员）", "新增用户（线下）"]
    assert (list(actuals(dataset)), codes(findings)) == (names, [])
    units = dict(zip(dataset["metric_defs"].frame["metric_id"], dataset["metric_defs"].frame["unit"], strict=True))
    assert (units["总营收（线下）"], units["新增用户（会员）"]) == ("yuan", "person")


# -- names narrowed down


def test_a_name_narrowed_down_is_its_own_beside_the_plain_one() -> None:
    revenue = (("总营收（含税，万元）", None, 12), ("总营收", None, 110_000))
    dataset, findings = checked(listed(*revenue, ("退款率（线上）", "4%", "3%"), ("退款率", "4%", "3%")))
    assert actuals(dataset) == pytest.approx(
        {"总营收（含税）": 120_000, "revenue": 110_000, "退款率（线上）": 0.03, "refund_rate": 0.03}
    )
    assert codes(findings) == []
    frame = dataset["metric_defs"].frame.set_index("metric_id")
    assert tuple(frame.loc["退款率（线上）", ["unit", "direction"]]) == ("percent", "down")


def test_two_ways_to_narrow_a_name_down_are_two_metrics() -> None:
    dataset, findings = checked(listed(("新增用户（线上）", None, 12), ("新增用户（线下）", None, 5)))
    assert (actuals(dataset), codes(findings)) == ({"新增用户（线上）": 12, "新增用户（线下）": 5}, [])


def test_one_name_narrowed_down_is_the_known_metric_and_is_told() -> None:
    rows = (("GMV（支付口径）", None, 12), ("净推荐值（NPS）", None, 40), ("总营收（本月）", None, 3))
    dataset, findings = checked(listed(*rows))
    assert list(actuals(dataset)) == ["gmv", "nps", "revenue"]
    assert codes(findings) == ["name_narrowed"]
    assert only(findings, "name_narrowed").details["names"] == "GMV（支付口径） → GMV"


# -- the same fact twice


def test_a_fact_said_twice_in_one_workbook_is_used_once() -> None:
    unit = ("月份", "指标", "单位", "目标", "实际")
    first = sheet("核心指标", unit, ("2025-06", "总营收", "万元", None, 11.5))
    rows = (("2025-06", "总营收", "元", 110_000, 115_000), ("2025-06", "新增用户", "人", 1, 2))
    again = sheet("核心指标汇总", unit, *rows)
    dataset, findings = checked(first, again)
    note = only(findings, "said_twice")
    assert (codes(findings), places(note), note.details["count"]) == (["said_twice"], ["B2"], "1")
    assert note.details["sheets"] == "核心指标汇总 / 核心指标"
    frame = dataset["kpi"].frame
    assert [tuple(row) for row in frame[["metric_id", "target", "actual"]].to_numpy()] == [
        ("revenue", 110_000, 115_000),
        ("new_users", 1, 2),
    ]


def test_rows_that_say_different_things_block_with_both() -> None:
    finding = only(checked(listed(("总营收", 120, 125), ("总营收", 120, 126)))[1], "duplicate_key")
    assert (places(finding), finding.details["key"]) == (["B2:B3"], "2025-06 · 总营收 · 125 ≠ 126")


def test_rows_that_each_say_something_of_their_own_block() -> None:
    assert only(checked(listed(("总营收", None, 125), ("总营收", 120, None)))[1], "duplicate_key").is_blocking


CHANNEL = ("月份", "渠道", "类型", "访问量", "新增用户", "收入")
SEM = ("2025-06", "SEM", "付费", 100, 10, 1000)


def test_equal_records_of_one_sheet_may_be_two_and_block() -> None:
    finding = only(checked(kpi(metric("总营收", 1000)), sheet("渠道", CHANNEL, SEM, SEM))[1], "duplicate_key")
    assert finding.is_blocking


def test_equal_records_of_two_sheets_are_one() -> None:
    sheets = (sheet("渠道", CHANNEL, SEM), sheet("渠道汇总", CHANNEL, SEM))
    dataset, findings = checked(kpi(metric("总营收", 1000)), *sheets)
    assert codes(findings) == ["said_twice"]
    assert len(dataset["channels"]) == 1


# -- attainment of what is better lower


def test_attainment_typed_plainly_of_a_lower_one_is_a_note() -> None:
    header = (*HEADER, "达成率")
    rows = (("获客成本", 25, 20, "80%"), ("退款率", "4%", "3%", "75%"), ("总营收", 100, 110, "110%"))
    findings = checked(listed(*rows, header=header))[1]
    note = only(findings, "attainment_plain")
    assert codes(findings) == ["attainment_plain"]
    assert (places(note), note.details["seen"]) == (["E2:E3"], "80% / 75%")
    assert note.details["expected"] == "120.00% / 125.00%"


@pytest.mark.parametrize("typed", ["120%", "125%", As(1.2, "0%")])
def test_both_documented_attainments_of_a_lower_one_are_right(typed: object) -> None:
    assert codes(checked(listed(("获客成本", 25, 20, typed), header=(*HEADER, "达成率")))[1]) == []


def test_a_third_attainment_is_wrong() -> None:
    findings = checked(listed(("获客成本", 25, 20, "87%"), header=(*HEADER, "达成率")))[1]
    assert codes(findings) == ["figure_differs"]
    assert only(findings, "figure_differs").details["expected"] == "120.00%"


# -- what people say, and which way is better


@pytest.mark.parametrize("cause", ["未达成原因", "差异说明", "原因分析", "问题分析", "偏差原因"])
@pytest.mark.parametrize("step", ["改进措施", "下一步措施", "下月计划", "优化措施"])
def test_causes_and_next_steps_are_known_by_many_headers(cause: str, step: str) -> None:
    dataset, findings = checked(listed(("总营收", 120, 100, "大促错期", "补投"), header=(*HEADER, cause, step)))
    said = dataset["commentary"].frame
    assert dict(zip(said["kind"], said["text"], strict=True)) == {"cause": "大促错期", "next": "补投"}
    assert codes(findings) == []


def test_of_two_columns_of_causes_the_plainer_is_read_and_the_other_named() -> None:
    header = (*HEADER, "问题分析", "原因分析", "情况说明")
    dataset, findings = checked(listed(("总营收", 120, 100, "人手", "错期", "正常"), header=header))
    assert list(dataset["commentary"].frame["text"]) == ["错期"]
    assert places(only(findings, "unknown_column")) == ["E1", "G1"]


def test_an_unknown_metric_that_people_want_less_of_is_told_to_be_judged_as_better_lower() -> None:
    rows = (("客诉量", 5, 4), ("退货率", "5%", "6%"), ("物流响应时长", 5, 6), ("投诉解决率", "80%", "90%"))
    dataset, findings = checked(listed(*rows))
    finding = only(findings, "direction_assumed")
    assert (places(finding), finding.details["seen"]) == (["B3:B4"], "退货率 / 物流响应时长")
    assert directions(dataset) == {"complaints": "down", "退货率": "down", "物流响应时长": "down", "投诉解决率": "up"}
    assert finding.details["column"] == "越低越好"


def directions(dataset: Dataset) -> dict[str, str]:
    frame = dataset["metric_defs"].frame
    return dict(zip(frame["metric_id"], frame["direction"], strict=True))


@pytest.mark.parametrize(("name", "typed", "code"), [
    ("新品甲", "125%", "down"), ("新品甲", "120%", "down"), ("新品甲", "80%", "up"), ("退费率", "80%", "down"),
])  # fmt: skip
def test_an_attainment_of_target_by_actual_is_that_of_a_metric_which_is_better_lower(
    name: str, typed: str, code: str
) -> None:
    dataset, findings = checked(listed((name, 10, 8, typed), header=(*HEADER, "达成率")))
    assert directions(dataset) == {name: code}
    assert "figure_differs" not in codes(findings)


def test_a_typed_no_keeps_a_metric_better_higher_that_is_named_otherwise() -> None:
    dataset, findings = checked(listed(("退货率", "5%", "5%", "否"), header=(*HEADER, "越低越好")))
    assert (directions(dataset), codes(findings)) == ({"退货率": "up"}, [])


@pytest.mark.parametrize(("header", "typed", "code"), [
    ("方向", "越低越好", "down"), ("越低越好", "是", "down"), ("指标方向", "反向", "down"), ("方向", "↑", "up"),
    ("方向", "正向", "up"),
])  # fmt: skip
def test_a_direction_can_be_typed_in_words(header: str, typed: str, code: str) -> None:
    dataset, findings = checked(listed(("退货率", "5%", "5%", typed), header=(*HEADER, header)))
    assert (list(dataset["metric_defs"].frame["direction"]), codes(findings)) == ([code], [])


def test_an_open_direction_is_told_once_and_not_where_directions_are_typed() -> None:
    rows = [metric(name, 20, unit="次", target=25) for name in ("新增会员", "设备系数", "日均通话")]
    finding = only(checked(kpi(*rows))[1], "direction_assumed")
    assert (finding.details["seen"], finding.details["better"]) == ("设备系数 / 日均通话", "higher")
    untargeted = [metric("设备系数", 20, unit="次")]
    assert "direction_assumed" not in codes(checked(kpi(*untargeted))[1])

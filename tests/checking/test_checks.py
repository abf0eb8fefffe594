"""What is found between rows, sheets and files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsreport.checking import CODES, check
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file
from opsreport.schemas import SCHEMAS
from tests.checking.sheets import (
    CHANNEL_HEADER,
    JUNE,
    USER_HEADER,
    checked,
    codes,
    kpi,
    metric,
    only,
    places,
    sheet,
)

BROKEN = Path(__file__).parents[2] / "sample_data" / "broken"
KPI = kpi(metric("总营收", 8000))
ROWS = [("2025-06", f"渠道{i}", "付费", 100 * i, 10 * i, 5 * i, 1000 * i, 300 * i) for i in range(1, 6)]


def test_an_empty_folder_blocks_once() -> None:
    assert codes(check((), JUNE)[1]) == ["empty_folder"]
    unreadable = Finding("broken_zip", Severity.block, (Origin("a.xlsx"),))
    assert codes(check((), JUNE, (unreadable,))[1]) == ["broken_zip"]


def test_findings_of_reading_are_kept() -> None:
    note = Finding("hidden_sheet", Severity.note, (Origin("a.xlsx", "旧"),), {"sheet": "旧"})
    assert "hidden_sheet" in codes(check((KPI,), JUNE, (note,))[1])


def test_two_copies_of_a_file_are_used_once_and_named() -> None:
    sheets = [
        one
        for file in ("运营.xlsx", "运营 - 副本.xlsx")
        for one in (
            kpi(metric("总营收", 15000), metric("月活跃用户", 900), file=file),
            sheet("渠道", CHANNEL_HEADER, *ROWS, file=file),
        )
    ]
    dataset, findings = checked(*sheets)
    assert codes(findings) == ["file_versions"]
    assert findings.all[0].details["keep"] == "运营.xlsx"
    assert len(dataset["channels"]) == 5


def test_of_copies_in_any_order_the_one_to_keep_is_used_and_its_totals_are_told_once() -> None:
    total = ("合计", None, None, 99)
    names = ("渠道 - 副本.xlsx", "渠道.xlsx", "渠道_v3.xlsx")
    copies = [sheet("渠道", CHANNEL_HEADER, *ROWS, total, file=name) for name in names]
    findings = checked(kpi(metric("总营收", 15000)), *copies)[1]
    assert only(findings, "file_versions").details["keep"] == "渠道_v3.xlsx"
    assert {origin.file for origin in only(findings, "total_row_differs").origins} == {"渠道_v3.xlsx"}


def test_what_rows_lack_for_want_of_a_column_is_one_finding() -> None:
    risks = [("风险", f"断货{number}", "2025-06") for number in range(3)]
    plan = sheet("计划", ("类型", "事项", "月份"), *risks, ("行动", "补货", "2025-06"), ("风险", "退款", "2025-06"))
    told = [one for one in checked(kpi(metric("总营收", 1)), plan)[1] if one.code == "missing_detail"]
    assert [places(one) for one in told if "概率" in one.details["column"]] == [["2:4", "6:6"]]


def test_equal_rows_of_a_plan_in_two_files_may_be_two_things() -> None:
    rows = (("类型", "事项", "月份", "数值", "单位"), ("资源", "设计师", "2025-07", 1, "人"))
    sheets = [sheet("计划", *rows, file=file) for file in ("设计部.xlsx", "内容部.xlsx")]
    finding = only(checked(kpi(metric("总营收", 1)), *sheets)[1], "duplicate_file")
    assert [origin.file for origin in finding.origins] == ["设计部.xlsx", "内容部.xlsx"]


def test_two_files_whose_rows_differ_are_told_with_the_cells() -> None:
    rows = [("2025-06", "SEM", "付费", 100, 10), ("2025-06", "抖音", "付费", 200, 20)]
    other = [rows[0], (*rows[1][:4], 25)]
    first, second = (sheet("渠道", CHANNEL_HEADER[:5], *part, file=f"{i}.xlsx") for i, part in enumerate((rows, other)))
    one = only(checked(kpi(metric("总营收", 1)), first, second)[1], "files_disagree")
    assert [str(origin) for origin in one.origins] == ["0.xlsx › 渠道!E3", "1.xlsx › 渠道!E3"]
    assert (one.details["rows"], one.details["count"], one.details["seen"]) == ("2", "1", "20 ≠ 25")


def test_the_steps_of_two_copies_are_the_same() -> None:
    steps = [("2025-06", "购买漏斗", name, count) for name, count in (("浏览", 900), ("加购", 300), ("支付", 90))]
    files = ("运营.xlsx", "运营 - 副本.xlsx")
    sheets = [sheet("用户", ("月份", "类别", "名称", "人数"), *steps, file=file) for file in files]
    findings = checked(kpi(metric("总营收", 15000)), *sheets)[1]
    assert codes(findings) == ["file_versions"]


def test_one_key_twice_in_a_sheet_names_both_rows() -> None:
    finding = only(checked(kpi(metric("总营收", 1), metric("月活跃用户", 1), metric("营收", 2)))[1], "duplicate_key")
    assert finding.is_blocking
    assert places(finding) == ["B2", "B4"]


@pytest.mark.parametrize(("typed", "code"), [(1500, "total_row"), (1400, "total_row_differs")])
def test_total_rows_are_compared_and_left_out(typed: int, code: str) -> None:
    total = ("合计", None, None, typed, 150, 75, 15000, 4500)
    dataset, findings = checked(kpi(metric("总营收", 15000)), sheet("渠道", CHANNEL_HEADER, *ROWS, total))
    assert codes(findings) == [code]
    assert len(dataset["channels"]) == 5
    if code == "total_row_differs":
        assert places(only(findings, code)) == ["D7", "D2:D6"]


def test_a_subtotal_of_each_month_and_a_grand_total_are_right() -> None:
    may = [("2025-05", *row[1:]) for row in ROWS]
    subtotal = (None, "小计", None, 1500, 150, 75, 15000, 4500)
    grand = (None, "总计", None, 3000, 300, 150, 30000, 9000)
    _, findings = checked(
        kpi(metric("总营收", 15000)), sheet("渠道", CHANNEL_HEADER, *may, subtotal, *ROWS, subtotal, grand)
    )
    assert "total_row_differs" not in codes(findings)


def test_a_whole_later_month_is_no_mistake_but_a_few_rows_are() -> None:
    june, july = [[metric(f"指标{i}", 10 + i, month=m) for i in range(5)] for m in ("2025-06", "2025-07")]
    assert "month_misplaced" not in codes(checked(kpi(*june, *july))[1])
    few = only(checked(kpi(*june, july[0]))[1], "month_misplaced")
    assert (few.details["seen"], places(few)) == ("2025-07", ["A7"])
    far = [metric(f"指标{i}", 10 + i, month="2052-06") for i in range(5)]
    assert only(checked(kpi(*june, *far))[1], "month_misplaced").details["count"] == "5"


def test_rows_of_another_month_in_a_sheet_named_after_one() -> None:
    rows = [("2025-05", *row[1:]) for row in ROWS]
    finding = only(checked(KPI, sheet("渠道2025-06", CHANNEL_HEADER, *rows))[1], "month_misplaced")
    assert places(finding) == ["A2:A6"]
    history = sheet("渠道2025-06", CHANNEL_HEADER, *rows, *ROWS)
    assert "month_misplaced" not in codes(checked(kpi(metric("总营收", 15000)), history)[1])


def test_a_tab_that_equals_last_months_is_named() -> None:
    rows = [*(("2025-05", *row[1:]) for row in ROWS), *ROWS]
    finding = only(checked(kpi(metric("总营收", 15000)), sheet("渠道", CHANNEL_HEADER, *rows))[1], "not_updated")
    assert (finding.severity, finding.details["same"], finding.details["rows"]) == (Severity.warn, "25", "25")


def test_the_first_month_is_no_error() -> None:
    _, findings = checked(kpi(metric("总营收", 15000)), sheet("渠道", CHANNEL_HEADER, *ROWS))
    assert codes(findings) == []


@pytest.mark.parametrize(("new_users", "found"), [(150, []), (150.7, []), (151, ["channel_sum"]), (None, [])])
def test_channels_must_add_up_to_half_a_percent(new_users: float | None, found: list[str]) -> None:
    rows = [metric("总营收", 15000), *([metric("新增注册用户数", new_users)] if new_users else [])]
    assert codes(checked(kpi(*rows), sheet("渠道", CHANNEL_HEADER, *ROWS))[1]) == found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (metric("付费转化率", "4.8%", numerator=96, denominator=2000), []),
        (metric("付费转化率", "0.3%", numerator=7, denominator=2000), []),
        (metric("付费转化率", "5.2%", numerator=96, denominator=2000), ["ratio_mismatch"]),
        (metric("付费转化率", "0.25%", numerator=210, denominator=100000), ["ratio_mismatch"]),
        (metric("付费转化率", "0.7%", numerator=661, denominator=100000), []),
        (metric("净推荐值", 42, numerator=1008, denominator=2400), []),
        (metric("神秘指数", 42, numerator=1008, denominator=2400), []),
    ],
)
def test_an_actual_must_be_what_its_parts_give(row: tuple[object, ...], found: list[str]) -> None:
    assert codes(checked(kpi(row))[1]) == found


def test_a_past_actual_that_its_parts_do_not_give_is_a_warning() -> None:
    rows = [
        metric("付费转化率", said, numerator=96, denominator=2000, month=f"2025-0{at}")
        for at, said in ((5, "5.2%"), (6, "4.8%"))
    ]
    one = only(checked(kpi(*rows))[1], "ratio_history_mismatch")
    assert (one.severity, one.details["month"], one.details["expected"]) == (Severity.warn, "2025-05", "4.80%")


def test_every_answer_over_the_base_is_an_error_their_sum_a_question() -> None:
    rows = [("2025-06", "流失原因", name, n, 100) for name, n in (("价格", 70), ("运费", 60))]
    findings = checked(KPI, sheet("用户", USER_HEADER, *rows))[1]
    assert only(findings, "churn_sum_over_base").severity is Severity.warn
    rows[0] = ("2025-06", "流失原因", "价格", 130, 100)
    assert only(checked(KPI, sheet("用户", USER_HEADER, *rows))[1], "churn_over_base").is_blocking


def test_dormant_users_are_no_monthly_actives() -> None:
    rows = [("2025-06", "分层", name, n) for name, n in (("高频", 300), ("低频", 700), ("沉默用户", 500))]
    assert codes(checked(kpi(metric("月活跃用户", 1000)), sheet("用户", USER_HEADER, *rows))[1]) == []
    assert codes(checked(kpi(metric("MAU", 1500)), sheet("用户", USER_HEADER, *rows))[1]) == ["tiers_vs_mau"]


def test_causes_are_owed_for_what_is_off_target_only() -> None:
    rows = (
        metric("总营收", 99, target=100),
        metric("获客成本", 21, target=20),
        metric("月活跃用户", 110, target=100),
        metric("新增用户", 70, target=100, cause="渠道停投"),
        metric("移动端占比", "70%", target="80%"),
    )
    finding = only(checked(kpi(*rows))[1], "missing_cause")
    assert finding.details["seen"] == "总营收 / 获客成本"
    assert finding.severity is Severity.warn


def test_everything_is_found_at_once() -> None:
    bad = [list(row) for row in ROWS]
    bad[0][3], bad[1][2], bad[2][4], bad[3][0] = "很多", "不明", None, "某月"
    _, findings = checked(kpi(metric("付费转化率", 4.8)), sheet("渠道", CHANNEL_HEADER, *bad))
    wanted = {"ambiguous_percent", "no_such_month", "not_a_number", "family_unknown", "number_missing", "bad_date"}
    assert wanted <= set(codes(findings))
    assert findings.all[0].is_blocking


def test_the_months_there_are_stand_in_the_finding() -> None:
    rows = [metric("总营收", 1, month=f"2025-0{m}") for m in (3, 4, 5)]
    finding = only(checked(kpi(*rows))[1], "no_such_month")
    assert finding.details["seen"] == "2025-03 / 2025-04 / 2025-05"
    many = [metric("总营收", 1, month=str(Period.parse("2024-01").plus(i))) for i in range(10)]
    assert only(checked(kpi(*many))[1], "no_such_month").details["seen"] == "2024-01 … 2024-10"


@cache
def healthy_sheets() -> tuple[Sheet, ...]:
    return read_file(BROKEN / "healthy.xlsx")[0]


JUNK = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["2025-06", "合计", "示例：", "4.8%", "xx", "–", "=1+1", "全年", "是", "=", "（", "%", "元"]),
    st.floats(allow_nan=False, width=32),
    st.booleans(),
    st.dates(),
    st.times(),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_cell_can_make_checking_fail(data: st.DataObject) -> None:
    healthy = healthy_sheets()
    index = data.draw(st.integers(0, len(healthy) - 1))
    one = healthy[index]
    cells = dict(one.cells)
    for at in data.draw(st.lists(st.sampled_from(sorted(cells)), min_size=1, max_size=4)):
        kind = data.draw(st.sampled_from(["text", "number", "date", "flag", "error", "no_value"]))
        cells[at] = Cell(*at, kind, data.draw(JUNK), data.draw(st.sampled_from(["", "0.0%"])))
    changed = Sheet(one.file, one.name, cells)
    dataset, findings = check((*healthy[:index], changed, *healthy[index + 1 :]), JUNE)
    assert dataset.tables.keys() == SCHEMAS.keys()
    for finding in findings:
        assert finding.code in CODES
        for table in dataset.tables.values():
            assert set(table.frame.index) <= table.places.keys()

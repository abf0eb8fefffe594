"""Cells typed in another form than they are read: what they come to, what is told, and what is never guessed."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.checking.codes import found
from opsreport.checking.plainly import NUMBER_LOOKS, number_within
from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.table import Dataset, Sheet
from opsreport.wording.listing import listing
from opsreport.wording.voice import finding_text, wording
from tests.checking.sheets import (
    CHANNEL_HEADER,
    JUNE,
    PLAN_HEADER,
    As,
    checked,
    codes,
    kpi,
    metric,
    only,
    places,
    sheet,
)

KPI = kpi(metric("客服首响时长", 28))
ABSENT = ["–", "—", "--", "/", "N/A", "n/a", "无", "無", "休", "停投", "暂无", "暫無", "NULL", " － "]


def channels(*typed: object, header: str = "费用", months: tuple[object, ...] = (), name: str = "渠道") -> Sheet:
    """A 渠道 sheet whose 费用 column holds these cells, a row each."""
    headers = tuple(header if one == "费用" else one for one in CHANNEL_HEADER)
    rows = [
        (months[i] if months else "2025-06", f"渠道{i}", "付费", 900, 40, 10, 3000, cell, 900, "否")
        for i, cell in enumerate(typed)
    ]
    return sheet(name, headers, *rows)


def spend(*typed: object, header: str = "费用") -> tuple[list[float], Findings]:
    dataset, findings = checked(KPI, channels(*typed, header=header))
    return dataset["channels"].frame["spend"].tolist(), findings


def months(*typed: object, name: str = "渠道") -> tuple[Dataset, Findings]:
    return checked(KPI, channels(*(500 for _ in typed), months=typed, name=name))


def notes(findings: Findings, code: str = "value_coerced") -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def test_every_form_of_a_column_is_one_note_with_count_range_and_example() -> None:
    values, findings = spend("1,234", "９６６０", "2,000", "9.66万", 500, "3,500")
    assert values == [1234, 9660, 2000, 96_600, 500, 3500]
    by_form = {finding.details["form"]: finding for finding in notes(findings)}
    assert {form: (places(one), one.details["count"]) for form, one in by_form.items()} == {
        "separators": (["H2", "H4", "H7"], "3"),
        "width": (["H3"], "1"),
        "scale": (["H5"], "1"),
    }
    assert (by_form["scale"].details["seen"], by_form["scale"].details["meant"]) == ("9.66万", "96600")
    assert all(one.severity is Severity.note and one.is_routine for one in by_form.values())


def test_every_cell_in_another_form_is_listed_with_what_was_read() -> None:
    _, findings = spend("15.000,50", "1,50", "2,5", "1,50")
    note = only(findings, "value_coerced")
    read = [(one.where.cell, one.seen, one.meant) for one in note.readings]
    assert read == [("H2", "15.000,50", "15000.5"), ("H3,H5", "1,50", "1.5"), ("H4", "2,5", "2.5")]
    _, alone = spend("1,50")
    assert places(only(alone, "not_a_number")) == ["H2"]


def test_a_span_in_one_cell_is_listed_with_both_its_days() -> None:
    rows = (("活动", "活动时间"), ("大促", "6.5-6.18"), ("直播", "6.8"))
    findings = checked(KPI, sheet("活动", *rows))[1]
    read = {one.where.cell: one.meant for finding in notes(findings) for one in finding.readings}
    assert read == {"B2": "2025-06-05 – 2025-06-18", "B3": "2025-06-08"}


@pytest.mark.parametrize("mark", ["同上", "〃"])
def test_a_cell_that_points_above_says_what_stands_there_and_a_number_does_not(mark: str) -> None:
    rows = [("2025-06", "SEM", "付费", 100, 10), (mark, "信息流", mark, 100, 10), (mark, "抖音", mark, mark, 10)]
    dataset, findings = checked(KPI, sheet("渠道", CHANNEL_HEADER[:5], *rows))
    assert dataset["channels"].frame["month"].tolist() == ["2025-06"] * 3
    meant = {cell: one.readings[0].meant for one in notes(findings) for cell in places(one)}
    assert meant == {"A3:A4": "2025-06", "C3:C4": "付费"}
    assert places(only(findings, "not_a_number")) == ["D4"]
    first = checked(KPI, sheet("渠道", CHANNEL_HEADER[:5], (mark, "SEM", "付费", 100, 10)))[1]
    assert places(only(first, "bad_date")) == ["A2"]


@pytest.mark.parametrize(
    ("typed", "month"),
    [("六月", "2025-06"), ("06/2025", "2025-06"), ("二〇二五年五月", "2025-05"), ("6/2025", "2025-06")],
)
def test_months_in_words_and_before_their_year(typed: str, month: str) -> None:
    assert months(typed)[0]["channels"].frame["month"].tolist() == [month]


@pytest.mark.parametrize("typed", ["2506", 2506, "250612", "0605"])
def test_what_is_no_year_of_now_is_no_month(typed: object) -> None:
    finding = only(checked(kpi(metric("总营收", 1), metric("月活跃用户", 1, month=typed)))[1], "bad_date")
    assert places(finding) == ["A3"]


def test_numbers_dates_and_percents_as_excel_keeps_them_are_no_coercion() -> None:
    rows = (metric("付费转化率", As(0.048, "0.0%"), month=date(2025, 6, 1)), metric("总营收", As(8000, "#,##0.00")))
    _, findings = checked(kpi(*rows))
    assert notes(findings) == []


@pytest.mark.parametrize("typed", ABSENT)
def test_what_says_that_there_is_nothing_is_missing_and_never_zero(typed: str) -> None:
    values, findings = spend(typed, 500, typed)
    assert [math.isnan(value) for value in values] == [True, False, True]
    note = only(findings, "value_absent")
    assert (places(note), note.details["count"], note.is_routine) == (["H2", "H4"], "2", True)
    assert codes(findings) == []


@pytest.mark.parametrize("typed", ABSENT)
def test_a_required_cell_that_says_so_is_still_missing(typed: str) -> None:
    finding = only(checked(kpi(metric("总营收", 8000), metric("月活跃用户", typed)))[1], "missing_value")
    assert places(finding) == ["E3"]


def test_words_that_are_choices_and_texts_stay_so() -> None:
    row = ("2025-06", "SEM", "付费", 900, 40, 10, 3000, 500, 900, "无", "停投", "无")
    dataset, findings = checked(KPI, sheet("渠道", (*CHANNEL_HEADER, "人工建议", "原因"), row))
    assert dataset["channels"].frame["verdict_override"].tolist() == ["stop"]
    assert dataset["channel_defs"].frame["is_test"].tolist() == [False]
    assert dataset["commentary"].frame["text"].tolist() == ["无"]
    assert notes(findings, "value_absent") == []


@pytest.mark.parametrize(
    ("header", "typed", "value", "is_told"),
    [
        ("费用（万元）", 9.66, 96_600, False),
        ("费用(万元)", "9.66", 96_600, False),
        ("费用（单位：万元）", "9.66万", 96_600, False),
        ("费用（萬元）", "9.66万元", 96_600, False),
        ("费用（千元）", "65.5", 65_500, False),
        ("费用（元）", "9.66万", 96_600, False),
        ("费用", As(9.66, '0.00"万"'), 96_600, False),
        ("费用（万元）", As(9.66, '0.00"万"'), 96_600, False),
        ("费用（万元）", "65,500元", 65_500, True),
        ("费用（万元）", "￥3.5k", 3500, True),
        ("费用（万元）", "1.2亿", 120_000_000, True),
        ("费用（含税）", 500, 500, False),
    ],
)
def test_a_unit_said_twice_holds_once_and_the_cells_own_wins(
    header: str, typed: object, value: float, is_told: bool
) -> None:
    values, findings = spend(typed, header=header)
    assert values == [value]
    assert codes(findings) == (["unit_differs"] if is_told else [])
    if is_told:
        finding = only(findings, "unit_differs")
        assert (finding.severity, places(finding), finding.details["meant"]) == (Severity.warn, ["H2"], f"{value:.0f}")


def test_brackets_that_name_no_unit_leave_the_workbooks_money_unit() -> None:
    about = sheet("报告信息", ("项目", "内容"), ("公司", "甲"), ("金额单位", "万元"))
    dataset, _ = checked(about, KPI, channels(0.07, header="费用（含税）"))
    assert dataset["channels"].frame["spend"].tolist() == [700]


@pytest.mark.parametrize(
    ("name", "typed", "unit", "value", "is_told"),
    [
        ("总营收", "872万", "万元", 8_720_000, False),
        ("总营收", "8,720,000元", "万元", 8_720_000, True),
        ("月活跃用户", "12,000人", "万人", 12_000, True),
        ("客服首响时长", "0.5小时", None, 30, False),
        ("客服首响时长", "0.5小时", "分钟", 30, True),
        ("客服首响时长", "28分", "分钟", 28, False),
        ("月活跃用户", "300人次", "人", 300, False),
        ("净推荐值", "42分", None, 42, False),
        ("投入产出比", "1 : 2.5", None, 2.5, False),
        ("自创比例", "1：2.5", None, 2.5, False),
        ("营收环比", "↓14.8%", "%", -0.148, False),
        ("营收环比", "持平", "%", 0, False),
        ("转化率变化", "+3.1pct", "百分点", 0.031, False),
        ("转化率变化", "3.1个百分点", "百分点", 0.031, False),
    ],
)
def test_measures_are_read_in_their_own_unit(
    name: str, typed: str, unit: str | None, value: float, is_told: bool
) -> None:
    dataset, findings = checked(kpi(metric(name, typed, unit=unit)))
    assert dataset["kpi"].frame["actual"].tolist() == [pytest.approx(value)]
    assert ("unit_differs" in codes(findings)) is is_told


@pytest.mark.parametrize(
    ("name", "typed", "unit", "code"),
    [
        ("付费转化率", "↓14.8%", None, "change_typed"),
        ("付费转化率", "+3.1pct", "%", "change_typed"),
        ("总营收", "持平", None, "change_typed"),
        ("总营收", "↑12%", None, "change_typed"),
        ("总营收", "4.8%", None, "not_a_number"),
        ("总营收", "300人", None, "unit_unfit"),
        ("总营收", "1:2.5", None, "unit_unfit"),
        ("月活跃用户", "300元", None, "unit_unfit"),
        ("月活跃用户", "1:30", None, "unit_unfit"),
        ("付费转化率", "4.8万", None, "unit_unfit"),
        ("付费转化率", "4.8", None, "ambiguous_percent"),
        ("总营收", "$500", None, "not_a_number"),
    ],
)
def test_what_is_no_value_of_its_metric_blocks_with_its_cell(
    name: str, typed: str, unit: str | None, code: str
) -> None:
    dataset, findings = checked(kpi(metric(name, typed, unit=unit)))
    finding = only(findings, code)
    assert (finding.is_blocking, places(finding)) == (True, ["E2"])
    assert finding.details["seen"] == (typed if code != "not_a_number" or "%" not in typed else "4.8%")
    assert math.isnan(dataset["kpi"].frame["actual"].iloc[0])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("↓12%", "change_typed"),
        ("持平", "change_typed"),
        ("300人", "unit_unfit"),
        ("1:30", "unit_unfit"),
        ("3天", "unit_unfit"),
        ("4.5%", "not_a_number"),
        ("10:30", "not_a_number"),
        ("1-2", "not_a_number"),
        (date(2025, 1, 2), "not_a_number"),
        ("#N/A", "not_a_number"),
    ],
)
def test_what_is_no_amount_of_money_blocks_with_its_cell(typed: object, code: str) -> None:
    values, findings = spend(typed)
    assert math.isnan(values[0])
    assert (places(only(findings, code)), codes(findings)) == (["H2"], [code])


@pytest.mark.parametrize(("typed", "one", "other"), [("4.8", "4.8%", "480%"), (4.8, "4.8%", "480%")])
def test_a_bare_rate_is_told_with_both_readings(typed: object, one: str, other: str) -> None:
    finding = only(checked(kpi(metric("付费转化率", typed)))[1], "ambiguous_percent")
    assert (finding.details["one"], finding.details["other"]) == (one, other)


@pytest.mark.parametrize(
    ("typed", "values"), [((30, 1.5), [0.3, 0.015]), ((0.3, 1.0), [0.3, 1.0]), (("150%", 0.3), [1.5, 0.3])]
)
def test_shares_just_above_one_are_percent_only_beside_larger_ones(
    typed: tuple[object, ...], values: list[float]
) -> None:
    rows = [("行动", f"事{i}", "2025-07", *[None] * 6, share, "进行中") for i, share in enumerate(typed)]
    dataset, _ = checked(KPI, sheet("计划", PLAN_HEADER, *rows))
    assert dataset["actions"].frame["progress"].tolist() == pytest.approx(values)


@pytest.mark.parametrize(
    ("typed", "progress"),
    [((1.2,), [0.012]), ((4.8, 0.9), [0.048, 0.009]), ((0.9,), [math.nan]), (("90%",), [0.9]), ((0,), [0.0])],
)
def test_a_header_in_percent_settles_what_is_above_one_and_the_column_the_rest(
    typed: tuple[object, ...], progress: list[float]
) -> None:
    headers = tuple("进度（%）" if header == "进度" else header for header in PLAN_HEADER)
    rows = [("行动", f"事{i}", "2025-07", *[None] * 6, share, "进行中") for i, share in enumerate(typed)]
    dataset, _ = checked(KPI, sheet("计划", headers, *rows))
    assert dataset["actions"].frame["progress"].tolist() == pytest.approx(progress, nan_ok=True)


def test_a_share_just_above_one_on_its_own_is_told_with_both_readings() -> None:
    row = ("行动", "事", "2025-07", *[None] * 6, 1.2, "进行中")
    finding = only(checked(KPI, sheet("计划", PLAN_HEADER, row))[1], "ambiguous_percent")
    assert (finding.details["one"], finding.details["other"], places(finding)) == ("1.2%", "120%", ["J2"])


def test_a_point_before_three_digits_is_doubtful_only_beside_european_numbers() -> None:
    assert spend("1.234", "500")[0] == [1.234, 500]
    values, findings = spend("1.234", "2.500,50", "1,234", "12,5", 700, "3.5")
    assert values == pytest.approx([math.nan, 2500.5, math.nan, 12.5, 700, 3.5], nan_ok=True)
    finding = only(findings, "ambiguous_value")
    assert (places(finding), finding.is_blocking) == (["H2", "H4"], True)
    assert (finding.details["one"], finding.details["other"]) == ("1.234", "1234")
    assert codes(findings) == ["ambiguous_value"]


SPELLED = ["2025年6月", "２０２５年６月", "25年6月", "2025/6/1", "2025.6", "202506", "45809", "第23周", "Jun-25", "6月"]
SPELLED += ["2025年6月1日-6月30日", "6.1-6.30", "2025M06"]


@pytest.mark.parametrize("typed", [*SPELLED, 202506, 45809, 6])
def test_months_of_every_style_are_one_and_counted(typed: object) -> None:
    dataset, findings = months(typed, typed)
    assert dataset["channels"].frame["month"].tolist() == ["2025-06"] * 2
    note = only(findings, "value_coerced")
    assert (places(note), note.details["count"], note.details["meant"]) == (["A2:A3"], "2", "2025-06")


@pytest.mark.parametrize(
    ("typed", "one", "other"),
    [
        ("12月", "2024-12", "2025-12"),
        ("第22周", "2025-05", "2025-06"),
        (2025.1, "2025-01", "2025-10"),
        ("03/04/2025", "2025-04", "2025-03"),
    ],
)
def test_a_month_of_two_readings_is_never_guessed(typed: object, one: str, other: str) -> None:
    _, findings = months("2025-06", typed)
    finding = only(findings, "ambiguous_value")
    assert (places(finding), finding.details["one"], finding.details["other"]) == (["A3"], one, other)


def test_the_sheets_name_settles_the_year_and_another_row_may_unsettle_it() -> None:
    assert months("12月", name="2024年渠道")[0]["channels"].frame["month"].tolist() == ["2024-12"]
    assert months("2025年5月", "6月")[0]["channels"].frame["month"].tolist() == ["2025-05", "2025-06"]
    _, findings = months("2024年1月", "2月")
    assert only(findings, "ambiguous_value").details["one"] == "2024-02"


def test_zeros_lost_from_months_are_known_by_the_rows_around() -> None:
    dataset, findings = months(2025.09, 2025.1, 2025.11)
    assert dataset["channels"].frame["month"].tolist() == ["2025-09", "2025-10", "2025-11"]
    assert "ambiguous_value" not in codes(findings)


def actions(*starts: object, date_1904: bool = False) -> tuple[Dataset, Findings]:
    rows = [("行动", f"事{i}", "2025-07", *[None] * 4, start, None, None, "进行中") for i, start in enumerate(starts)]
    plan = sheet("计划", PLAN_HEADER, *rows)
    return checked(KPI, Sheet(plan.file, plan.name, plan.cells, date_1904=date_1904))


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        (("03/04/2025", "13/04/2025"), ["2025-04-03", "2025-04-13"]),
        (("03/04/2025", "04/13/2025"), ["2025-03-04", "2025-04-13"]),
        (("2025/7/1", 45839, "45839", "20250701", "1-Jul-2025"), ["2025-07-01"] * 5),
        (("6月5日",), ["2025-06-05"]),
    ],
)
def test_days_are_read_in_the_order_their_column_shows(typed: tuple[object, ...], days: list[str]) -> None:
    dataset, findings = actions(*typed)
    assert [f"{day:%Y-%m-%d}" for day in dataset["actions"].frame["start"]] == days
    assert "ambiguous_value" not in codes(findings)


def test_a_day_of_a_plan_without_its_year_is_the_near_one_and_half_a_year_off_told_with_both() -> None:
    starts = [f"{day:%Y-%m-%d}" for day in actions("7月1日", "11.20", "5/31")[0]["actions"].frame["start"]]
    assert starts == ["2025-07-01", "2025-11-20", "2025-05-31"]
    finding = only(actions("1月15日")[1], "day_unread")
    assert finding.details["seen"] == "1月15日 = 2025-01-15 | 2026-01-15"


def test_a_column_of_both_orders_or_none_settles_nothing() -> None:
    for typed in (("03/04/2025",), ("03/04/2025", "13/04/2025", "04/13/2025")):
        finding = only(actions(*typed)[1], "day_unread")
        assert (places(finding), finding.details["seen"]) == (["H2"], "03/04/2025 = 2025-04-03 | 2025-03-04")


def test_day_numbers_count_from_the_workbooks_own_first_day() -> None:
    assert actions(44377, date_1904=True)[0]["actions"].frame["start"].tolist() == [date_of("2025-07-01")]


def date_of(text: str) -> object:
    return actions(text)[0]["actions"].frame["start"].iloc[0]


def test_a_ratio_is_no_part_of_a_rate() -> None:
    row = metric("付费转化率", "4.8%", numerator="1:48", denominator="1,000人")
    assert places(only(checked(kpi(row))[1], "not_a_number")) == ["F2"]


def test_a_plain_number_in_a_file_of_texts_is_no_coercion() -> None:
    row = ("2025-06", "SEM", "付费", "900", "４０", "10.50", "3,000", "--")
    lines = replace(sheet("渠道", CHANNEL_HEADER, row, file="渠道.xls"), is_untyped=True)
    _, findings = checked(KPI, lines)
    assert [(one.code, *places(one)) for one in findings if one.is_routine] == [
        ("value_absent", "H2"),
        ("value_coerced", "E2"),
        ("value_coerced", "G2"),
    ]


def test_a_number_kept_as_text_in_a_workbook_is_told_with_its_mark() -> None:
    _, findings = spend("900")
    assert [(one.details["seen"], one.details["meant"]) for one in notes(findings)] == [("'900", "900")]


def test_the_report_month_may_be_typed_like_any_month() -> None:
    about = sheet("报告信息", ("项目", "内容"), ("公司", "甲"), ("报告月份", "2025年6月"), ("毛利率", "50%"))
    dataset, findings = checked(about, KPI)
    assert (dataset.meta["report_month"], dataset.meta["gross_margin"]) == ("2025-06", "0.5")
    assert {(place, one.details["form"]) for one in notes(findings) for place in places(one)} == {
        ("B3", "month"),
        ("B4", "percent"),
    }


def test_routine_notes_are_counted_and_not_listed() -> None:
    _, findings = spend("1,234", "暂无", "不详")
    said = listing(findings, JUNE, wording("zh"))
    assert "不详" in said
    assert "暂无" not in said
    assert said.splitlines()[-1] == "另有2条关于读法的备注，没有列出；加 -v 可以看到"
    assert [finding_text(one, wording("zh"))[0] for one in findings if one.is_routine] == [
        "“费用”有1格写着没有数：暂无，按缺数处理，不当作 0",
        "“费用”有1格换了写法再读，例如 1,234 读作 1234",
    ]


def test_a_long_column_of_typed_numbers_is_one_finding() -> None:
    values, findings = spend(*(f"{1000 + i:,}" for i in range(400)))
    assert sum(values) == sum(range(1000, 1400))
    note = only(findings, "value_coerced")
    assert (places(note), note.details["count"]) == (["H2:H401"], "400")


WIDE = {ord(half): ord(half) + 0xFEE0 for half in map(chr, range(0x21, 0x7F))}
STYLES = {
    "number": float,
    "text": str,
    "apostrophe": lambda x: f"'{x}",
    "separators": lambda x: f"{x:,}",
    "width": lambda x: f"{x:,}".translate(WIDE),
    "spaces": lambda x: f"\u00a0{x:,}\u3000元".replace(",", "\u00a0"),
    "yuan": lambda x: f"{x:,}元",
    "sign": lambda x: f"￥{x:.2f}",
    "ten thousand": lambda x: f"{x / 1e4:.4f}万",
    "traditional": lambda x: f"{x / 1e4:.4f}萬元",
    "thousand": lambda x: f"{x / 1e3:.3f}k",
    "hundred million": lambda x: f"{x / 1e8:.8f}亿",
    "format": lambda x: As(x / 1e4, '0.0000"万"'),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**10), st.sampled_from(sorted(STYLES))), min_size=1, max_size=12))
def test_a_column_written_in_any_styles_reads_back_equal(cells: list[tuple[int, str]]) -> None:
    values, findings = spend(*(STYLES[style](value) for value, style in cells))
    assert values == [value for value, _ in cells]
    assert set(codes(findings)) <= {"scale_differs"}  # beside its budget
    counted = sum(int(note.details["count"]) for note in notes(findings))
    assert counted == sum(style != "number" for _, style in cells)


def test_totals_in_any_style_still_reconcile() -> None:
    rows = [("2025-06", f"渠道{i}", "付费", 900, 40, 10, 3000, spent) for i, spent in enumerate((4000, 5660))]
    total = ("2025-06", "合计", None, "1,800", "80", "20人", "6000元", "9,660")
    _, findings = checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows, total))
    assert codes(findings) == ["total_row"]


@pytest.mark.parametrize(("count", "said"), [("1", "1 cell)"), ("3", "3 cells)")])
def test_one_cell_is_said_in_the_singular_in_english(count: str, said: str) -> None:
    finding = found("missing_value", column="x", state="empty", count=count)
    assert said in finding_text(finding, wording("en"))[0]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("10万+", 100_000), ("约100", 100), ("100+", 100), ("超过1.2亿", 1.2e8), ("近3,500元左右", 3500)],
)
def test_about_a_number_is_that_number_with_a_warning(typed: str, value: float) -> None:
    values, findings = spend(typed)
    finding = only(findings, "number_rough")
    assert (values, finding.details["seen"], finding.severity.name) == ([value], typed, "warn")


@pytest.mark.parametrize(("typed", "plain"), [("100多万", "100万"), ("≤100", "100"), ("近7天", "7天")])
def test_what_may_be_another_number_is_asked_for_as_a_number(typed: str, plain: str) -> None:
    assert number_within(typed) == plain
    _, findings = spend(typed)
    assert only(findings, "not_a_number").details["closest"] == plain


def test_a_text_that_holds_no_number_is_shown_how_numbers_look() -> None:
    assert only(spend("三千五左右")[1], "not_a_number").details["closest"] == NUMBER_LOOKS

"""What a cell is worth: rates, units, money, dates, choices; and what is said where it is worth nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime

import pytest

from opsreport.model.finding import Severity
from opsreport.model.table import Cell, Sheet
from tests.checking.sheets import (
    CHANNEL_HEADER,
    PLAN_HEADER,
    USER_HEADER,
    As,
    checked,
    codes,
    kpi,
    metric,
    only,
    places,
    sheet,
)

KPI = kpi(metric("总营收", 8000))


def actual(name: str, typed: object, **more: object) -> float:
    dataset, _ = checked(kpi(metric(name, typed, **more)))
    return float(dataset["kpi"].frame["actual"].iloc[0])


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        (As(0.048, "0.0%"), None),
        ("4.8%", None),
        (0.048, None),
        (4.8, "%"),
        ("４.８％", "%"),
        (As(0.048, "0.00%"), "%"),
        (As(4.8, '0.0"%"'), None),
        (As(4.8, "0.0\\%"), "%"),
    ],
)
def test_a_rate_is_a_fraction(typed: object, unit: str | None) -> None:
    assert actual("付费转化率", typed, unit=unit) == pytest.approx(0.048)


@pytest.mark.parametrize(("typed", "unit"), [(4.8, None), ("4.8", None)])
def test_a_rate_that_could_mean_two_things_is_never_guessed(typed: object, unit: str | None) -> None:
    dataset, findings = checked(kpi(metric("付费转化率", typed, unit=unit)))
    finding = only(findings, "ambiguous_percent")
    assert finding.is_blocking
    assert places(finding) == ["E2"]
    assert math.isnan(dataset["kpi"].frame["actual"].iloc[0])


def test_fractions_beside_the_unit_percent_are_read_as_such_and_said_so() -> None:
    rows = (
        metric("付费转化率", 0.05, unit="%", target=0.04, month="2025-05"),
        metric("付费转化率", 0.048, target=As(0.05, "0%")),
    )
    dataset, findings = checked(kpi(*rows))
    assert dataset["kpi"].frame["actual"].tolist() == [0.05, 0.048]
    assert dataset["metric_defs"].frame["unit"].tolist() == ["percent"]
    note = only(findings, "rate_as_fraction")
    assert (note.severity, places(note)) == (Severity.note, ["D2", "E2:E3"])
    assert (note.details["first"], note.details["meant"]) == ("0.04", "4%")


def test_fractions_and_percents_of_one_metric_in_one_sheet_still_block() -> None:
    rows = (metric("付费转化率", 4.8, unit="%", month="2025-05"), metric("付费转化率", 0.05))
    findings = checked(kpi(*rows))[1]
    assert places(only(findings, "ambiguous_percent")) == ["E3"]
    assert "rate_as_fraction" not in codes(findings)


def test_a_number_below_one_is_what_its_parts_make_of_it() -> None:
    rows = (
        metric("访问付费转化率", 0.96, unit="%", numerator=96, denominator=10_000),
        metric("付费转化率", 0.044, unit="%", numerator=462, denominator=10_500),
    )
    dataset, findings = checked(kpi(*rows))
    assert dataset["kpi"].frame["actual"].tolist() == [0.0096, 0.044]
    assert "ratio_mismatch" not in codes(findings)


def about(margin: object) -> Sheet:
    return sheet("报告信息", ("项目", "内容"), ("公司", "甲"), ("毛利率", margin))


@pytest.mark.parametrize("typed", [50, "50", 0, "0%", -0.3, "-5%", 1.2, "120%", As(50, "0%")])
def test_a_gross_margin_that_can_be_none_is_never_guessed(typed: object) -> None:
    dataset, findings = checked(about(typed), KPI)
    finding = only(findings, "gross_margin_range")
    assert finding.is_blocking
    assert places(finding) == ["B3"]
    assert "gross_margin" not in dataset.meta


@pytest.mark.parametrize(("typed", "kept"), [(0.5, "0.5"), ("50%", "0.5"), (As(0.5, "0%"), "0.5"), (1, "1")])
def test_a_gross_margin_between_none_and_all_is_taken(typed: object, kept: str) -> None:
    dataset, findings = checked(about(typed), KPI)
    assert (codes(findings), dataset.meta["gross_margin"]) == ([], kept)


@pytest.mark.parametrize(("name", "unit"), [("新增注册用户数", None), ("订单量", None), ("自创的数", "人")])
def test_people_visits_and_orders_are_not_below_zero(name: str, unit: str | None) -> None:
    findings = [one for one in checked(kpi(metric(name, -5, unit=unit, target=-6)))[1] if one.code == "negative_value"]
    assert sorted(place for one in findings for place in places(one)) == ["D2", "E2"]
    assert all(one.is_blocking for one in findings)


@pytest.mark.parametrize("name", ["流失率", "次月留存率", "付费转化率"])
def test_a_rate_in_brackets_is_below_zero_and_no_part_of_a_whole(name: str) -> None:
    finding = next(one for one in checked(kpi(metric(name, "(4.5%)", target="4%")))[1] if one.code == "negative_value")
    assert (places(finding), finding.is_blocking) == (["E2"], True)


@pytest.mark.parametrize("name", ["利润", "净推荐值", "总营收", "技能提升"])
def test_money_and_scores_may_be_below_zero(name: str) -> None:
    assert "negative_value" not in codes(checked(kpi(metric(name, -5)))[1])


@pytest.mark.parametrize(
    ("name", "typed", "unit", "value"),
    [
        ("总营收", 872, "万元", 8_720_000),
        ("总营收", "872万", "万元", 8_720_000),
        ("总营收", "8,720,000", None, 8_720_000),
        ("月活跃用户", 200, "万人", 2_000_000),
        ("客服首响时长", "28分钟", None, 28),
        ("投入产出比", "1:4.3", None, 4.3),
    ],
)
def test_units_scale_what_is_typed(name: str, typed: object, unit: str | None, value: float) -> None:
    assert actual(name, typed, unit=unit) == pytest.approx(value)


def test_ten_thousand_yuan_scales_amounts_but_not_amounts_a_head() -> None:
    about = sheet("报告信息", ("项目", "内容"), ("公司", "甲"), ("金额单位", "万元"))
    rows = (
        metric("总营收", 872, target=800),
        metric("获客成本", 20.5, numerator=307.664, denominator=150_080),
        metric("付费用户均收", "90.83元"),
    )
    channel = ("2025-06", "SEM", "付费", 300, 40, 10, 0.3, "800元", None, "否")
    dataset, findings = checked(about, kpi(*rows), sheet("渠道", CHANNEL_HEADER, channel))
    values = dict(zip(dataset["kpi"].frame["metric_id"], dataset["kpi"].frame["actual"], strict=True))
    assert values == {"revenue": 8_720_000, "cac": 20.5, "arppu": 90.83}
    assert dataset["kpi"].frame["numerator"].iloc[1] == pytest.approx(3_076_640)
    assert "ratio_mismatch" not in codes(findings)
    assert dataset["channels"].frame[["revenue", "spend"]].iloc[0].tolist() == [3000, 800]


def test_a_unit_typed_once_holds_for_all_months_of_the_metric() -> None:
    rows = (metric("小程序复访", 31, month="2025-05"), metric("小程序复访", 33, unit="%"))
    dataset, _ = checked(kpi(*rows))
    assert dataset["kpi"].frame["actual"].tolist() == pytest.approx([0.31, 0.33])
    assert dataset["metric_defs"].frame["unit"].tolist() == ["percent"]


def test_percent_cells_speak_for_an_unknown_metric_without_unit() -> None:
    dataset, _ = checked(kpi(metric("小程序复访", As(0.31, "0%"))))
    assert dataset["metric_defs"].frame["unit"].tolist() == ["percent"]


@pytest.mark.parametrize("typed", [date(2025, 6, 1), datetime(2025, 6, 1), "2025年6月", 202506, "2025/06"])
def test_months_of_every_spelling_are_one(typed: object) -> None:
    dataset, _ = checked(kpi(metric("总营收", 8000, month=typed)))
    assert dataset["kpi"].frame["month"].tolist() == ["2025-06"]


def test_a_full_year_target_needs_no_actual() -> None:
    dataset, findings = checked(kpi(metric("总营收", 8000), metric("总营收", None, target=96000, month="2025全年")))
    assert codes(findings) == []
    assert dataset["kpi"].frame["month"].tolist() == ["2025-06", "2025"]


def test_parts_stand_for_an_actual() -> None:
    _, findings = checked(kpi(metric("付费转化率", None, numerator=48, denominator=1000)))
    assert "missing_value" not in codes(findings)
    assert "missing_value" in codes(checked(kpi(metric("总营收", 8000), metric("付费转化率", None)))[1])


def test_the_same_trouble_down_a_column_is_one_finding() -> None:
    rows = [("2025-06", f"渠道{i}", "付费", 300, 40, None, None, "不详" if i != 3 else 5, None, None) for i in range(8)]
    finding = only(checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows))[1], "not_a_number")
    assert places(finding) == ["H2:H4", "H6:H9"]
    assert finding.details["count"] == "7"
    assert finding.details["seen"] == "不详"


def test_error_cells_and_uncomputed_formulas_are_not_blanks() -> None:
    one = sheet("渠道", CHANNEL_HEADER, ("2025-06", "SEM", "付费", 300, 40, 10, 3000, 800, 900, "否"))
    cells = dict(one.cells)
    cells[2, 7] = Cell(2, 7, "error", "#DIV/0!")
    cells[2, 8] = Cell(2, 8, "no_value", "", formula="SUM(A1:A2)")
    _, findings = checked(KPI, Sheet(one.file, one.name, cells))
    assert places(only(findings, "error_cell")) == ["G2"]
    assert only(findings, "formula_without_value").details["seen"] == "=SUM(A1:A2)"


def test_a_dash_is_a_blank() -> None:
    dataset, findings = checked(
        KPI, sheet("渠道", CHANNEL_HEADER, ("2025-06", "SEM", "付费", 9, 4, "–", "/", "-", "—", "–"))
    )
    assert codes(findings) == []
    assert dataset["channels"].frame[["payers", "revenue", "spend"]].isna().all(axis=None)


def test_choices_accept_both_languages_and_suggest_the_closest() -> None:
    rows = (("2025-06", "甲", "Paid", 9, 4), ("2025-06", "乙", "付费广告", 9, 4), ("2025-06", "丙", "付廢", 9, 4))
    dataset, findings = checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows))
    assert dataset["channel_defs"].frame["family"].tolist()[:2] == ["paid", "paid"]
    assert dataset["channel_defs"].frame["is_paid"].tolist() == [True, True, False]
    finding = only(findings, "unknown_category")
    assert (finding.details["seen"], finding.details["closest"]) == ("付廢", "付费")


@pytest.mark.parametrize(
    ("typed", "read", "found"),
    [
        ((30, "30%"), [0.3, 0.3], []),
        ((0.3, 1), [0.3, 1.0], []),
        ((30, 0.3), [0.3, None], ["ambiguous_percent"]),  # 0.3 % or 30 %
    ],
)
def test_shares_above_one_can_only_be_percent(
    typed: Sequence[object], read: Sequence[float | None], found: list[str]
) -> None:
    rows = [("行动", f"事{i}", "2025-07", *[None] * 3, "甲", None, "2025-07-20", p) for i, p in enumerate(typed)]
    dataset, findings = checked(KPI, sheet("计划", PLAN_HEADER, *rows))
    progress = dataset["actions"].frame["progress"].tolist()
    assert [None if math.isnan(value) else value for value in progress] == read
    assert codes(findings) == found


def test_retention_days_of_every_spelling() -> None:
    names = ("次日", "第3日", "7天", "D14", "30日留存", "三十日")
    rows = [("2025-05", "留存", name, 4, 9) for name in names[:5]]
    dataset, _ = checked(KPI, sheet("用户", USER_HEADER, *rows))
    assert dataset["retention"].frame["day_n"].tolist() == [1, 3, 7, 14, 30]
    _, findings = checked(KPI, sheet("用户", USER_HEADER, ("2025-05", "留存", "很久以后", 4, 9)))
    assert only(findings, "retention_other").details["seen"] == "很久以后"


@pytest.mark.parametrize(
    ("name", "unit", "typed", "value"),
    [
        ("获客成本", "元/人", 35, 35),
        ("客单价", "元/单", 35, 35),
        ("我的人均订单", "单/人", 3.2, 3.2),
        ("开店数", "家", 12, 12),
        ("付费转化率", "‰", 35, 0.035),
        ("付费转化率", "bps", 35, 0.0035),
        ("付费转化率", "‰", "4.8%", 0.048),
        ("总营收", "kw", 1.2, 12_000_000),
        ("总营收", "百元", 35, 3_500),
        ("客服首响时长", "小时", 1.5, 1.5),
    ],
)
def test_a_unit_that_fits_is_taken_without_a_word(name: str, unit: str, typed: object, value: float) -> None:
    dataset, findings = checked(kpi(metric(name, typed, unit=unit)))
    assert dataset["kpi"].frame["actual"].iloc[0] == pytest.approx(value)
    assert codes(findings) == []


@pytest.mark.parametrize(
    ("name", "unit"),
    [("总营收", "人"), ("总营收", "%"), ("付费转化率", "万"), ("获客成本", "小时"), ("新增注册用户数", "元/人")],
)
def test_a_unit_that_a_known_metric_cannot_have_blocks_with_its_cell(name: str, unit: str) -> None:
    finding = only(checked(kpi(metric(name, 35, unit=unit)))[1], "unit_unfit")
    assert (finding.is_blocking, places(finding)) == (True, ["C2"])


@pytest.mark.parametrize(
    ("header", "code"), [("收入（‰）", "unit_unfit"), ("访问量（小时）", "unit_unfit"), ("收入（M）", "unit_unknown")]
)
def test_a_header_with_a_unit_that_its_numbers_cannot_have_blocks(header: str, code: str) -> None:
    head = [header if header.startswith(name) else name for name in CHANNEL_HEADER]
    findings = checked(KPI, sheet("渠道", head, ("2025-06", "SEM", "付费", 10, 1, 1, 8000, 1)))[1]
    assert [one.code for one in findings if one.is_blocking] == [code]


def test_a_header_in_tens_of_millions_counts_as_such() -> None:
    head = ["收入（kw）" if name == "收入" else name for name in CHANNEL_HEADER]
    dataset, _ = checked(KPI, sheet("渠道", head, ("2025-06", "SEM", "付费", 10, 1, 1, 1.2, 1)))
    assert dataset["channels"].frame["revenue"].tolist() == [12_000_000]


@pytest.mark.parametrize("typed", ["待定", "TBD"])
def test_a_target_that_is_still_open_is_a_placeholder_and_an_actual_blocks(typed: str) -> None:
    assert only(checked(kpi(metric("总营收", 8000, target=typed)))[1], "placeholder_xx").severity is Severity.warn
    assert places(only(checked(kpi(metric("总营收", typed)))[1], "not_a_number")) == ["E2"]


RATES = ["月份", "指标", "目标（%）", "实际（%）"]


def rates_of(*sheets: Sheet) -> tuple[list[float], list[str]]:
    dataset, findings = checked(*sheets)
    actuals = dataset["kpi"].frame["actual"].dropna()
    return [round(one, 6) for one in actuals], [
        code for code in codes(findings) if "percent" in code or "fraction" in code
    ]


def test_a_rate_below_one_percent_is_read_by_its_header_where_the_workbook_types_percent() -> None:
    small = ["2025-06", "付费转化率", 0.9, 0.96]
    large = ["2025-06", "复购率", 20, 21]
    assert rates_of(sheet("核心指标", RATES, small, large)) == ([0.0096, 0.21], ["rate_as_percent"])
    apart = sheet("核心指标", RATES, small), sheet("核心指标（复购）", RATES, large)
    assert rates_of(*apart) == ([0.0096, 0.21], ["rate_as_percent"])


def test_a_rate_below_one_alone_or_beside_percent_formats_is_asked() -> None:
    small = ["2025-06", "付费转化率", 0.9, 0.96]
    formatted = ["2025-06", "复购率", As(0.2, "0%"), As(0.21, "0%")]
    assert set(rates_of(sheet("核心指标", RATES, small))[1]) == {"ambiguous_percent"}
    assert rates_of(sheet("核心指标", RATES, small, formatted))[0] == [0.21]


@pytest.mark.parametrize("typed", [1e308, 1e16, -1e16])
def test_a_number_that_no_sum_can_hold_exactly_is_refused(typed: float) -> None:
    _, findings = checked(kpi(metric("总营收", typed)))
    finding = only(findings, "not_a_number")
    assert finding.is_blocking
    assert places(finding) == ["E2"]

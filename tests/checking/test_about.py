"""Several sheets of report information: the month asked for decides, and what one month says twice must agree."""

from __future__ import annotations

import pytest

from opsreport.model.period import Period
from opsreport.model.table import Sheet
from tests.checking.sheets import CHANNEL_HEADER, JUNE, checked, codes, kpi, metric, only, places, sheet

KPI = kpi(metric("总营收", 1200), metric("总营收", 1000, month="2025-05"))
MAY, LATER = Period.parse("2025-05"), Period.parse("2025-07")


def about(month: str, cutoff: str = "", *more: tuple[str, str], file: str = "") -> Sheet:
    rows = [("公司", "青禾"), ("报告月份", month), ("数据截止日", cutoff), *more]
    return sheet("报告信息", *(row for row in rows if row[1]), file=file or f"运营_{month}.xlsx")


@pytest.mark.parametrize("is_turned", [False, True])
def test_the_workbook_of_the_month_asked_for_speaks_first(is_turned: bool) -> None:
    both = (about("2025-05", "2025-05-31", ("汇报人", "周一")), about("2025-06", "2025-06-20", ("汇报人", "周二")))
    dataset, findings = checked(*(both[::-1] if is_turned else both), KPI)
    meta = {key: dataset.meta[key] for key in ("report_month", "data_cutoff", "presenter")}
    assert meta == {"report_month": "2025-06", "data_cutoff": "2025-06-20", "presenter": "周二"}
    assert codes(findings) == []
    assert checked(*both, KPI, month=MAY)[0].meta["data_cutoff"] == "2025-05-31"


def test_another_months_last_day_is_not_this_months() -> None:
    dataset, _ = checked(about("2025-05", "2025-05-31", ("密级", "内部")), about("2025-06"), KPI)
    assert "data_cutoff" not in dataset.meta
    assert dataset.meta["confidential"] == "内部"


def test_a_sheet_without_a_month_stands_for_every_month() -> None:
    dataset, _ = checked(
        about("", "", ("毛利率", "40%"), file="a.xlsx"), about("2025-05", "2025-05-31"), KPI, month=MAY
    )
    assert (dataset.meta["gross_margin"], dataset.meta["data_cutoff"]) == ("0.4", "2025-05-31")


def test_what_sheets_of_one_month_say_differently_is_said() -> None:
    other = about("2025-06", "2025-06-20", file="客服.xlsx")
    finding = only(checked(about("2025-06", "2025-06-30"), other, KPI)[1], "about_differs")
    assert (finding.details["item"], finding.details["expected"]) == ("数据截止日", "2025-06-30")
    assert finding.details["seen"] == "2025-06-20"
    assert [str(origin) for origin in finding.origins] == ["运营_2025-06.xlsx › 报告信息!B3", "客服.xlsx › 报告信息!B3"]


def test_months_of_which_none_is_asked_for_are_said_and_the_last_before_counts() -> None:
    dataset, findings = checked(about("2025-04"), about("2025-07"), about("2025-05"), KPI)
    assert dataset.meta["report_month"] == "2025-05"
    assert codes(findings) == ["about_differs", "report_month_differs"]
    assert only(findings, "about_differs").details["seen"] == "2025-04 / 2025-07"


def test_two_sheets_of_one_workbook_are_both_read() -> None:
    first, second = about("2025-06", file="a.xlsx"), sheet("报告信息2", ("毛利率", "40%"), file="a.xlsx")
    assert checked(first, second, kpi(metric("总营收", 1), file="a.xlsx"))[0].meta["gross_margin"] == "0.4"


# --- a file named after a month --------------------------------------------------------------------------------------


def channels(file: str, *months: str) -> Sheet:
    rows = [(month, name, "付费", 100, 10) for month in months for name in ("搜索", "直访")]
    return sheet("渠道", CHANNEL_HEADER[:5], *rows, file=file)


@pytest.mark.parametrize(
    ("months", "month", "place"),
    [
        (("2025-06",), JUNE, None),  # the review of June, out of a file of July
        (("2025-06",), LATER, "A2:A3"),
        (("2025-05",), JUNE, "A2:A3"),
        (("2025-06", "2025-07"), JUNE, None),
        (("2025-07", "2025-08"), LATER, "A4:A5"),
    ],
)
def test_a_file_named_after_a_month_may_hold_the_month_of_the_review(
    months: tuple[str, ...], month: Period, place: str | None
) -> None:
    sheets = (kpi(metric("总营收", 1, month=str(month))), channels("渠道_2025-07.xlsx", *months))
    found = [one for one in checked(*sheets, month=month)[1] if one.code == "month_misplaced"]
    assert [places(one) for one in found] == ([[place]] if place else [])


def test_a_workbook_rolled_to_the_next_month_keeps_the_actuals_before_it() -> None:
    rows = (metric("总营收", 1, month="2025-06"), metric("总营收", None, month="2025-07", target=2))
    findings = checked(kpi(*rows, file="运营_2025-07.xlsx"), month=LATER)[1]
    assert "month_misplaced" not in codes(findings)


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        ([("公司", "部门", "金额单位"), ("云杉", "运营部", "万元")], ()),
        ([("公司：云杉",), ("单位：万元",), ("部门：运营部",)], ()),
        ([("公司", "云杉"), ("计量单位", "金额：万元"), ("部门", "运营部")], ()),
        ([("公司：云杉；部门：运营部  单位：万元",)], ()),
        ([("公司", None, "云杉"), ("单位", None, "万元（人民币）"), ("部门", "运营部")], ("A1:B1", "A2:B2")),
    ],
)  # fmt: skip
def test_pairs_are_read_however_item_and_value_stand(rows: list[tuple[object, ...]], merged: tuple[str, ...]) -> None:
    dataset, _ = checked(sheet("报告信息", *rows, merged=merged), kpi(metric("总营收", 96)))
    meta = {key: dataset.meta[key] for key in ("company", "department", "money_unit")}
    assert meta == {"company": "云杉", "department": "运营部", "money_unit": "ten_thousand"}
    assert dataset["kpi"].frame["actual"].tolist() == [960_000.0]


def test_a_value_below_its_item_is_traced_to_its_own_cell() -> None:
    both = sheet("报告信息", ("公司", "报告月份"), ("云杉", "2025-07"))
    assert places(only(checked(both, KPI)[1], "report_month_differs")) == ["B2"]


@pytest.mark.parametrize("unit", ["元（活动为万元）", "元/万元", "千元、亿元"])
def test_money_of_a_unit_that_cannot_be_told_stops(unit: str) -> None:
    _, findings = checked(sheet("报告信息", ("公司", "云杉"), ("单位", unit)), KPI)
    assert only(findings, "unknown_category").details["seen"] == unit


def test_a_unit_that_is_an_organisation_is_none_of_money() -> None:
    dataset, findings = checked(sheet("报告信息", ("公司", "云杉"), ("单位", "云杉集团")), KPI)
    assert ("money_unit" in dataset.meta, codes(findings)) == (False, [])

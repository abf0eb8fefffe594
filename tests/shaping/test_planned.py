"""Whose plan rows without a month are: their sheet's title, its banner, their file, then the report decide."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Sheet
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, kpi, metric, only, sheet

HEADER = ("类型", "事项", "负责人", "截止")
FILE = "运营数据_2025-06.xlsx"


def read(*sheets: Sheet, month: Period = JUNE) -> tuple[Dataset, Findings]:
    regular = shaped((kpi(metric("总营收", 1), file="核心.xlsx"), *sheets), period=month)
    return check(regular.sheets, month, regular.findings)


def months(*sheets: Sheet, month: Period = JUNE) -> list[str]:
    return list(read(*sheets, month=month)[0]["actions"].frame["month"])


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("6月计划", "2025-06"),
        ("7月工作计划", "2025-07"),
        ("6月总结与7月计划", ""),
        ("下月计划", "2025-07"),
        ("本月行动", "2025-06"),
        ("三季度计划", "2025Q3"),
        ("下季度重点工作", "2025Q3"),
        ("年度计划", "2025"),
        ("计划", "2025-07"),
        ("1月计划", "2025-01"),
    ],
)
def test_a_sheets_title_says_whose_plan_it_is(title: str, meant: str) -> None:
    assert months(sheet(title, HEADER, ("行动", "补货", "张三"), file=FILE)) == [meant or "2025-07"]


def test_a_plan_over_the_turn_of_the_year_is_of_the_next_one() -> None:
    one = sheet("1月计划", HEADER, ("行动", "补货", "张三"), file="运营数据_2025-12.xlsx")
    assert months(one, month=Period.parse("2025-12")) == ["2026-01"]


@pytest.mark.parametrize(("line", "meant"), [("2025年6月工作计划", "2025-06"), ("2025年6月运营月报", "2025-07")])
def test_a_line_above_says_whose_plan_it_is_but_not_a_reports_title(line: str, meant: str) -> None:
    assert months(sheet("计划", (line,), HEADER, ("行动", "补货", "张三"), file=FILE)) == [meant]


def test_an_earlier_workbooks_plan_is_that_of_its_own_next_month() -> None:
    both = [
        sheet("计划", HEADER, ("行动", "补货", "张三"), ("目标", "总营收"), file=f"运营_{month}.xlsx")
        for month in ("2025-05", "2025-06")
    ]
    dataset, findings = read(*both)
    assert list(dataset["actions"].frame["month"]) == list(dataset["goals"].frame["period"]) == ["2025-06", "2025-07"]
    assert not findings.are_blocking


def test_report_information_says_a_workbooks_month_and_a_day_of_export_does_not() -> None:
    about = sheet("报告信息", ("公司", "云杉"), ("报告月份", "2025-05"), file="旧.xlsx")
    assert months(about, sheet("计划", HEADER, ("行动", "补货", "张三"), file="旧.xlsx")) == ["2025-06"]
    assert months(sheet("计划", HEADER, ("行动", "补货", "张三"), file="运营_20250703.xlsx")) == ["2025-07"]


def test_a_due_day_says_more_than_the_workbook_and_less_than_the_title() -> None:
    row = ("行动", "补货", "张三", "2025-08-05")
    assert months(sheet("计划", HEADER, row, file=FILE)) == ["2025-08"]
    assert months(sheet("7月计划", HEADER, row, file=FILE)) == ["2025-07"]


def test_last_months_plan_is_what_the_report_looks_back_on_and_is_said() -> None:
    dataset, findings = read(sheet("上月计划", HEADER, ("行动", "补货", "张三"), file=FILE))
    assert list(dataset["actions"].frame["month"]) == ["2025-06"]
    assert only(findings, "plan_month_read").details["seen"] == "上月计划"

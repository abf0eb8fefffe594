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
N = None


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


ACTION, DUE = ("行动", "补货", "张三", "2025-06-20"), ("行动", "选品", "张三", "2025-07-10")


def test_a_sheet_called_after_its_month_is_that_months_plan_in_a_file_of_plans() -> None:
    goal = ("目标", "总营收", N, N, 9)
    tabs = [sheet(f"{month}月", (*HEADER, "数值"), goal, file="2025年工作计划.xlsx") for month in (6, 7)]
    assert list(read(*tabs)[0]["goals"].frame["period"]) == ["2025-06", "2025-07"]


def by_month(*lines: tuple[object, ...]) -> tuple[list[tuple[str, str]], list[str]]:
    """The month of each action and goal, and the cells of what blocks; a month stands before each line."""
    dataset, findings = read(sheet("计划", ("月份", *HEADER, "数值"), *lines, file=FILE))
    actions = zip(dataset["actions"].frame["action"], dataset["actions"].frame["month"], strict=True)
    goals = zip(dataset["goals"].frame["metric_id"], dataset["goals"].frame["period"], strict=True)
    blocks = [place.cell for one in findings if one.is_blocking for place in one.origins]
    return sorted((*actions, *goals)), blocks


def test_months_that_stand_once_hold_for_the_rows_below_them() -> None:
    lines = (
        ("2025-06", *ACTION),
        (N, "目标", "总营收", N, N, 9),
        ("2025-07", *DUE),
        (N, "目标", "月活跃用户", N, N, 9),
    )
    assert by_month(*lines) == (
        [("mau", "2025-07"), ("revenue", "2025-06"), ("补货", "2025-06"), ("选品", "2025-07")], []
    )  # fmt: skip
    one = ("2025-06", *ACTION), (N, "行动", "上架", "张三", "2025-06-28"), (N, "目标", "总营收", N, N, 9)
    assert by_month(*one) == ([("revenue", "2025-06"), ("上架", "2025-06"), ("补货", "2025-06")], [])


def test_a_blank_month_below_one_that_nothing_tells_blocks_with_both_readings() -> None:
    _, blocks = by_month(("2025-06", *ACTION), (N, "目标", "总营收", N, N, 9))
    assert blocks == ["A3"]
    page = sheet("计划", ("月份", *HEADER, "数值"), ("2025-06", *ACTION), (N, "目标", "总营收", N, N, 9), file=FILE)
    told = only(read(page)[1], "ambiguous_value").details
    assert (told["one"], told["other"]) == ("2025-06", "2025-07")


def test_blank_months_of_what_is_due_later_and_of_the_same_month_are_as_the_empty_workbook_has_them() -> None:
    later = by_month(("2025-06", *ACTION), (N, *DUE), (N, "目标", "总营收", N, N, 9))
    assert later == ([("revenue", "2025-07"), ("补货", "2025-06"), ("选品", "2025-07")], [])
    assert by_month(("2025-07", *DUE), (N, "目标", "总营收", N, N, 9))[1] == []


WORK = ("重点工作", "负责人", "应对措施")


def test_a_month_in_a_line_of_its_own_holds_for_the_work_below_it() -> None:
    page = sheet("重点工作", WORK, ("6月",), ("补货", "张三"), ("7月",), ("选品", "李四"), ("上架", "李四"), file=FILE)
    made = read(page)[0]["actions"].frame
    assert dict(zip(made["action"], made["month"], strict=True)) == {
        "补货": "2025-06", "选品": "2025-07", "上架": "2025-07",
    }  # fmt: skip


def test_a_sheet_called_after_its_month_is_the_table_that_its_file_is_called_after() -> None:
    header = ("风险", "概率", "影响", "应对措施")
    tabs = [sheet(f"{month}月", header, (f"缺货{month}", 2, 5), file="2025年风险清单.xlsx") for month in (6, 7)]
    made = read(*tabs)[0]["risks"].frame
    assert dict(zip(made["name"], made["period"], strict=True)) == {"缺货6": "2025-06", "缺货7": "2025-07"}


def test_a_remark_beside_the_title_of_a_plans_table_is_no_part_of_it() -> None:
    tables = ((f"2025年{month}月重点工作", *[N] * 4, "有调整") for month in (6, 7))
    june, july = ([title, WORK, (f"补货{at}", "张三")] for at, title in enumerate(tables))
    dataset, findings = read(sheet("重点工作", *june, (), *july))
    assert list(dataset["actions"].frame["month"]) == ["2025-06", "2025-07"]
    assert not any(finding.code == "unknown_sheet" for finding in findings)


def test_months_that_stand_once_say_more_than_the_title_over_them() -> None:
    header = ("月份", "指标", "目标", "负责人")
    lines = (("2025-07", "总营收", 9), (N, "月活跃用户", 8), ("2025-08", "总营收", 9), (N, "月活跃用户", 8))
    made = read(sheet("下月目标", header, *lines, file=FILE))[0]["goals"].frame
    assert list(made["period"]) == ["2025-07", "2025-07", "2025-08", "2025-08"]


def test_the_header_once_more_is_no_work_and_begins_no_other_table() -> None:
    made = read(sheet("重点工作", WORK, ("补货", "张三"), WORK, ("选品", "李四"), file=FILE))[0]["actions"].frame
    assert list(made["action"]) == ["补货", "选品"]
    kinds = [("行动", "补货", "张三"), HEADER, ("目标", "总营收", "李四", N, 9)]
    whole = read(
        sheet("工作计划", ("7月工作计划",), (*HEADER, "数值"), kinds[0], (*HEADER, "数值"), kinds[2], file=FILE)
    )[0]
    assert [len(whole[name]) for name in ("actions", "goals")] == [1, 1]

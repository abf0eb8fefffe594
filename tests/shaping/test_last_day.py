"""The last day of the data, stated above a table, in its header or on a cover: the review goes by it and says so."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.table import Dataset, Sheet
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, codes, only, places, sheet

HEAD, ROW = ("指标", "单位", "目标", "实际"), ("销售收入", "万元", 330, 350)


def read(*sheets: Sheet) -> tuple[Dataset, Findings]:
    regular = shaped(sheets, period=JUNE)
    return check(regular.sheets, JUNE, regular.findings)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((("数据截至2025年6月25日",), HEAD, ROW), "A1"),
        (((*HEAD[:3], "实际（截至6月25日）"), ROW), "D1"),
        ((("6月经营数据（截至25日）",), HEAD, ROW), "A1"),
        ((HEAD, ROW, ("注：数据统计截止到6.25",)), "A3"),
        ((("统计周期：2025.6.1-2025.6.25",), HEAD, ROW), "A1"),
    ],
)
def test_a_day_that_a_sheet_states_ends_its_data(rows: tuple[tuple[object, ...], ...], place: str) -> None:
    dataset, findings = read(sheet("核心指标", *rows))
    assert dataset.meta["data_cutoff"] == "2025-06-25"
    assert places(only(findings, "data_ends_early")) == [place]


@pytest.mark.parametrize(
    "rows",
    [
        (("数据截至2025年6月30日",), HEAD, ROW),
        (("数据截至5月31日",), HEAD, ROW),
        (("报名截止6月20日",), HEAD, ROW),
        (("6月重点工作进展（截至6月25日）",), HEAD, ROW),
        ((*HEAD, "备注"), (*ROW, "截至6月25日")),
    ],
)
def test_whole_months_and_what_is_no_data_end_nothing(rows: tuple[tuple[object, ...], ...]) -> None:
    dataset, findings = read(sheet("核心指标", *rows))
    assert "data_cutoff" not in dataset.meta
    assert "data_ends_early" not in codes(findings)


def test_the_report_information_goes_before_and_differences_are_said() -> None:
    about = sheet("报告信息", ("公司", "云杉"), ("报告月份", "2025-06"), ("数据截止日", "2025-06-30"))
    dataset, findings = read(about, sheet("核心指标", ("数据截至6月25日",), HEAD, ROW))
    assert dataset.meta["data_cutoff"] == "2025-06-30"
    assert codes(findings) == ["about_differs"]

"""An action that stands in the workbooks of several months is one: the newest workbook says how it stands."""

from __future__ import annotations

import pytest

from tests.checking.sheets import checked, codes, kpi, metric, only, places, sheet

HEAD = ("类型", "事项", "负责人", "截止", "状态")
JUNE = sheet("计划", HEAD, ("行动", "换素材", "李四", "2025-06-20", "进行中"), file="2025年6月运营.xlsx")
MAY = sheet("计划", HEAD, ("行动", "换素材", "李四", "2025-06-20", "未开始"), file="2025年5月运营.xlsx")
JULY = sheet("计划", HEAD, ("行动", "换素材", "李四", "2025-06-20", "已完成"), file="2025年7月运营.xlsx")
BASE = kpi(metric("总营收", 15000))


def _said(*sheets: object) -> tuple[list[object], list[str]]:
    dataset, findings = checked(BASE, *sheets)
    assert not [one for one in findings if one.is_blocking], codes(findings)
    return dataset["actions"].frame["status"].tolist(), places(only(findings, "action_again"))


@pytest.mark.parametrize("sheets", [(MAY, JUNE), (JUNE, MAY)])
def test_the_newest_workbook_is_used(sheets: tuple[object, ...]) -> None:
    assert _said(*sheets) == (["doing"], ["B2"])


def test_but_none_after_the_month_of_the_report() -> None:
    assert _said(MAY, JUNE, JULY)[0] == ["doing"]
    assert _said(JUNE, JULY)[0] == ["doing"]


def test_a_typed_month_is_no_reason_for_two() -> None:
    head = (*HEAD, "月份")
    lines = [(*("行动", "换素材", "李四", "2025-06-20", status), "2025-05") for status in ("进行中", "已完成")]
    sheets = [sheet("计划", head, line, file=f"2025年{at}月运营.xlsx") for at, line in zip((5, 6), lines, strict=True)]
    assert _said(*sheets)[0] == ["done"]


def test_two_workbooks_of_one_month_that_differ_still_block() -> None:
    other = sheet("计划", HEAD, ("行动", "换素材", "李四", "2025-06-20", "已完成"), file="2025年6月市场.xlsx")
    assert "files_disagree" in codes(checked(BASE, JUNE, other)[1])

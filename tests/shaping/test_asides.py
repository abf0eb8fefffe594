"""Remarks beside titles and pairs, numbers of rows, lines over rows, units among remarks: read past or said."""

from __future__ import annotations

from typing import Any

import pytest

from opsreport.model.table import Dataset, Sheet
from opsreport.shaping import Shaped
from opsreport.shaping.counters import without_counters
from tests.checking.sheets import only, places, sheet
from tests.shaping.test_layouts import N, read, rows

NOTE = "此处口径有调整，见说明"
COUNTED = ("渠道", "访问量", "新增用户")


def ignored(done: Shaped) -> list[tuple[str, str, str]]:
    return [(one.cell, one.text, one.reason) for match in done.matches for one in match.ignored]


def channels(dataset: Dataset) -> dict[tuple[str, str], Any]:
    return rows(dataset["channels"], "channel_id")


@pytest.mark.parametrize("head", [(), (["指标", "值", N, "说明：含退款"],)])
def test_a_remark_beside_pairs_is_no_column_of_them(head: tuple[list[object], ...]) -> None:
    page = sheet("2025年6月指标", *head, ["总营收", 120], ["新增注册用户数", 90, N, NOTE], ["月活跃用户", 30])
    _, dataset, findings = read(page)
    read_as = {name: found["actual"] for (_, name), found in rows(dataset["kpi"], "metric_id").items()}
    assert read_as == {"revenue": 120, "new_users": 90, "mau": 30}
    assert not any(finding.is_blocking for finding in findings)


@pytest.mark.parametrize("merged", [(), ("A1:C1", "A5:C5")])
def test_a_remark_beside_the_title_of_a_table_is_no_part_of_its_header(merged: tuple[str, ...]) -> None:
    tables = ([f"2025年{month}月渠道", N, N, N, NOTE] for month in (5, 6))
    may, june = ([title, COUNTED, ["抖音", 10 + at, 20 + at]] for at, title in enumerate(tables))
    _, dataset, findings = read(sheet("渠道数据", *may, [], *june, merged=merged))
    assert channels(dataset) == {
        ("2025-05", "抖音"): {"visits": 10, "new_users": 20},
        ("2025-06", "抖音"): {"visits": 11, "new_users": 21},
    }
    assert not any(finding.is_blocking for finding in findings)


def test_a_table_a_month_below_the_last_is_one_of_its_own_however_long_they_are() -> None:
    names = [f"渠道{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑"]
    tables = ([[f"2025年{month}月渠道"], COUNTED, *([name, month, 1] for name in names), []] for month in (5, 6))
    _, dataset, findings = read(sheet("渠道数据", *(row for table in tables for row in table)))
    assert len(dataset["channels"].where(month="2025-05")) == len(dataset["channels"].where(month="2025-06")) == 12
    assert not any(finding.is_blocking for finding in findings)


@pytest.mark.parametrize(
    "lines",
    [
        (["付费渠道"], [1, "抖音", 10, 20], ["自然渠道"], [2, "公众号", 11, 21]),
        (["一、", "付费渠道"], [1, "抖音", 10, 20], ["二、", "自然渠道"], [2, "公众号", 11, 21]),
        ([1, "付费渠道"], ["1.1", "抖音", 10, 20], [2, "自然渠道"], ["2.1", "公众号", 11, 21]),
    ],
)
def test_numbers_of_rows_hide_no_line_over_them(lines: tuple[list[object], ...]) -> None:
    _, dataset, findings = read(sheet("2025年6月渠道", ("序号", *COUNTED), *lines))
    assert channels(dataset) == {
        ("2025-06", "抖音"): {"visits": 10, "new_users": 20},
        ("2025-06", "公众号"): {"visits": 11, "new_users": 21},
    }
    families = dataset["channel_defs"].frame.set_index("channel_id")["family"].to_dict()
    assert families == {"抖音": "paid", "公众号": "natural"}
    assert not any(finding.is_blocking for finding in findings if finding.code != "no_such_month")


def test_numbers_of_rows_are_no_name_of_a_metric() -> None:
    page = sheet("2025年6月指标", ["序号", "指标", "总营收", "月活跃用户"], [1, "目标", 100, 30], [2, "实际", 90, 31])
    _, dataset, _ = read(page)
    assert rows(dataset["kpi"], "metric_id") == {
        ("2025-06", "revenue"): {"target": 100, "actual": 90},
        ("2025-06", "mau"): {"target": 30, "actual": 31},
    }


@pytest.mark.parametrize(
    "lines",
    [
        (["编号", "指标", "实际"], ["A1", "总营收", 100]),
        (["序号", "指标", "实际"], [], ["月份", "总营收", "月活跃用户"], [5, 90, 30], [6, 95, 31]),
    ],
)
def test_codes_of_rows_and_numbers_of_another_table_stay(lines: tuple[list[object], ...]) -> None:
    page = sheet("核心指标", *lines)
    assert without_counters(page).cells == page.cells


@pytest.mark.parametrize("header", [("指标", "5月", "6月"), ("序号", "指标", "目标", "实际")])
def test_lines_over_metrics_that_say_nothing_of_them_are_listed(header: tuple[str, ...]) -> None:
    first, second = ("总营收", 1, 2), ("月活跃用户", 3, 4)
    lines = ((1, *first), (2, *second)) if "序号" in header else (first, second)
    done, dataset, _ = read(sheet("2025年6月指标", header, ["收入指标"], lines[0], ["用户指标"], lines[1]))
    assert [one for one in ignored(done) if one[2] == "heading"] == [
        ("A2", "收入指标", "heading"),
        ("A4", "用户指标", "heading"),
    ]
    assert set(dataset["kpi"].frame["metric_id"]) == {"revenue", "mau"}


def unit_sheet(*said: str | None) -> Sheet:
    names = ("总营收", "月活跃用户", "付费转化率")
    lines = ([name, unit, number] for name, unit, number in zip(names, said, (12, 300, 5), strict=True))
    return sheet("2025年6月核心指标", ["指标", "口径", "实际"], *lines)


def test_units_among_remarks_under_another_header_are_units() -> None:
    _, dataset, findings = read(unit_sheet("万元", "含注册未付费", "%"))
    read_as = {name: found["actual"] for (_, name), found in rows(dataset["kpi"], "metric_id").items()}
    assert read_as == {"revenue": 120_000, "mau": 300, "pay_conv": 0.05}
    assert not any(finding.is_blocking for finding in findings)


def test_words_that_may_say_something_else_than_a_unit_are_none_among_remarks() -> None:
    done, _, findings = read(unit_sheet("天", "周", None))
    assert only(findings, "unknown_column").details["columns"] == "口径"
    assert places(only(findings, "ambiguous_percent")) == ["C4"]
    assert done.matches


@pytest.mark.parametrize(
    "lines",
    [
        (["月份", 45809], ["总营收", 120], ["月活跃用户", 30]),
        (["月份", 45778, 45778, 45809, 45809], ["指标", *("总营收", "月活跃用户") * 2], ["实际", 110, 29, 120, 30]),
    ],
)
def test_months_whose_cells_lost_their_form_are_known_in_pairs_and_where_they_stand_several_times(
    lines: tuple[list[object], ...],
) -> None:
    _, dataset, findings = read(sheet("核心指标", *lines))
    found = rows(dataset["kpi"], "metric_id")
    assert (found["2025-06", "revenue"], found["2025-06", "mau"]) == ({"actual": 120}, {"actual": 30})
    assert not any(finding.is_blocking for finding in findings)

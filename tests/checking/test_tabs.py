"""Sheets, headers and columns are found however they are laid out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.model.table import Sheet
from tests.checking.sheets import (
    CHANNEL_HEADER,
    KPI_HEADER,
    As,
    checked,
    codes,
    kpi,
    metric,
    only,
    places,
    sheet,
)

CHANNEL_ROWS = (
    ("2025-06", "自然搜索", "自然", 900, 60, 20, 5000, 0, None, "否"),
    ("2025-06", "SEM", "付费", 300, 40, 10, 3000, 800, 900, "否"),
    ("2025-05", "搜索广告", "付费", 280, 35, 9, 2900, 700, 900, "是"),
)
KPI = kpi(metric("月活跃用户", 8000, target=7000))


def test_core_metrics_alone_are_a_dataset() -> None:
    dataset, findings = checked(KPI)
    assert not findings.are_blocking
    assert codes(findings) == []
    assert dataset.has("kpi", month="2025-06", metric_id="mau")
    assert not dataset.has("channels")
    assert len(dataset["channels"]) == 0


def test_sheets_are_known_by_title_file_or_headers() -> None:
    by_title = sheet("2 渠道数据 6月", CHANNEL_HEADER, *CHANNEL_ROWS)
    by_english = sheet("Channels", CHANNEL_HEADER, *CHANNEL_ROWS)
    by_file = sheet("Sheet1", CHANNEL_HEADER, *CHANNEL_ROWS, file="渠道.xlsx")
    by_headers = sheet("张三交的", CHANNEL_HEADER, *CHANNEL_ROWS)
    for one in (by_title, by_english, by_file, by_headers):
        dataset, _ = checked(KPI, one)
        assert len(dataset["channels"]) == 3, one.name


def test_banner_rows_above_the_header_are_passed_over() -> None:
    banner = (("渠道月报",), (None, "制表：张三", "2025-07-02"), ())
    dataset, findings = checked(KPI, sheet("渠道", *banner, CHANNEL_HEADER, *CHANNEL_ROWS))
    assert len(dataset["channels"]) == 3
    assert codes(findings) == []
    assert dataset["channels"].origin(0, "visits").cell == "D5"


def test_english_headers_and_units_in_brackets() -> None:
    header = ("Month", "Channel", "Type", "Visits", "New users", "Revenue (万元)", "Spend（元）")
    rows = (("2025-06", "SEM", "paid", 300, 40, 0.3, 800),)
    dataset, _ = checked(KPI, sheet("Channels", header, *rows))
    (row,) = dataset["channels"].frame.to_dict("records")
    assert (row["revenue"], row["spend"]) == (3000, 800)


def test_repeated_headers_blank_rows_and_remarks_are_no_data() -> None:
    rows = (*CHANNEL_ROWS[:1], (), CHANNEL_HEADER, *CHANNEL_ROWS[1:], ("注：数据截至6月30日",))
    dataset, findings = checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows))
    assert len(dataset["channels"]) == 3
    assert codes(findings) == []


def test_a_month_merged_over_rows_holds_for_all_of_them() -> None:
    rows = [list(row) for row in CHANNEL_ROWS[:2]]
    rows[1][0] = None
    dataset, findings = checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows, merged=("A2:A3",)))
    assert list(dataset["channels"].frame["month"]) == ["2025-06", "2025-06"]
    assert codes(findings) == []


def test_the_month_of_a_sheet_without_months_is_its_workbooks_or_its_files() -> None:
    bare = sheet("渠道", CHANNEL_HEADER[1:], CHANNEL_ROWS[0][1:], file="渠道_2025-06.xlsx")
    about = sheet("报告信息", ("项目", "内容"), ("公司", "甲"), ("报告月份", "2025-06"))
    own = sheet("渠道", CHANNEL_HEADER[1:], CHANNEL_ROWS[0][1:])
    for sheets in ((KPI, bare), (KPI, about, own)):
        dataset, findings = checked(*sheets)
        assert list(dataset["channels"].frame["month"]) == ["2025-06"]
        assert codes(findings) == []
    assert only(checked(KPI, own)[1], "missing_column").details["columns"] == "月份"


def test_several_files_make_one_table() -> None:
    parts = [sheet("渠道", CHANNEL_HEADER, row, file=f"{index}.xlsx") for index, row in enumerate(CHANNEL_ROWS)]
    dataset, findings = checked(KPI, *parts)
    assert codes(findings) == []
    assert {str(dataset["channels"].origin(i, "visits")) for i in range(3)} == {
        f"{index}.xlsx › 渠道!D2" for index in range(3)
    }


def test_hidden_and_guide_sheets_are_not_read() -> None:
    hidden = sheet("渠道", CHANNEL_HEADER, *CHANNEL_ROWS)
    hidden = Sheet(hidden.file, hidden.name, hidden.cells, hidden=True)
    dataset, findings = checked(KPI, hidden, sheet("填写说明", ("怎么填",), ("一行一个指标",)))
    assert len(dataset["channels"]) == 0
    assert "unknown_sheet" not in codes(findings)


def test_two_channel_columns_of_one_name_block() -> None:
    header = (*CHANNEL_HEADER, "收入（元）")
    finding = only(checked(KPI, sheet("渠道", header, (*CHANNEL_ROWS[0], 1)))[1], "duplicate_column")
    assert finding.is_blocking
    assert places(finding) == ["K1"]


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(CHANNEL_HEADER))), st.permutations(CHANNEL_ROWS))
def test_order_of_rows_and_columns_changes_nothing_but_order(
    columns: list[int], rows: list[tuple[object, ...]]
) -> None:
    moved = sheet("渠道", *([row[i] for i in columns] for row in (CHANNEL_HEADER, *rows)))
    plain, expected = checked(KPI, sheet("渠道", CHANNEL_HEADER, *CHANNEL_ROWS))
    dataset, findings = checked(KPI, moved)
    assert codes(findings) == codes(expected)
    for name in ("channels", "channel_defs"):
        key = list(plain[name].schema.key)
        left = plain[name].frame.sort_values(key, ignore_index=True)
        right = dataset[name].frame.sort_values(key, ignore_index=True)
        assert left.to_dict() == right.to_dict() or left.equals(right)


def test_every_cell_walks_back_to_its_place() -> None:
    one = sheet("核心指标", KPI_HEADER, metric("付费转化率", As(0.048, "0.0%"), numerator=48, denominator=1000))
    dataset, _ = checked(one)
    table = dataset["kpi"]
    assert [table.origin(0, field).cell for field in ("month", "actual", "denominator")] == ["A2", "E2", "G2"]


@pytest.mark.parametrize(
    ("header", "closest"), [("消耗额", "消耗"), ("费用额度", "费用"), ("费用说明", ""), ("编辑", "")]
)
def test_a_header_close_to_a_missing_column_is_suggested_and_not_taken(header: str, closest: str) -> None:
    head = tuple(one for one in CHANNEL_HEADER if one not in ("费用", "费用预算"))
    row = tuple(one for one, name in zip(CHANNEL_ROWS[0], CHANNEL_HEADER, strict=True) if name in head)
    dataset, findings = checked(KPI, sheet("渠道", (*head, header), (*row, 99)))
    assert dataset["channels"].total("spend").is_missing
    said = [one.details["closest"] for one in findings if one.code == "column_close_miss"]
    assert said == ([closest] if closest else [])
    assert ("unknown_column" in codes(findings)) == (not closest)


def test_a_missing_column_lists_the_headers_as_they_were_typed() -> None:
    page = sheet("核心指标", ["月", "考核项", "预定", "做到"], ["2025-06", "营收", 1, 2])
    assert only(checked(page)[1], "missing_column").details["seen"] == "月 / 考核项 / 预定 / 做到"

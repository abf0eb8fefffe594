"""What a [[source]] says of a sheet is done: nothing more, nothing less, and every cell keeps its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.grid import packed
from opsreport.model.source import Source
from opsreport.model.table import Cell, Dataset, Sheet
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, codes, only, places, sheet

HEAD = ("日期", "投放平台", "消耗额", "来客", "下单额")
COLUMNS = {"投放平台": "channel", "消耗额": "spend", "来客": "new_users", "下单额": "revenue"}
DAILY = sheet(
    "数据",
    HEAD,
    (datetime(2025, 6, 1), "抖音", 100, 5, "1,000"),
    ("2025/6/2", "抖音", "200", 6, 0),
    ("20250603", "百度", 50, "–", 30.5),
    (45813, "百度", 70, 2, 0),
    ("5月31日", "抖音", 10, 1, 1),
    file="投放.xlsx",
)
PAID = {"family": "付费"}
SOURCE = Source("投放*.xlsx", "channels", columns=COLUMNS, month="日期", add_up=True, constants=PAID)


def read(source: Source | Sequence[Source], *sheets: Sheet) -> tuple[Dataset, Findings]:
    sources = [source] if isinstance(source, Source) else source
    regular = shaped(sheets, sources, period=JUNE)
    return check(regular.sheets, JUNE, regular.findings)


def with_changes(**changes: object) -> Source:
    names = ("file", "table", "sheet", "header", "columns", "unit", "where", "constants", "month", "year", "add_up")
    said = {name: getattr(SOURCE, name) for name in names} | changes
    return Source(**said)  # type: ignore[arg-type]


def test_daily_rows_become_one_row_a_channel_and_month() -> None:
    dataset, findings = read(SOURCE, DAILY)
    assert codes(findings) == ["kpi_from_channels"]
    channels = dataset["channels"]
    rows = {(row.channel_id, row.month): (row.spend, row.new_users, row.revenue) for row in channels.frame.itertuples()}
    assert rows[("抖音", "2025-06")] == (300, 11, 1000)
    assert rows[("抖音", "2025-05")] == (10, 1, 1)
    assert rows[("百度", "2025-06")] == (120, 2, 30.5)


def test_a_sum_stands_in_all_its_cells() -> None:
    channels = read(SOURCE, DAILY)[0]["channels"]
    (row,) = channels.where(channel_id="抖音", month="2025-06").frame.index
    assert str(channels.origin(row, "spend")).endswith("数据!C2:C3")
    (row,) = channels.where(channel_id="百度").frame.index
    assert channels.origin(row, "new_users").cell == "D5", "a cell that says there is nothing is no part of the sum"


def test_how_the_parts_of_a_sum_were_typed_is_told_with_their_cells() -> None:
    findings = read(SOURCE, DAILY)[1]
    told = {(one.details["column"], one.details["form"]): one for one in findings if one.is_routine}
    assert {key: (one.details["count"], places(one)) for key, one in told.items()} == {
        ("费用", "text"): ("1", ["C3"]),
        ("新增用户", "absent"): ("1", ["D4"]),
        ("收入", "separators"): ("1", ["E2"]),
    }


def test_a_cell_that_is_no_number_is_told_and_not_left_out_of_the_sum() -> None:
    wrong = sheet(
        "数据", HEAD, ("2025-06-01", "抖音", 100, 5, 1), ("2025-06-02", "抖音", "若干", 5, 1), file="投放.xlsx"
    )
    _, findings = read(SOURCE, wrong)
    assert places(only(findings, "not_a_number")) == ["C3"]


def test_numbers_of_different_worth_are_not_added_up_blindly() -> None:
    mixed = sheet(
        "数据", HEAD, ("2025-06-01", "抖音", "1.2万", 5, 1), ("2025-06-02", "抖音", 300, 5, 1), file="投放.xlsx"
    )
    for page in (mixed, replace(mixed, cells=packed(mixed.cells))):
        findings = read(SOURCE, page)[1]
        assert places(only(findings, "unit_conflict")) == ["C2:C3"]
        assert only(findings, "unit_conflict").details["seen"] == "费用 1.2万 / 300"
        assert "duplicate_key" not in codes(findings)
    in_header = with_changes(unit={"spend": "元"})
    assert read(in_header, mixed)[0]["channels"].total("spend").value == 12_300


def test_rows_that_are_the_same_in_every_cell_are_asked_about() -> None:
    row, other = ("2025-06-01", "抖音", 100, 5, 1), ("2025-06-01", "抖音", 100, 5, 2)
    few = ("2025-06-02", "百度", 0, 0, 1)
    page = sheet("数据", HEAD, row, other, row, row, few, few, file="投放.xlsx")
    finding = only(read(SOURCE, page)[1], "rows_repeated")
    assert (finding.details["count"], places(finding)) == ("2", ["A4:E5"])
    assert "rows_repeated" not in codes(read(SOURCE, sheet("数据", HEAD, row, other, few, few, file="投放.xlsx"))[1])


def test_only_the_asked_rows_are_taken_by_text_and_by_number() -> None:
    rows = sheet(
        "数据", (*HEAD, "级别"), ("2025-06", "抖音", 1, 1, 1, 1), ("2025-06", "快手", 2, 2, 2, 2), file="投放.xlsx"
    )
    assert list(read(with_changes(where={"级别": ("1",)}), rows)[0]["channels"].frame["channel_id"]) == ["抖音"]
    both = with_changes(where={"投放平台": ("快手", "抖音"), "级别": ("2",)})
    assert list(read(both, rows)[0]["channels"].frame["channel_id"]) == ["快手"]


def test_constants_units_and_one_month_hold_for_all_rows() -> None:
    plain = sheet("x", HEAD[1:], ("抖音", 1.5, 7, 3), file="投放.xlsx")
    source = with_changes(month="2025年6月", constants={"类型": "付费"}, unit={"spend": "万元"}, add_up=False)
    dataset, findings = read(source, plain)
    assert codes(findings) == ["kpi_from_channels"]
    assert dataset["channels"].where(month="2025-06").total("spend").value == 15_000
    assert dataset["channel_defs"].frame["family"].tolist() == ["paid"]


def test_a_bare_month_gets_the_year_that_was_said() -> None:
    rows = sheet("x", ("月", "名称", "消耗"), (6, "抖音", 1), (5.0, "抖音", 2), file="投放.xlsx")
    source = Source("*", "channels", columns={"名称": "channel"}, month="月", year=2024)
    assert sorted(read(source, rows)[0]["channels"].frame["month"]) == ["2024-05", "2024-06"]


def test_the_mapping_wins_over_a_header_we_know_and_may_leave_one_out() -> None:
    rows = sheet("渠道", ("月份", "渠道", "收入", "GMV额", "费用"), ("2025-06", "抖音", 1, 2, 3), file="投放.xlsx")
    source = Source("*", "channels", columns={"GMV额": "revenue", "费用": ""})
    channels = read(source, rows)[0]["channels"]
    assert channels.total("revenue").value == 2
    assert channels.total("spend").is_missing


def test_columns_that_are_not_there_block_only_where_they_name_the_row() -> None:
    rows = sheet("x", ("月份", "名称", "消耗"), ("2025-06", "抖音", 3), file="投放.xlsx")
    named = Source("*", "channels", columns={"名称": "channel"}, constants=PAID)
    assert codes(read(named, rows)[1]) == ["kpi_from_channels"]
    nameless = read(Source("*", "channels", columns={"消耗": "spend"}), rows)[1]
    assert "missing_column" in codes(nameless)


def test_a_header_that_the_sheet_lacks_is_told_with_the_closest() -> None:
    _, findings = read(with_changes(columns={**COLUMNS, "消耗金额": "spend_budget"}), DAILY)
    finding = only(findings, "source_header_missing")
    assert finding.is_blocking
    assert (finding.details["column"], finding.details["closest"]) == ("消耗金额", "消耗额")


def test_a_sheet_with_none_of_the_headers_is_not_meant() -> None:
    other = sheet("说辞", ("a", "b"), (1, 2), file="投放.xlsx")
    assert sorted(codes(read(SOURCE, DAILY, other)[1])) == ["kpi_from_channels", "unknown_sheet"]


@pytest.mark.parametrize(
    "changes",
    [
        {"file": "别的*.xlsx"},
        {"sheet": "明细"},
        {"where": {"投放平台": ("微博",)}},
    ],
    ids=["file", "sheet", "rows"],
)
def test_a_source_that_reads_nothing_is_told(changes: dict[str, object]) -> None:
    finding = only(read(with_changes(**changes), DAILY)[1], "source_unmatched")
    assert finding.details["seen"] == "投放.xlsx › 数据"


def test_a_sheet_without_rows_that_are_asked_for_is_named_beside_one_that_has_them() -> None:
    other = sheet("二组", HEAD, ("2025-06-01", "微博", 1, 1, 1), file="投放.xlsx")
    source = with_changes(where={"投放平台": ("抖音", "百度")})
    finding = only(read(source, DAILY, other)[1], "where_without_rows")
    assert finding.origins[0].sheet == "二组"
    assert (finding.details["where"], finding.details["seen"]) == ("投放平台 = 抖音 / 百度", "微博")
    assert "where_without_rows" not in codes(read(source, DAILY, sheet("空", HEAD, file="投放.xlsx"))[1])


def test_only_the_star_and_the_question_mark_are_special_in_names() -> None:
    page = replace(DAILY, file="投放[2025].xlsx")
    for pattern in ("投放[2025].xlsx", "投放[*].xlsx", "投放?2025?.xlsx"):
        assert len(read(with_changes(file=pattern), page)[0]["channels"]) == 3
    assert "source_unmatched" in codes(read(with_changes(file="投放[5].xlsx"), replace(page, file="投放5.xlsx"))[1])


@pytest.mark.parametrize(("header", "closest"), [("日其", "日期"), ("结算周期", "")])
def test_a_source_none_of_whose_headers_is_there_blocks(header: str, closest: str) -> None:
    finding = only(read(Source("投放*.xlsx", "channels", month=header), DAILY)[1], "source_header_missing")
    assert finding.is_blocking
    assert (finding.details["column"], finding.details["closest"]) == (header, closest)


def test_a_source_for_all_sheets_may_have_no_headers_in_any() -> None:
    other = sheet("说辞", ("a", "b"), (1, 2), file="b.xlsx")
    findings = read(Source("*", "channels", month="结算周期"), DAILY, other)[1]
    assert "source_header_missing" not in codes(findings)
    assert "source_unmatched" in codes(findings)


def test_a_blank_among_the_rows_of_a_sum_is_told() -> None:
    rows = (("2025-06-01", "抖音", 5, 1, 1), ("2025-06-02", "抖音", None, 1, None), ("2025-06-03", "抖音"))
    page = sheet("数据", HEAD, *rows, ("合计", None, 5, 2, None), file="投放.xlsx")
    for one in (page, replace(page, cells=packed(page.cells))):
        told = [finding for finding in read(SOURCE, one)[1] if finding.code == "blank_in_sum"]
        assert {finding.details["column"]: places(finding) for finding in told} == {
            "费用": ["C3:C4"], "新增用户": ["D4"], "收入": ["E3:E4"]
        }  # fmt: skip


def test_a_blank_cell_of_a_mapped_column_is_missing() -> None:
    rows = (("2025-06", "抖音", 5, 1, 1), ("2025-06", "百度"), ("2025-06", "知乎", 5, "–", 1), ("2025-07", "抖音"))
    page = sheet("数据", HEAD, *rows, file="投放.xlsx")
    for one in (page, replace(page, cells=packed(page.cells))):
        missing = only(read(with_changes(add_up=False), one)[1], "missing_value")
        assert places(missing) == ["D3"], "a dash says that there is no number, and July has not come"


def test_a_constant_that_is_a_number_is_no_part_of_a_sum() -> None:
    rows = (("2025-06-01", "抖音", 5, 1, 1), ("2025-06-02", "抖音", 6, 1, 2), ("合计", None, 11, 2, 3))
    page = sheet("数据", HEAD, *rows, file="投放.xlsx")
    for one in (page, replace(page, cells=packed(page.cells))):
        dataset, findings = read(with_changes(constants={"visits": "5", **PAID}), one)
        assert dataset["channels"].frame["visits"].tolist() == [5]
        assert sorted(set(codes(findings))) == ["kpi_from_channels", "total_row"]
        assert not [finding for finding in findings if finding.is_routine]


def test_headers_below_a_group_are_left_out_as_the_source_says() -> None:
    page = sheet("数据", ("投放",), ("日期", "渠道", "费用", "备注", "端"), ("2025-06", "抖音", 5, "x", "全部"))
    grouped = replace(page, merged=("A1:E1",))
    source = Source("*", "channels", header=(1, 2), columns={"备注": ""}, where={"端": ("全部",)}, month="日期")
    (match,) = shaped([grouped], [source], period=JUNE).matches
    assert {one.cell: one.reason for one in match.ignored} == {"D2": "left_out", "E2": "where"}


def test_two_sources_may_read_one_sheet_without_their_rows_meeting() -> None:
    one = with_changes(where={"投放平台": ("抖音",)})
    other = with_changes(where={"投放平台": ("百度",)}, constants={"family": "自然"})
    dataset, findings = read([one, other], DAILY)
    assert codes(findings) == ["kpi_from_channels"]
    assert len(dataset["channels"]) == 3
    assert dataset["channels"].where(month="2025-06").total("spend").value == 420


@pytest.mark.parametrize("header", [(3,), ()])
def test_the_header_may_be_named_or_found(header: tuple[int, ...]) -> None:
    rows = sheet(
        "x", ("投放日报",), ("导出时间", "2025-07-01"), HEAD, ("2025-06-01", "抖音", 1, 2, 3), file="投放.xlsx"
    )
    assert read(with_changes(header=header), rows)[0]["channels"].total("spend").value == 1


def test_rows_are_named_by_their_number_where_nothing_else_does() -> None:
    posts = sheet("x", ("阅读", "点赞"), (10, 1), (20, 2), file="posts.csv")
    source = Source("posts.csv", "contents", constants={"title": "第{row}条", "platform": "公众号"}, month="2025-06")
    dataset, findings = read(source, posts)
    assert codes(findings) == ["kpi_from_channels"]
    assert dataset["contents"].frame["title"].tolist() == ["第2条", "第3条"]
    assert dataset["contents"].frame["month"].tolist() == ["2025-06", "2025-06"]


def test_a_hidden_error_is_not_summed_away() -> None:
    cells = {**DAILY.cells, (3, 3): Cell(3, 3, "error", "#REF!")}
    _, findings = read(SOURCE, Sheet("投放.xlsx", "数据", cells))
    assert places(only(findings, "error_cell")) == ["C3"]


@pytest.mark.parametrize("header", [(), (3,)])
@pytest.mark.parametrize("day", [datetime(2025, 6, 1), "2025-06-01", "2025/6/1"])
@pytest.mark.parametrize("name", ["抖音", "新增", "人", "访问量", "2025-06"])
def test_a_first_row_of_a_day_and_a_name_is_no_second_header(name: str, day: object, header: tuple[int, ...]) -> None:
    rows = [(day, name), (datetime(2025, 6, 2), "抖音", 5, 7), (datetime(2025, 6, 3), "百度", 6, 8)]
    page = sheet("数据", ["投放日报"], [None], ["日期", "投放平台", "消耗额", "来客"], *rows, file="投放.xlsx")
    columns = {"投放平台": "channel", "消耗额": "spend", "来客": "new_users"}
    dataset, findings = read(with_changes(header=header, columns=columns), page)
    assert "source_unmatched" not in codes(findings)
    assert dataset["channels"].total("spend").value == 11


@pytest.mark.parametrize(
    ("header", "field", "holds", "cells"),
    [
        ("统计月", "channel", "months", "A2:A3"),
        ("点评", "spend", "words", "E2:E3"),
        ("媒体", "month", "words", "B2:B3"),
        ("花的钱", "channel", "numbers", "C2:C3"),
        ("统计月", "revenue", "months", "A2:A3"),
        ("媒体", "channel", "", ""),
        ("编号", "channel", "", ""),
        ("点评", "cause", "", ""),
        ("统计月", "next", "", ""),
        ("来的人", "new_users", "", ""),
    ],
)
def test_a_header_mapped_to_what_its_column_plainly_is_not(header: str, field: str, holds: str, cells: str) -> None:
    head = ("统计月", "媒体", "花的钱", "来的人", "点评", "编号")
    rows = (("2025年5月", "抖音", 100.5, "5人", "还行", 1001), ("2025年6月", "快手", 110, "–", "好", 1002))
    page = sheet("数据", head, *rows, file="投放.xlsx")
    for one in (page, replace(page, cells=packed(page.cells))):
        found = [
            finding
            for finding in shaped([one], [Source("*", "channels", columns={header: field})], period=JUNE).findings
            if finding.code == "mapped_unlike"
        ]
        said = [(one.details["line"], one.details["holds"], one.origins[0].cell) for one in found]
        assert said == ([(f'"{header}" = "{field}"', holds, cells)] if holds else [])


def test_a_header_of_a_month_is_what_the_source_says_it_is() -> None:
    page = sheet("指标", ("指标", "6月末", "6月考核", "全年计划"), ("信用卡发卡量", 412, 400, 5_000))
    said = {"指标": "metric", "6月末": "actual", "6月考核": "target", "全年计划": "target"}
    frame = read(Source("*", "kpi", columns=said), page)[0]["kpi"].frame
    found = {row.month: (row.target, row.actual) for row in frame.itertuples()}
    assert found["2025-06"] == (400, 412)
    assert found["2025"][0] == 5_000

"""What a [[source]] says against what the sheet itself says is a block that names the cells, never silently one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsreport.model.grid import packed
from opsreport.model.source import Source
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, codes, only, places, sheet
from tests.shaping.test_by_source import PAID, read

HEAD = ("月份", "渠道", "消耗额(万元)")
PAGE = sheet("数据", HEAD, ("2025-05", "抖音", 1.5), ("6月", "百度", 2.5), file="投放.xlsx")
COLUMNS = {"消耗额(万元)": "spend"}


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize("unit", ["元", "千元"])
def test_a_unit_of_the_source_against_that_of_the_header_is_a_block(unit: str, *, is_long: bool) -> None:
    page = replace(PAGE, cells=packed(PAGE.cells)) if is_long else PAGE
    source = Source("投放*", "channels", columns=COLUMNS, unit={"费用": unit}, constants=PAID)
    finding = only(shaped([page], [source], period=JUNE).findings, "unit_conflict")
    assert places(finding) == ["C1"]
    assert finding.details["seen"] == f'消耗额(万元) / opsreport.toml unit = {{费用 = "{unit}"}}'


@pytest.mark.parametrize("header", ["消耗额(万元)", "消耗额(万)", "消耗额（人民币万元）", "消耗额"])
def test_a_unit_of_the_source_that_the_header_says_too_is_none(header: str) -> None:
    page = sheet("数据", ("月份", "渠道", header), ("2025-06", "抖音", 1.5), file="投放.xlsx")
    source = Source("投放*", "channels", columns={header: "spend"}, unit={"spend": "万元"}, constants=PAID)
    dataset, findings = read(source, page)
    assert "unit_conflict" not in codes(findings)
    assert dataset["channels"].total("spend").value == 15_000


@pytest.mark.parametrize("is_long", [False, True])
def test_a_month_of_the_source_against_the_months_of_rows_is_a_block(*, is_long: bool) -> None:
    page = replace(PAGE, cells=packed(PAGE.cells)) if is_long else PAGE
    source = Source("投放*", "channels", columns=COLUMNS, month="2025-06", constants=PAID)
    finding = only(shaped([page], [source], period=JUNE).findings, "mapped_month_differs")
    assert (places(finding), finding.details["seen"]) == (["A2"], "2025-05")


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": {**COLUMNS, "月份": ""}},
        {"where": {"月份": ("6月",)}},
        {"where": {"月份": ("2025-05",)}},
    ],
)
def test_a_column_of_months_that_is_left_out_or_chosen_by_contradicts_no_month(changes: dict[str, object]) -> None:
    source = Source("投放*", "channels", **{"columns": COLUMNS, **changes}, month="2025-06", constants=PAID)  # type: ignore[arg-type]
    dataset, findings = read(source, PAGE)
    assert "mapped_month_differs" not in codes(findings)
    assert set(dataset["channels"].frame["month"]) == {"2025-06"}


def test_bare_months_are_of_the_year_of_the_one_month() -> None:
    page = sheet("数据", ("月份", "渠道", "消耗额"), ("12月", "抖音", 1.5), file="投放.xlsx")
    source = Source("投放*", "channels", columns={"消耗额": "spend"}, month="2023-12", constants=PAID)
    dataset, findings = read(source, page)
    assert "mapped_month_differs" not in codes(findings)
    assert list(dataset["channels"].frame["month"]) == ["2023-12"]


def test_months_across_are_not_one_month() -> None:
    page = sheet("数据", ("渠道", "5月消耗", "6月消耗"), ("抖音", 1, 2), file="投放.xlsx")
    findings = read(Source("投放*", "channels", month="2025-06", constants=PAID), page)[1]
    assert places(only(findings, "mapped_month_differs")) == ["B1"]
    assert "duplicate_key" not in codes(findings)


def test_a_unit_of_the_source_that_is_none_is_said_to_be_the_source_s() -> None:
    source = Source("投放*", "channels", columns=COLUMNS, unit={"spend": "萬塊"}, constants=PAID)
    finding = only(read(source, PAGE)[1], "unit_unknown")
    assert (places(finding), finding.details["column"]) == (["C1"], 'opsreport.toml unit = {spend = "萬塊"}')


def test_two_sources_of_one_sheet_read_no_number_twice() -> None:
    source = Source("投放*", "channels", columns=COLUMNS, constants=PAID)
    dataset, findings = read([source, source], PAGE)
    assert places(only(findings, "sources_overlap")) == ["C2:C3"]
    assert len(dataset["channels"]) == 2
    parts = [replace(source, where={"渠道": (name,)}) for name in ("抖音", "百度")]
    assert "sources_overlap" not in codes(read(parts, PAGE)[1])


def test_a_row_without_headers_is_one_finding_that_names_the_row_of_them() -> None:
    source = Source("投放*", "channels", header=(99,), columns=COLUMNS, month="月份")
    finding = only(read(source, PAGE)[1], "source_header_missing")
    assert finding.details["column"] == "消耗额(万元) / 月份 (header = 99)"
    assert finding.details["seen"] == "header = 1: 月份 / 渠道 / 消耗额(万元)"

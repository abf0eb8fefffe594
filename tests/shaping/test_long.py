"""A long table read by its columns gives what it gives cell by cell, and one that is too irregular is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.source import Source
from opsreport.model.table import Dataset, Sheet
from opsreport.reading.gathered import Gathered
from opsreport.shaping import long, shaped
from tests.checking.sheets import JUNE, codes, only, places, sheet

HEAD = ("日期", "平台", "级别", "消耗额", "来客", "ROI", "备注")
SOURCE = Source(
    "投放.xlsx",
    "channels",
    columns={"平台": "channel", "消耗额": "spend", "来客": "new_users"},
    constants={"类型": "付费"},
    month="日期",
    add_up=True,
)
DAYS = st.sampled_from([datetime(2025, 6, 1), datetime(2025, 5, 3), "2025/6/2", "20250603", 45813, "5月31日", "待定"])
MONEY = st.sampled_from([100, 0.1, 0.2, 30.5, "1,000", "1.2万", "–", "约一百", None])
ROWS = st.lists(
    st.tuples(DAYS, st.sampled_from(["抖音", "百度 ", "合计", "-", None]), st.sampled_from(["1", 1, "2", None]), MONEY,
              st.sampled_from([5, 7, "6", "停投", None]), st.sampled_from([1.5, None]), st.just("无")),
    min_size=1, max_size=12,
)  # fmt: skip
STRANGE = st.sampled_from([None, HEAD, ("以上为上旬",), ("注：后台导出",), (None, "示例：抖音", None, 1, 1)])


def packed(page: Sheet) -> Sheet:
    """The sheet as reading gives a large one."""
    cells = Gathered()
    cells.add_cells(page.cells)
    return replace(page, cells=cells.grid())


def read(page: Sheet, *sources: Source) -> tuple[Dataset, Findings]:
    done = shaped([page], sources, period=JUNE)
    return check(done.sheets, JUNE, done.findings)


def told(page: Sheet, *sources: Source) -> list[object]:
    """All that is read of a sheet: every value with its address, every finding with its cells."""
    dataset, findings = read(page, *sources)
    values: list[object] = [
        (name, column, table.value(row, column), str(table.origin(row, column)))
        for name, table in sorted(dataset.tables.items())
        for row in table.frame.index.tolist()
        for column in table.frame.columns
    ]
    # a rate in a row without any number is not compared: by columns that is noted, cell by cell the row is not there
    told = [one for one in findings if one.code != "figure_not_compared"]
    return values + [(one.code, tuple(map(str, one.origins)), sorted(one.details.items())) for one in told]


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(ROWS, STRANGE, st.booleans(), st.sampled_from([{}, {"级别": ("1",)}]), st.sampled_from([{}, {"spend": "元"}]))
def test_by_columns_as_cell_by_cell(
    rows: Sequence[tuple[object, ...]],
    strange: tuple[object, ...] | None,
    add_up: bool,
    where: dict[str, tuple[str, ...]],
    unit: dict[str, str],
) -> None:
    lines = [*rows, *([strange] if strange else ()), *rows[:2]]
    page = sheet("数据", ("投放日报",), HEAD, *lines, file="投放.xlsx")
    source = replace(SOURCE, add_up=add_up, where=where, unit=unit)
    assert told(packed(page), source) == told(page, source)


CHANNELS = ("月份", "渠道", "类型", "访问量", "新增用户")


def test_a_long_list_under_a_banner_and_two_header_rows() -> None:
    rows = [("2025-06", f"渠道{at}", "付费", at, at / 2) for at in range(400)]
    page = sheet("一览", ("渠道月报",), CHANNELS, (None, None, None, "次", "人"), *rows)
    by_columns = told(packed(page))
    assert by_columns == told(page)
    assert ("channels", "visits", 399.0, "运营.xlsx › 一览!D403") in by_columns


def test_a_large_sheet_that_is_no_plain_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    header = ("渠道", "类型", "访问量", None, "新增用户", None)
    rows = [("渠道", "付费", 1, 2, 3, 4)] * 50
    page = sheet("渠道", header, (None, None, "5月", "6月", "5月", "6月"), *rows, merged=("C1:D1", "E1:F1"))
    assert "too_large" not in codes(read(packed(page))[1])
    for module in ("shape", "by_source"):
        monkeypatch.setattr(f"opsreport.shaping.{module}.MOST_CELLS", 100)
    for sources in ((), (Source("*", "channels", header=(1, 2)),)):
        _, findings = read(packed(page), *sources)
        assert only(findings, "too_large").is_blocking
        assert str(only(findings, "too_large").origins[0]) == "运营.xlsx › 渠道"


def test_a_large_sheet_of_nothing_known_stays_as_it_is() -> None:
    page = packed(sheet("流水", ("甲", "乙"), *[("x", at) for at in range(50)]))
    assert "unknown_sheet" in codes(read(page)[1])
    assert shaped([page], period=JUNE).sheets == (page,)


def test_the_first_rows_are_enough_to_know_a_long_list() -> None:
    assert long.ROWS_SHOWN < 1_000
    rows = [("2025-06", f"渠道{at}", "付费", at, None if at == 999 else 1) for at in range(1_000)]
    page = packed(sheet("一览", ("渠道月报",), CHANNELS, (None, None, None, "次", "人"), *rows))
    dataset, findings = read(page)
    assert len(dataset["channels"]) == 1_000
    assert places(only(findings, "number_missing")) == ["E1003"]

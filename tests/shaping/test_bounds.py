"""Sheets of more tables, columns or rows than anybody keeps are refused by name, and soon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsreport.shaping import shaped
from opsreport.shaping.areas import MOST_COLUMNS, MOST_TABLES
from opsreport.shaping.grid import grid_of
from opsreport.shaping.long import MOST_ROWS
from tests.checking.sheets import JUNE, sheet

HEAD, LINE = ["渠道", "访问量", "新增用户", "消耗"], ["搜索引擎广告", 1, 2, 3]
BLOCK: list[list[object]] = [HEAD, LINE, [None], [None]]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (BLOCK * (MOST_TABLES + 1), "tables"),
        ([["指标", *["6月"] * MOST_COLUMNS], ["收入", *range(MOST_COLUMNS)]], "columns"),
        ([["月份", "收入"], *[["6月", 1]] * (MOST_ROWS + 1)], "rows"),
    ],
)
def test_what_nobody_keeps_is_refused(rows: list[list[object]], what: str) -> None:
    done = shaped([sheet("数据", *rows)], period=JUNE)
    assert [(one.code, one.details["what"], one.is_blocking) for one in done.findings] == [("too_large", what, True)]
    assert done.sheets == ()


def test_as_many_tables_as_days_are_read() -> None:
    done = shaped([sheet("数据", *BLOCK * 31)], period=JUNE)
    assert "too_large" not in {one.code for one in done.findings}
    assert len(done.matches) == 31


def test_a_range_merged_over_everything_is_not_laid_out() -> None:
    page = sheet("数据", ["渠道", "收入"], *[["a", 1]] * 3)
    far = replace(page, cells={**page.cells, (1_048_576, 16_384): page.cells[1, 1]}, merged=("A1:XFD1048576", "A2:B3"))
    assert set(grid_of(far).owners) == {(2, 1), (2, 2), (3, 1), (3, 2)}

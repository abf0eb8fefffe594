"""Sheets that are as they should be pass untouched, however long; those that only lack something do too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_folder
from opsreport.shaping import shaped
from tests.checking.sheets import CHANNEL_HEADER, JUNE, sheet

SAMPLE = Path(__file__).parents[2] / "sample_data" / "starter"
MAY = ["2025-05", "SEM", "付费", 100, 1]


class Counted(Mapping[tuple[int, int], Cell]):
    """Cells that count how often they are looked at."""

    def __init__(self, cells: Mapping[tuple[int, int], Cell]) -> None:
        self.cells, self.looks = cells, 0

    def __getitem__(self, at: tuple[int, int]) -> Cell:
        self.looks += 1
        return self.cells[at]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)


def test_the_sample_passes_untouched() -> None:
    sheets, _ = read_folder(SAMPLE)
    done = shaped(sheets, period=JUNE)
    assert all(new is old for new, old in zip(done.sheets, sheets, strict=True))
    assert done.findings == ()
    assert {match.why[-1] for match in done.matches} == {"regular"}


def test_a_long_sheet_is_looked_at_down_one_column_only() -> None:
    page = sheet("渠道", CHANNEL_HEADER, *[MAY] * 3_000)
    cells = Counted(page.cells)
    long = Sheet(page.file, page.name, cells)
    done = shaped([long], period=JUNE)
    assert done.sheets[0] is long
    assert cells.looks < 2 * 3_000


@pytest.mark.parametrize(
    "rows",
    [
        [["月份", "渠道", "访问量", "新增用户"], ["2025-05", "SEM", 100, 1]],
        [CHANNEL_HEADER, MAY, [None, "合计", None, 100, 1]],
        [["渠道月报"], [None], CHANNEL_HEADER, MAY],
        [CHANNEL_HEADER, MAY, [], ["备注：口径见说明"]],
    ],
)
def test_a_plain_list_stays_as_it_is(rows: list[list[object]]) -> None:
    page = sheet("渠道", *rows)
    assert shaped([page], period=JUNE).sheets == (page,)


def test_what_is_not_understood_stays_as_it_is() -> None:
    page = sheet("随手记", ["会议", "人数"], ["周一", 3], ["周二", 5])
    done = shaped([page], period=JUNE)
    assert done.sheets == (page,)
    assert done.matches == ()

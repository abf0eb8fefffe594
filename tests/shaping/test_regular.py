"""Sheets that are as they should be pass untouched, however long; those that only lack something do too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from opsreport.checking import check
from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_folder
from opsreport.shaping import shaped
from tests.checking.sheets import CHANNEL_HEADER, JUNE, only, sheet

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
    assert cells.looks < 2.1 * 3_000


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


@pytest.mark.parametrize("gap", [1, 2])
def test_a_table_of_months_below_a_plain_list_is_one_of_its_own(gap: int) -> None:
    second = [["指标", "4月", "5月"], ["总营收", 900, 1000]]
    done = shaped([sheet("渠道", CHANNEL_HEADER, MAY, *[[]] * gap, *second)], period=JUNE)
    assert [match.tab for match in done.matches] == ["channels", "kpi"]


def test_what_is_not_understood_stays_as_it_is() -> None:
    page = sheet("随手记", ["会议", "人数"], ["周一", 3], ["周二", 5])
    done = shaped([page], period=JUNE)
    assert done.sheets == (page,)
    assert done.matches == ()


def test_a_plain_list_says_what_it_was_taken_for_and_what_was_not_used() -> None:
    header = CHANNEL_HEADER[:5]
    page = sheet("渠道", ["渠道月报"], [*header, "消耗额", "收入占比"], [*MAY, 1.5, 0.2], [*MAY, 2.5, 0.2])
    (match,) = shaped([page], period=JUNE).matches
    assert (match.origin.cell, match.tab, match.why) == ("A2:G4", "channels", ("sheet_title", "regular"))
    assert tuple(match.columns) == header
    assert [(one.cell, one.text, one.reason) for one in match.ignored] == [
        ("F2", "消耗额", "unknown"),
        ("G2", "收入占比", "share"),
    ]


def test_a_list_that_lacks_another_column_has_the_month_of_its_title() -> None:
    header = ["渠道", "新增用户", "收入(元)", "费用(元)"]
    listed = sheet("渠道", ["2025年6月渠道"], header, ["抖音", 320, 18640, 6230], ["百度", 150, 9820, 3500])
    done = shaped([listed], period=JUNE)
    assert [one.month for one in done.sheets] == ["2025-06"]
    _, findings = check(done.sheets, JUNE, done.findings)
    assert only(findings, "column_absent").details["columns"] == "访问量"

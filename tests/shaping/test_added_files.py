"""Files of one source whose days do not meet are one month; where a day is in two of them nothing is added."""

from __future__ import annotations

import pytest

from opsreport.model.table import Sheet
from tests.checking.sheets import codes, sheet
from tests.shaping.test_by_source import HEAD, SOURCE, read, with_changes


def part(file: str, *rows: tuple[object, ...]) -> Sheet:
    return sheet("数据", HEAD, *rows, file=file)


FIRST = part("投放_上.xlsx", ("2025-06-01", "抖音", 100, 5, "1,000"), ("2025-06-02", "百度", 30, 1, 2))
SECOND = part(
    "投放_下.xlsx", ("6月16日", "抖音", 40, 2, 3), ("20250617", "抖音", 2, 1, 1), ("2025-06-17", "快手", 9, 9, 9)
)
THIRD = part("投放_末.xlsx", ("2025/6/30", "抖音", 1, 1, 1), ("2025-06-30", "快手", 1, 1, 1))


def test_files_of_other_days_are_added_up_and_say_all_their_cells() -> None:
    dataset, findings = read(SOURCE, FIRST, SECOND, THIRD)
    assert not {"files_disagree", "duplicate_key", "duplicate_file"} & set(codes(findings))
    channels = dataset["channels"]
    rows = {row.channel_id: (row.spend, row.new_users, row.revenue) for row in channels.frame.itertuples()}
    assert rows == {"抖音": (143, 9, 1005), "百度": (30, 1, 2), "快手": (10, 10, 10)}
    (row,) = channels.where(channel_id="抖音").frame.index
    assert [(one.file, one.cells("spend")) for one in channels.places[row].whole] == [
        ("投放_上.xlsx", ((2, 3),)),
        ("投放_下.xlsx", ((2, 3), (3, 3))),
        ("投放_末.xlsx", ((2, 3),)),
    ]
    assert channels.origin(row, "spend").file == "投放_上.xlsx"


@pytest.mark.parametrize(
    "again",
    [
        ("2025-06-01", "抖音", 101, 5, "1,000"),  # the same day once more
        ("2025-06", "抖音", 101, 5, 7),  # no day
        ("2025-06-16", "抖音", "若干", 5, 7),
    ],
)
def test_a_day_in_two_files_or_none_is_not_added(again: tuple[object, ...]) -> None:
    assert {"files_disagree", "not_a_number"} & set(codes(read(SOURCE, FIRST, part("投放_新.xlsx", again))[1]))


def test_files_that_are_not_to_be_added_up_stay_apart() -> None:
    assert "files_disagree" in codes(read(with_changes(add_up=False), FIRST, part("投放_下.xlsx", FIRST_AGAIN))[1])


FIRST_AGAIN = ("2025-06-16", "抖音", 7, 7, 7)


def test_numbers_that_are_the_same_in_all_rows_and_totals_are_no_sums() -> None:
    total = ("合计", "抖音", 100, 5, 1000)
    first = part("投放_上.xlsx", ("2025-06-01", "抖音", 100, 5, "1,000"), total)
    second = part("投放_下.xlsx", FIRST_AGAIN, ("合计", "抖音", 7, 7, 7))
    source = with_changes(constants={"family": "付费", "spend_budget": "500"})
    dataset, findings = read(source, first, second)
    assert dataset["channels"].total("spend_budget").value == 500
    assert dataset["channels"].total("spend").value == 107
    assert "total_row_differs" not in codes(findings)

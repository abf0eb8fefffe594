"""Several totals among rows that are added up: each is compared with its own rows, cell by cell and by columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from opsreport.model.source import Source
from opsreport.model.table import Sheet
from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_long import packed, read

HEAD = ("日期", "渠道", "访问量", "新增用户", "费用（万元）")
SOURCE = Source("投放.xlsx", "channels", month="日期", add_up=True, constants={"family": "付费"})
BOTH = pytest.mark.parametrize("kept", [lambda page: page, packed], ids=["cell by cell", "by columns"])
Row = Sequence[object]
Kept = Callable[[Sheet], Sheet]


def _day(day: int, name: str = "抖音") -> list[object]:
    return [datetime(2025, 6, day), name, 100 + day, 10 + day, day / 10]


def _total(label: str, rows: Sequence[Row], name: str | None = None) -> list[object]:
    columns = zip(*(row[2:] for row in rows), strict=True)
    return [label, name, *(sum(float(str(value)) for value in column) for column in columns)]


def _weeks() -> list[list[object]]:
    """Two weeks, each with its subtotal, and the total of both."""
    first, second = [_day(day) for day in range(1, 8)], [_day(day) for day in range(8, 15)]
    return [
        *first,
        _total("第1周小计", first),
        *second,
        _total("第2周小计", second),
        _total("合计", [*first, *second]),
    ]


def _page(rows: Sequence[Row]) -> Sheet:
    return sheet("数据", HEAD, *rows, file="投放.xlsx")


@BOTH
def test_weekly_subtotals_and_the_total_of_a_daily_list_are_right(kept: Kept) -> None:
    dataset, findings = read(kept(_page(_weeks())), SOURCE)
    assert "total_row_differs" not in codes(findings)
    assert places(only(findings, "total_row")) == ["A9", "A17:A18"]
    (row,) = dataset["channels"].frame.itertuples()
    assert (row.visits, row.spend) == (sum(100 + day for day in range(1, 15)), 105_000)


@BOTH
def test_a_wrong_subtotal_is_named_with_its_rows(kept: Kept) -> None:
    rows = _weeks()
    rows[7][3] = 99
    finding = only(read(kept(_page(rows)), SOURCE)[1], "total_row_differs")
    assert finding.details["differences"] == "新增用户 99 ≠ 98"
    assert places(finding) == ["D9", "D2:D8"]


@BOTH
def test_a_missing_row_is_told_in_all_columns_of_its_week_and_of_the_total(kept: Kept) -> None:
    rows = _weeks()
    found = [one for one in read(kept(_page([*rows[:2], *rows[3:]])), SOURCE)[1] if one.code == "total_row_differs"]
    assert [one.origins[0].cell for one in found] == ["C17", "C8"]
    assert found[1].details["differences"] == "访问量 728 ≠ 625 / 新增用户 98 ≠ 85 / 费用 2.8 ≠ 2.5"


@BOTH
def test_totals_on_top_and_of_one_channel(kept: Kept) -> None:
    mine, theirs = [_day(day) for day in (1, 2)], [_day(day, "百度") for day in (1, 2, 3)]
    whole = _total("合计", [*mine, *theirs])
    named = [_total("合计", mine, "抖音"), _total("小计", mine, "抖音"), _total("合计", theirs, "百度")]
    rows = [whole, whole, *mine, *theirs, *named]
    assert "total_row_differs" not in codes(read(kept(_page(rows)), SOURCE)[1])
    rows[-2] = [*rows[-2][:3], 7, *rows[-2][4:]]
    finding = only(read(kept(_page(rows)), SOURCE)[1], "total_row_differs")
    assert (finding.details["differences"], places(finding)) == ("新增用户 7 ≠ 23", ["D10", "D4:D5"])


@BOTH
def test_rounding_is_no_difference(kept: Kept) -> None:
    rows = [[datetime(2025, 6, day), "抖音", 100, 10, 0.46] for day in range(1, 9)]
    page = _page([*rows[:4], ["小计", None, 400, 40, 1.8], *rows[4:], ["合计", None, 800, 80, 3.7]])
    assert "total_row_differs" not in codes(read(kept(page), SOURCE)[1])


def test_metrics_of_a_daily_list_that_flow_are_compared() -> None:
    days = [[datetime(2025, 6, day), 100 + day, 10 * day, 0.1] for day in range(1, 5)]
    rows = [*days[:2], ["第1周小计", 203, 30, 0.1], *days[2:], ["第2周小计", 207, 71, 0.1], ["合计", 410, 100, 0.1]]
    page = sheet("日报", ("日期", "访问量", "订单数", "转化率"), *rows, file="投放.xlsx")
    source = Source("投放.xlsx", "kpi", month="日期", add_up=True)
    finding = only(read(page, source)[1], "total_row_differs")
    assert finding.details["differences"].endswith("71 ≠ 70")
    assert places(finding) == ["C7", "C5:C6"]


@BOTH
@pytest.mark.parametrize(("typed", "is_right"), [(104.0, True), (105.0, False)])
def test_a_mean_of_days_is_compared_with_its_days(kept: Kept, typed: float, *, is_right: bool) -> None:
    days = [_day(day) for day in range(1, 8)]
    dataset, findings = read(kept(_page([*days, ["平均", None, typed, 14, 0.4], _total("合计", days)])), SOURCE)
    assert ("mean_row_differs" in codes(findings)) is not is_right
    assert "total_row_differs" not in codes(findings)
    assert dataset["channels"].frame["visits"].tolist() == [728]
    if not is_right:
        assert places(only(findings, "mean_row_differs")) == ["C9", "C2:C8"]

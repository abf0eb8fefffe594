"""Rows below a line that says 上月 alone are left out with a warning; rows that say their month stay."""

from __future__ import annotations

import pytest

from opsreport.model.source import Source
from opsreport.model.table import Sheet
from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_by_source import PAID, read

NOW = (("百度", 100, 480), ("抖音", 101, 470))
SOURCE = Source("*", "channels", header=(1,), month="2025-06", columns={"消耗额": "spend", "来客": "new_users"})


def page(*rows: tuple[object, ...], head: tuple[str, ...] = ("渠道", "消耗额", "来客")) -> Sheet:
    return sheet("2025年6月渠道", head, *rows, file="投放.xlsx")


@pytest.mark.parametrize("said", ["上月", "去年同期：", "【上个月】", "上月数据"])
@pytest.mark.parametrize("is_mapped", [True, False])
def test_rows_below_a_line_of_the_past_are_left_out(said: str, *, is_mapped: bool) -> None:
    head = ("渠道", "消耗额", "来客") if is_mapped else ("渠道", "费用", "新增用户")
    one = page(*NOW, (said,), ("快手", 7001, 70), ("合计", 7001, 70), head=head)
    dataset, findings = read([SOURCE] if is_mapped else [], one)
    assert set(dataset["channels"].frame["channel_id"]) == {"百度", "抖音"}
    assert places(only(findings, "rows_of_past")) == ["A4,A5:C6"]
    assert only(findings, "rows_of_past").details["count"] == "2"


@pytest.mark.parametrize(
    "below",
    [
        (("上月",), ("环比", "5%", "3%")),  # a line of figures that is not filled
        (("上月", 7001, 70),),
        (("上月",), ("合计", 201, 950)),
        (("上月",), ("快手", 1, 2), ("上月",), ("小红书", 1, 2)),  # said of a row each
    ],
)
def test_lines_that_are_not_over_rows_leave_none_out(below: tuple[tuple[object, ...], ...]) -> None:
    assert "rows_of_past" not in codes(read(SOURCE, page(*NOW, *below))[1])


def test_rows_that_say_their_month_stay() -> None:
    rows = [("2025-06", "百度", 1), ("上月",), ("2025-05", "百度", 2)]
    dataset, findings = read([], page(*rows, head=("月份", "渠道", "费用")))
    assert "rows_of_past" not in codes(findings)
    assert sorted(dataset["channels"].frame["month"]) == ["2025-05", "2025-06"]


def test_rows_below_another_month_are_not_of_the_one_month() -> None:
    one = page(*NOW, ("5月数据",), ("快手", 7001, 70))
    findings = read(Source("*", "channels", month="2025-06", columns=SOURCE.columns, constants=PAID), one)[1]
    assert places(only(findings, "mapped_month_differs")) == ["A4"]
    assert "missing_value" not in codes(findings)

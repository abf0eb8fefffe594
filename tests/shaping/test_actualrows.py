"""Rows that say each channel again as 目标, 实际 and 完成率."""

from __future__ import annotations

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import read, rows

HEAD = ["渠道", "类型", "访问量", "新增用户", "费用"]
LINES = [
    ["抖音", "目标", 60_000, 2_400, 80_000],
    ["抖音", "实际", 64_000, 2_500, 89_000],
    ["抖音", "完成率", "106.7%", "104.2%", "111.3%"],
    ["百度", "目标", 20_000, 800, 40_000],
    ["百度", "实际", 24_000, 900, 45_000],
    ["百度", "完成率", "120%", "112.5%", "112.5%"],
]


def test_the_actual_rows_are_the_channels() -> None:
    _, dataset, findings = read(sheet("6月渠道", HEAD, *LINES))
    table = dataset["channels"]
    assert {name: row["visits"] for (_, name), row in rows(table, "channel_id").items()} == {
        "抖音": 64_000,
        "百度": 24_000,
    }
    assert [table.origin(row, "visits").cell for row in table.frame.index] == ["C3", "C6"]
    assert only(findings, "parts_left_out").details["name"] == "实际"
    assert places(only(findings, "parts_left_out")) == ["B2", "B4", "B5", "B7"]
    assert not [one for one in findings if one.is_blocking and one.code != "missing_tab"]


def test_rows_that_say_nothing_of_the_kind_stay() -> None:
    lines = [["抖音", "付费", 64_000, 2_500, 89_000], ["公众号", "自然", 24_000, 900, 0]]
    _, dataset, findings = read(sheet("6月渠道", HEAD, *lines))
    assert len(dataset["channels"]) == 2
    assert "parts_left_out" not in codes(findings)

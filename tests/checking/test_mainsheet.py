"""The sheet with most of a workbook's figures that nobody understood is a warning, not a note among notes."""

from __future__ import annotations

from tests.checking.sheets import codes, only, sheet
from tests.shaping.test_layouts import read

CHANNELS = sheet("渠道", ["月份", "渠道", "访问量", "新增用户"], ["2025-06", "抖音", 1_000, 100])
MAIN = sheet(
    "华东",
    ["项目", "租金收入", "出租率", "退租数"],
    ["浦江", 1, 0.9, 5],
    ["张江", 2, 0.9, 6],
)
SMALL = sheet("备忘", ["项目", "租金收入", "出租率"], ["浦江", 1, 2])
KPI = sheet("核心指标", ["月份", "指标", "目标", "实际"], ["2025-06", "销售收入", 100, 110])


def test_the_likeliest_unknown_sheet_is_warned_of_where_none_is_of_key_metrics() -> None:
    found = read(CHANNELS, MAIN, SMALL)[2]
    assert "kpi_from_channels" in codes(found)
    assert only(found, "unknown_table").details["sheet"] == "华东"


def test_beside_key_metrics_it_is_a_note() -> None:
    found = read(CHANNELS, KPI, MAIN)[2]
    assert "unknown_table" not in codes(found)
    assert "unknown_sheet" in codes(found)


def test_a_recap_is_warned_of_by_name() -> None:
    found = read(KPI, sheet("6月复盘", ["做得好的"], ["618达成"], ["问题"], ["库存不足"]))[2]
    assert only(found, "unknown_table").details["sheet"] == "6月复盘"

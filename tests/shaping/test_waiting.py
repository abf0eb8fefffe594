"""Tables that nobody has begun to fill: their numbers are missing, not their columns."""

from __future__ import annotations

import pytest

from tests.checking.sheets import only, places, sheet
from tests.shaping.test_layouts import read, troubles

N = None
NAMES = ["总营收", "万元"], ["新增注册用户数", "人"]


@pytest.mark.parametrize(
    ("head", "first", "at"),
    [
        ([["指标", "单位", "6月目标", "6月实际"]], [], "D2:D3"),
        ([["指标", "单位", "6月实际"]], [], "C2:C3"),
        ([["指标", "单位", "6月", N], [N, N, "目标", "实际"]], [], "D3:D4"),
        ([["指标", "单位", "目标", "本月", "上月"]], [90, N, 80], "D2:D3"),
    ],
)
def test_a_sheet_rolled_to_a_new_month_lacks_its_actuals(
    head: list[list[object]], first: list[object], at: str
) -> None:
    merged = ("C1:D1",) if len(head) > 1 else ()
    page = sheet("核心指标2025-06", *head, *([*name, *first] for name in NAMES), merged=merged)
    _, _, findings = read(page)
    assert places(only(findings, "missing_value")) == [at]
    assert troubles(findings) == ["missing_value"]
    assert only(findings, "no_such_month").details["lack"] == "numbers"


def test_channels_of_a_new_month_lack_their_numbers() -> None:
    page = sheet("渠道2025-06", ["渠道", "类型", "6月访问量", "6月新增用户"], ["搜索", "付费"], ["直播", "付费"])
    _, _, findings = read(page)
    assert [places(one) for one in findings if one.code == "missing_value"] == [["C2:C3"], ["D2:D3"]]
    assert "missing_column" not in troubles(findings)


def test_a_metric_without_any_number_is_not_waited_for_where_others_have_theirs() -> None:
    page = sheet("核心指标2025-06", ["指标", "5月", "6月"], ["总营收", 80, 90], ["净推荐值", N, N])
    assert not troubles(read(page)[2])

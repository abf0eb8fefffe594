"""Money that can hardly be in the unit it was read in."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import read

CHANNELS = ["月份", "渠道", "访问量", "新增用户", "费用"]
CAMPAIGNS = ["活动", "开始", "结束", "参与人数", "费用", "收入"]
METRICS = ["月份", "指标", "实际"]


@pytest.mark.parametrize(
    ("title", "lines", "cell"),
    [
        ("渠道", [CHANNELS, ["2025-06", "抖音", 64_000, 2_500, 8.9], ["2025-06", "百度", 24_000, 900, 4.5]], "E2:E3"),
        ("活动", [CAMPAIGNS, ["大促", "2025-06-01", "2025-06-18", 12_000, 18.5, 90_000]], "E2"),
        ("活动", [CAMPAIGNS, ["大促", "2025-06-01", "2025-06-18", 12_000, 18_500, 56]], "F2"),
        ("核心指标", [METRICS, ["2025-06", "总营收", 25.6], ["2025-06", "新增用户", 2_560]], "C2:C3"),
    ],
)
def test_next_to_nothing_a_head_is_asked_about(title: str, lines: list[list[object]], cell: str) -> None:
    finding = only(read(sheet(title, *lines))[2], "amount_too_small")
    assert finding.is_blocking
    assert places(finding)[0] == cell


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("渠道", [[*CHANNELS[:4], "费用（元）"], ["2025-06", "抖音", 64_000, 2_500, 8.9]]),
        ("渠道", [CHANNELS, ["2025-06", "抖音", 64_000, 2_500, "8.9元"]]),
        ("渠道", [CHANNELS, ["2025-06", "抖音", 64_000, 2_500, 89_000], ["2025-06", "百度", 24_000, 900, 4.5]]),
        ("渠道", [CHANNELS, ["2025-06", "抖音", 640, 25, 8.9]]),
        ("活动", [CAMPAIGNS, ["签到", "2025-06-01", "2025-06-18", 12_000, 200, 90_000]]),
        ("核心指标", [METRICS, ["2025-06", "总营收", 256_000], ["2025-06", "新增用户", 2_560]]),
    ],
)
def test_amounts_that_say_yuan_or_can_be_it_are_not(title: str, lines: list[list[object]]) -> None:
    assert "amount_too_small" not in codes(read(sheet(title, *lines))[2])


def _with_campaign(cost: float, revenue: float, company: float) -> tuple[str, ...]:
    campaign = sheet("活动", CAMPAIGNS, ["大促", "2025-06-01", "2025-06-18", 12_000, cost, revenue])
    return codes(read(campaign, sheet("核心指标", METRICS, ["2025-06", "总营收", company]))[2])


@pytest.mark.parametrize(
    ("cost", "revenue", "is_asked"),
    [
        (185_000, 560_000, False),
        (185_000, 5_600_000_000, True),
        (1_850_000_000, 560_000, True),
        (5_000_000, 560_000, False),  # one may spend a lot before one earns
    ],
)
def test_a_campaign_cannot_move_a_hundred_times_the_money_of_the_company(
    cost: float, revenue: float, is_asked: bool
) -> None:
    said = _with_campaign(cost, revenue, 25_600)
    assert ("amount_too_large" in said) is is_asked

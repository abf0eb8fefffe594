"""Campaigns of the sample company (domain E.4): attainment, cost and return."""

from __future__ import annotations

import pytest

from opsreport.analysis.campaigns import campaigns, economics, economics_total
from opsreport.model.number import Tone
from opsreport.model.table import Dataset

from .company import dataset

MONTH = "2025-06"


@pytest.fixture(scope="module")
def company() -> Dataset:
    member_day = {
        "impressions_target": 8_000_000,
        "impressions": 8_640_000,
        "participants_target": 110_000,
        "participants": 118_000,
        "conversions_target": 24_000,
        "conversions": 24_235,
        "revenue_target": 1_500_000,
        "revenue": 1_620_000,
        "cost_budget": 720_000,
        "issue": "规则复杂",
    }
    rows = [
        {"month": MONTH, "campaign_id": "618会员节", **member_day},
        {
            "month": MONTH,
            "campaign_id": "品牌专场直播",
            "participants": 3_000,
            "revenue": 187_000,
            "cost_budget": 130_000,
        },
        {"month": MONTH, "campaign_id": "无费用活动", "participants": 10, "revenue": 5},
        {"month": "2025-05", "campaign_id": "五月活动", "revenue": 9},
    ]
    costs = [
        ("618会员节", "promotion", 430_000),
        ("618会员节", "prizes", 172_000),
        ("618会员节", "labour", 118_000),
        ("品牌专场直播", "labour", 150_000),
    ]
    spent = [{"month": MONTH, "campaign_id": c, "cost_type": kind, "actual": amount} for c, kind, amount in costs]
    return dataset({"campaigns": rows, "campaign_costs": spent})


def test_attainment_of_each_measure(company: Dataset) -> None:
    one = campaigns(company)[0]
    assert one.impressions.attainment.amount == pytest.approx(1.08)
    assert (one.participants.status, one.conversions.status) == ("on_target", "on_target")
    assert one.rate.actual.amount == pytest.approx(24_235 / 118_000)
    assert one.rate.status == "missed"
    assert one.issue == "规则复杂"


def test_a_measure_without_target_is_not_judged(company: Dataset) -> None:
    live = campaigns(company)[1]
    assert live.participants.status == "none"
    assert live.impressions.actual.is_missing
    assert [one.id for one in campaigns(company)] == ["618会员节", "品牌专场直播", "无费用活动"]


def test_cost_and_return(company: Dataset) -> None:
    festival, live = economics(company)
    assert festival.cost.amount == 720_000
    assert festival.roi.unit.sentence(festival.roi.amount) == "1:2.25"
    assert festival.net_roi.amount == pytest.approx(1.25)
    assert festival.per_participant.amount == pytest.approx(720_000 / 118_000)
    assert [kind for kind, _ in festival.by_type] == ["promotion", "prizes", "labour"]
    assert live.budget_variance.amount == pytest.approx(20 / 130)
    assert live.budget_variance.tone is Tone.bad
    assert live.per_conversion.is_missing


def test_the_total_is_of_sums_and_of_campaigns_with_a_cost(company: Dataset) -> None:
    total = economics_total(company)
    assert total is not None
    assert (total.cost.amount, total.revenue.amount) == (870_000, 1_807_000)
    assert total.roi.amount == pytest.approx(1_807_000 / 870_000)
    assert total.surplus.amount == 937_000
    assert economics_total(dataset({})) is None

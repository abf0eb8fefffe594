"""Retention with maturity, activity tiers, funnels, reasons (anchors of domain E)."""

from __future__ import annotations

import pytest

from opsreport.analysis.churn import churn_reasons
from opsreport.analysis.funnel import funnel
from opsreport.analysis.retention import day_readings, triangle
from opsreport.analysis.tiers import active_users, share_history, tiers
from opsreport.model.number import Tone, leaves
from opsreport.model.period import Period
from opsreport.model.table import Dataset

from .company import dataset

RETENTION = [
    ("2025-04", 7, 112_000, 57_120),
    ("2025-04", 30, 112_000, 33_600),
    ("2025-05", 7, 128_000, 67_840),
    ("2025-05", 30, 128_000, 41_472),
    ("2025-06", 7, 110_000, 71_500),
    ("2025-06", 30, 0, 0),
]


def retained(rows: list[tuple[str, int, float | None, float | None]], cutoff: str = "2025-06-30") -> Dataset:
    fields = ("cohort_month", "day_n", "observed", "retained")
    return dataset({"retention": [dict(zip(fields, row, strict=True)) for row in rows]}, meta={"data_cutoff": cutoff})


def test_day_seven_of_this_cohort_and_day_thirty_of_the_last() -> None:
    day7, day30 = day_readings(retained(RETENTION))
    assert (day7.cohort, day30.cohort) == (Period.parse("2025-06"), Period.parse("2025-05"))
    assert day7.rate.unit.text(day7.rate.amount) == "65.0%"
    assert day7.change.amount == pytest.approx(0.12)
    assert day30.rate.amount == pytest.approx(0.324)
    assert day30.change.amount == pytest.approx(0.024)
    assert (day7.code, day7.verdict) == ("up", "significant")


def test_an_immature_cell_is_missing_even_when_typed() -> None:
    typed = [*RETENTION[:-1], ("2025-06", 30, 150_080, 0)]
    found = triangle(retained(typed))
    assert found is not None
    assert found.days == (7, 30)
    assert found.cohorts[-1].rates[30].is_missing
    assert not found.cohorts[-1].rates[7].is_missing


def test_averages_are_sums_over_sums() -> None:
    found = triangle(retained(RETENTION))
    assert found is not None
    assert found.averages[30].amount == pytest.approx((33_600 + 41_472) / (112_000 + 128_000))
    assert len(list(leaves(found.averages[30].source))) == 2


def test_an_early_cutoff_lets_fewer_cells_be_due() -> None:
    found = triangle(retained(RETENTION, "2025-06-05"))
    assert found is not None
    assert found.cohorts[-1].rates[7].is_missing


def test_a_small_cohort_has_no_verdict_and_a_lonely_one_no_comparison() -> None:
    small = [("2025-05", 7, 80, 40), ("2025-06", 7, 90, 60)]
    assert day_readings(retained(small))[0].verdict == "too_small"
    assert day_readings(retained(small[1:]))[0].verdict == "none"
    assert triangle(retained([])) is None


TIERS = [
    ("2025-05", "高频", 327_240, 8_181_000, 3_000_000),
    ("2025-05", "中频", 745_000, 4_000_000, 3_500_000),
    ("2025-05", "沉默", 800_000, 0, 0),
    ("2025-06", "高频", 380_000, 11_590_000, 4_000_000),
    ("2025-06", "中频", 820_000, 4_920_000, 4_000_000),
    ("2025-06", "沉默", 760_000, 0, 0),
]


def tiered() -> Dataset:
    fields = ("month", "tier", "users", "interactions", "revenue")
    return dataset({"activity_tiers": [dict(zip(fields, row, strict=True)) for row in TIERS]})


def test_dormant_users_stand_outside_the_active() -> None:
    high, middle, dormant = tiers(tiered())
    assert active_users(tiered(), Period.parse("2025-06")).amount == 1_200_000
    assert high.share.amount + middle.share.amount == pytest.approx(1)
    assert dormant.is_dormant
    assert dormant.share.is_missing
    assert dormant.change.tone is Tone.good


def test_interactions_per_user() -> None:
    high = tiers(tiered())[0]
    assert high.per_user.unit.text(high.per_user.amount) == "30.5"
    assert high.per_user_change.amount == pytest.approx(0.22)


def test_the_history_holds_active_tiers_only() -> None:
    months, series = share_history(tiered())
    assert [str(month) for month in months] == ["2025-05", "2025-06"]
    assert [one.name for one in series] == ["高频", "中频"]
    assert series[0].values == (0.305, 0.317)


def test_printed_shares_of_tiers_and_of_their_revenue_total_one_hundred() -> None:
    fields = ("month", "tier", "users", "revenue")
    rows = [(month, tier, users, 1.0) for month, users in (("2025-05", 100), ("2025-06", 200)) for tier in "甲乙丙"]
    data = dataset({"activity_tiers": [dict(zip(fields, row, strict=True)) for row in rows]})
    assert [one.share.amount for one in tiers(data)] == [0.334, 0.333, 0.333]
    assert sum(one.revenue_share.amount for one in tiers(data)) == pytest.approx(1)
    assert all(one.share_change.amount == 0 for one in tiers(data))
    assert [one.values[0] for one in share_history(data)[1]] == [0.334, 0.333, 0.333]


def test_a_tier_that_is_no_more_keeps_its_part_of_the_whole() -> None:
    rows = [("2025-05", "甲", 50), ("2025-05", "旧", 50), ("2025-06", "甲", 50), ("2025-06", "新", 50)]
    fields = ("month", "tier", "users")
    _, series = share_history(dataset({"activity_tiers": [dict(zip(fields, row, strict=True)) for row in rows]}))
    assert [one.name for one in series] == ["甲", "新"]
    assert series[0].values == (0.5, 0.5)
    assert series[1].numbers[0].is_missing


PURCHASE = (("浏览", 240_000), ("加购", 190_000), ("结算", 177_140), ("发起支付", 65_000), ("支付成功", 62_000))
REGISTER = {
    "2025-05": (("落地页", 560_000), ("开始注册", 220_000), ("验证", 154_000), ("完成", 107_800)),
    "2025-06": (("落地页", 600_000), ("开始注册", 235_000), ("验证", 187_765), ("完成", 150_080)),
}


def funnels(name: str, months: dict[str, tuple[tuple[str, int], ...]]) -> Dataset:
    rows = [
        {"month": month, "funnel_id": name, "step_no": number, "step_name": step, "users": users}
        for month, steps in months.items()
        for number, (step, users) in enumerate(steps, 1)
    ]
    return dataset({"funnels": rows[::-1]})


def test_the_purchase_funnel_and_its_biggest_break() -> None:
    found = funnel(funnels("purchase", {"2025-06": PURCHASE}), "purchase")
    assert found is not None
    assert found.lost.amount == 178_000
    assert found.biggest == 3
    worst = found.steps[3]
    assert worst.name == "发起支付"
    assert worst.lost_share.unit.text(worst.lost_share.amount) == "63.0%"
    assert sum(step.lost.amount for step in found.steps[1:]) == found.lost.amount
    assert found.steps[0].rate.is_missing
    assert found.overall_before.is_missing


def test_the_register_funnel_against_last_month() -> None:
    found = funnel(funnels("register", REGISTER), "register")
    assert found is not None
    done = found.steps[3]
    assert (done.loss.amount, done.rate_before.amount) == (pytest.approx(0.2007, abs=1e-4), pytest.approx(0.7))
    assert done.loss_change.amount == pytest.approx(-0.331, abs=1e-3)
    assert done.loss_change.tone is Tone.good


def test_step_rates_are_tested_against_last_month() -> None:
    found = funnel(funnels("register", REGISTER), "register")
    assert found is not None
    # 开始注册: 235000/600000 against 220000/560000, pooled .39224, z = -1.28
    assert [step.verdict for step in found.steps] == ["none", "not_significant", "significant", "significant"]
    few = {"2025-05": (("一", 90), ("二", 40)), "2025-06": (("一", 90), ("二", 80))}
    small = funnel(funnels("register", few), "register")
    assert small is not None
    assert small.steps[1].verdict == "too_small"


def test_equal_losses_have_no_biggest_break() -> None:
    even = {"2025-06": (("一", 300), ("二", 200), ("三", 100))}
    found = funnel(funnels("purchase", even), "purchase")
    assert found is not None
    assert found.biggest is None
    assert funnel(funnels("purchase", {"2025-06": PURCHASE[:1]}), "purchase") is None


def reasons(rows: list[tuple[str, int, int | None]]) -> Dataset:
    fields = ("reason", "count", "base_n")
    return dataset({"churn_reasons": [{"month": "2025-06", **dict(zip(fields, row, strict=True))} for row in rows]})


def test_reasons_of_a_stated_base() -> None:
    found = churn_reasons(reasons([("缺货", 44_500, 178_000), ("运费敏感", 67_640, 178_000)]))
    assert found is not None
    assert [reason.name for reason in found.reasons] == ["运费敏感", "缺货"]
    assert [reason.share.amount for reason in found.reasons] == pytest.approx([0.38, 0.25])
    assert found.reasons[1].cumulative.amount == pytest.approx(0.63)
    assert found.other.amount == 178_000 - 112_140


def test_printed_shares_of_reasons_total_one_hundred() -> None:
    found = churn_reasons(reasons([("价格", 1, 6), ("物流", 1, 6), ("缺货", 1, 6), ("品类", 1, 6)]))
    assert found is not None
    shares = [reason.share.amount for reason in found.reasons]
    assert [*shares, found.other_share.amount] == [0.167, 0.167, 0.167, 0.166, 0.333]
    assert [reason.cumulative.amount for reason in found.reasons] == [0.167, 0.334, 0.501, 0.667]


def test_multiple_answers_have_no_cumulative_line() -> None:
    found = churn_reasons(reasons([("价格", 400, 500), ("物流", 255, 500)]))
    assert found is not None
    assert found.is_multiple
    assert found.reasons[1].cumulative.is_missing
    assert found.other.is_missing


def test_without_a_base_the_named_are_the_base() -> None:
    found = churn_reasons(reasons([("价格", 30, None), ("物流", 10, None)]))
    assert found is not None
    assert found.reasons[0].share.amount == pytest.approx(0.75)
    assert found.other.amount == 0
    assert churn_reasons(reasons([])) is None

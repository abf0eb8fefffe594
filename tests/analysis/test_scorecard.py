"""The scorecard over the sample company's anchors (domain E)."""

from __future__ import annotations

import pytest

from opsreport.analysis.scorecard import reading_of, scorecard
from opsreport.analysis.summarise import QUOTIENT
from opsreport.model.number import Derived, Tone, leaves
from opsreport.model.table import Dataset
from opsreport.model.unit import POINTS

from .company import channel_company, dataset, kpi

HALF_YEAR = {
    "2024-06": (75_000, 76_000),
    "2025-01": (100_000, 94_000),
    "2025-02": (92_000, 80_000),
    "2025-03": (108_000, 102_000),
    "2025-04": (115_000, 112_000),
    "2025-05": (125_000, 128_000),
    "2025-06": (134_000, 150_080),
    "2025": (1_400_000, None),
}


@pytest.fixture(scope="module")
def company() -> Dataset:
    ratio = {"metric_id": "pay_conv", "month": "2025-06", "target": 0.05, "actual": 0.048}
    counts = {"numerator": 96_000, "denominator": 2_000_000}
    rows = [
        *kpi("new_users", HALF_YEAR),
        *kpi("cac", {"2025-06": (25.0, 20.5), "2025-05": (25.0, 22.0)}),
        {**ratio, **counts},
        {**ratio, "month": "2025-05", "actual": 0.045, "numerator": 81_810, "denominator": 1_818_000},
        *kpi("粉丝互动值", {"2025-06": (10, 8)}),
        *kpi("nps", {"2025-05": (40, 41)}),
    ]
    defs = [
        {"metric_id": "new_users", "name": "新增用户", "weight": 0.2, "owner": "王敏"},
        {"metric_id": "粉丝互动值", "name": "粉丝互动值", "unit": "分", "direction": "down"},
    ]
    said = {"month": "2025-06", "object_type": "metric", "object_id": "pay_conv", "kind": "cause", "text": "支付改版"}
    return dataset({"kpi": rows, "metric_defs": defs, "commentary": [said]})


def test_sheet_order_with_last_months_metrics_behind(company: Dataset) -> None:
    assert [one.metric.id for one in scorecard(company)] == ["new_users", "cac", "pay_conv", "粉丝互动值", "nps"]


def test_new_users_against_target_last_month_and_the_year(company: Dataset) -> None:
    reading = reading_of(company, "new_users")
    assert reading.attainment.unit.text(reading.attainment.amount) == "112.0%"
    assert (reading.status, reading.change_code, reading.year_code) == ("on_target", "up", "up")
    assert reading.change.amount == pytest.approx(0.1725)
    assert reading.year.actual.amount == 666_080
    assert reading.year.attainment.unit.text(reading.year.attainment.amount) == "98.8%"
    assert reading.year.progress.amount == pytest.approx(666_080 / 1_400_000)
    assert reading.year.time_progress.amount == 0.5
    assert reading.owner == "王敏"
    assert reading.metric.label("zh") == "新增用户"


def test_lower_is_better(company: Dataset) -> None:
    reading = reading_of(company, "cac")
    assert reading.attainment.amount == pytest.approx(1.18)
    assert reading.relative_gap.unit.text(reading.relative_gap.amount, signed=True) == "−18.0%"
    assert reading.change.tone is Tone.good


def test_a_ratio_row_is_its_counts(company: Dataset) -> None:
    reading = reading_of(company, "pay_conv")
    assert isinstance(reading.actual.source, Derived)
    assert reading.actual.source.formula == QUOTIENT
    assert {leaf.field for leaf in leaves(reading.actual.source)} == {"numerator", "denominator"}
    assert reading.change.unit is POINTS
    assert reading.change.amount == pytest.approx(0.003)
    assert (reading.status, reading.cause, reading.needs_cause) == ("near", "支付改版", False)


def test_an_unknown_metric_lives_by_its_typed_definition(company: Dataset) -> None:
    reading = reading_of(company, "粉丝互动值")
    assert reading.metric.unit.name == "score"
    assert reading.attainment.amount == pytest.approx(1.2)
    assert reading.year.actual.is_missing


def test_a_metric_without_a_row_this_month_is_missing_not_zero(company: Dataset) -> None:
    reading = reading_of(company, "nps")
    assert reading.actual.is_missing
    assert (reading.status, reading.change_code) == ("none", "none")


def test_the_trend_keeps_its_gaps(company: Dataset) -> None:
    trend = reading_of(company, "new_users").trend
    assert len(trend.numbers) == 13
    assert trend.numbers[0].amount == 76_000
    assert trend.numbers[1].is_missing


def test_a_ratio_without_counts_does_not_add_up(company: Dataset) -> None:
    assert reading_of(company, "cac").year.actual.is_missing


def test_a_metric_is_derived_from_the_channels() -> None:
    company = channel_company()
    cac, conversion = reading_of(company, "cac").actual, reading_of(company, "visit_pay_conv").actual
    assert cac.amount == pytest.approx(20.5)
    assert conversion.amount == pytest.approx(0.0096)
    assert {leaf.table for leaf in leaves(cac.source)} == {"channels"}


def test_a_partial_month_is_not_compared_with_a_full_one() -> None:
    company = dataset({"kpi": kpi("new_users", HALF_YEAR)}, meta={"data_cutoff": "2025-06-12"})
    reading = reading_of(company, "new_users")
    assert reading.change.is_missing
    assert reading.year.time_progress.amount == pytest.approx((5 + 12 / 30) / 12)


def test_no_kpi_sheet_no_scorecard() -> None:
    assert scorecard(dataset({})) == ()

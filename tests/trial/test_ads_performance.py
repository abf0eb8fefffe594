"""A back end's daily rows, added up to channels by month through a mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsreport.analysis.figures import actual_of, metric_of
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.model.trace import cell_ranges
from tests.trial.real import checked, number, reference, trial_folder

FILE = "ads_performance/online_advertising_performance_data.csv"
MONTHS = {"April": "2017-04", "May": "2017-05", "June": "2017-06"}
MAPPING = """
[[source]]
file = "online_advertising*.csv"
table = "channels"
columns = {%s = "channel", post_click_conversions = "payers", post_click_sales_amount = "%s", revenue = "%s"}
month = "month"
year = 2017
add_up = true
"""
FIELDS = {"displays": "impressions", "clicks": "clicks", "cost": "spend", "conversions": "payers"}


def mapping(name: str = "campaign_number", money: str = "revenue") -> str:
    return MAPPING % (name, "" if money == "revenue" else "revenue", "revenue" if money == "revenue" else "")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The rows by campaign; read once, as they are 15,000."""
    return checked(trial_folder(tmp_path_factory.mktemp("ads"), FILE, mapping()), "2017-06")


def test_campaigns_by_month_are_those_of_the_reference(campaigns: Dataset) -> None:
    dataset = campaigns
    rows = reference("trial_ads_performance", "Campaign x month")
    assert len(rows) == len(dataset["channels"]) == 7, "a campaign that was paused has no row"
    for row in rows:
        found = dataset["channels"].where(month=MONTHS[row["month"]], channel_id=row["campaign"])
        for head, field in {**FIELDS, "revenue": "revenue"}.items():
            assert found.total(field).amount == pytest.approx(number(row[head]), abs=0.0001)


def test_the_core_metrics_are_the_channels_added_up(campaigns: Dataset) -> None:
    dataset = campaigns
    metrics = {"revenue/cost": "roi", "ctr": "ctr", "cpc": "cpc", "cost": "spend", "revenue": "revenue"}
    for row in reference("trial_ads_performance", "Month"):
        month = Period.parse(MONTHS[row["month"]])
        for head, metric_id in metrics.items():
            value = actual_of(dataset, metric_of(dataset, metric_id), month)
            assert value.amount == pytest.approx(number(row[head]), rel=1e-4)
    spend = actual_of(dataset, metric_of(dataset, "spend"), Period.parse("2017-06"))
    assert cell_ranges(spend.source, dataset)[0].startswith("online_advertising_performance_data.csv › ")


def test_sales_may_be_the_revenue_instead(tmp_path: Path) -> None:
    channels = checked(trial_folder(tmp_path, FILE, mapping(money="sales")), "2017-06")["channels"]
    for row in reference("trial_ads_performance", "Month"):
        total = channels.where(month=MONTHS[row["month"]]).total("revenue")
        assert total.amount == pytest.approx(number(row["sales_amount"]), abs=0.001)


def test_placements_keep_the_name_that_looks_like_an_error(tmp_path: Path) -> None:
    channels = checked(trial_folder(tmp_path, FILE, mapping("placement")), "2017-06")["channels"]
    june = channels.where(month="2017-06")
    rows = reference("trial_ads_performance", "Placement, June")
    assert set(june.frame["channel_id"]) == {row["placement"] for row in rows}
    for row in rows:
        for head, field in {**FIELDS, "revenue": "revenue"}.items():
            found = june.where(channel_id=row["placement"]).total(field)
            assert found.amount == pytest.approx(number(row[head]), abs=0.0001)

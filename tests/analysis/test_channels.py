"""Channels of the sample company: ranking, ROI, break-even, verdicts (domain E.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsreport.analysis.channels import channel_of, ranking
from opsreport.analysis.returns import break_even, roi_band, roi_rows, roi_total, share_below
from opsreport.analysis.verdict import Month, verdict
from opsreport.model.number import Cells, Method, Number, leaves
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, RATIO

from .company import channel_company, dataset


@pytest.fixture(scope="module")
def company() -> Dataset:
    return channel_company()


def test_the_ranking_folds_from_sums(company: Dataset) -> None:
    rows = ranking(company, top=4)
    assert [row.kind for row in rows] == ["row"] * 4 + ["other", "total"]
    assert rows[0].name == "自然搜索"
    assert rows[0].share.unit.text(rows[0].share.amount) == "42.0%"
    other, total = rows[-2], rows[-1]
    assert len(other.members) == 10
    assert sum(row.visits.amount for row in rows[:-1]) == total.visits.amount == 10_000_000
    assert other.visit_pay_conv.amount == pytest.approx(19_500 / 2_100_000)
    assert total.visit_pay_conv.amount == pytest.approx(0.0096)
    assert total.efficiency.amount == pytest.approx(1)


def test_efficiency_is_revenue_share_over_visit_share(company: Dataset) -> None:
    search = next(row for row in ranking(company, top=14) if row.id == "搜索引擎广告")
    assert search.efficiency.amount == pytest.approx((1_290_000 / 8_720_000) / 0.02)
    assert search.change.amount == pytest.approx(0.25)
    assert not search.is_new


def test_families_rank_by_their_sums(company: Dataset) -> None:
    rows = ranking(company, "family")
    paid = next(row for row in rows if row.id == "paid")
    assert paid.visits.amount == 740_000
    assert len(next(iter(leaves(paid.visits.source))).rows) == 4
    assert next(row for row in rows if row.id == "offline").is_new


def test_a_family_order_follows_the_rows_not_their_place(company: Dataset) -> None:
    sheet = company["channels"]
    turned = replace(company, tables={**company.tables, "channels": replace(sheet, frame=sheet.frame[::-1])})
    before, after = (
        [(row.name, row.visits.amount, row.efficiency.amount) for row in ranking(one, top=5)]
        for one in (company, turned)
    )
    assert before == after


def test_every_spending_channel_has_a_roi_best_first(company: Dataset) -> None:
    rows = {row.id: row for row in roi_rows(company)}
    assert len(rows) == 13
    assert "直接访问" not in rows
    search = rows["搜索引擎广告"]
    assert search.roi.unit.sentence(search.roi.amount) == "1:4.3"
    assert search.roi.unit.text(search.roi.amount) == "1:4.30"
    assert search.roi_change.amount == pytest.approx(4.3 - 1_090_000 / 272_727)
    assert rows["联盟营销"].roi.unit.sentence(rows["联盟营销"].roi.amount) == "1:2.75"
    assert rows["信息流A平台"].cac.amount == pytest.approx(45.02, abs=0.01)
    values = [row.roi.amount for row in roi_rows(company)]
    assert values == sorted(values, reverse=True)


def test_the_total_comes_from_sums(company: Dataset) -> None:
    total, paid = roi_total(company), roi_total(company, only_paid=True)
    assert total is not None
    assert paid is not None
    assert total.spend.amount == 3_076_640
    assert total.roi.amount == pytest.approx(8_270_000 / 3_076_640)
    assert paid.cac.amount == pytest.approx(940_000 / 21_000)


def test_break_even_and_the_spend_under_it(company: Dataset) -> None:
    line = break_even(company)
    assert line is not None
    assert line.unit.sentence(line.amount) == "1:2"
    below = share_below(company)
    assert below.amount == pytest.approx(2_275_000 / 3_076_640)
    assert isinstance(below.source, Method)


@pytest.mark.parametrize(
    ("margin", "expected"), [("0.4", 2.5), ("40%", 2.5), ("", None), ("0", None), ("约一半", None)]
)
def test_a_margin_as_typed(margin: str, expected: float | None) -> None:
    found = break_even(dataset({}, meta={"gross_margin": margin}))
    assert (found.amount if found else None) == (pytest.approx(expected) if expected else None)


def test_without_a_margin_nothing_is_under_it(company: Dataset) -> None:
    bare = replace(company, meta={})
    assert share_below(bare).is_missing
    assert not any(row.below for row in roi_rows(bare))


def test_verdicts_of_the_sample(company: Dataset) -> None:
    rows = {row.id: row.verdict for row in roi_rows(company) if row.is_paid}
    assert rows == {
        "搜索引擎广告": "increase",
        "信息流A平台": "increase",
        "信息流B平台": "reduce",
        "联盟营销": "increase",
    }
    assert all(row.verdict == "" for row in roi_rows(company) if not row.is_paid)


def month(roi: float | None, cac: float = 40.0) -> Month:
    return Month(Number(roi, RATIO), Number(cac, MONEY))


LINE, BUDGET = Number(2.0, RATIO), Number(40.0, MONEY)


@pytest.mark.parametrize(
    ("months", "code"),
    [
        ([month(5.0)], "watch"),
        ([month(0.9), month(0.8)], "stop"),
        ([month(1.2), month(0.8)], "reduce"),
        ([month(2.5), month(1.5)], "keep"),
        ([month(1.5), month(2.4)], "increase"),
        ([month(2.6), month(2.6, 42.0)], "keep"),
        ([month(2.6), month(2.6, 45.0)], "optimise"),
        ([month(2.1), month(2.1)], "keep"),
        ([month(None), month(2.1)], "watch"),
    ],
)
def test_the_first_rule_that_holds(months: list[Month], code: str) -> None:
    assert verdict(months, LINE, BUDGET) == code


def test_without_a_cost_budget_the_cost_is_not_judged() -> None:
    assert verdict([month(3.0), month(3.0, 400.0)], LINE) == "increase"


def test_a_band_needs_six_months() -> None:
    history = (2.6, 2.5, 2.7, 2.8, 3.0, 2.7, 2.6, 2.7, 2.8, 2.9, 2.8, 2.75)
    months = (f"2024-{m:02d}" for m in range(7, 13)), (f"2025-{m:02d}" for m in range(1, 7))
    names = [name for side in months for name in side]
    rows = [
        {"month": m, "channel_id": "联盟营销", "revenue": r * 1e5, "spend": 1e5}
        for m, r in zip(names, history, strict=True)
    ]
    band = roi_band(dataset({"channels": rows}), "联盟营销")
    assert (band.low.amount, band.high.amount, band.months, band.code) == (2.5, 3.0, 12, "steady")
    assert roi_band(dataset({"channels": rows[-5:]}), "联盟营销").code == "short"
    wide = [{**row, "revenue": 9e5} if row["month"] == "2025-01" else row for row in rows]
    assert roi_band(dataset({"channels": wide}), "联盟营销").code == "wide"


def test_an_undefined_channel_belongs_to_other(company: Dataset) -> None:
    assert channel_of(company, "没有定义").family == "other"


def _months(channels: dict[str, dict[str, float]]) -> Dataset:
    """Visits by month and channel; every visit earns 1 and costs half of it."""
    rows = [
        {"month": month, "channel_id": name, "visits": visits, "revenue": visits, "spend": visits / 2}
        for month, row in channels.items()
        for name, visits in row.items()
    ]
    return dataset({"channels": rows})


def test_a_channel_that_has_gone_stays_in_the_base_of_the_total() -> None:
    found = _months(
        {"2024-06": {"甲": 50.0, "旧": 50.0}, "2025-05": {"甲": 100.0, "旧": 300.0}, "2025-06": {"甲": 200.0}}
    )
    first, total = ranking(found)
    assert (first.change.amount, first.year_change.amount) == (1.0, 3.0)
    assert (total.before.amount, total.change.amount) == (400.0, -0.5)
    assert (total.year_before.amount, total.year_change.amount) == (100.0, 1.0)


def test_the_base_of_the_folded_row_is_all_that_has_no_row_of_its_own() -> None:
    now = {"甲": 500.0, "乙": 20.0, "丙": 15.0, "丁": 10.0}
    found = _months({"2025-05": {"甲": 400.0, "乙": 30.0, "旧": 90.0}, "2025-06": now})
    rows = {row.kind: row for row in ranking(found, top=1)}
    assert rows["other"].before.amount == 120.0
    assert rows["other"].change.amount == -0.625
    assert rows["total"].before.amount == rows["row"].before.amount + rows["other"].before.amount


def test_the_roi_of_last_month_counts_spenders_that_have_gone() -> None:
    rows = [
        {"month": "2025-05", "channel_id": "旧", "visits": 1.0, "revenue": 10.0, "spend": 90.0},
        {"month": "2025-05", "channel_id": "甲", "visits": 1.0, "revenue": 30.0, "spend": 10.0},
        {"month": "2025-06", "channel_id": "甲", "visits": 1.0, "revenue": 30.0, "spend": 10.0},
    ]
    total = roi_total(dataset({"channels": rows}))
    assert total is not None
    assert (total.roi_before.amount, total.roi.amount) == (0.4, 3.0)


def test_a_typed_margin_is_traced_to_its_cell() -> None:
    found = dataset({"meta": [{"key": "gross_margin", "value": 0.5}]}, meta={"gross_margin": "0.5"})
    line = break_even(found)
    assert line is not None
    assert list(leaves(line.source)) == [Cells("meta", "value", (0,))]


def test_the_cac_of_all_channels_counts_every_new_user(company: Dataset) -> None:
    total = roi_total(company)
    assert total is not None
    assert total.cac.unit.text(total.cac.amount) == "20.5"

"""Add up first, then derive: properties over random sheets, and months together (C0.4)."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.analysis.summarise import Figure, Measures, added, over_months, summarise, totals, weighted_mean
from opsreport.model.formula import Formula
from opsreport.model.number import Cells, Derived, Number
from opsreport.model.period import Period
from opsreport.model.unit import MONEY, PERSON, RATE, TIMES

from .company import table

MEASURES: Measures = {
    "visits": TIMES,
    "payers": PERSON,
    "conversion": Figure(Formula("payers / visits"), RATE),
}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "month": st.sampled_from(["2025-04", "2025-05", "2025-06"]),
            "channel_id": st.sampled_from("甲乙丙"),
            "visits": st.integers(1, 10**7),
            "payers": st.integers(0, 10**6),
        }
    ),
    min_size=1,
    max_size=20,
)


@given(ROWS)
def test_the_total_row_is_the_metric_of_the_sums(rows: list[dict[str, object]]) -> None:
    sheet = table("channels", rows)
    whole, groups = totals(sheet, MEASURES), summarise(sheet, "channel_id", MEASURES)
    visits, payers = (sum(group[name].amount for group in groups.values()) for name in ("visits", "payers"))
    assert whole["visits"].amount == visits
    assert whole["conversion"].amount == pytest.approx(payers / visits)


@given(ROWS)
def test_three_months_are_the_quarter(rows: list[dict[str, object]]) -> None:
    sheet = table("channels", rows)
    monthly = summarise(sheet, "month", MEASURES)
    quarter = added([group["visits"] for group in monthly.values()])
    whole = sheet.total("visits", TIMES)
    assert quarter.amount == whole.amount
    assert isinstance(quarter.source, Cells)
    assert isinstance(whole.source, Cells)
    assert sorted(quarter.source.rows) == sorted(whole.source.rows)


@given(ROWS, st.randoms())
def test_reordering_the_rows_changes_nothing(rows: list[dict[str, object]], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    before, after = (summarise(table("channels", some), "channel_id", MEASURES) for some in (rows, shuffled))
    values = [{name: {key: n.amount for key, n in g.items()} for name, g in side.items()} for side in (before, after)]
    assert values[0] == values[1]


def test_the_offline_quarter_is_pooled_not_averaged() -> None:
    figures = ((14_000, 1_960), (9_000, 1_350), (17_000, 1_610))
    rows = [{"channel_id": "线下", "visits": v, "payers": n} for v, n in figures]
    assert totals(table("channels", rows), MEASURES)["conversion"].amount == pytest.approx(0.123)


MONTHS = (Period.parse("2025-01"), Period.parse("2025-02"))


def measured(*values: float | None) -> list[Number]:
    return [Number(value, PERSON, Cells("kpi", "actual", (row,))) for row, value in enumerate(values)]


def test_months_together_by_kind() -> None:
    assert over_months(measured(10, 20), MONTHS, "flow").amount == 30
    assert over_months(measured(10, 20), MONTHS, "stock").amount == 20
    daily = over_months(measured(10, 20), MONTHS, "average_stock")
    assert daily.amount == pytest.approx((10 * 31 + 20 * 28) / 59)
    assert isinstance(daily.source, Derived)


def test_ratios_are_never_averaged_and_gaps_never_filled() -> None:
    assert over_months(measured(0.1, 0.2), MONTHS, "ratio").is_missing
    assert over_months(measured(10, None), MONTHS, "flow").is_missing


def test_a_weighted_mean_needs_every_part() -> None:
    assert weighted_mean(measured(1, 4), measured(2, 1)).amount == pytest.approx(2)
    assert weighted_mean(measured(1, None), measured(2, 1)).is_missing


def test_missing_in_is_missing_out() -> None:
    empty = totals(table("channels", [{"channel_id": "甲"}]), {**MEASURES, "spend": MONEY})
    assert all(number.is_missing for number in empty.values())
    assert math.isnan(added([]).amount)

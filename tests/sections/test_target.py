"""Target against actual: the months, their basis, the year so far, and what a short history gets instead."""

from __future__ import annotations

import pytest

from opsreport.model.block import Bars, Callout, Grid, Insight, VarianceTiers
from opsreport.model.number import Number
from opsreport.sections.target import revenue
from tests.sections.factory import REVENUE, company, dataset, definition, metric, voice

DEFS = [definition("revenue", "总营收", unit="元")]


def test_twelve_months_with_their_differences_and_the_year_so_far() -> None:
    draft = revenue(company(), voice())
    assert draft is not None
    tiers, callout, panel = draft.blocks
    assert isinstance(tiers, VarianceTiers)
    assert isinstance(callout, Callout)
    assert isinstance(panel, Insight)
    assert tiers.categories[0] == "7月"
    assert tiers.categories[-1] == "6月"
    assert tiers.difference.values[-1] == pytest.approx(720_000)
    assert tiers.relative.values[-1] == pytest.approx(0.09)
    assert callout.number.amount == pytest.approx(43_750_000)
    assert "全年进度**49.7%**，时间进度50%" in callout.lines


def test_the_months_left_share_what_is_missing_to_the_full_year() -> None:
    draft = revenue(company(), voice())
    assert draft is not None
    needed = draft.facts["needed"]
    assert isinstance(needed, Number)
    assert needed.amount == pytest.approx((88_000_000 - 43_750_000) / 6)
    assert draft.facts["months_left"] == 6


def test_a_run_ends_where_a_month_has_no_target() -> None:
    rows = metric("revenue", [9.0, 9.0, 9.0, 9.0], [8.0, None, 8.0, 8.0])
    draft = revenue(dataset({"kpi": rows, "metric_defs": DEFS}), voice())
    assert draft is not None
    assert (draft.facts["streak"], draft.facts["met"], draft.facts["with_target"]) == (2, 3, 3)


def test_without_targets_last_year_is_the_basis() -> None:
    rows = metric("revenue", [v * 1e4 for v in REVENUE])
    draft = revenue(dataset({"kpi": rows, "metric_defs": DEFS}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], VarianceTiers)
    assert draft.facts["against"] == "year_before"
    assert draft.blocks[0].difference.values[-1] == pytest.approx(3_520_000)


def test_with_neither_only_the_actuals_stand() -> None:
    draft = revenue(dataset({"kpi": metric("revenue", [1e6, 2e6, 3e6]), "metric_defs": DEFS}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Bars)
    assert draft.blocks[0].categories == ("4月", "5月", "6月")


def test_a_first_month_with_a_target_is_a_table() -> None:
    draft = revenue(dataset({"kpi": metric("revenue", [1e6], [2e6]), "metric_defs": DEFS}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Grid)
    assert isinstance(draft.blocks[-1], Insight)
    assert "原因待补充" in draft.blocks[-1].notes[-1].text


def test_a_first_month_without_target_has_no_page() -> None:
    assert revenue(dataset({"kpi": metric("revenue", [1e6]), "metric_defs": DEFS}), voice()) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_title_speaks_of_month_and_year_so_far(lang: str) -> None:
    words = voice(lang)
    draft = revenue(company(), words)
    assert draft is not None
    (title,) = words.lines("target/revenue.title", draft.facts)
    assert "101.5%" in title
    assert "49.7%" in title

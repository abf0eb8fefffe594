"""The revenue bridges: exact sums, both bases, one basis, none."""

from __future__ import annotations

import pytest

from opsreport.model.block import Grid, Waterfall
from opsreport.model.number import Number
from opsreport.sections.driver import revenue
from tests.sections.factory import company, dataset, definition, metric, voice


CHANNELS = [{"month": "2025-06", "channel_id": "自然搜索", "visits": 110_000.0, "new_users": 900.0}]


def _two_months(revenue_now: float) -> list[dict[str, object]]:
    return [
        *metric("revenue", [1_000_000.0, revenue_now]),
        *metric("visits", [100_000.0, 110_000.0]),
        *metric("payers", [1_000.0, 1_210.0]),
    ]


def test_both_bridges_add_up_exactly() -> None:
    draft = revenue(company(channels=CHANNELS), voice())
    assert draft is not None
    assert draft.arrangement == "6+6:2.75/7+5"
    charts = [block for block in draft.blocks if isinstance(block, Waterfall)]
    assert [chart.steps[0].number.amount for chart in charts] == [8_000_000, 7_980_000]
    for chart in charts:
        levels = [step.number.amount for step in chart.steps]
        assert levels[0] + sum(levels[1:-1]) == pytest.approx(levels[-1], abs=1e-6)


def test_the_table_repeats_the_contributions_and_their_total() -> None:
    draft = revenue(company(channels=CHANNELS), voice())
    assert draft is not None
    table = next(block for block in draft.blocks if isinstance(block, Grid))
    *factors, total = [[c.amount for c in row.cells if isinstance(c, Number)] for row in table.rows]
    for column in (-2, -1):
        assert sum(row[column] for row in factors) == pytest.approx(total[column])
    assert total[-2:] == pytest.approx([720_000, 740_000])


def test_without_targets_only_the_month_bridge_stands() -> None:
    names = ("revenue", "visits", "payers")
    defs = [definition(name, name) for name in names]
    draft = revenue(dataset({"kpi": _two_months(1_331_000.0), "metric_defs": defs, "channels": CHANNELS}), voice())
    assert draft is not None
    assert draft.arrangement == "8+4(2.2,*)"
    assert draft.facts["against"] == ("last_month",)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("revenue_now", [1_331_000.0, 1_000_000.0, 700_000.0])
def test_the_title_names_only_strict_extremes(lang: str, revenue_now: float) -> None:
    words = voice(lang)
    draft = revenue(dataset({"kpi": _two_months(revenue_now), "channels": CHANNELS}), words)
    assert draft is not None
    for part in ("title", "short", "subtitle", "note"):
        assert len(words.lines(f"driver/revenue.{part}", draft.facts)) == 1


def test_without_the_factors_there_is_no_page() -> None:
    assert revenue(dataset({"kpi": metric("revenue", [1e6, 2e6]), "channels": CHANNELS}), voice()) is None


def test_without_the_channel_sheet_there_is_no_page() -> None:
    assert revenue(company(), voice()) is None

"""The revenue bridges: exact sums, both bases, one basis, none."""

from __future__ import annotations

import pytest

from opsreport.model.block import Grid, Insight, Waterfall
from opsreport.model.number import Number
from opsreport.sections.driver import revenue
from tests.sections.factory import company, dataset, definition, metric, said, voice
from tests.sections.proved import proved

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
    assert draft.arrangement == "6+6:2.4/7+5"
    charts = [block for block in draft.blocks if isinstance(block, Waterfall)]
    assert [chart.steps[0].number.amount for chart in charts] == [8_000_000, 7_980_000]
    for chart in charts:
        levels = [step.number.amount for step in chart.steps]
        assert levels[0] + sum(levels[1:-1]) == pytest.approx(levels[-1], abs=1e-6)


def test_both_bridges_share_a_cut_axis_and_the_note_says_so() -> None:
    data = company(channels=CHANNELS)
    draft = revenue(data, voice())
    assert draft is not None
    first, second = [block for block in draft.blocks if isinstance(block, Waterfall)]
    assert first.span == second.span
    assert first.span is not None
    assert first.span[0] > 0
    assert "两图纵轴比例相同，均未从0开始" in proved(draft, data).note


def test_an_axis_from_zero_is_not_called_cut() -> None:
    data = dataset({"kpi": _two_months(2_662_000.0), "channels": CHANNELS})
    draft = revenue(data, voice())
    assert draft is not None
    assert draft.facts["is_cut"] is False


@pytest.mark.parametrize(("revenue_now", "words"), [(1_331_000.0, "贡献均为正"), (1_100_000.0, "后者抵减前者的")])
def test_the_reading_says_what_factors_share_or_offset(revenue_now: float, words: str) -> None:
    draft = revenue(dataset({"kpi": _two_months(revenue_now), "channels": CHANNELS}), voice())
    assert draft is not None
    assert words in voice().lines("driver/revenue.insight", draft.facts)[0]


def test_typed_words_of_factors_come_before_those_of_revenue() -> None:
    own = [said("metric", "revenue", "cause", "大促集中开通")]
    panels = []
    for comments in (own, [*own, said("metric", "visits", "next", "加投两个渠道")]):
        draft = revenue(company(channels=CHANNELS, commentary=comments), voice())
        assert draft is not None
        panels.append(next(block for block in draft.blocks if isinstance(block, Insight)))
    texts = [[note.text for note in panel.notes if note.typed] for panel in panels]
    assert texts == [["**总营收**原因：大促集中开通"], ["**访问量**下一步：加投两个渠道"]]
    assert all(len(panel.notes) <= 4 for panel in panels)


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

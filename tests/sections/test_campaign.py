"""Campaign pages: attainment, typed cards, ROI against break-even, bridges that add up."""

from __future__ import annotations

import pytest

from opsreport.model.block import Bars, Cards, Grid, Insight, Waterfall, Words, column_scale
from opsreport.model.number import Number, Tone
from opsreport.model.table import Dataset
from opsreport.sections.campaign import attainment
from opsreport.sections.economics import economics
from tests.sections.factory import dataset, voice
from tests.sections.starter import LONG, campaign_row, cost_rows, finished, made, of_kind

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
BARE: dict[str, object] = dict.fromkeys(
    ("impressions_target", "participants_target", "conversions_target", "revenue_target")
)


def _company(
    count: int, *, name: str = "活动", margin: str = "0.5", fields: dict[str, object] | None = None
) -> Dataset:
    names = [f"{name}{'甲乙丙丁戊己庚辛壬癸'[i]}" for i in range(count)]
    rows = [campaign_row(one, revenue=55000 - 9000 * i, **(fields or {})) for i, one in enumerate(names)]
    costs = [row for one in names for row in cost_rows(one, promotion=10000.0, prizes=5000.0, labour=6000.0)]
    return dataset({"campaigns": rows, "campaign_costs": costs}, meta={"gross_margin": margin})


def test_without_campaigns_there_is_no_page() -> None:
    assert attainment(dataset({}), voice()) is None
    assert economics(dataset({"campaigns": [campaign_row("活动")]}), voice()) is None


@LANGS
@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 10])
@pytest.mark.parametrize(
    "fields", [{}, BARE, {"highlight": "人多", "issue": "由于雨天，晚间人少", "next_step": "改为周末"}]
)
def test_any_number_of_campaigns_fills_a_page(count: int, fields: dict[str, object], lang: str) -> None:
    finished(attainment, _company(count, name=LONG[:18], fields=fields), lang)


@LANGS
@pytest.mark.parametrize("count", [1, 2, 4, 6, 10])
@pytest.mark.parametrize("margin", ["", "0.5"])
@pytest.mark.parametrize("budget", [None, 20000])
def test_any_number_of_costs_fills_a_page(count: int, margin: str, budget: float | None, lang: str) -> None:
    finished(economics, _company(count, margin=margin, name=LONG[:18], fields={"cost_budget": budget}), lang)


def test_the_title_names_the_largest_campaign_and_the_lowest_measure() -> None:
    rows = [campaign_row("大促"), campaign_row("直播", revenue=20000, conversions=70)]
    slide = finished(attainment, dataset({"campaigns": rows}))
    assert slide.title == "大促收入5.5万元，完成目标110%；2场活动中1场达标，直播收入完成40%，为各项最低"


def test_a_campaign_is_judged_by_the_first_measure_with_a_target() -> None:
    rows = [campaign_row("裂变", revenue_target=None, conversions=90)]
    draft = made(attainment, dataset({"campaigns": rows}))
    assert draft.reading is not None
    assert draft.reading.status.code == "missed"
    assert "转化" in draft.highlights[0].headline


def test_cards_hold_what_was_typed_and_nothing_else() -> None:
    rows = [campaign_row("大促", issue="规则复杂"), campaign_row("直播"), campaign_row("快闪", highlight="人多")]
    (cards,) = of_kind(made(attainment, dataset({"campaigns": rows})), Cards)
    assert [(card.heading, card.rows) for card in cards.cards] == [
        ("大促", (("问题", "规则复杂"),)),
        ("快闪", (("亮点", "人多"),)),
    ]


def test_without_targets_no_attainment_is_drawn() -> None:
    draft = made(attainment, _company(1, fields=BARE))
    assert all(column.kind != "bar" for column in of_kind(draft, Grid)[0].columns)


def test_roi_under_break_even_is_red_and_counted() -> None:
    data = _company(4)
    draft = made(economics, data)
    (grid,) = of_kind(draft, Grid)
    roi = [column.key for column in grid.columns].index("roi")
    cells = [row.cells[roi] for row in grid.rows]
    assert [cell.tone for cell in cells if isinstance(cell, Number)] == [
        Tone.neutral,
        Tone.neutral,
        *[Tone.bad] * 2,
        Tone.bad,
    ]
    assert draft.facts["below"] == ("活动丙", "活动丁")
    assert grid.rows[-1].cells[0] == Words("合计", strong=True)


def test_the_bridge_runs_from_revenue_to_surplus_without_rest() -> None:
    (bridge,) = of_kind(made(economics, _company(2)), Waterfall)
    values = [step.number.amount for step in bridge.steps]
    assert values[0] + sum(values[1:-1]) == pytest.approx(values[-1])
    assert values[-1] == pytest.approx(55000 - 21000)


@pytest.mark.parametrize(("lang", "unit"), [("zh", "万元"), ("en", "CNY k")])
def test_all_amounts_of_the_page_have_one_scale(lang: str, unit: str) -> None:
    rows = [
        campaign_row("大促", revenue=1_620_000, cost_budget=720_000),
        campaign_row("快闪", revenue=80_000, cost_budget=95_000),
    ]
    costs = [*cost_rows("大促", promotion=720_000.0), *cost_rows("快闪", promotion=90_000.0)]
    slide = finished(economics, dataset({"campaigns": rows, "campaign_costs": costs}), lang)
    (grid,), (bridge,), (bars,) = of_kind(slide, Grid), of_kind(slide, Waterfall), of_kind(slide, Bars)
    money = [i for i, one in enumerate(grid.columns) if one.key in ("cost", "budget", "revenue", "surplus")]
    scales = {column_scale(grid, index, lang) for index in money}
    scales |= {unit.scale([1.0], lang) for unit in (bridge.unit, bars.unit)}
    assert len(scales) == 1
    assert grid.unit_note.count(unit) >= 4
    assert bars.unit_note == unit


def test_a_distance_from_budget_has_the_decimals_of_its_column() -> None:
    rows = [campaign_row("大促", cost_budget=1_000_000), campaign_row("快闪", cost_budget=95_000)]
    costs = [*cost_rows("大促", promotion=1_000_000.0), *cost_rows("快闪", promotion=90_000.0)]
    slide = finished(economics, dataset({"campaigns": rows, "campaign_costs": costs}))
    assert any("低于预算**0.5%**" in note.text for note in of_kind(slide, Insight)[0].notes)


def test_without_revenue_there_is_no_bridge_and_no_roi() -> None:
    rows = [campaign_row("快闪", revenue=None)]
    data = dataset({"campaigns": rows, "campaign_costs": cost_rows("快闪", promotion=5000.0)})
    slide = finished(economics, data)
    assert not of_kind(slide, Waterfall)
    assert "ROI " not in slide.title


def test_a_cost_without_parts_is_shown_as_such_and_named_in_the_note() -> None:
    data = dataset({"campaigns": [campaign_row("快闪")], "campaign_costs": cost_rows("快闪", total=5000.0)})
    slide = finished(economics, data)
    assert "费用（未分项）" in [step.label for step in of_kind(slide, Waterfall)[0].steps]
    assert "录入的费用" in slide.note
    assert "推广费" not in slide.note


@pytest.mark.parametrize(("count", "is_dated"), [(5, True), (6, False)])
def test_days_stand_under_the_names_while_there_is_room(count: int, is_dated: bool) -> None:
    (grid,) = of_kind(made(attainment, _company(count)), Grid)
    rows = [row.cells[0] for row in grid.rows]
    assert all(isinstance(cell, Words) and bool(cell.muted) is is_dated for cell in rows)


@LANGS
def test_one_campaign_is_said_as_one(lang: str) -> None:
    data = _company(1, margin="0.3")
    slides = [finished(page, data, lang) for page in (attainment, economics)]
    offers = [offer.evidence for page in (attainment, economics) for offer in made(page, data, lang).highlights]
    said = " ".join([*(f"{one.title}{one.subtitle}" for one in slides), *offers])
    said += " ".join(note.text for one in slides for panel in of_kind(one, Insight) for note in panel.notes)
    assert not any(word in said for word in ("1场", "均低于", "1 campaigns", "all 1"))


def test_without_targets_the_people_reached_are_drawn() -> None:
    (bars,) = of_kind(made(attainment, _company(1, fields=BARE)), Bars)
    assert bars.series[0].values == (1100, 121)


def test_without_revenue_the_kinds_of_cost_are_drawn() -> None:
    costs = cost_rows("快闪", promotion=10000.0, prizes=5000.0, labour=6000.0)
    data = dataset({"campaigns": [campaign_row("快闪", revenue=None)], "campaign_costs": costs})
    (bars,) = of_kind(finished(economics, data), Bars)
    assert bars.series[0].values == (10000, 5000, 6000)


@LANGS
def test_what_no_column_said_is_not_spoken_of(lang: str) -> None:
    bare = {"month": "2025-06", "mode": "线上"}
    data = dataset({"campaigns": [{**bare, "campaign_id": name} for name in ("年货节", "开学季")]})
    facts = made(attainment, data, lang).facts
    assert voice(lang).lines("campaign/attainment.title", facts) == ("共2场活动" if lang == "zh" else "2 campaigns",)
    assert voice(lang).lines("campaign/attainment.note", facts) == ()


def test_one_measure_of_one_campaign_is_no_chart() -> None:
    row = {"month": "2025-06", "campaign_id": "年货节", "participants": 800, "revenue": 4e5}
    assert not of_kind(made(attainment, dataset({"campaigns": [row]})), Bars)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_campaigns_named_by_a_number_alone(lang: str) -> None:
    """618 and 1111 stand beside figures without becoming part of them: a page that says no fact is refused."""
    rows = [campaign_row(name, revenue=revenue) for name, revenue in (("618", 560_000), ("1111", 120_000))]
    costs = [*cost_rows("618", promotion=90_000.0), *cost_rows("1111", promotion=90_000.0)]
    slide = finished(economics, dataset({"campaigns": rows, "campaign_costs": costs}), lang)
    assert "618" in slide.title

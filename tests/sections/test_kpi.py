"""The scoreboard: what stands in its rows, what its facts say, what it offers."""

from __future__ import annotations

import pytest

from opsreport.model.block import Conclusion, Grid, Insight, Note, Words
from opsreport.model.number import Number, Tone
from opsreport.sections.kpi import scoreboard
from tests.sections.factory import company, dataset, definition, metric, voice


def _cells(grid: Grid, name: str) -> dict[str, object]:
    row = next(r for r in grid.rows if isinstance(r.cells[0], Words) and r.cells[0].text == name)
    return {column.key: cell for column, cell in zip(grid.columns, row.cells, strict=True)}


def _amount(cell: object) -> float:
    assert isinstance(cell, Number)
    return cell.amount


def test_a_row_holds_target_changes_and_the_year_so_far() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    grid = draft.blocks[0]
    assert isinstance(grid, Grid)
    cells = _cells(grid, "总营收")
    assert _amount(cells["attainment"]) == pytest.approx(1.09)
    assert _amount(cells["variance"]) == pytest.approx(0.09)
    assert _amount(cells["month_on_month"]) == pytest.approx(872 / 798 - 1)
    assert _amount(cells["year_on_year"]) == pytest.approx(872 / 520 - 1)
    assert _amount(cells["to_date_attainment"]) == pytest.approx(4375 / 4310)
    assert _amount(cells["year_progress"]) == pytest.approx(4375 / 8800)
    assert cells["unit"] == Words("万元")


def test_lower_is_better_is_marked_and_judged_by_its_effect() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Grid)
    cells = _cells(draft.blocks[0], "获客成本 ▽")
    assert _amount(cells["attainment"]) == pytest.approx(2 - 20.5 / 25)
    assert isinstance(cells["variance"], Number)
    assert cells["variance"].tone is Tone.good
    assert isinstance(cells["month_on_month"], Number)
    assert cells["month_on_month"].tone is Tone.good


def test_facts_count_the_judged_and_name_the_extremes() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    assert (draft.facts["judgement"], draft.facts["judged"], draft.facts["met"]) == ("mixed", 7, 6)
    worst, best = draft.facts["worst"], draft.facts["best"]
    assert isinstance(worst, dict)
    assert worst["name"] == "互动率"
    assert isinstance(best, dict)
    assert best["name"] == "获客成本"


def test_highlights_weigh_share_times_distance() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    offers = {offer.headline.split("，")[0]: offer for offer in draft.highlights}
    assert offers["总营收872万元"].weight == pytest.approx(0.3 / 1.1 * 0.09)
    assert offers["总营收872万元"].action == "7月把搜索预算提高20%"
    assert not offers["互动率7.4%"].is_good
    assert "新版信息流减少了评论入口" in offers["互动率7.4%"].evidence


def test_typed_causes_stand_as_typed_and_carry_their_author() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    assert isinstance(draft.blocks[1], Insight)
    typed = [note for note in draft.blocks[1].notes if note.typed]
    assert typed[0] == Note("**互动率**原因：新版信息流减少了评论入口", typed=True, author="内容组")


def test_columns_that_nothing_fills_are_left_out() -> None:
    draft = scoreboard(dataset({"kpi": metric("revenue", [8.72e6])}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Grid)
    assert [column.key for column in draft.blocks[0].columns] == ["metric", "unit", "actual"]


def test_a_missing_cause_is_named_under_a_long_scoreboard() -> None:
    ids = [f"指标{n}" for n in range(9)]
    rows = [row for name in ids for row in metric(name, [80.0, 80.0], [None, 100.0])]
    draft = scoreboard(dataset({"kpi": rows, "metric_defs": [definition(i, i, unit="人") for i in ids]}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[1], Conclusion)
    assert draft.arrangement == "12+bar"
    assert "指标8" in draft.blocks[1].text


def test_few_metrics_with_a_history_stand_over_their_months() -> None:
    rows = [*metric("revenue", [1e6, 2e6, 3e6]), *metric("mau", [1e4, 2e4, 3e4])]
    draft = scoreboard(dataset({"kpi": rows}), voice())
    assert draft is not None
    assert [type(block).__name__ for block in draft.blocks] == ["Grid", "Bars", "Bars", "Insight"]
    assert "/6+6/" in draft.arrangement


@pytest.mark.parametrize(
    ("actuals", "targets", "judgement"),
    [
        ((90.0, 100.0), (None, 100.0), "all_good"),
        ((90.0, 80.0), (None, 100.0), "all_bad"),
        ((90.0, 80.0), (), "no_target"),
        ((90.0,), (), "first_month"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_judgement_has_its_title(
    actuals: tuple[float, ...], targets: tuple[float | None, ...], judgement: str, lang: str
) -> None:
    data = dataset(
        {"kpi": metric("revenue", actuals, targets), "metric_defs": [definition("revenue", "总营收", unit="元")]}
    )
    words = voice(lang)
    draft = scoreboard(data, words)
    assert draft is not None
    assert draft.facts["judgement"] == judgement
    for part in ("title", "short", "subtitle", "note", "reading", "message"):
        assert len(words.lines(f"kpi/scoreboard.{part}", draft.facts)) == 1


def test_without_an_actual_there_is_no_page() -> None:
    assert scoreboard(dataset({}), voice()) is None
    assert scoreboard(dataset({"kpi": metric("revenue", [1.0])}, month="2025-08"), voice()) is None

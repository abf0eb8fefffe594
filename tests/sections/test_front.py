"""Cover and summary: who reports, what is offered, how the chapters stand, what is to be decided."""

from __future__ import annotations

from datetime import date

import pytest

from opsreport.model.block import Block, Cards, Cover, Grid, Panel, Words
from opsreport.model.finding import Findings
from opsreport.model.report import Draft
from opsreport.model.table import Dataset
from opsreport.sections.front import cover, summary
from opsreport.sections.kpi import scoreboard
from tests.sections.factory import company, dataset, metric, voice

ASK = {"month": "2025-07", "item": "追加搜索预算", "amount": 400_000.0, "due": date(2025, 7, 8), "owner": "周航"}


def _summary(data: Dataset, lang: str = "zh") -> Draft:
    words = voice(lang)
    board = scoreboard(data, words)
    assert board is not None
    draft = summary((board,), data, Findings(), words)
    assert draft is not None
    return draft


def _of(draft: Draft, kind: type[Block]) -> list[Block]:
    return [block for block in draft.blocks if isinstance(block, kind)]


def test_cover_says_who_and_until_when() -> None:
    meta = {"department": "运营部", "presenter": "王敏", "confidential": "内部资料", "data_cutoff": "2025-06-12"}
    draft = cover(dataset({}, meta=meta), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Cover)
    assert draft.blocks[0].subtitle.startswith("2025年6月（截至12日）")
    assert draft.blocks[0].meta == ("运营部 · 汇报人：王敏", "数据截至2025年6月12日 · 内部资料")


def test_cover_of_a_bare_workbook_has_no_empty_marks() -> None:
    draft = cover(dataset({}, meta={"data_cutoff": ""}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Cover)
    assert draft.blocks[0].meta == ()
    assert "截至" not in draft.blocks[0].subtitle


def test_highlights_and_gaps_are_ranked_by_weight() -> None:
    draft = _summary(company(asks=[ASK]))
    good, gaps = _of(draft, Cards)
    assert isinstance(good, Cards)
    assert isinstance(gaps, Cards)
    assert [card.heading[:3] for card in good.cards] == ["总营收", "新增用", "获客成"]
    assert [card.heading[:3] for card in gaps.cards] == ["互动率"]
    assert all(card.link == "kpi/scoreboard" for card in (*good.cards, *gaps.cards))


def test_a_single_gap_stands_over_the_decisions() -> None:
    draft = _summary(company(asks=[ASK]))
    assert draft.arrangement.startswith("4+4(")
    (panel,) = _of(draft, Panel)
    assert isinstance(panel, Panel)
    assert panel.lines == ("追加搜索预算，40万元（7月8日前，周航）",)


def test_overdue_actions_take_the_place_of_asks() -> None:
    action = {
        "month": "2025-06",
        "action": "恢复评论入口",
        "owner": "内容组",
        "due": date(2025, 6, 20),
        "status": "doing",
    }
    draft = _summary(company(actions=[action], asks=[{**ASK, "status": "approved"}]))
    (panel,) = _of(draft, Panel)
    assert isinstance(panel, Panel)
    assert panel.lines == ("恢复评论入口（内容组，逾期10天）",)


def test_six_chapters_with_what_is_not_provided() -> None:
    (grid,) = _of(_summary(company()), Grid)
    assert isinstance(grid, Grid)
    assert len(grid.rows) == 6
    assert grid.rows[0].cells[-1] == Words("总营收完成109%")
    assert all(row.cells[-1] == Words("未提供") for row in grid.rows[1:])


def test_full_year_progress_stands_against_time_progress() -> None:
    draft = _summary(company())
    (subtitle,) = voice().lines("front/summary.subtitle", draft.facts)
    assert "全年进度（时间进度50%）：总营收49.7%、新增用户47.6%" in subtitle


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("actuals", "targets"), [((1e6,), ()), ((1e6, 9e5), ()), ((1e6, 9e5), (None, 1e6))])
def test_every_state_of_the_data_has_its_summary(
    actuals: tuple[float, ...], targets: tuple[float | None, ...], lang: str
) -> None:
    draft = _summary(dataset({"kpi": metric("revenue", actuals, targets)}), lang)
    for part in ("title", "short", "subtitle", "note"):
        assert len(voice(lang).lines(f"front/summary.{part}", draft.facts)) == 1


def test_without_pages_there_is_no_summary() -> None:
    assert summary((), dataset({}), Findings(), voice()) is None

"""Cover and summary: who reports, what is offered, how the chapters stand, what is to be decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from opsreport.model.block import Block, Cards, Cover, Grid, Panel, Status, Words
from opsreport.model.finding import Findings
from opsreport.model.report import Draft
from opsreport.model.table import Dataset
from opsreport.sections.front import cover, summary
from opsreport.sections.kpi import scoreboard
from opsreport.sections.labels import status
from tests.sections.factory import company, dataset, metric, said, voice

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
    draft = cover((), dataset({}, meta=meta), Findings(), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Cover)
    assert draft.blocks[0].subtitle.startswith("2025年6月（截至12日）")
    assert draft.blocks[0].meta == ("运营部 · 汇报人：王敏", "数据截至2025年6月12日 · 内部资料")


def test_cover_of_a_bare_workbook_has_no_empty_marks() -> None:
    draft = cover((), dataset({}, meta={"data_cutoff": ""}), Findings(), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Cover)
    assert draft.blocks[0].meta == ()
    assert "截至" not in draft.blocks[0].subtitle


@pytest.mark.parametrize(("lang", "named"), [("zh", "2025年6月 | 核心指标"), ("en", "Jun 2025 | Key metrics")])
def test_cover_names_only_the_chapters_there_are(lang: str, named: str) -> None:
    data, words = company(), voice(lang)
    board = scoreboard(data, words)
    assert board is not None
    one = cover((board,), data, Findings(), words)
    two = cover((board, replace(board, id="plan/goals")), data, Findings(), words)
    assert one is not None
    assert two is not None
    (front,), (wider,) = one.blocks, two.blocks
    assert isinstance(front, Cover)
    assert isinstance(wider, Cover)
    assert front.subtitle == named
    assert wider.subtitle == named + ("与下月计划" if lang == "zh" else " and next month's plan")


def test_all_cards_show_the_words_of_their_link_or_none_does() -> None:
    short, long = (_summary(company(commentary=[_next(text)])) for text in ("7月恢复", "七月恢复评论入口" * 12))
    for draft, is_labelled in ((short, True), (long, False)):
        cards = [card for block in _of(draft, Cards) if isinstance(block, Cards) for card in block.cards]
        assert all(card.link for card in cards)
        assert [bool(card.link_label) for card in cards] == [is_labelled] * len(cards)


def _next(text: str) -> dict[str, object]:
    return said("metric", "interaction_rate", "next", text)


def test_a_chapter_is_judged_by_a_target_or_not_at_all() -> None:
    words, data = voice(), company()
    board = scoreboard(data, words)
    assert board is not None
    assert board.reading is not None
    good = replace(board, id="channel/ranking", reading=replace(board.reading, status=status("good", words)))
    none = replace(board, id="plan/goals", reading=replace(board.reading, status=status("none", words)))
    draft = summary((board, good, none), data, Findings(), words)
    assert draft is not None
    (grid,) = _of(draft, Grid)
    assert isinstance(grid, Grid)
    stands = [row.cells[1] for row in grid.rows]
    assert [one.code for one in stands if isinstance(one, Status)] == ["on_target", *["neutral"] * 5]


def test_the_subtitle_does_not_repeat_where_the_reader_is() -> None:
    (subtitle,) = voice().lines("front/summary.subtitle", _summary(company()).facts)
    assert subtitle.startswith("2025年6月 | 全年进度")


@pytest.mark.parametrize(
    ("metrics", "others", "note"),
    [
        (True, True, "亮点与差距先列核心指标（按权重×|完成率−100%|），再列其他板块影响较大的；● ≥100%达成"),
        (True, False, "亮点与差距按权重×|完成率−100%|排列；● ≥100%达成"),
        (False, True, "亮点与差距按影响大小排列。"),
    ],
)
def test_the_note_says_what_is_shown(metrics: bool, others: bool, note: str) -> None:
    words, data = voice(), company()
    board = scoreboard(data, words)
    assert board is not None
    offers = tuple(replace(one, about="") for one in board.highlights)
    drafts = (board,) * metrics + (replace(board, id="paid/roi", highlights=offers),) * others
    draft = summary(drafts, data, Findings(), words)
    assert draft is not None
    (said_,) = words.lines("front/summary.note", draft.facts)
    assert said_.startswith(note)


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


def test_a_metric_that_two_pages_offer_is_shown_once() -> None:
    data, words = company(), voice()
    board = scoreboard(data, words)
    assert board is not None
    first = board.highlights[0]
    other = replace(first, headline="同一个数", weight=first.weight * 2)
    offers = (other, replace(other, about="", headline="另一个数"))
    elsewhere = replace(board, id="content/platforms", highlights=offers)
    draft = summary((board, elsewhere), data, Findings(), words)
    assert draft is not None
    shown = [card.heading for block in _of(draft, Cards) for card in block.cards]
    assert first.headline in shown
    assert "另一个数" in shown
    assert "同一个数" not in shown


def test_a_chapter_whose_data_make_no_page_is_not_called_missing() -> None:
    draft = _summary(company(retention=[{"cohort_month": "2025-06", "day_n": 7, "retained": 900}]))
    (grid,) = _of(draft, Grid)
    assert isinstance(grid, Grid)
    assert [row.cells[-1] for row in grid.rows[1:3]] == [Words("未提供"), Words("数据不足，未成页")]

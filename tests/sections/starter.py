"""Rows as the starter's tabs 用户, 活动 and 内容 give them, and pages finished as the deck would get them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from opsreport.compose.page import Desk, slide_of
from opsreport.model.block import Block, Grid
from opsreport.model.period import Period
from opsreport.model.report import Draft, Slide, Voice
from opsreport.model.table import Dataset
from opsreport.recipe import Chapter
from opsreport.render.deck.cells import Cells
from opsreport.render.deck.grid import CANVAS, Box, boxes
from opsreport.render.deck.table_plan import TALLEST, plan_table
from opsreport.render.deck.theme import Theme
from opsreport.sections.chapters import chapter_of
from tests.sections.factory import Rows, voice

_Kind = TypeVar("_Kind")
Page = Callable[[Dataset, Voice], Draft | None]
JUNE = Period.parse("2025-06")
LONG = "超长名称的会员专享限时满减返场活动二期"


def made(page: Page, data: Dataset, lang: str = "zh") -> Draft:
    """The page's draft; fails where there is none."""
    draft = page(data, voice(lang))
    assert draft is not None
    return draft


def finished(page: Page, data: Dataset, lang: str = "zh") -> Slide:
    """The page as compose gives it: sentences proved, title fitting; its blocks stand in boxes that they fill."""
    draft = made(page, data, lang)
    keys = {3: "user", 4: "campaign", 5: "content"}
    number = chapter_of(draft.id)
    slide = slide_of(draft, Chapter(keys[number], number, (draft.id,)), Desk(data, voice(lang)))
    spots = boxes(slide.arrangement)
    assert len(spots) == len(slide.blocks)
    filled = sum(_filled(block, spot, lang) for block, spot in zip(slide.blocks, spots, strict=True))
    assert filled / (CANVAS.w * CANVAS.h) > 0.6, slide.arrangement
    return slide


def _filled(block: Block, spot: Box, lang: str) -> float:
    """The area a block covers: of a table its header and rows, whose height is limited."""
    if not isinstance(block, Grid):
        return spot.w * spot.h
    plan_table(Cells.of(block, Theme(), lang, voice(lang).terms), spot)
    return spot.w * min(spot.h, TALLEST * (len(block.rows) + 1))


def of_kind(slide: Slide | Draft, kind: type[_Kind]) -> list[_Kind]:
    """The blocks of one kind, in order."""
    return [block for block in slide.blocks if isinstance(block, kind)]


def retention_rows(months: int = 12, start: float = 0.5, step: float = 0.01) -> Rows:
    """Day 1, 7 and 30 of the last cohorts; day 7 rises by `step` a month; only what is due is typed."""
    rows = []
    for age, month in enumerate(reversed(JUNE.back(months))):
        for day, lift in ((1, 0.1), (7, 0.0), (30, -0.2)):
            if day < 30 or age:
                rate = start - step * age + lift
                rows.append({"cohort_month": str(month), "day_n": day, "observed": 10000, "retained": 10000 * rate})
    return rows


def tier_rows(months: int = 3, names: Iterable[str] = ("高频", "中频", "低频")) -> Rows:
    """Three tiers a month, the first growing; users, interactions, revenue."""
    rows = []
    for age, month in enumerate(reversed(JUNE.back(months))):
        for place, name in enumerate(names):
            users = (3, 6, 11)[place % 3] * 10000 - (1000 * age if place == 0 else 0)
            parts = {"users": users, "interactions": users * (9 - 4 * (place % 3)), "revenue": 5e5 / (place + 1)}
            rows.append({"month": str(month), "tier": name, **parts})
    return rows


def funnel_rows(funnel_id: str, steps: Mapping[str, tuple[float, float | None]]) -> Rows:
    """Steps with their users this month and last (None: not in last month's funnel)."""
    rows = []
    for number, (name, (now, before)) in enumerate(steps.items(), 1):
        for month, users in ((str(JUNE), now), (str(JUNE.previous), before)):
            if users is not None:
                line = {"month": month, "funnel_id": funnel_id, "step_no": number, "step_name": name, "users": users}
                rows.append(line)
    return rows


def reason_rows(counts: Mapping[str, float], base: float | None) -> Rows:
    """Reasons of this month with their sample."""
    return [{"month": str(JUNE), "reason": name, "count": count, "base_n": base} for name, count in counts.items()]


def campaign_row(name: str, **fields: object) -> dict[str, object]:
    """A campaign that ended in June, a tenth over its targets unless said."""
    whole: dict[str, object] = {
        "month": str(JUNE),
        "campaign_id": name,
        "mode": "线上",
        "start": datetime(2025, 6, 5),
        "end": datetime(2025, 6, 18),
        "impressions_target": 100000,
        "impressions": 110000,
        "participants_target": 1000,
        "participants": 1100,
        "conversions_target": 100,
        "conversions": 121,
        "revenue_target": 50000,
        "revenue": 55000,
        "cost_budget": 20000,
    }
    return {**whole, **fields}


def cost_rows(name: str, **costs: float) -> Rows:
    """What a campaign cost, by type."""
    return [
        {"month": str(JUNE), "campaign_id": name, "cost_type": kind, "actual": amount} for kind, amount in costs.items()
    ]


def piece_rows(count: int, *, platform: str = "短视频", month: Period = JUNE) -> Rows:
    """Pieces over the month's days at noon, each read more than the one before; the last fifth is tagged 热点."""
    return [
        {
            "month": str(month),
            "content_id": f"{platform}{month}{i}",
            "title": f"第{i}条：{LONG}",
            "platform": platform,
            "format": "视频",
            "publish_at": datetime(month.year, month.number, i % 28 + 1, 12),
            "reads": 1000 + 37 * i * i,
            "likes": 50 + i,
            "comments": 3,
            "shares": 9,
            "revenue": 100 * i,
            "tags": "热点" if i >= count * 0.8 else "干货",
        }
        for i in range(count)
    ]


def word_rows(sentiment: str, words: Mapping[str, tuple[float, float | None]]) -> Rows:
    """Feedback words with their counts this month and last (None: new)."""
    rows = []
    for word, (now, before) in words.items():
        for month, count in ((str(JUNE), now), (str(JUNE.previous), before)):
            if count is not None:
                rows.append({"month": month, "sentiment": sentiment, "keyword": word, "count": count})
    return rows

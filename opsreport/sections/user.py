"""Chapter 3, lead page: how many of the new users stay, and how active the users are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.analysis.rank import strict_best
from opsreport.analysis.retention import DayReading, Triangle, day_readings, triangle
from opsreport.analysis.tiers import TierReading, is_of_active, tiers
from opsreport.model.block import Block, Conclusion, Grid, Insight
from opsreport.model.number import Number, Tone
from opsreport.model.report import Draft, Fact, Highlight, Reading, Voice
from opsreport.model.table import Dataset
from opsreport.sections.labels import Offer, highlight, insight, reading, said, time_facts
from opsreport.sections.layout import LARGE, grid_height, large_numbers, side_by_side, stacked
from opsreport.sections.remarks import comparable, month_before, remark, remarks
from opsreport.sections.user_blocks import (
    cohort_grid,
    retention_bars,
    retention_lines,
    tier_bars,
    tier_grid,
    tier_shares,
)

LEAD_DAY = 7
FULL_GRID = 9
SHARE = 0.10
CANVAS = 4.9
TALLEST_ABOVE = 3.4
BAR, GAP = 0.54, 0.14
CODES = {"up": "good", "down": "watch", "stable": "watch"}
Page = tuple[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class _View:
    """What the page is made of; `cohorts` None or `groups` empty where that half was not filled."""

    dataset: Dataset
    voice: Voice
    cohorts: Triangle | None
    days: tuple[DayReading, ...]
    groups: tuple[TierReading, ...]

    @property
    def lead(self) -> DayReading | None:
        """Day 7 where it is, else the first later day, else whatever there is."""
        ordered = sorted(self.days, key=lambda one: (one.day != LEAD_DAY, one.day < LEAD_DAY, one.day))
        return ordered[0] if ordered else None

    @property
    def active(self) -> tuple[TierReading, ...]:
        return tuple(one for one in self.groups if not one.is_dormant)


def retention(dataset: Dataset, voice: Voice) -> Draft | None:
    """The cohorts as a heat map beside the activity tiers, or the one of them that is there; None without both."""
    view = _view(dataset, voice)
    if not (view.cohorts or view.active):
        return None
    facts = _facts(view)
    arrangement, blocks = _arranged(view, facts)
    tables = (("retention",) if view.cohorts else ()) + (("activity_tiers",) if view.groups else ())
    return Draft("user/retention", facts, arrangement, blocks, tables, _highlights(view), _reading(view, facts))


def _view(dataset: Dataset, voice: Voice) -> _View:
    cohorts = triangle(dataset)
    if cohorts and all(number.is_missing for number in cohorts.averages.values()):
        cohorts = None
    groups = tiers(comparable(dataset, "activity_tiers"))
    return _View(dataset, voice, cohorts, day_readings(dataset) if cohorts else (), groups)


def _facts(view: _View) -> dict[str, Fact]:
    core = strict_best([one.revenue_share for one in view.active])
    moved = strict_best([_size(one.share_change) for one in view.active])
    return {
        **time_facts(view.dataset),
        "first": view.cohorts.cohorts[0].month if view.cohorts else None,
        "last": view.cohorts.cohorts[-1].month if view.cohorts else None,
        "lead": _day_facts(view.lead) if view.lead else None,
        "days": tuple(_day_facts(one) for one in view.days),
        "of_active": is_of_active(one.name for one in view.active),
        "tiers": tuple(_tier_facts(one, view.active) for one in view.active),
        "core": _tier_facts(view.active[core], view.active) if core is not None else None,
        "moved": _tier_facts(view.active[moved], view.active) if moved is not None else None,
        "has_cohort_before": any(one.code != "none" for one in view.days),
        "has_month_before": any(not one.share_change.is_missing for one in view.active),
        "has_dormant": len(view.active) < len(view.groups),
    }


def _size(number: Number) -> Number:
    return Number(abs(number.amount), number.unit, number.source)


def _day_facts(one: DayReading) -> dict[str, Fact]:
    return {
        "day": one.day,
        "cohort": one.cohort,
        "rate": one.rate,
        "before": one.before,
        "change": one.change,
        "code": one.code,
        "verdict": one.verdict,
    }


def _tier_facts(one: TierReading, every: Sequence[TierReading]) -> dict[str, Fact]:
    return {
        "of_active": is_of_active(tier.name for tier in every),
        "name": one.name,
        "users": one.users,
        "share": one.share,
        "share_change": one.share_change,
        "per_user": one.per_user,
        "per_user_change": one.per_user_change,
        "revenue_share": one.revenue_share,
    }


# -- the page


def _arranged(view: _View, facts: dict[str, Fact]) -> Page:
    panel = _panel(view, facts)
    heat = cohort_grid(view.cohorts, view.lead.day, view.voice) if view.cohorts and view.lead else None
    if heat and view.active:
        return _both(view, heat, panel, _bar(view, facts))
    return _cohorts_alone(view.cohorts, heat, panel, view.voice) if view.cohorts and heat else _tiers_alone(view, panel)


def _both(view: _View, heat: Grid, panel: Insight | None, bar: Conclusion | None) -> Page:
    shares, table = tier_shares(view.dataset, view.voice), tier_grid(view.dataset, view.groups, view.voice)
    if len(heat.rows) >= FULL_GRID and shares:
        chart = CANVAS - GAP - (BAR if bar else 0) - min(2.4, grid_height(table, 0.52))
        arrangement, blocks = side_by_side((6, ((heat, None),)), (6, ((shares, chart), (table, None))))
        return (f"{arrangement}+bar", (*blocks, bar)) if bar else (arrangement, blocks)
    if len(heat.rows) >= FULL_GRID:
        return side_by_side((6, ((heat, None),)), (6, ((table, grid_height(table, 0.6)), (panel, None))))
    if shares:
        left = ((heat, grid_height(heat, 0.4)), (panel, None))
        return side_by_side((6, left), (6, ((shares, 2.3), (table, None))))
    height = max(grid_height(heat, 0.5), grid_height(table, 0.5))
    return _over(height, (heat, table), (tier_bars(view.active, view.voice), panel))


def _cohorts_alone(found: Triangle, heat: Grid, panel: Insight | None, voice: Voice) -> Page:
    lines = retention_lines(found, voice)
    if len(heat.rows) >= FULL_GRID and lines:
        return side_by_side((8, ((heat, None),)), (4, ((lines, 2.4), (panel, None))))
    return _over(grid_height(heat, 0.4), (heat,), (lines or retention_bars(found, voice), panel))


def _tiers_alone(view: _View, panel: Insight | None) -> Page:
    shares, table = tier_shares(view.dataset, view.voice), tier_grid(view.dataset, view.groups, view.voice)
    if shares:
        return side_by_side((6, ((shares, None),)), (6, ((table, grid_height(table, 0.55)), (panel, None))))
    bars = tier_bars(view.active, view.voice)
    if bars is None:
        large = large_numbers([(one.name, one.users) for one in view.groups])
        return stacked((large, LARGE), (table, min(grid_height(table, 0.55), TALLEST_ABOVE)), (panel, None))
    return _over(grid_height(table, 0.5), (table,), (bars, panel))


def _over(height: float, above: tuple[Block, ...], below: Sequence[Block | None]) -> Page:
    """Tables of that height over a chart and the panel, as far as they are there."""
    kept = tuple(block for block in below if block)
    height = min(height, TALLEST_ABOVE)
    upper = "6+6" if len(above) == 2 else "12"
    if not kept:
        return upper, above
    return f"{upper}:{height:.2f}/{'7+5' if len(kept) == 2 else '12'}", (*above, *kept)


def _panel(view: _View, facts: dict[str, Fact]) -> Insight | None:
    """The computed lines and what people typed about days; the tiers' tactics stand in their table."""
    days = view.cohorts.days if view.cohorts else ()
    names = {str(day): view.voice.term("user.named_day").format(day=day) for day in days}
    notes = remarks(view.dataset, "retention", names, view.voice)
    return insight(view.voice, "user/retention.insight", facts, notes)


def _bar(view: _View, facts: dict[str, Fact]) -> Conclusion | None:
    """What people typed about retention, else the first computed line."""
    for day in view.cohorts.days if view.cohorts else ():
        if text := remark(view.dataset, "retention", str(day))[0]:
            return Conclusion(view.voice.term("user.typed_lead").format(day=day), text)
    line = said(view.voice, "user/retention.insight", facts)
    return Conclusion(view.voice.term("user.lead"), line) if line else None


# -- what it offers


def _highlights(view: _View) -> tuple[Highlight, ...]:
    """The lead day's change against the cohort before, where it is neither stable nor known to be chance."""
    one = view.lead
    if one is None or one.code not in ("up", "down") or one.verdict == "not_significant":
        return ()
    is_good = one.change.tone is Tone.good
    offer = Offer("good" if is_good else "watch", _weight(one), is_good, about=f"d{one.day}_ret")
    facts: dict[str, Fact] = {"lead": _day_facts(one), "said": remark(view.dataset, "retention", str(one.day))[0]}
    return highlight(view.voice, "user/retention.highlight", facts, offer)


def _weight(one: DayReading) -> float:
    return SHARE * min(abs(one.change.amount / one.before.amount), 1.0) if one.before.amount else 0.0


def _reading(view: _View, facts: dict[str, Fact]) -> Reading:
    before = _view(month_before(view.dataset), view.voice).lead
    now_code, before_code = (CODES.get(one.code, "neutral") if one else "neutral" for one in (view.lead, before))
    return reading(view.voice, "user/retention.reading", facts, now_code, before_code)

"""How a goal is split by region, product and customer group: a bar a part, what is not assigned, the goal itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.analysis.allocate import shares_or, together
from opsreport.analysis.plan import Goal
from opsreport.analysis.plan import Part as Share
from opsreport.analysis.summarise import added, ratio
from opsreport.model.block import Bars, Grid, Row
from opsreport.model.number import Number, Series
from opsreport.model.period import Period
from opsreport.model.report import Voice
from opsreport.model.unit import RATE
from opsreport.sections.labels import ColumnLook, column
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts, words

MOST_PARTS = 11
MOST_CHARTS = 4


@dataclass(frozen=True, slots=True)
class _Slice:
    """A printed part of the split goal with the word of its dimension on the first of them."""

    dimension: str
    group: str
    part: Share


def split_grid(goal: Goal, voice: Voice) -> Grid:
    """A bar a part by dimension, what is not assigned, and the goal itself as the total."""
    slices = [one for dimension, parts in _folded(goal.splits, voice) for one in _slices(dimension, parts, voice)]
    total = _Slice(voice.term("mark.total"), "", Share("", goal.value, _whole(goal), goal.owner))
    parts = filled_parts(_slice_parts(goal, voice), slices)
    rows = [Row(cells_of(parts, one), "muted" if one.part.is_gap else "body", one.group) for one in slices]
    title = voice.term("plan.split").format(metric=goal.metric.label(voice.lang))
    return Grid(columns_of(parts), (*rows, Row(cells_of(parts, total), "total")), title)


def goal_charts(goals: Sequence[Goal], month: Period, voice: Voice) -> tuple[Bars, ...]:
    """This month's actual beside the goal, a chart a goal; () for more than four or where an actual is missing."""
    if not 0 < len(goals) <= MOST_CHARTS or any(goal.last.is_missing for goal in goals):
        return ()
    now, after = (one.short_label(voice.lang) for one in (month, month.plus(1)))
    names = voice.term("plan.last").format(month=now), voice.term("plan.goal").format(month=after)
    return tuple(
        Bars(names, (Series("", (one.last, one.value)),), one.metric.unit, one.metric.label(voice.lang))
        for one in goals
    )


def with_shown_shares(goal: Goal) -> Goal:
    """The goal with the shares of each dimension rounded so that they total 100.0 %, where parts have shares."""
    return replace(goal, splits=tuple((dimension, _rounded(parts)) for dimension, parts in goal.splits))


def _rounded(parts: tuple[Share, ...]) -> tuple[Share, ...]:
    plain = [part.share for part in parts]
    if all(share.is_missing for share in plain):
        return parts
    shares = shares_or([part.value for part in parts], plain)
    return tuple(replace(part, share=share) for part, share in zip(parts, shares, strict=True))


def _whole(goal: Goal) -> Number:
    """All of the goal, where its parts have shares of it."""
    has_shares = any(not part.share.is_missing for _, parts in goal.splits for part in parts)
    return ratio(goal.value, goal.value) if has_shares else Number(None, RATE)


def _slice_parts(goal: Goal, voice: Voice) -> tuple[Part[_Slice], ...]:
    bar, rate = ColumnLook(goal.metric.unit), ColumnLook(RATE)
    return (
        Part(column(voice, "plan.dimension", "text", 0.6), lambda one: words(one.dimension, strong=True)),
        Part(column(voice, "plan.part", "text", 1.35), lambda one: words(one.part.name)),
        Part(column(voice, "column.target", "bar", 1.5, bar), lambda one: one.part.value),
        Part(column(voice, "column.share", "number", 0.75, rate), _share_cell),
        Part(column(voice, "column.owner", "text", 0.75), lambda one: words(one.part.owner)),
    )


def _share_cell(one: _Slice) -> Number | None:
    return None if one.part.share.is_missing else one.part.share


def _slices(dimension: str, parts: Sequence[Share], voice: Voice) -> list[_Slice]:
    word = voice.term(f"choice.goals.dim_type.{dimension}")
    return [_Slice(word if index == 0 else "", dimension, _worded(part, voice)) for index, part in enumerate(parts)]


def _worded(part: Share, voice: Voice) -> Share:
    if not part.is_gap:
        return part
    name = "plan.unassigned" if part.value.amount > 0 else "plan.exceeding"
    return replace(part, name=voice.term(name))


def _folded(splits: Sequence[tuple[str, tuple[Share, ...]]], voice: Voice) -> list[tuple[str, list[Share]]]:
    """The parts by dimension, the smallest of the longest dimension put together until all fit."""
    kept = [(dimension, list(parts)) for dimension, parts in splits]
    named = {dimension: sum(not part.is_gap for part in parts) for dimension, parts in splits}
    while sum(len(parts) for _, parts in kept) > MOST_PARTS and max(named.values()) > 2:
        longest = max(named, key=lambda dimension: named[dimension])
        named[longest] -= 1
        kept = [(dimension, _top(list(parts), named[dimension], voice)) for dimension, parts in splits]
    return kept


def _top(parts: list[Share], count: int, voice: Voice) -> list[Share]:
    """`count` rows: the largest parts in their order and 其他 for the rest; what is not assigned stays."""
    own = [part for part in parts if not part.is_gap]
    if len(own) <= count:
        return parts
    largest = sorted(own, key=lambda part: -part.value.amount)[: count - 1]
    rest = [part for part in own if part not in largest]
    value = added([part.value for part in rest])
    share = together([part.share for part in rest])
    name = voice.term("plan.rest").format(count=len(rest))
    return [part for part in own if part in largest] + [Share(name, value, share, "")] + parts[len(own) :]

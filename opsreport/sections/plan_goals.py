"""Chapter 6, lead page: next month's goals, how the first one is split, and the key actions over their weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from opsreport.analysis.compare import MULTIPLE
from opsreport.analysis.cutoff import cutoff, is_partial
from opsreport.analysis.plan import Action, Goal, actions, closure, goals
from opsreport.analysis.rank import strict_best
from opsreport.model.block import Block, Column, Grid, Insight, Row, Status, Words
from opsreport.model.number import Constant, Number
from opsreport.model.report import Draft, Fact, Facts, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.sections.labels import (
    ColumnLook,
    Offer,
    column,
    highlight,
    insight,
    reading,
    time_facts,
    unit_note_of,
)
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts, words
from opsreport.sections.plan_actions import day_facts
from opsreport.sections.plan_split import goal_charts, split_grid, with_shown_shares
from opsreport.sections.plan_tasks import shown_tasks, tasks_block, undated

MOST_GOALS = {"all": 6, "tasks": 13, "parts": 13, "alone": 11}
STRETCH_OVER = 1.5
MONTHS_BACK = 12
ROOM_FOR_NOTES = 6


@dataclass(frozen=True, slots=True)
class _Plan:
    """Next month's goals, the goal whose parts are shown (None without parts), its actions: due first, undated last."""

    goals: tuple[Goal, ...]
    split: Goal | None
    tasks: tuple[Action, ...]

    @property
    def shape(self) -> str:
        """What stands on the page: all | tasks (and goals) | parts (and goals) | alone | only_tasks."""
        if not self.goals:
            return "only_tasks"
        both = ("all", "tasks") if self.tasks else ("parts", "alone")
        return both[0 if self.split else 1]


def next_month(dataset: Dataset, voice: Voice) -> Draft | None:
    """Goals, the split of the lead goal with bars, the actions as a timeline. None without goals and actions."""
    found = _plan(dataset)
    if not (found.goals or found.tasks):
        return None
    facts = _facts(dataset, found, voice)
    arrangement, blocks = _arranged(dataset, found, facts, voice)
    return Draft(
        "plan/goals",
        facts,
        arrangement,
        blocks,
        ("goals", "actions"),
        _highlights(found, facts, voice),
        reading(voice, "plan/goals.reading", facts, *_stances(dataset)),
    )


def _plan(dataset: Dataset) -> _Plan:
    month = dataset.period.plus(1)
    found = [with_shown_shares(_compared(one, dataset)) for one in goals(dataset, month)]
    lead = next((one for one in found if one.metric.id == "revenue" and one.splits), None)
    live = [one for one in actions(dataset, month, cutoff(dataset)) if one.status != "cancelled"]
    tasks = tuple(sorted(live, key=lambda one: one.due or date.max))
    ordered = sorted(found, key=lambda one: one.metric.id != "revenue")
    return _Plan(tuple(ordered), lead or next((one for one in found if one.splits), None), tasks)


def _compared(one: Goal, dataset: Dataset) -> Goal:
    """The goal; against a partial month nothing is compared."""
    if not is_partial(dataset):
        return one
    return replace(one, growth=Number(None, one.growth.unit), is_stretch=False)


def _stances(dataset: Dataset) -> tuple[str, str]:
    """How the actions of this and of last month stand: good when none is overdue, else watch; none without any."""
    months = ((dataset.period, cutoff(dataset)), (dataset.period.previous, dataset.period.previous.last_day))
    now, before = (actions(dataset, month, day) for month, day in months)
    return _stance(now), _stance(before)


def _stance(listed: Sequence[Action]) -> str:
    if not listed:
        return "none"
    return "watch" if any(one.overdue_days > 0 for one in listed) else "good"


def _facts(dataset: Dataset, found: _Plan, voice: Voice) -> dict[str, Fact]:
    month = dataset.period.plus(1)
    stand = closure(actions(dataset, dataset.period, cutoff(dataset)))
    lead = found.split or (found.goals[0] if found.goals else None)
    return {
        **time_facts(dataset),
        "next": month,
        "goals": len(found.goals),
        "shown_goals": len(_shown(found)),
        "lead": _goal_facts(lead, voice) if lead else None,
        "parts": tuple(_lead_parts(found, voice)),
        "unassigned": tuple(_unassigned(found, voice)),
        "stretch": tuple(one.metric.label(voice.lang) for one in _shown(found) if one.is_stretch),
        "stretch_over": Number(STRETCH_OVER, MULTIPLE, Constant(STRETCH_OVER)),
        "tasks": len(found.tasks),
        "shown_tasks": len(shown_tasks(found.tasks, month, found.shape)),
        "undated": undated(found.tasks),
        "due_next": sum(one.due is not None and one.due <= month.last_day for one in found.tasks),
        "first": _task_facts(found.tasks[0]) if found.tasks and found.tasks[0].due else None,
        "months": MONTHS_BACK,
        "has_last": any(not one.growth.is_missing for one in found.goals),
        "has_best": any(not one.growth_on_best.is_missing for one in found.goals),
        "closed": {"total": stand.total, "done": stand.done, "rate": stand.rate, "unknown": stand.unknown},
        "shape": found.shape,
    }


def _shown(found: _Plan) -> tuple[Goal, ...]:
    """The goals the page has room for."""
    return found.goals[: MOST_GOALS.get(found.shape, 0)]


def _goal_facts(one: Goal, voice: Voice) -> dict[str, Fact]:
    return {
        "name": one.metric.label(voice.lang),
        "value": one.value,
        "last": one.last,
        "growth": one.growth,
        "best": one.best,
        "growth_on_best": one.growth_on_best,
        "polarity": one.metric.polarity,
    }


def _lead_parts(found: _Plan, voice: Voice) -> list[dict[str, Fact]]:
    """The strictly largest part of each dimension of the split goal, with its share."""
    picked: list[dict[str, Fact]] = []
    for dimension, parts in found.split.splits if found.split else ():
        named = [part for part in parts if not part.is_gap]
        index = strict_best([part.share for part in named])
        if index is not None:
            word = voice.term(f"choice.goals.dim_type.{dimension}")
            picked.append({"dimension": word, "name": named[index].name, "share": named[index].share})
    return picked


def _unassigned(found: _Plan, voice: Voice) -> list[dict[str, Fact]]:
    """What the parts of a dimension leave over, or exceed the goal by."""
    return [
        {"dimension": voice.term(f"choice.goals.dim_type.{dimension}"), "value": part.value, "share": part.share}
        for dimension, parts in (found.split.splits if found.split else ())
        for part in parts
        if part.is_gap
    ]


def _task_facts(one: Action) -> dict[str, Fact]:
    return {"name": one.text, "owner": one.owner, "due": day_facts(one.due)}


def _arranged(dataset: Dataset, found: _Plan, facts: Facts, voice: Voice) -> tuple[str, tuple[Block, ...]]:
    """Goals over the timeline beside the split; without one of them the others side by side; alone over a reading."""
    split = (split_grid(found.split, voice),) if found.split else ()
    month = dataset.period.plus(1)
    match found.shape:
        case "only_tasks":
            return "12", (tasks_block(found.tasks, month, found.shape, voice),)
        case "all":
            rows = min(len(found.goals), MOST_GOALS["all"])
            blocks = (_goals_grid(found, dataset, voice), tasks_block(found.tasks, month, found.shape, voice), *split)
            return f"7({0.64 + 0.28 * rows:.2f},*)+5", blocks
        case "tasks":
            return "6+6", (_goals_grid(found, dataset, voice), tasks_block(found.tasks, month, found.shape, voice))
        case "parts":
            return "7+5", (_goals_grid(found, dataset, voice), *split)
    grid, charts = _goals_grid(found, dataset, voice), goal_charts(found.goals, dataset.period, voice)
    return _alone(grid, charts, facts, voice)


def _alone(grid: Grid, charts: tuple[Block, ...], facts: Facts, voice: Voice) -> tuple[str, tuple[Block, ...]]:
    """The goals over a reading; few of them over their charts as well."""
    panel: Insight | None = None
    if len(grid.rows) <= ROOM_FOR_NOTES:
        panel = insight(voice, "plan/goals.insight", facts)
    if charts and panel:
        middle = "+".join([str(12 // len(charts))] * len(charts))
        top, foot = 0.72 + 0.38 * len(grid.rows), 0.55 + 0.26 * len(panel.notes)
        return f"12:{top:.2f}/{middle}/12:{foot:.2f}", (grid, *charts, panel)
    return ("12", (grid,)) if panel is None else (f"12:{0.72 + 0.5 * len(grid.rows):.2f}/12", (grid, panel))


def _goals_grid(found: _Plan, dataset: Dataset, voice: Voice) -> Grid:
    listed = _shown(found)
    parts = filled_parts(_goal_parts(dataset, voice), listed)
    rows = tuple(Row(cells_of(parts, one)) for one in listed)
    return Grid(columns_of(parts), rows, voice.term("plan.goals"))


def _goal_parts(dataset: Dataset, voice: Voice) -> tuple[Part[Goal], ...]:
    now, after = (month.short_label(voice.lang) for month in (dataset.period, dataset.period.plus(1)))
    return (
        Part(column(voice, "column.metric", "text", 1.6), lambda one: _goal_name(one, voice)),
        Part(column(voice, "column.unit", "text", 0.65), lambda one: _unit(one, voice)),
        Part(_named("plan.last", now, voice), lambda one: one.last),
        Part(_named("plan.goal", after, voice), lambda one: one.value.strongly()),
        Part(column(voice, "plan.growth", "number", 1.15, ColumnLook(signed=True)), lambda one: one.growth),
        Part(column(voice, "plan.on_best", "number", 1.15, ColumnLook(signed=True)), lambda one: one.growth_on_best),
        Part(column(voice, "plan.stretch", "status", 0.8), lambda one: _stretch(one, voice)),
        Part(column(voice, "column.owner", "text", 0.75), lambda one: words(one.owner)),
    )


def _named(key: str, month: str, voice: Voice) -> Column:
    own = column(voice, key, "number", 0.85)
    return replace(own, label=own.label.format(month=month))


def _goal_name(one: Goal, voice: Voice) -> Words:
    mark = " ▽" if one.metric.polarity == "down" else ""
    return Words(one.metric.label(voice.lang) + mark, strong=True)


def _unit(one: Goal, voice: Voice) -> Words | None:
    return words(unit_note_of(one.metric.unit, (one.value, one.last), voice))


def _stretch(one: Goal, voice: Voice) -> Status | None:
    return Status("watch", voice.term("plan.stretched")) if one.is_stretch else None


def _highlights(found: _Plan, facts: Facts, voice: Voice) -> tuple[Highlight, ...]:
    """A goal whose parts do not add up to it, weighed by the difference."""
    sizes = [
        abs(part.share.amount)
        for _, parts in (found.split.splits if found.split else ())
        for part in parts
        if part.is_gap and not part.share.is_missing
    ]
    if not sizes:
        return ()
    offer = Offer("watch", 0.1 * min(max(sizes), 1.0), False)
    return highlight(voice, "plan/goals.highlight", facts, offer)

"""Next month's actions: over the weeks where they have a day to end at, else as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opsreport.analysis.plan import Action
from opsreport.model.block import Grid, Row, Task, Timeline
from opsreport.model.period import Period
from opsreport.model.report import Voice
from opsreport.sections.labels import column
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts, words
from opsreport.sections.plan_actions import state

MOST_TASKS = {"all": 6, "tasks": 10, "only_tasks": 10}
LOW_ROWS = 4
ONE_LINE = 14
NARROW_DAYS = 49


def tasks_block(tasks: Sequence[Action], month: Period, shape: str, voice: Voice) -> Timeline | Grid:
    """The actions of a page of that shape, those due first; a table where none has a day to end at."""
    listed = shown_tasks(tasks, month, shape)
    if any(one.due for one in listed):
        return _timeline(listed, month, voice)
    parts = filled_parts(_parts(voice), listed)
    return Grid(columns_of(parts), tuple(Row(cells_of(parts, one)) for one in listed), voice.term("plan.timeline"))


def shown_tasks(tasks: Sequence[Action], month: Period, shape: str) -> tuple[Action, ...]:
    """As many as have room, those with a due day alone where any has; on a narrow page those of some weeks."""
    if shape not in MOST_TASKS:
        return ()
    dated = [one for one in tasks if one.due]
    listed = tuple(dated or tasks)[: MOST_TASKS[shape]]
    if shape == "only_tasks" or not dated:
        return listed
    if shape == "all" and any(len(one.text) > ONE_LINE for one in listed):
        listed = listed[:LOW_ROWS]
    first = min(_start(one, month) for one in listed)
    near = tuple(one for one in listed if one.due and (one.due - first).days <= NARROW_DAYS)
    return near or listed[:1]


def undated(tasks: Sequence[Action]) -> tuple[str, ...]:
    """The names of the actions without a due day that stand beside dated ones."""
    return tuple(one.text for one in tasks if not one.due) if any(one.due for one in tasks) else ()


def _parts(voice: Voice) -> tuple[Part[Action], ...]:
    return (
        Part(column(voice, "plan.action", "text", 2.6), lambda one: words(one.text, strong=True)),
        Part(column(voice, "column.owner", "text", 0.8), lambda one: words(one.owner)),
        Part(column(voice, "column.status", "chip", 1.1), lambda one: state("actions", one.status, voice)),
        Part(column(voice, "plan.result", "text", 2.6), lambda one: words(one.note)),
    )


def _timeline(listed: Sequence[Action], month: Period, voice: Voice) -> Timeline:
    tasks = tuple(_task(one, month, voice) for one in listed)
    has_owner = any(task.owner for task in tasks)
    moving = any(one.status not in ("", "todo", "pending", "approved") for one in listed)
    names = ("plan.action", "column.owner" if has_owner else "", "", "column.status" if moving else "")
    first, second, third, fourth = (voice.term(name) if name else "" for name in names)
    return Timeline(tasks, (first, second, third, fourth), None, voice.term("plan.timeline"))


def _start(one: Action, month: Period) -> date:
    """Its start, or the month's first day, never after its end."""
    return min(one.start or month.first_day, one.due or month.last_day)


def _task(one: Action, month: Period, voice: Voice) -> Task:
    start, end = _start(one, month), one.due or month.last_day
    progress = None if one.progress.is_missing else one.progress
    return Task(one.text, one.owner, start, end, progress, state("actions", one.status, voice))

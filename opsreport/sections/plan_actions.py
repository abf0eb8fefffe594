"""What became of the actions planned for the report month: how many are done, which are overdue, with what result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opsreport.analysis.cells import rows_for, rows_of
from opsreport.analysis.cutoff import cutoff
from opsreport.analysis.plan import Action, Closure, actions, closure
from opsreport.model.block import Block, Callout, Callouts, Grid, Insight, Row, Status, Words
from opsreport.model.number import Cells, Method, Number, Tone
from opsreport.model.period import Period
from opsreport.model.report import Draft, Fact, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import DAYS, PIECES, Unit
from opsreport.schemas.choices import STATUS
from opsreport.sections.labels import ColumnLook, Offer, column, highlight, insight, time_facts
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts, words

MOST = 10
WHOLE_RATE = Unit("percent", "rate", decimals=0)
ROOM_FOR_NOTES = 4
CLOSED = frozenset(("done", "cancelled", "paused"))
_LONGEST_STATUS = 6
TONES = {"done": Tone.good, "approved": Tone.good, "late": Tone.bad, "pending": Tone.watch, "doing": Tone.watch}


def reviewed(dataset: Dataset, voice: Voice) -> Draft | None:
    """Four callouts over the actions, overdue ones first, then open ones. None without an action for the month."""
    listed = actions(dataset, dataset.period, cutoff(dataset))
    if not listed:
        return None
    ordered = sorted(listed, key=lambda one: (-one.overdue_days, one.status in CLOSED))
    stand = closure(listed)
    facts = _facts(dataset, ordered, stand)
    arrangement, blocks = _arranged(dataset, ordered, (facts, stand), voice)
    return Draft("plan/actions", facts, arrangement, blocks, ("actions",), _highlights(ordered, facts, voice))


def _facts(dataset: Dataset, ordered: Sequence[Action], stand: Closure) -> dict[str, Fact]:
    overdue = [one for one in ordered if one.overdue_days > 0]
    still = [one for one in ordered if one.is_known and one.status not in CLOSED and one.overdue_days == 0]
    return {
        **time_facts(dataset),
        "today": day_facts(cutoff(dataset)),
        "total": stand.total,
        "done": stand.done,
        "rate": stand.rate,
        "overdue": tuple(_action_facts(one) for one in overdue),
        "open": sum(one.due is not None for one in still),
        "unknown": stand.unknown,
        "undated": sum(one.due is None for one in still),
        "cancelled": sum(one.status == "cancelled" for one in ordered),
        "hidden": max(len(ordered) - MOST, 0),
        "judgement": _judgement(stand, overdue),
        "longest": _action_facts(overdue[0]) if _is_longest(overdue) else None,
    }


def _is_longest(overdue: Sequence[Action]) -> bool:
    """Whether the first of several is overdue for strictly the most days."""
    return len(overdue) > 1 and overdue[0].overdue_days > overdue[1].overdue_days


def _judgement(stand: Closure, overdue: Sequence[Action]) -> str:
    """nothing (all cancelled) | unknown (of none it is said how it stands) | all_done | overdue | on_course."""
    if not stand.total.amount:
        return "nothing"
    if stand.unknown == stand.total.amount:
        return "unknown"
    return "all_done" if stand.done.amount == stand.total.amount else "overdue" if overdue else "on_course"


def _action_facts(one: Action) -> dict[str, Fact]:
    return {
        "name": one.text,
        "owner": one.owner,
        "days": one.overdue_days,
        "progress": one.progress,
        "note": one.note,
        "due": day_facts(one.due),
    }


def day_facts(day: date | None) -> dict[str, Fact] | None:
    """A day as sentences need it: its month and its number."""
    return None if day is None else {"month": Period.of(day), "day": day.day}


def _arranged(
    dataset: Dataset, ordered: Sequence[Action], known: tuple[dict[str, Fact], Closure], voice: Voice
) -> tuple[str, tuple[Block, ...]]:
    """Callouts over the grid; where few rows leave room, over a panel as well; the grid alone where none is judged."""
    facts, stand = known
    top, grid = _callouts(facts, stand, voice), _grid(dataset, ordered[:MOST], voice)
    panel = _panel(facts, voice) if len(ordered) <= ROOM_FOR_NOTES else None
    if facts["judgement"] == "unknown":
        return "12", (grid,)
    if panel:
        return f"12:1.0/12:{0.44 + 0.5 * len(ordered):.2f}/12", (top, grid, panel)
    return "12:0.95/12", (top, grid)


def _callouts(facts: dict[str, Fact], stand: Closure, voice: Voice) -> Callouts:
    overdue = stand.overdue.toned(Tone.bad if stand.overdue.amount else Tone.good)
    if not stand.overdue.amount and (facts["unknown"] or facts["undated"]):
        overdue = Number(None, stand.overdue.unit)
    numbers = {"total": stand.total, "done": stand.done, "rate": stand.rate, "overdue": overdue}
    return Callouts(tuple(_callout(name, number, facts, voice) for name, number in numbers.items()))


def _callout(name: str, number: Number, facts: dict[str, Fact], voice: Voice) -> Callout:
    plain = Number(number.value, tone=number.tone, source=number.source) if number.unit == PIECES else number
    return Callout(voice.term(f"plan.actions.{name}"), plain, voice.lines(f"plan/actions.{name}", facts))


def _panel(facts: dict[str, Fact], voice: Voice) -> Insight | None:
    return insight(voice, "plan/actions.insight", facts)


def _grid(dataset: Dataset, listed: Sequence[Action], voice: Voice) -> Grid:
    parts = filled_parts(_parts(dataset, voice), listed)
    return Grid(columns_of(parts), tuple(Row(cells_of(parts, one)) for one in listed))


def _parts(dataset: Dataset, voice: Voice) -> tuple[Part[Action], ...]:
    days, rate = ColumnLook(DAYS), ColumnLook(WHOLE_RATE)
    return (
        Part(column(voice, "plan.action", "text", 3.3), lambda one: Words(one.text, strong=True)),
        Part(column(voice, "column.owner", "text", 0.8), lambda one: words(one.owner)),
        Part(column(voice, "column.due", "text", 0.7), lambda one: day_words(one.due)),
        Part(column(voice, "column.status", "chip", 1.2), lambda one: state("actions", one.status, voice)),
        Part(column(voice, "column.progress", "progress", 1.25, rate), lambda one: one.progress),
        Part(column(voice, "plan.overdue", "number", 0.95, days), lambda one: _overdue(dataset, one)),
        Part(column(voice, "plan.result", "text", 4.2), lambda one: words(one.note)),
    )


def day_words(day: date | None) -> Words | None:
    """A day as 07-10."""
    return None if day is None else Words(f"{day:%m-%d}")


def state(table: str, code: str, voice: Voice) -> Status | None:
    """The typed status of a row of the plan with its word and tone, one that nobody knows as typed; None for none."""
    if code not in STATUS:
        return Status(Tone.neutral, code) if 0 < len(code) <= _LONGEST_STATUS else None
    return Status(TONES.get(code, Tone.neutral), voice.term(f"choice.{table}.status.{code}"))


def _overdue(dataset: Dataset, one: Action) -> Number | None:
    """The days an action is overdue, from its due cell; None in time."""
    if not one.overdue_days:
        return None
    table = rows_for(dataset, "actions", month=dataset.period, action=one.text)
    cells = (Cells("actions", "due", rows_of(table)),) if table else ()
    return Number(float(one.overdue_days), DAYS, Method("overdue_days", cells), Tone.bad)


def _highlights(ordered: Sequence[Action], facts: dict[str, Fact], voice: Voice) -> tuple[Highlight, ...]:
    """Overdue actions, weighed by what is left of them against all actions."""
    overdue = [one for one in ordered if one.overdue_days > 0]
    if not overdue:
        return ()
    left = sum(1.0 - (0.0 if one.progress.is_missing else one.progress.amount) for one in overdue)
    offer = Offer("bad", 0.1 * left / len(ordered), False, overdue[0].note, "plan.late")
    return highlight(voice, "plan/actions.highlight", facts, offer)

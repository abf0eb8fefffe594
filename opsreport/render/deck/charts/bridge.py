"""The arithmetic of a waterfall: the series that draw it, and the formulas that recalculate them from the changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsreport.model.block import Step
from opsreport.render.deck.charts.scale import Measure
from opsreport.render.deck.charts.workbook import letter

BASE, LEVEL, RISE, FALL, RISE_BELOW, FALL_BELOW, TOP = "·", "=", "+", "−", "+ < 0", "− < 0", "^"
BARS = (BASE, LEVEL, RISE, FALL, RISE_BELOW, FALL_BELOW)

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """The drawn series of a waterfall, each with a formula a row; all in display units.

    `bars` are base, level, rise and fall; `connectors` join neighbours at the
    running level; `tops` carry the labels; `inputs` are what a person edits:
    the first level and the changes (None where a row is a later level).
    """

    bars: Mapping[str, Values]
    connectors: Mapping[str, Values]
    tops: Values
    inputs: Values
    levels: tuple[float, ...]
    formulas: Mapping[str, tuple[str, ...]]
    input_letter: str

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last level."""
        return self.levels[0], self.levels[-1]


def bridge_of(steps: Sequence[Step], measure: Measure) -> Bridge:
    """The series of these steps; a missing change draws nothing and moves nothing."""
    shown = [measure.shown(step.number) for step in steps]
    levels = _levels(steps, shown)
    before = [0.0, *levels][: len(steps)]
    spans = list(zip(steps, before, levels, strict=True))
    column = letter(len(BARS) + len(steps) + 2)
    return Bridge(
        {name: tuple(_part(name, *span) for span in spans) for name in BARS},
        _connectors(levels),
        tuple(max(level, 0.0) if s.total else max(start, level) for s, start, level in spans),
        tuple(v if i == 0 or not s.total else None for i, (s, v) in enumerate(zip(steps, shown, strict=True))),
        tuple(levels),
        _formulas(steps, column),
        column,
    )


def _part(name: str, step: Step, start: float, level: float) -> float:
    """What one series draws of one step: columns stack apart above and below 0, so a change through 0 has two parts."""
    low, high = min(start, level), max(start, level)
    if step.total:
        return level if name == LEVEL else 0.0
    above, below = max(high, 0.0) - max(low, 0.0), min(low, 0.0) - min(high, 0.0)
    rises = level >= start
    parts = {BASE: max(low, 0.0) + min(high, 0.0), RISE: above * rises, FALL: above * (not rises)}
    return {**parts, RISE_BELOW: below * rises, FALL_BELOW: below * (not rises)}.get(name, 0.0)


def _levels(steps: Sequence[Step], shown: Sequence[float | None]) -> list[float]:
    """The running level after each step; a total stands where the changes have led, the first where it says."""
    found: list[float] = []
    running = 0.0
    for step, value in zip(steps, shown, strict=True):
        if not (step.total and found):
            running += value or 0.0
        found.append(running)
    return found


def _connectors(levels: Sequence[float]) -> Mapping[str, Values]:
    count = len(levels)
    return {
        f"{i + 1}–{i + 2}": tuple(levels[i] if j in (i, i + 1) else None for j in range(count))
        for i in range(count - 1)
    }


def _formulas(steps: Sequence[Step], column: str) -> Mapping[str, tuple[str, ...]]:
    """For every series its formula a row, over the input column."""
    after = [f"SUM({column}$2:{column}${i + 2})" for i in range(len(steps))]
    before = ["0", *after]
    found: dict[str, tuple[str, ...]] = {}
    for name in BARS:
        found[name] = tuple(_bar_formula(name, s, before[i], after[i]) for i, s in enumerate(steps))
    found[TOP] = tuple(f"MAX({'0' if s.total else before[i]},{after[i]})" for i, s in enumerate(steps))
    for i in range(len(steps) - 1):
        found[f"{i + 1}–{i + 2}"] = tuple(after[i] if j in (i, i + 1) else "" for j in range(len(steps)))
    return found


def _bar_formula(name: str, step: Step, start: str, level: str) -> str:
    """The formula twin of `_part`."""
    if step.total:
        return level if name == LEVEL else "0"
    low, high = f"MIN({start},{level})", f"MAX({start},{level})"
    above, below = f"MAX({high},0)-MAX({low},0)", f"MIN({low},0)-MIN({high},0)"
    rises = f"{level}>={start}"
    texts = {
        BASE: f"MAX({low},0)+MIN({high},0)",
        RISE: f"IF({rises},{above},0)",
        FALL: f"IF({rises},0,{above})",
        RISE_BELOW: f"IF({rises},{below},0)",
        FALL_BELOW: f"IF({rises},0,{below})",
    }
    return texts.get(name, "0")


def label_formulas(steps: Sequence[Step], measure: Measure, bridge: Bridge) -> tuple[str, ...]:
    """The label of each row as a formula: the level, or the signed change."""
    plain = measure.format.split(";")[0].lstrip("+").replace('"', '""')
    column = bridge.input_letter
    found = []
    for i, step in enumerate(steps):
        value = f"SUM({column}$2:{column}${i + 2})" if step.total else f"{column}{i + 2}"
        plus = "" if step.total else "+"
        found.append(f'TEXT({value},"{plus}{plain};""−""{plain};{plain}")')
    return tuple(found)

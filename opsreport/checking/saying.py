"""What a typed figure says: its value in the unit it is asked for, and how far its own rounding may have moved it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from opsreport.checking.cells import amount_of
from opsreport.checking.ground import Ground
from opsreport.checking.readings import TARGETS, Made, Question
from opsreport.checking.tabs import TabSheet
from opsreport.checking.units import measure_named
from opsreport.model.amount import POINTS_WORD, Amount
from opsreport.model.formula import Floats
from opsreport.model.precision import half_digit
from opsreport.model.spelling import header_parts
from opsreport.model.table import Cell
from opsreport.model.unit import Unit

HAIR = 1e-9
_HUNDRED = 100.0
# nobody types a rate more loosely than to half a percent, but 持平 is said of up to two percent, or half a point
_LOOSEST, _FLAT = 0.005, 0.02
# an open question is answered by a column most of whose figures fit
_MOST = 0.5


class Said(NamedTuple):
    """One way to read a typed figure, and how far its own rounding may have moved it."""

    value: float
    half: float


class Fit(NamedTuple):
    """The cell of a month that is furthest from what it should be, of so many that fit."""

    cell: Cell
    many: int


def slack_of(typed: Said, made: Made) -> float:
    return typed.half + made.half + HAIR * max(1.0, abs(made.number.amount))


def excess(typed: Said, made: Made) -> float:
    """How far over its limit a figure is apart, relative to what it should be."""
    over = abs(typed.value - made.number.amount) - slack_of(typed, made)
    return over / (abs(made.number.amount) or 1.0)


def worth_of(ground: Ground, sheet: TabSheet, cell: Cell, question: Question) -> float:
    """What a bare 1 of the column is worth: by its header, else, for an earlier number, as in the column beside it."""
    said = header_parts(sheet.derived[cell.column])[1]
    measure = measure_named(said) if said else None
    if measure:
        is_other = question.unit is not None and question.unit.kind in ("rate", "ratio")  # 1.12 below 收入（万元）
        return 1 / _HUNDRED if measure.unit.kind == "rate" else 1.0 if is_other else measure.factor
    beside = (question.measure, TARGETS.get(sheet.tab.name, {}).get(question.measure, ""))
    worths = (_worth_in(ground, sheet, cell.row, column) for column in beside if column)
    return next((worth for worth in worths if worth), 1.0)


def _worth_in(ground: Ground, sheet: TabSheet, row: int, column: str) -> float:
    """What a bare 1 is worth in a column of a row, as the number there was read; 0 where there is no bare number."""
    part = ground.part(sheet, row, column)
    own = sheet.sheet.cells.get((row, sheet.columns[column])) if part else None
    amount = amount_of(own) if own else None
    return part.number.amount / amount.value if part and amount and amount.is_bare and amount.value else 0.0


def said_by(cell: Cell, amount: Amount, unit: Unit, worth: float) -> Iterator[Said]:
    """What a figure may say in a unit: 12 among rates both 12 % and 1,200 %, of which only one can fit."""
    if amount.word == POINTS_WORD and unit.kind != "points":
        return
    is_said = amount.mark == "percent" or bool(amount.scale) or amount.is_change
    own = 1.0 if is_said else worth
    half = half_digit(cell, amount.value) * own
    if unit.kind in ("rate", "points"):
        if not is_said and worth == 1:
            yield Said(amount.value / _HUNDRED, half / _HUNDRED)
        is_flat = half > _LOOSEST and amount.is_change and unit.kind == "rate"
        half = _FLAT if is_flat else min(half, _LOOSEST)
    yield Said(amount.value * own, half)


def fitting_cells(
    ground: Ground, sheet: TabSheet, cells: Sequence[Cell], question: Question
) -> tuple[list[Fit], list[Cell]]:
    """The cells that fit a formula of their row, a month together, and all others.

    It is a quick look at a whole column: what it does not see to fit may fit all the same.
    """
    formulas = [one for one in question.formulas if set(one.names) <= sheet.columns.keys()]
    if not formulas or question.unit is None or not cells:
        return [], list(cells)
    rows = [cell.row for cell in cells]
    found = {name: ground.column(sheet, rows, name) for name in {name for one in formulas for name in one.names}}
    values = {name: numbers for name, (_, numbers) in found.items()}
    nearness = _nearness(_sayings(ground, sheet, cells, question), [one.numbers(values) for one in formulas])
    months = ground.months(sheet, next(iter(found)), next(iter(found.values()))[0])
    best: dict[str, tuple[float, int, int]] = {}
    for at in np.flatnonzero(nearness <= 1).tolist():
        size, count, first = best.get(months[at], (-1.0, 0, at))
        best[months[at]] = (nearness[at], count + 1, at) if nearness[at] > size else (size, count + 1, first)
    rest = [cells[at] for at in np.flatnonzero(~(nearness <= 1)).tolist()]
    return [Fit(cells[at], count) for _, count, at in best.values()], rest


def _sayings(ground: Ground, sheet: TabSheet, cells: Sequence[Cell], question: Question) -> list[tuple[Floats, Floats]]:
    """Every cell's values and how far they may be off, an array a way of reading it; NaN where it says nothing."""
    known: dict[object, list[Said]] = {}
    arrays = np.full((2, 2, len(cells)), np.nan)
    worth, unit = worth_of(ground, sheet, cells[0], question), question.unit
    for at, cell in enumerate(cells):
        key = cell.kind, cell.value, cell.number_format
        if key not in known:
            amount = amount_of(cell)
            known[key] = list(said_by(cell, amount, unit, worth)) if amount and unit else []
        for way, said in enumerate(known[key]):
            arrays[way, :, at] = said
    return [(values, halves) for values, halves in arrays]


def _nearness(sayings: Sequence[tuple[Floats, Floats]], made: Sequence[Floats]) -> Floats:
    """How far each figure is from what it should be, as a part of what its rounding allows; NaN for neither."""
    nearest = np.full(sayings[0][0].shape, np.inf)
    for values, halves in sayings:
        for numbers in made:
            with np.errstate(over="ignore", invalid="ignore"):
                allowed = halves + HAIR * np.maximum(1.0, np.abs(numbers))
                nearest = np.fmin(nearest, np.abs(values - numbers) / allowed)
    return nearest

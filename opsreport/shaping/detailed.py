"""The rows of a table before they are added up, column by column, as its totals are compared with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsreport.metrics import metric_named
from opsreport.model.grid import Floats, Ints
from opsreport.model.precision import rounding
from opsreport.model.schema import Tab
from opsreport.model.table import Spot
from opsreport.shaping.adding import amount_of, in_unit, text_of, who_of, worth_of
from opsreport.shaping.records import Record
from opsreport.shaping.rows import SPECIAL_TEXTS, is_total
from opsreport.shaping.words import says_nothing

Flags = npt.NDArray[np.bool_]
_ADDED = ("int", "money", "measure")


@dataclass(frozen=True, slots=True)
class Detailed:
    """The rows of a table before they are added up, in the order of the sheet.

    `codes` tell by column of labels which rows say the same, 0 where one says nothing or that it is a total;
    `who` are the months and keys among them. `numbers` and `halves` are by column what was typed, 0 for nothing,
    and how far rounding may have moved it, `worth` what 1 is worth there, `is_told` whether there is a number.
    `is_made` are totals and means.
    """

    codes: Mapping[str, Ints]
    who: Sequence[str]
    numbers: Mapping[str, Floats]
    halves: Mapping[str, Floats]
    worth: Mapping[str, float]
    is_told: Mapping[str, Flags]
    is_total: Flags
    is_made: Flags
    spot: Callable[[str, int], Spot]
    place: Callable[[int], Spot]


def labels_of(tab: Tab) -> tuple[str, ...]:
    """The same and those of kinds."""
    return (*who_of(tab), *(one.name for one in tab.columns if one.kind == "choice" and one.name not in who_of(tab)))


def detailed(tab: Tab, records: Sequence[Record]) -> Detailed:
    """The records of one table."""
    who, labels = who_of(tab), labels_of(tab)
    made = [[is_total(text_of(one, name)) for name in who] for one in records]
    means = [any(text_of(one, name) == SPECIAL_TEXTS["mean"] for name in who) for one in records]
    names = [column.name for column in tab.columns if column.kind in _ADDED]
    columns = {name: [_number(tab, one, name) for one in records] for name in names}
    is_made = np.array([any(one) for one in made], bool)
    return Detailed(
        codes={name: _codes([text_of(one, name) for one in records]) for name in labels},
        who=who,
        numbers={name: np.array([one[0] for one in column]) for name, column in columns.items()},
        halves={name: np.array([one[1] for one in column]) for name, column in columns.items()},
        worth={name: worth_of(next((one.units[name] for one in records if name in one.units), "")) for name in names},
        is_told={name: np.array([one[2] for one in column], bool) for name, column in columns.items()},
        is_total=is_made & ~np.array(means, bool),
        is_made=is_made,
        spot=lambda name, at: records[at].filled[name].spots[0],
        place=lambda at: _place(records[at], [name for name, is_so in zip(who, made[at], strict=True) if is_so]),
    )


def _place(record: Record, names: Sequence[str]) -> Spot:
    """Where a record says that it is a total; where its first number stands, where no cell does."""
    spots = (spot for name in (*names, *record.filled) if name in record.filled for spot in record.filled[name].spots)
    return next(spots)


def _codes(texts: Sequence[str]) -> Ints:
    known = {"": 0}
    return np.array([0 if is_total(text) else known.setdefault(text, len(known)) for text in texts], np.int64)


def _number(tab: Tab, record: Record, name: str) -> tuple[float, float, bool]:
    """What a record says in a column in the unit of its header, how far rounding may have moved it, and whether."""
    filled = record.filled.get(name)
    cell = filled.cell if filled and filled.spots else None
    if tab.column(name).kind == "measure":
        metric = metric_named(text_of(record, tab.metric))
        cell = cell if metric and metric.aggregation == "flow" else None
    amount = None if cell is None or says_nothing(cell) else amount_of(cell)
    if cell is None or amount is None:
        return 0.0, 0.0, False
    number = in_unit(amount, record.units.get(name, ""))
    return number, rounding(cell, number), True

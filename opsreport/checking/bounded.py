"""Targets typed as bounds: ≥4%, 100以上, 不超过0.65%."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from opsreport.checking.cells import Asked, Coerced, Seen, Trouble, no_number, read_cell, seen_in
from opsreport.checking.lines import Line
from opsreport.metrics import metric_named
from opsreport.model.amount import half_width
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell
from opsreport.schemas.choices import LESS
from opsreport.schemas.naming import is_better_less

Form = Literal["at_least", "at_most"]
FORMS: tuple[Form, ...] = ("at_least", "at_most")
TARGET = "target"

_LEAST = re.compile(r"(?:≥|>=|=>|>|不低于|不少于|不小于|至少|大于等于|高于|超过)(.+)|(.+?)(?:及?以上|\+|起)")
_MOST = re.compile(
    r"(?:≤|<=|=<|<|不高于|不超过|不多于|不大于|至多|小于等于|低于|控制在)(.+?)(?:以内|以下)?|(.+?)(?:及?以下|以内)"
)
_YES = frozenset(map(name_key, LESS["yes"]))


class Bound(NamedTuple):
    """What is left of a target without its bound, and which way it points."""

    body: str
    form: Form


def bound_in(text: str) -> Bound | None:
    """The bound that a text states; None for a plain one."""
    half = half_width(text).replace(" ", "")
    if found := _LEAST.fullmatch(half):
        return Bound(found[1] or found[2], "at_least")
    found = _MOST.fullmatch(half)
    return Bound(found[1] or found[2], "at_most") if found else None


def read_bound(cell: Cell, asked: Asked) -> Seen | None:
    """The number of a target that is typed as a bound, in the form of the bound; None for a plain one."""
    bound = bound_in(cell.value) if isinstance(cell.value, str) and asked.column.name == TARGET else None
    if bound is None:
        return None
    seen = read_cell(cell._replace(value=bound.body), asked)
    read = seen.value if isinstance(seen, Coerced) else seen
    if read is None or isinstance(read, Trouble):
        return no_number(seen_in(cell))
    return Coerced(read, bound.form)


def against(line: Line, cell: Cell, form: str) -> Trouble | None:
    """The trouble of a bound that points where it is no better to go; None for one that does not."""
    if fits_direction(line, form):
        return None
    return no_number(seen_in(cell))


def fits_direction(line: Line, form: str) -> bool:
    """Whether a bound of that form says what better is for the metric of a line; ≤ does of one that no one knows."""
    flag, named = line.cells.get("lower_is_better"), line.cells.get("metric")
    metric = metric_named(str(named.value)) if named else None
    if not (metric or flag) and form == "at_most":
        return True
    is_falling = metric.polarity == "down" if metric else named is not None and is_better_less(str(named.value))
    is_down = name_key(str(flag.value)) in _YES if flag else is_falling
    return is_down == (form == "at_most")

"""Which of the metrics that no catalogue knows are better lower: by the attainment typed beside them, or their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from opsreport.checking.bounded import TARGET, bound_in
from opsreport.checking.cells import amount_of
from opsreport.checking.lines import Rows
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.spelling import header_parts, name_key, name_without_unit
from opsreport.schemas.naming import is_better_less, is_better_more

_ATTAINED = ("达成率", "完成率", "达成", "完成度", "attainment")
# the attainment is typed in whole percent or finer; actual and target further apart than this tell both ways apart
_SLACK, _APART = 0.006, 0.02
_MOST_COLUMNS = 40
# what cells beside a target and what came of it say of the two
_MET = frozenset(("达标", "已达标", "达成", "已达成", "超额完成", "超额达成", "超额", "优于目标", "met"))
_MISSED = frozenset(
    ("未达标", "不达标", "未达成", "未完成", "未达到", "没达标", "超标", "超时", "超支", "超限", "劣于目标", "missed")
)


def lower_is_better(sheets: Sequence[Rows], metrics: Mapping[str, str]) -> frozenset[str]:
    """The ids of the unknown metrics of which less is taken to be better, as far as no row types a direction.

    A typed attainment of target ÷ actual, or of 2 − actual ÷ target, is that of such a metric; one of actual ÷ target
    says nothing, as one formula is copied down all rows.
    """
    found: set[str] = set()
    for rows in sheets:
        if rows.sheet.tab.name == "kpi":
            names = set(rows.texts("metric"))
            found |= {metrics[name] for name in names if name and metric_named(name) is None and is_better_less(name)}
            found |= {metrics[name] for name in _turned(rows)}
    return frozenset(found)


def told_directions(sheets: Sequence[Rows], metrics: Mapping[str, str]) -> Mapping[str, bool]:
    """Of the ids of which cells beside them (越低越好, 超时), or a target as ≤5, say so whether less is better.

    None that is said to be both.
    """
    found: dict[str, set[bool]] = {}
    for rows in sheets:
        said = rows.sheet.sheet.directions
        for name in set(rows.texts("metric")) if said else ():
            key = name_key(name_without_unit(name))
            if name and key in said:
                found.setdefault(metrics[name], set()).add(said[key])
        for name in _bounded(rows):
            found.setdefault(metrics[name], {True})
        for name, is_less in _judged(rows):
            found.setdefault(metrics[name], set()).add(is_less)
    return {name: True in ways for name, ways in found.items() if len(ways) == 1}


def _bounded(rows: Rows) -> frozenset[str]:
    """The names of unknown metrics with a target that is not to be passed: ≤5."""
    if rows.sheet.tab.name != "kpi":
        return frozenset()
    typed = np.flatnonzero(rows.has_text(TARGET)).tolist()
    texts = {(rows.texts("metric")[at], str(rows[at].cells[TARGET].value)) for at in typed}
    bounds = ((name, bound_in(text)) for name, text in texts if name and metric_named(name) is None)
    return frozenset(name for name, bound in bounds if bound and bound.form == "at_most")


def _judged(rows: Rows) -> Iterator[tuple[str, bool]]:
    """The unknown metrics whose rows say 未达标 above the target, or 达标 below it: of these less is better.

    The other way round more is. What everybody wants more of is no such thing, whatever its row says.
    """
    if rows.sheet.tab.name != "kpi":
        return
    names = rows.texts("metric")
    open_names = {name for name in set(names) if name and not (metric_named(name) or is_better_more(name))}
    known = {*rows.sheet.columns.values(), *rows.sheet.derived}
    head = rows.sheet.header_row
    others = [at for at in range(1, _MOST_COLUMNS) if at not in known and rows.grid.get((head, at))]
    pairs = zip(rows.values(TARGET).tolist(), rows.values("actual").tolist(), strict=True)
    for at, (target, actual) in enumerate(pairs if open_names and others else ()):
        if names[at] in open_names and isinstance(target, Amount) and isinstance(actual, Amount):
            cells = (rows.grid.get((int(rows.numbers[at]), column)) for column in others)
            said = {str(cell.value).strip().casefold() for cell in cells if cell}
            is_over, is_under = actual.value > target.value, actual.value < target.value
            is_apart = abs(actual.value - target.value) > _APART * abs(target.value)
            if is_apart and bool(said & _MET) != bool(said & _MISSED):
                yield names[at], bool(is_over and said & _MISSED) or bool(is_under and said & _MET)


def _turned(rows: Rows) -> Iterator[str]:
    """The names of unknown metrics whose typed attainment is above 100 % below the target, or the other way."""
    columns = [at for at, header in rows.sheet.derived.items() if header_parts(header)[0].endswith(_ATTAINED)]
    names = rows.texts("metric")
    unknown = {name for name in set(names) if name and metric_named(name) is None} if columns else set()
    pairs = zip(rows.values("target").tolist(), rows.values("actual").tolist(), strict=True)
    for at, (target, actual) in enumerate(pairs if unknown else ()):
        if names[at] in unknown and isinstance(target, Amount) and isinstance(actual, Amount):
            typed = (rows.grid.get((int(rows.numbers[at]), column)) for column in columns)
            said = [amount.value for cell in typed if cell and (amount := amount_of(cell))]
            if any(_is_turned(target.value, actual.value, one) for one in said):
                yield names[at]


def _is_turned(target: float, actual: float, attained: float) -> bool:
    if target <= 0 or actual <= 0 or abs(actual / target - 1) < _APART:
        return False
    return any(abs(attained - one) <= _SLACK for one in (target / actual, 2 - actual / target))

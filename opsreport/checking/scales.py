"""Numbers of one thing that stand a thousand or ten thousand times apart: one in 万, the other in full; rates too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.copied import MEASURES
from opsreport.checking.gather import ranges
from opsreport.checking.readings import TARGETS
from opsreport.checking.reconcile import tab_of
from opsreport.model.finding import Finding
from opsreport.model.grid import Floats, Ints
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import BARE
from opsreport.schemas.naming import is_growth, sort_in

# what one is worth where another unit was meant: 千, 万, 百万, 亿
_SCALES: Mapping[float, str] = {1e3: "thousand", 1e4: "ten_thousand", 1e6: "million", 1e8: "hundred_million"}
# of rates: percent where fractions were meant
_HUNDRED = 1e2
_PAIR = ("target", "actual")
# of channels and campaigns, which start from nothing, only the larger ones tell
_TELLING = {"kpi": 1e3, "channels": 1e4, "campaigns": 1e4}
# read in the other unit the two are no further apart than this
_NEAR = 3.0
_NAMES = {"kpi": "metric_id", "channels": "channel_id", "campaigns": "campaign_id"}
_SHARES = ("rate", "points", "ratio")
_A_MONTH = "2025-06"


class _Side(NamedTuple):
    """Numbers of one field, with the rows that they stand in."""

    field: str
    rows: Ints
    values: Floats


class _Apart(NamedTuple):
    """Two cells, row and field each, the numbers of which are about so many times apart."""

    one: tuple[int, str]
    other: tuple[int, str]
    scale: float


def scale_findings(dataset: Dataset) -> Iterator[Finding]:
    """A warning for each metric, and each column of channels or campaigns, with both cells and both readings.

    Compared are a target with its actual, and the numbers of a metric or channel from one month to the next.
    """
    yield from _rate_findings(dataset)
    for name in _NAMES:
        table = dataset[name]
        groups: dict[str, list[_Apart]] = {}
        for one in _apart(table) if len(table) else ():
            row, field = one.one
            if one.scale >= _TELLING[name]:
                groups.setdefault(str(table.frame.at[row, "metric_id"]) if name == "kpi" else field, []).append(one)
        for group, pairs in groups.items():
            if name != "kpi" or metric_of(dataset, group).unit.kind not in _SHARES:
                yield _finding(dataset, table, pairs)


def _rate_findings(dataset: Dataset) -> Iterator[Finding]:
    """The rates whose numbers, one after the other as the months go, get about a hundred times larger or smaller."""
    table = dataset["kpi"]
    frame = table.frame
    rates = [one for one in dict.fromkeys(frame["metric_id"]) if _is_rate(dataset, str(one))]
    frame = frame[frame["metric_id"].isin(rates)].sort_values(["metric_id", "month"], kind="stable")
    groups: dict[str, list[_Apart]] = {}
    for metric_id, leap in _leaps(frame) if len(frame) else ():
        largest = max(_number(table, cell) for cell in (leap.one, leap.other))
        if largest > 1 or not is_growth(metric_id):
            groups.setdefault(metric_id, []).append(leap)
    for pairs in groups.values():
        yield _finding(dataset, table, pairs)


def _is_rate(dataset: Dataset, metric_id: str) -> bool:
    """Whether a metric is a rate, or says no unit and is named as one."""
    unit = metric_of(dataset, metric_id).unit
    return unit.kind in ("rate", "ratio") or (unit == BARE and sort_in(metric_id) == "rate")


def _leaps(frame: pd.DataFrame) -> Iterator[tuple[str, _Apart]]:
    """The metric and the two cells where its targets and actuals, in this order, leap by a hundred times."""
    values = frame[list(_PAIR)].to_numpy(dtype=float).ravel()
    at = np.flatnonzero(values > 0)
    before, after = at[:-1], at[1:]
    times = np.maximum(values[after] / values[before], values[before] / values[after])
    names, rows = frame["metric_id"].to_numpy(), frame.index.to_numpy(dtype=int)
    is_leap = (names[before // 2] == names[after // 2]) & (times >= _HUNDRED / _NEAR) & (times <= _HUNDRED * _NEAR)
    for pair in zip(before[is_leap].tolist(), after[is_leap].tolist(), strict=True):
        one, other = ((int(rows[cell // 2]), _PAIR[cell % 2]) for cell in pair)
        yield str(names[pair[0] // 2]), _Apart(one, other, _HUNDRED)


def _apart(table: Table) -> Iterator[_Apart]:
    """Every pair of cells that may be alike but for a unit: first those of one row, then from month to month."""
    frame = table.frame[table.frame["month"].astype(str).str.len() == len(_A_MONTH)]
    targets = {field: target for field, target in TARGETS[table.name].items() if field in frame}
    for field, target in targets.items():
        yield from _far(_side(frame, target), _side(frame, field))
    frame = frame.sort_values([_NAMES[table.name], "month"], kind="stable")
    for field in _monthly(table.name, targets):
        yield from _from_month_to_month(frame, _NAMES[table.name], field)


def _monthly(name: str, targets: Mapping[str, str]) -> Sequence[str]:
    """The fields of a table the numbers of which go on from month to month."""
    fields = MEASURES.get(name, {}).get(name, ())
    return (*fields, *targets.values()) if fields else ()


def _side(frame: pd.DataFrame, field: str) -> _Side:
    return _Side(field, frame.index.to_numpy(dtype=int), frame[field].to_numpy(dtype=float))


def _from_month_to_month(frame: pd.DataFrame, name: str, field: str) -> Iterator[_Apart]:
    """The numbers of a field beside those of the same thing in the last month before that has one; sorted so."""
    filled = frame.loc[frame[field].notna(), [name, field]]
    side = _side(filled, field)
    is_same = filled[name].to_numpy()[1:] == filled[name].to_numpy()[:-1]
    before, after = (_Side(field, side.rows[part][is_same], side.values[part][is_same]) for part in (_FIRST, _LATER))
    yield from _far(before, after)


_FIRST, _LATER = slice(None, -1), slice(1, None)


def _far(before: _Side, after: _Side) -> Iterator[_Apart]:
    """The pairs that are a scale apart, and not merely far."""
    is_there = (before.values > 0) & (after.values > 0)
    ratio = np.divide(after.values, before.values, out=np.ones(len(is_there)), where=is_there)
    times = np.maximum(ratio, 1 / ratio)
    for scale in _SCALES:
        is_scaled = (times >= max(min(_SCALES), scale / _NEAR)) & (times <= scale * _NEAR)
        for at in np.flatnonzero(is_scaled).tolist():
            yield _Apart((int(before.rows[at]), before.field), (int(after.rows[at]), after.field), scale)


def _finding(dataset: Dataset, table: Table, pairs: Sequence[_Apart]) -> Finding:
    """One finding of all pairs, in the words of the first; those of the report month first."""
    months = table.frame["month"].loc[[pair.other[0] for pair in pairs]].tolist()
    order = sorted(range(len(pairs)), key=lambda at: months[at] != str(dataset.period))
    pairs = [pairs[at] for at in order]
    cells = dict.fromkeys((*sorted({pair.other for pair in pairs}), *sorted({pair.one for pair in pairs})))
    first, shown = pairs[0], _shown_as(dataset, table, pairs[0])
    less, more = sorted(_number(table, cell) for cell in (first.one, first.other))
    details = {
        "name": _name(dataset, table, first.one[0]),
        "one": _said(table, first.one, shown),
        "other": _said(table, first.other, shown),
        "times": _SCALES.get(first.scale, "hundred"),
        "apart": "rates" if first.scale == _HUNDRED else "amounts",
        "more": shown(more),
        "more_read": shown(more / first.scale),
        "less": shown(less),
        "less_read": shown(less * first.scale),
    }
    return found("scale_differs", ranges([table.origin(*cell) for cell in cells]), tab_of(table.name), **details)


def _name(dataset: Dataset, table: Table, row: int) -> str:
    name = str(table.frame.at[row, _NAMES[table.name]])
    return metric_of(dataset, name).labels[0] if table.name == "kpi" else name


def _shown_as(dataset: Dataset, table: Table, pair: _Apart) -> Callable[[float], str]:
    """How the numbers of a pair are written: those of a rate as percent."""
    if table.name == "kpi" and metric_of(dataset, str(table.frame.at[pair.one[0], "metric_id"])).unit.kind == "rate":
        return _percent
    return _full


def _percent(value: float) -> str:
    return f"{value * 100:.10g}%"


def _said(table: Table, cell: tuple[int, str], shown: Callable[[float], str]) -> str:
    """The month, the field and the number of a cell."""
    row, field = cell
    header = table.schema.field(field).headers[0]
    return f"{table.frame['month'].loc[row]} {header} {shown(_number(table, cell))}"


def _number(table: Table, cell: tuple[int, str]) -> float:
    """As `Table.value`, which reads the whole column for it."""
    row, field = cell
    return float(table.frame[field].loc[row])


def _full(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.10g}"

"""Total rows are no data: they are left out, and what they say is compared with the rows they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsreport.checking.codes import found
from opsreport.checking.lines import Line, made_of
from opsreport.checking.tabs import MONTH_KINDS
from opsreport.checking.typed import Typed
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.spelling import plain
from opsreport.model.table import Cell

TOLERANCE = 0.005
_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_MOST_DECIMALS = 4
_ADDS_UP = ("flow",)
Key = tuple[tuple[str, object], ...]


def total_rows(typed: Typed) -> Iterator[Finding]:
    """A note for each total row that is right, a warning for each cell of one that is not; a note for changes."""
    above: dict[Key, int] = {}
    for total in typed.totals:
        key = _key(total)
        groups = _groups(typed.data, total, key, above.get(key, 0))
        wider = _wider(typed.data, total, above.get(key, 0))
        wrong = [name for name in _compared(total, key) if not _agrees(total, name, [*groups, *wider])]
        for name in wrong:
            yield _differs(total, name, groups or wider or [[]])
        if not wrong:
            yield found("total_row", (total.origin(_first(total)),), total.sheet.tab)
        above[key] = total.row
    for line in typed.derived:
        yield found("derived_row", (line.origin(_first(line)),), line.sheet.tab, seen=_word(line))


def _first(total: Line) -> str:
    return min(total.cells, key=lambda name: total.sheet.columns[name])


def _word(line: Line) -> str:
    texts = (str(line.cells[name].value) for name in line.sheet.tab.keys if name in line.cells)
    return next((text.strip() for text in texts if made_of(text)), "")


def _key(total: Line) -> Key:
    """What a total row says of the rows it speaks of: their month, their channel."""
    tab = total.sheet.tab
    names = dict.fromkeys((*(column.name for column in tab.columns if column.kind in MONTH_KINDS), *tab.keys))
    said = {name: total.values[name] for name in names if name in total.values}
    return tuple((name, value) for name, value in said.items() if not made_of(str(value)))


def _compared(total: Line, key: Key) -> list[str]:
    """The columns in which rows add up: amounts, and figures of one metric that adds up over months."""
    kinds = {column.name: column.kind for column in total.sheet.tab.columns}
    metric = metric_named(total.text(total.sheet.tab.metric)) if total.sheet.tab.metric in dict(key) else None
    adds_up = metric is not None and metric.aggregation in _ADDS_UP
    return [
        name
        for name, value in total.values.items()
        if (kinds[name] in ("int", "money") and isinstance(value, float)) or (adds_up and isinstance(value, Amount))
    ]


def _groups(data: Sequence[Line], total: Line, key: Key, above: int) -> list[list[Line]]:
    """The rows a total names: those of its kind, all, those since the last such total, those above."""
    alike = [line for line in data if key and all(line.values.get(name) == value for name, value in key)]
    choices = {column.name for column in total.sheet.tab.columns if column.kind == "choice"} & total.values.keys()
    of_kind = [line for line in alike if choices and all(line.values.get(n) == total.values[n] for n in choices)]
    alike_since = [line for line in alike if above < line.row < total.row]
    alike_above = [line for line in alike if line.row < total.row]
    return [group for group in (of_kind, alike, alike_since, alike_above) if group]


def _wider(data: Sequence[Line], total: Line, above: int) -> list[list[Line]]:
    """The rows it may speak of whatever it names: those since the last such total, those above, all."""
    since = [line for line in data if above < line.row < total.row]
    earlier = [line for line in data if line.row < total.row]
    return [group for group in (since, earlier, list(data)) if group]


def _value(line: Line, name: str) -> float | None:
    value = line.values.get(name)
    return value.value if isinstance(value, Amount) else value if isinstance(value, float) else None


def _made(total: Line, name: str, lines: Sequence[Line]) -> float:
    """What the rows come to: their sum, or their mean where the row says that it is one."""
    values = [value for line in lines if (value := _value(line, name)) is not None]
    return sum(values) / len(values) if _is_mean(total) and values else sum(values)


def _is_mean(total: Line) -> bool:
    names = (total.cells[name].value for name in total.sheet.tab.keys if name in total.cells)
    return any(made_of(str(name)) == "mean" for name in names)


def _agrees(total: Line, name: str, groups: Sequence[Sequence[Line]]) -> bool:
    typed = _value(total, name)
    assert typed is not None
    return any(abs(_made(total, name, group) - typed) <= _slack(total, name, group, typed) for group in groups)


def _slack(total: Line, name: str, group: Sequence[Line], typed: float) -> float:
    """How far a right total may be off: what rounding took from it and from its rows."""
    rounded = _grain(total, name) + sum(_grain(line, name) for line in group)
    return max(0.5, abs(typed) * TOLERANCE / 100, rounded)


def _grain(line: Line, name: str) -> float:
    """Half of the last digit typed, for numbers typed in 万 or with decimals."""
    cell, value = line.cells.get(name), _value(line, name)
    if cell is None or not value:
        return 0.0
    digits, decimals = _typed(cell)
    return 0.0 if not digits or (not decimals and abs(value) == digits) else abs(value) / digits * 0.5 / 10**decimals


def _typed(cell: Cell) -> tuple[float, int]:
    """The digits of a cell as a number, and how many of them are decimals."""
    text = plain(cell.value) if isinstance(cell.value, str) else f"{cell.value:.10g}"
    shown = _DIGITS.search(text)
    if shown is None or len(shown[1] or "") > _MOST_DECIMALS:
        return 0.0, 0
    return float(shown[0].replace(",", "")), len(shown[1] or "")


def _differs(total: Line, name: str, groups: Sequence[Sequence[Line]]) -> Finding:
    """The finding, with the rows that come nearest to what the total says."""
    typed = _value(total, name)
    assert typed is not None
    group = min(groups, key=lambda lines: abs(_made(total, name, lines) - typed))
    origins = [total.origin(name)]
    if group:
        column = total.sheet.columns[name]
        origins.append(total.sheet.sheet.origin_of(*((line.row, column) for line in group)))
    made = _made(total, name, group)
    details = {"column": total.sheet.header(name), "seen": f"{typed:,.0f}", "sum": f"{made:,.0f}"}
    code = "mean_row_differs" if _is_mean(total) else "total_row_differs"
    return found(code, tuple(origins), total.sheet.tab, **details)

"""Columns typed in two scales: 500万 above 80, or 8.9 above 45000 under a header of 万元."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import ranges
from opsreport.checking.lines import Line, Rows
from opsreport.checking.units import measure_named
from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding

_MOST_ROWS = 5_000
_WORTH = {1e4: "万元", 1e8: "亿元"}
_SCALE_SIGNS, _LEAST_SCALE = "十百千万亿wWkK", 1_000
# what is less than a thousandth of all that say 万 was hardly typed in 元
_FAR, _FEWEST_YUAN = 1_000, 10_000


def mixed_scales(sheets: Sequence[Rows], money: Mapping[str, float]) -> Iterator[Finding]:
    """A warning for each such column whose unit nothing says, a block for numbers that hardly are in the one that is.

    `money` is the worth of a typed 1 by file.
    """
    for rows in sheets:
        banner, own = rows.sheet.banner.money, money.get(rows.sheet.sheet.file, 1.0)
        for name in rows.sheet.columns if (banner or own) == 1.0 else ():
            is_open = rows.sheet.tab.column(name).kind == "money" and not rows.sheet.units[name]
            if is_open and rows.has_text(name).any():
                yield from _mixed(rows, name)
        for name in rows.sheet.columns:
            is_money = rows.sheet.tab.column(name).kind == "money"
            if is_money or rows.sheet.tab.column(name).kind == "int":
                yield from _unscaled(rows, name, (banner or own) if is_money else 1.0)


def _mixed(rows: Rows, name: str) -> Iterator[Finding]:
    said: dict[float, list[Line]] = {}
    bare: list[Line] = []
    for line in rows[:_MOST_ROWS]:
        cell = line.cells.get(name)
        amount = amount_in(str(cell.value)) if cell and cell.kind == "text" else None
        if amount and amount.scale in _WORTH:
            said.setdefault(amount.scale, []).append(line)
        elif _yuan(line, name):
            bare.append(line)
    if len(said) != 1:
        return
    ((scale, lines),) = said.items()
    least = min(_yuan(line, name) for line in lines)
    low = [line for line in bare if _yuan(line, name) < _FEWEST_YUAN and _yuan(line, name) * _FAR <= least]
    most = max((_yuan(line, name) for line in low), default=0.0)
    rest = [_yuan(line, name) for line in bare if _yuan(line, name) > most]
    if low and most * _FAR <= min(rest, default=least):
        yield _finding(lines[0], low, name, _WORTH[scale])


def _unscaled(rows: Rows, name: str, around: float) -> Iterator[Finding]:
    """The block of bare numbers under 万 that are a thousand times larger than all the others there."""
    said = rows.sheet.units[name]
    measure = measure_named(said) if said else None
    factor = measure.factor if measure else around
    if factor < _LEAST_SCALE:
        return
    typed = [(value, line) for line in rows[:_MOST_ROWS] if (value := _bare(line, name))]
    high = [(value, line) for value, line in typed if value >= _LEAST_SCALE]
    low = max((value for value, _ in typed if value < _LEAST_SCALE), default=0.0)
    if low and high and min(value for value, _ in high) >= _FAR * low:
        first = high[0][1]
        seen, unit = seen_in(first.cells[name]), said or _WORTH.get(factor, "")
        details = {"column": first.sheet.header(name), "seen": seen, "form": f"{high[0][0] / factor:.10g}"}
        readings = {"one": f"{seen}{unit}", "other": f"{seen}{unit.lstrip(_SCALE_SIGNS)}"}
        where = tuple(ranges([line.origin(name) for _, line in high]))
        yield found("ambiguous_value", where, rows.sheet.tab, **details, **readings)


def _bare(line: Line, name: str) -> float:
    """The size of a bare number as typed, 0 for any other cell."""
    cell = line.cells.get(name)
    return abs(cell.value) if cell and isinstance(cell.value, float) else 0.0


def _yuan(line: Line, name: str) -> float:
    value = line.values.get(name)
    return abs(value) if isinstance(value, float) else 0.0


def _finding(said: Line, low: Sequence[Line], name: str, unit: str) -> Finding:
    """The warning with both readings of the first of the bare numbers."""
    seen, header = seen_in(low[0].cells[name]), low[0].sheet.header(name)
    where = (said.origin(name), *ranges([line.origin(name) for line in low]))
    details = {"text": seen_in(said.cells[name]), "names": header, "name": header, "unit": unit, "seen": seen}
    return found("unit_unheeded", where, said.sheet.tab, **details, one=f"{seen}元", other=f"{seen}{unit}")

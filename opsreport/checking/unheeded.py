"""Cells that say a unit which nothing used, while the numbers they may speak of were read in another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.known import Context, said_by
from opsreport.checking.lines import Line, Rows
from opsreport.checking.units import MeasureOf, measure_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Mention, Sheet, Spot
from opsreport.model.unit import BARE

_MEASURES = ("actual", "target", "value")
_MOST_ROWS = 1_000  # the first of a long list tell
_MOST_NAMES, _SHORTEST = 6, 2
_UNITS = {1.0: "元", 1e3: "千元", 1e4: "万元", 1e5: "十万元", 1e6: "百万元", 1e7: "千万元", 1e8: "亿元"}
Place = tuple[str, str]


class _Figure(NamedTuple):
    """A bare number whose unit its own cell, row and header do not say, and what 1 of it was read as.

    `is_around`: the lines around its table said it, nearer than its workbook.
    """

    kind: str
    factor: float
    name: str
    seen: str
    origin: Origin
    spot: Spot
    is_around: bool


class _Held(NamedTuple):
    """The figures of the tables of one sheet, the rows that they stand in, and those of their headers."""

    figures: list[_Figure]
    rows: set[int]
    heads: set[int]


def unheeded(
    sheets: Sequence[Sheet], typed: Sequence[Rows], context: Context, money: Mapping[str, float]
) -> Iterator[Finding]:
    """A warning for each unit that a sheet says and the numbers it may speak of were not read in.

    `money` is the worth of a typed 1 by file. A cell in the row of a number speaks of that row, one beside or around a
    sheet's tables of the sheet, one in a sheet without figures of its workbook; where it names a metric, of that alone.
    """
    mentions = {(one.file, one.name): one.mentions for one in sheets if one.mentions and not one.hidden}
    if not mentions:
        return
    held: dict[Place, _Held] = {}
    for rows in (rows for rows in typed if len(rows) and _may_differ(rows, mentions)):
        place = rows.sheet.sheet.file, rows.sheet.sheet.name
        own = held.setdefault(place, _Held([], set(), set()))
        own.figures.extend(_figures(rows, context, money.get(place[0], 1.0)))
        own.rows.update(_spot(line, "")[0] for line in rows[:_MOST_ROWS])
        own.heads.update(_head_rows(rows))
    for place, said in mentions.items():
        told: dict[str, list[tuple[Mention, list[_Figure]]]] = {}
        for mention in said:
            for unit in mention.units:
                if meant := _meant(mention, unit, place, held):
                    told.setdefault(unit, []).append((mention, meant))
        yield from (_finding(place, unit, pairs) for unit, pairs in told.items())


def without_told(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings without those of units, and of columns, that another one already asks about."""
    units = {str(origin) for one in findings if one.is_blocking and "unit" in one.code for origin in one.origins}
    costs = {str(origin) for one in findings if one.code == "cost_not_counted" for origin in one.origins}
    for one in findings:
        is_asked = one.code == "unit_unheeded" and str(one.origins[0]) in units
        if not is_asked and not (one.code == "unknown_column" and costs.issuperset(map(str, one.origins))):
            yield one


def _may_differ(rows: Rows, mentions: Mapping[Place, object]) -> bool:
    return any(file == rows.sheet.sheet.file for file, _ in mentions)


def _head_rows(rows: Rows) -> Iterator[int]:
    """The rows in which the headers of a table really stand."""
    for column in rows.sheet.columns.values():
        at = rows.sheet.header_row, column
        yield from (row for row, _ in rows.sheet.sheet.spots.get(at) or (at,))


def _meant(mention: Mention, unit: str, place: Place, held: Mapping[Place, _Held]) -> list[_Figure]:
    """The figures that a mention speaks of and that were read in another unit."""
    measure = measure_named(unit)
    if measure is None:
        return []
    differs = _otherwise(measure.factor, "" if measure.unit == BARE else measure.unit.kind)
    if found := held.get(place):
        own = [one for one in found.figures if differs(one)]
        if mention.row in found.rows:
            return [one for one in own if one.spot[0] == mention.row]
        if any(one.is_around and one.factor == measure.factor for one in found.figures):
            return []
        if mention.is_over_texts and mention.row in found.heads:
            return _headed(mention, own)
        return _of(mention, own, is_list=len(mention.beside) > 1)
    whole = [one for (file, _), other in held.items() if file == place[0] for one in other.figures]
    free = [one for one in whole if not one.is_around and differs(one)]
    return [] if mention.is_among_figures else _of(mention, free, is_list=False)


def _headed(mention: Mention, figures: Sequence[_Figure]) -> list[_Figure]:
    """Those that the header of a column of texts speaks of: the ones it names, else all."""
    text = name_key(mention.text)
    named = [one for one in figures if len(one.name) >= _SHORTEST and one.name in text]
    return named or list(figures)


def _otherwise(factor: float, kind: str) -> Callable[[_Figure], bool]:
    """Whether a figure may be in a unit of that kind ("": any) and was read in another one."""
    return lambda one: one.kind in ((kind,) if kind else ("money", "count")) and one.factor != factor


def _of(mention: Mention, figures: Sequence[_Figure], *, is_list: bool) -> list[_Figure]:
    """Those of some figures that a mention names; where it names none all of them, if it states its unit for others."""
    text, beside = name_key(mention.text), {header_parts(one)[0] for one in mention.beside}
    if is_list and not mention.is_stated:
        return []
    named = [one for one in figures if one.name in beside or (len(one.name) >= _SHORTEST and one.name in text)]
    return named or (list(figures) if mention.is_stated else [])


def _figures(rows: Rows, context: Context, money: float) -> Iterator[_Figure]:
    """The bare numbers of a sheet whose own row and header say no unit of money or of what is counted."""
    if rows.sheet.tab.metric:
        yield from _measured(rows, context)
    kinds = {"money": "money", "int": "count"}
    for name in (name for name in rows.sheet.columns if rows.sheet.tab.column(name).kind in kinds):
        header = measure_named(rows.sheet.units[name]) if rows.sheet.units[name] else None
        if header is None:
            kind = kinds[rows.sheet.tab.column(name).kind]
            factor = (rows.sheet.banner.money or money) if kind == "money" else 1.0
            yield from _under(rows, name, kind, factor)


def _under(rows: Rows, name: str, kind: str, factor: float) -> Iterator[_Figure]:
    """Those of one column."""
    key = header_parts(rows.sheet.headers[name])[0]
    for line in rows[:_MOST_ROWS]:
        cell = line.cells.get(name)
        if cell and cell.kind == "number" and cell.value and key not in rows.sheet.banner.apart:
            yield _figure(line, name, kind, factor, key)


def _measured(rows: Rows, context: Context) -> Iterator[_Figure]:
    """Those of rows of metrics."""
    for line in rows if len(rows) <= _MOST_ROWS else rows.firsts(*said_by(rows)):
        for column in _MEASURES:
            amount, cell = line.values.get(column), line.cells.get(column)
            if isinstance(amount, Amount) and amount.is_bare and amount.value and cell:
                reading = context.said(line, column)
                name = header_parts(line.text(rows.sheet.tab.metric))[0]
                if (kind := _kind(reading)) and name not in rows.sheet.banner.apart:
                    yield _figure(line, column, kind, reading.factor, name)


def _kind(reading: MeasureOf) -> str:
    """Whether a number is money or a count whose unit nothing at it says; amounts a head are in 元 whatever is said."""
    if reading.is_typed or reading.is_unfit:
        return ""
    if reading.unit.kind == "money":
        return "money" if reading.adds_up else ""
    if reading.unit == BARE:
        return reading.sort if reading.sort in ("money", "count") else ""
    return "count" if reading.unit.kind == "count" else ""


def _figure(line: Line, column: str, kind: str, factor: float, name: str) -> _Figure:
    seen, is_around = seen_in(line.cells[column]), bool(line.sheet.banner.money)
    return _Figure(kind, factor, name, seen, line.origin(column), _spot(line, column), is_around)


def _spot(line: Line, column: str) -> Spot:
    """Where a cell really stands; without a column the first one of its row."""
    at = line.row, line.sheet.columns[column] if column else next(iter(line.sheet.columns.values()))
    return (line.sheet.sheet.spots.get(at) or (at,))[0]


def _finding(place: Place, unit: str, pairs: Sequence[tuple[Mention, Sequence[_Figure]]]) -> Finding:
    """The warning of one unit that a sheet says, once or in several cells, with both readings of a number."""
    figures = list(dict.fromkeys(one for _, meant in pairs for one in meant))
    first, cells = figures[0], [one for one, _ in pairs]
    where = [Sheet(*place, {}).origin(one.row, one.column) for one in cells]
    read = _UNITS.get(first.factor, "") if first.kind == "money" else ""
    return found(
        "unit_unheeded",
        (*where, *ranges([one.origin for one in figures])),
        text=cells[0].text if len(cells[0].text) <= 40 else f"{cells[0].text[:39]}…",
        names=listed((one.name for one in figures), _MOST_NAMES),
        name=first.name,
        unit=unit,
        seen=first.seen,
        one=f"{first.seen}{read}",
        other=f"{first.seen}{unit}",
    )

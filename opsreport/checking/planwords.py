"""What rows of the plan say in words instead of numbers: how far an action is, how likely and how grave a risk."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.cells import amount_of, seen_in
from opsreport.checking.codes import found
from opsreport.checking.columns import Column
from opsreport.checking.gather import listed
from opsreport.checking.lines import Line, Rows, filled
from opsreport.checking.stated import unit_in, units_in
from opsreport.checking.statuses import status_in, tenths_in
from opsreport.checking.units import Measure, measure_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell
from opsreport.model.unit import BARE, MONEY
from opsreport.schemas.choices import STATUS
from opsreport.schemas.naming import sort_in

_PLAN, _STATUS, _PROGRESS = "plan", "status", "progress"
_SCORES = ("probability", "impact")
_VALUE, _UNIT = "value", "unit"
_MONTH, _MONTHS = "month", {"本月": 0, "当月": 0, "下月": 1, "下个月": 1, "次月": 1}
_NEEDS, _HEADS = ("resource", "ask"), ("person", "heads")
_ACTED_ON = ("action", *_NEEDS)
_SHARES = {"done": 1.0, "todo": 0.0}
_NOT_DONE = ("todo", "unfinished")
# how high a word is among three, and among five where the column has words beyond 高 or 低
_OF_THREE = {"高": 5, "大": 5, "中": 3, "低": 1, "小": 1, "high": 5, "medium": 3, "middle": 3, "low": 1}
_BETWEEN = {
    **dict.fromkeys(("较高", "中高", "偏高", "较大"), 4), **dict.fromkeys(("中等", "一般"), 3),
    **dict.fromkeys(("中低", "较低", "偏低", "较小"), 2),
}  # fmt: skip
_BEYOND = {
    **dict.fromkeys(("极高", "很高", "非常高", "很大", "very high"), 5),
    **dict.fromkeys(("极低", "很低", "非常低", "很小", "very low"), 1),
}
_OF_FIVE = {**_OF_THREE, **dict.fromkeys(("高", "大", "high"), 4), **dict.fromkeys(("低", "小", "low"), 2)}
_REST = re.compile(r"(?:概率|可能性?|影响|风险|程度|等级|级)$")
_MOST, _SCALE = 5, "scale_word"


def settle_words(rows: Rows, columns: Mapping[str, Column], base: Period) -> tuple[Finding, ...]:
    """Gives the words in the columns of a plan their numbers; a note of how the words of a scale were read.

    `base` is the month of the workbook, which 本月 and 下月 start from; 上月 may be either of two and stays unread.
    """
    if rows.sheet.tab.name != _PLAN:
        return ()
    for at, cell in _texts(rows, _MONTH, columns[_MONTH]) if _MONTH in columns else ():
        ahead = _MONTHS.get(name_key(str(cell.value)))
        if ahead is not None:
            columns[_MONTH].settle(at, str(base.plus(ahead)), "month")
    if _PROGRESS in columns:
        _settle_progress(rows, columns[_PROGRESS])
        _settle_done(rows, columns)
    if _STATUS in columns and "row_type" in columns:
        kinds = columns["row_type"].values
        columns[_STATUS].troubles[:] = [one for one in columns[_STATUS].troubles if kinds[one[0]] in _ACTED_ON]
    return tuple(said for name in _SCORES if name in columns for said in _settle_scores(rows, name, columns[name]))


def _settle_progress(rows: Rows, column: Column) -> None:
    """八成 is 80 %, 已完成 all of it; any other status says no share."""
    for at, cell in _texts(rows, _PROGRESS, column):
        share, said = tenths_in(str(cell.value)), status_in(cell)
        if said or share is not None:
            meant = share if share is not None else _SHARES.get(said, math.nan)
            column.settle(at, meant, "as_percent" if meant == meant else "absent")


def _settle_done(rows: Rows, columns: Mapping[str, Column]) -> None:
    """A bare 1 among percents is all of what is done."""
    statuses = columns[_STATUS].values if _STATUS in columns else np.full(len(rows), None)
    for at, trouble in columns[_PROGRESS].troubles[:]:
        amount = amount_of(rows[at].cells[_PROGRESS]) if trouble.code == "ambiguous_percent" else None
        if amount and amount.value == 1 and statuses[at] == "done":
            columns[_PROGRESS].settle(at, 1.0, "as_percent")


def _texts(rows: Rows, name: str, column: Column) -> Sequence[tuple[int, Cell]]:
    """The cells of a column that gave no value."""
    cells = [(at, rows[at].cells[name]) for at, _ in column.troubles]
    return [(at, cell) for at, cell in cells if cell.kind in ("text", "number")]


def _settle_scores(rows: Rows, name: str, column: Column) -> Iterator[Finding]:
    """高 中 低 are 5 3 1 (4 3 2 beside 很高 or 很低), 20 % is the first of five equal steps."""
    cells = _texts(rows, name, column)
    words = {at: _REST.sub("", plain(str(cell.value)).casefold()) for at, cell in cells}
    scale = _OF_FIVE | _BEYOND if _BEYOND.keys() & set(words.values()) else _OF_THREE
    read = {word: scale.get(word) or _BETWEEN.get(word, 0) for word in words.values()}
    meant = {at: read[words[at]] or _step(cell) for at, cell in cells}
    told = {at: score for at, score in meant.items() if score}
    for at, score in told.items():
        column.settle(at, float(score), _SCALE)
    column.coerced.pop(_SCALE, None)  # the note says it
    if told:
        seen = listed(dict.fromkeys(f"{seen_in(cell)} = {told[at]}" for at, cell in cells if at in told), 6)
        where = tuple(rows.origin(at, name) for at in told)
        yield found("scale_read", where, rows.sheet.tab, column=rows.sheet.header(name), seen=seen)


def _step(cell: Cell) -> int:
    """The step of a percentage, 0 for what is none."""
    amount = amount_of(cell)
    is_share = amount is not None and amount.mark == "percent" and not amount.is_change and 0 < amount.value <= 1
    return math.ceil(round(amount.value * _MOST, 9)) if amount and is_share else 0


def with_statuses(rows: Rows) -> Rows:
    """The rows of a plan: a status stands in 进度 where 状态 has none, and one that nobody knows stays as typed."""
    if rows.sheet.tab.name != _PLAN or not {_STATUS, _PROGRESS} & rows.places.keys():
        return rows
    made = rows.values(_STATUS).copy()
    for at in np.flatnonzero(~filled(made) & (rows.has_text(_STATUS) | rows.has_text(_PROGRESS))).tolist():
        made[at] = _status(rows[at].cells)
    return replace(rows, typed={**rows.typed, _STATUS: made})


def _status(cells: Mapping[str, Cell]) -> str | None:
    own, progress = cells.get(_STATUS), cells.get(_PROGRESS)
    if own is not None and own.kind == "text" and name_key(str(own.value)):
        return str(own.value).strip()
    return (status_in(progress) or None) if progress is not None and progress.kind == "text" else None


def with_units(rows: Rows) -> Rows:
    """The rows of a plan, what resources and decisions ask for in money or people: of 2人 and of 30 万, which is money.

    Another unit (3 台) is none that their number is kept by.
    """
    if rows.sheet.tab.name != _PLAN or _VALUE not in rows.typed:
        return rows
    made = rows.values(_UNIT).copy()
    for at, kind in enumerate(rows.texts("row_type")):
        if kind in _NEEDS:
            made[at] = _asked(made[at]) if isinstance(made[at], Measure) else _unit(rows[at])
    return replace(rows, typed={**rows.typed, _UNIT: made})


def _unit(line: Line) -> Measure | None:
    """What a row without a unit that is known asks for."""
    amount = line.values.get(_VALUE)
    if not isinstance(amount, Amount) or _UNIT in line.cells:
        return None
    if amount.is_bare:
        return _said_around(line)
    said = measure_named(amount.word) if amount.word else None
    if said is not None:
        return _asked(Measure(said.unit))
    return Measure(MONEY) if amount.scale and not amount.word else None


def _asked(said: Measure) -> Measure | None:
    """A unit of money or people, a bare 万 being money; None for any other."""
    if said.unit == BARE and said.factor != 1:
        return Measure(MONEY, said.factor)
    return said if said.unit.kind == MONEY.kind or said.unit.name in _HEADS else None


def _said_around(line: Line) -> Measure | None:
    """The unit of a bare number: that in the row's name, else its header's, else the money of the lines around."""
    header, money = line.sheet.header(_VALUE), line.sheet.banner.money
    if named := unit_in(line.text("item")):
        return _asked(named)
    if units := units_in(header):
        return _asked(units[0]) if len(units) == 1 else None
    return Measure(MONEY, money) if money and sort_in(header) != "count" else None


def status_findings(rows: Rows) -> Iterator[Finding]:
    """A warning for each row whose status and progress cannot both be: 已完成 at 30 %, 未开始 at 100 %."""
    if rows.sheet.tab.name != _PLAN or not {_STATUS, _PROGRESS} <= rows.places.keys():
        return
    for at, (status, progress) in enumerate(zip(rows.texts(_STATUS), rows.values(_PROGRESS).tolist(), strict=True)):
        if isinstance(progress, float) and (status in _NOT_DONE if progress >= 1 else status == "done"):
            line = rows[at]
            where = (line.origin(_STATUS), line.origin(_PROGRESS))
            seen = seen_in(line.cells[_STATUS]) if _STATUS in line.cells else STATUS[status][0]
            details = {"item": line.text("item"), "status": seen, "progress": f"{progress:.0%}"}
            yield found("status_contradicted", where, line.sheet.tab, **details)

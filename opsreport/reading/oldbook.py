"""Workbooks of older programs (.xls, .xlsb): all facts but what formulas say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from math import isfinite
from pathlib import Path

from opsreport.model.finding import Finding
from opsreport.model.package import Unreadable
from opsreport.model.table import Cell, Raw, Sheet, Spot
from opsreport.reading.cleaning import all_cleaned
from opsreport.reading.formats import Format, format_of, moment
from opsreport.reading.formulas import UNTOLD
from opsreport.reading.limits import MAX_SMALL_CELLS
from opsreport.reading.oldfacts import Facts, OldFacts

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]
Row = tuple[int, int, str, Raw]

_CHILD = Path(__file__).with_name("calamine_child.py")
_SECONDS = 18
_NEEDS_PASSWORD, _TOO_LARGE = 3, 4
_NO_NUMBER = "#NUM!"
_MOMENTS: Mapping[str, Callable[[str], date | datetime | time]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def old_sheets(data: bytes, file: str, facts: OldFacts, room: int = MAX_SMALL_CELLS) -> Read:
    """All worksheets, hidden ones marked, and notes; Unreadable (encrypted_file, too_large, unreadable_file)."""
    read = json.loads(_output(data, min(room, MAX_SMALL_CELLS)))
    if len(read) != len(facts.sheets):
        raise Unreadable("unreadable_file", {"part": "sheets"})
    sheets = [_sheet(file, one, own, facts) for one, own in zip(read, facts.sheets, strict=True)]
    return all_cleaned(sheets)


def _sheet(file: str, read: tuple[str, bool, list[Row]], own: Facts, facts: OldFacts) -> Sheet:
    name, hidden, rows = read
    cells = {(row, column): _cell(row, column, kind, value) for row, column, kind, value in rows}
    cells |= {at: Cell(*at, "text", text) for at, text in own.texts.items() if text}
    formats = {style: format_of(facts.format(style)) for _, style in own.numbers.values()}
    cells |= {at: _number(at, number, formats[style], facts) for at, (number, style) in own.numbers.items()}
    errors = {at: Cell(*at, "error", text) for at, text in own.errors.items()}
    unknown = {at: Cell(*at, "no_value", UNTOLD, "", UNTOLD) for at in facts.without_result(own)}
    merged, in_order = tuple(own.merged), dict(sorted((cells | errors | unknown).items()))
    return Sheet(file, name, in_order, merged, hidden, facts.is_1904)


def _number(at: Spot, number: float, form: Format, facts: OldFacts) -> Cell:
    """A number as its format shows it: the reader takes some dates for numbers."""
    if not isfinite(number):
        return Cell(*at, "error", _NO_NUMBER)
    day = moment(number, form.shape, facts.is_1904) if form.shape else None
    return Cell(*at, "number", number, form.code) if day is None else Cell(*at, "date", day, form.code)


def _output(data: bytes, room: int) -> bytes:
    # -P keeps the modules beside the child's file from standing in for the standard library's
    command = [sys.executable, "-P", str(_CHILD), str(room)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise Unreadable("unreadable_file", {"part": type(error).__name__}) from error
    if done.returncode == _NEEDS_PASSWORD:
        raise Unreadable("encrypted_file")
    if done.returncode == _TOO_LARGE:
        raise Unreadable("too_large", {"what": "cells", "seen": f"> {room}", "limit": str(room)})
    if done.returncode:
        raise Unreadable("unreadable_file", {"part": ""})
    return done.stdout


def _cell(row: int, column: int, kind: str, value: Raw) -> Cell:
    if kind in _MOMENTS:
        return Cell(row, column, "date", _MOMENTS[kind](str(value)))
    if kind == "number" and isinstance(value, int | float):
        return Cell(row, column, "number", float(value))
    return Cell(row, column, "flag" if isinstance(value, bool) else "text", value)

"""Workbooks of older programs (.xls, .xlsb): all facts but what formulas say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from opsreport.model.finding import Finding
from opsreport.model.package import Unreadable, require
from opsreport.model.table import Cell, CellKind, Sheet
from opsreport.reading.cleaning import all_cleaned
from opsreport.reading.formulas import UNTOLD
from opsreport.reading.hiddenrows import hidden_note
from opsreport.reading.limits import MAX_SMALL_CELLS
from opsreport.reading.oldfacts import Facts, OldFacts

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]
Row = tuple[int, int, str | bool]

_CHILD = Path(__file__).with_name("calamine_child.py")
_SECONDS = 18
_NEEDS_PASSWORD, _TOO_LARGE = 3, 4


def old_sheets(data: bytes, file: str, facts: OldFacts, room: int = MAX_SMALL_CELLS) -> Read:
    """All worksheets, hidden ones marked, and notes; Unreadable (encrypted_file, too_large, unreadable_file)."""
    room = min(room, MAX_SMALL_CELLS)
    require("cells", facts.count, room)
    read = json.loads(_output(data, room - facts.count))
    if len(read) != len(facts.sheets):
        raise Unreadable("unreadable_file", {"part": "sheets"})
    if facts.is_narrow and not all(_is_known(one) for one in read):
        raise Unreadable("foreign_format", {"kind": "Excel 5 / 95"})
    sheets = [_sheet(file, one, own, facts) for one, own in zip(read, facts.sheets, strict=True)]
    pairs = zip(sheets, facts.sheets, strict=True)
    hidden = [note for sheet, own in pairs for note in hidden_note(sheet, own.hidden_rows, own.hidden_columns)]
    cleaned, notes = all_cleaned(sheets)
    return cleaned, (*hidden, *notes)


def _sheet(file: str, read: tuple[str, bool, list[Row]], own: Facts, facts: OldFacts) -> Sheet:
    name, hidden, rows = read
    cells = {(row, column): Cell(row, column, _kind(value), value) for row, column, value in rows}
    unknown = {at: Cell(*at, "no_value", UNTOLD, "", UNTOLD) for at in facts.without_result(own)}
    in_order = dict(sorted((cells | own.cells | unknown).items()))
    return Sheet(file, name, in_order, tuple(own.merged), hidden, facts.is_1904)


def _is_known(read: tuple[str, bool, list[Row]]) -> bool:
    name, _, rows = read
    return name.isascii() and all(str(value).isascii() for _, _, value in rows)


def _kind(value: str | bool) -> CellKind:
    return "flag" if isinstance(value, bool) else "text"


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
        raise Unreadable("too_large", {"what": "cells", "seen": f"> {MAX_SMALL_CELLS}", "limit": str(MAX_SMALL_CELLS)})
    if done.returncode:
        raise Unreadable("unreadable_file", {"part": ""})
    return done.stdout

"""Workbooks of older and other programs (.xls, .xlsb, .ods): the values, without formats and formulas."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path

from opsreport.model.package import Unreadable
from opsreport.model.table import Cell, Raw, Sheet
from opsreport.reading.limits import MAX_CELLS

_CHILD = Path(__file__).with_name("calamine_child.py")
_SECONDS = 18
_NEEDS_PASSWORD, _TOO_LARGE = 3, 4
_MOMENTS: Mapping[str, Callable[[str], date | datetime | time]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def old_sheets(data: bytes, file: str, room: int = MAX_CELLS) -> tuple[Sheet, ...]:
    """All worksheets, hidden ones marked; Unreadable (encrypted_file, too_large, unreadable_file) otherwise."""
    return tuple(
        Sheet(file, name, {(row, column): _cell(row, column, *typed) for row, column, *typed in rows}, (), hidden)
        for name, hidden, rows in json.loads(_output(data, room))
    )


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

"""The program that reads the texts and flags of an old workbook in a process of its own: bytes in, JSON out.

It imports nothing of opsreport, so that it starts fast. A broken or hostile
file can make a native reader panic, abort or ask for all memory; here that
ends this process only. Exit codes: 0 read, 3 needs a password, 4 too many
cells, anything else unreadable.
"""

from __future__ import annotations

import io
import json
import sys
from typing import TypeGuard

import python_calamine

_MEMORY_BYTES = 448 << 20
_CPU_SECONDS = 15
_NEEDS_PASSWORD, _TOO_LARGE, _UNREADABLE = 3, 4, 5

Row = tuple[int, int, str | bool]


def main() -> int:
    """Read standard input, write [[name, is hidden, [[row, column, value], …]], …]; the exit code."""
    _bound()
    room = int(sys.argv[1])
    try:
        sheets = _sheets(python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read())), room)
    except python_calamine.PasswordError:
        return _NEEDS_PASSWORD
    except OverflowError:
        return _TOO_LARGE
    except (python_calamine.CalamineError, ValueError, OSError, MemoryError):
        return _UNREADABLE
    sys.stdout.buffer.write(json.dumps(sheets).encode())
    return 0


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows: the caller's clock is the only bound
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))


def _sheets(book: python_calamine.CalamineWorkbook, room: int) -> list[tuple[str, bool, list[Row]]]:
    sheets = []
    for index, listed in enumerate(book.sheets_metadata):
        if listed.typ == python_calamine.SheetTypeEnum.WorkSheet:
            rows = _rows(book.get_sheet_by_index(index), room)
            room -= len(rows)
            sheets.append((listed.name, listed.visible != python_calamine.SheetVisibleEnum.Visible, rows))
    return sheets


def _rows(sheet: python_calamine.CalamineSheet, room: int) -> list[Row]:
    found: list[Row] = []
    for row, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        found += ((row, column, value) for column, value in enumerate(values, 1) if _is_wanted(value))
        if len(found) > room:
            raise OverflowError
    return found


def _is_wanted(value: object) -> TypeGuard[str | bool]:
    """Whether only the reader can tell: numbers and days are known better from elsewhere."""
    return isinstance(value, str | bool) and value != ""


if __name__ == "__main__":
    sys.exit(main())

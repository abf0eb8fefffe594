"""Numbers that are merged over several rows or columns: of the first of them, or of all together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from opsreport.model.table import Sheet, Spot
from opsreport.shaping.grid import column_number

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def with_tall(sheet: Sheet) -> Sheet:
    """The sheet with its numbers that are merged over several cells; the same where there are none."""
    found = dict(_tall(sheet)) if sheet.merged and not sheet.hidden else {}
    return replace(sheet, tall=found) if found else sheet


def _tall(sheet: Sheet) -> Iterator[tuple[Spot, Spot]]:
    for one in filter(None, map(_RANGE.fullmatch, sheet.merged)):
        at, last = (int(one[2]), column_number(one[1])), (int(one[4]), column_number(one[3]))
        cell = sheet.cells.get(at) if last != at else None
        if cell and cell.kind == "number":
            yield at, last

"""Charts and names of a workbook that end with the last row of a list, to which rows were added since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,()]+))!\$?[A-Z]{1,3}\$?(\d+):\$?[A-Z]{1,3}\$?(\d+)")


def names_ending(book: Workbook, last: Mapping[str, int]) -> tuple[str, ...]:
    """The names whose ranges end in the last row, by sheet, that a list had before."""
    return tuple(str(name) for name, one in book.defined_names.items() if _ends(str(one.attr_text or ""), last))


def charts_ending(book: Workbook, last: Mapping[str, int]) -> tuple[str, ...]:
    """The sheets with charts of such ranges."""
    return tuple(sheet.title for sheet in book.worksheets if any(_ends(text, last) for text in _charted(sheet)))


def _ends(text: str, last: Mapping[str, int]) -> bool:
    found = ((one or other, int(top), int(bottom)) for one, other, top, bottom in _RANGE.findall(text))
    return any(last.get(name.replace("''", "'")) == bottom > top for name, top, bottom in found)


def _charted(sheet: Worksheet) -> Iterator[str]:
    """The ranges that the charts of a sheet draw."""
    for chart in sheet._charts:  # type: ignore[attr-defined]  # the stubs leave them out
        for series in chart.series:
            for data in (series.val, series.cat):
                reference = data and (data.numRef or data.strRef)
                if reference and reference.f:
                    yield str(reference.f)

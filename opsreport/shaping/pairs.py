"""Lines above a table that give label and value in two cells (统计月份 | 2025年6月 | 单位 | 万元) as one text each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet
from opsreport.model.unitlines import statement
from opsreport.shaping.headish import is_headish
from opsreport.shaping.regular import first_rows
from opsreport.shaping.slots import label_month
from opsreport.shaping.words import is_unit

LEAST_HEADERS = 3
_MONTHS = frozenset(
    map(name_key, ("月份", "统计月份", "报告月份", "数据月份", "统计周期", "报告期", "统计时间", "Month", "Period"))
)
_UNITS = frozenset(map(name_key, ("单位", "金额单位", "货币单位", "Unit", "Units")))
_NOTES = frozenset(map(name_key, ("说明", "备注", "注", "附注", "口径", "填表说明", "数据说明", "口径说明", "Note")))
Pair = tuple[Cell, Cell]


def with_pairs(sheet: Sheet) -> Sheet:
    """The sheet with each such pair as one text in the cell of its label; the same sheet where there is none."""
    rows = list(first_rows(sheet).values())
    lines = [cells for cells, below in pairwise(rows) if _is_header(below)]
    whole = {pair: None for line in map(_pairs, lines) if any(map(_is_told, line)) for pair in line}
    found = whole | {
        pair: None for line in lines for pair in _of_units(line) if not any(pair[0] in one for one in whole)
    }
    if not found:
        return sheet
    cells = dict(sheet.cells.items())
    for label, value in found:
        text = f"{str(label.value).strip().rstrip(':：')}：{str(value.value).strip()}"
        cells[label.row, label.column] = Cell(label.row, label.column, "text", text)
        del cells[value.row, value.column]
    return replace(sheet, cells=cells)


def _is_header(cells: Sequence[Cell]) -> bool:
    return len(cells) >= LEAST_HEADERS and all(is_headish(cell) for cell in cells)


def _pairs(cells: Sequence[Cell]) -> Sequence[Pair]:
    """The cells of a line two by two; () where they do not all stand in pairs side by side."""
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    is_whole = len(cells) % 2 == 0 and all(value.column == label.column + 1 for label, value in pairs)
    is_text = all(cell.kind == "text" for cell in cells)
    return pairs if is_whole and is_text and len(list(_months(pairs))) < 2 else ()


def _of_units(cells: Sequence[Cell]) -> tuple[Pair, ...]:
    """The one pair of a line that says a unit, whatever else stands in it; () where several cells are units."""
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    units = [cell for cell in texts if is_unit(str(cell.value)) or statement(str(cell.value))]
    if len(units) != 1 or len(texts) != len(cells):
        return ()
    label = next((cell for cell in cells if cell.column == units[0].column - 1), None)
    key = name_key(str(label.value)) if label else ""
    return (
        ((label, units[0]),) if label and (key in _UNITS or (key in _NOTES and statement(str(units[0].value)))) else ()
    )


def _months(pairs: Sequence[Pair]) -> Iterator[Cell]:
    return (cell for pair in pairs for cell in pair if label_month(cell))


def _is_told(pair: Pair) -> bool:
    """Whether a pair says the month or the unit of the table below."""
    label, value = name_key(str(pair[0].value)).rstrip(":："), pair[1]
    return (label in _MONTHS and label_month(value) is not None) or (label in _UNITS and is_unit(str(value.value)))

"""The rows of a tab that people filled: which hold data, which are totals, examples, remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from opsreport.checking.tabs import TabSheet
from opsreport.checking.units import Measure
from opsreport.model.amount import Amount
from opsreport.model.origin import Origin
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, column_letter
from opsreport.schemas.choices import CHANGE_WORDS, EXAMPLE_MARKS, MEAN_WORDS, SHARE_WORDS, TOTAL_WORDS

Value = str | float | bool | datetime | Amount | Measure | None
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_REMARK = re.compile(r"(?:注|备注|说明|数据来源|note)\s*[:：]", re.IGNORECASE)
_MADE_OF: Mapping[str, str] = {
    **{name_key(word): "total" for word in TOTAL_WORDS},
    **{name_key(word): "mean" for word in MEAN_WORDS},
    **{name_key(word): "derived" for word in (*CHANGE_WORDS, *SHARE_WORDS)},
}
_TOTAL_ENDS = ("合计", "小计", "总计")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a tab: its cells as read and, once typed, its values, both by column name; blanks are not listed."""

    sheet: TabSheet
    row: int
    cells: Mapping[str, Cell]
    values: Mapping[str, Value] = field(default_factory=dict)

    def origin(self, column: str) -> Origin:
        """The cell of a column in this row."""
        return self.sheet.origin(self.row, column)

    def text(self, column: str) -> str:
        """A text value, "" where blank."""
        value = self.values.get(column)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of one sheet below its header, sorted out."""

    data: tuple[Line, ...]
    totals: tuple[Line, ...]
    examples: tuple[Line, ...]
    derived: tuple[Line, ...] = ()


def made_of(text: str) -> str:
    """Whether the name of a row says that it is made of other rows: "total", "mean", "derived" (a change), else ""."""
    key = name_key(text)
    return _MADE_OF.get(key) or ("total" if key.endswith(_TOTAL_ENDS) else "")


def lines_of(sheet: TabSheet) -> Lines:
    """The filled rows below the header; blank rows, remarks and repeated headers are left out."""
    kinds: dict[str, list[Line]] = {"data": [], "total": [], "example": [], "derived": []}
    for row, cells in _filled_rows(sheet):
        line = Line(sheet, row, cells)
        kinds.get(_kind_of(line), []).append(line)
    return Lines(*(tuple(kinds[kind]) for kind in ("data", "total", "example", "derived")))


def _filled_rows(sheet: TabSheet) -> Iterator[tuple[int, dict[str, Cell]]]:
    names = {column: name for name, column in sheet.columns.items()}
    rows: dict[int, dict[str, Cell]] = {}
    # a loop over every cell there is: the row is looked up only where it changes
    last, filled = 0, {}
    for cell in sheet.sheet.cells.values():
        row, column, kind, value, _, _ = cell
        if row > sheet.header_row and column in names and not (kind == "text" and not str(value).strip()):
            if row != last:
                last, filled = row, rows.setdefault(row, {})
            filled[names[column]] = cell
    for row, name, cell in _merged_down(sheet, names):
        if row in rows:
            rows[row].setdefault(name, cell)
    yield from sorted(rows.items())


def _merged_down(sheet: TabSheet, names: Mapping[int, str]) -> Iterator[tuple[int, str, Cell]]:
    """What a cell merged over several rows says for each row below its first: only for columns that name a row."""
    keys = {column_letter(column): (column, name) for column, name in names.items() if name in sheet.tab.keys}
    for merged in sheet.sheet.merged:
        found = _RANGE.fullmatch(merged)
        if found is None or found[1] != found[3] or found[1] not in keys:
            continue
        column, name = keys[found[1]]
        top, bottom = int(found[2]), int(found[4])
        if (top, column) in sheet.sheet.cells:
            yield from ((row, name, sheet.sheet.cells[top, column]) for row in range(top + 1, bottom + 1))


def _kind_of(line: Line) -> str:
    tab = line.sheet.tab
    if _text(line.cells.get(tab.columns[0].name)).casefold().startswith(EXAMPLE_MARKS):
        return "example"
    made = {made_of(_text(line.cells.get(name))) for name in tab.keys}
    if made - {""}:
        return "derived" if "derived" in made else "total"
    if len(line.cells) == 1 and _REMARK.match(str(next(iter(line.cells.values())).value)):
        return "remark"
    return "header" if _repeats_header(line) else "data"


def _text(cell: Cell | None) -> str:
    return cell.value.strip() if cell and isinstance(cell.value, str) else ""


def _repeats_header(line: Line) -> bool:
    headers = line.sheet.headers
    return all(str(cell.value).strip() == headers[name].strip() for name, cell in line.cells.items())

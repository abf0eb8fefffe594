"""Lists whose rows say each thing again as 目标, 实际 and 完成率: the actual ones are the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid
from opsreport.model.schema import Tab
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet
from opsreport.shaping.match import Shaped
from opsreport.shaping.regular import first_rows, header_in

_LISTS = ("channels", "campaigns", "contents")
_MOST_ROWS, _LONGEST = 2_000, 8
_DONE = frozenset(map(name_key, ("实际", "实际值", "实际完成", "实绩", "完成值", "actual")))
_OTHERS = frozenset(
    map(
        name_key,
        (
            "目标",
            "目标值",
            "预算",
            "计划",
            "完成率",
            "达成率",
            "完成度",
            "差额",
            "差异",
            "差值",
            "缺口",
            "同比",
            "环比",
            "target",
        ),
    )
)


def with_actual_rows(sheet: Sheet, tab: Tab) -> Shaped:
    """A regular list with its actual rows alone, with a note of the others; else the same."""
    if tab.name not in _LISTS or isinstance(sheet.cells, Grid) or sheet.spots:
        return Shaped((sheet,))
    rows = first_rows(sheet)
    head, columns = header_in(tab, rows)
    for cell in rows.get(head, ()):
        said = _said(sheet, head, cell.column)
        if said and cell.column != columns.get(tab.keys[-1]):
            return _without(sheet, tab, cell, said)
    return Shaped((sheet,))


def _said(sheet: Sheet, head: int, column: int) -> Mapping[int, str]:
    """What each row says in a column where all say one of these words, the actual one as often as any; {} elsewhere."""
    found: dict[int, str] = {}
    filled = {row for row, _ in sheet.cells if row > head}
    for row in filled if len(filled) <= _MOST_ROWS else ():
        cell = sheet.cells.get((row, column))
        text = name_key(str(cell.value)) if cell and cell.kind == "text" and len(str(cell.value)) <= _LONGEST else ""
        if text not in _DONE | _OTHERS:
            return {}
        found[row] = text
    done = sum(text in _DONE for text in found.values())
    counts = [list(found.values()).count(text) for text in {*found.values()} - _DONE]
    return found if done and counts and max(counts) <= done else {}


def _without(sheet: Sheet, tab: Tab, head: Cell, said: Mapping[int, str]) -> Shaped:
    out = {row for row, text in said.items() if text not in _DONE}
    kept = {
        at: cell for at, cell in sheet.cells.items() if at[0] not in out and (at[0] not in said or at[1] != head.column)
    }
    texts = {row: str(sheet.cells[row, head.column].value) for row in said}
    details = {
        "tab": tab.titles[0],
        "column": " ".join(str(head.value).split()),
        "seen": " / ".join(dict.fromkeys(texts[row] for row in sorted(said))),
        "name": next(texts[row] for row in sorted(said) if row not in out),
        "count": str(len(out)),
    }
    where = tuple(sheet.origin(row, head.column) for row in sorted(out))
    note = Finding("parts_left_out", Severity.note, where, details, tab.titles[0])
    return Shaped((replace(sheet, cells=kept),), (note,))

"""What a sheet of pairs says (报告信息): each known item with the cell of its value, however the two stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import plain
from opsreport.model.table import Cell, Sheet, Spot, column_letter
from opsreport.model.unitlines import money_in, statement, tells_units
from opsreport.schemas.matching import column_named

# 单位 alone may as well be an organisation, so its value has to speak of money
_UNIT = re.compile(r"(?:(?:计量|货币|数据)?单位(?:说明)?|金额口径|币种及单位|unit)[:：]?", re.IGNORECASE)
# any other label that speaks of units needs a value that does nothing but say one
_OF_UNITS = re.compile(r"(?=.{2,14}$).*(?:单位|金额|货币|币种|计价|口径|unit|currency|amount).*", re.IGNORECASE)
# labels of notes, and numbers of them, beside which a statement is of the whole
_NOTE = re.compile(
    r"(?:.{0,4}(?:说明|备注|附注|注释|提示|口径|须知|事项)|注|单位|\d{1,2}|[一二三四五六七八九十]+|note)[:：、.\d]*",
    re.IGNORECASE,
)
_OF_MONEY = re.compile(r".*[元块币].*|[十百千]?[万千亿百]|rmb|cny|[wk]", re.IGNORECASE)
# labels of spans, which are the month of the report where they are one
_SPAN = re.compile(r"(?:所属|报告|报表|统计|数据|会计)(?:期间?|周期|月份)")
_ONE_MONTH = re.compile(r"20\d\d(?:[-./年]?(?:0[1-9]|1[0-2])|[-./年][1-9])月?份?")
_MOST_CELLS, _LONGEST_NAME, _MOST_PAGES = 400, 30, 100
_EXPLAINED = re.compile(
    r"(?:字段|列|指标|填写|填报)?(?:说明|含义|要求|解释|描述|定义|口径|示例|规则)|(?:是否)?必填|格式"
)
_COUNTER = re.compile(r"序号|编号|no\.?|#|项", re.IGNORECASE)
_BRACKET = re.compile(r"[(（][^)）]*[)）]")
_SAID = re.compile(r"([^:：]{1,20})[:：]\s*(.+)", re.DOTALL)
_PARTS = re.compile(r"\s*[;；|\n]\s*|\s{2,}(?=[^:：\s]{1,20}[:：])")


class Pair(NamedTuple):
    """An item of the tab, where it is named, and the cell of its value; both are one cell in 公司：云杉."""

    column: TabColumn
    label: Spot
    value: Cell


def pairs_in(sheet: Sheet, tab: Tab) -> Iterator[Pair]:
    """Each known item that has a value: to its right, below it in a line of items only, or behind its colon."""
    rows: dict[int, list[Cell]] = {}
    for at in sorted(sheet.cells):
        rows.setdefault(at[0], []).append(sheet.cells[at])
    for row, cells in rows.items():
        is_header = _is_header(tab, cells)
        for cell in cells:
            if isinstance(cell.value, str):
                at = (row + 1, cell.column) if is_header else (row, _next_column(sheet, cell))
                before = sheet.cells.get((row, cell.column - 1))
                yield from _beside(tab, cell, sheet.cells.get(at)) or _inside(tab, cell, before)


def _next_column(sheet: Sheet, cell: Cell) -> int:
    """The column to the right of a cell, behind all those that it is merged over."""
    first = f"{column_letter(cell.column)}{cell.row}:"
    over = next((one.removeprefix(first) for one in sheet.merged if one.startswith(first)), "")
    column = 0
    for letter in over.rstrip("0123456789"):
        column = 26 * column + ord(letter) - 64
    return max(column, cell.column) + 1


def _is_header(tab: Tab, cells: Sequence[Cell]) -> bool:
    """Whether a line holds items alone, side by side: their values stand below."""
    return len(cells) > 1 and all(isinstance(cell.value, str) and _item(tab, cell.value) for cell in cells)


def tells(sheet: Sheet, tab: Tab) -> bool:
    """Whether a sheet that no title tells of says the items of the tab: two of them, or the unit of money.

    A sheet of figures does not, nor one that explains what to fill in where.
    """
    if len(sheet.cells) > _MOST_CELLS or sheet.spots:
        return False
    rows: dict[int, list[Cell]] = {}
    for at in sorted(sheet.cells):
        rows.setdefault(at[0], []).append(sheet.cells[at])
    pairs = [pair for pair in pairs_in(sheet, tab) if _is_sure(tab, pair, rows[pair.label[0]])]
    names = {pair.column.name for pair in pairs}
    values = {(pair.value.row, pair.value.column) for pair in pairs}
    has_figures = any(is_figure(cell) for at, cell in sheet.cells.items() if at not in values)
    return (len(names) > 1 or "money_unit" in names) and not has_figures and not any(map(_explains, rows.values()))


def _is_sure(tab: Tab, pair: Pair, cells: Sequence[Cell]) -> bool:
    """Whether a pair is one wherever it stands: label and value side by side, and nothing else beside them."""
    if pair.column.name == "money_unit":
        return True
    is_beside = pair.label[0] == pair.value.row and len(cells) in (1, 2)
    text = str(pair.value.value)
    is_short = len(text) <= _LONGEST_NAME and not re.search(r"[。;；,，]", text)
    return is_beside and is_short and _item(tab, text) is None


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number that counts no rows or pages and is no year."""
    if not isinstance(cell.value, float | int) or cell.kind != "number":
        return False
    return not (float(cell.value).is_integer() and (0 <= cell.value <= _MOST_PAGES or 2000 <= cell.value <= 2099))


def _explains(cells: Sequence[Cell]) -> bool:
    """Whether a row heads a list of what to fill in: 字段 | 说明; not 序号 | 说明."""
    texts = [plain(str(cell.value)) for cell in cells]
    return len(texts) > 1 and any(map(_EXPLAINED.fullmatch, texts[1:])) and not _COUNTER.fullmatch(texts[0])


def _item(tab: Tab, text: str) -> TabColumn | None:
    return (
        tab.column("money_unit") if _UNIT.fullmatch(plain(text)) else column_named(tab, text) or _span_item(tab, text)
    )


def _span_item(tab: Tab, text: str) -> TabColumn | None:
    return tab.column("report_month") if _SPAN.fullmatch(plain(text).strip(":")) else None


def _beside(tab: Tab, label: Cell, value: Cell | None) -> tuple[Pair, ...]:
    if value is None:
        return ()
    column, said = _item(tab, str(label.value)), str(value.value)
    if column is None and _OF_UNITS.fullmatch(plain(str(label.value))) and money_in(said):
        column = tab.column("money_unit")
    if column is None or not _is_meant(str(label.value), said):
        return ()
    return (Pair(column, (label.row, label.column), value),)


def _inside(tab: Tab, cell: Cell, before: Cell | None) -> tuple[Pair, ...]:
    """The items of a text that says them itself: 公司：云杉生活；单位：万元, and 注：金额均以万元计."""
    text = str(cell.value)
    if statement(text) and money_in(text):
        is_note = (
            before is None or not isinstance(before.value, str) or _NOTE.fullmatch(plain(before.value)) is not None
        )
        return (Pair(tab.column("money_unit"), (cell.row, cell.column), cell),) if is_note else ()
    found: list[Pair] = []
    for said in map(_SAID.fullmatch, _PARTS.split(text.strip())):
        column = _item(tab, said[1]) if said else None
        if said and column and _is_meant(said[1], said[2]):
            found.append(Pair(column, (cell.row, cell.column), cell._replace(kind="text", value=said[2].strip())))
    return tuple(found)


def _is_meant(label: str, value: str) -> bool:
    """Whether a value can be that of its label; what says a unit and more than that is left to a warning."""
    if _SPAN.fullmatch(plain(label).strip(":")):
        return _ONE_MONTH.fullmatch(plain(value)) is not None
    return not _UNIT.fullmatch(plain(label)) or (bool(_OF_MONEY.fullmatch(plain(value))) and not _is_qualified(value))


def _is_qualified(value: str) -> bool:
    """Whether a value says a unit of money with a remark that is none: 千元（流水）."""
    bare = _BRACKET.sub("", value)
    is_plain = not any(map(tells_units, _BRACKET.findall(value)))
    return bare != value and is_plain and not money_in(value) and bool(money_in(bare))

"""Columns of costs that are none of those read, beside parts of a cost that are: the sum is without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.lines import Mask, Rows
from opsreport.checking.tabs import TabSheet
from opsreport.model.finding import Finding
from opsreport.model.grid import KINDS, WIDTH, Floats
from opsreport.model.spelling import header_parts
from opsreport.model.table import Cell
from opsreport.schemas.closeness import close_column, is_cost_of_one
from opsreport.schemas.matching import column_named
from opsreport.schemas.starter import COST_PARTS

_NUMBER = KINDS.index("number")
_COST = re.compile(
    r".*(?:费用?|成本|支出|花费|投入|佣金|物料|场地|赠品|奖品|红包|优惠券|补贴|礼品|差旅|搭建|设计|制作|人力|人工|劳务|其他|其它|杂项)(?:金额)?"
    r"|(?:投放|推广|广告|营销)金额"
)
# of one or each, planned, of another time, a part of what is read: none of these is missing in the sum
_NO_PART = re.compile(
    r"其中|人均|单均|客均|平均|每|单位|目标|计划|预算|预计|上月|去年|同期|累计|占|率|比|剩|余|退|免费|付费|付款|缴费"
    r"|(?:商品|产品|货品?|采购|进货|销售|营业|材料|原料)成本"
)
# things that are counted as often as they are paid for
_PIECES = re.compile(r"(?:物料|赠品|奖品|红包|优惠券|礼品)")
_FEW = 1_000
_WORD_OF_COST = re.compile(r"(?:费用?|金额|花费|支出|投入|消耗|成本)$")
_HAIR = 1e-6
# what these head is a part of the spend of a channel, what only 费用 or 消耗 heads is all of it
_OF_A_SORT = re.compile("投放|推广|广告|营销|媒体|宣传|流量|投流")


def uncounted_costs(sheets: Sequence[Rows]) -> Iterator[Finding]:
    """A warning for each sheet with such columns, which names them and those that are counted."""
    for rows in sheets:
        sheet = rows.sheet
        counted = _counted(sheet)
        lost = [cell for cell in _headers(rows) if counted and _is_lost(rows, cell, counted)]
        if lost and not _are_parts(rows, lost, counted):
            where = tuple(sheet.sheet.origin(cell.row, cell.column) for cell in lost)
            columns = " / ".join(" ".join(str(cell.value).split()) for cell in lost)
            said = " / ".join(sheet.header(name) for name in counted)
            yield found("cost_not_counted", where, sheet.tab, columns=columns, counted=said)


def _counted(sheet: TabSheet) -> list[str]:
    """The columns read that are parts of a cost, where no sum of them is read."""
    if sheet.tab.name == "campaigns" and "cost" not in sheet.columns:
        return [name for name in COST_PARTS if name in sheet.columns]
    if sheet.tab.name == "channels" and "spend" in sheet.columns and _OF_A_SORT.search(sheet.header("spend")):
        return ["spend"]
    return []


def _headers(rows: Rows) -> Iterator[Cell]:
    """The header cells over columns that are not read."""
    sheet = rows.sheet
    used = {*sheet.columns.values(), *sheet.derived}
    first, end = (int(rows.grid.places.searchsorted(row * WIDTH)) for row in (sheet.header_row, sheet.header_row + 1))
    for cell in rows.grid.cells(slice(first, end)):
        if cell.column not in used and cell.kind == "text":
            yield cell


def _is_lost(rows: Rows, cell: Cell, counted: Sequence[str]) -> bool:
    """Whether it heads amounts of a cost that no other finding asks about."""
    text, sheet = str(cell.value), rows.sheet
    key, unit = header_parts(text)
    if not _COST.fullmatch(key) or _NO_PART.search(key) or is_cost_of_one(key) or column_named(sheet.tab, text):
        return False
    said = {_WORD_OF_COST.sub("", header_parts(sheet.header(name))[0]) for name in counted}
    if _WORD_OF_COST.sub("", key) in said or close_column(sheet.tab, text, sheet.columns):
        return False
    amounts = _amounts(rows, cell.column)
    is_money = "元" in unit or (not unit and amounts.max(initial=0) >= _FEW)
    return bool((amounts != 0).any()) and (is_money or not _PIECES.fullmatch(key))


def _are_parts(rows: Rows, lost: Sequence[Cell], counted: Sequence[str]) -> bool:
    """Whether such columns together are what one column that is counted says, so that nothing is missing."""
    if len(counted) > 1 or len(lost) < 2:
        return False
    whole = float(np.nansum(rows.floats(counted[0])))
    return abs(sum(float(_amounts(rows, cell.column).sum()) for cell in lost) - whole) <= _HAIR * abs(whole)


def _amounts(rows: Rows, column: int) -> Floats:
    """The numbers typed in a column."""
    at, columns = np.divmod(rows.grid.places, WIDTH)
    is_there: Mask = (columns == column) & np.isin(at, rows.numbers) & (rows.grid.kinds == _NUMBER)
    amounts: Floats = rows.grid.amounts[is_there]
    return amounts

"""Headers that name no column, understood by where they stand: the names of rows come first, an end says the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from opsreport.model.grid import Grid as Packed
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts, plain
from opsreport.model.table import Cell, Sheet
from opsreport.schemas.headends import BARE, columns_by_end
from opsreport.schemas.naming import sort_in
from opsreport.schemas.starter import CAMPAIGNS, CHANNELS, CONTENTS, KPI, USERS
from opsreport.schemas.subjects import platform_in
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.headish import may_head
from opsreport.shaping.laying import layout_of
from opsreport.shaping.layout import MONTH_KINDS, Layout, main_key
from opsreport.shaping.numbercells import is_percent, number_in
from opsreport.shaping.regular import own_title, title_tab
from opsreport.shaping.slots import NUMBERS, Slot, label_month
from opsreport.shaping.tabwords import Words
from opsreport.shaping.words import is_amount, is_remark, says_nothing, special_of
from opsreport.shaping.years import Years

BY_PLACE = "by_place"
TABS_BY_PLACE = (CHANNELS, CAMPAIGNS, CONTENTS)
# where people come from, said by the title of a sheet that does not call it channels
_OF_CHANNELS = re.compile(r"渠道|来源|平台|获客|引流|拉新")
# what tells rows apart that are neither channels, campaigns nor articles
_NO_NAME = re.compile(
    r"区域|地区|大区|省|城市|日期|时间|星期|小时|时段|序号|编号|排名|类型|类别|性质|形式|状态|负责|姓名|经理|人员|部门|团队|指标|项目类"
    r"|月份|年龄|性别|等级|版本|链接|地点|备注|说明|原因|单位|品牌|商品|品类|产品|素材|关键词|主播|客户$|人$"
)
_METRICS = re.compile(
    r"指标(?:名称?|项)?$|考核项目?$|^(?:预算|费用|收支|收入|损益)?科目(?:名称)?$|^(?:预算|费用|收支|收入)项目$"
)
_FINER = re.compile(r"素材|创意|关键词|落地页|文案")
_PUBLISHER = re.compile(r"账号|帐号|达人|作者|号主|来源|媒体")
# beside these 付费 is a kind of new users or of orders
_OTHER_KINDS = re.compile(r"免费|自然|复购|回购|老客|续费")
_COUNTED = ("visits", "new_users")
_LEAST_ROWS = 2
_FEWEST_HEADERS = 3
_LONGEST_NAME = 30


def stood(grid: Grid, area: Area, layout: Layout) -> Layout | None:
    """The table as that tab once its unknown headers are understood by place and end; None where that adds nothing."""
    if not area.head or layout.crosses_keys or layout.of("measure"):
        return None
    if layout.tab == KPI:
        named = _metric_of_rows(layout)
        return layout_of(grid, area, Words(KPI, {header_parts(named)[0]: main_key(KPI)})) if named else None
    if layout.tab not in TABS_BY_PLACE:
        return None
    found = {**_name_of_rows(layout), **_platform(layout)}
    texts = [slot.other for slot in _unknown(layout) if slot.other not in found]
    units = {slot.other: f"{slot.other}({slot.unit})" if slot.unit else slot.other for slot in _unknown(layout)}
    by_end = columns_by_end(layout.tab, [units[text] for text in texts], {*layout.names, *found.values()})
    doubtful = {slot.other for slot in _unknown(layout) if slot.other in BARE and not _is_count(layout, slot)}
    found |= {text: by_end[units[text]] for text in texts if units[text] in by_end and text not in doubtful}
    if not found:
        return None
    return layout_of(grid, area, Words(layout.tab, {header_parts(text)[0]: name for text, name in found.items()}))


def with_lone_month(layout: Layout, years: Years, period: Period) -> Layout:
    """Channels or users with the report month over one measure alone, all of it then: 6月新增 beside 费用."""
    values = [one.slot for one in layout.of("value") if not one.slot.special]
    said = [one for one in values if one.month]
    others = [one for one in values if one.name and not one.month]
    month = said[0].month if len(said) == 1 else None
    if (
        layout.tab not in (CHANNELS, USERS)
        or not others
        or month is None
        or years.period_of(month, said[0].year) != period
    ):
        return layout
    columns = (
        replace(one, slot=replace(one.slot, month=None)) if one.slot is said[0] else one for one in layout.columns
    )
    return replace(layout, columns=tuple(columns))


def is_about_channels(titles: Sequence[str]) -> bool:
    """Whether one of those titles says where people come from: 流量来源, 获客."""
    return any(len(title) <= _LONGEST_NAME and _OF_CHANNELS.search(plain(title)) for title in titles)


def head_by_title(grid: Grid) -> int:
    """The first row that could be a header over numbers, of a sheet called after channels, campaigns or articles; 0."""
    if not (title_tab(grid.sheet) in TABS_BY_PLACE or is_about_channels((own_title(grid.sheet),))):
        return 0
    pairs = ((row, grid.rows[row], grid.rows[below]) for row, below in pairwise(grid.order) if below == row + 1)
    heads = (row for row, cells, below in pairs if _is_head(cells) and any(map(is_amount, below)))
    return next(heads, 0)


def _is_head(cells: Sequence[Cell]) -> bool:
    return len(cells) >= _FEWEST_HEADERS and all(map(may_head, cells))


def may_be_understood(sheet: Sheet, tab: Tab, headers: Sequence[str], taken: Sequence[str]) -> bool:
    """Whether a short regular list has headers that name no column and whose end says one."""
    return not isinstance(sheet.cells, Packed) and tab in TABS_BY_PLACE and bool(columns_by_end(tab, headers, taken))


def lists_finer(layout: Layout) -> bool:
    """Whether rows are finer than channels: pictures or words whose media repeat."""
    named = [one.slot for one in layout.of("label") if one.name == main_key(CHANNELS)]
    if layout.tab != CHANNELS or not named or _is_unique(layout, named[0]):
        return False
    return any(_FINER.search(slot.other) and _is_unique(layout, slot) for slot in _unknown(layout))


def _unknown(layout: Layout) -> list[Slot]:
    slots = (column.slot for column in layout.columns)
    return [one for one in slots if one.other and not (one.name or one.metric or one.special or one.month)]


def _name_of_rows(layout: Layout) -> Mapping[str, str]:
    """The first column of different names before the first of numbers, where no header names the rows."""
    key = main_key(layout.tab)
    if key in layout.labels:
        return {}
    first = next((one.slot.column for one in layout.columns if _is_numbers(layout, one.slot)), 0)
    for slot in _unknown(layout):
        if slot.column < first and not _NO_NAME.search(slot.other) and _is_unique(layout, slot):
            is_publisher = layout.tab == CONTENTS and _PUBLISHER.search(slot.other)
            if not is_publisher and _holds_names(layout, slot):
                return {slot.other: key}
    return {}


def _metric_of_rows(layout: Layout) -> str:
    """The header of the finest metrics before the first numbers, where no header names them: 一级指标 | 二级指标."""
    if main_key(KPI) in layout.names:
        return ""
    first = next((one.slot.column for one in layout.of("value")), 0)
    levels = [slot for slot in _unknown(layout) if slot.column < first and _METRICS.search(header_parts(slot.other)[0])]
    return next((one.other for one in levels[-1:] if _are_metrics(layout, one)), "")


def _are_metrics(layout: Layout, slot: Slot) -> bool:
    """Whether different names stand there, most of them such as say what is measured."""
    texts = _texts(layout, slot)
    said = [text for text in texts if layout.words.metric(text) or sort_in(text)]
    return len(said) >= max(_LEAST_ROWS, 0.6 * len(texts)) and _is_unique(layout, slot)


def _platform(layout: Layout) -> Mapping[str, str]:
    """The column of accounts each of which names one platform, where no header says the platform."""
    if layout.tab != CONTENTS or "platform" in layout.labels:
        return {}
    return {
        slot.other: "platform"
        for slot in _unknown(layout)
        if _PUBLISHER.search(slot.other)
        and all(platform_in(text) for text in _texts(layout, slot))
        and _texts(layout, slot)
    }


def _cells(layout: Layout, slot: Slot) -> Iterator[tuple[int, Cell]]:
    for row in layout.area.body:
        cell = layout.grid.cell(row, slot.column)
        if cell and not says_nothing(cell) and not special_of(str(cell.value)) and not is_remark(str(cell.value)):
            yield row, cell


def _texts(layout: Layout, slot: Slot) -> list[str]:
    return [str(cell.value).strip() for _, cell in _cells(layout, slot)]


def _is_numbers(layout: Layout, slot: Slot) -> bool:
    if slot.name and layout.tab.column(slot.name).kind not in NUMBERS:
        return False
    cells = [cell for _, cell in _cells(layout, slot)]
    return bool(cells) and all(is_amount(cell) for cell in cells)


def _is_count(layout: Layout, slot: Slot) -> bool:
    """Whether whole numbers stand there, in no row more than all people or visits, beside no column of other kinds."""
    if any(_OTHER_KINDS.search(one.slot.text) for one in layout.columns):
        return False
    people = [one.slot.column for one in layout.of("value") if one.slot.name in _COUNTED]
    for row, cell in _cells(layout, slot):
        number = None if is_percent(cell) else number_in(cell)
        beside = [most for at in people if (other := layout.grid.cell(row, at)) and (most := number_in(other))]
        if number is None or not number.is_integer() or any(number > most for most in beside):
            return False
    return True


def _holds_names(layout: Layout, slot: Slot) -> bool:
    cells = [cell for _, cell in _cells(layout, slot)]
    is_text = all(cell.kind == "text" and not is_amount(cell) and not label_month(cell) for cell in cells)
    is_short = all(len(str(cell.value)) <= _LONGEST_NAME for cell in cells) or layout.tab == CONTENTS
    named = [text for text in _texts(layout, slot) if layout.words.column(text)]
    return is_text and is_short and len(cells) >= _LEAST_ROWS and not named


def _is_unique(layout: Layout, slot: Slot) -> bool:
    """Whether no name stands twice, in one month where a column says months."""
    months = [one.slot for one in layout.of("label") if layout.tab.column(one.name).kind in MONTH_KINDS]
    said = []
    for row, cell in _cells(layout, slot):
        when = (layout.grid.cell(row, one.column) for one in months)
        said.append((str(cell.value).strip(), *(str(one.value) if one else "" for one in when)))
    return len(said) == len(set(said))

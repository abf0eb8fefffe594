"""The last day of the data as sheets state it around their tables: 数据截至6月25日, 实际（截至6月25日）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from opsreport.model.spelling import plain
from opsreport.model.table import Cell, LastDay, Sheet
from opsreport.shaping.attained import with_attainment_named
from opsreport.shaping.judged import with_directions
from opsreport.shaping.mentions import rows_seen, told_aside, with_mentions
from opsreport.shaping.tall import with_tall

_LONGEST = 40
_DAY = r"(?:(20\d\d)[年./-])?(\d{1,2})[月./-](\d{1,2})(?![\d.])[日号]?"
_OPEN = r"(?<!\d)(\d{1,2})月(?!\d).*截[至止]到?(\d{1,2})[日号]"
_OF_DATA = "(?:数据|统计|取数|更新)"
_UNTIL = "(?:截至|截止到|截止至|截止|更新至|更新到|统计至|统计到|取数至)"
# 截止6月25日 alone may be the last day to enter
_STATED = re.compile(rf"(?:截至|截止到|截止至|{_OF_DATA}.{{0,4}}?{_UNTIL}|[(\[【]截止)(?:日期?|时间)?[:为]?{_DAY}")
_SPAN = re.compile(rf"{_OF_DATA}(?:周期|区间|期间|范围|时间|口径)[:为]?{_DAY}[-~–—至到]+(?:{_DAY}|(\d{{1,2}})[日号])")
_MONTH_BEFORE = re.compile(_OPEN)
_BLANK = re.compile(r"\s+")
# how far work has come by a day is no end of the data
_OF_WORK = re.compile("进展|进度|状态|计划|备注|说明|工作|项目|任务|行动|推进|报名|申请")


def with_sayings(sheet: Sheet) -> Sheet:
    """The sheet with all that its cells say of others: what it is, units, the last day, which way is better."""
    return with_tall(_with_last_days(with_mentions(told_aside(with_directions(with_attainment_named(sheet))))))


def _with_last_days(sheet: Sheet) -> Sheet:
    """The sheet with the last days of the data that it states above its numbers or in lines of their own."""
    if not sheet.cells or sheet.hidden:
        return sheet
    found = tuple(_last_days(sheet))
    return replace(sheet, last_days=found) if found else sheet


def _last_days(sheet: Sheet) -> Iterator[LastDay]:
    rows = rows_seen(sheet)
    first = min((row for row, cells in rows.items() if any(cell.kind == "number" for cell in cells)), default=0)
    for row, cells in rows.items():
        if row < first or (len(cells) <= 2 and not any(cell.kind == "number" for cell in cells)):
            yield from _stated(cells, has_numbers=bool(first))


def _stated(cells: Sequence[Cell], *, has_numbers: bool) -> Iterator[LastDay]:
    for cell in cells:
        text = _text_of(cell)
        beside = next((_text_of(one) for one in cells if one.column == cell.column + 1), "")
        if cell.kind != "text" or not (has_numbers or re.search(_OF_DATA, text)):
            continue
        if found := _day_in(text):
            yield LastDay(cell.row, cell.column, str(cell.value).strip(), *found)
        elif found := _day_beside(text, beside):
            yield LastDay(cell.row, cell.column, f"{text} {beside}", *found)


def _text_of(cell: Cell) -> str:
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    text = str(cell.value) if cell.kind == "text" else ""
    return _BLANK.sub("", plain(text)) if len(text) <= _LONGEST else ""


def _day_beside(label: str, value: str) -> tuple[int, int, int] | None:
    """That of a label and the cell beside it, neither of which states one alone."""
    return _day_in(f"{label.rstrip(':')}:{value}") if label and value and not _day_in(value) else None


def _day_in(text: str) -> tuple[int, int, int] | None:
    """Year (0: not said), month and day of the last day that a text states; None where it states none."""
    if not text or _OF_WORK.search(text):
        return None
    if found := _MONTH_BEFORE.search(text):
        return 0, int(found[1]), int(found[2])
    if found := _STATED.search(text):
        return int(found[1] or 0), int(found[2]), int(found[3])
    return _end_of_span(text)


def _end_of_span(text: str) -> tuple[int, int, int] | None:
    """The last day of a stretch that begins with its month."""
    found = _SPAN.search(text)
    if not found or int(found[3]) != 1:
        return None
    year, month, day = found[4] or found[1], found[5] or found[2], found[6] or found[7]
    return (int(year or 0), int(month), int(day)) if int(month) == int(found[2]) else None

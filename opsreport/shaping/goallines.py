"""Goals that a sheet only says in a sentence, 7月目标：GMV 1000万: no table holds them, so they are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid
from opsreport.model.period import Period
from opsreport.model.spelling import plain
from opsreport.model.table import Cell, Sheet
from opsreport.schemas.matching import is_guide
from opsreport.schemas.starter import PLAN
from opsreport.shaping.words import is_amount

_HAN = "一二三四五六七八九十"
_GOAL = re.compile(
    rf"(?:(?P<next>下个?月|次月|next month)|(?P<month>\d{{1,2}}|[{_HAN}]{{1,2}})月份?)"
    r"(?P<said>[^:：\d\n]{0,8}(?:目标|goals?|targets?)[^:：\d\n]{0,8})(?P<rest>.*\d.*)",
    re.IGNORECASE | re.DOTALL,
)
_DONE = re.compile(r"完成|达成|实际|进度")
# days and the numbers of a list are no goals
_DAYS = re.compile(
    r"\d{1,2}[./]\d{1,2}\s*[-~—–至到]+\s*\d{1,2}[./]\d{1,2}|\d{1,2}月\d{0,2}日?|(?:^|[\n:])\s*\d{1,2}[.、)](?!\d)|\d{1,2}[号日]"
)
_MOST_CELLS, _MOST_IN_ROW, _LONGEST = 5_000, 2, 200
_MOST_AHEAD = 6


def goal_lines(sheets: Sequence[Sheet], period: Period) -> Iterator[Finding]:
    """A warning for each line of a sheet that says goals of a month after the report's, and how to give them."""
    for sheet in sheets:
        if not sheet.hidden and not is_guide(sheet.name) and not isinstance(sheet.cells, Grid):
            yield from _in(sheet, period)


def _in(sheet: Sheet, period: Period) -> Iterator[Finding]:
    rows: dict[int, list[Cell]] = {}
    for cell in sheet.cells.values() if len(sheet.cells) <= _MOST_CELLS else ():
        rows.setdefault(cell.row, []).append(cell)
    for cells in rows.values():
        is_line = len(cells) <= _MOST_IN_ROW and all(cell.kind == "text" and not is_amount(cell) for cell in cells)
        text = "：".join(str(cell.value).strip() for cell in cells) if is_line else ""
        if len(text) <= _LONGEST and (month := _month(text, period)):
            details = {"tab": PLAN.titles[0], "seen": " ".join(text.split()), "month": month}
            where = (sheet.origin(cells[-1].row, cells[-1].column),)
            yield Finding("goal_in_words", Severity.warn, where, details, PLAN.titles[0])


def _month(text: str, period: Period) -> str:
    """The month whose goals a line says; "" for none, or one that is not ahead."""
    found = _GOAL.search(plain(text)) if any(letter.isdigit() for letter in text) else None
    if found is None or _DONE.search(found["said"]) or not re.search(r"\d", _DAYS.sub("", found["rest"])):
        return ""
    ahead = 1 if found["next"] else (_number(found["month"]) - period.number) % 12
    return str(period.plus(ahead)) if 0 < ahead <= _MOST_AHEAD else ""


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else sum(_HAN.index(letter) + 1 for letter in word)

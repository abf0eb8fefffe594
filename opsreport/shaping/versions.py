"""Sheets of one workbook that look like versions of one another and speak of the same months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.spelling import plain
from opsreport.model.table import Cell, Sheet
from opsreport.schemas import TABS
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.match import Shaped, unread
from opsreport.shaping.regular import cells_under
from opsreport.shaping.slots import label_month
from opsreport.shaping.words import MonthWord, month_in

_MARK = re.compile(
    r"[-_\s·]*(?:\(\d+\)|(?:最终|终|最新|新|修订|修改|更新)版?\d*|定稿|终稿|final|(?<![a-z])(?:v\d+(?:\.\d+)*|new))$"
)
Months = frozenset[MonthWord]


def without_versions(parts: Sequence[Shaped]) -> tuple[Shaped, ...]:
    """The parts, each of what one sheet was made into; where two are versions of one month, only a finding of both."""
    rivals: dict[int, list[Finding]] = {}
    for one, other in _alike(parts):
        months = _shared(parts[one], parts[other])
        if months is not None:
            rivals.setdefault(other, []).append(_finding(parts[one].sheets[0], parts[other].sheets[0], months))
    return tuple(
        Shaped(tuple(map(unread, part.sheets)), (*part.findings, *rivals[at]), part.matches) if at in rivals else part
        for at, part in enumerate(parts)
    )


def _alike(parts: Sequence[Shaped]) -> Iterator[tuple[int, int]]:
    """The sheets of one workbook and tab whose names differ by the mark of a version, the one without it first."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for at, part in enumerate(parts):
        if part.sheets and part.matches and not part.sheets[0].is_mapped:
            sheet = part.sheets[0]
            groups.setdefault((sheet.file, base_name(sheet.name), part.matches[0].tab), []).append(at)
    for group in groups.values():
        yield from combinations(sorted(group, key=lambda at: len(parts[at].sheets[0].name)), 2)


def base_name(name: str) -> str:
    """The name of a sheet without what marks a version of it: 渠道 (2), 渠道v3, 渠道-最终版 → 渠道."""
    text, before = plain(name).strip().casefold(), ""
    while text != before:
        before = text
        text = _MARK.sub("", text) or text
    return text


def _shared(one: Shaped, other: Shaped) -> Months | None:
    """The months that both speak of, () where one says none; None where they speak of different ones."""
    ours, theirs = months_said(one), months_said(other)
    both = frozenset(word for word in theirs if any(_is_same(word, mine) for mine in ours))
    return both if both or not (ours and theirs) else None


def _is_same(one: MonthWord, other: MonthWord) -> bool:
    return one.number == other.number and (one.year == other.year or None in (one.year, other.year))


def months_said(part: Shaped) -> Months:
    """The months of all rows that a sheet was made into, without a year where they say none."""
    words: set[MonthWord] = set()
    tabs: Mapping[str, Tab] = {tab.name: tab for tab in TABS}
    for sheet in part.sheets:
        tab = tabs.get(sheet.tab or part.matches[0].tab)
        if sheet.month and (found := month_in(sheet.month)):
            words.add(found[0])
        elif tab and not tab.pairs:
            columns = [column.name for column in tab.columns if column.kind in MONTH_KINDS]
            cells = (cell for name in columns for cell in cells_under(sheet, tab, name))
            words |= {word for cell in cells if (word := _month(cell))}
    return frozenset(words)


def _month(cell: Cell) -> MonthWord | None:
    if isinstance(cell.value, date):
        return MonthWord(cell.value.month, cell.value.year)
    return label_month(cell)


def _finding(one: Sheet, other: Sheet, months: Months) -> Finding:
    said = sorted(f"{word.year}-{word.number:02}" if word.year else f"{word.number}月" for word in months)
    details = {"tab": "", "first": one.name, "second": other.name, "months": " / ".join(said[:6])}
    details |= {"file": one.file}
    where = (Origin(one.file, one.name), Origin(other.file, other.name))
    return Finding("sheet_versions", Severity.block, where, details)

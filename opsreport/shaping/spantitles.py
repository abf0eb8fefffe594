"""Titles that say of which time a table is, where that is no one month: Q2, 上半年, 1-6月累计, 上月, 6.1-6.15."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opsreport.model.spelling import plain, simplified
from opsreport.schemas.starter import CHANNELS, KPI, USERS
from opsreport.shaping.words import is_dated, month_in

_PARTS = re.compile(
    r"第[一二三四五\d]周|[上中下]旬|[上下]半月|近\d+[天日]|上个?月(?!报)"
    r"|(?<![0-9])(?P<first>1[0-2]|0?[1-9])[.月/](?P<from>\d{1,2})日?"
    r" ?[-~–—至到] ?(?:(?P<last>1[0-2]|0?[1-9])[.月/])?(?P<to>\d{1,2})(?![0-9月])日?"
)
_SUMS = re.compile(r"(?<!\d)\d{1,2}月? ?[-~–—至到] ?\d{1,2}月|累计|年初至今|ytd", re.IGNORECASE)
# over a sheet or file of one month these are what the whole workbook is of
_SPANS = re.compile(
    r"(?<![a-z])q[1-4](?!\d)|第?[一二三四1-4]季度|[上下]半年|全年|年度(?!目标|计划|预算)", re.IGNORECASE
)
_UNTIL = re.compile("截[至止].*累计")
_COMPARED = re.compile(r"本月|当月|对比|比较|[比与和及、]|vs")
_LONGEST, _LENGTHS = 40, (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# rows of these are of the report's month where nothing says another
SPANNED = (KPI, CHANNELS, USERS)


def span_in(texts: Sequence[str]) -> str:
    """The nearest title that says such a time, before any that says a month; "" where none does.

    The last of the texts is the name of the file, which says no more than of which month it is.
    """
    for at, text in enumerate(texts[:-1]):
        half = simplified(plain(text)).casefold()
        if len(half) > _LONGEST or (is_dated(text) and not _UNTIL.search(half)):
            continue
        if (part := _PARTS.search(half)) and not (_is_whole_month(part) or _COMPARED.search(half)):
            return text
        if month_in(text):
            return ""
        is_of_book = any(month_in(other) for other in texts[at + 1 :])
        if _SUMS.search(half) or (_SPANS.search(half) and not is_of_book):
            return text
    return ""


def _is_whole_month(found: re.Match[str]) -> bool:
    """Whether days are those of one month from its first to its last: 6.1-6.30."""
    if not found["first"] or (found["last"] and int(found["last"]) != int(found["first"])):
        return False
    return int(found["from"]) == 1 and int(found["to"]) >= _LENGTHS[int(found["first"]) - 1]

"""Which tab a title names, and which column of a tab a header names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import header_parts, name_key, plain
from opsreport.schemas.choices import (
    CHANGE_WORDS,
    COUNTER_HEADERS,
    GUIDE_TITLES,
    PAST_WORDS,
    RATE_WORDS,
    SHARE_WORDS,
    TAB_FIGURES,
)
from opsreport.schemas.starter import OPTIONAL, STARTER

_COUNTERS = frozenset(map(name_key, COUNTER_HEADERS))
_COUNT = re.compile(r"[(]?(?:\d{1,3}(?:\.\d{1,2})*|[一二三四五六七八九十]{1,3}|[ivx]{1,4})[).、]?")
_DIGITS = re.compile(r"\d+")
# digits outside of brackets, which no header loses with its unit
_WITH_DIGITS = re.compile(r"(?=.*\d)[\w\s:：,，、.。\-/#]+", re.DOTALL)
_SLASH, _UNITS_BEHIND = re.compile("/"), re.compile(r"[(\[【][^)\]】]*[)\]】]")
# 成本/人, 费用（元/单）: what one of them costs is no amount of the table
_OF_ONE = re.compile(r"/(?:人|单|件|次|户|客|位|个|台|名|场|篇|家|店)[)\]】 ]*$")
_ACTUAL = re.compile(r"(?:本月|当月)?(?:(.+?)实际(?:值|数|完成)?|实际(.+))|(?:本月|当月)(.+)")
_NUMBERS = ("int", "money")
_LONGEST = 200  # a longer text is no header; to look it up would cost much
DerivedKind = Literal["", "change", "share", "rate", "past"]
_DERIVED: tuple[tuple[DerivedKind, tuple[str, ...]], ...] = (
    ("change", tuple(map(name_key, CHANGE_WORDS))),
    ("share", tuple(map(name_key, SHARE_WORDS))),
    ("rate", tuple(map(name_key, RATE_WORDS))),
    ("past", tuple(map(name_key, PAST_WORDS))),
)


def is_guide(title: str) -> bool:
    """Whether a sheet of that title explains how to fill the others."""
    return name_key(title) in {name_key(guide) for guide in GUIDE_TITLES}


def is_counter(header: str) -> bool:
    """Whether a column of that header only numbers the rows."""
    return name_key(header) in _COUNTERS


def is_count(text: str) -> bool:
    """Whether a text is the number of a row: 3, 1.2, (二), 一、."""
    return _COUNT.fullmatch(plain(text).casefold()) is not None


def tab_named(title: str) -> Tab | None:
    """The tab of that title, digits aside; else the one tab whose longest title the text holds."""
    key = _DIGITS.sub("", name_key(title)).strip("年月日")
    exact = _tab_titles().get(key)
    if exact:
        return exact
    held = {title: tab for title, tab in _tab_titles().items() if len(title) > 1 and title in key}
    longest = max(map(len, held), default=0)
    best = {tab.name: tab for title, tab in held.items() if len(title) == longest}
    return next(iter(best.values())) if len(best) == 1 else None


def column_named(tab: Tab, text: str) -> TabColumn | None:
    """The column of a tab that a header names, with or without what its brackets say."""
    if len(text) > _LONGEST:
        return None
    known = _headers_of(tab.name)
    if named := known.get(name_key(text)):
        return named
    has_slash = "/" in text or "／" in text
    found = known.get(header_parts(text)[0])
    if found and has_slash and found.kind == "money" and is_of_one(text):
        return None
    return found or (_alternative(tab, text) if has_slash else _without_actual(tab, text))


def _without_actual(tab: Tab, text: str) -> TabColumn | None:
    """The column of numbers that a header names with 实际 or 本月 beside it, as beside targets: 新增用户实际."""
    half = header_parts(text)[0]
    named = _ACTUAL.fullmatch(half) if half.startswith(("本月", "当月")) or "实际" in half else None
    column = _headers_of(tab.name).get(next(filter(None, named.groups()))) if named else None
    return column if column and tab.name != "kpi" and column.kind in _NUMBERS else None


def is_of_one(text: str) -> bool:
    """Whether a header says by its unit that its numbers are those of one person, order or other thing."""
    return bool(_OF_ONE.search(plain(text)))


def _alternative(tab: Tab, text: str) -> TabColumn | None:
    """The column that a header of alternatives names: 预算/目标; a text also where one alone is known: 渠道/店铺.

    Of numbers all must be its names, as 收入/订单 is neither.
    """
    known = _headers_of(tab.name)
    parts = [known.get(header_parts(part)[0]) for part in _SLASH.split(_UNITS_BEHIND.sub("", plain(text)))]
    named = {column.name: column for column in parts if column}
    if len(parts) < 2 or len(named) != 1:
        return None
    column = next(iter(named.values()))
    return column if None not in parts or column.kind == "text" else None


def names_a_column(text: str) -> bool:
    """Whether a header names a column of any tab."""
    if len(text) > _LONGEST or not _may_name(text):
        return False
    known = _all_headers()
    return name_key(text) in known or header_parts(text)[0] in known


def _may_name(text: str) -> bool:
    """Whether a text begins as a header of some tab does, one with digits if it has any: all that most texts need."""
    starts, starts_with_digits = _header_starts()
    start = _first_letter(text[:1])
    return not start or start in (starts_with_digits if _WITH_DIGITS.fullmatch(text) else starts)


@lru_cache(maxsize=4096)
def _first_letter(start: str) -> str:
    """What the key of a text with that first sign begins with, "" where that does not tell it."""
    return name_key(start)[:1] if len(plain(start)) == 1 else ""


@lru_cache(maxsize=1)
def _header_starts() -> tuple[frozenset[str], frozenset[str]]:
    """The first letters of all headers, and of those with digits in them."""
    keys = [key for key in _all_headers() if key]
    return frozenset(key[0] for key in keys), frozenset(key[0] for key in keys if _DIGITS.search(key))


def is_remark(tab: Tab, column: TabColumn) -> bool:
    """Whether a column holds what people say of a row, which they may keep in several columns."""
    return column.kind == "text" and column.name not in tab.keys


def is_plainer(tab: Tab, column: TabColumn, text: str, other: str) -> bool:
    """Whether of two headers of one column of remarks the first is the plainer one: 原因 before 问题分析."""
    return is_remark(tab, column) and _rank(column, text) < _rank(column, other)


def _rank(column: TabColumn, text: str) -> int:
    keys = [name_key(header) for header in column.headers]
    key = header_parts(text)[0]
    return keys.index(key) if key in keys else len(keys)


@lru_cache(maxsize=4096)
def derived_kind(text: str) -> DerivedKind:
    """Whether a header is that of figures made of others: a change, a share, a rate, or those of an earlier month."""
    key = header_parts(text)[0]
    return next((kind for kind, words in _DERIVED if key and key.endswith(words)), "")


def figure_named(tab: Tab, text: str) -> str:
    """The ratio that a header names in this tab alone: CPA, 转化率, 净ROI; "" for none."""
    return _figures_of(tab.name).get(header_parts(text)[0], "")


@lru_cache(maxsize=16)
def _figures_of(tab_name: str) -> Mapping[str, str]:
    return {name_key(header): name for name, headers in TAB_FIGURES.get(tab_name, {}).items() for header in headers}


@lru_cache(maxsize=1)
def _tab_titles() -> Mapping[str, Tab]:
    return {name_key(title): tab for tab in (*STARTER, *OPTIONAL) for title in tab.titles}


@lru_cache(maxsize=16)
def _headers_of(tab_name: str) -> Mapping[str, TabColumn]:
    tab = next(tab for tab in (*STARTER, *OPTIONAL) if tab.name == tab_name)
    return {name_key(header): column for column in tab.columns for header in column.headers}


@lru_cache(maxsize=1)
def _all_headers() -> frozenset[str]:
    return frozenset(header for tab in (*STARTER, *OPTIONAL) for header in _headers_of(tab.name))


@lru_cache(maxsize=1)
def source_fields() -> Mapping[str, Mapping[str, str]]:
    """What a [[source]] may fill, by each name of a tab or of a table it feeds: columns, fields, then headers.

    Each with the column of the tab that it fills.
    """
    tabs = [tab for tab in (*STARTER, *OPTIONAL) if not tab.pairs]
    fed = {feed.table: tab for tab in reversed(tabs) for feed in tab.feeds if feed.table != "commentary"}
    named = {name: tab for tab in tabs for name in (tab.name, *tab.titles)}
    all_named = named | {table: tab for table, tab in fed.items() if table not in named}
    return {name: _fields_of(tab) for name, tab in all_named.items()}


def _fields_of(tab: Tab) -> Mapping[str, str]:
    columns = {column.name: column.name for column in tab.columns}
    fields = {field: name for feed in reversed(tab.feeds) for field, name in feed.columns.items()}
    headers = {header: column.name for column in reversed(tab.columns) for header in column.headers}
    return {name: columns.get(name) or fields.get(name) or headers[name] for name in (*columns, *fields, *headers)}

"""Rows of one key made one: the newest row, or the newest filled cell of each column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import NamedTuple

import numpy as np
import pandas as pd

from opsreport.checking.convert import converted
from opsreport.checking.known import Context
from opsreport.checking.lines import Rows, Value, object_array
from opsreport.model.grid import Ints
from opsreport.model.period import Period
from opsreport.model.schema import Feed
from opsreport.schemas import SCHEMAS


class _Member(NamedTuple):
    """A row of one of the sheets."""

    sheet: int
    at: int


class _Chosen(NamedTuple):
    """The row that stands for a key, with the values that its columns take from the others."""

    row: _Member
    values: Mapping[str, Value]


def once(feed: Feed, sheets: Sequence[Rows], context: Context) -> list[Rows]:
    """One row a key, in order of first appearance; neighbours of one sheet stay together."""
    starts = list(accumulate((len(rows) for rows in sheets), initial=0))
    groups = ([_member(starts, at) for at in group] for group in _groups(feed, sheets, context))
    choose = _fullest if feed.once == "filled" else _newest
    chosen = [choose(feed, sheets, group) for group in groups]
    return [_rows(sheets[sheet], list(some)) for sheet, some in groupby(chosen, lambda one: one.row.sheet)]


def _member(starts: Sequence[int], at: int) -> _Member:
    """The row by its place among those of all sheets, which start at these."""
    sheet = bisect_right(starts, at) - 1
    return _Member(sheet, at - starts[sheet])


def _groups(feed: Feed, sheets: Sequence[Rows], context: Context) -> Iterator[list[int]]:
    """The rows of each key, the newest first; where the newest row counts, only that."""
    key = next(iter(SCHEMAS[feed.table].key))
    keys = [one for rows in sheets for one in converted(feed.convert[key], feed.columns[key], rows, context)]
    codes, different = pd.factorize(object_array(keys))
    order = np.lexsort((_ages(sheets, context.period), codes))
    order = order[codes[order] >= 0]
    ends = np.searchsorted(codes[order], np.arange(len(different) + 1))
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        yield order[start : end if feed.once == "filled" else start + 1].tolist()


def _ages(sheets: Sequence[Rows], period: Period) -> Ints:
    """A number a row that is smaller where its month is newer."""
    months = [month for rows in sheets for month in rows.texts("month")]
    ranks = {month: rank for rank, month in enumerate(sorted(set(months), key=lambda month: _age(month, period)))}
    return np.fromiter(map(ranks.__getitem__, months), np.int64, len(months))


def _age(month: str, period: Period) -> tuple[bool, int]:
    """Sorts months up to the report month first, newest first; whole years and later months after them."""
    is_past = len(month) == len(str(period)) and month <= str(period)
    number = int("".join(filter(str.isdigit, month)) or 0)
    return not is_past, -number


def _newest(feed: Feed, sheets: Sequence[Rows], group: Sequence[_Member]) -> _Chosen:
    return _Chosen(group[0], {})


def _fullest(feed: Feed, sheets: Sequence[Rows], group: Sequence[_Member]) -> _Chosen:
    """The row that fills most of the feed's columns, completed from the others, newest first."""
    wanted = tuple(dict.fromkeys(feed.columns.values()))
    values: dict[str, Value] = {}
    given: list[int] = []
    for one in group:
        told = {column: sheets[one.sheet].value(column, one.at) for column in wanted if column not in values}
        new = {column: value for column, value in told.items() if value is not None}
        values |= new
        given.append(len(new))
    return _Chosen(group[given.index(max(given))], {column: values.get(column) for column in wanted})


def _rows(rows: Rows, chosen: Sequence[_Chosen]) -> Rows:
    part = rows.taken(np.array([one.row.at for one in chosen], np.int64))
    if not chosen[0].values:
        return part
    merged = {column: object_array([one.values[column] for one in chosen]) for column in chosen[0].values}
    return replace(part, typed={**part.typed, **merged})

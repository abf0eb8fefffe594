"""Rows of one key made one: the newest row, or the newest filled cell of each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from opsreport.checking.convert import converted
from opsreport.checking.known import Context
from opsreport.checking.lines import Rows, Values, filled, object_array
from opsreport.model.grid import Ints
from opsreport.model.period import Period
from opsreport.model.schema import Feed
from opsreport.schemas import SCHEMAS


def once(feed: Feed, sheets: Sequence[Rows], context: Context) -> list[Rows]:
    """One row a key, in order of first appearance; neighbours of one sheet stay together."""
    if not sheets:
        return []
    codes, order = _by_key(feed, sheets, context)
    given = np.zeros(len(order), np.int64)
    merged: dict[str, Values] = {}
    for name in dict.fromkeys(feed.columns.values()) if feed.once == "filled" else ():
        values = np.concatenate([rows.values(name) for rows in sheets])[order]
        at = np.flatnonzero(filled(values))
        keys, firsts = np.unique(codes[at], return_index=True)
        given[at[firsts]] += 1
        merged[name] = np.full(int(codes.max(initial=-1)) + 1, None)
        merged[name][keys] = values[at[firsts]]
    best = np.lexsort((-given, codes))
    chosen = order[best[np.unique(codes[best], return_index=True)[1]]]
    return list(_rows(sheets, chosen, merged))


def _by_key(feed: Feed, sheets: Sequence[Rows], context: Context) -> tuple[Ints, Ints]:
    """The numbers of the keys of all rows that have one, in order of appearance, and these rows, the newest first."""
    key = next(iter(SCHEMAS[feed.table].key))
    keys = [one for rows in sheets for one in converted(feed.convert[key], feed.columns[key], rows, context)]
    codes = pd.factorize(object_array(keys))[0]
    order = np.lexsort((_ages(sheets, context.period), codes))
    order = order[codes[order] >= 0]
    return codes[order], order


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


def _rows(sheets: Sequence[Rows], chosen: Ints, merged: Mapping[str, Values]) -> Iterator[Rows]:
    """The rows chosen, a part for each run of rows of one sheet, with the values that keys take from all their rows."""
    starts = np.cumsum([0, *map(len, sheets)])
    sheet = starts.searchsorted(chosen, "right") - 1
    for run in np.split(np.arange(len(chosen)), np.flatnonzero(np.diff(sheet)) + 1):
        if len(run):
            rows = sheets[sheet[run[0]]].taken(chosen[run] - starts[sheet[run[0]]])
            yield replace(rows, typed={**rows.typed, **{name: values[run] for name, values in merged.items()}})

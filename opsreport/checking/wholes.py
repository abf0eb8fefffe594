"""Rows of channels that are none: totals under another name, by their words or their numbers; broken counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.reconcile import tab_of
from opsreport.model.finding import Finding
from opsreport.model.grid import Ints
from opsreport.model.schema import Field
from opsreport.model.spelling import name_key
from opsreport.model.table import Dataset, Table
from opsreport.schemas import SCHEMAS
from opsreport.schemas.choices import TOTAL_LIKE
from opsreport.schemas.starter import CHANNELS

_WORDS = "|".join(sorted(map(name_key, TOTAL_LIKE), key=len, reverse=True))
_LATIN = r"(?:grand |sub)?total|average|overall|all channels"
_LIKE = re.compile(rf"(?:{_WORDS}).*|.*(?:{_WORDS})")
_LATIN_LIKE = re.compile(rf"(?:{_LATIN})\b.*|.*\b(?:{_LATIN})", re.IGNORECASE)
_ADDED = [field.name for field in SCHEMAS["channels"].fields if field.rollup == "sum"]
_LEAST_ROWS, _LEAST_COLUMNS = 3, 2
_SLACK = 0.001
_HAIR = 1e-6
_OF_USERS = ("retention", "activity_tiers", "funnels", "churn_reasons")  # less than one of them is a share
_COUNTED = ("channels", "campaigns", "contents", *_OF_USERS)


def whole_findings(dataset: Dataset) -> Iterator[Finding]:
    """Channels named like totals, which block; channels equal to the sum of the others; counts with decimals."""
    table = dataset["channels"]
    for name, ids in table.frame.groupby("channel_id", sort=False).groups.items():
        if _is_like(str(name)):
            where = ranges([table.origin(int(row), "channel_id") for row in ids])
            yield found("total_like_row", where, CHANNELS, name=str(name))
    for month, rows in table.frame.groupby("month", sort=False):
        yield from _sums(table, str(month), rows)
    for counted in _COUNTED:
        yield from _broken(dataset[counted])


def _is_like(name: str) -> bool:
    return bool(_LIKE.fullmatch(name_key(name)) or _LATIN_LIKE.fullmatch(name.strip()))


def _sums(table: Table, month: str, rows: pd.DataFrame) -> Iterator[Finding]:
    """The one row of a month that is all others added up, in every column that adds up and has numbers."""
    numbers = rows[[name for name in _ADDED if name in rows]].fillna(0.0)
    numbers = numbers.loc[:, (numbers != 0).any(axis=0)]
    if len(rows) < _LEAST_ROWS or numbers.shape[1] < _LEAST_COLUMNS:
        return
    totals = numbers.sum(axis=0)
    is_sum = np.asarray(np.isclose(2 * numbers, totals, rtol=_SLACK, atol=0.5)).all(axis=1)
    for row in numbers.index[np.flatnonzero(is_sum)][:1]:
        name = str(rows.loc[row, "channel_id"])
        others = [table.origin(int(one), "channel_id") for one in numbers.index if one != row]
        where = (table.origin(int(row), "channel_id"), *ranges(others))
        if not _is_like(name):
            yield found("row_equals_sum", where, CHANNELS, month=month, name=name)


def _broken(table: Table) -> Iterator[Finding]:
    """Counts with decimals, a finding a field; users less than one are shares, which block."""
    for field in table.schema.fields:
        if field.kind != "int" or not len(table):
            continue
        values = table.frame[field.name].to_numpy(dtype=float)
        is_broken = np.abs(values - np.round(values)) > _HAIR
        is_share = is_broken & (np.abs(values) < 1) & (table.name in _OF_USERS)
        yield from _said_of(table, field, "share_as_count", np.flatnonzero(is_share))
        yield from _said_of(table, field, "not_whole", np.flatnonzero(is_broken & ~is_share))


def _said_of(table: Table, field: Field, code: str, broken: Ints) -> Iterator[Finding]:
    if len(broken):
        ids = table.frame.index[broken].tolist()
        where = ranges([table.origin(row, field.name) for row in ids])
        seen = listed(f"{table.value(row, field.name):.10g}" for row in ids)
        details = {"column": field.headers[0], "seen": seen, "count": str(len(broken))}
        yield found(code, where, tab_of(table.name), **details)

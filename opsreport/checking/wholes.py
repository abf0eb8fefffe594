"""Rows of channels that are none, totals under another name; broken counts; parts larger than their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.rates import PARTS
from opsreport.checking.reconcile import tab_of
from opsreport.model.finding import Finding
from opsreport.model.grid import Ints
from opsreport.model.schema import Field
from opsreport.model.spelling import name_key
from opsreport.model.table import Dataset, Table
from opsreport.schemas.choices import TOTAL_LIKE
from opsreport.schemas.starter import CHANNELS

_WORDS = "|".join(sorted(map(name_key, TOTAL_LIKE), key=len, reverse=True))
_LATIN = r"(?:grand |sub)?total|average|overall|all channels"
_LIKE = re.compile(rf"(?:{_WORDS}).*|.*(?:{_WORDS})")
_LATIN_LIKE = re.compile(rf"(?:{_LATIN})\b.*|.*\b(?:{_LATIN})", re.IGNORECASE)
_MEAN = re.compile("均|每|频|率|比|average|mean|per ", re.IGNORECASE)
_HAIR, _SMALL = 1e-6, 100
_OF_USERS = ("retention", "activity_tiers", "funnels", "churn_reasons")  # less than one of them is a share
_COUNTED = ("channels", "campaigns", "contents", *_OF_USERS)


def whole_findings(dataset: Dataset) -> Iterator[Finding]:
    """Channels named like totals, which block; counts with decimals; rates that cannot be above 100 % and are."""
    table = dataset["channels"]
    for name, ids in table.frame.groupby("channel_id", sort=False).groups.items():
        if _is_like(str(name)):
            where = ranges([table.origin(int(row), "channel_id") for row in ids])
            yield found("total_like_row", where, CHANNELS, name=str(name))
    for counted in _COUNTED:
        yield from _broken(dataset[counted])
    yield from _broken_metrics(dataset)
    yield from _above(dataset)


def _is_like(name: str) -> bool:
    return bool(_LIKE.fullmatch(name_key(name)) or _LATIN_LIKE.fullmatch(name.strip()))


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


def _broken_metrics(dataset: Dataset) -> Iterator[Finding]:
    """Small numbers of people or things with decimals, a finding a metric: 0.32 new users may be 0.32万."""
    table = dataset["kpi"]
    values = table.frame[["actual", "target"]].to_numpy(dtype=float)
    is_broken = (np.abs(values) < _SMALL) & (np.abs(values - np.round(values)) > _HAIR)
    some = table.frame[is_broken.any(axis=1)]
    for metric_id, ids in some.groupby("metric_id", sort=False).groups.items():
        metric = metric_of(dataset, str(metric_id))
        if metric.unit.kind != "count" or metric.formula or _MEAN.search(metric.labels[0]):
            continue
        fields = (("actual", 0), ("target", 1))
        cells = [
            (int(row), field) for row in ids for field, at in fields if is_broken[table.frame.index.get_loc(row), at]
        ]
        seen = listed(f"{table.value(*cell):.10g}" for cell in cells)
        details = {"column": metric.labels[0], "seen": seen, "count": str(len(cells))}
        yield found("not_whole", ranges([table.origin(*cell) for cell in cells]), tab_of(table.name), **details)


def _above(dataset: Dataset) -> Iterator[Finding]:
    """Shares of people who did something above 100 %, a finding a metric."""
    table = dataset["kpi"]
    for metric_id, ids in table.frame.groupby("metric_id", sort=False).groups.items():
        if metric_id not in PARTS:
            continue
        cells = [(int(row), field) for row in ids for field in ("actual", "target")]
        above = [cell for cell in cells if (table.value(*cell) or 0) > 1 + _HAIR]
        if above:
            where = ranges([table.origin(*cell) for cell in above])
            seen = listed(f"{100 * table.value(*cell):.4g}%" for cell in above)
            name = metric_of(dataset, str(metric_id)).labels[0]
            yield found("share_above_whole", where, tab_of(table.name), metric=name, seen=seen)


def _said_of(table: Table, field: Field, code: str, broken: Ints) -> Iterator[Finding]:
    if len(broken):
        ids = table.frame.index[broken].tolist()
        where = ranges([table.origin(row, field.name) for row in ids])
        seen = listed(f"{table.value(row, field.name):.10g}" for row in ids)
        details = {"column": field.headers[0], "seen": seen, "count": str(len(broken))}
        yield found(code, where, tab_of(table.name), **details)

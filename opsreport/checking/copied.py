"""Numbers of the month that are last month's: whole tabs, columns and rows, or more of them than chance gives."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from opsreport.checking.codes import found
from opsreport.checking.gather import blocks, ranges
from opsreport.checking.lines import Mask
from opsreport.checking.reconcile import cells, tab_of
from opsreport.model.finding import Finding
from opsreport.model.grid import Ints
from opsreport.model.table import Dataset, Table

SAME_SHARE = 0.9
FEWEST_SAME = 5
FEWEST_METRICS = 4
FEWEST_COPIED = 3
# a number of so many digits is seldom the same by chance; of so many it may be told beside such ones
LONG, TOLD = 3, 2
# of how many powers of ten the chance must be small: of a whole tab, of some of its numbers
WHOLE_ODDS, PART_ODDS = 3, 4
# so many numbers of a row, none below ten, are not the same by chance however round they are
FULL_ROW, LEAST_COUNT = 5, 10
MEASURES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "kpi": {"kpi": ("actual",)},
    "channels": {"channels": ("visits", "new_users", "payers", "revenue", "spend")},
    "users": {
        "retention": ("retained", "observed"),
        "activity_tiers": ("users", "interactions"),
        "funnels": ("users",),
        "churn_reasons": ("count",),
        "feedback": ("count",),
    },
}


def month_field(table: Table) -> str:
    """The field of the table that says the month."""
    return "cohort_month" if table.name == "retention" else "month"


def copied_findings(dataset: Dataset) -> Iterator[Finding]:
    """A tab as good as all of whose numbers are last month's; else columns and rows of which all are, or too many."""
    for tab, measures in MEASURES.items():
        both = {name: _both(dataset, name) for name in measures}
        pairs = {(name, field): _pairs(both[name], field) for name, fields in measures.items() for field in fields}
        if _is_all(pairs.values(), FEWEST_METRICS if tab == "kpi" else FEWEST_SAME):
            yield _all_same(dataset, both, pairs)
        else:
            for (name, field), one in pairs.items():
                if (copied := one.copied).any():
                    yield _copied(dataset, (name, field), [frame.index[copied].tolist() for frame in both[name]])
            for name, fields in measures.items():
                yield from _copied_rows(dataset, both[name], name, {field: pairs[name, field] for field in fields})


def _counts(pairs: Iterable[_Pairs]) -> tuple[int, int]:
    """How many numbers both months have, and how many of them are the same."""
    filled, same = zip(*((int(one.filled.sum()), int(one.same.sum())) for one in pairs), strict=True)
    return sum(filled), sum(same)


def _is_all(pairs: Collection[_Pairs], fewest: int) -> bool:
    """Whether as good as all numbers of a tab are the same; of few of them all, with digits enough to be no chance."""
    count, same = _counts(pairs)
    if count >= fewest:
        return same >= SAME_SHARE * count
    return 1 < count == same and sum(_odds(one.digits) for one in pairs) >= WHOLE_ODDS


def _all_same(dataset: Dataset, both: Mapping[str, _Both], pairs: Mapping[tuple[str, str], _Pairs]) -> Finding:
    """The finding of a tab, with this month's cells of all numbers that are the same."""
    ids = {(name, field): both[name].now.index[one.same].tolist() for (name, field), one in pairs.items()}
    where = [origin for (name, field), some in ids.items() for origin in cells(dataset[name], field, some)]
    count, same = map(str, _counts(pairs.values()))
    details = {"month": str(dataset.period), "before": str(dataset.period.previous), "same": same, "rows": count}
    return found("not_updated", blocks(where), tab_of(next(iter(both))), **details)


def _copied_rows(dataset: Dataset, both: _Both, name: str, pairs: Mapping[str, _Pairs]) -> Iterator[Finding]:
    """Rows all of whose numbers are last month's, where that is no chance."""
    table = dataset[name]
    filled, same, digits, large = (
        np.array(some)
        for some in zip(*((one.filled, one.same, one.digits, one.large) for one in pairs.values()), strict=True)
    )
    count, rows = filled.sum(axis=0), filled.shape[1]
    is_rare = np.maximum(digits - 1, 0).sum(axis=0) - math.log10(max(rows, 1)) >= PART_ODDS
    is_full = (count >= FULL_ROW) & (large == filled).all(axis=0)
    is_copy = (count >= FEWEST_COPIED) & (same == filled).all(axis=0) & (is_rare | is_full)
    for at in np.flatnonzero(is_copy).tolist():
        ids = [int(frame.index[at]) for frame in both]
        fields = [field for field, is_filled in zip(pairs, filled[:, at].tolist(), strict=True) if is_filled]
        where = tuple(table.origin(one, field) for one in ids for field in fields)
        words = _words(dataset, table.name, _row_name(table, ids[0]), len(fields))
        yield found("values_copied", blocks(where), tab_of(table.name), **words)


def _row_name(table: Table, row: int) -> str:
    keys = [part for part in table.schema.key if part != month_field(table)]
    return " ".join(str(table.value(row, part)) for part in keys)


def _words(dataset: Dataset, name: str, what: str, count: int) -> dict[str, str]:
    months = {"month": str(dataset.period), "before": str(dataset.period.previous)}
    return {**months, "count": str(count), "table": dataset[name].schema.titles[0], "column": what}


def _copied(dataset: Dataset, column: tuple[str, str], ids: Sequence[Sequence[int]]) -> Finding:
    """Cells of a column that say what they said the month before, with both ranges."""
    (name, field), table = column, dataset[column[0]]
    now, before = (cells(table, field, some) for some in ids)
    words = _words(dataset, name, table.schema.field(field).headers[0], len(ids[0]))
    return found("values_copied", (*ranges(now), *ranges(before)), tab_of(name), **words)


def _now(dataset: Dataset, name: str) -> dict[str, object]:
    return {month_field(dataset[name]): dataset.period}


class _Both(NamedTuple):
    """The rows of what both months have: this month's, and last month's of the same things in the same order."""

    now: pd.DataFrame
    before: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Of the rows of both months: which fill a field with a number in both, with the same, with the same of ten or
    more; and how many digits the same ones have."""

    filled: Mask
    same: Mask
    large: Mask
    digits: Ints

    @property
    def copied(self) -> Mask:
        """The pairs that are no chance: all of a column, else so many of so many digits; none for too few."""
        long = self.digits >= LONG
        if (self.same == self.filled).all():
            return self.same if self.same.sum() >= FEWEST_COPIED else np.zeros_like(self.same)
        ways = math.log10(math.comb(int(self.filled.sum()), int(long.sum())))
        is_copy = long.sum() >= FEWEST_COPIED and _odds(self.digits[long]) - ways >= PART_ODDS
        told: Mask = self.digits >= TOLD
        return told if is_copy else np.zeros_like(told)


def _both(dataset: Dataset, name: str) -> _Both:
    table, month = dataset[name], month_field(dataset[name])
    key = [part for part in table.schema.key if part != month]
    last, now = (table.where(**{month: one}).frame for one in (dataset.period.previous, dataset.period))
    known = {what: at for at, what in enumerate(_things(last, key))}
    found_at = [known.get(what, -1) for what in _things(now, key)]
    return _Both(now[np.array(found_at, np.int64) >= 0], last.iloc[[at for at in found_at if at >= 0]])


def _things(frame: pd.DataFrame, key: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """What each row is of."""
    return zip(*(frame[part].tolist() for part in key), strict=True)


def _pairs(both: _Both, field: str) -> _Pairs:
    now, before = (frame[field].to_numpy(dtype=float) for frame in both)
    filled = np.isfinite(now) & np.isfinite(before) & (now != 0) & (before != 0)
    same = filled & (now == before)
    digits = np.zeros(len(now), np.int64)
    digits[same] = [_digits(value) for value in now[same].tolist()]
    return _Pairs(filled, same, same & (np.abs(now) >= LEAST_COUNT), digits)


def _odds(digits: Ints) -> int:
    """Of how many powers of ten the chance is that numbers of so many digits are the same; the first digit is."""
    return int(np.maximum(digits - 1, 0).sum())


def _digits(value: float) -> int:
    """How many digits a number is known to, zeros at its ends aside; 98.5% is as good as 1.5% and has two."""
    size = abs(value)
    size = 1 - size if 0.5 < size < 1 else size
    return len(f"{size:.10f}".rstrip("0").replace(".", "").strip("0"))

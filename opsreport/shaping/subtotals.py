"""Several totals among rows that are added up: each is compared with its own rows, which the sums show no longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Floats, Ints
from opsreport.model.origin import Origin
from opsreport.model.precision import as_typed, rounding_of_sum
from opsreport.model.schema import Tab
from opsreport.model.table import Sheet
from opsreport.shaping.detailed import Detailed, Flags

Key = tuple[tuple[str, int], ...]
_SLACK, _LEAST_SLACK = 0.00005, 0.5
_MOST_STARTS, _MOST_KINDS, _MOST_SAID, _MOST_LISTED = 400, 200, 6, 1_000


def totals_apart(sheet: Sheet, tab: Tab, rows: Detailed) -> tuple[Flags, list[Finding]]:
    """Which totals are of one month and name with another, and what each of them is beside its rows.

    A note for one that its rows come to, a warning with the cells of both for any other. One that
    stands alone for its month and name is left to those who compare the sums with it, but no mean,
    which is one of days.
    """
    apart = np.zeros(len(rows.is_total), bool)
    alike = [tuple(int(rows.codes[name][at]) for name in rows.who) for at in np.flatnonzero(rows.is_total).tolist()]
    several = {key for key, count in Counter(alike).items() if count > 1}
    means = np.flatnonzero(rows.is_made & ~rows.is_total).tolist()
    if len(several) > _MOST_KINDS or rows.is_made.all():
        return apart, []
    found: list[Finding] = []
    sums: dict[Key, _Sums] = {}
    for at, key in zip(np.flatnonzero(rows.is_total).tolist(), alike, strict=True):
        of_kind = _key(rows, at) if key in several else None
        names = [name for name in rows.numbers if rows.is_told[name][at]]
        if of_kind is not None and names:
            of_these = sums.setdefault(of_kind, _Sums(rows, of_kind))
            found.append(_compared(sheet, tab, of_these, at, names))
            apart[at] = True
    for at in means:
        names = [name for name in rows.numbers if rows.is_told[name][at]]
        if names and len(sums) < _MOST_KINDS:
            of_kind = _key(rows, at)
            found.append(_compared(sheet, tab, sums.setdefault(of_kind, _Sums(rows, of_kind)), at, names))
            apart[at] = True
    return apart, found


def _key(rows: Detailed, at: int) -> Key:
    """What a total says of its rows, of what any row says."""
    said = ((name, int(codes[at])) for name, codes in rows.codes.items() if codes[at])
    return tuple((name, code) for name, code in said if ((rows.codes[name] == code) & ~rows.is_made).any())


class _Sums:
    """The rows of one kind, each column added up from the first row on."""

    def __init__(self, rows: Detailed, key: Key) -> None:
        self.rows, self.is_of = rows, ~rows.is_made
        for name, code in key:
            self.is_of = self.is_of & (rows.codes[name] == code)
        self._running: dict[tuple[str, str], Floats] = {}

    def spans(self, at: int) -> tuple[Ints, Ints]:
        """From where to where the rows of a total may stand: since an earlier one, all, or up to the next."""
        totals = np.flatnonzero(self.rows.is_total)
        before, after = totals[totals < at], totals[totals > at]
        starts = np.concatenate([before[-_MOST_STARTS:][::-1] + 1, [0, 0, at + 1]])
        next_one = int(after[0]) if len(after) else len(self.is_of)
        ends = np.concatenate([np.full(len(starts) - 2, at), [len(self.is_of), next_one]])
        return starts.astype(np.int64), ends.astype(np.int64)

    def made(self, name: str, at: int, spans: tuple[Ints, Ints]) -> Floats:
        """The sum of a column in each of some spans; its mean for a row of means."""
        return self._between(name, "numbers", spans) / self._parts(name, at, spans)

    def slack(self, name: str, at: int, spans: tuple[Ints, Ints]) -> Floats:
        """How far rounding may have moved those sums or means."""
        halves, squares = self._between(name, "halves", spans), self._between(name, "squares", spans)
        return rounding_of_sum(halves, squares) / self._parts(name, at, spans)

    def is_mean(self, at: int) -> bool:
        """Whether a row is one of means."""
        return not self.rows.is_total[at]

    def _parts(self, name: str, at: int, spans: tuple[Ints, Ints]) -> Floats:
        """By what a sum is divided."""
        counts = self._between(name, "counts", spans) if self.is_mean(at) else np.ones(len(spans[0]))
        found: Floats = np.maximum(counts, 1.0)
        return found

    def _between(self, name: str, what: str, spans: tuple[Ints, Ints]) -> Floats:
        if (name, what) not in self._running:
            halves = self.rows.halves[name]
            kept = {"numbers": self.rows.numbers[name], "counts": self.rows.is_told[name], "squares": halves**2}
            numbers = kept.get(what, halves)
            self._running[name, what] = np.concatenate([[0.0], np.cumsum(np.where(self.is_of, numbers, 0.0))])
        running = self._running[name, what]
        between: Floats = running[spans[1]] - running[spans[0]]
        return between


def _compared(sheet: Sheet, tab: Tab, sums: _Sums, at: int, names: Sequence[str]) -> Finding:
    """What one total is beside the rows that come nearest to it: those with which it has most columns in common."""
    rows, spans = sums.rows, sums.spans(at)
    is_same = np.array([_agrees(sums, name, at, spans) for name in names])
    typed = np.array([rows.numbers[name][at] for name in names])
    off = np.array([sums.made(name, at, spans) for name in names]) - typed[:, None]
    far = (np.abs(off) / np.maximum(np.abs(typed), 1)[:, None]).sum(axis=0)
    best = int(np.lexsort((far, -is_same.sum(axis=0)))[0])
    wrong = [name for name, same in zip(names, is_same[:, best].tolist(), strict=True) if not same]
    details = {"tab": tab.titles[0]}
    if not wrong:
        return Finding("total_row", Severity.note, (sheet.origin_of(rows.place(at)),), details, tab.titles[0])
    nearest = (spans[0][best : best + 1], spans[1][best : best + 1])
    first, end = (int(one[0]) for one in nearest)
    within = (np.flatnonzero(sums.is_of[first:end]) + first).tolist()
    said = [
        _unlike(sheet, tab, (name, rows, at), float(sums.made(name, at, nearest)[0])) for name in wrong[:_MOST_SAID]
    ]
    spots = [rows.spot(name, at) for name in wrong]
    origins = (*map(sheet.origin_of, spots), *(_origin(sheet, rows, name, within) for name in wrong if within))
    details["differences"] = " / ".join(said)
    code = "mean_row_differs" if sums.is_mean(at) else "total_row_differs"
    return Finding(code, Severity.warn, origins, details, tab.titles[0])


def _origin(sheet: Sheet, rows: Detailed, name: str, within: Sequence[int]) -> Origin:
    """The cells of a column in some rows; of a great many from the first to the last."""
    if len(within) <= _MOST_LISTED:
        return sheet.origin_of(*(rows.spot(name, row) for row in within))
    first, last = (sheet.origin_of(rows.spot(name, within[end])) for end in (0, -1))
    return replace(first, cell=f"{first.cell}:{last.cell}")


def _agrees(sums: _Sums, name: str, at: int, spans: tuple[Ints, Ints]) -> Flags:
    """In which spans the sum of a column is what the total says, but for rounding."""
    typed = sums.rows.numbers[name][at]
    allowed = max(_LEAST_SLACK / sums.rows.worth[name], abs(typed) * _SLACK, sums.rows.halves[name][at])
    found: Flags = np.abs(sums.made(name, at, spans) - typed) <= allowed + sums.slack(name, at, spans)
    return found


def _unlike(sheet: Sheet, tab: Tab, total: tuple[str, Detailed, int], made: float) -> str:
    """访问量 9,300 ≠ 18,300."""
    name, rows, at = total
    seen, summed = as_typed(sheet.cells[rows.spot(name, at)], float(rows.numbers[name][at]), made)
    return f"{tab.column(name).headers[0]} {seen} ≠ {summed}"

"""The rows of a long table added up: one record for each key and month, as `adding` has it, by whole columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np

from opsreport.model.finding import Finding
from opsreport.model.grid import Floats, Ints
from opsreport.model.precision import MOST_DECIMALS
from opsreport.model.schema import Tab
from opsreport.model.table import Sheet, Spot, Spots
from opsreport.shaping.adding import amount_of, sum_cell, total_of, who_of, worth_of
from opsreport.shaping.detailed import Detailed, Flags, labels_of
from opsreport.shaping.forms import form_of
from opsreport.shaping.long import Long, totals_of
from opsreport.shaping.records import Record
from opsreport.shaping.rows import SPECIAL_TEXTS, Filled, is_total
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.strips import NUMBER, TEXT, Strip, kept_rows, runs
from opsreport.shaping.subtotals import totals_apart
from opsreport.shaping.words import says_nothing

_ADDED = ("int", "money")
_HAIR = 1e-12


@dataclass(frozen=True, slots=True)
class Sums:
    """The records that rows became, and the cells among those added up that were not written as plain numbers.

    `blanks` are, by column, the blank ones among them.
    """

    records: tuple[Record, ...]
    details: tuple[Record, ...]
    blanks: Mapping[str, Sequence[Spot]]


def without_totals(sheet: Sheet, tab: Tab, long: Long) -> tuple[Long, Sequence[Finding]]:
    """A long table to be added up without its totals where it has several, and what these are beside their rows."""
    if not totals_of(tab, long).any():
        return long, ()
    is_told, found = totals_apart(sheet, tab, _detailed(tab, long))
    rows, strips = kept_rows(long.rows, long.strips, ~is_told)
    return replace(long, rows=rows, strips=strips), found


def long_sums(tab: Tab, long: Long, *, is_untyped: bool) -> Sums:
    """One record for each month and key of a long table."""
    keys = _keys(tab, long)
    groups = tuple(runs(keys))
    adder = _Adder.of(tab, long, groups)
    records: list[Record] = []
    joined = np.zeros(len(long.rows), dtype=bool)
    for at, group in enumerate(groups):
        made = adder.records(at, len(records))
        joined[group] = len(made) < len(group)
        records.extend(made)
    details = tuple(adder.details(joined, is_untyped=is_untyped))
    return Sums(tuple(records), details, adder.blanks(keys, joined & ~totals_of(tab, long)))


def _keys(tab: Tab, long: Long) -> Ints:
    """A number for each row, the same for those of one month and key."""
    found = np.zeros(len(long.rows), dtype=np.int64)
    for strip in (long.strips[name] for name in who_of(tab) if name in long.strips):
        codes = strip.codes(len(long.rows))
        found = np.unique(found * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)[1].astype(np.int64)
    return found


def _detailed(tab: Tab, long: Long) -> Detailed:
    """The rows as totals are compared with them, without columns of numbers that say their own worth."""
    count = len(long.rows)
    kinds = {column.name: column.kind for column in tab.columns}
    columns = {n: _Column.of(one, count, is_number=True) for n, one in long.strips.items() if kinds[n] in _ADDED}
    plain = {n: one for n, one in columns.items() if bool((one.is_plain | ~one.is_told).all())}
    numbers = {name: one.by_row(np.where(one.is_told, one.values, 0.0)) for name, one in plain.items()}
    is_made, is_mean = totals_of(tab, long), np.zeros(count, bool)
    labels = [name for name in labels_of(tab) if name in long.strips]
    who = [name for name in who_of(tab) if name in long.strips]
    total_in = {name: np.isin(np.arange(count), long.strips[name].telling(is_total)) for name in who}
    for name in who:
        is_mean[long.strips[name].telling(lambda text: text == SPECIAL_TEXTS["mean"])] = True
    return Detailed(
        codes={name: _label_codes(long.strips[name], count) for name in labels},
        who=who,
        numbers=numbers,
        halves={name: _halves(values) for name, values in numbers.items()},
        worth={name: worth_of(long.units.get(name, "")) for name in numbers},
        is_told={name: one.by_row(one.is_told.astype(float)) > 0 for name, one in plain.items()},
        is_total=is_made & ~is_mean,
        is_made=is_made,
        spot=lambda name, at: (int(long.rows[at]), long.strips[name].column),
        place=lambda at: (int(long.rows[at]), next(long.strips[name].column for name in who if total_in[name][at])),
    )


def _label_codes(strip: Strip, count: int) -> Ints:
    """A number for each row, the same where they say the same; 0 where one says nothing or that it is a total."""
    codes = strip.codes(count)
    codes[strip.telling(is_total)] = 0
    return codes


def _halves(values: Floats) -> Floats:
    """How far rounding may have moved numbers that were typed plainly: half of their last decimal, whole ones not."""
    found = np.zeros(len(values))
    is_open = np.rint(values) != values
    for decimals in range(1, MOST_DECIMALS + 1):
        at = np.flatnonzero(is_open)
        shown = np.abs(np.round(values[at], decimals) - values[at]) <= np.abs(values[at]) * _HAIR
        found[at[shown]] = 0.5 * 10.0**-decimals
        is_open[at[shown]] = False
    return found


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by row: where its cell stands among those of its strip (-1: blank), what its text is, as a number.

    `values` are the numbers of cells, of which `is_told` say something and
    `is_plain` can be added as they are; all three by the strip's order.
    """

    strip: Strip
    at: Ints
    codes: Ints
    values: Floats
    is_told: Flags
    is_plain: Flags

    @classmethod
    def of(cls, strip: Strip, count: int, *, is_number: bool) -> _Column:
        at = np.full(count, -1, dtype=np.int64)
        at[strip.lines] = np.arange(len(strip.lines))
        if not is_number:
            none: Flags = np.zeros(0, dtype=bool)
            return cls(strip, at, strip.codes(count), np.zeros(0), none, none)
        values, is_plain = strip.amounts.copy(), strip.kinds == NUMBER
        is_told: Flags = np.ones(len(values), dtype=bool)
        others = ~is_plain
        cells, which = strip.of(others).different()
        amounts = [amount_of(cell) for cell in cells]
        values[others] = np.array([one.value if one else 0.0 for one in amounts], dtype=float)[which]
        is_plain[others] = np.array([one is not None and not one.scale for one in amounts], dtype=bool)[which]
        is_told[others] = np.array([not says_nothing(cell) for cell in cells], dtype=bool)[which]
        return cls(strip, at, np.zeros(0, dtype=np.int64), values, is_told, is_plain)

    def by_row(self, values: Floats) -> Floats:
        """What stands for its cells by the rows, 0 where there is none."""
        found = np.zeros(len(self.at))
        found[self.strip.lines] = values
        return found


@dataclass(frozen=True, slots=True)
class _Told:
    """The cells of a column that say something, group after group, which begin at `starts`.

    `is_simple`: those of a group can be added as they are, its numbers having the one style `styles`, -1 for none.
    """

    starts: Sequence[int]
    rows: Ints
    values: Floats
    is_simple: Sequence[bool]
    styles: Sequence[int]

    @classmethod
    def of(cls, one: _Column, rows: Ints, groups: Sequence[Ints]) -> _Told:
        lines = np.concatenate(groups)
        of_group = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        at = one.at[lines]
        is_told = at >= 0
        is_told[is_told] = one.is_told[at[is_told]]
        at, of_group = at[is_told], of_group[is_told]
        count, plain = (np.bincount(of_group, part, len(groups)) for part in (None, one.is_plain[at]))
        is_number = one.strip.kinds[at] == NUMBER
        numbers, styles = of_group[is_number], one.strip.styles[at[is_number]]
        most, least = np.full(len(groups), -1), np.full(len(groups), len(one.strip.store.formats))
        np.maximum.at(most, numbers, styles)
        np.minimum.at(least, numbers, styles)
        is_simple = (count > 0) & (plain == count) & (most <= least)
        starts = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        return cls(starts.tolist(), rows[lines[is_told]], one.values[at], is_simple.tolist(), most.tolist())


@dataclass(frozen=True, slots=True)
class _Adder:
    long: Long
    groups: Sequence[Ints]
    columns: Mapping[str, _Column]
    kinds: Mapping[str, str]
    told: Mapping[str, _Told]

    @classmethod
    def of(cls, tab: Tab, long: Long, groups: Sequence[Ints]) -> _Adder:
        kinds = {column.name: column.kind for column in tab.columns}
        count = len(long.rows)
        columns = {n: _Column.of(one, count, is_number=kinds[n] in NUMBERS) for n, one in long.strips.items()}
        told = {n: _Told.of(one, long.rows, groups) for n, one in columns.items() if kinds[n] in _ADDED}
        return cls(long, groups, columns, kinds, told)

    def records(self, at: int, order: int) -> Sequence[Record]:
        """The one record that the rows of a group become, or one for each where their cells cannot be added."""
        group = self.groups[at]
        total = self._joined(at) if len(group) > 1 else None
        found = [total] if total is not None else [self._filled([line]) for line in group.tolist()]
        return [Record((0, order + one), filled, dict(self.long.units)) for one, filled in enumerate(found)]

    def _filled(self, lines: Sequence[int]) -> dict[str, Filled]:
        return {name: part for name in self.columns for part in self._parts(name, np.array(lines))}

    def _parts(self, name: str, group: Ints) -> Iterator[Filled]:
        """What stands under a column in some rows; a blank cell has its place too."""
        one = self.columns[name]
        rows, column = self.long.rows[group].tolist(), one.strip.column
        for row, at in zip(rows, one.at[group].tolist(), strict=True):
            spots: Spots = ((row, column),) if column else ()
            if at >= 0:
                yield Filled(one.strip.cell(at, row), spots)
            else:
                yield Filled(None, spots)

    def _joined(self, at: int) -> dict[str, Filled] | None:
        filled: dict[str, Filled] = {}
        group = self.groups[at]
        for name, column in self.columns.items():
            if self.kinds[name] in NUMBERS:
                if self.kinds[name] not in _ADDED:
                    continue
                total = self._total(name, at)
                if total is None:
                    return None
                filled[name] = total
            elif len(set(column.codes[group].tolist()) - {0}) == 1:
                filled[name] = next(self._parts(name, group[column.at[group] >= 0][:1]))
        return filled

    def _total(self, name: str, at: int) -> Filled | None:
        """The sum of plain numbers in a row; of anything else what `adding` makes of it."""
        told, strip = self.told[name], self.columns[name].strip
        if not told.is_simple[at]:
            parts = tuple(self._parts(name, self.groups[at]))
            return total_of(parts, self.long.units.get(name, ""), is_money=self.kinds[name] == "money")
        cells, style = slice(told.starts[at], told.starts[at + 1]), told.styles[at]
        spots = tuple(zip(told.rows[cells].tolist(), repeat(strip.column), strict=False))
        formats = [strip.store.formats[style]] if style >= 0 else []
        return Filled(sum_cell(math.fsum(told.values[cells].tolist()), formats, spots), spots)

    def blanks(self, keys: Ints, joined: Flags) -> Mapping[str, Sequence[Spot]]:
        """By column the blank cells of rows that were added up with others whose cells say something."""
        found: dict[str, Sequence[Spot]] = {}
        for name in (name for name in self.columns if self.kinds[name] in _ADDED):
            one = self.columns[name]
            told = np.zeros(int(keys.max(initial=0)) + 1, dtype=bool)
            is_filled = one.at >= 0
            told[keys[is_filled][one.is_told[one.at[is_filled]]]] = True
            rows = self.long.rows[joined & ~is_filled & told[keys]]
            found[name] = [(row, one.strip.column) for row in rows.tolist()]
        return found

    def details(self, joined: Flags, *, is_untyped: bool) -> Iterator[Record]:
        """The texts that read as numbers in another form, or as nothing, among the rows that were added up."""
        for name in (name for name in self.columns if self.kinds[name] in NUMBERS):
            texts = self.columns[name].strip
            texts = texts.of((texts.kinds == TEXT) & joined[texts.lines])
            cells, which = texts.different()
            has_form = np.array([bool(form_of(cell, is_untyped=is_untyped)) for cell in cells], dtype=bool)
            texts = texts.of(has_form[which]) if len(cells) else texts
            for at, row in enumerate(self.long.rows[texts.lines].tolist()):
                yield Record((0, 0), {name: Filled(texts.cell(at, row), ((row, texts.column),))})

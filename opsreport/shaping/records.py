"""The rows of a table as records: what each says, column by column of its tab, and where it says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opsreport.model.period import Period
from opsreport.model.spelling import name_key, unbroken
from opsreport.model.table import Cell, cells_text
from opsreport.schemas.choices import PLAN_ROW
from opsreport.shaping.layout import MONTH_KINDS, Layout, main_key
from opsreport.shaping.match import Ignored
from opsreport.shaping.measurerows import with_measures, with_names_down
from opsreport.shaping.rows import SPECIAL_TEXTS, Filled, Row, RowReader, When, made
from opsreport.shaping.slots import KEPT_OUT, NUMBERS, Slot, label_month
from opsreport.shaping.splitrows import of_all
from opsreport.shaping.totalslots import is_of_earlier_year, total_word
from opsreport.shaping.waiting import Lives
from opsreport.shaping.words import MonthWord, says_nothing
from opsreport.shaping.years import Years

Key = tuple[object, ...]
_PLANNED = frozenset(name_key(word) for words in PLAN_ROW.values() for word in words)
_MONTH = re.compile(r"20\d\d-\d\d")


@dataclass(slots=True, frozen=True)
class Record:
    """One record: its columns by name, the unit of each where header or label says one, its place in the order.

    `derived` are figures made of the others as they were typed, by their header.
    `is_earlier`: it stands beside this month's record as one to compare it with.
    """

    order: tuple[int, int]
    filled: dict[str, Filled]
    units: dict[str, str] = field(default_factory=dict)
    has_month: bool = False
    has_heading: bool = False
    derived: dict[str, Filled] = field(default_factory=dict)
    is_earlier: bool = False


@dataclass(slots=True, frozen=True)
class Twice:
    """A second cell for a column of a record that has one."""

    name: str
    record: Record
    other: Filled


def words_of_months(layout: Layout) -> Iterator[MonthWord]:
    """The months of a table in the order they stand: across, then down."""
    for column in layout.of("value"):
        if column.slot.month and not column.slot.special:
            yield column.slot.month
    months = [column for column in layout.of("label") if layout.tab.column(column.name).kind in MONTH_KINDS]
    for column in months:
        for row in layout.area.body:
            cell = layout.grid.cell(row, column.slot.column)
            if cell and (word := label_month(cell)):
                yield word


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the records of one table, the years of its months known.

    `is_across`: months stand across; `is_crossed`: names do. `kinds` are those
    of the tab's columns, `month` is its column of months, "" for none. Cells that
    find their place taken go to `twice`.
    """

    layout: Layout
    years: Years
    default: str
    ignored: list[Ignored]
    is_across: bool
    is_crossed: bool
    kinds: Mapping[str, str]
    month: str
    twice: list[Twice] = field(default_factory=list)

    @classmethod
    def of(cls, layout: Layout, years: Years, default: str, ignored: list[Ignored]) -> Reader:
        """The reader of a table."""
        kinds = {column.name: column.kind for column in layout.tab.columns}
        return cls(layout, years, default, ignored, layout.has_months, layout.crosses_keys, kinds, month_column(layout))

    def records(self) -> tuple[Record, ...]:
        """All records that say something, by month where months stand across."""
        found: dict[Key, Record] = {}
        ranks = _ranks(self.layout)
        slots = self._of_these_years()
        rows = with_names_down(self.layout, tuple(RowReader(self.layout, self.years, self.ignored).rows()))
        rows = of_all(self.layout, with_measures(self.layout, rows), self.ignored)
        for row in sorted(rows, key=lambda row: bool(row.when.ago)):  # a month's own number goes before 去年同期
            for slot in slots if not row.derived else ():
                self._add(found, row, slot, ranks.get(slot.column, 0))
        if not slots and _is_plan(rows):  # what is planned needs no number
            found = {(row.row,): self._listed(row, at) for at, row in enumerate(rows) if not row.derived}
        self._add_derived(found, rows, slots)
        told = filter(self._has_numbers, found.values())
        lives = Lives.of((self._name_of(one), self._month_text(one)) for one in told)
        kept = [one for one in found.values() if self._says_something(one, lives)]
        return tuple(sorted(kept, key=lambda one: one.order))

    def _listed(self, row: Row, at: int) -> Record:
        return Record((0, at), {**self._blank_labels(row), **row.labels}, has_heading=row.has_heading)

    def _of_these_years(self) -> list[Slot]:
        """The columns of values without totals of an earlier year than the months beside them; those are left out."""
        slots = [column.slot for column in self.layout.of("value")]
        across = [one for one in slots if one.month and not one.special]
        first = min((self.years.period_of(one.month, one.year).year for one in across if one.month), default=0)
        early = [one for one in slots if one.special in SPECIAL_TEXTS and is_of_earlier_year(one, first)]
        self.ignored.extend(Ignored(cells_text(one.spots[-1:]), one.text, one.special) for one in early)
        return [one for one in slots if one not in early]

    def _add(self, found: dict[Key, Record], row: Row, slot: Slot, rank: int) -> None:
        name = self._name(row, slot)
        special = slot.special
        is_placed = not special or self.is_across or self.is_crossed
        then = self._then(row, slot)
        is_gap = then and not slot.month and says_nothing(self.layout.grid.cell(row.row, slot.column))
        if not name or special in KEPT_OUT or not is_placed or self._lacks_month(slot) or is_gap:
            return
        month = (then, False) if then else (special, rank if special else slot.is_whole_year)
        key = (_who(row), month, slot.metric, slot.other if self.is_crossed else "")
        if key not in found:
            order = rank if self.is_across else 0
            found[key] = Record(
                (order, len(found)),
                self._labels(row, slot, then),
                has_month=bool(slot.month) and not special,
                has_heading=row.has_heading,
                is_earlier=bool(slot.moment) or "" < then < (self._period(slot) or self._own_month(row)),
            )
        cell = self.layout.grid.sheet.cells.get((row.row, slot.column))
        record = found[key]
        if name not in record.filled or record.filled[name].cell is None:
            record.filled[name] = Filled(cell, ((row.row, slot.column),))
            if unit := row.unit or slot.unit:
                record.units[name] = unit
        elif cell is not None and not special and not _is_told(row, cell, record.filled[name]):
            self.twice.append(Twice(name, record, Filled(cell, ((row.row, slot.column),))))

    def _add_derived(self, found: Mapping[Key, Record], rows: Sequence[Row], slots: Sequence[Slot]) -> None:
        """What is made of other figures goes beside them, in the records that it speaks of."""
        about = [(slot, self._spoken_of(slot, slots[:at])) for at, slot in enumerate(slots)]
        cells = self.layout.grid.sheet.cells
        for row in rows:
            for slot, others in about:
                header = (row.derived or self._measured(row)) + slot.derived
                is_one = bool(row.derived) != bool(slot.derived) and not (row.derived and slot.special)
                cell = cells.get((row.row, slot.column)) if is_one else None
                if cell is None:
                    continue
                keys = ((_who(row), *self._at(one), slot.other if self.is_crossed else "") for one in others)
                held = (found[key] for key in keys if key in found and self._has_numbers(found[key]))
                if record := next(held, None):
                    record.derived.setdefault(header, Filled(cell, ((row.row, slot.column),)))

    def _measured(self, row: Row) -> str:
        """What the measure that a row holds is called, "" where headers say it."""
        return self.layout.tab.column(row.measure).headers[0] if row.measure else ""

    def _at(self, slot: Slot) -> tuple[object, str]:
        return (self._period(slot), False) if slot.month else ("", False), slot.metric

    def _spoken_of(self, slot: Slot, before: Sequence[Slot]) -> tuple[Slot, ...]:
        """The columns whose records figures made of others speak of: its own month, else the newest since the last.

        Months may stand the other way round: 6月, 5月, 环比 speaks of June.
        """
        if not slot.derived or slot.month or not self.is_across:
            last = next((one for one in reversed(before) if not one.special), slot)
            return (slot if slot.metric or not self.layout.has_metrics else replace(slot, metric=last.metric),)
        same = (at for at in range(len(before), 0, -1) if before[at - 1].derived == slot.derived)
        since = next((found for at in same if (found := self._kin(slot, before[at:]))), self._kin(slot, before))
        return tuple(sorted(since, key=self._period, reverse=True))

    def _kin(self, slot: Slot, before: Sequence[Slot]) -> tuple[Slot, ...]:
        """The months among some columns that a column of figures made of others may speak of, those of one measure."""
        alike = [one for one in before if one.month and not one.special and one.other == slot.other]
        kin = [one for one in alike if slot.name in ("", one.name) and slot.metric in ("", one.metric)]
        return tuple(one for one in kin if (one.name, one.metric) == (kin[-1].name, kin[-1].metric))

    def _period(self, slot: Slot) -> str:
        return str(self.years.period_of(slot.month, slot.year)) if slot.month else ""

    def _then(self, row: Row, slot: Slot) -> str:
        """The month, or whole year, that a cell is of where its column or the name of its row says so; else ""."""
        if slot.month and not slot.special:
            return row.when.under(self.years.period_of(slot.month, slot.year))
        text = "" if slot.special or not (slot.moment or slot.year) else self._own_month(row)
        return When(slot.moment or 0, slot.year).under(Period.parse(text)) if _MONTH.fullmatch(text) else ""

    def _own_month(self, row: Row) -> str:
        return _text(row.labels[self.month].cell) if self.month in row.labels else ""

    def _lacks_month(self, slot: Slot) -> bool:
        return self.is_across and slot.month is None and not (slot.special or slot.is_whole_year)

    def _name(self, row: Row, slot: Slot) -> str:
        return row.measure or slot.name or ("" if slot.other else self.default)

    def _labels(self, row: Row, slot: Slot, then: str) -> dict[str, Filled]:
        """The record's columns that are no values: its row's labels, and what its column's header says."""
        blank = {} if row.measure else self._blank_labels(row)
        filled = {**blank, **row.labels}
        month = self.month
        if then and not slot.month:  # what people note of a month is of no month before
            filled = {
                name: one for name, one in filled.items() if name in (*self.layout.tab.keys, month, "type", "unit")
            }
        if slot.special in SPECIAL_TEXTS and month and self.is_across:
            filled[month] = made(total_word(slot), slot.spots)
        elif (then or slot.month) and month:
            filled[month] = made(then or self._period(slot), slot.month_spots or filled[month].spots)
        if slot.is_whole_year:
            filled[month] = made(f"{slot.year or self.years.year or self.years.period.year}全年", slot.spots)
        if slot.special in SPECIAL_TEXTS and not self.is_across:
            filled[main_key(self.layout.tab)] = made(SPECIAL_TEXTS[slot.special], slot.spots)
        elif slot.metric:
            filled["metric"] = made(slot.metric, slot.other_spots)
        elif slot.other and self.is_crossed:
            filled[main_key(self.layout.tab)] = made(unbroken(slot.other), slot.other_spots)
        return filled

    def _blank_labels(self, row: Row) -> dict[str, Filled]:
        """The cells of labels that stand under their headers and say nothing."""
        return {one.name: Filled(None, ((row.row, one.slot.column),)) for one in self.layout.of("label")}

    def _says_something(self, record: Record, lives: Lives) -> bool:
        """Whether a record holds a number, or one is waited for in its true cell.

        That is so of a metric of the report month, and of what else had numbers before: of the month before
        the report's, or also of a later one.
        """
        if not self.is_across or self._has_numbers(record):
            return True
        month, now = self._month_text(record), self.years.period
        if self.layout.tab.name == "kpi":
            return month == str(now) and lives.is_begun(month)
        return lives.waits(self._name_of(record), month, now)

    def _name_of(self, record: Record) -> object:
        """What tells a record from the others of its month."""
        texts = {name: _text(one.cell) for name, one in record.filled.items() if self.kinds[name] not in NUMBERS}
        return tuple(sorted((name, text) for name, text in texts.items() if name != self.month))

    def _month_text(self, record: Record) -> str:
        return _text(record.filled[self.month].cell) if self.month in record.filled else ""

    def _has_numbers(self, record: Record) -> bool:
        filled = record.filled.items()
        return any(self.kinds[name] in NUMBERS and not says_nothing(one.cell) for name, one in filled)


def _is_plan(rows: Sequence[Row]) -> bool:
    """Whether rows say what of a plan they are: 行动, 风险."""
    return any(name_key(_text(row.labels["row_type"].cell)) in _PLANNED for row in rows if "row_type" in row.labels)


def _is_told(row: Row, cell: Cell, first: Filled) -> bool:
    """Whether a second number of a record says again what the year or an earlier month came to."""
    is_same = first.cell is not None and first.cell.value == cell.value
    return bool(row.when.ago) or (row.when.span == "year" and is_same)


def _who(row: Row) -> object:
    """What tells the records of a row from others: its labels where it holds one measure of several."""
    if not (row.measure or row.derived):
        return row.row
    return tuple(sorted((key, _text(one.cell)) for key, one in row.labels.items()))


def _ranks(layout: Layout) -> Mapping[int, int]:
    """The place of each value column among those of its measure: months, and totals between them, in order."""
    counts: dict[tuple[str, str, str], int] = {}
    ranks: dict[int, int] = {}
    for column in layout.of("value"):
        slot = column.slot
        kind = (slot.name, slot.metric, slot.other)
        ranks[slot.column] = counts[kind] = counts.get(kind, -1) + 1
    return ranks


def _text(cell: Cell | None) -> str:
    return str(cell.value).strip() if cell else ""


def month_column(layout: Layout) -> str:
    """The tab's month column, "" for a tab without."""
    return next((column.name for column in layout.tab.columns if column.kind in MONTH_KINDS), "")

"""The rows of a table as records: what each says, column by column of its tab, and where it says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsreport.model.period import Period
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Spots, cells_text
from opsreport.schemas.choices import EXAMPLE_MARKS
from opsreport.shaping.layout import MONTH_KINDS, Column, Layout, main_key
from opsreport.shaping.match import Ignored
from opsreport.shaping.slots import NUMBERS, Slot, label_month, without_brackets
from opsreport.shaping.words import MonthWord, Special, is_amount, is_remark, is_unit, says_nothing, special_of
from opsreport.shaping.years import Years

SPECIAL_TEXTS: Mapping[Special, str] = {"total": "合计", "mean": "平均"}
KEPT_OUT: tuple[Special, ...] = ("change", "share", "rate")
ROWS_KEPT_OUT: tuple[Special, ...] = ("change", "share")


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands for one column of a record: its cell (None: blank), where it stands."""

    cell: Cell | None
    spots: Spots


@dataclass(slots=True, frozen=True)
class Record:
    """One record: its columns by name, the unit of each where header or label says one, its place in the order."""

    order: tuple[int, int]
    filled: dict[str, Filled]
    units: dict[str, str] = field(default_factory=dict)
    has_month: bool = False
    has_heading: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A body row: its labels by column, the measure that a label names."""

    row: int
    labels: Mapping[str, Filled]
    measure: str = ""
    unit: str = ""
    has_heading: bool = False


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
    of the tab's columns, `month` is its column of months, "" for none.
    """

    layout: Layout
    years: Years
    default: str
    ignored: list[Ignored]
    is_across: bool
    is_crossed: bool
    kinds: Mapping[str, str]
    month: str

    @classmethod
    def of(cls, layout: Layout, years: Years, default: str, ignored: list[Ignored]) -> Reader:
        """The reader of a table."""
        kinds = {column.name: column.kind for column in layout.tab.columns}
        return cls(layout, years, default, ignored, layout.has_months, layout.crosses_keys, kinds, month_column(layout))

    def records(self) -> tuple[Record, ...]:
        """All records that say something, by month where months stand across."""
        found: dict[tuple[object, ...], Record] = {}
        ranks = _ranks(self.layout)
        slots = [column.slot for column in self.layout.of("value")]
        for row in self._rows():
            for slot in slots:
                self._add(found, row, slot, ranks.get(slot.column, 0))
        live = self._live_months(found)
        kept = [one for one in found.values() if self._says_something(one, live)]
        return tuple(sorted(kept, key=lambda one: one.order))

    def _add(self, found: dict[tuple[object, ...], Record], row: _Row, slot: Slot, rank: int) -> None:
        name = self._name(row, slot)
        special = slot.special
        is_placed = not special or self.is_across or self.is_crossed
        if not name or special in KEPT_OUT or not is_placed or self._lacks_month(slot):
            return
        month = (
            (slot.month, slot.year)
            if slot.month and not special
            else (special, rank if special else slot.is_whole_year)
        )
        who = tuple(sorted((key, _text(one.cell)) for key, one in row.labels.items())) if row.measure else row.row
        key = (who, month, slot.metric, slot.other if self.is_crossed else "")
        if key not in found:
            order = rank if self.is_across else 0
            found[key] = Record(
                (order, len(found)), self._labels(row, slot), {}, bool(slot.month) and not special, row.has_heading
            )
        cell = self.layout.grid.sheet.cells.get((row.row, slot.column))
        record = found[key]
        if name not in record.filled or record.filled[name].cell is None:
            record.filled[name] = Filled(cell, ((row.row, slot.column),))
            if unit := row.unit or slot.unit:
                record.units[name] = unit

    def _lacks_month(self, slot: Slot) -> bool:
        return self.is_across and slot.month is None and not (slot.special or slot.is_whole_year)

    def _name(self, row: _Row, slot: Slot) -> str:
        return row.measure or slot.name or ("" if slot.other else self.default)

    def _labels(self, row: _Row, slot: Slot) -> dict[str, Filled]:
        """The record's columns that are no values: its row's labels, and what its column's header says."""
        filled = dict(row.labels)
        month = self.month
        if slot.special in SPECIAL_TEXTS and month and self.is_across:
            filled[month] = _made(SPECIAL_TEXTS[slot.special], slot.spots)
        elif slot.month and month:
            filled[month] = _made(str(self.years.period_of(slot.month, slot.year)), slot.month_spots)
        if slot.is_whole_year:
            filled[month] = _made(f"{slot.year or self.years.year or self.years.period.year}全年", slot.spots)
        if slot.special in SPECIAL_TEXTS and not self.is_across:
            filled[main_key(self.layout.tab)] = _made(SPECIAL_TEXTS[slot.special], slot.spots)
        elif slot.metric:
            filled["metric"] = _made(slot.metric, slot.other_spots)
        elif slot.other and self.is_crossed:
            filled[main_key(self.layout.tab)] = _made(slot.other, slot.other_spots)
        return filled

    def _rows(self) -> Iterator[_Row]:
        heading: tuple[str, Filled] | None = None
        values = [column.slot.column for column in self.layout.of("value")]
        head = self._head_texts()
        for row in self.layout.area.body:
            own = [cell for column in values if (cell := self.layout.grid.sheet.cells.get((row, column)))]
            labels = self._row_labels(row)
            if not any(is_amount(cell) or says_nothing(cell) for cell in own) and len(own) <= 1:
                heading = self._heading(row) or heading
            elif labels is not None and not (own and {str(cell.value).strip() for cell in own} <= head):
                yield self._headed(labels, heading)

    def _headed(self, row: _Row, heading: tuple[str, Filled] | None) -> _Row:
        if heading is None or heading[0] in row.labels:
            return row
        return _Row(row.row, {**row.labels, heading[0]: heading[1]}, row.measure, row.unit, has_heading=True)

    def _head_texts(self) -> frozenset[str]:
        cells = (cell for row in self.layout.area.head for cell in self.layout.grid.rows[row])
        return frozenset(str(cell.value).strip() for cell in cells)

    def _row_labels(self, row: int) -> _Row | None:
        """The row's labels; None where the row is kept out: a change, a share, an example, a measure not known."""
        labels: dict[str, Filled] = {}
        measure, unit = "", ""
        for column in self.layout.of("label", "measure"):
            cell = self.layout.grid.cell(row, column.slot.column)
            if cell is None or says_nothing(cell):
                continue
            text = str(cell.value)
            if isinstance(cell.value, str) and self._is_kept_out(text, column, cell):
                self.ignored.append(Ignored(f"{row}:{row}", text.strip(), special_of(text) or "example"))
                return None
            if column.role == "measure":
                found = self.layout.words.column(text)
                if found is None or found.kind not in NUMBERS:
                    self.ignored.append(
                        Ignored(cells_text([(row, cell.column)]), text.strip(), special_of(text) or "unknown")
                    )
                    return None
                measure, unit = found.name, _unit_in(text)
            else:
                labels[column.name] = self._label(column, cell)
                if column.name == "metric" and (said := _unit_in(text)):
                    unit = said
        return _Row(row, labels, measure, unit)

    def _is_kept_out(self, text: str, column: Column, cell: Cell) -> bool:
        is_key = column.role == "measure" or column.name in self.layout.tab.keys
        return is_key and (special_of(text) in ROWS_KEPT_OUT or text.strip().casefold().startswith(EXAMPLE_MARKS))

    def _label(self, column: Column, cell: Cell) -> Filled:
        spot = ((cell.row, cell.column),)
        kind = self.layout.tab.column(column.name).kind
        if kind in MONTH_KINDS and (word := label_month(cell)):
            return _made(str(self.years.period_of(word)), spot)
        if isinstance(cell.value, str) and column.name in self.layout.tab.keys:
            special = special_of(cell.value)
            text = SPECIAL_TEXTS.get(special, "") or (without_brackets(cell.value) if column.name == "metric" else "")
            return _made(text, spot) if text else Filled(cell, spot)
        return Filled(cell, spot)

    def _heading(self, row: int) -> tuple[str, Filled] | None:
        """The column that a line over several rows fills: the month, a choice it names, or what the rows lack."""
        area = self.layout.area
        cells = [c for c in self.layout.grid.rows[row] if area.left <= c.column <= area.right]
        if len(cells) != 1 or not isinstance(cells[0].value, str) or is_remark(cells[0].value):
            return None
        cell, text = cells[0], cells[0].value.strip()
        filled = Filled(cell, ((cell.row, cell.column),))
        missing = [one for one in self.layout.tab.columns if one.name not in self.layout.labels]
        if word := label_month(cell):
            name = next((one.name for one in missing if one.kind in MONTH_KINDS), "")
            return (name, _made(str(self.years.period_of(word)), filled.spots)) if name else None
        for one in missing:
            accepted = {name_key(word): words[0] for words in one.choices.values() for word in words}
            found = accepted.get(name_key(text)) or accepted.get(name_key(text).removesuffix("渠道").removesuffix("类"))
            if one.kind == "choice" and found:
                return one.name, _made(found, filled.spots)
        is_named = self.layout.has_metrics or self.layout.crosses_keys
        named = main_key(self.layout.tab) if is_named else ""
        lacking = [one.name for one in missing if one.required and one.kind == "text" and one.name != named]
        return (lacking[0], filled) if lacking else None

    def _live_months(self, found: Mapping[tuple[object, ...], Record]) -> frozenset[str]:
        """The months in which any record has a number."""
        return frozenset(self._month_text(one) for one in found.values() if self._has_numbers(one))

    def _says_something(self, record: Record, live: frozenset[str]) -> bool:
        """Whether a record holds a number; a metric of the report month may wait for one in its true cell."""
        if not self.is_across or self._has_numbers(record):
            return True
        month = self._month_text(record)
        return self.layout.tab.name == "kpi" and month == str(self.years.period) and month in live

    def _month_text(self, record: Record) -> str:
        return _text(record.filled[self.month].cell) if self.month in record.filled else ""

    def _has_numbers(self, record: Record) -> bool:
        filled = record.filled.items()
        return any(self.kinds[name] in NUMBERS and not says_nothing(one.cell) for name, one in filled)


def _ranks(layout: Layout) -> Mapping[int, int]:
    """The place of each value column among those of its measure: months, and totals between them, in order."""
    counts: dict[tuple[str, str, str], int] = {}
    ranks: dict[int, int] = {}
    for column in layout.of("value"):
        slot = column.slot
        kind = (slot.name, slot.metric, slot.other)
        ranks[slot.column] = counts[kind] = counts.get(kind, -1) + 1
    return ranks


def _made(text: str, spots: Spots) -> Filled:
    row, column = spots[0] if spots else (1, 1)
    return Filled(Cell(row, column, "text", text), spots)


def _text(cell: Cell | None) -> str:
    return str(cell.value).strip() if cell else ""


def _unit_in(text: str) -> str:
    said = header_parts(text)[1]
    return said if is_unit(said) else ""


def month_column(layout: Layout) -> str:
    """The tab's month column, "" for a tab without."""
    return next((column.name for column in layout.tab.columns if column.kind in MONTH_KINDS), "")


def last_month_only(layout: Layout, records: Sequence[Record], period: Period) -> tuple[Record, ...]:
    """Texts beside months that stand across belong to the last month up to the report's, not to all of them."""
    once = {c.name for c in layout.tab.columns if c.kind in ("text", "date") and not c.required and c.name != "owner"}
    month = month_column(layout)
    newest: dict[str, str] = {}
    key = main_key(layout.tab)
    for one in records:
        if one.has_month and _text(one.filled[month].cell) <= str(period):
            who = _text(one.filled[key].cell) if key in one.filled else ""
            newest[who] = max(newest.get(who, ""), _text(one.filled[month].cell))
    for one in records:
        who = _text(one.filled[key].cell) if key in one.filled else ""
        if month in one.filled and _text(one.filled[month].cell) != newest.get(who):
            for name in once & one.filled.keys():
                del one.filled[name]
    return tuple(records)

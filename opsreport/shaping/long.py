"""Tables of one header and a great many rows, a record each: understood from their first rows, read by columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid as Packed
from opsreport.model.grid import Ints
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.spelling import span_said
from opsreport.model.table import Cell, Sheet
from opsreport.schemas.choices import EXAMPLE_MARKS
from opsreport.shaping.areas import MOST_COLUMNS, MOST_TABLES, Area
from opsreport.shaping.layout import MONTH_KINDS, Column, Layout, main_key
from opsreport.shaping.rows import SPECIAL_TEXTS, is_kept_out, is_total, last_row_of
from opsreport.shaping.slots import label_month
from opsreport.shaping.strips import NUMBER, Body, Strip, kept_rows
from opsreport.shaping.words import is_amount, is_nothing, is_remark, is_subtotal, says_nothing, special_of
from opsreport.shaping.years import Years, with_runs

# what is no plain list is looked at cell by cell, which takes its time
MOST_CELLS, MOST_ROWS = 400_000, 15_000
ROWS_SHOWN = 300
ROW = "{row}"
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source asks of the rows: what texts they must hold in some columns, what a cell of the months means."""

    where: Mapping[int, Callable[[Cell | None], bool]] = field(default_factory=dict)
    month: Callable[[Cell], str] | None = None


@dataclass(frozen=True, slots=True)
class Long:
    """The rows of a long table, and its columns by the tab's name of them; figures made of others by their header."""

    layout: Layout
    rows: Ints
    strips: Mapping[str, Strip]
    derived: Mapping[str, Strip]
    units: Mapping[str, str]

    def with_text(self, name: str, text: str) -> Long:
        """The same with a column that says one text in all rows; {row} in it is the row's number."""
        store = next(iter(self.strips.values())).store
        if ROW in text:
            strip = Strip.written([text.replace(ROW, str(row)) for row in self.rows.tolist()], store)
        else:
            strip = Strip.repeated(Cell(1, 1, "text", text), np.arange(len(self.rows)), store)
        return replace(self, strips={**self.strips, name: strip})

    def with_number(self, name: str, cell: Cell) -> Long:
        """The same with a column that says one number, or the text of one, in all rows but those of totals."""
        store = next(iter(self.strips.values())).store
        lines = np.flatnonzero(~totals_of(self.layout.tab, self))
        return replace(self, strips={**self.strips, name: Strip.repeated(cell, lines, store)})


def totals_of(tab: Tab, long: Long) -> Rows:
    """Which rows say by month or key that they add others up."""
    names = (*(column.name for column in tab.columns if column.kind in MONTH_KINDS), *tab.keys)
    strips = [long.strips[name] for name in dict.fromkeys(names) if name in long.strips]
    return _counted(strips, len(long.rows), lambda cell: is_total(str(cell.value))) > 0


def head_of(sheet: Sheet) -> Sheet | None:
    """The first rows of a sheet whose cells are packed; None for any other, which is looked at as a whole."""
    return replace(sheet, cells=sheet.cells.down_to(ROWS_SHOWN)) if isinstance(sheet.cells, Packed) else None


def unpacked(sheet: Sheet) -> Sheet:
    """The sheet with its cells ready to be asked for one by one."""
    return replace(sheet, cells=dict(sheet.cells.items())) if isinstance(sheet.cells, Packed) else sheet


def too_many(sheet: Sheet, areas: Sequence[Area]) -> Finding | None:
    """The finding of a sheet with more tables, or more columns of tables, than anybody keeps; None for any other."""
    if len(areas) > MOST_TABLES:
        return too_large(sheet, "tables", f"> {MOST_TABLES:,}", MOST_TABLES)
    columns = sum(area.right - area.left + 1 for area in areas)
    return too_large(sheet, "columns", f"{columns:,}", MOST_COLUMNS) if columns > MOST_COLUMNS else None


def too_long(sheet: Sheet, areas: Sequence[Area]) -> Finding | None:
    """The finding of a sheet whose tables have more rows or cells than are read one by one; None for any other."""
    rows = sum(len(area.body) for area in areas)
    if rows > MOST_ROWS:
        return too_large(sheet, "rows", f"{rows:,}", MOST_ROWS)
    places = sum(len(area.body) * (area.right - area.left + 1) for area in areas)
    return too_large(sheet, "cells", f"{places:,}", 10 * MOST_ROWS) if places > 10 * MOST_ROWS else None


def too_large(sheet: Sheet, what: str = "cells", seen: str = "", limit: int = MOST_CELLS) -> Finding:
    """The finding of a sheet that is no plain list and too large to be taken apart."""
    details = {"tab": "", "file": f"{sheet.file} › {sheet.name}", "what": what}
    details |= {"seen": seen or f"{len(sheet.cells):,}", "limit": f"{limit:,}"}
    return Finding("too_large", Severity.block, (Origin(sheet.file, sheet.name),), details)


def long_of(sheet: Sheet, layout: Layout, years: Years, default: str, asked: Asked) -> Long | None:
    """The whole table whose first rows have that layout; None where its rows are no plain records."""
    packed, columns = sheet.cells, _columns(layout, default)
    if columns is None or not isinstance(packed, Packed) or last_row_of(sheet.merged) > layout.area.head[-1]:
        return None
    body = Body.under(packed, layout.area.head[-1], range(layout.area.left, layout.area.right + 1))
    strips = {name: body.strip(column.slot.column) for name, column in columns.items()}
    others = {str(one.slot.column): body.strip(one.slot.column) for one in layout.of("none")}
    rows, strips = kept_rows(body.rows, {**others, **strips}, _asked_rows(body, asked))
    good = _Sorter(layout, columns, body, strips).good(len(rows))
    if good is None or not good.any():
        return None
    rows, strips = kept_rows(rows, strips, good)
    area = replace(layout.area, body=(int(rows[0]), int(rows[-1])))
    subtotals = _counted([strips[name] for name in others], len(rows), _says_subtotal) > 0
    if subtotals.any():
        return None
    strips = {
        name: _labelled(columns[name], layout, years, strip, asked) for name, strip in strips.items() if name in columns
    }
    derived = {slot.derived: strips[name] for name, one in columns.items() if (slot := one.slot).special}
    parts = {name: strip for name, strip in strips.items() if not columns[name].slot.special}
    units = {name: columns[name].slot.unit for name in parts if columns[name].slot.unit}
    return Long(replace(layout, area=area), rows, parts, {k: v for k, v in derived.items() if k}, units)


def _columns(layout: Layout, default: str) -> Mapping[str, Column] | None:
    """The columns by what they fill; None for a layout that is not one record a row, or fills one column twice.

    Rows of metrics have units of their own, so they are no plain records.
    """
    if (
        layout.tab.metric
        or layout.has_months
        or layout.has_metrics
        or layout.crosses_keys
        or layout.has_name_lines
        or layout.of("measure")
    ):
        return None
    found: dict[str, Column] = {}
    for column in layout.of("label", "value"):
        slot = column.slot
        made = slot.derived or f"{slot.special}{slot.column}"
        name = column.name or (made if slot.special else slot.name or ("" if slot.other else default))
        if name in found or slot.is_whole_year:
            return None
        if name:
            found[name] = column
    return found if layout.area.head else None


def _asked_rows(body: Body, asked: Asked) -> Rows:
    kept = np.ones(len(body.rows), dtype=bool)
    for column, is_wanted in asked.where.items():
        strip = body.strip(column)
        cells, which = strip.different()
        held = np.full(len(body.rows), is_wanted(None))
        held[strip.lines] = np.array([is_wanted(cell) for cell in cells], dtype=bool)[which]
        kept &= held
    return kept


@dataclass(frozen=True, slots=True)
class _Sorter:
    """Tells the rows that are records from header lines, remarks, examples and changes."""

    layout: Layout
    columns: Mapping[str, Column]
    body: Body
    strips: Mapping[str, Strip]

    def good(self, count: int) -> Rows | None:
        """Which rows are records; None where a line may hold for the rows below it, or another table begins."""
        values = [self.strips[name] for name, column in self.columns.items() if column.role == "value"]
        labels = [self.strips[name] for name, column in self.columns.items() if column.role == "label"]
        told = _counted(values, count, lambda cell: is_amount(cell) or says_nothing(cell))
        own = _filled(values, count)
        heads = self._heads()
        again = _counted(values, count, lambda cell: cell.kind == "text" and str(cell.value).strip() in heads)
        named = _filled(labels, count)
        is_alone = (own + named == 1) & (told == 0)
        last = int(np.nonzero(told)[0][-1]) if told.any() else -1
        strange = (told == 0) & (own > 1) & (again < own)
        if strange[: last + 1].any() or (is_alone & ~self._remarks(is_alone))[: last + 1].any():
            return None
        is_filled = (own > 0) & ((again < own) | (told > 0))
        is_named = self._named(own == 0)
        good: Rows = (is_filled | is_named) & ~is_alone & ~self._kept_out(count)
        return good

    def _named(self, asked: Rows) -> Rows:
        """Which of some rows say what their values would be of, as rows read singly do: a name, and a month or kind."""
        telling = [one.name for one in self.layout.tab.columns if one.required and one.name in self.strips]
        labels = [self.strips[name] for name in telling if self.columns[name].role == "label"]
        name = main_key(self.layout.tab)
        if name not in self.strips or not asked.any():
            return np.zeros(len(asked), dtype=bool)
        key, labels = _among([self.strips[name]], asked), _among(labels, asked)
        is_named = _counted(key, len(asked), lambda cell: not says_nothing(cell)) > 0
        told: Rows = _counted(labels, len(asked), lambda cell: not says_nothing(cell)) > 1
        return is_named & told & ~self._remarks(asked)

    def _heads(self) -> frozenset[str]:
        cells = (one for row in self.layout.area.head for one in self.layout.grid.rows[row])
        return frozenset(str(one.value).strip() for one in cells)

    def _remarks(self, asked: Rows) -> Rows:
        """Which of some rows hold a remark."""
        strips = _among(list(self.strips.values()), asked)
        return _counted(strips, len(asked), lambda cell: is_remark(str(cell.value))) > 0

    def _kept_out(self, count: int) -> Rows:
        found = np.zeros(count, dtype=bool)
        for name, column in self.columns.items():
            if column.name in self.layout.tab.keys:
                found[self.strips[name].telling(partial(_is_kept_out, column.name))] = True
        return found


def _among(strips: Sequence[Strip], asked: Rows) -> list[Strip]:
    """The columns with those of the rows alone."""
    return [strip.of(asked[strip.lines]) for strip in strips]


def _filled(strips: Sequence[Strip], count: int) -> Ints:
    """How many cells of each row are filled."""
    found = np.zeros(count, dtype=np.int64)
    for strip in strips:
        found[strip.lines] += 1
    return found


def _counted(strips: Sequence[Strip], count: int, is_such: Callable[[Cell], bool]) -> Ints:
    """How many cells of each row are such; of plain numbers all are or none."""
    found = np.zeros(count, dtype=np.int64)
    for strip in strips:
        is_number = strip.kinds == NUMBER
        found[strip.lines[is_number]] += is_such(Cell(1, 1, "number", 1.5))
        others = strip.of(~is_number)
        cells, which = others.different()
        hits = np.array([is_such(cell) for cell in cells], dtype=bool)
        found[others.lines] += hits[which] if len(hits) else 0
    return found


def _says_subtotal(cell: Cell) -> bool:
    return isinstance(cell.value, str) and is_subtotal(cell.value)


def _is_kept_out(column: str, text: str) -> bool:
    return is_kept_out(text, column) or text.strip().casefold().startswith(EXAMPLE_MARKS)


def _labelled(column: Column, layout: Layout, years: Years, strip: Strip, asked: Asked) -> Strip:
    """A column of labels as records have them: months with their year, totals by one word, nothing for a dash."""
    if column.role != "label":
        return strip
    is_key = column.name in layout.tab.keys
    if layout.tab.column(column.name).kind not in MONTH_KINDS:
        return strip.respelled(partial(_meant, is_key))
    strip = strip.said(lambda cell: (asked.month(cell) or None) if asked.month else None)
    words = (label_month(cell) for cell in strip.different()[0])
    years = with_runs(years, [word for word in words if word])

    def meant(cell: Cell) -> str | None:
        if says_nothing(cell):
            return ""
        if word := label_month(cell):
            return str(years.period_of(word))
        if isinstance(cell.value, str) and span_said(cell.value):
            return cell.value.strip()
        return _meant(is_key, cell.value) if isinstance(cell.value, str) else None

    return strip.said(meant)


def _meant(is_key: bool, text: str) -> str | None:
    """What a text among labels stands for, as `Strip.respelled` takes it."""
    if is_nothing(text):
        return ""
    return SPECIAL_TEXTS.get(special_of(text)) if is_key else None

"""The body rows of a table: what labels each, down to the lines that stand over several of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from opsreport.model.period import Period
from opsreport.model.spelling import header_parts, name_key, plain, span_said, unit_word
from opsreport.model.table import Cell, Spots, cells_text
from opsreport.schemas.choices import EXAMPLE_MARKS, SHARE_WORDS
from opsreport.shaping.layout import MONTH_KINDS, Column, Layout, main_key
from opsreport.shaping.match import Ignored
from opsreport.shaping.measuresaid import time_said
from opsreport.shaping.slots import NUMBERS, label_month
from opsreport.shaping.tabwords import without_brackets
from opsreport.shaping.words import (
    Special,
    is_amount,
    is_before,
    is_derived,
    is_remark,
    is_subtotal,
    is_unit,
    month_of,
    says_nothing,
    special_of,
)
from opsreport.shaping.years import Years

SPECIAL_TEXTS: Mapping[Special, str] = {"total": "合计", "mean": "平均"}
ROWS_KEPT_OUT: tuple[Special, ...] = ("change", "share")
_WHOLE_YEAR = re.compile(r"20\d\d年?全年|20\d\d年度")
# what a line over rows says beside the month that they are of: 5月数据
_OF_MONTH = ("", "数据", "明细", "情况")
_SHARES = frozenset(map(name_key, SHARE_WORDS))


def is_kept_out(text: str, column: str) -> bool:
    """Whether the name of a row is that of a change or share; 会员消费占比 among metrics is one, 占比 none."""
    special = special_of(text)
    is_metric = column == "metric" and special == "share" and name_key(without_brackets(text)) not in _SHARES
    return special in ROWS_KEPT_OUT and not is_metric


def is_total(text: str) -> bool:
    """Whether a label of a record says that it adds others up."""
    return text in SPECIAL_TEXTS.values() or span_said(text) is not None


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands for one column of a record: its cell (None: blank), where it stands."""

    cell: Cell | None
    spots: Spots


@dataclass(frozen=True, slots=True)
class When:
    """When the numbers of a row are of, seen from the month they stand under: so many months before, in that year.

    `span` is "year" for those of the whole year, "running" for sums from January on.
    """

    ago: int = 0
    year: int | None = None
    span: Literal["", "year", "running"] = ""

    def under(self, month: Period) -> str:
        """What is meant under a month: 2024-06, 2025全年, 2025年1-6月累计."""
        then = (Period.month(self.year, month.number) if self.year else month).plus(-self.ago)
        return {"": str(then), "year": f"{then.year}全年", "running": f"{then.year}年1-{then.number}月累计"}[self.span]


_THEN = When()


@dataclass(frozen=True, slots=True)
class Row:
    """A body row: its labels by column, the measure that a label names, or the figures made of others: 达成率."""

    row: int
    labels: Mapping[str, Filled]
    measure: str = ""
    unit: str = ""
    has_heading: bool = False
    derived: str = ""
    when: When = _THEN


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the labels of the rows of a table, the years of its months known; what it leaves out goes to `ignored`."""

    layout: Layout
    years: Years
    ignored: list[Ignored]

    def rows(self) -> Iterator[Row]:
        """The rows that say something, those of figures made of others by the measure they stand for too."""
        heading: tuple[str, Filled] | None = None
        unused: list[Ignored] = []
        values = [column.slot.column for column in self.layout.of("value")]
        head = self._head_texts()
        for row in self.layout.area.body:
            own = [cell for column in values if (cell := self.layout.grid.sheet.cells.get((row, column)))]
            labels = self._row_labels(row)
            if self._stands_alone(row, own) and not self._is_named(row, labels):
                found = self._heading(row)
                heading, unused = found or heading, unused if found else [*unused, *self._unused(row)]
            elif labels is not None and not (own and {str(cell.value).strip() for cell in own} <= head):
                self.ignored.extend(unused)
                unused = []
                yield self._headed(self._subtotal(labels), heading)

    def _subtotal(self, row: Row) -> Row:
        """The row as one of totals over months, where a text that is no label says 周小计."""
        month = next((one.name for one in self.layout.tab.columns if one.kind in MONTH_KINDS), "")
        cells = (self.layout.grid.sheet.cells.get((row.row, one.slot.column)) for one in self.layout.of("none"))
        said = next((cell for cell in cells if cell and isinstance(cell.value, str) and is_subtotal(cell.value)), None)
        if said is None or not month:
            return row
        return replace(row, labels={**row.labels, month: made(SPECIAL_TEXTS["total"], ((said.row, said.column),))})

    def _stands_alone(self, row: int, own: list[Cell]) -> bool:
        """Whether a row has no value, not even one that cannot be read beside its labels."""
        if not own:
            return True
        is_text = len(own) == 1 and not (is_amount(own[0]) or says_nothing(own[0]))
        return is_text and len(self._cells(row)) == 1

    def _is_named(self, row: int, labels: Row | None) -> bool:
        """Whether a row without a value says what its values would be of: its name, and its month or kind.

        In a table that nobody has begun to fill a known metric is enough, its months standing across.
        """
        if labels is None or labels.derived or main_key(self.layout.tab) not in labels.labels:
            return False
        name = labels.labels[main_key(self.layout.tab)].cell
        if self.layout.is_blank and self.layout.has_months and name and self.layout.words.metric(str(name.value)):
            return True
        telling = {column.name for column in self.layout.tab.columns if column.required}
        texts = [str(cell.value) for cell in self._cells(row)]
        return len(telling & labels.labels.keys()) > 1 and not any(map(is_remark, texts))

    def _unused(self, row: int) -> Iterator[Ignored]:
        """A line over the rows below it that says nothing of them which their table has a column for."""
        cells = self._cells(row)
        if len(cells) == 1 and isinstance(cells[0].value, str) and not is_remark(cells[0].value):
            yield Ignored(cells_text([(row, cells[0].column)]), cells[0].value.strip(), "heading")

    def _cells(self, row: int) -> list[Cell]:
        area = self.layout.area
        return [cell for cell in self.layout.grid.rows[row] if area.left <= cell.column <= area.right]

    def _headed(self, row: Row, heading: tuple[str, Filled] | None) -> Row:
        if heading is None or heading[0] in row.labels:
            return row
        return replace(row, labels={**row.labels, heading[0]: heading[1]}, has_heading=True)

    def _head_texts(self) -> frozenset[str]:
        cells = (cell for row in self.layout.area.head for cell in self.layout.grid.rows[row])
        return frozenset(str(cell.value).strip() for cell in cells)

    def _row_labels(self, row: int) -> Row | None:
        """The row's labels; None where the row is kept out: a change, a share, an example, a measure not known."""
        labels: dict[str, Filled] = {}
        measure, unit, derived, when = "", self._unit_beside(row), "", _THEN
        for column in self.layout.of("label", "measure"):
            cell = self.layout.grid.cell(row, column.slot.column)
            if cell is None or says_nothing(cell):
                continue
            text = str(cell.value)
            if column.name == "unit" != column.slot.name and not is_unit(text):
                continue  # a remark among units
            if isinstance(cell.value, str) and self._is_kept_out(text, column, cell):
                self.ignored.append(Ignored(f"{row}:{row}", text.strip(), special_of(text) or "example"))
                return None
            if column.role == "measure":
                found = self.layout.words.column(text)
                if found is not None and found.kind in NUMBERS:
                    measure, unit = found.name, _unit_in(text) or unit
                    continue
                if self.layout.tab.name == "kpi" and (time := time_said(text)):
                    measure, when = "actual", When(time.ago, time.year)
                    continue
                if is_remark(text) or text.strip() in self._head_texts():
                    return None
                derived = " ".join(text.split()) if is_derived(text) else ""
                reason = special_of(text) or ("rate" if derived else "unknown")
                self.ignored.append(Ignored(cells_text([(row, cell.column)]), text.strip(), reason))
                if not derived:
                    return None
            else:
                labels[column.name] = self._label(column, cell)
                if column.name == "metric" and (said := _unit_in(text)):
                    unit = said
        return Row(row, labels, measure, unit, derived=derived, when=when)

    def _unit_beside(self, row: int) -> str:
        """The unit in the column that gives the measures theirs, "" where there is none."""
        cells = (self.layout.grid.cell(row, one.slot.column) for one in self.layout.of("unit"))
        return next((unit_word(text) for cell in cells if cell and is_unit(text := str(cell.value))), "")

    def _is_kept_out(self, text: str, column: Column, cell: Cell) -> bool:
        is_made = column.role != "measure" and is_kept_out(text, column.name)
        is_made |= special_of(text) in SPECIAL_TEXTS and is_before(text)
        is_key = column.role == "measure" or column.name in self.layout.tab.keys
        return is_key and (is_made or text.strip().casefold().startswith(EXAMPLE_MARKS))

    def _label(self, column: Column, cell: Cell) -> Filled:
        spot = ((cell.row, cell.column),)
        kind = self.layout.tab.column(column.name).kind
        if kind in MONTH_KINDS and (word := label_month(cell)):
            return made(str(self.years.period_of(word)), spot)
        if isinstance(cell.value, str) and kind in MONTH_KINDS and span_said(cell.value):
            return made(cell.value.strip(), spot)
        is_year = isinstance(cell.value, str) and kind in MONTH_KINDS and _WHOLE_YEAR.fullmatch(plain(cell.value))
        if is_year and self.layout.tab.name == "kpi":
            return Filled(cell, spot)
        if isinstance(cell.value, str) and column.name in self.layout.tab.keys:
            special = special_of(cell.value)
            text = SPECIAL_TEXTS.get(special, "") or (without_brackets(cell.value) if column.name == "metric" else "")
            return made(text, spot) if text else Filled(cell, spot)
        return Filled(cell, spot)

    def _heading(self, row: int) -> tuple[str, Filled] | None:
        """The column that a line over several rows fills: the month, a choice it names, or what the rows lack."""
        cells = self._cells(row)
        if len(cells) != 1 or not isinstance(cells[0].value, str) or is_remark(cells[0].value):
            return None
        cell, text = cells[0], cells[0].value.strip()
        filled = Filled(cell, ((cell.row, cell.column),))
        missing = [one for one in self.layout.tab.columns if one.name not in self.layout.labels]
        if (found := month_of(cell)) and found[1] in _OF_MONTH:
            name = next((one.name for one in missing if one.kind in MONTH_KINDS), "")
            return (name, made(str(self.years.period_of(found[0])), filled.spots)) if name else None
        for one in missing:
            accepted = {name_key(word): words[0] for words in one.choices.values() for word in words}
            said = accepted.get(name_key(text)) or accepted.get(name_key(text).removesuffix("渠道").removesuffix("类"))
            if one.kind == "choice" and said:
                return one.name, made(said, filled.spots)
        is_named = self.layout.has_metrics or self.layout.crosses_keys
        named = main_key(self.layout.tab) if is_named else ""
        lacking = [one.name for one in missing if one.required and one.kind == "text" and one.name != named]
        return (lacking[0], filled) if lacking else None


def made(text: str, spots: Spots) -> Filled:
    """A text that stands in those cells, or for them."""
    row, column = spots[0] if spots else (1, 1)
    return Filled(Cell(row, column, "text", text), spots)


def last_row_of(merged: Sequence[str]) -> int:
    """The last row that a merged range covers, 0 where nothing is merged."""
    return max((int(digits) for text in merged for digits in re.findall(r"\d+", text)), default=0)


def _unit_in(text: str) -> str:
    said = header_parts(text)[1]
    return said if is_unit(said) else ""

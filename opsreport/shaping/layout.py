"""What the columns of one table are for one tab: labels of its rows, values, or nothing that counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts
from opsreport.model.table import Cell
from opsreport.schemas.naming import sort_in
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.slots import NUMBERS, Slot, Words, label_month, slots_of
from opsreport.shaping.unitlists import lists_units
from opsreport.shaping.whole_months import with_whole_months
from opsreport.shaping.words import is_amount, is_remark, is_unit, says_nothing, special_of

MOST_LOOKED_AT = 400
MONTH_KINDS = ("month", "period")
Role = Literal["label", "measure", "value", "none"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table in its role: a label of the column `name`, names of measures, values, or none."""

    slot: Slot
    role: Role
    name: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table read as one tab."""

    grid: Grid
    area: Area
    words: Words
    columns: tuple[Column, ...]
    _answers: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def tab(self) -> Tab:
        return self.words.tab

    def of(self, *roles: Role) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role in roles)

    @property
    def labels(self) -> frozenset[str]:
        """The tab's columns that label the rows."""
        return frozenset(column.name for column in self.of("label"))

    @property
    def measures(self) -> frozenset[str]:
        """The tab's number columns that headers or labels name."""
        named = {column.slot.name for column in self.of("value") if column.slot.name}
        for column in self.of("measure"):
            cells = (self.grid.cell(row, column.slot.column) for row in self.area.body)
            found = (self.words.column(str(cell.value)) for cell in cells if cell)
            named |= {one.name for one in found if one}
        return frozenset(named)

    @property
    def has_months(self) -> bool:
        """Whether months stand across."""
        if "months" not in self._answers:  # asked for every cell
            across = (column.slot for column in self.of("value"))
            self._answers["months"] = any(slot.month and not slot.special for slot in across)
        return self._answers["months"]

    @property
    def has_metrics(self) -> bool:
        """Whether metrics stand across."""
        return any(column.slot.metric for column in self.of("value"))

    @property
    def is_blank(self) -> bool:
        """Whether nobody has begun to fill the table."""
        if "blank" not in self._answers:
            columns, cells = [one.slot.column for one in self.of("value")], self.grid.sheet.cells
            self._answers["blank"] = not any((row, at) in cells for row in self.area.body for at in columns)
        return self._answers["blank"]

    @property
    def has_name_lines(self) -> bool:
        """Whether texts stand in lines of their own over the rows, which lack a name."""
        if main_key(self.tab) in self.labels or self.tab.column(main_key(self.tab)).kind != "text":
            return False
        columns = range(self.area.left, self.area.right + 1)
        lines = [[cell for at in columns if (cell := self.grid.sheet.cells.get((row, at)))] for row in self.area.body]
        alone = [line[0] for line in lines if len(line) == 1]
        return sum(not is_amount(one) and not label_month(one) for one in alone) > 1

    @property
    def crosses_keys(self) -> bool:
        """Whether what names a row stands across: 搜索 and 直播 over 费用 and 收入."""
        if "keys" not in self._answers:
            self._answers["keys"] = self._crosses_keys()
        return self._answers["keys"]

    def _crosses_keys(self) -> bool:
        is_named = bool(self.of("measure"))
        across = (column.slot for column in self.of("value") if column.slot.other)
        return main_key(self.tab) not in self.labels and any(slot.name or is_named for slot in across)

    @property
    def names(self) -> frozenset[str]:
        """All columns of the tab that the table fills."""
        key = {main_key(self.tab)} if self.has_metrics or self.crosses_keys or self.has_name_lines else set()
        return self.labels | self.measures | key | ({"row_type"} if self.words.kind else set())


def main_key(tab: Tab) -> str:
    """The column that names what a row is about: the channel, the metric, the title."""
    return tab.keys[-1]


def layout_of(grid: Grid, area: Area, words: Words) -> Layout:
    """The table as that tab would have it; whether it fits is for `fits` to say."""
    slots = _without_corner(grid, area, words, slots_of(grid, area, words))
    metrics = _metrics_at(grid, area, words, slots)
    labels: set[str] = set()
    named = {slot.name for slot in slots if slot.name}
    columns: list[Column] = []
    for slot in slots:
        column = _column(grid, area, words, slot, labels if slot.name else labels | named)
        if column.name == "metric" and not slot.name and slot.column != metrics:
            column = Column(slot, "none")
        if column.role == "label":
            labels.add(column.name)
        columns.append(column)
    made = with_whole_months([one.slot for one in columns], is_named=main_key(words.tab) in labels)
    columns = [replace(one, slot=slot) for one, slot in zip(columns, made, strict=True)]
    return Layout(grid, area, words, _with_keys_across(grid, area, columns, words.tab))


def _without_corner(grid: Grid, area: Area, words: Words, slots: Sequence[Slot]) -> Sequence[Slot]:
    """The slots, the first as if it were blank where it says 月份 of the months beside it and stands over texts."""
    first = slots[0]
    is_month = bool(first.name) and words.tab.column(first.name).kind in MONTH_KINDS
    if not (is_month and any(slot.month for slot in slots)):
        return slots
    cells = _cells(grid, area, first)
    is_corner = bool(cells) and all(cell.kind == "text" and not label_month(cell) for cell in cells)
    named = any(words.metric(str(cell.value)) or words.column(str(cell.value)) for cell in cells)
    return (replace(first, name="", text=""), *slots[1:]) if is_corner and named else slots


def _metrics_at(grid: Grid, area: Area, words: Words, slots: Sequence[Slot]) -> int:
    """The column under an unknown header that lists most metrics, the last of equals; 0 for none."""
    lists = words.tab.name == "kpi"
    counts = {
        slot.column: sum(bool(cell and words.metric(str(cell.value))) for cell in _cells(grid, area, slot))
        for slot in slots if lists and not (slot.name or slot.month or slot.metric)
    }  # fmt: skip
    if lists and not any(counts.values()) and any(slot.name in ("target", "actual") for slot in slots):
        first = slots[0]
        return first.column if first.is_blank and _name_measures(_cells(grid, area, first)) else 0
    return max(reversed(counts), key=lambda at: counts[at], default=0)


def _name_measures(cells: Sequence[Cell]) -> bool:
    """Whether texts that no catalogue knows are names of what is measured: 商单收入（万）, 解约率; not 城东店."""
    texts = [str(cell.value) for cell in cells if cell.kind == "text"]
    return bool(texts) and _share(bool(sort_in(text)) or is_unit(header_parts(text)[1]) for text in texts) >= 0.6


def _cells(grid: Grid, area: Area, slot: Slot) -> Sequence[Cell]:
    return [cell for row in area.body[:MOST_LOOKED_AT] if (cell := grid.sheet.cells.get((row, slot.column)))]


def _column(grid: Grid, area: Area, words: Words, slot: Slot, labels: set[str]) -> Column:
    cells = [cell for row in area.body[:MOST_LOOKED_AT] if (cell := grid.cell(row, slot.column))]
    kind = words.tab.column(slot.name).kind if slot.name else ""
    is_this_month = slot.moment == 0 and not cells and words.tab.name == "kpi"
    if slot.month or slot.metric or kind in NUMBERS or is_this_month:
        return Column(slot, "value")
    amounts = sum(is_amount(cell) for cell in cells if not says_nothing(cell))
    if slot.special:
        return Column(slot, "value" if amounts else "none")
    guessed = _guessed(cells, words, slot, labels)
    if slot.name and slot.name not in labels:
        return Column(slot, "measure") if guessed == "measure" else Column(slot, "label", slot.name)
    if guessed == "measure":
        return Column(slot, "measure")
    if guessed and guessed not in labels and not slot.name:
        return Column(slot, "label", guessed)
    return Column(slot, "none")


def _guessed(cells: Sequence[Cell], words: Words, slot: Slot, labels: set[str]) -> str:
    """What the values under a blank or unknown header are: "measure", a label's column, or ""."""
    cells = [cell for cell in cells if not is_remark(str(cell.value))]
    texts = [cell for cell in cells if not is_amount(cell) and not special_of(str(cell.value))]
    if not texts or len(texts) < 0.6 * len(cells):
        return ""
    if _share(label_month(cell) is not None for cell in texts) >= 0.6:
        return next((column.name for column in words.tab.columns if column.kind in MONTH_KINDS), "")
    has_unit = any(column.kind == "unit" for column in words.tab.columns)
    if has_unit and lists_units([str(cell.value) for cell in texts]):
        return "unit"
    named = [words.column(str(cell.value)) for cell in texts]
    if _share(one is not None and one.kind in NUMBERS for one in named) >= 0.6:
        return "measure"
    if words.tab.name == "kpi" and _share(bool(words.metric(str(cell.value))) for cell in texts) >= 0.5:
        return "metric"
    return main_key(words.tab) if slot.is_blank and main_key(words.tab) not in labels else ""


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def _with_plain_values(grid: Grid, area: Area, columns: list[Column]) -> list[Column]:
    """The one column of numbers beside names of measures, its header blank or saying no more than 数值.

    Columns beside it that hold remarks alone are none.
    """
    plain = [one for one in columns if one.role == "none" and not one.slot.other and not one.slot.special]
    numbers = [one for one in plain if not one.slot.name and any(map(is_amount, _cells(grid, area, one.slot)))]
    return [Column(one.slot, "value") if numbers == [one] else one for one in columns]


def _with_keys_across(grid: Grid, area: Area, columns: list[Column], tab: Tab) -> tuple[Column, ...]:
    """Unknown headers over numbers are names of rows where measures label the rows or stand under them."""
    labels = {column.name for column in columns if column.role == "label"}
    under = any(column.role == "measure" for column in columns)
    named = {column.slot.name for column in columns if column.role == "value"} - {""}
    if not (named - {"target"} if tab.name == "kpi" else named) and (under or "metric" in labels):
        columns = _with_plain_values(grid, area, columns)
    if tab.name == "kpi" and not under and _crosses_metrics(columns, labels, tab):
        return tuple(_as_metric(grid, area, one) for one in columns)
    if main_key(tab) in labels or not under:
        return tuple(columns)
    return tuple(Column(one.slot, "value") if one.role == "none" and one.slot.other else one for one in columns)


def _crosses_metrics(columns: Sequence[Column], labels: set[str], tab: Tab) -> bool:
    """Whether months stand down and several known metrics across."""
    known = [one for one in columns if one.role == "value" and one.slot.metric and not one.slot.month]
    is_dated = any(tab.column(name).kind in MONTH_KINDS for name in labels)
    return is_dated and main_key(tab) not in labels and len(known) > 1


def _as_metric(grid: Grid, area: Area, one: Column) -> Column:
    """An unknown header over numbers as the metric it names; any other column as it is."""
    cells = _cells(grid, area, one.slot)
    is_number = bool(cells) and all(is_amount(cell) or says_nothing(cell) for cell in cells)
    is_open = one.role == "none" and one.slot.other and not (one.slot.special or one.slot.month or one.slot.name)
    return Column(replace(one.slot, metric=one.slot.other, other=""), "value") if is_open and is_number else one


def fits(layout: Layout) -> bool:
    """Whether the table can be rows of the tab: it says what they are about, and something about it."""
    tab, names = layout.tab, layout.names
    if main_key(tab) not in names or (layout.crosses_keys and not layout.measures):
        return False
    if layout.has_metrics and _strange_labels(layout):
        return False
    if tab.name == "kpi":
        return any(not column.slot.special for column in layout.of("value"))
    needed = {column.name for column in tab.columns if column.required and column.kind not in MONTH_KINDS}
    if tab.name == "channels":
        return bool(layout.measures) or layout.has_months
    return len(needed & tab.said_by(names)) >= max(2, 0.6 * len(needed))


def is_split(layout: Layout) -> bool:
    """Whether key metrics are said again for each of several shops or teams, whose names stand left of them."""
    metric = next((one for one in layout.of("label") if one.name == "metric"), None)
    if metric is None or any(layout.tab.column(name).kind in MONTH_KINDS for name in layout.labels):
        return False
    left = [one for one in layout.of("none") if one.slot.column < metric.slot.column and not one.slot.special]
    names: dict[str, set[str]] = {}
    for row in layout.area.body[:MOST_LOOKED_AT] if left else ():
        cells = [layout.grid.cell(row, one.slot.column) for one in (metric, *left)]
        name, *others = [str(cell.value).strip() if cell and cell.kind == "text" else "" for cell in cells]
        if name and any(others):
            names.setdefault(name, set()).add(" ".join(others))
    return any(len(said) > 1 for said in names.values())


def _strange_labels(layout: Layout) -> bool:
    """Whether texts tell the rows apart, under an unknown header or one of numbers: regions, or plans of a 计划."""
    numbers = (one for one in layout.of("value") if one.slot.name and not (one.slot.month or one.slot.metric))
    asked = [one for one in (*layout.of("none"), *numbers) if not one.slot.special]
    cells = [[layout.grid.cell(row, one.slot.column) for row in layout.area.body] for one in asked]
    texts = [[one for one in column if one and not (is_amount(one) or says_nothing(one))] for column in cells]
    return any(len(column) > 1 for column in texts)


def score(layout: Layout) -> tuple[bool, int]:
    """How well a table fits a tab: whether nothing required is missing, how many columns are known."""
    needed = {column.name for column in layout.tab.columns if column.required and column.kind not in MONTH_KINDS}
    names = layout.names | ({"actual"} if layout.tab.name == "kpi" else set())
    return needed <= layout.tab.said_by(names), len(layout.names)

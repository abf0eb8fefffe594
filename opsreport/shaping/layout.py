"""What the columns of one table are for one tab: labels of its rows, values, or nothing that counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from opsreport.model.schema import Tab
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.slots import Slot, label_month
from opsreport.shaping.special import is_of_all
from opsreport.shaping.tabwords import Words
from opsreport.shaping.words import is_amount, says_nothing

_REMARK = re.compile(r"备注|说明|描述|点评|大事记|remark|note|comment", re.IGNORECASE)
MOST_LOOKED_AT = 400  # rows of a table that its columns are told by
MONTH_KINDS = ("month", "period")
Role = Literal["label", "measure", "unit", "value", "none"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column in its role: a label of the column `name`, names of measures or their units, values, or none."""

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
    """Whether key metrics are said again for each of several shops or teams, who stand left of them, and not of all."""
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
    return any(len(said) > 1 and not any(map(is_of_all, said)) for said in names.values())


def _strange_labels(layout: Layout) -> bool:
    """Whether texts tell the rows apart, under an unknown header or one of numbers: regions, or plans of a 计划."""
    numbers = (one for one in layout.of("value") if one.slot.name and not (one.slot.month or one.slot.metric))
    asked = [one for one in (*layout.of("none"), *numbers) if not (one.slot.special or _REMARK.search(one.slot.text))]
    cells = [[layout.grid.cell(row, one.slot.column) for row in layout.area.body] for one in asked]
    texts = [[one for one in column if one and not (is_amount(one) or says_nothing(one))] for column in cells]
    return any(len(column) > 1 for column in texts)


def score(layout: Layout) -> tuple[bool, int]:
    """How well a table fits a tab: whether nothing required is missing, how many columns are known."""
    needed = {column.name for column in layout.tab.columns if column.required and column.kind not in MONTH_KINDS}
    names = layout.names | ({"actual"} if layout.tab.name == "kpi" else set())
    return needed <= layout.tab.said_by(names), len(layout.names)

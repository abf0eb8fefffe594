"""One table of users as it stands: its header, its rows, what each of its columns is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell, Spot, cells_text
from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.userkinds import day_said, role_of, sentiment_of
from opsreport.shaping.grid import Grid
from opsreport.shaping.slots import label_month
from opsreport.shaping.words import day_of, is_amount, is_derived, is_remark, says_nothing, special_of

_RATES = ("率", "占比", "比例")
_ROW_WORDS = frozenset(name_key(word) for words in USER_ROW.values() for word in words)
_DAY_LENGTH = len("2025-06-01")


@dataclass(frozen=True, slots=True)
class UserTable:
    """A header of texts side by side over rows, and the kind of rows that a title says they are.

    `why` is what says so (line_above, sheet_title, headers), `spot` the cell of
    it, `above` the lines over the table, the nearest first.
    """

    grid: Grid
    head: int
    body: tuple[int, ...]
    cells: tuple[Cell, ...]
    kind: str
    why: str
    spot: Spot
    above: tuple[Cell, ...]

    def holds(self, spot: Spot) -> bool:
        """Whether a cell is one of the table's."""
        row, column = spot
        is_row = row == self.head or row in self.body
        return is_row and self.cells[0].column <= column <= self.cells[-1].column

    def text(self, column: int) -> str:
        """The header over a column."""
        return " ".join(str(self.cells[column - self.cells[0].column].value).split())

    def column_cells(self, column: int) -> Sequence[Cell]:
        """The filled cells of a column, a merged one as often as it covers rows."""
        return [cell for row in self.body if (cell := self.grid.cell(row, column))]

    @property
    def corners(self) -> tuple[Spot, Spot]:
        """Its first and its last cell."""
        return (self.head, self.cells[0].column), (self.body[-1], self.cells[-1].column)

    @property
    def range(self) -> str:
        """Its cells."""
        return cells_text(self.corners).replace(",", ":")

    @property
    def columns(self) -> Sequence[int]:
        return range(self.cells[0].column, self.cells[-1].column + 1)

    @property
    def roles(self) -> Mapping[int, str]:
        """The column of the users' tab that each column is, "" for none, "rate" for figures made of others."""
        found: dict[int, str] = {}
        for at in self.columns:
            text = self.text(at)
            made = special_of(text) in ("share", "change", "rate", "past") or is_derived(text) or text.endswith(_RATES)
            role = role_of(self.kind, text)
            found[at] = role if role and role not in found.values() else "rate" if made else ""
        if "name" not in found.values() and self._is_named_by(self.cells[0].column, found):
            found[self.cells[0].column] = "name"
        return found

    def _is_named_by(self, column: int, roles: Mapping[int, str]) -> bool:
        """Whether the first column has texts under a header that says nothing else."""
        cells = self.column_cells(column)
        return not roles[column] and bool(cells) and all(cell.kind == "text" and not is_amount(cell) for cell in cells)

    @property
    def days(self) -> Mapping[int, int]:
        """The days of retention that stand across, by column."""
        found = {at: day_said(self.text(at)) for at in self.columns}
        return {at: day for at, day in found.items() if day is not None}

    @property
    def months(self) -> Sequence[int]:
        """The columns that are months."""
        return [cell.column for cell in self.cells if label_month(cell)]

    @property
    def names_rows_itself(self) -> bool:
        """Whether a column says of each row what it is, as the users' tab has it: 留存, 分层, 购买漏斗."""
        for at in self.columns:
            texts = {name_key(str(cell.value)) for cell in self.column_cells(at) if cell.kind == "text"}
            if texts and texts <= _ROW_WORDS and not all(map(sentiment_of, texts)):
                return True
        return False

    @property
    def has_days(self) -> bool:
        """Whether its rows are days, of which no page shows one."""
        days = {day for cell in self.column_cells(self.cells[0].column) if len(day := day_of(cell)) == _DAY_LENGTH}
        months = {day[:7] for day in days}
        return self.kind == "retention" and len(days) > len(months)


def is_remark_row(cells: Sequence[Cell]) -> bool:
    """Whether a row only explains the table."""
    return bool(cells) and all(cell.kind == "text" and is_remark(str(cell.value)) for cell in cells)


def is_percent(cell: Cell) -> bool:
    """Whether a cell is a percentage."""
    if isinstance(cell.value, str):
        return plain(cell.value).endswith("%")
    return cell.kind == "number" and "%" in cell.number_format


def is_number(cell: Cell | None) -> bool:
    """Whether a cell holds a number, and says something."""
    return cell is not None and is_amount(cell) and not says_nothing(cell)

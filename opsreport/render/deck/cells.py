"""What stands in the cells of a Grid: its numbers at their scales, symbols, colours, as paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from opsreport.model.block import Column, Grid, GridCell, Row, Status, Words, column_scale, row_scale
from opsreport.model.number import Number, Tone
from opsreport.model.unit import BARE, MISSING, Scale
from opsreport.render.deck.text import Align, Para
from opsreport.render.deck.theme import Theme
from opsreport.render.units import bracketed, unit_note

DRAWN = frozenset(("bar", "variance", "spark"))
"""The kinds whose cells are drawn by a chart laid over the column."""

HEADER_SIZE = 10.0
SMALLEST = 10.0
_ALIGN: Mapping[str, Align] = {
    "text": "left",
    "bar": "left",
    "status": "center",
    "chip": "center",
    "spark": "center",
    "variance": "center",
    "heat": "center",
}

CALM: Mapping[str, float] = MappingProxyType({"points": 0.005, "rate": 0.02})
"""Below this a change that nobody judged draws as flat; a larger one still shows its direction."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A Grid about to be drawn: gives the paragraphs of any cell at a text size."""

    grid: Grid
    theme: Theme
    lang: str
    terms: Mapping[str, str]
    scales: tuple[Scale, ...]
    heats: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, grid: Grid, theme: Theme, lang: str, terms: Mapping[str, str]) -> Cells:
        scales = tuple(column_scale(grid, index, lang) for index in range(len(grid.columns)))
        return cls(grid, theme, lang, terms, scales, _heat_ranges(grid))

    def header(self, index: int) -> Para:
        """The label of a column with its unit and ▽ where lower is better."""
        column = self.grid.columns[index]
        note = unit_note(column.unit, self.scales[index], self.lang, self.terms)
        is_said = not column.label or note in column.label or note in self.grid.unit_note
        label = column.label if is_said else column.label + bracketed(note, self.lang)
        mark = " ▽" if column.lower_is_better else ""
        return Para(label + mark, HEADER_SIZE, self.theme.MUT, bold=True, align=align_of(column))

    def paras(self, row: int, index: int, size: float) -> tuple[Para, ...]:
        """The paragraphs of a cell; () where it is empty or a chart draws it."""
        line, column = self.grid.rows[row], self.grid.columns[index]
        cell = line.cells[index]
        if cell is None or (is_drawn(column, line) and not isinstance(cell, Words)):
            return ()
        base = Para("", size, self._ink(line), line.style == "total", align_of(column), size * 1.28)
        return self._worded(cell, line, index, base)

    def fill(self, row: int, index: int) -> str:
        """The ground of a cell: tinted in heat columns, the panel's in total rows, else none ("")."""
        line = self.grid.rows[row]
        share = self._heat_share(line, index)
        if share is not None:
            return self.theme.heat(share)[0]
        is_blank_heat = self.grid.columns[index].kind == "heat" and line.cells[index] is None
        return self.theme.PANEL if line.style == "total" or is_blank_heat else ""

    def number_text(self, number: Number, line: Row, index: int) -> str:
        """A number as its column writes it; a BARE column uses the number's own unit and names it if no cell does."""
        column = self.grid.columns[index]
        signed = column.signed or column.kind in ("change", "variance")
        if column.unit != BARE:
            return column.unit.text(number.value, self.lang, scale=self.scales[index], signed=signed)
        scale = row_scale(self.grid.columns, line, number.unit, self.lang)
        text = number.unit.text(number.value, self.lang, scale=scale, signed=signed)
        return text if text == MISSING else text + self._unsaid(number, scale, line)

    def _unsaid(self, number: Number, scale: Scale, line: Row) -> str:
        """What a number must add because no cell of its row names its scale."""
        if number.unit.kind == "points":
            return self.terms.get("unit.points", "")
        suffix = scale.suffix(self.lang)
        named = any(isinstance(cell, Words) and suffix in cell.text for cell in line.cells)
        return "" if named or suffix in self.grid.unit_note else suffix

    def _ink(self, line: Row) -> str:
        return {"total": self.theme.NAVY, "muted": self.theme.MUT}.get(line.style, self.theme.INK)

    def _worded(self, cell: GridCell, line: Row, index: int, base: Para) -> tuple[Para, ...]:
        match cell:
            case Words():
                return self._words(cell, base)
            case Status():
                return (self._status(cell, base, self.grid.columns[index]),)
            case Number():
                return (self._number(cell, line, index, base),)
        return ()

    def _words(self, cell: Words, base: Para) -> tuple[Para, ...]:
        color = base.color if cell.tone is Tone.neutral else self.theme.tone_text(cell.tone)
        first = replace(base, text=cell.text, bold=base.bold or cell.strong, color=color)
        if not cell.muted:
            return (first,)
        small = max(SMALLEST, base.size - 1)
        return first, replace(base, text=cell.muted, size=small, leading=small * 1.28, color=self.theme.MUT, bold=False)

    def _status(self, cell: Status, base: Para, column: Column) -> Para:
        color = self.theme.chip(cell.tone)[1] if column.kind == "chip" else self.theme.tone_text(cell.tone)
        space = " " if cell.label else ""
        return replace(base, text=f"{cell.symbol}{space}{cell.label}", color=color, bold=True)

    def _number(self, cell: Number, line: Row, index: int, base: Para) -> Para:
        column = self.grid.columns[index]
        text = self.number_text(cell, line, index)
        if text == MISSING:
            return replace(base, text=text, color=self.theme.MUT)
        if column.kind == "change":
            return self._change(cell, text, base)
        share = self._heat_share(line, index)
        color = base.color if share is None else self.theme.heat(share)[1]
        if share is None and cell.tone is not Tone.neutral:
            color = self.theme.tone_text(cell.tone)
        lead, lead_color = self._mark(cell)
        bold = base.bold or cell.strong
        return replace(base, text=text, color=color, bold=bold, lead=lead, lead_color=lead_color)

    def _mark(self, cell: Number) -> tuple[str, str]:
        marks = {"best": ("● ", self.theme.HI), "worst": ("■ ", self.theme.BAD)}
        return marks.get(cell.mark, ("", ""))

    def _change(self, cell: Number, text: str, base: Para) -> Para:
        flat = not any(character in "123456789" for character in text)
        is_calm = flat or (cell.tone is Tone.neutral and abs(cell.amount) < CALM.get(cell.unit.kind, 0.0))
        symbol = "●" if is_calm else "▲" if cell.amount > 0 else "▼"
        worse = self.terms.get("mark.worse", "") if cell.tone is Tone.bad and not flat else ""
        color = self.theme.tone_text(Tone.neutral if flat else cell.tone)
        gap = " " if worse else ""
        return replace(base, text=f"{symbol} {text}{gap}{worse}", color=color)

    def _heat_share(self, line: Row, index: int) -> float | None:
        column, cell = self.grid.columns[index], line.cells[index]
        if column.kind != "heat" or not isinstance(cell, Number) or cell.is_missing or line.style == "total":
            return None
        low, high = self.heats[column.unit.name]
        return (cell.amount - low) / (high - low) if high > low else 0.0


def is_drawn(column: Column, line: Row) -> bool:
    """Whether a chart draws the column in this row: a total prints its number, and so does a rest against an axis.

    A rest (其他) is no member of the comparison an axis makes, and would set the scale of its bars.
    """
    is_rest = line.style == "muted" and column.axis is not None
    return column.kind in DRAWN and line.style != "total" and not is_rest


def align_of(column: Column) -> Align:
    """Text left, numbers right, status and drawn cells in the middle."""
    return _ALIGN.get(column.kind, "right")


def _heat_ranges(grid: Grid) -> dict[str, tuple[float, float]]:
    """The lowest and highest heat value of each unit, total rows left out."""
    values: dict[str, list[float]] = {}
    for row in grid.rows:
        for column, cell in zip(grid.columns, row.cells, strict=True):
            if column.kind == "heat" and isinstance(cell, Number) and not cell.is_missing and row.style != "total":
                values.setdefault(column.unit.name, []).append(cell.amount)
    return {name: (min(found), max(found)) for name, found in values.items()}

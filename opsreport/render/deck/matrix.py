"""The Matrix painter: a native 5 × 5 table of scores with the risks as numbered marks on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from opsreport.model.block import Matrix, Risk
from opsreport.render.deck.grid import Box, inches
from opsreport.render.deck.stage import Stage, block_title, rectangle, text_box
from opsreport.render.deck.table_xml import Edges, Rule, TableCell, TableRow, place_table
from opsreport.render.deck.text import Para

LEVELS = (1, 2, 3, 4, 5)
_TINTS = ("DCEFE8", "FBE7B8", "F3C9BF")
_LABEL = inches(0.26)
_SCALE = inches(0.32)
_MARK = inches(0.36)
_STEP = inches(0.2)


class _Place(NamedTuple):
    """Where the table's cells stand: its box, the width of a cell and its height."""

    box: Box
    across: int
    down: int

    def cell(self, probability: int, impact: int) -> Box:
        left = self.box.x + _SCALE + (impact - 1) * self.across
        return Box(left, self.box.y + (5 - probability) * self.down, self.across, self.down)


def paint_matrix(stage: Stage, box: Box, block: Matrix) -> None:
    """Paint the matrix: probability upwards, impact to the right, both named, the score in every cell."""
    area = block_title(stage, box, block.title, block.unit_note)
    beside, right = area.split_left(_LABEL)
    below = Box(right.x + _SCALE, right.bottom - _LABEL, right.w - _SCALE, _LABEL)
    table = Box(right.x, right.y, right.w, right.h - _LABEL)
    place = _Place(table, (table.w - _SCALE) // 5, (table.h - _SCALE) // 5)
    rows = [_row(stage, place, block, probability) for probability in reversed(LEVELS)]
    widths = (_SCALE, *(place.across,) * 5)
    place_table(stage, table, widths, (*rows, _foot(stage)), alt=block.alt or block.title)
    _paint_labels(stage, beside, below, block)
    _paint_risks(stage, place, block)


def _row(stage: Stage, place: _Place, block: Matrix, probability: int) -> TableRow:
    scale = TableCell((Para(str(probability), 11, stage.theme.MUT, align="center"),))
    return TableRow(place.down, (scale, *(_score(stage, block, probability * impact) for impact in LEVELS)))


def _score(stage: Stage, block: Matrix, score: int) -> TableCell:
    white = Rule(stage.theme.WHITE, 1.5)
    text = Para(str(score), 10, stage.theme.INK, align="right")
    return TableCell((text,), _TINTS[_band(block, score)], Edges(white, white, white, white), anchor="t")


def _foot(stage: Stage) -> TableRow:
    cells = (Para(str(impact), 11, stage.theme.MUT, align="center") for impact in LEVELS)
    return TableRow(_SCALE, (TableCell(), *(TableCell((para,)) for para in cells)))


def _band(block: Matrix, score: int) -> int:
    """0 low, 1 middle, 2 high."""
    return sum(score >= limit for limit in sorted(block.bands))


def _paint_labels(stage: Stage, beside: Box, below: Box, block: Matrix) -> None:
    theme = stage.theme
    text_box(
        stage, below, f"{block.x_label} →", name="impact", color=theme.NAVY, bold=True, align="center", anchor="middle"
    )
    long = beside.h
    turned = Box(beside.x + beside.w // 2 - long // 2, beside.y + long // 2 - beside.w // 2, long, beside.w)
    label = Para(f"{block.y_label} →", 11, theme.NAVY, bold=True, align="center")
    rectangle(stage, turned, name="probability/overlay", paragraphs=label, rotation=270)


def _paint_risks(stage: Stage, place: _Place, block: Matrix) -> None:
    cells: dict[tuple[int, int], list[Risk]] = {}
    for risk in block.risks:
        cells.setdefault((risk.probability, risk.impact), []).append(risk)
    for (probability, impact), risks in cells.items():
        spots = _spots(place.cell(probability, impact), len(risks))
        color = _mark_color(stage, _band(block, probability * impact))
        _paint_marks(stage, risks, spots, color)


def _mark_color(stage: Stage, band: int) -> str:
    return (stage.theme.GOOD, stage.theme.WARN, stage.theme.BAD)[band]


def _paint_marks(stage: Stage, risks: Sequence[Risk], spots: Sequence[Box], color: str) -> None:
    for risk, spot in zip(risks, spots, strict=True):
        text = Para(risk.mark, 10, stage.theme.WHITE, bold=True, align="center")
        name = f"{risk.mark}/overlay"
        white = stage.theme.WHITE
        rectangle(stage, spot, name=name, fill=color, outline=white, weight=1.25, geometry="ellipse", paragraphs=text)


def _spots(cell: Box, count: int) -> list[Box]:
    """Where the marks of one cell stand: side by side, then in two rows."""
    across = count if count < 3 else -(-count // 2)
    deep = -(-count // across)
    step = min(2 * _STEP, cell.w // across, cell.h // deep + _STEP)
    size = min(_MARK, step if count > 1 else _MARK, (cell.h - inches(0.24)) // deep)
    below_score = inches(0.1 if deep > 1 else 0.04)
    middle = (cell.x + cell.w // 2, cell.y + cell.h // 2 + below_score)
    return [
        Box(
            middle[0] + round((i % across - (across - 1) / 2) * step) - size // 2,
            middle[1] + round((i // across - (deep - 1) / 2) * size) - size // 2,
            size,
            size,
        )
        for i in range(count)
    ]

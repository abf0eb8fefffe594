"""The unit of money that a sheet states once for all: 单位：万元 above or below its rows, 经营数据（万元） as title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from opsreport.checking.units import Measure, measure_named
from opsreport.metrics import is_foreign_money
from opsreport.model.grid import Grid
from opsreport.model.origin import Origin
from opsreport.model.spelling import speaks_for_all, units_said
from opsreport.model.table import Cell, Sheet
from opsreport.model.unit import BARE

_LAST_ROWS = 5
_MOST_BESIDE = 2
_WIDEST = 30
Said = tuple[Origin, str]


@dataclass(frozen=True, slots=True)
class Banner:
    """What a sheet states of its money: what a typed 1 is worth (0: nothing said), where, and in which words.

    `unclear` are units that nothing can be done with: other money, a 万 that may
    be of money or of people, 万人 for all counts.
    """

    money: float = 0.0
    told: tuple[Said, ...] = ()
    unclear: tuple[Said, ...] = ()

    @property
    def is_contradicted(self) -> bool:
        """Whether it states different units of money."""
        return len({measure.factor for _, word in self.told if (measure := measure_named(word))}) > 1


NO_BANNER = Banner()


def banner_of(sheet: Sheet, header_row: int) -> Banner:
    """What the lines above the header, those below the rows, the sheet's title and the file's name state.

    Of the lines around a made sheet no more is known than the money they state.
    """
    if sheet.money and (stated := measure_named(sheet.money)):
        return Banner(stated.factor, ((Origin(sheet.file, sheet.name), sheet.money),))
    said = [(origin, word) for origin, text in _texts(sheet, header_row) for word in units_said(text)]
    told = tuple((origin, word) for origin, word in said if _is_money(measure_named(word)))
    unclear = tuple((origin, word) for origin, word in said if _is_unclear(word))
    if not told and not unclear:
        return NO_BANNER
    first = measure_named(told[0][1]) if told else None
    return Banner(first.factor if first else 0.0, told, unclear)


def _is_money(measure: Measure | None) -> bool:
    return measure is not None and measure.unit.kind == "money"


def _is_unclear(word: str) -> bool:
    measure = measure_named(word)
    return (
        is_foreign_money(word) if measure is None else measure.factor != 1 and measure.unit.kind in (BARE.kind, "count")
    )


def _texts(sheet: Sheet, header_row: int) -> Iterator[tuple[Origin, str]]:
    for cell in _around(sheet, header_row):
        if isinstance(cell.value, str):
            yield sheet.origin(cell.row, cell.column), cell.value
    yield Origin(sheet.file, sheet.name), sheet.name
    if PurePath(sheet.file).stem != sheet.name:
        yield Origin(sheet.file), PurePath(sheet.file).stem


def _around(sheet: Sheet, header_row: int) -> Iterator[Cell]:
    """The cells above the header and, in rows of one or two, those of the last rows; of a made sheet none."""
    if sheet.spots or not header_row:
        return
    cells = sheet.cells
    for row in range(1, header_row):
        yield from _line(list(_row(sheet, row)))
    last = cells.last_row if isinstance(cells, Grid) else max(row for row, _ in cells)
    for row in range(max(header_row, last - _LAST_ROWS) + 1, last + 1):
        found = list(_row(sheet, row))
        if len(found) <= _MOST_BESIDE:
            yield from found


def _line(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Those of a row's cells that speak of what is around it: not the headers or names of another table."""
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    told = speaks_for_all([str(cell.value) for cell in texts], has_numbers=any(cell.kind == "number" for cell in cells))
    yield from (cell for cell in texts if cell.value in told)


def _row(sheet: Sheet, row: int) -> Iterator[Cell]:
    yield from (cell for column in range(1, _WIDEST) if (cell := sheet.cells.get((row, column))))

"""The unit of money that a sheet states once for all: 单位：万元 above or below its rows, 经营数据（万元） as title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from opsreport.checking.units import Measure, measure_named
from opsreport.metrics import is_foreign_money
from opsreport.model.amount import amount_in
from opsreport.model.grid import Grid
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Sheet
from opsreport.model.unit import BARE
from opsreport.model.unitlines import apart_said, speaks_for_all, statement, units_said

_LAST_ROWS = 5
_MOST_BESIDE = 2
_WIDEST = 30
Said = tuple[Origin, str]


@dataclass(frozen=True, slots=True)
class Banner:
    """What a sheet states of its money: what a typed 1 is worth (0: nothing said), where, and in which words.

    `unclear` are units that nothing can be done with: other money, a 万 that may
    be of money or of people, 万人 for all counts. `apart` are the keys of the names
    that it says its money does not hold for (除客单价外).
    """

    money: float = 0.0
    told: tuple[Said, ...] = ()
    unclear: tuple[Said, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def is_contradicted(self) -> bool:
        """Whether it states different units of money."""
        return len({measure.factor for _, word in self.told if (measure := measure_named(word))}) > 1


NO_BANNER = Banner()


def banner_of(sheet: Sheet, header_row: int, tab: Tab, columns: Mapping[str, int]) -> Banner:
    """What the lines above the header, those below the rows, the sheet's title and the file's name state.

    So do the headers of its columns of names (指标（万元）), which are in no unit themselves.
    Of the lines around a made sheet no more is known than the money they state.
    """
    if sheet.money and (stated := measure_named(sheet.money)):
        where = Origin(sheet.file, sheet.name)
        return Banner(stated.factor, ((where, sheet.money),), apart=tuple(map(name_key, sheet.apart)))
    texts = tuple(_texts(sheet, header_row))
    said = [(origin, word) for origin, text in texts for word in units_said(text)]
    told = tuple((origin, word) for origin, word in said if _is_money(measure_named(word)))
    told = tuple(dict.fromkeys((*told, *_headed(sheet, header_row, tab, columns))))
    unclear = tuple((origin, word) for origin, word in said if _is_unclear(word))
    if not told and not unclear:
        return NO_BANNER
    first = measure_named(told[0][1]) if told else None
    apart = tuple(name_key(name) for _, text in texts for name in apart_said(text))
    return Banner(first.factor if first else 0.0, told, unclear, apart)


def _headed(sheet: Sheet, header_row: int, tab: Tab, columns: Mapping[str, int]) -> Iterator[Said]:
    """The money in the headers of columns of names, and in cells of the header's row that state it for all."""
    if sheet.spots or not header_row:
        return
    names = {columns[one.name] for one in tab.columns if one.kind == "text" and one.name in {*tab.keys} & {*columns}}
    for cell in _row(sheet, header_row):
        text = str(cell.value) if cell.kind == "text" else ""
        words = units_said(text) if statement(text) else header_parts(text)[1:] if cell.column in names else ()
        yield from ((sheet.origin(cell.row, cell.column), word) for word in words if _is_money(measure_named(word)))


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
            yield from _line(found)


def _line(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Those of a row's cells that speak of what is around it: not the headers or names of another table."""
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    is_row = any(cell.kind == "number" or amount_in(str(cell.value)) for cell in cells)
    told = speaks_for_all([str(cell.value) for cell in texts], has_numbers=is_row)
    yield from (cell for cell in texts if cell.value in told)


def _row(sheet: Sheet, row: int) -> Iterator[Cell]:
    yield from (cell for column in range(1, _WIDEST) if (cell := sheet.cells.get((row, column))))

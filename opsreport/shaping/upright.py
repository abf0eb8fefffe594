"""Lists that lie on their side put upright, and what was made of them with its true places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opsreport.model.finding import Finding
from opsreport.model.match import Match
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, Spot, cells_text
from opsreport.schemas import TABS
from opsreport.shaping.grid import Grid, column_number
from opsreport.shaping.layout import main_key
from opsreport.shaping.match import Shaped
from opsreport.shaping.regular import places_of

_PLACE = re.compile(r"([A-Z]*)(\d+)")
_MONTH = re.compile(r"20\d\d-\d\d")
Placed = Iterator[tuple[Spot, Spot]]


@dataclass(frozen=True, slots=True)
class Lying:
    """A list on its side: the rows of its fields, the one of its names above them (0: none), its columns.

    `over` is a row above that only numbers the records (字段, 内容1, 内容2), 0 for none; nothing of it is read.
    """

    tab: Tab
    rows: Sequence[int]
    names: int
    over: int
    left: int
    right: int

    @property
    def lines(self) -> Sequence[int]:
        """All its rows."""
        return (self.names, *self.rows) if self.names else self.rows


@dataclass(frozen=True, slots=True)
class Turned:
    """The sheet with such lists turned upright, and where each of its places really is.

    `remarks` are columns of the true sheet that stayed out of it, with the header they have in the tab: what
    people noted of the month in each row.
    """

    sheet: Sheet
    back: Mapping[Spot, Spot]
    remarks: Mapping[Spot, str] = field(default_factory=dict)
    true: Sheet | None = None


def upright(grid: Grid, lists: Sequence[Lying]) -> Turned:
    """The sheet with the columns of each list as rows; what stands around keeps its order."""
    back: dict[Spot, Spot] = {}
    first = {one.lines[0]: one for one in lists}
    skipped = {row for at, one in enumerate(lists) for row in (one.over, _title(grid, one) if at else 0)}
    row, above = 0, 0
    for old in grid.order:
        if old <= above or old in skipped:
            continue
        row += max(1, old - above)
        one = first.get(old)
        if one is None:
            back.update({(row, cell.column): (old, cell.column) for cell in grid.rows[old]})
            above = old
        else:
            back.update({(row + down, column): spot for (down, column), spot in _turned(grid, one)})
            row += max(one.right - one.left, len(one.lines) - 1) + 1
            above = one.lines[-1]
    corners = {(one.names, one.left): one.tab for one in lists}
    moved = {spot: _moved(grid, spot, old, corners.get(old)) for spot, old in sorted(back.items())}
    cells = {spot: cell for spot, cell in moved.items() if cell}
    return Turned(replace(grid.sheet, cells=cells, merged=()), back)


def _title(grid: Grid, one: Lying) -> int:
    """The row of the one text right above a list, 0 for none: a card's title is no record of the cards above."""
    row = (one.over or one.lines[0]) - 1
    cells = grid.rows.get(row, ())
    return row if len(cells) == 1 and cells[0].kind == "text" else 0


def _turned(grid: Grid, one: Lying) -> Placed:
    """The new place of each old one of a list, its first at 0 and its left column; then what stands beside it."""
    for at, old in enumerate(one.lines):
        for down in range(one.right - one.left + 1):
            yield (down, one.left + at), (old, one.left + down)
        for cell in grid.rows[old]:
            if cell.column > one.right:
                yield (at, cell.column + max(0, len(one.lines) - (one.right - one.left + 1))), (old, cell.column)


def _moved(grid: Grid, spot: Spot, old: Spot, corner: Tab | None) -> Cell | None:
    """The cell at its new place; the corner over the names of records of a tab says what they are."""
    if corner:
        return Cell(*spot, "text", corner.column(main_key(corner)).headers[0])
    cell = grid.cell(*old)
    return cell._replace(row=spot[0], column=spot[1]) if cell else None


def laid_back(part: Shaped, turned: Turned) -> Shaped:
    """What was made of the turned sheet, every place as it is in the true one."""
    return Shaped(
        tuple(_with_remarks(_sheet(sheet, turned, part.matches[0].tab), turned) for sheet in part.sheets),
        tuple(_finding(finding, turned) for finding in part.findings),
        tuple(_match(match, turned) for match in part.matches),
    )


def _sheet(sheet: Sheet, turned: Turned, tab: str) -> Sheet:
    """A made sheet with its true places; one that was regular as it stood upright knows them from its header on."""
    if sheet.spots or not sheet.cells:
        known = turned.back  # a blank place beyond the lists is none of theirs
        spots = {spot: tuple(known[one] for one in found if one in known) for spot, found in sheet.spots.items()}
        return replace(sheet, spots=spots)
    head, _ = places_of(sheet, next(one for one in TABS if one.name == tab))
    return replace(sheet, tab=tab, spots={spot: (old,) for spot, old in turned.back.items() if spot[0] >= head})


def _with_remarks(sheet: Sheet, turned: Turned) -> Sheet:
    """A made sheet of what is so in its months, with what was noted of each in the rows of that month."""
    if turned.true is None or sheet.is_earlier or not sheet.cells:
        return sheet
    head, width = min(row for row, _ in sheet.cells), max(column for _, column in sheet.spots)
    cells, spots = dict(sheet.cells.items()), dict(sheet.spots)
    months = {row: spot for (row, at), found in sheet.spots.items() if at == 1 and row > head for spot in found}
    for at, ((line, column), header) in enumerate(turned.remarks.items(), width + 1):
        cells[head, at], spots[head, at] = Cell(head, at, "text", header), ((line, column),)
        for row, (there, _) in months.items():
            noted = turned.true.cells.get((there, column))
            if noted and _MONTH.fullmatch(str(cells[row, 1].value)):
                cells[row, at], spots[row, at] = noted._replace(row=row, column=at), ((there, column),)
    return replace(sheet, cells=cells, spots=spots)


def _finding(finding: Finding, turned: Turned) -> Finding:
    return replace(finding, origins=tuple(_origin(origin, turned) for origin in finding.origins))


def _match(match: Match, turned: Turned) -> Match:
    left = tuple(replace(one, cell=_text(one.cell, turned.back)) for one in match.ignored)
    return replace(match, origin=_origin(match.origin, turned), why=(*match.why, "on_its_side"), ignored=left)


def _origin(origin: Origin, turned: Turned) -> Origin:
    return replace(origin, cell=_text(origin.cell, turned.back))


def _text(cells: str, back: Mapping[Spot, Spot]) -> str:
    """The true address of cells of the turned sheet."""
    spots = [spot for part in cells.split(",") if part for spot in _spots(part, back)]
    return cells_text(dict.fromkeys(back[spot] for spot in spots))


def _spots(part: str, back: Mapping[Spot, Spot]) -> Iterator[Spot]:
    """The places of the turned sheet in a range like B2:C4, or in rows 4:5."""
    found = [_PLACE.fullmatch(one) for one in part.split(":")]
    corners = [(column_number(one[1]), int(one[2])) for one in found if one]
    left, right = corners[0][0] or 1, corners[-1][0] or max(column for _, column in back)
    top, bottom = corners[0][1], corners[-1][1]
    return (spot for spot in back if top <= spot[0] <= bottom and left <= spot[1] <= right)

"""A sheet that speaks of one month alone, made that of the new month: its labels and formulas stay, its figures go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.checking.lines import Line
from opsreport.checking.tabs import MONTH_KINDS
from opsreport.checking.typed import Typed
from opsreport.model.period import Period
from opsreport.model.table import Cell, Raw, Sheet, Spot, Spots
from opsreport.pipeline.nextrows import KEPT, Planned, Roll, moved_text, planned_cells
from opsreport.reading.rolling import SheetRoll


def spots_of(line: Line, name: str) -> Spots:
    """Where a column of a row really stands; none where it has none."""
    sheet, column = line.sheet.sheet, line.sheet.columns.get(name)
    if column is None:
        return ()
    return sheet.spots.get((line.row, column), ()) if sheet.spots else ((line.row, column),)


def figure_spots(line: Line, name: str) -> Spots:
    """The same of a figure; none where it is only said to stand where its row is named."""
    labels = {at for label in KEPT.get(line.sheet.tab.name, ()) for at in spots_of(line, label)}
    return tuple(at for at in spots_of(line, name) if at not in labels)


def month_names(line: Line) -> tuple[str, ...]:
    """The columns that say the month of a row."""
    return tuple(column.name for column in line.sheet.tab.columns if column.kind in MONTH_KINDS)


def month_sheet_roll(typed: Sequence[Typed], sheet: Sheet, plan: Planned, money: float, *, copy: str = "") -> Roll:
    """The sheet as that of the new month, in a copy of that title where one is given: all its tables together."""
    cells: dict[Spot, Cell | Raw | None] = {}
    unfit: list[str] = []
    for one in typed:
        cells |= dict(_emptied(one, sheet))
    for line in (line for one in typed for line in one.data):
        for name, value in planned_cells(line, plan, money, unfit):
            cells |= dict.fromkeys(figure_spots(line, name)[:1], value)
    titles = {at: text for at, text in moved_titles(sheet, plan.period) if at not in cells}
    return Roll(SheetRoll(cells=titles | cells, copy=copy, is_anew=True), tuple(unfit))


def moved_titles(sheet: Sheet, period: Period, above: int = 1 << 20) -> Iterator[tuple[Spot, str]]:
    """The texts above a row that speak of the month before, of the new one."""
    for (row, column), cell in sheet.cells.items():
        if row < above and cell.kind == "text" and not cell.formula:
            text = moved_text(str(cell.value), period)
            if text != cell.value:
                yield (row, column), text


def _emptied(typed: Typed, sheet: Sheet) -> Iterator[tuple[Spot, None]]:
    """The cells that the team fills anew: figures, what is said of them right of the first one, sums typed by hand."""
    kept = KEPT.get(typed.sheet.tab.name, ())
    labels: set[Spot] = set()
    values: set[Spot] = set()
    for line in typed.data:
        named = {*kept, *month_names(line)} if kept else set()
        for name in line.sheet.columns:
            (labels if name in named else values).update(spots_of(line, name))
    if not values:
        return
    rows, columns = {row for row, _ in values}, {column for _, column in values}
    for at, cell in sheet.cells.items():
        if at in labels or cell.formula or at[0] < min(rows):
            continue
        is_beside = at[0] in rows and (cell.kind != "text" or at[1] > min(columns))
        is_sum = cell.kind == "number" and at[1] in columns
        if at in values or is_beside or is_sum:
            yield at, None

"""A sheet that speaks of one month alone, made that of the new month: its labels and formulas stay, its figures go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.checking.lines import Line
from opsreport.checking.tabs import MONTH_KINDS
from opsreport.checking.typed import Typed
from opsreport.model.period import Period
from opsreport.model.table import Cell, Raw, Sheet, Spot, Spots
from opsreport.pipeline.nextgoals import Planned, planned_cells, row_key
from opsreport.pipeline.nextplan import month_plan_roll
from opsreport.pipeline.nextrows import KEPT, Roll, moved_text
from opsreport.reading.rolling import SheetRoll
from opsreport.shaping.words import month_of
from opsreport.wording.voice import Wording


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


def month_sheet_roll(
    typed: Sequence[Typed], sheet: Sheet, plan: Planned, said: tuple[float, Wording], *, copy: str = ""
) -> Roll:
    """The sheet as that of the new month, in a copy of that title where one is given: all its tables together.

    `said` is what one typed 1 of money is worth in 元, and the words of the age of actions.
    """
    cells: dict[Spot, Cell | Raw | None] = {}
    unfit: list[str] = []
    money, voice = said
    for one in typed:
        is_plan = one.sheet.tab.name == "plan"
        cells |= month_plan_roll(one, plan.period, voice).change.cells if is_plan else dict(_emptied(one, sheet))
    cells |= dict(_last_month(typed, plan.period.previous))
    for line in (line for one in typed for line in one.data):
        if line.text("month") in ("", str(plan.period.previous)):
            for name, value in planned_cells(line, plan, money, unfit):
                cells |= dict.fromkeys(figure_spots(line, name)[:1], value)
    titles = {at: text for at, text in moved_titles(sheet, plan.period) if at not in cells}
    return Roll(SheetRoll(cells=titles | cells, copy=copy, is_anew=True), tuple(unfit))


def is_of_month(typed: Sequence[Typed], sheet: Sheet, period: Period) -> bool:
    """Whether the headers of a table name no month but this one: 6月实际, or 本月 beside 上月 and 去年同期."""
    lines = [line for one in typed for line in one.data]
    heads = {at for line in lines for name in month_names(line) for at in spots_of(line, name)}
    figures = [at for line in lines for name in _figures(line) for at in figure_spots(line, name)]
    named = [found[0] for at in heads if (cell := sheet.cells.get(at)) and (found := month_of(cell))]
    months = {line.text("month") for line in lines} - {str(period.previous), str(period.plus(-12))}
    is_above = bool(heads and figures) and max(heads)[0] < min(figures)[0]
    return is_above and months == {str(period)} and all(one.number == period.number for one in named)


def _figures(line: Line) -> Iterator[str]:
    kept = {*KEPT.get(line.sheet.tab.name, ()), *month_names(line)}
    return (name for name in line.sheet.columns if name not in kept)


def _last_month(typed: Sequence[Typed], before: Period) -> Iterator[tuple[Spot, Cell]]:
    """What the columns of last month (上月) say in the new month: the figures that are leaving."""
    lines = [line for one in typed for line in one.data]
    leaving = {
        (row_key(line), name): line.cells.get(name)
        for line in lines
        if line.text("month") == str(before)
        for name in _figures(line)
    }
    for line in lines:
        if line.text("month") == str(before.previous):
            for name in _figures(line):
                if cell := leaving.get((row_key(line), name)):
                    yield from ((at, cell._replace(formula="")) for at in figure_spots(line, name))


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

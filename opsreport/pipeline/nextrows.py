"""What a workbook of the next month says before anyone has filled it: its rows, its targets, the month itself."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from opsreport.checking.about import about_of
from opsreport.checking.lines import Line
from opsreport.checking.tabs import MONTH_KINDS, TabSheet
from opsreport.checking.typed import Typed
from opsreport.model.period import Period
from opsreport.model.table import Cell, Raw, Sheet, Spot, cells_text
from opsreport.pipeline.nextgoals import Planned, planned_cells, row_key
from opsreport.reading.rolling import NewRow, SheetRoll
from opsreport.shaping.words import is_dated

# what a new month's row takes over from the last one; all else is for the team to fill
KEPT: Mapping[str, tuple[str, ...]] = {
    "kpi": ("metric", "unit", "lower_is_better", "weight", "owner"),
    "channels": ("channel", "family", "is_test", "owner"),
    "users": ("row_type", "name", "owner"),
}
_SHAPES = (
    "{y}-{m:02d}", "{y}-{m}", "{y}年{m}月份", "{y}年{m:02d}月份", "{y}年{m}月", "{y}年{m:02d}月", "{y}/{m:02d}",
    "{y}/{m}", "{y}.{m:02d}", "{y}.{m}", "{y}_{m:02d}", "{y}{m:02d}", "{m}月份", "{m}月",
)  # fmt: skip
_DAY = re.compile(r"\d\s*日|\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}")
_RANGE = re.compile(r"\$?[A-Z]{1,3}\$?(\d+):\$?[A-Z]{1,3}\$?\d+")
Rows = dict[int, Cell | Raw | None]


@dataclass(frozen=True, slots=True)
class Roll:
    """The changes of one sheet, the names of goals whose unit is not that of their metric, sums typed by hand.

    `subtotals` are the rows with totals of the last month alone, of which the new one has none. `is_laid`: the
    sheet has a place for the new month already.
    """

    change: SheetRoll
    unfit: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    subtotals: tuple[str, ...] = ()
    is_laid: bool = False


def month_roll(typed: Typed, plan: Planned, money: float) -> Roll:
    """The rows of the new month in a monthly tab, one for each of the last month that the tab does not hold yet.

    `money` is what one typed 1 of money is worth in 元. A sheet without a month
    column gets one, as it now holds two months.
    """
    sheet, period = typed.sheet, plan.period
    month = next(column.name for column in sheet.tab.columns if column.kind in MONTH_KINDS)
    columns = {**sheet.columns, **({} if month in sheet.columns else {month: free_column(sheet)})}
    there = {(line.text(month), row_key(line)) for line in typed.data}
    rows: list[NewRow] = []
    unfit: list[str] = []
    for line in typed.data:
        follows = _follows(line, month, period, typed.data)
        if follows is None or (str(follows), row_key(line)) in there:
            continue
        values = _kept(line, columns) | {columns[month]: _month_cell(line, month, follows)}
        for name, cell in planned_cells(line, plan, money, unfit):
            if name in columns:
                values[columns[name]] = cell
        rows.append(NewRow(line.row, values))
    if rows and sheet.sheet is plan.home:
        rows += _new_metrics(rows[-1], plan, columns)
    change = appended(typed, rows, _month_column(sheet, typed.data, month, columns))
    totals = (f"{line.row}:{line.row}" for line in month_totals(typed))
    if not rows and (laid := [line for line in typed.data if line.text(month) == str(period)]):
        return Roll(replace(change, cells=_aims_of_laid(laid, plan, money, unfit)), tuple(unfit), is_laid=True)
    return Roll(change, tuple(unfit), tuple(_typed_sums(typed, change)), tuple(totals) if rows else ())


def _aims_of_laid(
    lines: Sequence[Line], plan: Planned, money: float, unfit: list[str]
) -> dict[Spot, Cell | Raw | None]:
    """The plan's targets of rows that stand there already, where these say none."""
    columns = lines[0].sheet.columns
    return {
        (line.row, columns[name]): cell
        for line in lines
        for name, cell in planned_cells(line, plan, money, unfit)
        if name in columns and name not in line.cells
    }


def _typed_sums(typed: Typed, change: SheetRoll) -> Iterator[str]:
    """The cells of totals below the new rows that are no formulas, where they stand then."""
    for line in typed.totals if change.rows else ():
        numbers = [cell for cell in line.cells.values() if cell.kind == "number" and not cell.formula]
        if numbers and line.row >= change.at:
            yield cells_text((cell.row + len(change.rows), cell.column) for cell in numbers)


def _follows(line: Line, month: str, period: Period, lines: Sequence[Line]) -> Period | None:
    """The month of the row that follows on this one; a retention day's is the next cohort old enough to be seen."""
    said = line.text(month)
    if line.text("row_type") != "retention":
        return period if said == str(period.previous) else None
    same = [one.text(month) for one in lines if row_key(one) == row_key(line) and one.text(month) < str(period)]
    is_last = said == max(same, default="") and said >= str(period.plus(-4))
    return Period.parse(said).plus(1) if is_last else None


def _kept(line: Line, columns: Mapping[str, int]) -> Rows:
    """Every known column of a new row: what it takes over, else blank; a formula is left to be repeated."""
    kept = KEPT[line.sheet.tab.name]
    cells = {name: line.cells.get(name) if name in kept else None for name in columns}
    return {columns[name]: cell for name, cell in cells.items() if cell is None or not cell.formula}


def _month_cell(line: Line, month: str, follows: Period) -> Cell | Raw:
    cell = line.cells.get(month)
    return str(follows) if cell is None else cell._replace(value=month_like(cell.value, follows))


def month_like(value: Raw, period: Period) -> Raw:
    """The month written as another month was: a day, 202507, 2025年7月, 7月; else 2025-07."""
    if isinstance(value, datetime):
        return datetime.combine(period.first_day, value.time())
    if isinstance(value, date):
        return period.first_day
    if isinstance(value, float) and 200000 < value < 210000:
        return float(f"{period.year}{period.number:02d}")
    text = str(value).strip()
    before = {number: Period.month(period.year - (number > period.number), number) for number in range(1, 13)}
    for shape in _SHAPES:
        if any(_written(shape, one) == text for one in before.values()):
            return _written(shape, period)
    return str(period)


def month_renamed(name: str, before: Period, after: Period) -> str:
    """The name with the month it speaks of replaced by another, however often; the same where it speaks of none."""
    for shape in _SHAPES:
        # the 6月 of 2024年6月 is not the one meant
        ahead = r"(?<![\d年])" if shape.startswith("{m}") else r"(?<!\d)"
        written = re.compile(rf"{ahead}{re.escape(_written(shape, before))}(?!\d)")
        name = written.sub(_written(shape, after), name)
    return name


def moved_text(text: str, period: Period) -> str:
    """A title with the month before `period` moved on to it; one of a day, or of when it was made, stays."""
    return text if is_dated(text) or _DAY.search(text) else month_renamed(text, period.previous, period)


def _written(shape: str, period: Period) -> str:
    return shape.format(y=period.year, m=period.number)


def _new_metrics(like: NewRow, plan: Planned, columns: Mapping[str, int]) -> Iterator[NewRow]:
    """A row for each goal of a metric that last month had no row of."""
    for key, goal in plan.goals.items():
        if key not in plan.metrics and "value" in goal.cells:
            cells = {"metric": "item", "unit": "unit", "target": "value", "owner": "owner"}
            values: Rows = dict.fromkeys(columns.values())
            values |= {columns[name]: goal.cells.get(source) for name, source in cells.items() if name in columns}
            yield NewRow(like.like, values | {columns["month"]: like.values[columns["month"]]})


def free_column(sheet: TabSheet) -> int:
    return max(column for _, column in sheet.sheet.cells) + 1


def _month_column(
    sheet: TabSheet, lines: Iterable[Line], month: str, columns: Mapping[str, int]
) -> dict[Spot, Raw | None]:
    """What a month column holds that the sheet did not have."""
    if month in sheet.columns:
        return {}
    written: dict[Spot, Raw | None] = {(line.row, columns[month]): line.text(month) for line in lines}
    return written | {(sheet.header_row, columns[month]): sheet.tab.column(month).headers[0]}


def appended(typed: Typed, rows: Sequence[NewRow], cells: Mapping[Spot, Raw | None]) -> SheetRoll:
    """The rows below the last one that is no total, and below the totals that are of its month alone."""
    last = max((line.row for line in (*typed.data, *month_totals(typed))), default=typed.sheet.header_row)
    return SheetRoll(last + 1, tuple(rows), cells if rows else {})


def month_totals(typed: Typed) -> tuple[Line, ...]:
    """The totals right below the last row that are of its month alone."""
    last = max((line.row for line in typed.data), default=0)
    below = sorted((line for line in typed.totals if line.row > last), key=lambda line: line.row)
    own = itertools.takewhile(
        lambda one: one[0] == one[1].row and _is_of_last(one[1], typed), enumerate(below, last + 1)
    )
    return tuple(line for _, line in own)


def _is_of_last(total: Line, typed: Typed) -> bool:
    """Whether a total is of the rows of the last month above it, and not of the whole list."""
    months = {line.row: line.text("month") for line in typed.data if line.row < total.row}
    first = min((row for row, month in months.items() if month == max(months.values(), default="")), default=0)
    if not any(row < first for row in months):
        return False
    formulas = [cell.formula for cell in total.cells.values() if cell.formula]
    starts = [int(start) for formula in formulas for start in _RANGE.findall(formula)]
    if starts:
        return min(starts) >= first
    texts = [str(cell.value) for cell in total.cells.values() if cell.kind == "text"]
    return total.text("month") == months[first] or any("小计" in text for text in texts)


def about_roll(sheet: TabSheet, period: Period) -> Roll:
    """The report information with the new month, its cutoff still to come."""
    about, _ = about_of(sheet, period.previous)
    cells: dict[Spot, Raw | None] = {}
    for name in ("report_month", "data_cutoff"):
        if place := about.places.get(name):
            at = (place.row, place.columns["value"])
            cells[at] = month_like(sheet.sheet.cells[at].value, period) if name == "report_month" else None
    return Roll(SheetRoll(cells=cells))


def guide_roll(sheet: Sheet, period: Period) -> Roll:
    """The guide with the new month in its commands."""
    before, after = str(period.previous), str(period)
    texts = {at: cell.value for at, cell in sheet.cells.items() if isinstance(cell.value, str) and before in cell.value}
    return Roll(SheetRoll(cells={at: text.replace(before, after) for at, text in texts.items()}))

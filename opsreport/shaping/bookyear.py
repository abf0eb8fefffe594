"""Months across that say no year and all lie after the report's: of the year that their workbook says, else asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.period import Period
from opsreport.model.table import Cell, Sheet
from opsreport.schemas.starter import KPI, PLAN
from opsreport.shaping.regular import first_rows, title_tab
from opsreport.shaping.titles import is_past, is_plan, title_of
from opsreport.shaping.words import MonthWord, is_dated, month_in, years_in

_AHEAD, _FEWEST = 6, 2
_MOST_CELLS = 2_000


def with_years_of_book(
    sheets: Sequence[Sheet], mapped: Sequence[object], meta: Mapping[str, Sequence[str]], period: Period
) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The sheets, such months with the one year that the other sheets of their file say; a block where none does.

    7月 8月 9月 in a review of June are those to come or of last year: nothing in the sheet tells, unless its title says
    that they are targets, which are set for months to come. `mapped` is filled for sheets that a source reads.
    """
    made: list[Sheet] = []
    asked: list[Finding] = []
    for sheet, source in zip(sheets, mapped, strict=True):
        found = {} if source else dict(_ahead(sheet, meta.get(sheet.file, ()), period))
        years = {year for one in sheets if found and one.file == sheet.file for year in _years(one)}
        years = {period.year} if found and is_plan(title_of(sheet)) else years
        if len(years) == 1:
            cells = {spot: cell._replace(value=f"{min(years)}年{cell.value}") for spot, (cell, _) in found.items()}
            sheet = replace(sheet, cells={**dict(sheet.cells.items()), **cells})
        elif found:
            asked.append(_asked(sheet, list(found.values()), period))
        made.append(sheet)
    return tuple(made), tuple(asked)


def _ahead(
    sheet: Sheet, meta: Sequence[str], period: Period
) -> Iterator[tuple[tuple[int, int], tuple[Cell, MonthWord]]]:
    """The months of a header row over numbers, by cell, where all are of the half year after the report's month."""
    if not sheet.cells or sheet.hidden or len(sheet.cells) > _MOST_CELLS or is_past(sheet.name):
        return
    if title_tab(sheet) == PLAN or any(map(years_in, (sheet.name, sheet.file, *meta))) or _years(sheet):
        return
    rows = first_rows(sheet)
    said = {row: [(cell, word) for cell in cells if (word := _month(cell))] for row, cells in rows.items()}
    every = [word for cells in said.values() for _, word in cells]
    if any(word.year or not 0 < word.number - period.number <= _AHEAD for word in every):
        return
    for row, found in said.items():
        below = (sheet.cells.get((row + 1, cell.column)) for cell, _ in found)
        over = [one for one, cell in zip(found, below, strict=True) if cell and cell.kind == "number"]
        if len({word for _, word in over}) >= _FEWEST:
            yield from (((cell.row, cell.column), (cell, word)) for cell, word in over)


def _month(cell: Cell) -> MonthWord | None:
    found = month_in(str(cell.value)) if cell.kind == "text" else None
    return found[0] if found else None


def _years(sheet: Sheet) -> set[int]:
    """The years that the name of a sheet and its first rows say."""
    if not sheet.cells or sheet.hidden:
        return set()
    texts = [str(cell.value) for cells in first_rows(sheet).values() for cell in cells if cell.kind != "number"]
    return {year for text in (sheet.name, *texts) if not is_dated(text) for year in years_in(text)}


def _asked(sheet: Sheet, found: Sequence[tuple[Cell, MonthWord]], period: Period) -> Finding:
    """The block with both readings of the first of the months."""
    cell, word = found[0]
    one, other = (str(Period.month(year, word.number)) for year in (period.year - 1, period.year))
    tab = (title_tab(sheet) or KPI).titles[0]
    details = {"tab": tab, "column": str(cell.value), "seen": str(cell.value), "one": one, "other": other}
    where = (sheet.origin_of(*((each.row, each.column) for each, _ in found)),)
    return Finding("ambiguous_value", Severity.block, where, details | {"form": f"{period.year}年{word.number}月"}, tab)

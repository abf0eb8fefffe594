"""Which sheets need no shaping: seen from their first rows and one column."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from opsreport.model.grid import Grid
from opsreport.model.match import Ignored, Match
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, cells_text
from opsreport.schemas import TABS
from opsreport.schemas.choices import MOMENT_WORDS
from opsreport.schemas.matching import column_named, is_count, is_counter, is_plainer, names_a_column, tab_named
from opsreport.schemas.pairing import pairs_in
from opsreport.schemas.starter import ABOUT
from opsreport.schemas.subjects import is_of_part
from opsreport.shaping.bare_months import bare_month
from opsreport.shaping.downwards import rows_to_look_at
from opsreport.shaping.headish import heads_apart, is_headish
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.titles import GENERIC
from opsreport.shaping.unitlists import lists_units
from opsreport.shaping.words import (
    is_derived,
    is_remark,
    is_unit,
    moment_in,
    month_in,
    month_of,
    special_of,
)

HEADER_ROWS = 10
KPI = "kpi"
MOST_ACROSS = 1_000
_MOST_HEADS = 20  # so many cells of a row tell whether it is a header
_FEWEST_OF_ROW = 3


def regular_tab(sheet: Sheet) -> Tab | None:
    """The tab whose rows the sheet lists as they should be; None for a sheet that has to be looked at.

    A title that names the tab, or headers that fit one tab; one header row
    with all that is required, no months across, no second table beside or below.
    """
    rows = first_rows(sheet)
    named = ABOUT if sheet.tab == ABOUT.name else title_tab(sheet)
    if named and named.pairs:
        return named
    fits = [tab for tab in ((named,) if named else TABS) if not tab.pairs and _is_regular(sheet, tab, rows)]
    if len(fits) != 1:
        return None
    (tab,) = fits
    return None if tab.name == KPI and is_of_part(sheet, rows[header_in(tab, rows)[0]], own_title(sheet)) else tab


def months_reported(sheets: Sequence[Sheet]) -> Mapping[str, tuple[str, ...]]:
    """What each file's report information says of its month."""
    said: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        months = pairs_in(sheet, ABOUT) if _is_about(sheet) else ()
        for pair in months:
            if pair.column.name == "report_month":
                said[sheet.file] = (str(pair.value.value),)
    return said


def _is_about(sheet: Sheet) -> bool:
    """Whether a sheet is the report information."""
    tab = regular_tab(sheet) if sheet.cells and len(sheet.cells) < 400 else None
    return tab is not None and tab.pairs


def own_title(sheet: Sheet) -> str:
    """The sheet's title, "" where it says nothing: Sheet1."""
    return "" if GENERIC.fullmatch(sheet.name.strip()) else sheet.name


def compares(sheet: Sheet, tab: Tab) -> bool:
    """Whether a list has columns of other moments (上月), which then can be read too."""
    rows = first_rows(sheet)
    head, _ = header_in(tab, rows)
    is_short = not isinstance(sheet.cells, Grid)
    return is_short and any(_is_of_another_moment(cell) for cell in rows[head])


def title_tab(sheet: Sheet) -> Tab | None:
    """The tab that the sheet's title names, or the file's name where the sheet has none of its own."""
    is_generic = GENERIC.fullmatch(sheet.name.strip())
    return tab_named(sheet.name) or (tab_named(PurePath(sheet.file).stem) if is_generic else None)


def first_rows(sheet: Sheet) -> Mapping[int, list[Cell]]:
    """The first cells of the first filled rows, in the order of their columns; a sheet lists its rows in order."""
    rows: dict[int, list[Cell]] = {}
    for (row, _), cell in sheet.cells.items():
        if row not in rows and len(rows) == HEADER_ROWS:
            break
        rows.setdefault(row, []).append(cell)
    return {row: sorted(rows[row], key=lambda cell: cell.column)[:MOST_ACROSS] for row in sorted(rows)}


def header_of(sheet: Sheet, tab: Tab) -> Mapping[str, str]:
    """The header texts of a regular sheet, each with the column it names."""
    head, columns = header_in(tab, first_rows(sheet))
    return {str(sheet.cells[head, column].value).strip(): name for name, column in columns.items()}


def match_of(sheet: Sheet, tab: Tab) -> Match:
    """What a regular sheet is taken for: its cells from the header on, the columns that headers name, the others."""
    why = ("sheet_title" if title_tab(sheet) == tab else "headers", "regular")
    if tab.pairs:
        pairs = pairs_in(sheet, tab)
        known = {str(sheet.cells[pair.label].value).strip(): pair.column.name for pair in pairs}
        return Match(Origin(sheet.file, sheet.name), tab.name, why, known)
    rows = first_rows(sheet)
    head, columns = header_in(tab, rows)
    left = tuple(_unused(cell) for cell in rows[head] if cell.column not in columns.values())
    left += tuple(_headings(sheet, [cell for cell in rows[head] if is_counter(str(cell.value))]))
    first, last = rows[head][0].column, rows[head][-1].column
    cells_read = cells_text(((head, first), (_last_row(sheet), last)))
    return Match(
        Origin(sheet.file, sheet.name, cells_read.replace(",", ":")), tab.name, why, header_of(sheet, tab), left
    )


def _unused(cell: Cell) -> Ignored:
    text = str(cell.value).strip()
    reason = special_of(text) or ("rate" if is_derived(text) else "unknown")
    return Ignored(cells_text([(cell.row, cell.column)]), text, reason)


def _headings(sheet: Sheet, counters: Sequence[Cell]) -> Iterator[Ignored]:
    """The texts that stand alone in a row, where the other rows have their numbers."""
    if not counters or isinstance(sheet.cells, Grid):
        return
    count = Counter(row for row, _ in sheet.cells)
    for row in (row for row, cells in count.items() if cells == 1 and row > counters[0].row):
        cell = next((found for one in counters if (found := sheet.cells.get((row, one.column)))), None)
        if cell and isinstance(cell.value, str) and not (is_count(cell.value) or is_remark(cell.value)):
            yield Ignored(cells_text([(row, cell.column)]), cell.value.strip(), "heading")


def _last_row(sheet: Sheet) -> int:
    return sheet.cells.last_row if isinstance(sheet.cells, Grid) else max(row for row, _ in sheet.cells)


def places_of(sheet: Sheet, tab: Tab) -> tuple[int, Mapping[str, int]]:
    """The header's row of a regular sheet, and where each column that it names stands."""
    return header_in(tab, first_rows(sheet))


def rows_under(sheet: Sheet, tab: Tab, names: Sequence[str], count: int) -> Iterator[Mapping[str, Cell]]:
    """Some cells of the first rows below the header of a regular sheet, by the column they fill."""
    if not sheet.cells:
        return
    head, columns = header_in(tab, first_rows(sheet))
    cells = sheet.cells.down_to(count) if isinstance(sheet.cells, Grid) else sheet.cells
    for row in range(head + 1, head + 1 + count):
        yield {name: cell for name in names if (cell := cells.get((row, columns.get(name, 0))))}


def cells_under(sheet: Sheet, tab: Tab, name: str) -> Iterator[Cell]:
    """The cells of a column of a regular sheet, none where it has no such column."""
    head, columns = header_in(tab, first_rows(sheet))
    at = columns.get(name)
    return (cell for (row, column), cell in sheet.cells.items() if column == at and row > head)


def lines_above(sheet: Sheet, tab: Tab) -> tuple[Cell, ...]:
    """The texts in the lines above the header of a regular sheet, one or two a line, the nearest first."""
    rows = first_rows(sheet)
    head, _ = header_in(tab, rows)
    lines = [cells for row, cells in rows.items() if row < head and len(cells) < 3]
    return tuple(cell for cells in reversed(lines) for cell in cells if cell.kind == "text")


def header_in(tab: Tab, rows: Mapping[int, list[Cell]]) -> tuple[int, Mapping[str, int]]:
    """The row with most known headers, and the column of each."""
    matched = {row: _matched(tab, cells) for row, cells in rows.items()}
    head = max(matched, key=lambda row: (len(matched[row]), -row))
    return head, matched[head]


def _is_regular(sheet: Sheet, tab: Tab, rows: Mapping[int, list[Cell]]) -> bool:
    matched = {row: _matched(tab, cells) for row, cells in rows.items()}
    head = max(matched, key=lambda row: (len(matched[row]), -row))
    columns = matched[head]
    needed = {column.name for column in tab.columns if column.required and column.kind not in MONTH_KINDS}
    if not needed <= tab.said_by(columns) or any(month_of(cell) for cell in rows[head]):
        return False
    above = [row for row in rows if row < head]
    has_group = any(len(rows[row]) > 2 or len(matched[row]) for row in above)
    unnamed = [cell for cell in rows[head] if cell.column not in columns.values()]
    if "unit" not in columns and any(_lists_units(sheet, rows, cell) for cell in unnamed):
        return False
    last = max(columns.values(), default=0)
    if _has_month_lines(tab, columns, [[c for c in rows[row] if c.column <= last] for row in rows if row > head]):
        return False
    has_second = len(matched.get(head + 1, ())) > 1 or _goes_on(rows.get(head + 1, []), min(columns.values()))
    return not (has_group or has_second or _beside(tab, rows[head], columns) or _below(sheet, head, columns))


def _lists_units(sheet: Sheet, rows: Mapping[int, list[Cell]], header: Cell) -> bool:
    """Whether units stand under a header; of a great many rows the first tell."""
    found = (
        (cell for cells in rows.values() for cell in cells) if isinstance(sheet.cells, Grid) else sheet.cells.values()
    )
    under = [cell.value for cell in found if cell.column == header.column and cell.row > header.row]
    return lists_units([text for text in under if isinstance(text, str)])


def _is_of_another_moment(cell: Cell) -> bool:
    """Whether a header says 上月 or 去年同期, which a table without months may be asked for."""
    found = moment_in(cell.value) if isinstance(cell.value, str) and special_of(cell.value) in ("", "past") else None
    return found is not None and MOMENT_WORDS[found[0]] > 0


def _has_month_lines(tab: Tab, columns: Mapping[str, int], below: list[list[Cell]]) -> bool:
    """Whether months stand in lines of their own over the rows they hold for."""
    has_column = any(column.kind in MONTH_KINDS and column.name in columns for column in tab.columns)
    return not has_column and any(len(cells) == 1 and month_of(cells[0]) for cells in below)


def _goes_on(cells: list[Cell], first: int) -> bool:
    """Whether a row below the header is one too: months, units, or texts that leave the first column to the header."""
    are_headers = all(is_headish(cell) or bare_month(cell) for cell in cells)
    is_second = len(cells) > 1 and are_headers and cells[0].column > first
    has_units = all(isinstance(cell.value, str) and is_unit(cell.value) for cell in cells)
    is_units = bool(cells) and cells[-1].column > first and has_units
    return is_second or is_units or _is_months(cells)


def _is_months(cells: list[Cell]) -> bool:
    """Whether a row is nothing but headers, with several months among them."""
    return sum(month_of(cell) is not None for cell in cells) > 1 and all(is_headish(cell) for cell in cells)


def _matched(tab: Tab, cells: list[Cell]) -> dict[str, int]:
    matched: dict[str, Cell] = {}
    for cell in cells:
        column = column_named(tab, cell.value) if isinstance(cell.value, str) else None
        first = matched.setdefault(column.name, cell) if column else cell
        if column and first is not cell and is_plainer(tab, column, str(cell.value), str(first.value)):
            matched[column.name] = cell
    return {name: cell.column for name, cell in matched.items()}


def _beside(tab: Tab, header: list[Cell], columns: Mapping[str, int]) -> bool:
    """Whether a blank column and headers that a table starts with stand to the right."""
    gaps = [b for a, b in itertools.pairwise(header) if b.column > a.column + 1]
    behind = [cell for cell in header if gaps and cell.column >= gaps[0].column]
    named = {cell.column: any(column_named(one, str(cell.value)) for one in TABS) for cell in behind}
    texts = [named[cell.column] for gap in gaps for cell in behind if cell.column >= gap.column]
    used = set(columns.values())
    again = [cell for cell in header if cell.column not in used and column_named(tab, str(cell.value))]
    return bool(gaps) and len(again) + sum(texts) >= 2 and bool(again or all(texts))


def _below(sheet: Sheet, head: int, columns: Mapping[str, int]) -> bool:
    """Whether another header stands below: texts that name columns, months after a blank line, the same for a month."""
    column = min(columns.values())
    named, after_gap = rows_to_look_at(sheet, column, head, names_a_column)
    is_other = any(_is_other_header(sheet, head, row, column) or _is_titled(sheet, row, column) for row in named)
    is_other |= any(_heads_list(sheet, at, column) for row in (*named, *after_gap) for at in (row, row + 1))
    return is_other or any(_is_months(_line(sheet, row, column)) for row in (*named, *after_gap))


def _heads_list(sheet: Sheet, row: int, column: int) -> bool:
    return heads_apart([_line(sheet, at, column) for at in range(row - 2, row + 2)], names_a_column)


def _is_titled(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the line above a row is a title that says a month, whatever is noted beside it."""
    cells = _line(sheet, row - 1, column) or _line(sheet, row - 2, column)
    is_title = 0 < len(cells) < _FEWEST_OF_ROW and all(cell.kind == "text" for cell in cells)
    return is_title and month_in(str(cells[0].value)) is not None


def _line(sheet: Sheet, row: int, column: int) -> list[Cell]:
    """The first cells of a row from a column on."""
    if isinstance(sheet.cells, Grid):
        return sheet.cells.across(row, column, column + _MOST_HEADS)
    return [cell for at in range(column, column + _MOST_HEADS) if (cell := sheet.cells.get((row, at)))]


def _is_other_header(sheet: Sheet, head: int, row: int, column: int) -> bool:
    """Whether the row is all texts that name columns, and not the sheet's own header once more."""
    cells = _line(sheet, row, column)
    if not all(isinstance(cell.value, str) for cell in cells):
        return False
    named = sum(names_a_column(str(cell.value)) for cell in cells)
    first = [sheet.cells.get((head, cell.column)) for cell in cells]
    is_again = all(one is not None and one.value == cell.value for one, cell in zip(first, cells, strict=True))
    return len(cells) > 1 and named == len(cells) and not is_again

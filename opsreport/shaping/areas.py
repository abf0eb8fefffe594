"""Where the tables of a sheet stand: their header rows, their body, and what is written above them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from opsreport.model.table import Cell
from opsreport.shaping.grid import Grid
from opsreport.shaping.headish import (
    heads_apart,
    is_banner,
    is_headish,
    is_told,
    may_head,
    names_moments,
    starts_table,
    year_text,
)
from opsreport.shaping.region import Region, joined
from opsreport.shaping.words import is_amount, is_unit, moment_in, month_of, special_of, years_in

MOST_HEAD_ROWS = 3
MOST_TITLE_ROWS = 4
# a sheet of more tables, or of tables with more columns in all, is nobody's
MOST_TABLES, MOST_COLUMNS = 400, 6_000
_MOST_HEADERS = 500  # so many tell whether a row is a header
Knows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Area:
    """One table: its header rows, the filled rows below, its first and last column, the texts above it."""

    head: tuple[int, ...]
    body: tuple[int, ...]
    left: int
    right: int
    above: tuple[Cell, ...] = ()

    @property
    def top(self) -> int:
        return (self.head or self.body)[0]

    @property
    def bottom(self) -> int:
        return (self.body or self.head)[-1]


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for tables in one sheet; `knows` says whether a text is the name of a column or a metric."""

    grid: Grid
    knows: Knows

    def areas(self) -> tuple[Area, ...]:
        """All tables that have a header, those above first; where they are over MOST_TABLES, one more than that."""
        if not self.grid.order:
            return ()
        lines = self.grid.rows.values()
        whole = Region(self.grid.order, min(line[0].column for line in lines), max(line[-1].column for line in lines))
        found = islice(self._areas(whole, 0), MOST_TABLES + 1)
        return tuple(sorted(found, key=lambda area: (area.top, area.left)))

    def under(self, head: Sequence[int]) -> Area:
        """The table whose header rows are known, down to the end of the sheet."""
        columns = [cell.column for row in head for cell in self.grid.rows.get(row, ())]
        left, right = min(columns, default=1), max(columns, default=1)
        body = tuple(row for row in self.grid.rows if row > max(head))
        region = Region(self.grid.order, left, right)
        return Area(tuple(head), body, left, right, tuple(self._titles(region, min(head))))

    def _areas(self, region: Region, depth: int) -> Iterator[Area]:
        parts = self._side_by_side(region) if depth < 4 else ()
        if len(parts) > 1:
            for part in parts:
                yield from self._areas(part, depth + 1)
            return
        heads = self._heads(region) or self._loose_heads(region)
        if len(heads) == 1:
            yield self._area(region, heads[0])
        elif heads:
            for part in self._stacked(region, heads):
                yield from self._areas(part, depth + 1)

    def _area(self, region: Region, head: tuple[int, ...]) -> Area:
        if not head:
            return self._headless(region)
        columns = [cell.column for row in head for cell in self._cells(row, region)]
        body = tuple(row for row in region.rows if row > head[-1] and self._cells(row, region))
        right = max(column + self.grid.width(self.grid.sheet.cells[row, column]) - 1 for row in head
                    for column in {c.column for c in self._cells(row, region)})  # fmt: skip
        left = min(min(columns), self._label_left(region, head, body, min(columns)))
        return Area(head, body, left, min(max(right, max(columns)), region.right), tuple(self._titles(region, head[0])))

    def _headless(self, region: Region) -> Area:
        lines = [row for row in region.rows if any(is_amount(cell) for cell in self._cells(row, region))]
        body = tuple(row for row in region.rows if row >= lines[0])
        columns = [cell.column for row in lines for cell in self._cells(row, region)]
        return Area((), body, min(columns), max(columns), tuple(self._titles(region, lines[0])))

    def _label_left(self, region: Region, head: Sequence[int], body: Sequence[int], first: int) -> int:
        """The column before the first header, where the body has labels under a blank header."""
        labelled = [row for row in body if (cell := self.grid.cell(row, first - 1)) and not is_amount(cell)]
        return first - 1 if first - 1 >= region.left and len(labelled) >= max(2, len(body) // 2) else first

    def _cells(self, row: int, region: Region) -> Sequence[Cell]:
        return self.grid.within(row, region.left, region.right)

    def _heads(self, region: Region) -> list[tuple[int, ...]]:
        """The header rows of each table that stands below another in the region."""
        heads: list[tuple[int, ...]] = []
        for row in region.rows:
            if heads and row <= heads[-1][-1]:
                continue
            cells = self._cells(row, region)
            if self._is_head(cells) and (not heads or self._starts_anew(row, cells, heads, region)):
                over = heads[-1][-1] if heads else 0
                heads.append(tuple(one for one in self._grown(row, region) if one > over))
            elif heads and heads_apart([self._cells(one, region) for one in range(row - 2, row + 2)], self.knows):
                heads.append((row,))
        return heads

    def _loose_heads(self, region: Region) -> list[tuple[int, ...]]:
        """Where no header names columns: texts over rows that start with the names of measures and hold numbers.

        () is the header of a table that has none: names and numbers side by side.
        """
        rows = [(row, self._cells(row, region)) for row in region.rows]
        named = [
            row for row, cells in rows
            if len(cells) > 1 and cells[0].kind == "text" and self.knows(str(cells[0].value)) and is_amount(cells[1])
        ]  # fmt: skip
        if len(named) < 2:
            return []
        above = [(row, cells) for row, cells in rows if row < named[0] and len(cells) > 1]
        numbers = self._cells(named[0], region)[1].column
        if above and all(map(is_headish, above[-1][1])) and any(cell.column == numbers for cell in above[-1][1]):
            return [(above[-1][0],)]
        return [()]

    def _is_head(self, cells: Sequence[Cell]) -> bool:
        first, rest = cells[:_MOST_HEADERS], cells[_MOST_HEADERS:]
        if is_banner(first) or not all(map(may_head, first)):
            return False
        known = sum(map(self._is_known, first))
        return known >= 2 and known >= 0.4 * len(first) and all(map(may_head, rest))

    def _is_known(self, cell: Cell) -> bool:
        if month_of(cell):
            return True
        text = str(cell.value)
        return bool(self.knows(text) or special_of(text) or is_unit(text) or moment_in(text))

    def _starts_anew(self, row: int, cells: Sequence[Cell], heads: Sequence[tuple[int, ...]], region: Region) -> bool:
        above = self._cells(row - 1, region)
        if not above or (len(above) == 1 and not is_amount(above[0])):
            return True
        first = {str(cell.value) for line in heads[-1] for cell in self._cells(line, region)}
        again = sum(str(cell.value) in first for cell in cells)
        columns = sum(not month_of(cell) and self.knows(str(cell.value)) for cell in cells)
        return again >= 0.6 * len(cells) or columns >= max(3, 0.6 * len(cells))

    def _grown(self, row: int, region: Region) -> tuple[int, ...]:
        """The header row with those above and below that belong to it."""
        rows = [row]
        below = self._cells(row + 1, region)
        while below and len(rows) < MOST_HEAD_ROWS and self._is_more(rows, below, region):
            rows.append(rows[-1] + 1)
            below = self._cells(rows[-1] + 1, region)
        above = self._cells(rows[0] - 1, region)
        while above and len(rows) < MOST_HEAD_ROWS and self._groups(above, rows[0], region):
            rows.insert(0, rows[0] - 1)
            above = self._cells(rows[0] - 1, region)
        return tuple(rows)

    def _is_more(self, rows: Sequence[int], cells: Sequence[Cell], region: Region) -> bool:
        """Whether the row below header rows is one too; a day, month or name alone under its own begins a record."""
        months = [cell.column for row in rows for cell in self._cells(row, region) if month_of(cell)]
        is_left = cells[-1].column < min(months, default=0)
        is_name = is_left and any(self.grid.cell(row, cells[0].column) for row in rows)
        is_record = is_name or any(self._is_dated(rows[-1], cell, region) for cell in cells)
        return not is_record and (self._goes_on(cells) or self._stands_under(rows[-1], cells, region))

    def _is_dated(self, head: int, cell: Cell, region: Region) -> bool:
        """Whether a cell says when, under a header that is no group: the first one, or that of days or months."""
        over = self.grid.sheet.cells.get((head, cell.column))
        if over is None or self.grid.width(over) > 1 or not month_of(cell) or month_of(over):
            return False
        is_first = cell.column == self._left(head, region) == self._left(cell.row, region)
        return is_first or names_moments(str(over.value))

    def _goes_on(self, cells: Sequence[Cell]) -> bool:
        """Whether a row below a header row is one too; a text alone is so only as the unit of one column."""
        if len(cells) == 1:
            return is_unit(str(cells[0].value))
        known = sum(self._is_known(cell) for cell in cells)
        return all(is_headish(cell) for cell in cells) and known >= max(2, 0.5 * len(cells))

    def _stands_under(self, head: int, cells: Sequence[Cell], region: Region) -> bool:
        """Whether a row of unknown texts names the columns of groups: they lie under merged headers or beside them.

        The first column is that of the names of rows, which a header leaves blank there.
        """
        first = cells[:_MOST_HEADERS]
        if len(first) < 2 or first[0].column <= self._left(head, region) or not all(map(is_headish, first)):
            return False
        over = [self.grid.cell(head, cell.column) for cell in first]
        groups = Counter(cell for cell in over if cell)
        return None in over or max(groups.values(), default=0) > 1

    def _left(self, row: int, region: Region) -> int:
        """The first column of a row that is filled, or that a cell is merged over."""
        columns = range(region.left, region.right + 1)
        return next((column for column in columns if self.grid.cell(row, column)), region.right)

    def _groups(self, cells: Sequence[Cell], head: int, region: Region) -> bool:
        """Whether a row above a header groups its columns: several texts, or one year over a part of them.

        A title that says its month, or lies over all of them, groups none, nor does what is noted beside them.
        """
        if not all(is_headish(cell) and not is_told(cell) for cell in cells):
            return False
        columns = [cell.column for cell in self._cells(head, region)]
        inside = [cell for cell in cells if cell.column <= columns[-1]]
        if len(inside) < 2:
            return any(self._is_year_group(cell, region) for cell in inside)
        others = inside[1:] if self._is_title(inside[0], columns[0], region) else inside
        return any(self.grid.width(cell) > 1 or self._is_known(cell) for cell in others)

    def _is_year_group(self, cell: Cell, region: Region) -> bool:
        return bool(years_in(year_text(cell))) and cell.column > region.left and self.grid.width(cell) > 1

    def _is_title(self, cell: Cell, first: int, region: Region) -> bool:
        """Whether a text over the first header, where rows have their names, says a month and what the table is."""
        return cell.column == first == region.left and bool((month := month_of(cell)) and month[1])

    def _titles(self, region: Region, top: int) -> Iterator[Cell]:
        """What stands in the lines above a header, nearest last: one or two texts a line."""
        found: list[Cell] = []
        for row in islice(self.grid.above(top), MOST_TITLE_ROWS):
            if row < region.rows[0]:
                break
            cells = self._cells(row, region)
            if len(cells) > 2 or not all(cell.kind == "text" and not is_amount(cell) for cell in cells):
                break
            found[:0] = cells
        yield from found

    def _stacked(self, region: Region, heads: Sequence[tuple[int, ...]]) -> Iterator[Region]:
        rows = region.rows
        starts = [rows[0], *(self._start(region, head, above[-1]) for above, head in pairwise(heads))]
        cuts = [bisect_left(rows, start) for start in starts]
        for first, end in pairwise((*cuts, len(rows))):
            yield replace(region, rows=rows[first:end])

    def _start(self, region: Region, head: tuple[int, ...], above: int) -> int:
        """The row that a table starts with: that of its first title under the header above."""
        titles = (cell.row for cell in self._titles(region, head[0]))
        return min([head[0], *(row for row in titles if row > above + 1)])

    def _side_by_side(self, region: Region) -> tuple[Region, ...]:
        """The parts between blank columns that are tables of their own."""
        filled = sorted({cell.column for row in region.rows for cell in self._cells(row, region) if self._counts(cell)})
        groups: list[list[int]] = []
        for column in filled:
            if groups and column - groups[-1][1] <= 1:
                groups[-1][1] = column
            else:
                groups.append([column, column])
        if len(groups) < 2:
            return tuple(replace(region, left=left, right=right) for left, right in groups)
        parts: list[list[Region]] = []
        for one in self._spread(region, groups):
            is_more = bool(parts) and not self._is_table(one)
            parts = [*parts[:-1], [*parts[-1], one]] if is_more else [*parts, [one]]
        return tuple(map(joined, parts))

    def _spread(self, region: Region, groups: Sequence[Sequence[int]]) -> Iterator[Region]:
        """The groups of columns, each with the rows that have cells there."""
        lefts = [left for left, _ in groups]
        rows: list[dict[int, None]] = [{} for _ in groups]
        for row in region.rows:
            for cell in self._cells(row, region):
                rows[max(0, bisect_right(lefts, cell.column) - 1)][row] = None
        return (Region(tuple(own), left, right) for own, (left, right) in zip(rows, groups, strict=True))

    def _counts(self, cell: Cell) -> bool:
        """Banners lie over several tables; they say nothing about the columns between them."""
        return self.grid.width(cell) == 1 or not is_headish(cell)

    def _is_table(self, region: Region) -> bool:
        head = next((row for row in region.rows if self._is_head(self._cells(row, region))), 0)
        body = [self.grid.cell(row, region.left) for row in region.rows if row > head]
        return head > 0 and starts_table(self._cells(head, region), self.grid.cell(head, region.left), body, self.knows)

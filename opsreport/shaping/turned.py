"""Lists that lie on their side: a row a field (渠道, 类型, 访问量), a record a column; cards of one record alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opsreport.model.grid import Grid as Packed
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.table import Cell, Sheet
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.layout import MONTH_KINDS, main_key
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.targetrows import with_targets_across
from opsreport.shaping.upright import Lying, Turned, upright
from opsreport.shaping.usertitles import USERS, titled_kind, users_column
from opsreport.shaping.words import month_of

# such lists are small: nobody keeps hundreds of records side by side
MOST_CELLS = 5_000
LEAST_FIELDS = 3
LEAST_CELLS = 6
_MOSTLY = 0.5


def turned(sheet: Sheet) -> Turned | None:
    """The sheet with its lists turned, or its months with targets below them; None where none lies on its side."""
    if isinstance(sheet.cells, Packed) or not LEAST_CELLS <= len(sheet.cells) <= MOST_CELLS:
        return None
    grid = grid_of(sheet)
    blocks = [block for rows in _runs(grid) if (block := _block(grid, rows))]
    return upright(grid, blocks) if blocks else with_targets_across(sheet)


def _runs(grid: Grid) -> Iterator[Sequence[int]]:
    """The rows that follow each other and begin with a text in one column; a field said again begins anew.

    A row of texts once more, as print-outs have the names of the records, is left out.
    """
    run: list[int] = []
    said: set[str] = set()
    last = 0
    for row, cells in grid.rows.items():
        first = cells[0]
        text = str(first.value).strip()
        is_next = bool(run) and row == last + 1 and first.column == grid.rows[run[-1]][0].column
        last = row
        if is_next and any(_is_same(cells, grid.rows[before]) for before in run):
            continue
        if not (is_next and first.kind == "text") or text in said:
            if run:
                yield run
            run, said = [], set()
        if first.kind == "text":
            run.append(row)
            said.add(text)
    if run:
        yield run


def _is_same(cells: Sequence[Cell], before: Sequence[Cell]) -> bool:
    """Whether a row says what an earlier one does, in texts alone."""
    return all(cell.kind == "text" for cell in cells) and [one.value for one in cells] == [one.value for one in before]


def _block(grid: Grid, rows: Sequence[int]) -> Lying | None:
    """The list that some rows are, by the tab that most of them name fields of; None for none."""
    left = grid.rows[rows[0]][0].column
    found = [(_named(grid, rows, left, tab), tab) for tab in TABS if not tab.pairs and tab.name != "kpi"]
    named, tab = max(found, key=lambda one: len(one[0]))
    if len(named) < LEAST_FIELDS and not (tab.name == USERS and _is_of_users(grid, named)):
        return None
    first, last = min(named.values()), max(named.values())
    fields = [row for row in rows if first <= row and (row <= last or len(grid.rows[row]) > 1)]
    above = _names_row(grid, first, left)
    names, over = (0, above) if main_key(tab) in named else (above, 0)
    block = Lying(tab, fields, names, over, left, _right(grid, fields, left))
    return block if _is_list(grid, block, named) else None


def _named(grid: Grid, rows: Sequence[int], left: int, tab: Tab) -> dict[str, int]:
    """The row of each column of a tab that the first cells name, the fullest of several: a title may name one too."""
    found: dict[str, int] = {}
    for row in rows:
        column = _column(grid, row, left, tab)
        if column and len(grid.rows[row]) > len(grid.rows.get(found.get(column.name, 0), ())):
            found[column.name] = row
    return found


def _column(grid: Grid, row: int, left: int, tab: Tab) -> TabColumn | None:
    text = str(grid.sheet.cells[row, left].value)
    said = users_column(grid.sheet, text) if tab.name == USERS else ""
    return tab.column(said) if said else column_named(tab, text)


def _is_of_users(grid: Grid, named: Mapping[str, int]) -> bool:
    """Whether the sheet's title says the kind of rows, so that their name and number tell the rest."""
    return bool(titled_kind(grid.sheet)) and {"name", "count"} <= named.keys()


def _names_row(grid: Grid, first: int, left: int) -> int:
    """The row above the fields that holds the names of the records, 0 for none."""
    above = [cell for cell in grid.rows.get(first - 1, ()) if cell.column > left]
    is_name = bool(above) and all(cell.kind == "text" and not month_of(cell) for cell in above)
    return first - 1 if is_name else 0


def _right(grid: Grid, rows: Sequence[int], left: int) -> int:
    """The last column up to the first that is blank in all the rows."""
    filled = {cell.column for row in rows for cell in grid.rows[row]}
    right = left
    while right + 1 in filled:
        right += 1
    return right


def _is_list(grid: Grid, block: Lying, named: Mapping[str, int]) -> bool:
    """Whether fields that are no numbers are among those of a list, its records are named, and little is unknown."""
    tab, key = block.tab, main_key(block.tab)
    kinds = {column.name: column.kind for column in tab.columns}
    is_told = _is_of_users(grid, named) or any(
        kinds[name] not in (*NUMBERS, *MONTH_KINDS) and name != key for name in named
    )
    needed = {column.name for column in tab.columns if column.required and column.kind not in MONTH_KINDS} | {key}
    has_names = key in named or block.names > 0
    is_known = len(named) >= _MOSTLY * len(block.rows) and len(needed & tab.said_by({*named, key})) >= _MOSTLY * len(
        needed
    )
    across = [cell for row in block.rows for cell in grid.rows[row] if block.left < cell.column <= block.right]
    return is_told and has_names and is_known and bool(across)

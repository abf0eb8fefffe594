"""Tables of users that a title names, read as any other: which headers say what, and of what kind the rows are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from opsreport.model.grid import Grid as Packed
from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas import TABS
from opsreport.schemas.choices import TOTAL_WORDS, USER_ROW, WHOLE_WORDS
from opsreport.schemas.matching import column_named, names_a_column
from opsreport.schemas.userkinds import (
    day_said,
    family_of,
    funnel_of,
    heads_day,
    heads_own,
    is_of_users,
    is_sample,
    is_whole,
    names_issues,
    role_of,
    sentiment_of,
    user_kind,
)
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.headish import may_head, names_moments
from opsreport.shaping.laying import layout_of
from opsreport.shaping.layout import Layout, fits
from opsreport.shaping.numbercells import is_number, is_percent, number_in
from opsreport.shaping.regular import first_rows, header_of, places_of, title_tab
from opsreport.shaping.slots import label_month
from opsreport.shaping.tabwords import Words
from opsreport.shaping.usersacross import with_figures_known, with_names_across, with_plain_count
from opsreport.shaping.usersplit import split_of
from opsreport.shaping.usertitles import USERS, headers_of, heads_column, titled_kind
from opsreport.shaping.words import day_of, is_amount, month_of, special_of

_ROW_WORDS = frozenset(name_key(word) for words in USER_ROW.values() for word in words)
_STEPS = frozenset(map(name_key, ("步骤", "环节", "转化步骤", "转化环节", "step", "stage")))
_LOOKED_AT = 60
_MOST_CELLS = 5_000
_LEAST_KNOWN = 2
_OF_CHANNELS = frozenset(("month", "channel", "family", "new_users"))
# how old a cohort is, in months or weeks: M1, W+2留存率
_COHORT_AGE = re.compile(r"[mw]\+?\d{1,2}(?:留存率?|留存)?|[次第]\d*个?[月周](?:留存率?)?")
_RESULTS = frozenset(("target", "actual"))
_PEOPLE = frozenset(("visits", "new_users", "payers"))
_NUMBERS = ("count", "base", "interactions", "revenue")
_WHOLES = frozenset(map(name_key, (*TOTAL_WORDS, *WHOLE_WORDS)))


@dataclass(frozen=True, slots=True)
class Said:
    """The kind of rows that something says a table has, "" for none; what says so (a code of Match), and where."""

    kind: str
    why: str
    spot: Spot


def said_of(sheet: Sheet, above: Sequence[Cell], head: Sequence[Cell]) -> Said:
    """What the nearest line above a header says, else the title of its sheet, else its first cell."""
    for cell in above:
        if kind := user_kind(str(cell.value)):
            return Said(kind, "line_above", (cell.row, cell.column))
    first = (head[0].row, head[0].column) if head else (1, 1)
    if kind := titled_kind(sheet):
        return Said(kind, "sheet_title", first)
    return Said(_kind_headed(sheet, head), "headers", first)


def _kind_headed(sheet: Sheet, head: Sequence[Cell]) -> str:
    """The kind that the first header but months names, in a sheet of users or over counts: 流失原因 beside 人数."""
    texts = (str(cell.value) for cell in head)
    first, tab = next((text for text in texts if not names_moments(text)), ""), title_tab(sheet)
    if tab is not None and tab.name == USERS:
        return _kind_of_names(first)
    kind = heads_own(first, sheet.name) if is_of_users(sheet.name) else ""
    return kind if kind and any(role_of(kind, str(cell.value)) == "count" for cell in head[1:]) else ""


def _kind_of_names(header: str) -> str:
    """The kind of rows that the header of their names tells in a sheet of users."""
    return "funnel" if name_key(header) in _STEPS else user_kind(header)


def head_row(grid: Grid) -> int:
    """The first row of a sheet whose title names users that could be a header over numbers, 0 for none."""
    if not titled_kind(grid.sheet):
        return 0
    pairs = ((row, grid.rows[row], grid.rows[below]) for row, below in pairwise(grid.order) if below == row + 1)
    heads = (row for row, cells, below in pairs if _is_head(cells) and any(map(is_number, below)))
    return next(heads, 0)


def _is_head(cells: Sequence[Cell]) -> bool:
    return len(cells) > 1 and all(map(may_head, cells))


def of_whole(layout: Layout) -> Layout | None:
    """The table of users with the rows of the whole alone; None where it has none, or one of each day."""
    split = None if is_daily(layout) else split_of(layout)
    if is_daily(layout) or (split and not split.whole):
        return None
    return split.whole_of(layout) if split else layout


def passes_for(layout: Layout, kind: str) -> bool:
    """Whether a table that is said to be of users only passes for one of metrics or channels."""
    if layout.tab.name == "kpi":
        named = {column.slot.name for column in layout.of("value")}
        if kind and any(_COHORT_AGE.fullmatch(name_key(column.slot.text)) for column in layout.columns):
            return True
        return bool(kind) and family_of(kind) != "retention" and not named & _RESULTS
    return bool(kind) and layout.tab.name == "channels" and layout.measures <= _PEOPLE


def said_of_area(grid: Grid, area: Area) -> Said:
    """What is said of a table; one of channels with nothing but days of retention is one of retention."""
    head = grid.within(area.head[-1], area.left, area.right) if area.head else ()
    said = said_of(grid.sheet, tuple(reversed(area.above)), head)
    if said.kind and head and _lists_metrics(said.kind, [str(cell.value) for cell in head]):
        return replace(said, kind="")
    if not said.kind and head and _is_retention(head):
        return Said("retention", "headers", (head[0].row, head[0].column))
    return said


def _lists_metrics(kind: str, head: Sequence[str]) -> bool:
    """Whether the first header is that of metrics, which no rows of users of the kind have beside numbers of people."""
    found = column_named(next(tab for tab in TABS if tab.name == "kpi"), head[0])
    is_counted = any(role_of(kind, text) == "count" for text in head[1:])
    return found is not None and found.name == "metric" and not (role_of(kind, head[0]) or is_counted)


def _is_retention(head: Sequence[Cell]) -> bool:
    """Whether a header is that of channels, of the people who came and of those who stayed, and of no more."""
    channels = next(tab for tab in TABS if tab.name == "channels")
    texts = [str(cell.value) for cell in head if cell.kind == "text"]
    named = {column.name for text in texts if (column := column_named(channels, text))}
    return "channel" in named and named <= _OF_CHANNELS and any(map(heads_day, texts))


def holds_users(sheet: Sheet, tab: Tab) -> bool:
    """Whether a list that passes for one of a tab is said to be of users, or has a table of users below a line."""
    if isinstance(sheet.cells, Packed) or len(sheet.cells) > _MOST_CELLS or tab.pairs:
        return False
    at, _ = places_of(sheet, tab)
    if tab.name == "channels":
        is_counted = titled_kind(sheet) and set(header_of(sheet, tab).values()) <= _OF_CHANNELS | _PEOPLE
        return bool(is_counted) or _is_retention(first_rows(sheet)[at])
    if tab.name == "users" and "row_type" not in (known := header_of(sheet, tab)).values():
        unknown = (str(cell.value) for cell in first_rows(sheet)[at] if str(cell.value) not in known)
        if any(map(_kind_of_names, unknown)):
            return True
    grid = grid_of(sheet)
    below = ((row, next_) for row, next_ in pairwise(grid.order) if row > at and next_ <= row + 2)
    return any(_heads_users(grid.rows[row], grid.rows[next_]) for row, next_ in below)


def _heads_users(line: Sequence[Cell], head: Sequence[Cell]) -> bool:
    """Whether a line is a text that names users, and the row below it a header that they have."""
    kind = user_kind(str(line[0].value)) if len(line) == 1 and line[0].kind == "text" else ""
    known = sum(heads_column(kind, str(cell.value)) or heads_day(str(cell.value)) for cell in head if kind)
    return bool(kind) and _is_head(head) and known >= _LEAST_KNOWN


def layout_said(grid: Grid, area: Area, said: Said) -> Layout | None:
    """The table as rows of the users' tab of that kind; None where it is none."""
    if not said.kind:
        return None
    layout = with_figures_known(layout_of(grid, area, _words(grid, area, said)))
    layout = with_plain_count(with_names_across(layout, said.kind))
    is_whole_row = fits(layout) and {"row_type", "name"} <= layout.names and not _lacks_count(layout)
    return layout if is_whole_row and _names_fit(layout) and _counts_people(layout) else None


def _lacks_count(layout: Layout) -> bool:
    """Whether all numbers are named and none of them is of people: tiers with nothing but revenue."""
    named = {one.slot.name for one in layout.of("value") if not one.slot.special}
    return not layout.of("measure") and bool(named) and "" not in named and "count" not in named


def is_daily(layout: Layout) -> bool:
    """Whether days stand down beside names across, of which no page shows one."""
    at = next((one.slot.column for one in layout.of("label") if one.name == "month"), 0)
    cells = (layout.grid.cell(row, at) for row in layout.area.body)
    days = {day for cell in cells if cell and len(day := day_of(cell)) == len("2025-06-01")}
    return layout.crosses_keys and len(days) > len({day[:7] for day in days})


def _words(grid: Grid, area: Area, said: Said) -> Words:
    """How the headers of a table of that kind are read."""
    columns = dict(headers_of(said.kind))
    head = grid.within(area.head[-1], area.left, area.right) if area.head else ()
    for cell in head:
        found = {name_key(str(one.value)) for one in _texts(grid, area, cell.column)}
        is_days = family_of(said.kind) == "retention" and all(day_said(text) is not None for text in found)
        if found and found <= _ROW_WORDS and not (is_days or all(map(sentiment_of, found))):
            columns[name_key(str(cell.value))] = "row_type"
    columns |= _by_ends(said.kind, head, columns)
    keys = [name_key(str(cell.value)) for cell in head]
    named = {name: key for key in reversed(keys) if (name := columns.get(key))}
    columns |= {key: "" for key in keys if (name := columns.get(key)) in _NUMBERS and named[name] != key}
    is_nameless = bool(head) and "name" not in named and keys[0] not in columns
    if is_nameless and _names_rows(head[0], _texts(grid, area, head[0].column)):
        columns[keys[0]] = "name"
        named["name"] = keys[0]
    has_months = any(month_of(cell) for row in area.head for cell in grid.within(row, area.left, area.right))
    if not has_months and "count" not in named and (whole := next((key for key in keys if key in _WHOLES), "")):
        columns[whole] = "count"
    kind = "negative" if said.kind == "feedback" and names_issues(named.get("name", "")) else said.kind
    is_told = "row_type" in named
    users = next(tab for tab in TABS if tab.name == USERS)
    return Words(users, columns, "" if is_told or kind == "feedback" else kind, said.spot)


def _by_ends(kind: str, head: Sequence[Cell], known: Mapping[str, str]) -> Mapping[str, str]:
    """The first count, and the only money of tiers, that headers name by their ends, where none is one wholly."""
    texts = [str(cell.value) for cell in head]
    taken = {known.get(name_key(text), known.get(header_parts(text)[0], "")) for text in texts}
    found: dict[str, list[str]] = {}
    for text in texts:
        if header_parts(text)[0] not in known and (role := role_of(kind, text)) and role not in taken:
            found.setdefault(role, []).append(text)
    chosen = {role: same[0] for role, same in found.items() if role != "revenue" or len(same) == 1}
    return {key: role for role, text in chosen.items() for key in (name_key(text), header_parts(text)[0])}


def _texts(grid: Grid, area: Area, column: int) -> Sequence[Cell]:
    """The first texts below a header."""
    cells = (grid.cell(row, column) for row in area.body[:_LOOKED_AT])
    return [cell for cell in cells if cell and cell.kind == "text"]


def _names_rows(first: Cell, found: Sequence[Cell]) -> bool:
    """Whether the first column holds names under a header that says nothing else."""
    is_unknown = first.kind == "text" and not (names_a_column(str(first.value)) or label_month(first))
    amounts = sum(is_amount(one) for one in found)
    return is_unknown and bool(found) and 2 * amounts < len(found) and not any(map(label_month, found))


def _names_fit(layout: Layout) -> bool:
    """Whether the names of the rows are such as rows of the kind have: days of retention, steps that tell a funnel."""
    kind = layout.words.kind
    names = names_of(layout)
    if not names:
        return False
    if kind == "funnel":
        return bool(funnel_of(names)) or (len(names) > 1 and _falls(layout))
    days = [name for name in names if day_said(name) is not None]
    return family_of(kind) != "retention" or (bool(days) and all(name in days or is_base(kind, name) for name in names))


def _falls(layout: Layout) -> bool:
    """Whether no step has more people than the one above it, as far as steps stand down."""
    cells, counted = layout.grid.sheet.cells, [one.slot for one in layout.of("value") if not one.slot.special]
    for slot in counted:
        found = [value for row in layout.area.body if (value := number_in(cells.get((row, slot.column)))) is not None]
        if any(below > above for above, below in pairwise(found)) and "name" in layout.labels:
            return False
    return True


def _counts_people(layout: Layout) -> bool:
    """Whether the numbers are of people, not shares of them, and what people said is sorted by what they felt."""
    if family_of(layout.words.kind) == "retention" or layout.of("measure"):
        return True
    types = [one.slot.column for one in layout.of("label") if one.name == "row_type" and not layout.words.kind]
    said = [cell for at in types for row in layout.area.body if (cell := layout.grid.cell(row, at))]
    counts = [one.slot.column for one in layout.of("value") if one.slot.name in ("", "count") and not one.slot.special]
    cells = (layout.grid.sheet.cells.get((row, at)) for at in counts for row in layout.area.body)
    is_sorted = all(name_key(str(cell.value)) in _ROW_WORDS or special_of(str(cell.value)) for cell in said)
    return is_sorted and not any(cell and is_percent(cell) for cell in cells)


def names_of(layout: Layout) -> tuple[str, ...]:
    """What the rows are called, in their order."""
    at = [column.slot.column for column in layout.of("label") if column.name == "name"]
    cells = (layout.grid.cell(row, one) for one in at for row in layout.area.body)
    across = () if at else (column.slot.other for column in layout.of("value"))
    texts = (*(str(cell.value) for cell in cells if cell and cell.kind == "text"), *across)
    return tuple(dict.fromkeys(text for text in texts if text and not special_of(text)))


def is_base(kind: str, name: str) -> bool:
    """Whether the name of a row says of how many people the others are: 新增用户 of retention, 样本总数 of reasons."""
    if kind == "churn":
        return is_whole(name) and is_sample(name)
    return kind == "retention" and role_of(kind, name) == "base"

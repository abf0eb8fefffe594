"""Sheets whose title names the kind of rows of users that they list: 用户分层, 购买漏斗."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePath

from opsreport.model.spelling import name_key
from opsreport.model.table import Sheet
from opsreport.schemas import TABS
from opsreport.schemas.userkinds import (
    family_of,
    heads_day,
    heads_own,
    is_of_users,
    is_step,
    role_of,
    roles_of,
    user_kind,
)
from opsreport.shaping.grid import Grid
from opsreport.shaping.titles import GENERIC
from opsreport.shaping.words import month_in

USERS = "users"
_MOST_TITLES = 4  # lines over tables side by side


def titled_kind(sheet: Sheet) -> str:
    """The kind of rows that a sheet's title names, or its file's name where the title says a month or nothing."""
    found = month_in(sheet.name)
    is_bare = bool(GENERIC.fullmatch(sheet.name.strip())) or (found is not None and not found[1])
    return user_kind(PurePath(sheet.file).stem if is_bare else sheet.name)


def users_column(sheet: Sheet, text: str) -> str:
    """The column of the users' tab that a header names in tables of the kind that a sheet's title says, "" for none."""
    kind = titled_kind(sheet)
    return headers_of(kind).get(name_key(text), "") if kind else ""


def known_in(grid: Grid) -> Callable[[str], bool]:
    """Whether a text heads a column in tables of the kinds that the title of a sheet, or lines in it, name."""
    lines = (cells for cells in grid.rows.values() if len(cells) <= _MOST_TITLES and cells[0].kind == "text")
    said = {user_kind(str(cell.value)) for cells in lines for cell in cells if cell.kind == "text"}
    firsts = set(_first_headers(grid))
    kinds = {titled_kind(grid.sheet), *said} - {""}
    heads = (str(cells[0].value) for cells in grid.rows.values() if len(cells) > 1 and cells[0].kind == "text")
    title = grid.sheet.name
    kinds |= {heads_own(head, title) for head in heads} - {""} if is_of_users(title) else set()
    families = set(map(family_of, kinds))
    return lambda text: text in firsts or any(heads_column(kind, text) for kind in kinds) or _is_across(text, families)


def _first_headers(grid: Grid) -> Iterator[str]:
    """The first text of each row below a line that names users, which heads the names of rows whatever it says."""
    for row, below in pairwise(grid.order):
        line, head = grid.rows[row], grid.rows[below]
        if len(line) == 1 and len(head) > 1 and head[0].kind == "text" and user_kind(str(line[0].value)):
            yield str(head[0].value)


def heads_column(kind: str, text: str) -> bool:
    """Whether a text heads a column in tables of a kind."""
    return name_key(text) in headers_of(kind) or bool(role_of(kind, text))


def _is_across(text: str, families: Container[str]) -> bool:
    """Whether a text heads numbers of people: a day of retention, a step of a funnel."""
    return ("retention" in families and heads_day(text)) or ("funnel" in families and is_step(text))


@lru_cache(maxsize=16)
def headers_of(kind: str) -> Mapping[str, str]:
    """The column of the users' tab by the key of each header that tables of a kind have; "" for a type of anything."""
    users = next(tab for tab in TABS if tab.name == USERS)
    named = {column.name: "" if column.name == "row_type" else column.name for column in users.columns}
    own = {name_key(header): named[column.name] for column in users.columns for header in column.headers}
    return {**own, **roles_of(kind)}

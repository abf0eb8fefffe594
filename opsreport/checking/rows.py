"""Which rows of a sheet hold data, and which are totals, changes, examples, remarks or the header once more."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import partial

import numpy as np

from opsreport.checking.headings import heading_rows
from opsreport.checking.lines import Mask, Rows, distinct
from opsreport.checking.madeof import MADE_ENDS, MADE_STARTS, SPAN_STARTS, TOTAL_ENDS, made_of
from opsreport.checking.tabs import MONTH_KINDS, TabSheet
from opsreport.checking.unnamed import unnamed_sums
from opsreport.model.grid import KINDS, WIDTH, Grid, Ints, packed
from opsreport.model.spelling import name_key, part_of_year
from opsreport.model.table import column_letter
from opsreport.model.unitlines import statement, unit_alone
from opsreport.schemas.choices import ASIDE_WORDS, EXAMPLE_MARKS, PAST_WORDS, USER_ROW
from opsreport.schemas.userkinds import is_part, is_rate, is_whole

_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_LABEL = (
    r"注\d*|备注|说明|(?:数据|统计)?(?:来源|口径)|(?:金额|货币)?单位|note|source"
    r"|(?:填报|填表|制表|制单|编制|统计|审核|复核|审批|批准|更新|报送|联系)(?:人|时间|日期)?|签字|日期|时间"
)
_REMARK = re.compile(rf"[*＊※\s]*(?:{_LABEL})\s*[:：]", re.IGNORECASE)
_BARE_REMARK = re.compile(
    rf"(?:{_LABEL})|[-—\s]*以下空白[-—\s]*|(?:以上)?(?:数据|统计)?截[至止]到?(?:时间|日期)?.*\d.*", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"\s*[*＊※]\s*\S*?(?:含|为|按|指|不|口径|统计|见|仅|以).*")  # *新增用户含小程序
_MOST_REMARKS = 4
_ASIDE = frozenset(map(name_key, (*ASIDE_WORDS, *PAST_WORDS)))
_STEPS = frozenset(name_key(word) for code in ("retention", "purchase", "register") for word in USER_ROW[code])
_TEXT = KINDS.index("text")
_HINTS, _TELLS = 1, 2
_MONTHLY = ("kpi", "channels", "users")


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of one sheet below its header, sorted out."""

    data: Rows
    totals: Rows
    examples: Rows
    derived: Rows
    headings: Rows


def lines_of(sheet: TabSheet) -> Lines:
    """The filled rows below the header; blank rows, remarks and repeated headers are left out."""
    rows = _filled_rows(sheet)
    is_example, is_derived, is_total = _example(rows), *_made(rows)
    is_left_out = _remarks(rows) | _headers(rows)
    is_total |= unnamed_sums(rows, is_example | is_derived | is_total | is_left_out)
    is_made = is_derived | is_total
    is_heading = heading_rows(rows) & ~(is_example | is_made | is_left_out)
    return Lines(
        _only(rows, ~(is_example | is_made | is_left_out | is_heading)),
        _only(rows, is_total & ~is_derived & ~is_example),
        _only(rows, is_example),
        _only(rows, is_derived & ~is_example),
        _only(rows, is_heading),
    )


def _only(rows: Rows, chosen: Mask) -> Rows:
    return rows if chosen.all() else rows.taken(np.flatnonzero(chosen))


def _filled_rows(sheet: TabSheet) -> Rows:
    """Every row below the header in which a known column is filled; texts of spaces alone are blanks."""
    grid = packed(sheet.sheet.cells)
    start = int(grid.places.searchsorted((sheet.header_row + 1) * WIDTH))
    below, across = np.divmod(grid.places[start:], WIDTH)
    below -= sheet.header_row
    blank = _blanks(grid)
    columns = sorted(sheet.columns.items(), key=lambda named: named[1])
    found = {name: _unblank(grid, np.flatnonzero(across == column) + start, blank) for name, column in columns}
    is_there = np.zeros(int(below[-1]) + 1 if len(below) else 1, bool)
    for places in found.values():
        is_there[below[places - start]] = True
    order = np.cumsum(is_there) - 1
    dense = {name: np.full(int(order[-1]) + 1, -1, np.int32) for name in found}
    for name, places in found.items():
        dense[name][order[below[places - start]]] = places
    rows = Rows(sheet, grid, np.flatnonzero(is_there) + sheet.header_row, dense)
    _fill_merged(rows)
    return rows


def _blanks(grid: Grid) -> Mask:
    """Which of the held values are texts without a letter."""
    return np.array([isinstance(one, str) and not one.strip() for one in grid.held], bool)


def _unblank(grid: Grid, places: Ints, blank: Mask) -> Ints:
    texts = places[grid.kinds[places] == _TEXT]
    blanks = texts[blank[grid.amounts[texts].astype(np.int64)]]
    return np.setdiff1d(places, blanks, assume_unique=True) if len(blanks) else places


def _fill_merged(rows: Rows) -> None:
    """Puts what a cell merged over several rows says into each row below its first: what names or sorts rows, says
    their month, or is the sample that they share."""
    sheet = rows.sheet
    shared = ("choice", *MONTH_KINDS)
    names = (*sheet.tab.keys, *(column.name for column in sheet.tab.columns if column.kind in shared))
    names = (*names, "base") if sheet.tab.name == "users" else names
    keys = {column_letter(sheet.columns[name]): name for name in names if name in sheet.columns}
    for merged in sheet.sheet.merged:
        found = _RANGE.fullmatch(merged)
        if found is None or found[1] != found[3] or found[1] not in keys:
            continue
        name, top, bottom = keys[found[1]], int(found[2]), int(found[4])
        place = rows.grid.place((top, sheet.columns[name]))
        first, last = rows.numbers.searchsorted([top + 1, bottom + 1])
        if place >= 0:
            cells = rows.places[name][first:last]
            cells[cells < 0] = place


def _example(rows: Rows) -> Mask:
    name = rows.sheet.tab.columns[0].name
    return _of_text(rows, name, lambda text: text.strip().casefold().startswith(EXAMPLE_MARKS))


def _made(rows: Rows) -> tuple[Mask, Mask]:
    """Which rows are named as changes or shares of others, and which as their totals or means."""
    derived, total = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    look = Look()
    for name in rows.sheet.tab.keys:
        made = _told_of_text(rows, name, look.made_of, "U8")
        derived |= made == "derived"
        total |= (made == "total") | (made == "mean")
    months = (column.name for column in rows.sheet.tab.columns if column.kind in MONTH_KINDS)
    for name in months if rows.sheet.tab.name in _MONTHLY else ():
        spans = _of_text(rows, name, _is_part_of_year)
        total |= spans & ~spans[rows.has_cell(name)].all()  # 一季度 beside its months; quarters alone are no sums
    if rows.sheet.tab.name == "channels":
        derived |= _of_text(rows, "channel", lambda text: name_key(text) in _ASIDE)
    if rows.sheet.tab.name == "users":
        has_steps = _of_text(rows, "row_type", _has_steps)
        derived |= _of_text(rows, "name", is_part) | (_of_text(rows, "name", is_rate) & has_steps)
        total |= _of_text(rows, "name", is_whole) & ~has_steps
    elsewhere = _named_elsewhere(rows)
    return derived | (elsewhere == "derived"), total | np.isin(elsewhere, ("total", "mean"))


def _is_part_of_year(text: str) -> bool:
    """Whether a text is a quarter or half year: 一季度, 2025Q1."""
    return part_of_year(text) is not None


def _has_steps(text: str) -> bool:
    """Whether the rows of that sort are steps and days, of which the first may be called 总访问量."""
    return name_key(text) in _STEPS


def _named_elsewhere(rows: Rows) -> np.ndarray:
    """What rows without a name are made of, as they say in another cell, a column of months, numbers or kinds."""
    found = np.zeros(len(rows), "U8")
    name = rows.sheet.tab.keys[-1] if rows.sheet.tab.keys else ""
    if name in rows.places:
        for at in np.flatnonzero(rows.places[name] < 0).tolist():
            row = int(rows.numbers[at])
            first, last = rows.grid.places.searchsorted([row * WIDTH, (row + 1) * WIDTH])
            cells = rows.grid.cells(np.arange(first, last))
            found[at] = next((made for cell in cells if cell.kind == "text" and (made := made_of(str(cell.value)))), "")
    return found


class Look:
    """`made_of`, told of most texts by their first and last letter alone."""

    def __init__(self) -> None:
        self._starts: dict[str, int] = {}
        self._ends: dict[str, int] = {}

    def made_of(self, text: str) -> str:
        """As `made_of`."""
        first, last = text[:1], text[-1:]
        if first not in self._starts:
            self._starts[first] = _letter_told(name_key(first)[:1], MADE_STARTS, SPAN_STARTS)
        if last not in self._ends:
            self._ends[last] = _letter_told(name_key(last)[-1:], TOTAL_ENDS, MADE_ENDS)
        start, end = self._starts[first], self._ends[last]
        return made_of(text) if start == _TELLS or end == _TELLS or (start and end) else ""


def _letter_told(letter: str, telling: Container[str], hinting: Container[str]) -> int:
    """Whether a letter that a name begins or ends with tells that it may be made of others, or only beside the other.

    A mark, which names are told without, may stand before or behind any.
    """
    return _TELLS if not letter or letter in telling else _HINTS if letter in hinting else 0


def _of_text(rows: Rows, name: str, is_so: Callable[[str], bool]) -> Mask:
    """Which rows have a text in a column of which that holds, asked once a text."""
    chosen: Mask = _told_of_text(rows, name, is_so, "?")
    return chosen


def _told_of_text(rows: Rows, name: str, told: Callable[[str], str | bool], kind: str) -> np.ndarray:
    """What is told of the texts in a column, an array of that type of numpy; nothing in rows without a text."""
    chosen = np.zeros(len(rows), kind)
    places = rows.places.get(name)
    if places is None:
        return chosen
    at = np.flatnonzero(places >= 0)
    at = at[rows.grid.kinds[places[at]] == _TEXT]
    different, codes = distinct(rows.grid.amounts[places[at]].astype(np.int64), len(rows.grid.held))
    held = rows.grid.held
    chosen[at] = np.array([told(str(held[one])) for one in different.tolist()], kind)[codes]
    return chosen


def _remarks(rows: Rows) -> Mask:
    """Rows of nothing but remarks: 注：…, 填报人：…, 数据来源 | …, 以下空白."""
    count, other = np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
    for places in rows.places.values():
        count += places >= 0
        other |= (places >= 0) & (rows.grid.kinds[places] != _TEXT)
    few = np.flatnonzero((count <= _MOST_REMARKS) & ~other)
    chosen = np.zeros(len(rows), bool)
    for at in few.tolist():
        cells = sorted(rows[at].cells.values(), key=lambda cell: cell.column)
        said = [str(cell.value).strip() for cell in cells if cell.kind == "text"]
        is_text = len(said) == len(cells) > 0
        is_pair = is_text and len(said) < 3 and _BARE_REMARK.fullmatch(said[0]) is not None
        is_told = is_text and all(_REMARK.match(text) or statement(text) for text in said)
        is_single = len(said) == len(cells) == 1
        chosen[at] = is_pair or is_told or (is_single and bool(unit_alone(said[0]) or _FOOTNOTE.fullmatch(said[0])))
    return chosen


def _headers(rows: Rows) -> Mask:
    """Rows all of whose cells say what the header above them says."""
    chosen = np.ones(len(rows), bool)
    for name, places in rows.places.items():  # a number says no header: few rows are left to be asked
        chosen &= (places < 0) | rows.has_text(name)
    at = np.flatnonzero(chosen)
    for name in rows.places:
        if len(at):
            some, header = rows.taken(at), rows.sheet.headers[name].strip()
            at = at[(some.places[name] < 0) | _of_text(some, name, partial(_says, header))]
    return np.isin(np.arange(len(rows)), at)


def _says(header: str, text: str) -> bool:
    return text.strip() == header

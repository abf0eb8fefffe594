"""Which tab a sheet is, where its header stands, and which column is which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import PurePath

from opsreport.checking.banners import NO_BANNER, Banner, banner_of
from opsreport.checking.codes import found
from opsreport.checking.sourced import source_said
from opsreport.checking.text import month_in_name
from opsreport.metrics import metric_named
from opsreport.model.finding import Finding
from opsreport.model.grid import Grid
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Sheet, column_letter
from opsreport.schemas import STARTER, TABS
from opsreport.schemas.choices import PAST_WORDS
from opsreport.schemas.closeness import close_column
from opsreport.schemas.matching import (
    column_named,
    derived_kind,
    figure_named,
    is_guide,
    is_plainer,
    is_remark,
    tab_named,
)
from opsreport.schemas.starter import CONTENTS
from opsreport.schemas.subjects import is_of_part, platform_in

HEADER_ROWS = 10
PLATFORM = "platform"
_ARTICLE = {"title", "publish_at"}
_MOST_ACROSS = 1_000
MONTH_KINDS = ("month", "period")
DAY_KINDS = ("date", "datetime")
# a sheet named after a month alone has its year from its file
_OF_A_MONTH = re.compile(
    r"(?:\d|[一二三四五六七八九十])月|(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_OF_ANY = ("数据", "分析", "报告", "信息", "月报", "情况", "运营", "data", "report")
_GENERIC = re.compile(r"(?:sheet|工作表|表)?\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class TabSheet:
    """A sheet known to be a tab: its header's row, and by column name the column, header text and unit in brackets.

    `derived` are the columns of figures made of the others (达成率, 环比, ROI), each with its header in one line,
    `banner` what the sheet states of its money as a whole.
    """

    tab: Tab
    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]
    units: Mapping[str, str]
    derived: Mapping[int, str] = field(default_factory=dict)
    banner: Banner = NO_BANNER

    def origin(self, row: int, column: str) -> Origin:
        """The cell of a column in a row; the whole row where the sheet has no such column."""
        if column not in self.columns:
            return self.sheet.row_origin(row, self.columns.values())
        return self.sheet.origin(row, self.columns[column])

    def lacking(self, row: int, column: str) -> Origin:
        """Where a row lacks a value: its cell, and where the sheet has no such column the whole row.

        Of a sheet that was made the cell that names the row, as its rows may stand anywhere.
        """
        is_named = self.sheet.spots and column not in self.columns and self.tab.keys[-1] in self.columns
        return self.origin(row, self.tab.keys[-1] if is_named else column)

    def header(self, column: str) -> str:
        """The header as typed, in one line; the declared one where the sheet lacks the column."""
        return " ".join(self.headers.get(column, self.tab.column(column).headers[0]).split()).rstrip("*＊ ")

    def needs(self, column: TabColumn) -> bool:
        """Whether a row is nothing without the column.

        Where a person said what the columns are, only keys and days are needed, and a month does for the day.
        """
        if not column.required or column.without or (column.name == PLATFORM and self.named_platform[0]):
            return False
        if not self.sheet.is_mapped:
            return True
        if column.kind in DAY_KINDS:
            return "month" not in self.columns
        return column.name in self.tab.keys

    @property
    def named_month(self) -> Period | None:
        """The month that the sheet's or else the file's name speaks of."""
        if self.sheet.month and _OF_A_MONTH.search(self.sheet.name):
            return Period.parse(self.sheet.month)
        return month_in_name(self.sheet.name) or month_in_name(PurePath(self.sheet.file).stem)

    @property
    def named_platform(self) -> tuple[str, str]:
        """The platform of the articles that the sheet's or else the file's name says, and that name; "" for none."""
        titles = (self.sheet.name, self.sheet.file) if self.tab == CONTENTS else ()
        return next(((name, title) for title in titles if (name := platform_in(title))), ("", ""))


def recognised(sheets: Sequence[Sheet]) -> tuple[tuple[TabSheet, ...], tuple[Finding, ...]]:
    """Every sheet that is a tab, in order, and what was seen on the way: unknown sheets and columns, missing ones."""
    tabs: list[TabSheet] = []
    findings: list[Finding] = []
    for sheet in sheets:
        if not sheet.cells or sheet.hidden or (is_guide(sheet.name) and not sheet.tab):
            continue
        tab = _tab_of(sheet)
        if tab is None:
            findings.append(
                found("unknown_sheet", (Origin(sheet.file, sheet.name),), sheet=sheet.name, tabs=_titles(sheet.name))
            )
            continue
        one = _read_header(tab, sheet, _first_rows(sheet))
        one = one if tab.pairs else replace(one, banner=banner_of(sheet, one.header_row, one.tab, one.columns))
        tabs.append(one)
        findings.extend(_column_findings(one))
    return tuple(tabs), tuple(findings)


def _titles(name: str) -> str:
    """The titles of the tabs, those first that share a word with the name of a sheet: 渠道 of 引流渠道."""
    alike = {tab.name for tab in STARTER if any(_shares_word(name_key(name), name_key(title)) for title in tab.titles)}
    return " / ".join(tab.titles[0] for tab in sorted(STARTER, key=lambda tab: tab.name not in alike))


def _shares_word(one: str, other: str) -> bool:
    """Whether two titles have two letters or more in common that are no 数据 or 分析."""
    found = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return found.size > 1 and one[found.a : found.a + found.size] not in _OF_ANY


def _tab_of(sheet: Sheet) -> Tab | None:
    """What it is known to be, else by its title, its file's name where it has no title of its own, or its headers."""
    return (
        next((tab for tab in TABS if tab.name == sheet.tab), None)
        or _by_title(sheet)
        or (_by_file(sheet) if _GENERIC.fullmatch(sheet.name.strip()) else None)
        or _by_headers(sheet)
    )


def _by_title(sheet: Sheet) -> Tab | None:
    """The tab its title names; a title that only holds the word, 分计划, needs a header of the tab beside it."""
    tab = tab_named(sheet.name)
    if tab is None or tab.pairs:
        return tab
    columns = _read_header(tab, sheet, _first_rows(sheet)).columns
    if name_key(sheet.name) in map(name_key, tab.titles):
        # sums by platform are no articles
        return tab if tab.name != "contents" or "platform" not in columns or columns.keys() & _ARTICLE else None
    # 用户画像 and 用户调研 hold the word too: there a header must say what the rows are
    is_told = set(tab.keys[1:]) & set(columns) if tab.name == "users" else columns
    # a list of metrics in 活动复盘 has one of its headers by chance
    return tab if is_told and not (tab.name == "campaigns" and len(columns) == 1) else None


def _by_file(sheet: Sheet) -> Tab | None:
    return tab_named(PurePath(sheet.file).stem)


def _by_headers(sheet: Sheet) -> Tab | None:
    """The one tab whose required columns all stand in one row of the sheet; metrics of a part are none of a company."""
    fits, rows = [], _first_rows(sheet)
    for tab in TABS:
        required = {column.name for column in tab.columns if column.required}
        read = None if tab.pairs else _read_header(tab, sheet, rows)
        if read and required <= set(read.columns):
            fits.append((tab, rows[read.header_row]))
    if len(fits) != 1:
        return None
    ((tab, head),) = fits
    return None if tab.name == "kpi" and is_of_part(sheet, head, sheet.name) else tab


def _first_rows(sheet: Sheet) -> Mapping[int, list[Cell]]:
    cells = sheet.cells.down_to(HEADER_ROWS) if isinstance(sheet.cells, Grid) else sheet.cells
    rows: dict[int, list[Cell]] = {row: [] for row in sorted({row for row, _ in cells})[:HEADER_ROWS]}
    for at in sorted(at for at in cells if at[0] in rows):
        rows[at[0]].append(cells[at])
    return rows


def _read_header(tab: Tab, sheet: Sheet, rows: Mapping[int, list[Cell]]) -> TabSheet:
    """The sheet with its header: of the first rows the one with most known headers, the upper one of equals."""
    if tab.pairs:
        return TabSheet(tab, sheet, 0, {}, {}, {})
    matched = {row: _matches(tab, cells[:_MOST_ACROSS]) for row, cells in rows.items()}
    best = max(matched, key=lambda row: (len(matched[row]), -row))
    header = _without_spans(tab, sheet, matched[best])
    columns = {name: cell.column for name, cell in header.items()}
    headers = {name: str(cell.value) for name, cell in header.items()}
    units = {name: header_parts(text)[1] for name, text in headers.items()}
    return TabSheet(tab, sheet, best, columns, headers, units, _derived(tab, rows[best][:_MOST_ACROSS]))


def _without_spans(tab: Tab, sheet: Sheet, header: Mapping[str, Cell]) -> dict[str, Cell]:
    """The header with the columns that one of two days stands for, where they have none of their own.

    A header merged over two columns stands over the first and the last day.
    """
    made = dict(header)
    for column in tab.columns:
        cell = made.pop(column.name, None) if column.stands_for else None
        if cell is None:
            continue
        letters = [column_letter(at) for at in (cell.column, cell.column + 1)]
        is_over_both = f"{letters[0]}{cell.row}:{letters[1]}{cell.row}" in sheet.merged
        first, last = column.stands_for
        made.setdefault(first, cell)
        made.setdefault(last, cell._replace(column=cell.column + 1) if is_over_both else cell)
    return made


def _derived(tab: Tab, cells: Sequence[Cell]) -> dict[int, str]:
    """What stands over figures made of others, by its column."""
    texts = {cell.column: " ".join(cell.value.split()) for cell in cells if isinstance(cell.value, str)}
    keys = {column: header_parts(text)[0] for column, text in texts.items() if not column_named(tab, text)}
    return {
        column: texts[column]
        for column, key in keys.items()
        if figure_named(tab, texts[column]) or _is_derived(texts[column]) or earlier_of(tab, key)[1]
    }


def earlier_of(tab: Tab, key: str) -> tuple[str, str]:
    """The word and the column of a header like 上月收入; ("", "") for any other."""
    words = [word for word in map(name_key, PAST_WORDS) if key.startswith(word)]
    word = max(words, key=len, default="")
    named = column_named(tab, key.removeprefix(word)) if word and key != word else None
    return (word, named.name) if named else ("", "")


def _is_derived(text: str) -> bool:
    metric = metric_named(text)
    return bool(derived_kind(text)) or (metric is not None and metric.formula is not None)


def _matches(tab: Tab, cells: Sequence[Cell]) -> dict[str, Cell]:
    matched: dict[str, Cell] = {}
    for cell in cells:
        column = column_named(tab, cell.value) if isinstance(cell.value, str) else None
        if column is None:
            continue
        first = matched.setdefault(column.name, cell)
        if first is not cell and is_plainer(tab, column, str(cell.value), str(first.value)):
            matched[column.name] = cell
    return matched


def _column_findings(one: TabSheet) -> Iterator[Finding]:
    if one.tab.pairs:
        return
    tab, sheet = one.tab, one.sheet
    header = [cell for cell in _first_rows(sheet)[one.header_row] if cell.kind == "text"]
    used = {*one.columns.values(), *one.derived}
    known = {c: column_named(tab, str(c.value)) for c in header if c.column not in used}
    doubled = [c for c, column in known.items() if column and not (column.stands_for or is_remark(tab, column))]
    unknown = [c for c in known if c not in doubled]
    if doubled:
        yield _of_headers("duplicate_column", one, doubled)
    near = {cell: like for cell in unknown if (like := close_column(one.tab, str(cell.value), one.columns))}
    for cell, (closest, column) in near.items():
        where, seen = (sheet.origin(cell.row, cell.column),), " ".join(str(cell.value).split())
        yield found("column_close_miss", where, tab, seen=seen, closest=closest, field=column.name)
    if rest := [cell for cell in unknown if cell not in near]:
        yield _of_headers("unknown_column", one, rest)
    # a sheet without a month column may have its month from its workbook or its name
    missing = [c for c in tab.columns if one.needs(c) and c.name not in one.columns and c.kind not in MONTH_KINDS]
    if missing:
        yield missing_columns(one, missing)


def missing_columns(one: TabSheet, missing: Sequence[TabColumn]) -> Finding:
    """The finding of required columns that a sheet lacks."""
    where = (one.sheet.row_origin(one.header_row, one.columns.values()),)
    typed = [cell for cell in _first_rows(one.sheet).get(one.header_row, ()) if cell.kind == "text"]
    seen = " / ".join(" ".join(str(cell.value).split()) for cell in typed)
    columns = " / ".join(column.headers[0] for column in missing)
    toml = source_said(one.sheet, one.tab, missing)
    return found("missing_column", where, one.tab, columns=columns, seen=seen, toml=toml)


def _of_headers(code: str, one: TabSheet, cells: Sequence[Cell]) -> Finding:
    origins = tuple(one.sheet.origin(cell.row, cell.column) for cell in cells)
    return found(code, origins, tab=one.tab, columns=" / ".join(" ".join(str(cell.value).split()) for cell in cells))

"""The records of one table of users, as the sheets that they make and what is said of the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, Spots, cells_text
from opsreport.schemas import TABS
from opsreport.schemas.choices import USER_ROW
from opsreport.shaping.making import made_sheets
from opsreport.shaping.match import Ignored, Match
from opsreport.shaping.records import Record
from opsreport.shaping.usertable import UserTable
from opsreport.shaping.words import is_dated, is_remark, month_in, special_of
from opsreport.shaping.years import Years


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands around a table: the years, the lines over it, the nearest first."""

    years: Years
    lines: Sequence[Cell]

    def month(self, sheet: Sheet) -> str:
        """The month that the lines, the sheet's or the file's name speak of; "" for none."""
        for text in (*(str(cell.value) for cell in self.lines), sheet.name, sheet.file):
            if (found := month_in(text)) and not (special_of(text) or is_dated(text) or is_remark(text)):
                return str(self.years.period_of(found[0]))
        return ""


@dataclass(frozen=True, slots=True)
class UserRows:
    """The records of one table, those of the tab `tab`, all of one month where they say none themselves.

    `columns` are what its headers were taken for, `ignored` the others.
    """

    sheet: Sheet
    tab: Tab
    month: str
    records: tuple[Record, ...]
    columns: Mapping[str, str]
    why: tuple[str, ...]
    ignored: tuple[Ignored, ...] = ()
    heads: Mapping[str, Spots] = field(default_factory=dict)

    def sheets(self, start: int) -> tuple[Sheet, ...]:
        """The records as sheets with our headers, the first in the row `start`."""
        from_ = Sheet(self.sheet.file, self.sheet.name, {}, date_1904=self.sheet.date_1904, month=self.month)
        return made_sheets(from_, self.tab, self.records, start, money="", heads=self.heads)

    @property
    def kinds(self) -> frozenset[str]:
        """What the records are: tier, purchase."""
        cells = (one.filled["row_type"].cell for one in self.records if "row_type" in one.filled)
        labels = {str(cell.value) for cell in cells if cell}
        return frozenset(kind for kind, words in USER_ROW.items() if words[0] in labels)

    def match(self, table: UserTable) -> Match:
        """What the table was taken for."""
        where = Origin(self.sheet.file, self.sheet.name, table.range)
        return Match(where, self.tab.name, self.why, self.columns, self.ignored)

    def findings(self, table: UserTable) -> Iterator[Finding]:
        """A note of the headers that name nothing."""
        left = [one for one in self.ignored if one.reason == "unknown"]
        if left:
            where = Origin(self.sheet.file, self.sheet.name, ",".join(one.cell for one in left))
            title = self.tab.titles[0]
            details = {"columns": " / ".join(one.text for one in left), "tab": title}
            yield Finding("unknown_column", Severity.note, (where,), details, title)


def made_rows(
    table: UserTable, wording: Wording, records: Sequence[Record], roles: Mapping[int, str], *forms: str
) -> UserRows:
    sheet = table.grid.sheet
    tab = next(tab for tab in TABS if tab.name == ("kpi" if "metric" in records[0].filled else "users"))
    used = {spot[1] for one in records for filled in one.filled.values() for spot in filled.spots}
    left = tuple(
        Ignored(cells_text(((table.head, at),)), table.text(at), "rate" if roles[at] == "rate" else "unknown")
        for at in table.columns
        if at not in used and not (roles[at] == "base" and tab.name == "kpi")
    )
    columns = {table.text(at): _taken_for(table, at, roles) for at in table.columns if at in used}
    month = "" if any("month" in one.filled for one in records) else wording.month(sheet)
    heads = {role: ((table.head, at),) for at, role in roles.items() if role not in ("", "rate")}
    return UserRows(sheet, tab, month, tuple(records), columns, (table.why, *forms), left, heads)


def _taken_for(table: UserTable, column: int, roles: Mapping[int, str]) -> str:
    role = roles[column]
    if role and role != "rate":
        return role
    return "month" if column in table.months else "name"

"""Sheets and tables that are left aside, as their titles say that they hold no results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet
from opsreport.shaping.areas import Area
from opsreport.shaping.match import Shaped, unread
from opsreport.shaping.regular import header_of, lines_above
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.tables import Read
from opsreport.shaping.titles import Standing, standing_of, title_of
from opsreport.shaping.words import is_dated, is_remark

# tabs whose columns do not say themselves what is planned
_PLANLESS = ("channels", "users")
_PLANNED = ("target", "budget")
_MOST_RECORDS = 50


def results_only(sheet: Sheet, tab: Tab, part: Shaped) -> Shaped:
    """A regular sheet as it was taken, or a warning in its place where a title says that it holds no results."""
    if tab.pairs:
        return part
    names = frozenset(header_of(sheet, tab).values())
    found = _title_against(sheet, lines_above(sheet, tab), tab, names)
    return Shaped((unread(sheet),), (_left_aside(sheet, tab, "", found),)) if found else part


def results_of(sheet: Sheet, reads: Sequence[Read]) -> tuple[list[Read], list[Finding]]:
    """The tables of a sheet that hold results, and a warning for each of the others."""
    kept: list[Read] = []
    findings: list[Finding] = []
    for one in reads:
        tab = one.layout.tab
        above = tuple(reversed(one.layout.area.above))
        if found := _title_against(sheet, above, tab, _names(one)):
            findings.append(_left_aside(sheet, tab, one.range, found))
        else:
            kept.append(one)
    return kept, findings


def areas_of(areas: Sequence[Area], reads: Sequence[Read], kept: Sequence[Read]) -> list[Area]:
    """The areas without those of tables that were left aside."""
    left = {one.layout.area for one in reads} - {one.layout.area for one in kept}
    return [area for area in areas if area not in left]


def _names(one: Read) -> frozenset[str]:
    """The columns that a table fills."""
    filled = frozenset(name for record in one.records[:_MOST_RECORDS] for name in record.filled)
    return filled | frozenset(one.long.strips if one.long else ())


def _title_against(sheet: Sheet, above: Iterable[Cell], tab: Tab, names: frozenset[str]) -> tuple[str, Standing] | None:
    """The nearest title that says that a table holds no results of ours, and what it says."""
    lines = [str(cell.value) for cell in above]
    titles = [*(text for text in lines if not (is_dated(text) or is_remark(text))), title_of(sheet)]
    numbers = {column.name for column in tab.columns if column.kind in NUMBERS} & names
    is_told = tab.name not in _PLANLESS or all(name.endswith(_PLANNED) for name in numbers)
    for title in titles:
        standing = standing_of(title)
        if standing and not (standing == "plan" and is_told):
            return title.strip(), standing
    return None


def _left_aside(sheet: Sheet, tab: Tab, cells: str, found: tuple[str, Standing]) -> Finding:
    """The warning that a table was not read because of a title, and how to have it read."""
    title, standing = found
    details = {"sheet": sheet.name, "file": sheet.file, "seen": title, "standing": standing, "table": tab.name}
    where = (Origin(sheet.file, sheet.name, cells),)
    return Finding("sheet_left_aside", Severity.warn, where, {"tab": tab.titles[0], **details}, tab.titles[0])

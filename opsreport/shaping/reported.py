"""What is said of the tables that were read: their headers, what each was taken for, years that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Sheet, Spot, Spots
from opsreport.shaping.match import Match
from opsreport.shaping.tables import Read, has_own_month
from opsreport.shaping.years import Years


def heads_of(reads: Sequence[Read]) -> Mapping[str, Spots]:
    """The header cells of each column of a tab, over all tables that fill it."""
    heads: dict[str, list[Spot]] = {}
    for column in (column for one in reads for column in one.layout.of("label", "value")):
        if name := column.name or column.slot.name:
            heads.setdefault(name, []).extend(column.slot.spots[-1:])
        if column.slot.derived:
            heads.setdefault(column.slot.derived, []).extend(column.slot.spots[-1:])
    return {name: tuple(dict.fromkeys(spots)) for name, spots in heads.items()}


def match_of_read(sheet: Sheet, one: Read) -> Match:
    """What a table was taken for."""
    there = [column for column in one.layout.columns if column.role != "none" and column.slot.text]
    there = [column for column in there if column.slot.special != "total"]  # compared, and no data
    columns = {c.slot.text: c.name or c.slot.name or c.slot.metric or c.slot.other for c in there}
    return Match(Origin(sheet.file, sheet.name, one.range), one.layout.tab.name, one.why, columns, one.ignored)


def year_findings(sheet: Sheet, reads: Sequence[Read]) -> Iterator[Finding]:
    """A warning for each table whose months say no year, where different years stand around them."""
    for one in reads:
        if one.years.is_contradicted and (one.years.runs or not has_own_month(one.layout)):
            yield year_finding(sheet, one.range, one.layout.tab, one.years)


def year_finding(sheet: Sheet, cells: str, tab: Tab, years: Years) -> Finding:
    """Different years stand around months that say none."""
    said = " / ".join(str(year) for year in dict.fromkeys(years.said.values()))
    details = {"seen": said, "year": str(years.year), "tab": tab.titles[0]}
    return Finding("year_differs", Severity.warn, (Origin(sheet.file, sheet.name, cells),), details, tab.titles[0])

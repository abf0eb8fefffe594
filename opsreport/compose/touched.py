"""Which pages a finding touches: those made of the tables that its cells feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.model.finding import Finding, Findings
from opsreport.model.origin import Origin
from opsreport.model.table import Dataset
from opsreport.schemas import TABS
from opsreport.schemas.kinds import kind_of

_REMARKS = ("commentary", "meta")
Rows = Mapping[tuple[str, str], Mapping[str, frozenset[int]]]


def touched(findings: Findings, pages: Mapping[int, Sequence[str]], dataset: Dataset) -> Findings:
    """The findings with their kind and the numbers of the pages they touch; `pages` are the tables of each."""
    rows = _rows(dataset)
    used = [(number, frozenset(tables)) for number, tables in pages.items()]
    return replace(findings, all=tuple(_placed(finding, used, rows) for finding in findings))


def _placed(finding: Finding, pages: Sequence[tuple[int, frozenset[str]]], rows: Rows) -> Finding:
    tables = frozenset(table for origin in finding.origins for table in _tables(origin, rows)) or _of_tab(finding)
    numbers = tuple(number for number, used in pages if used & tables)
    return replace(finding, kind=kind_of(finding.code), pages=numbers)


def _of_tab(finding: Finding) -> frozenset[str]:
    """The tables that the tab of the finding feeds."""
    feeds = (feed.table for tab in TABS if finding.tab == tab.titles[0] for feed in tab.feeds)
    return frozenset(table for table in feeds if table not in _REMARKS)


def _tables(origin: Origin, rows: Rows) -> Iterator[str]:
    """The tables with a row in the origin's rows; with any row in its sheet or file where it names no cell."""
    areas = list(origin.areas)
    for (file, sheet), tables in rows.items():
        if file == origin.file and origin.sheet in ("", sheet):
            for table, lines in tables.items():
                if not areas or any(area.top <= line <= area.bottom for area in areas for line in lines):
                    yield table


def _rows(dataset: Dataset) -> Rows:
    """The rows of every sheet of every file that each table was read from."""
    rows: dict[tuple[str, str], dict[str, set[int]]] = {}
    for name, table in dataset.tables.items():
        places = (part for one in table.places.values() for part in one.whole)
        for place in places if name not in _REMARKS else ():
            rows.setdefault((place.file, place.sheet), {}).setdefault(name, set()).update(place.rows)
    return {sheet: {name: frozenset(lines) for name, lines in tables.items()} for sheet, tables in rows.items()}

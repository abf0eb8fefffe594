"""Which of the required tabs have no figures of the month yet."""

from __future__ import annotations

from collections.abc import Iterator

from opsreport.errors import UsageError
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.table import Dataset, Table
from opsreport.schemas import STARTER

_ABSENT = frozenset(("missing_tab", "no_such_month", "month_without_rows", "missing_value"))
_NUMERIC = ("int", "number", "money", "rate")
_PLANNED = ("target", "budget")


def missing_tabs(dataset: Dataset, findings: Findings, required: tuple[str, ...]) -> tuple[str, ...]:
    """The titles of required tabs whose month is not filled yet, in the order they were named.

    A tab is filled when one of its tables has a row of the month with something
    measured in it, and no finding says that a required cell of it is empty; core
    metrics also when other tabs stand in for them.
    """
    absent = {finding.tab for finding in findings if finding.is_blocking and finding.code in _ABSENT}
    stood_in = {finding.tab for finding in findings if finding.code == "kpi_from_channels"} - absent
    tabs = [tab for name in required if (tab := tab_named(name)).titles[0] not in stood_in]
    return tuple(tab.titles[0] for tab in tabs if tab.titles[0] in absent or not _is_filled(tab, dataset))


def tab_named(name: str) -> Tab:
    """The tab with that title, or that fills the table of that name; UsageError lists the tabs."""
    wanted = name.strip().lower()
    for tab in STARTER:
        if wanted in {tab.name, *(title.lower() for title in tab.titles), *_tables(tab)}:
            return tab
    titles = ", ".join(tab.titles[0] for tab in STARTER)
    raise UsageError(f"[run] required names {name!r}, which is no tab; the tabs are {titles}")


def _tables(tab: Tab) -> Iterator[str]:
    return (feed.table for feed in tab.feeds if feed.table != "commentary")


def _is_filled(tab: Tab, dataset: Dataset) -> bool:
    if tab.pairs:
        return bool(dataset.meta)
    return any(_has_figures(dataset[name], dataset.period) for name in dict.fromkeys(_tables(tab)))


def _has_figures(table: Table, month: Period) -> bool:
    """Whether a row of the month says anything measured; a plan's rows may be those of the next month."""
    frame = table.frame
    if "month" not in frame:
        key = next((name for name in ("period", "cohort_month") if name in frame), None)
        return key is not None and bool(frame[key].astype(str).isin((str(month), str(month.plus(1)))).any())
    rows = frame[frame["month"].astype(str) == str(month)]
    fields = [one.name for one in table.schema.fields if one.kind in _NUMERIC and not one.name.endswith(_PLANNED)]
    return bool(rows[[name for name in fields if name in rows]].notna().to_numpy().any()) if fields else len(rows) > 0

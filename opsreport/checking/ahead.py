"""Sheets of targets for months to come alone: they have no actuals yet, which is no fault of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from opsreport.checking.codes import found
from opsreport.checking.running import month_column
from opsreport.checking.typed import Typed
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.period import Period

_LACKING, _KPI = "missing_column", "kpi"
_ACTUAL, _TARGET = "actual", "target"


def with_ahead_said(seen: Iterable[Finding], typed: Sequence[Typed], period: Period) -> Iterator[Finding]:
    """The findings, the lack of actuals a warning where all months of a sheet of targets are after `period`."""
    ahead = {
        Origin(one.data.sheet.sheet.file, one.data.sheet.sheet.name): one.data.sheet.tab
        for one in typed
        if one.data.sheet.tab.name == _KPI and _is_ahead(one, period)
    }
    for one in seen:
        at = Origin(one.origins[0].file, one.origins[0].sheet) if one.origins else None
        if one.code == _LACKING and at in ahead:
            tab = ahead[at]
            yield found("column_absent", one.origins, tab, columns=tab.column(_ACTUAL).headers[0])
        else:
            yield one


def _is_ahead(one: Typed, period: Period) -> bool:
    """Whether a sheet gives targets without actuals, every one of a month after that."""
    there = one.data.sheet.columns
    if _ACTUAL in there or _TARGET not in there or not len(one.data):
        return False
    months = set(one.data.values(month_column(one.data)).tolist())
    return all(isinstance(month, str) and len(month) == len("2025-07") and month > str(period) for month in months)

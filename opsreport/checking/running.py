"""Totals of a span of months (1-6月累计, 累计, YTD) beside fewer months than they span: nothing to compare with."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.checking.lines import Line, Rows
from opsreport.checking.tabs import MONTH_KINDS
from opsreport.metrics import metric_named
from opsreport.model.finding import Identity
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.spelling import span_said


def months_lacking(total: Line, rows: Rows) -> tuple[str, ...]:
    """The months that a total of a span speaks of and that are not among those of its rows; () where none lacks."""
    column = next((one.name for one in rows.sheet.tab.columns if one.kind in MONTH_KINDS), "")
    said = span_said(str(total.cells[column].value)) if column in total.cells else None
    months = rows.values(column).tolist() if said else ()
    there = sorted({month for month in months if isinstance(month, str) and len(month) == len("2025-06")})
    if said is None or not there:
        return ()
    newest = Period.parse(there[-1])
    last = said[1] or newest.number
    spanned = [str(Period.month(newest.year, number)) for number in range(said[0], last + 1)]
    return tuple(month for month in spanned if month not in there)


def not_compared(total: Line, names: Sequence[str], lacking: Sequence[str]) -> Identity:
    """The total as an identity that cannot be looked at, with the months that are missing for it."""
    named = (str(total.cells[key].value).strip() for key in total.sheet.tab.keys if key in total.cells)
    subject = " · ".join(_shown(text) for text in named)
    where = tuple(total.origin(name) for name in names)
    return Identity(
        "typed_total", Number(None), Number(None), subject=subject, cells=where, lacks=("months",), gaps=tuple(lacking)
    )


def _shown(text: str) -> str:
    metric = metric_named(text)
    return metric.labels[0] if metric else text

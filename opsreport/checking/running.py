"""Totals of a span of months (1-6月累计, 累计, YTD) beside fewer months than they span: nothing to compare with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opsreport.checking.lines import Line, Rows
from opsreport.checking.tabs import MONTH_KINDS
from opsreport.metrics import metric_named
from opsreport.model.finding import Identity
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.spelling import part_of_year, plain, span_said

_YEAR = re.compile(r"20\d\d")


def months_lacking(total: Line, rows: Rows) -> tuple[str, ...]:
    """The months that a total of a span speaks of and that are not among those of its rows; () where none lacks."""
    there = _months(rows)
    return tuple(month for month in _spanned(total, there) if month not in there)


def months_meant(total: Line, rows: Rows) -> tuple[str, ...] | None:
    """The months that a total speaks of where its rows have others too: of its span, else of their last year."""
    there = _months(rows)
    spanned = _spanned(total, there)
    meant = tuple(month for month in there if (month in spanned if spanned else month[:4] == there[-1][:4]))
    return None if meant == there else meant


def _months(rows: Rows) -> tuple[str, ...]:
    column = month_column(rows)
    months = set(rows.values(column).tolist()) if column else set()
    return tuple(sorted(month for month in months if isinstance(month, str) and len(month) == len("2025-06")))


def month_column(rows: Rows) -> str:
    """The column of months of a tab, "" for none."""
    return next((one.name for one in rows.sheet.tab.columns if one.kind in MONTH_KINDS), "")


def _spanned(total: Line, there: Sequence[str]) -> tuple[str, ...]:
    """The months that a total says it is of, in the year it says or the last of its rows; () where it says none."""
    cell = total.cells.get(next((one.name for one in total.sheet.tab.columns if one.kind in MONTH_KINDS), ""))
    text = str(cell.value) if cell else ""
    said = span_said(text) or part_of_year(text) if text else None
    if said is None or not there:
        return ()
    year = next(iter(_YEAR.findall(plain(text))), there[-1][:4])
    newest = Period.parse(max((month for month in there if month[:4] == year), default=there[-1]))
    return tuple(str(Period.month(int(year), number)) for number in range(said[0], (said[1] or newest.number) + 1))


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

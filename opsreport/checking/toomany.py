"""Core metrics of more names than any review has: refused before all of them are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.typed import Typed
from opsreport.model.origin import Origin

MOST_METRICS = 2_000


def within_bounds(typed: Sequence[Typed]) -> list[Typed]:
    """The same sheets; where their core metrics have too many names, those without rows, and a finding that blocks."""
    names = {text for one in typed if _is_kpi(one) for text in one.data.texts("metric")}
    if len(names) <= MOST_METRICS:
        return list(typed)
    return [_without_rows(one, len(names)) if _is_kpi(one) else one for one in typed]


def _is_kpi(one: Typed) -> bool:
    return one.sheet.tab.name == "kpi"


def _without_rows(one: Typed, names: int) -> Typed:
    sheet, none = one.sheet.sheet, np.zeros(0, np.int64)
    details = {"what": "metrics", "seen": f"{names:,}", "limit": f"{MOST_METRICS:,}"}
    where = (Origin(sheet.file, sheet.name),)
    finding = found("too_large", where, one.sheet.tab, file=f"{sheet.file} › {sheet.name}", **details)
    return replace(one, data=one.data.taken(none), totals=one.totals.taken(none), findings=(finding,))

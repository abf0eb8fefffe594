"""Units said twice: where the cell names another worth than the unit beside it, the cell is right, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.plainly import plain_text
from opsreport.checking.units import is_other_worth
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding

_MEASURES = ("target", "actual", "value")


def unit_findings(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """A warning for each number of a metric whose own unit is not that of its unit column: 65,500元 beside 万元."""
    for rows in sheets:
        for name in _MEASURES if rows.sheet.tab.metric else ():
            for at in np.flatnonzero(rows.amounts(name)[1]).tolist():
                amount, line = rows.values(name)[at], rows[at]
                if amount.scale and _is_other(amount, line, context):
                    details = {"column": line.sheet.header(name), "seen": seen_in(line.cells[name])}
                    details |= {"form": "other_unit", "meant": plain_text(amount)}
                    yield found("unit_differs", (line.origin(name),), line.sheet.tab, **details)


def _is_other(amount: Amount, line: Line, context: Context) -> bool:
    reading = context.measure(line)
    return reading.is_typed and is_other_worth(amount, reading.factor, reading.unit)

"""Actions that stand in the workbooks of several months: each is one action, as the newest workbook says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.feed import Records, Tables
from opsreport.checking.gather import listed, ranges
from opsreport.checking.planned import base_of
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.schemas import SCHEMAS

_ACTIONS = "actions"
_MOST_NAMED = 8
_Row = tuple[int, int]


def newest_actions(tables: Tables, months: Mapping[str, str], period: Period) -> tuple[Tables, tuple[Finding, ...]]:
    """The tables with each action once, from the workbook of the newest month up to `period`, and a note of the rest.

    `months` is the month that the report information of each file says. Rows of one month's
    workbooks are left as they are: that they say one thing twice is another matter.
    """
    records = tables.get(_ACTIONS, ())
    sheets = [part.rows.sheet for part in records]
    bases = [base_of(sheet, months.get(sheet.sheet.file, ""), period) for sheet in sheets]
    older = _older(records, bases, period) if len(set(bases)) > 1 else []
    if not older:
        return tables, ()
    keeps = [np.ones(len(part), bool) for part in records]
    for part, at in older:
        keeps[part][at] = False
    kept = [part.only(keep) for part, keep in zip(records, keeps, strict=True)]
    return {**tables, _ACTIONS: kept}, (_told(records, older),)


def _older(records: Sequence[Records], bases: Sequence[Period], period: Period) -> list[_Row]:
    """The rows of actions that a workbook of another month says as of later, in the order of the sheets."""
    groups: defaultdict[tuple[object, ...], list[_Row]] = defaultdict(list)
    for at, part in enumerate(records):
        keys = zip(*(part.objects(name).tolist() for name in SCHEMAS[_ACTIONS].key), strict=True)
        for row, key in enumerate(keys):
            groups[key].append((at, row))
    found: list[_Row] = []
    for rows in groups.values():
        of = {bases[part] for part, _ in rows}
        if len(of) > 1:
            newest = max((base for base in of if base <= period), default=min(of))
            found += [row for row in rows if bases[row[0]] != newest]
    return sorted(found)


def _told(records: Sequence[Records], older: Sequence[_Row]) -> Finding:
    lines = [records[part].rows[at] for part, at in older]
    tab = lines[0].sheet.tab
    names = listed((line.text(tab.keys[-1]) for line in lines), _MOST_NAMED)
    files = listed((line.sheet.sheet.file for line in lines), _MOST_NAMED)
    where = ranges([line.origin(tab.keys[-1]) for line in lines])
    return found("action_again", where, tab, names=names, files=files, count=str(len(lines)))

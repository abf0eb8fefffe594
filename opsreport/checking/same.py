"""Rows of one key that say one thing: the same fact typed in two places, of which one is enough."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from opsreport.checking.codes import found
from opsreport.checking.feed import Records
from opsreport.checking.gather import listed, ranges
from opsreport.checking.lines import Line
from opsreport.model.finding import Finding
from opsreport.schemas import SCHEMAS

# a key names one fact: it may be typed anywhere twice
_FACTS = ("kpi", "retention", "activity_tiers", "funnels", "churn_reasons", "feedback", "goals")
# a key names what was recorded: two like rows of one sheet may be two of them, those of two sheets are one
_RECORDS = ("channels", "campaigns", "contents")
# worked out from the place of the row in its file
COUNTED = ("step_no", "content_id")
_MOST_NAMED = 8
Columns = Mapping[str, Sequence[object]]


def columns_of(name: str, records: Sequence[Records]) -> Columns:
    """What the rows of a table say beside their key, a value a row; none for a table whose rows may be alike."""
    if name not in (*_FACTS, *_RECORDS):
        return {}
    fields = [one.name for one in SCHEMAS[name].fields if one.name not in (*SCHEMAS[name].key, *COUNTED)]
    return {field: [value for part in records for value in part.objects(field).tolist()] for field in fields}


def fullest(name: str, columns: Columns, rows: Sequence[int], sheets: Sequence[tuple[str, str]]) -> int | None:
    """Which of some rows of one key, standing in `sheets`, says all that any of them says.

    None where two of them say different things, each says something of its own, or they may be two things.
    """
    if not columns or (name in _RECORDS and len(set(sheets)) < len(rows)):
        return None
    said = {row: {field: values[row] for field, values in columns.items() if _is_said(values[row])} for row in rows}
    most = max(rows, key=lambda row: (len(said[row]), -row))
    told = ((field, value) for one in said.values() for field, value in one.items())
    is_one = all(field in said[most] and is_same(said[most][field], value) for field, value in told)
    return most if is_one else None


def _is_said(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def is_same(one: object, other: object) -> bool:
    """Whether two stored values are one."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-9)
    return one == other


def same_findings(pairs: Sequence[tuple[Line, Line]]) -> Iterator[Finding]:
    """One note of all rows that were left out, each beside the one that stands for it, with their sheets."""
    if not pairs:
        return
    tabs = [again.sheet.tab for _, again in pairs]
    places = ranges(list(dict.fromkeys(again.origin(again.sheet.tab.keys[-1]) for _, again in pairs)))
    sheets = [line.sheet.sheet for pair in pairs for line in pair]
    has_files = len({sheet.file for sheet in sheets}) > 1
    titles = listed((f"{one.file} › {one.name}" if has_files else one.name for one in sheets), _MOST_NAMED)
    names = listed((first.text(first.sheet.tab.keys[-1]) for first, _ in pairs), _MOST_NAMED)
    details = {"sheets": titles, "names": names, "count": str(len(pairs))}
    yield found("said_twice", places, tabs[0] if len({tab.name for tab in tabs}) == 1 else None, **details)

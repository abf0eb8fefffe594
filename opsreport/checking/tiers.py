"""Rows of users that cannot stand beside each other: tiers of several schemes, mentions headed 万."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.lines import Line, Rows
from opsreport.checking.reconcile import tab_of
from opsreport.model.finding import Finding
from opsreport.model.spelling import name_key
from opsreport.model.table import Dataset, Table
from opsreport.schemas.starter import FEEDBACK_ROWS
from opsreport.schemas.userkinds import scheme_of

_LEAST = 2
_MOST_SEEN = 3
_SCALES = ("千", "万", "百万", "千万", "亿")
_GROUP_ENDS = ("用户", "会员", "客户", "人群", "人数")


def tier_findings(dataset: Dataset) -> Iterator[Finding]:
    """A finding for each month whose tiers sort the same people in several ways, and for tiers of nearly one name."""
    table = dataset["activity_tiers"]
    for month in dict.fromkeys(table.frame["month"]):
        part = table.where(month=month)
        tiers = dict(zip(part.frame.index.tolist(), map(str, part.frame["tier"]), strict=True))
        named = {name: ids for name, ids in _schemes(tiers).items() if name and len(ids) >= _LEAST}
        schemes = named if len(named) > 1 else _by_sheet(part, tiers)
        if len(schemes) > 1:
            said = "；".join(listed((tiers[at] for at in ids), _MOST_SEEN) for ids in schemes.values())
            where = ranges([part.origin(at, "tier") for ids in schemes.values() for at in ids])
            yield found("tier_schemes", where, tab_of(table.name), month=str(month), seen=said)
        yield from _alike(dataset, str(month), tiers)


def _schemes(tiers: Mapping[int, str]) -> Mapping[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for at, tier in tiers.items():
        groups.setdefault(scheme_of(tier), []).append(at)
    return groups


def _by_sheet(part: Table, tiers: Mapping[int, str]) -> Mapping[str, list[int]]:
    """The tiers by the sheet that lists them, which sorts people in a way of its own."""
    groups: dict[str, list[int]] = {}
    for at in tiers:
        where = part.origin(at, "tier")
        groups.setdefault(f"{where.file}/{where.sheet}", []).append(at)
    return {name: ids for name, ids in groups.items() if len(ids) >= _LEAST}


def _alike(dataset: Dataset, month: str, tiers: Mapping[int, str]) -> Iterator[Finding]:
    """Tiers of a month that differ by no more than 用户: 高频 and 高频用户."""
    table, names = dataset["activity_tiers"], {name_key(tier): at for at, tier in tiers.items()}
    for key, at in names.items():
        bare = next((key.removesuffix(end) for end in _GROUP_ENDS if key.endswith(end)), "")
        if bare and bare != key and bare in names:
            where = (table.origin(at, "tier"), table.origin(names[bare], "tier"))
            details = {"column": table.schema.field("tier").headers[0], "name": tiers[at], "meant": tiers[names[bare]]}
            yield found("name_close_miss", where, tab_of(table.name), **details)


def scaled_mentions(sheets: Sequence[Rows]) -> Iterator[Finding]:
    """Feedback in a column headed 人数（万） that is typed in whole mentions: 120, or 1,200,000."""
    for rows in sheets:
        unit = rows.sheet.units.get("count", "") if rows.sheet.tab.name == "users" else ""
        if not unit.startswith(_SCALES) or "count" not in rows.typed:
            continue
        lines = [line for line in map(rows.__getitem__, _mentions(rows)) if _is_whole(line)]
        for line in lines:
            seen = f"{line.cells['count'].value:.12g}"
            details = {"seen": seen, "one": f"{seen}次", "other": f"{seen}{unit[0]}次", "form": f"{seen}次"}
            yield found("ambiguous_value", (line.origin("count"),), rows.sheet.tab, column=_header(rows), **details)


def _mentions(rows: Rows) -> list[int]:
    chosen = np.array([kind in FEEDBACK_ROWS for kind in rows.texts("row_type")], bool)
    return np.flatnonzero(chosen & rows.has_cell("count")).tolist()


def _is_whole(line: Line) -> bool:
    value = line.cells["count"].value
    return isinstance(value, float) and value >= 1 and value.is_integer()


def _header(rows: Rows) -> str:
    return rows.sheet.header("count")

"""Rows that hold a measure of what another row names: those below the name, 目标 below a metric, 2024年销售额."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from opsreport.model.spelling import name_without_unit, unit_word
from opsreport.shaping.layout import Layout, main_key
from opsreport.shaping.measuresaid import Group, Kind, groups_said, measure_said
from opsreport.shaping.rows import SPECIAL_TEXTS, Row, When, made

_SPANS: Mapping[Kind, Literal["year", "running"]] = {
    "year_target": "year",
    "total": "running",
    "total_target": "running",
}
_OWN = frozenset(("metric", "unit"))  # labels that such rows may have


def with_names_down(layout: Layout, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of one measure each, those without a name as of the name above; the same where one stands twice so."""
    key = main_key(layout.tab)
    if not layout.of("measure") or key not in layout.labels:
        return rows
    done: list[Row] = []
    held: set[tuple[str, When]] = set()
    for row in rows:
        said = row.measure or row.derived, row.when
        if key in row.labels or not done:
            held = set()
        elif key not in done[-1].labels or said in held or not said[0]:
            return rows
        else:
            row = replace(row, labels={**done[-1].labels, **row.labels})
        held.add(said)
        done.append(row)
    return done


def with_measures(layout: Layout, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, those that hold a measure of another metric as that metric's; the same where none clearly does.

    The columns must be months, or say no measure themselves.
    """
    slots = [one.slot for one in layout.of("value")]
    is_open = layout.tab.name == "kpi" and "metric" in layout.labels and not layout.of("measure")
    if not is_open or any(slot.name or slot.metric for slot in slots):
        return rows
    texts = [_text(layout, row) for row in rows]
    groups = groups_said([measure_said(text) for text in texts], lambda one, other: _may_be_of(rows[one], rows[other]))
    done = {at: row for group in groups for at, row in _measured(rows, texts, group).items()}
    return [done.get(at, row) for at, row in enumerate(rows)]


def _measured(rows: Sequence[Row], texts: Sequence[str], group: Group) -> Mapping[int, Row]:
    """The rows of one metric, each as the measure and the time of it that its name says."""
    now = rows[group.now]
    own = {**now.labels, "metric": made(group.name, now.labels["metric"].spots)}
    told = {name: label for name, label in own.items() if name in _OWN}
    done: dict[int, Row] = {}
    for at, said in group.rows.items():
        labels = own if at == group.now or not (said.ago or said.year) else told
        if said.kind == "rate":
            done[at] = replace(rows[at], labels=labels, derived=texts[at])
        else:
            measure = "target" if said.kind.endswith("target") else "actual"
            when = When(said.ago, said.year, _SPANS.get(said.kind, ""))
            done[at] = replace(rows[at], labels=labels, measure=measure, unit=rows[at].unit or now.unit, when=when)
    return done


def _text(layout: Layout, row: Row) -> str:
    """The name of a row without its unit, "" for one of all metrics."""
    found = row.labels.get("metric")
    text = name_without_unit(str(found.cell.value)).strip() if found and found.cell else ""
    if not found or text not in SPECIAL_TEXTS.values():
        return text
    typed = "".join(str(cell.value) for spot in found.spots if (cell := layout.grid.sheet.cells.get(spot)))
    return typed if measure_said(typed).kind == "total" else ""


def _unit(row: Row) -> str:
    """The unit that a row says, in its name or beside it."""
    found = row.labels.get("unit")
    return unit_word(str(found.cell.value)) if found and found.cell else row.unit


def _may_be_of(one: Row, other: Row) -> bool:
    """Whether a row says nothing that only a metric of its own would, and no other unit than the metric's."""
    return all(_same(one, other, name) for name in one.labels.keys() - _OWN) and _unit(one) in ("", _unit(other))


def _same(one: Row, other: Row, name: str) -> bool:
    """Whether two rows say the same under a label, such as their owner."""
    cells = [row.labels[name].cell if name in row.labels else None for row in (one, other)]
    return len({str(cell.value).strip() if cell else "" for cell in cells}) == 1

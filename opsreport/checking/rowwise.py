"""What a single row says against itself: placeholders, counts below zero, amounts of nothing, a turned direction."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

import numpy as np

from opsreport.checking.cells import is_placeholder, seen_in
from opsreport.checking.codes import found
from opsreport.checking.convert import months_of
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.units import Measure
from opsreport.metrics import metric_named, metric_with_id
from opsreport.model.finding import Finding
from opsreport.schemas.choices import UNIT
from opsreport.schemas.naming import is_better_more

_GAINS = ("skill_gain",)  # rates of the catalogue that may be below zero
_REMARKS = ("cause", "next", "note", "highlight", "issue")


def row_findings(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Everything that one row is enough to see."""
    for rows in sheets:
        yield from _open_words(rows, str(context.period))
        if rows.sheet.tab.metric:
            yield from _negative_counts(rows, context)
        if rows.sheet.tab.name == "plan":
            for at, kind in enumerate(rows.texts("row_type")):
                if kind in ("resource", "ask"):
                    yield from _nameless_amount(rows[at])
        if rows.sheet.tab.name == "kpi":
            now = str(context.period)
            is_now = np.fromiter((month == now for month in rows.texts("month")), bool, len(rows))
            for at in np.flatnonzero(rows.is_filled("lower_is_better") & is_now).tolist():
                yield from _direction(rows[at])
    yield from _assumed([rows for rows in sheets if rows.sheet.tab.name == "kpi"], context)


def _open_words(rows: Rows, month: str) -> Iterator[Finding]:
    """Any text of a plan, and the remarks of the report month, that still wait for their words."""
    is_plan = rows.sheet.tab.name == "plan"
    names = [
        name for name in rows.places if rows.sheet.tab.column(name).kind == "text" and (is_plan or name in _REMARKS)
    ]
    months = months_of(rows, "end") if names and not is_plan else []
    for name in names:
        texts = rows.texts(name)
        waiting = {text for text in set(texts) if is_placeholder(text)}
        for at in np.flatnonzero(rows.has_cell(name)).tolist() if waiting else ():
            if texts[at] in waiting and (is_plan or months[at] == month):
                yield _of("placeholder_xx", rows[at], name)


def _of(code: str, line: Line, name: str) -> Finding:
    column, seen = line.sheet.header(name), seen_in(line.cells[name])
    return found(code, (line.origin(name),), line.sheet.tab, column=column, seen=seen)


def _negative_counts(rows: Rows, context: Context) -> Iterator[Finding]:
    """Targets and actuals of people, visits, orders or pieces below zero, and of rates that are parts of a whole."""
    for name in ("target", "actual", "value"):
        for at in np.flatnonzero(rows.amounts(name)[0] < 0).tolist():
            if context.measure(rows[at]).unit.kind == "count" or _is_part(rows[at], context):
                yield _of("negative_value", rows[at], name)


def _is_part(line: Line, context: Context) -> bool:
    """Whether a row is of a rate of the catalogue, all of which are parts of a whole, but for what says a gain."""
    known = metric_with_id(context.metrics.get(line.text(line.sheet.tab.metric), ""))
    is_share = known is not None and known.unit.kind == "rate" and known.id not in _GAINS
    return is_share and not context.measure(line).is_change


def _nameless_amount(line: Line) -> Iterator[Finding]:
    """A resource or a decision whose number says neither money nor people, or another thing (3 台)."""
    tab = line.sheet.tab
    if "value" not in line.values or isinstance(line.values.get("unit"), Measure):
        return
    column, where = line.sheet.header("unit"), (line.sheet.lacking(line.row, "unit"),)
    if cell := line.cells.get("unit"):
        first, *others = (UNIT[code][0] for code in ("yuan", "ten_thousand_yuan", "person"))
        said = {"seen": seen_in(cell), "accepted": " / ".join((first, *others)), "closest": first}
        yield found("unknown_choice", where, tab, column=column, **said)
    else:
        kind = seen_in(line.cells["row_type"])
        yield found("missing_detail", where, tab, column=column, kind=kind, gain="item")


def _direction(line: Line) -> Iterator[Finding]:
    typed, metric = line.values.get("lower_is_better"), metric_named(line.text("metric"))
    if metric is None or typed is None:
        return
    if metric.polarity in ("up", "down") and (metric.polarity == "down") is not typed:
        where = (line.origin("lower_is_better"),)
        yield found(
            "direction_differs",
            where,
            line.sheet.tab,
            column=line.sheet.header("lower_is_better"),
            seen=line.text("metric"),
        )


def _assumed(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Notes of the unknown metrics that are taken as better lower, or higher, where nothing says what they are.

    Those that are judged by a target are told of where their names leave it open.
    """
    said = {metric for rows in sheets for metric in _directed(rows, context)} | set(context.told)
    falling, rising = context.falling - said, _left_open(sheets, context) - context.falling - said
    for better, names in (("lower", falling), ("higher", rising)):
        lines = _lines_of(sheets, names, context) if names else []
        if lines:
            where, header = tuple(line.origin("metric") for line in lines), lines[0].sheet.header("lower_is_better")
            seen = " / ".join(line.text("metric") for line in lines)
            words = {"column": header, "seen": seen, "better": better, "opposite": better, "answer": better}
            yield found("direction_assumed", where, lines[0].sheet.tab, **words)


def _directed(rows: Rows, context: Context) -> Iterator[str]:
    """The metrics of a sheet whose direction is typed."""
    if "lower_is_better" in rows.typed:
        names = zip(rows.texts("metric"), rows.is_filled("lower_is_better").tolist(), strict=True)
        yield from {context.metrics[name] for name, is_typed in names if name and is_typed}


def _left_open(sheets: Sequence[Rows], context: Context) -> set[str]:
    """The unknown metrics with a target whose names do not tell; of sheets that type directions none."""
    found: set[str] = set()
    for rows in sheets:
        if not rows.is_filled("lower_is_better").any():
            names = zip(rows.texts("metric"), rows.is_filled("target").tolist(), strict=True)
            targeted = {name for name, has_target in names if name and has_target}
            found |= {context.metrics[name] for name in targeted if not (metric_named(name) or is_better_more(name))}
    return found


def _lines_of(sheets: Sequence[Rows], names: Container[str], context: Context) -> list[Line]:
    """The first row of each of the metrics in the report month."""
    firsts: dict[str, Line] = {}
    for rows in sheets:
        for at, (name, month) in enumerate(zip(rows.texts("metric"), rows.texts("month"), strict=True)):
            if month == str(context.period) and name and (metric := context.metrics[name]) in names:
                firsts.setdefault(metric, rows[at])
    return list(firsts.values())

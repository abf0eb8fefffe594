"""Chapter 1, what revenue is made of: visits × visit-to-pay rate × revenue per paying user, as bridges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from opsreport.analysis.contribute import Against, Bridge, Driver, revenue_bridge
from opsreport.analysis.cutoff import is_partial
from opsreport.analysis.scorecard import reading_of
from opsreport.analysis.summarise import added, ratio
from opsreport.model.block import Block, Column, Grid, Insight, Note, Row, Step, Waterfall, Words
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.report import Draft, Fact, Voice
from opsreport.model.span import shared_span
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, RATE
from opsreport.sections.labels import (
    ColumnLook,
    column,
    insight,
    owed_note,
    time_facts,
    typed_notes,
    unit_note_of,
)
from opsreport.sections.readings import change_facts

BASES: tuple[Against, ...] = ("target", "last_month")
OFFSET = Formula("-small / large")
MOST_NOTES, MOST_TYPED = 4, 2
START = {"target": "column.target", "last_month": "column.previous"}


def revenue(dataset: Dataset, voice: Voice) -> Draft | None:
    """A bridge from the target and one from last month, as far as both sides are there.

    None without any, before the month is over, and without the channel sheet,
    which is what visits and payers are reconciled against.
    """
    if not dataset.has("channels") or is_partial(dataset):
        return None
    found = ((basis, revenue_bridge(dataset, basis)) for basis in BASES)
    bridges = {basis: bridge for basis, bridge in found if bridge}
    if not bridges:
        return None
    falls = [_waterfall(bridge, voice) for bridge in bridges.values()]
    span = shared_span(falls)
    facts = {**_facts(dataset, bridges, voice), "is_cut": span[0] > 0}
    panel = _panel(dataset, bridges, facts, voice)
    charts: tuple[Block, ...] = tuple(replace(one, span=span) for one in falls)
    blocks = (*charts, _table(bridges, voice), *((panel,) if panel else ()))
    return Draft("driver/revenue", facts, _arrangement(len(charts), panel is not None), blocks, ("kpi",))


def _arrangement(charts: int, has_panel: bool) -> str:
    if charts == 2:
        return "6+6:2.4/7+5" if has_panel else "6+6:2.4/12"
    return "8+4(2.2,*)" if has_panel else "8+4"


def _facts(dataset: Dataset, bridges: Mapping[Against, Bridge], voice: Voice) -> dict[str, Fact]:
    return {
        **time_facts(dataset),
        "metric": {"name": reading_of(dataset, "revenue").metric.label(voice.lang)},
        "unit": unit_note_of(MONEY, _money(bridges), voice),
        "against": tuple(bridges),
        "bridges": {basis: _bridge_facts(bridge, voice) for basis, bridge in bridges.items()},
        "drivers": tuple(_driver_facts(dataset, one, voice) for one in next(iter(bridges.values())).drivers),
    }


def _bridge_facts(bridge: Bridge, voice: Voice) -> dict[str, Fact]:
    """start, end, change; `parts`, largest first; `largest` up and down where one stands strictly out."""
    ordered = sorted(bridge.drivers, key=lambda one: -one.contribution.amount)
    parts: tuple[dict[str, Fact], ...] = tuple(
        {"name": one.metric.label(voice.lang), "contribution": one.contribution} for one in ordered
    )
    first, last = ordered[0].contribution.amount, ordered[-1].contribution.amount
    return {
        "start": bridge.start,
        "end": bridge.end,
        "change": bridge.change,
        "parts": parts,
        "whole": bridge.change,
        "parts_of_whole": tuple(one.contribution for one in ordered),
        "gains": _side_facts([one for one in ordered if one.contribution.amount > 0], bridge, voice),
        "losses": _side_facts([one for one in reversed(ordered) if one.contribution.amount < 0], bridge, voice),
        "offset": _offset(bridge),
        "up": parts[0] if first > max(ordered[1].contribution.amount, 0) else None,
        "down": parts[-1] if last < min(ordered[1].contribution.amount, 0) else None,
    }


def _side_facts(drivers: Sequence[Driver], bridge: Bridge, voice: Voice) -> dict[str, Fact]:
    """The factors of one sign, largest first: names, their sum, and the share of the first in the whole change."""
    total = added([one.contribution for one in drivers], MONEY)
    share = ratio(drivers[0].contribution, bridge.change) if drivers else Number(None, RATE)
    names = tuple(one.metric.label(voice.lang) for one in drivers)
    return {"names": names, "total": total, "first_share": share}


def _offset(bridge: Bridge) -> Number:
    """How much of the larger side the smaller one takes back; missing where all factors have one sign."""
    terms = [one.contribution for one in bridge.drivers]
    gains, losses = ([n for n in terms if n.amount * sign > 0] for sign in (1, -1))
    if not (gains and losses):
        return Number(None, RATE)
    small, large = sorted((added(gains, MONEY), added(losses, MONEY)), key=lambda n: abs(n.amount))
    return derived(OFFSET, RATE, {"small": small, "large": large})


def _driver_facts(dataset: Dataset, one: Driver, voice: Voice) -> dict[str, Fact]:
    read = reading_of(dataset, one.metric.id)
    moved = change_facts(read.actual, read.before, read.change, read.change_code, read.metric.polarity)
    return {"name": one.metric.label(voice.lang), "actual": one.now, "attainment": read.attainment, "month": moved}


def _money(bridges: Mapping[Against, Bridge]) -> Sequence[Number]:
    return [number for bridge in bridges.values() for number in (bridge.start, bridge.end)]


def _waterfall(bridge: Bridge, voice: Voice) -> Waterfall:
    start, end = voice.term(START[bridge.against]), voice.term("column.actual")
    drivers = (Step(one.metric.label(voice.lang), one.contribution) for one in bridge.drivers)
    steps = (Step(start, bridge.start, total=True), *drivers, Step(end, bridge.end, total=True))
    title = voice.term(f"driver.bridge.{bridge.against}")
    return Waterfall(steps, MONEY, title, difference=bridge.change)


def _table(bridges: Mapping[Against, Bridge], voice: Voice) -> Grid:
    """A row a factor with its value on every side and its contribution against each basis, and their total."""
    columns: tuple[Column, ...] = (
        column(voice, "driver.factor", "text", 1.5),
        column(voice, "column.actual", "number", 0.85),
        *(column(voice, START[basis], "number", 0.85) for basis in bridges),
        *(column(voice, f"driver.share.{basis}", "number", 1.05, ColumnLook(MONEY, signed=True)) for basis in bridges),
    )
    rows = [_factor_row(list(sides), voice) for sides in zip(*(b.drivers for b in bridges.values()), strict=True)]
    return Grid(columns, (*rows, _total_row(list(bridges.values()), voice)), title=voice.term("driver.detail"))


def _factor_row(sides: Sequence[Driver], voice: Voice) -> Row:
    """`sides` is the same factor in each bridge."""
    metric, levels = sides[0].metric, (sides[0].now, *(one.before for one in sides))
    note = unit_note_of(metric.unit, levels, voice)
    name = Words(_named(metric.label(voice.lang), note, voice))
    return Row((name, sides[0].now.strongly(), *(one.before for one in sides), *(one.contribution for one in sides)))


def _total_row(bridges: Sequence[Bridge], voice: Voice) -> Row:
    levels = (bridges[0].end, *(bridge.start for bridge in bridges))
    name = Words(_named(voice.term("driver.total"), unit_note_of(MONEY, levels, voice), voice), strong=True)
    return Row((name, *levels, *(bridge.change for bridge in bridges)), style="total")


def _named(label: str, note: str, voice: Voice) -> str:
    return voice.term("label.with_unit").format(label=label, unit=note) if note else label


def _panel(dataset: Dataset, bridges: Mapping[Against, Bridge], facts: dict[str, Fact], voice: Voice) -> Insight | None:
    """What the bridges add up to, the factors against target; what people typed of the factors, else of revenue."""
    drivers = next(iter(bridges.values())).drivers
    names = {one.metric.id: one.metric.label(voice.lang) for one in drivers}
    lead = {"revenue": reading_of(dataset, "revenue").metric.label(voice.lang)}
    typed = typed_notes(dataset, "metric", names, voice) or typed_notes(dataset, "metric", lead, voice)
    owed = owed_note([label for name, label in names.items() if reading_of(dataset, name).needs_cause], voice)
    panel = insight(voice, "driver/revenue.insight", facts, (*typed[:MOST_TYPED], *owed))
    return panel and replace(panel, notes=_kept(panel.notes))


def _kept(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Four bullets at most: typed ones stay, the last computed ones go."""
    typed = [note for note in notes if note.typed]
    computed = [note for note in notes if not note.typed][: MOST_NOTES - len(typed)]
    return (*computed, *typed)

"""Descriptions of blocks for people who cannot see them, written from the blocks' own data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from opsreport.model.block import (
    Bars,
    Block,
    Bubble,
    Callout,
    Callouts,
    Cards,
    Conclusion,
    Cover,
    Funnel,
    Grid,
    Insight,
    Lines,
    Matrix,
    Panel,
    Pareto,
    Scatter,
    Stacked,
    Timeline,
    VarianceTiers,
    Waterfall,
    Words,
)
from opsreport.model.number import Number, Series
from opsreport.model.report import Fact
from opsreport.wording.voice import Wording

MOST = 12
AltFacts = dict[str, Fact]


def described(block: Block, voice: Wording) -> Block:
    """The block with its `alt` written by the macro of its kind in `alt.<lang>.j2`; one that has an alt keeps it."""
    if block.alt:
        return block
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(block).__name__).lower()
    facts = {"title": getattr(block, "title", ""), "unit": getattr(block, "unit_note", ""), **_facts(block)}
    return replace(block, alt=voice.line(f"alt/{kind}", facts))


def _facts(block: Block) -> AltFacts:
    """What the sentence about the block needs, by kind."""
    match block:
        case Grid():
            return _grid(block)
        case Waterfall():
            return _listed([(step.label, step.number) for step in block.steps])
        case Funnel():
            return _listed([(step.label, step.now) for step in block.steps])
        case Bubble() | Scatter():
            return _marks(block)
        case Matrix():
            return _risks(block)
        case Timeline():
            return _tasks(block)
        case Callout():
            return _listed([(block.label, block.number)])
        case Callouts():
            return _listed([(item.label, item.number) for item in block.items])
        case Bars() | Stacked() | Lines() | VarianceTiers() | Pareto():
            return _series(block)
        case Insight() | Cards() | Panel() | Conclusion() | Cover():
            return _texts(block)
        case _:
            assert_never(block)


def _marks(block: Bubble | Scatter) -> AltFacts:
    parts: tuple[AltFacts, ...] = tuple({"name": p.name, "x": p.x, "y": p.y} for p in block.points[:MOST])
    return {"x": block.x_label, "y": block.y_label, "parts": parts, "count": len(block.points)}


def _risks(block: Matrix) -> AltFacts:
    parts: tuple[AltFacts, ...] = tuple(
        {"name": risk.name, "p": risk.probability, "i": risk.impact} for risk in block.risks[:MOST]
    )
    return {"parts": parts, "count": len(block.risks)}


def _tasks(block: Timeline) -> AltFacts:
    parts: tuple[AltFacts, ...] = tuple(
        {"name": task.label, "owner": task.owner, "start": str(task.start), "end": str(task.end)}
        for task in block.tasks[:MOST]
    )
    return {"parts": parts, "count": len(block.tasks)}


def _listed(pairs: Sequence[tuple[str, Number]]) -> AltFacts:
    parts: tuple[AltFacts, ...] = tuple({"name": name, "number": number} for name, number in pairs[:MOST])
    return {"parts": parts, "count": len(pairs)}


def _grid(grid: Grid) -> AltFacts:
    heads = [next((cell.text for cell in row.cells if isinstance(cell, Words)), "") for row in grid.rows]
    return {
        "columns": tuple(column.label for column in grid.columns if column.label),
        "rows": tuple(head for head in heads if head)[:MOST],
        "count": len(grid.rows),
    }


def _series(block: Bars | Stacked | Lines | VarianceTiers | Pareto) -> AltFacts:
    names = block.categories
    return {
        "first": names[0] if names else "",
        "last": names[-1] if names else "",
        "count": len(names),
        "series": tuple(_one_series(names, one) for one in _rows(block)),
    }


def _rows(block: Bars | Stacked | Lines | VarianceTiers | Pareto) -> tuple[Series, ...]:
    match block:
        case VarianceTiers():
            return (block.actual, block.target, block.difference)
        case Pareto(amounts=amounts, cumulative=cumulative):
            return (amounts, cumulative) if cumulative else (amounts,)
        case _:
            return block.series


def _one_series(names: tuple[str, ...], series: Series) -> AltFacts:
    """The whole series where it is short, else its ends and extremes."""
    known = [(name, number) for name, number in zip(names, series.numbers, strict=True) if not number.is_missing]
    ranked = sorted(known, key=lambda pair: pair[1].amount)
    keep = known if len(known) <= MOST // 2 else [known[0], ranked[0], ranked[-1], known[-1]]
    ordered = [pair for pair in known if pair in keep]
    return {"name": series.name, **_listed(ordered)}


def _texts(block: Insight | Cards | Panel | Conclusion | Cover) -> AltFacts:
    match block:
        case Insight(heading=heading, notes=notes):
            return {"heading": heading, "count": len(notes)}
        case Cards(cards=cards):
            return {"parts": tuple(card.heading for card in cards), "count": len(cards)}
        case Panel(heading=heading, lines=lines):
            return {"heading": heading, "count": len(lines)}
        case Conclusion(lead=lead):
            return {"heading": lead}
        case Cover(organisation=organisation):
            return {"heading": organisation}

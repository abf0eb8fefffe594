"""Which painter paints which block: the one place that knows them all."""

from __future__ import annotations

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
)
from opsreport.render.deck import charts
from opsreport.render.deck.cards import paint_cards
from opsreport.render.deck.grid import Box
from opsreport.render.deck.matrix import paint_matrix
from opsreport.render.deck.panels import paint_callout, paint_callouts, paint_conclusion, paint_insight, paint_panel
from opsreport.render.deck.stage import Stage
from opsreport.render.deck.tables import paint_grid
from opsreport.render.deck.timeline import paint_timeline

Chart = Bars | Stacked | Lines | Waterfall | VarianceTiers | Bubble | Scatter | Pareto | Funnel


def paint(stage: Stage, box: Box, block: Block) -> None:
    """Paint one block into its box (a Cover paints nothing here: it lives in placeholders)."""
    match block:
        case Grid():
            paint_grid(stage, box, block)
        case Insight():
            paint_insight(stage, box, block)
        case Callout():
            paint_callout(stage, box, block)
        case Callouts():
            paint_callouts(stage, box, block)
        case Cards():
            paint_cards(stage, box, block)
        case Panel():
            paint_panel(stage, box, block)
        case Conclusion():
            paint_conclusion(stage, box, block)
        case Matrix():
            paint_matrix(stage, box, block)
        case Timeline():
            paint_timeline(stage, box, block)
        case Cover():
            pass
        case _:
            _paint_chart(stage, box, block)


def _paint_chart(stage: Stage, box: Box, block: Chart) -> None:
    match block:
        case Bars():
            charts.paint_bars(stage, box, block)
        case Stacked():
            charts.paint_stacked(stage, box, block)
        case Lines():
            charts.paint_lines(stage, box, block)
        case Waterfall():
            charts.paint_waterfall(stage, box, block)
        case VarianceTiers():
            charts.paint_tiers(stage, box, block)
        case Bubble():
            charts.paint_bubble(stage, box, block)
        case Scatter():
            charts.paint_scatter(stage, box, block)
        case Pareto():
            charts.paint_pareto(stage, box, block)
        case Funnel():
            charts.paint_funnel(stage, box, block)
        case _:
            assert_never(block)

"""The native charts of a deck: one painter a block kind, and the bars and lines inside table cells."""

from __future__ import annotations

from opsreport.render.deck.charts.bars import paint_bars
from opsreport.render.deck.charts.bubble import paint_bubble
from opsreport.render.deck.charts.funnel import paint_funnel
from opsreport.render.deck.charts.lines import paint_lines
from opsreport.render.deck.charts.pareto import paint_pareto
from opsreport.render.deck.charts.scatter import paint_scatter
from opsreport.render.deck.charts.stacked import paint_stacked
from opsreport.render.deck.charts.tiers import paint_tiers
from opsreport.render.deck.charts.waterfall import paint_waterfall

__all__ = [
    "paint_bars",
    "paint_bubble",
    "paint_funnel",
    "paint_lines",
    "paint_pareto",
    "paint_scatter",
    "paint_stacked",
    "paint_tiers",
    "paint_waterfall",
]

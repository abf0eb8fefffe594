"""Value axes with round steps: their limits, their tick labels and number formats."""

from __future__ import annotations

import math

from opsreport.render.deck.charts.scale import SMALL, Measure
from opsreport.render.deck.charts.spec import Axis, Type
from opsreport.render.deck.theme import Theme

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
Limit = tuple[float, float, float]


def ticks(low: float, high: float, count: int = 5) -> tuple[float, float, float]:
    """(low, high, step) of an axis with round steps that holds both values."""
    if not math.isfinite(low + high) or high <= low:
        low, high = (low, low + 1) if math.isfinite(low) else (0.0, 1.0)
    rough = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough * 0.999)
    return (_tidy(math.floor(low / step + 1e-9) * step), _tidy(math.ceil(high / step - 1e-9) * step), _tidy(step))


def _tidy(value: float) -> float:
    """The value without the dust of multiplying by a step."""
    return float(f"{value:.10g}") + 0.0


def tick_text(measure: Measure, value: float, step: float) -> str:
    """What a tick label prints (for measuring it)."""
    rate = measure.unit.kind == "rate"
    return f"{value * (100 if rate else 1):,.{tick_decimals(measure, step)}f}{'%' if rate else ''}"


def tick_decimals(measure: Measure, step: float) -> int:
    """The decimals that axis steps need: none for whole ones."""
    size = step * (100 if measure.unit.kind == "rate" else 1)
    return 0 if size >= 1 and float(size).is_integer() else max(1, math.ceil(-math.log10(size) - 1e-9))


def tick_format(measure: Measure, step: float) -> str:
    """The number format of axis labels, with the decimals that the steps need."""
    decimals = tick_decimals(measure, step)
    zeros = "0" + ("." + "0" * decimals if decimals else "")
    match measure.unit.kind:
        case "rate":
            body = f"{zeros}%"
        case "ratio":
            body = f'"1:"{zeros}'
        case _:
            body = f"#,##{zeros}"
    return f'{body};"−"{body};{body}'


def value_axis(measure: Measure, limit: Limit, theme: Theme) -> Axis:
    """A value axis with small quiet labels on a light grid."""
    low, high, step = limit
    look = Type(SMALL, theme.MUT)
    return Axis(low=low, high=high, step=step, labels=look, format=tick_format(measure, step), grid=theme.LINE)

"""Numbers as a chart holds them: in display units, with label formats, and with room left for the labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from opsreport.model.number import Number, Series
from opsreport.model.unit import Scale, Unit
from opsreport.render.deck.charts.spec import PointLabel
from opsreport.render.deck.stage import Stage
from opsreport.render.measure import width
from opsreport.render.units import unit_note

LABEL = 10.0
AXIS = 10.0
SMALL = 9.0
_LEGIBLE = 20


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit at one display scale in one language: what every value and label of a chart goes through."""

    unit: Unit
    scale: Scale
    lang: str
    signed: bool = False

    @classmethod
    def of(cls, unit: Unit, numbers: Iterable[Number], lang: str, *, signed: bool = False) -> Measure:
        """The measure of a chart's numbers: one scale for all of them."""
        return cls(unit, unit.scale((n.value for n in numbers), lang), lang, signed)

    @classmethod
    def fine(cls, unit: Unit, levels: Iterable[Number], changes: Iterable[Number], lang: str) -> Measure:
        """One measure for levels and their changes: at the changes' scale where the levels' would round them away."""
        high, low = [n.value for n in levels], [n.value for n in changes if n.unit == unit]
        scale, finer = unit.scale(high, lang), unit.scale(low, lang)
        largest = max((abs(v) for v in low if v is not None and v == v), default=0.0)
        if finer.factor < scale.factor and largest / scale.factor * 10**scale.decimals < _LEGIBLE:
            top = max(abs(v) for v in high if v is not None and v == v)
            scale = replace(finer, decimals=0 if top / finer.factor >= 1000 else finer.decimals)
        return cls(unit, scale, lang)

    def shown(self, number: Number | None) -> float | None:
        """The value a chart stores, None where it is missing."""
        if number is None or number.is_missing or number.value is None:
            return None
        return self.unit.shown(float(number.value), self.scale)

    def values(self, numbers: Sequence[Number | None]) -> tuple[float | None, ...]:
        return tuple(self.shown(number) for number in numbers)

    def text(self, number: Number | None) -> str:
        """The text a label prints."""
        return self.unit.text(number.value if number else None, self.lang, scale=self.scale, signed=self.signed)

    @property
    def format(self) -> str:
        """The number format of labels and of the workbook's cells."""
        plain = self.unit.excel_format(self.scale).split(";")[0].lstrip("+")
        plus = "+" if self.signed or self.unit.kind == "points" else ""
        return f'{plus}{plain};"−"{plain};{plain}'

    def own_labels(self, numbers: Sequence[Number | None]) -> Mapping[int, PointLabel]:
        """Texts for the points whose number format would print something else than `Unit.text` does."""
        pairs = ((i, n) for i, n in enumerate(numbers) if n is not None and not n.is_missing)
        return {i: PointLabel(text=self.text(n)) for i, n in pairs if not self._prints_alike(n)}

    def _prints_alike(self, number: Number) -> bool:
        value = (self.shown(number) or 0.0) * (100 if self.unit.kind == "rate" else 1)
        rounded = Decimal(repr(abs(value))).quantize(Decimal(1).scaleb(-self.scale.decimals), ROUND_HALF_UP)
        return f"{rounded:,f}" == _digits(self.text(number))

    def widths(self, numbers: Sequence[Number | None], size: float, *, bold: bool = False) -> tuple[float, ...]:
        """How wide each label is, in points."""
        return tuple(width(self.text(n), size, bold) if n and not n.is_missing else 0.0 for n in numbers)


def _digits(text: str) -> str:
    return "".join(c for c in text.removeprefix("1:") if c.isdigit() or c in ".,")


def numbers_of(series: Iterable[Series]) -> list[Number]:
    """All numbers of some series."""
    return [number for one in series for number in one.numbers]


def head_note(stage: Stage, note: str, measure: Measure) -> str:
    """A block's unit note; with the scale said where the note leaves it out."""
    words = unit_note(measure.unit, measure.scale, stage.lang, stage.terms)
    suffix = measure.scale.suffix(stage.lang)
    if not note:
        return words if measure.unit.kind in ("count", "money") else ""
    comma = "，" if stage.lang == "zh" else ", "
    return f"{note}{comma}{words}" if suffix and suffix not in note else note


def present(values: Iterable[float | None]) -> list[float]:
    """The values that are there."""
    return [value for value in values if value is not None]


def limits(values: Iterable[float | None], room: float, *, both: bool = False) -> tuple[float, float]:
    """Limits from 0 that leave `room` (a share of the axis) beyond the ends for labels; `both` ends when mixed.

    All missing or all zero gives 0 to 1.
    """
    there = present(values)
    high, low = max([0.0, *there]), min([0.0, *there])
    if high == low:
        return (0.0, 1.0)
    span = (high - low) / max(0.2, 1 - room * (2 if low < 0 < high or both else 1))
    return (low - span * room if low < 0 else 0.0, high + span * room if high > 0 else 0.0)


def room_across(values: Sequence[float | None], widths: Sequence[float], length: float) -> tuple[float, float]:
    """Limits of a horizontal axis of that length (points) where every outside label still fits."""
    pairs = [(v, w) for v, w in zip(values, widths, strict=True) if v is not None]
    high = max([0.0, *(v * length / max(length - w, length / 5) for v, w in pairs if v > 0)])
    low = min([0.0, *(v * length / max(length - w, length / 5) for v, w in pairs if v < 0)])
    if high == low:
        return (0.0, 1.0)
    if high > 0 > low:
        return limits([v for v, _ in pairs], max(w for _, w in pairs) / length)
    return (low, high)

"""Unit: how a number becomes text, in one place, and the one rule for "missing"."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

MISSING = "–"
MINUS = "−"
Kind = Literal["count", "money", "rate", "points", "plain", "multiple", "ratio"]
Suffixes = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scale:
    """The display scale of a column or a sentence: divide by `factor`, print `decimals`, say `suffix`."""

    factor: float = 1.0
    suffixes: Suffixes = ("", "")
    decimals: int = 0

    def suffix(self, lang: str) -> str:
        return self.suffixes[0 if lang == "zh" else 1]


PLAIN = Scale()
_ZH = ((1e8, "亿", 2), (1e4, "万", 1))
_EN = ((1e9, "bn", 2), (1e6, "m", 1), (1e3, "k", 1))
_LONG = 1e7
_SHORT = 1e4
_MOST_DECIMALS = 2
# below which one decimal tells too little: 0.72 of 0.75
_FEW = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number is measured in.

    `name` is a key of `terms` ("unit.person"); `kind` settles scale and shape:
    count and money scale to 万/亿 (k/m/bn); rate is stored as a fraction and
    printed as %; points is a difference of two rates (fraction, printed ×100);
    ratio prints 1:x; multiple prints ×. `decimals` overrides the kind's own.
    `lines` are values that rounding must not cross (1.0: 99.96 % never prints as 100 %);
    `fixed` is the scale that blocks of one page share (`shared`), whatever their own values.
    """

    name: str
    kind: Kind = "plain"
    decimals: int | None = None
    lines: tuple[float, ...] = ()
    fixed: Scale | None = None

    def shared(self, values: Iterable[float | None], lang: str) -> Unit:
        """This unit at the one scale of all the values, for blocks that are read together.

        The scale of the largest value; the next smaller one where the smallest would be under 1 and the largest
        stays under 10,000.
        """
        sizes = [abs(v) for v in values if v is not None and math.isfinite(v) and v]
        scale = self.scale(sizes, lang)
        smaller = (step for step in (_ZH if lang == "zh" else _EN) if step[0] < scale.factor)
        for factor, suffix, decimals in smaller:
            if min(sizes) < scale.factor and max(sizes) < _SHORT * factor:
                scale = Scale(factor, (suffix, suffix), decimals)
        return replace(self, fixed=scale)

    def scale(self, values: Iterable[float | None], lang: str) -> Scale:
        """The one scale for a column: chosen by its largest absolute value, fine enough for its smallest.

        Where the smallest amount that is not zero would print as zero, it gets
        up to two decimals, else the next smaller scale that still keeps the
        largest short; where neither helps, the next smallest amount decides.
        """
        if self.fixed:
            return self.fixed
        sizes = [abs(v) for v in values if v is not None and math.isfinite(v)]
        if self.kind not in ("count", "money") or not sizes:
            return Scale(decimals=self._own_decimals(sizes))
        largest, small = max(sizes), sorted(size for size in sizes if size)
        steps = _ZH if lang == "zh" else _EN
        first = next((index for index, step in enumerate(steps) if largest >= step[0]), len(steps))
        scales = [self._step(steps, first, sizes), self._step(steps, first + 1, sizes)]
        usable = scales if largest / scales[1].factor < _LONG else scales[:1]
        found = (finer for least in small for scale in usable if (finer := _finer(scale, least)))
        return next(found, scales[0])

    def _step(self, steps: tuple[tuple[float, str, int], ...], index: int, sizes: list[float]) -> Scale:
        """One of the scales, the plain one behind the last."""
        if index >= len(steps):
            return Scale(decimals=self._own_decimals(sizes))
        factor, suffix, decimals = steps[index]
        is_large = factor == 1e4 and max(sizes) >= 1e7
        return Scale(factor, (suffix, suffix), 0 if is_large else decimals)

    def text(
        self,
        value: float | None,
        lang: str = "zh",
        *,
        scale: Scale | None = None,
        signed: bool = False,
    ) -> str:
        """The number in a table or chart of the given scale: no suffix, fixed decimals; "–" where missing.

        Without `scale` the value's own scale is used and its suffix is written,
        as in "872万"; rates always carry %, ratios their "1:".
        """
        if value is None or not math.isfinite(value):
            return MISSING
        own = scale or self.scale((value,), lang)
        body = self._digits(value, own)
        tail = "" if scale else own.suffix(lang)
        sign = "+" if signed and value > 0 and not _is_zero(body) else ""
        minus = MINUS if value < 0 and not _is_zero(body) else ""
        return f"{sign}{minus}{self._lead()}{body}{self._tail()}{tail}"

    def sentence(self, value: float | None, lang: str = "zh", *, signed: bool = False) -> str:
        """The number inside a sentence: own scale with suffix, trailing zeros dropped (1:4.3, 872万, 112%).

        English amounts in k, m or bn keep three significant digits (1.02m, 112k).
        """
        text = self._significant(value, lang, signed) if lang == "en" else self.text(value, lang, signed=signed)
        head, tail = _split_tail(text)
        return (head.rstrip("0").rstrip(".") if "." in head else head) + tail

    def _significant(self, value: float | None, lang: str, signed: bool) -> str:
        """The text of a value at its own scale, to three digits where the scale has a suffix."""
        if value is None or not math.isfinite(value):
            return MISSING
        scale = self.scale((value,), lang)
        if scale.factor == 1 or not value:
            return self.text(value, lang, scale=None if value else PLAIN, signed=signed)
        digits = math.floor(math.log10(abs(value) / scale.factor) + 1e-12) + 1
        own = replace(scale, decimals=max(0, 3 - digits))
        return self.text(value, lang, scale=own, signed=signed) + own.suffix(lang)

    def excel_format(self, scale: Scale = PLAIN) -> str:
        """The number format of a cell or chart label that holds the value at `scale`."""
        zeros = "." + "0" * scale.decimals if scale.decimals else ""
        match self.kind:
            case "rate":
                return f"0{zeros}%"
            case "points":
                return f'+0{zeros};"−"0{zeros};0{zeros}'
            case "multiple":
                return f'0{zeros}"×"'
            case "ratio":
                return f'"1:"0{zeros}'
            case _:
                return f"#,##0{zeros}"

    def shown(self, value: float, scale: Scale = PLAIN) -> float:
        """The value as a chart or its workbook stores it: divided by the scale; points in whole points."""
        return value * 100 if self.kind == "points" else value / scale.factor

    def _own_decimals(self, sizes: list[float]) -> int:
        if self.decimals is not None:
            return self.decimals
        match self.kind:
            case "rate":
                return 2 if sizes and 0 < max(sizes) < 0.01 else 1
            case "points":
                return 2 if sizes and 0 < max(sizes) < 0.001 else 1
            case "multiple":
                return 1
            case "ratio":
                return 2
            case _ if all(float(v).is_integer() for v in sizes):
                return 0
            case "plain":
                return 2 if max(sizes) < _FEW else 1
            case _:
                return 0 if max(sizes) >= 100 else 2 if max(sizes) < _FEW else 1

    def _digits(self, value: float, scale: Scale) -> str:
        factor = 100.0 if self.kind in ("rate", "points") else 1.0 / scale.factor
        decimals = scale.decimals
        while decimals < 6 and any(_crosses(value, line, decimals, factor) for line in self.lines):
            decimals += 1
        return f"{abs(value) * factor:,.{decimals}f}"

    def _lead(self) -> str:
        return {"ratio": "1:", "multiple": ""}.get(self.kind, "")

    def _tail(self) -> str:
        return {"rate": "%", "multiple": "×"}.get(self.kind, "")


def _finer(scale: Scale, least: float) -> Scale | None:
    """The scale with the fewest decimals at which `least` does not print as zero; None where two are too few."""
    if not least or round(least / scale.factor, scale.decimals):
        return scale
    enough = (n for n in range(scale.decimals + 1, _MOST_DECIMALS + 1) if round(least / scale.factor, n))
    decimals = next(enough, None)
    return None if decimals is None else replace(scale, decimals=decimals)


def _is_zero(body: str) -> bool:
    return not body.strip("0.,")


def _crosses(value: float, line: float, decimals: int, factor: float) -> bool:
    shown = round(value * factor, decimals)
    return value < line - 1e-9 and line <= shown / factor + 1e-12


def _split_tail(text: str) -> tuple[str, str]:
    end = len(text)
    while end and not (text[end - 1].isdigit() or text[end - 1] == "."):
        end -= 1
    return text[:end], text[end:]


PERSON = Unit("person", "count")
TIMES = Unit("times", "count")
ORDERS = Unit("orders", "count")
PIECES = Unit("pieces", "count")
MONEY = Unit("yuan", "money")
RATE = Unit("percent", "rate")
ATTAINMENT = Unit("percent", "rate", lines=(1.0, 0.95, 0.8))
POINTS = Unit("points", "points")
SCORE = Unit("score")
INDEX = Unit("index", decimals=2)
RATIO = Unit("ratio", "ratio")
MINUTES = Unit("minutes", decimals=1)
HOURS = Unit("hours", decimals=1)
SECONDS = Unit("seconds", decimals=1)
DAYS = Unit("days")
HEADS = Unit("heads")
BARE = Unit("none")

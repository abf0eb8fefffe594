"""Changes: relative, in points, or in the unit itself, with their judgement codes.

A change without a basis (missing, zero, a change of sign) is missing, never infinite.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsreport.analysis.rules import DEFAULT_RULES, Rules
from opsreport.model.formula import Formula
from opsreport.model.metric import ChangeStyle, Polarity
from opsreport.model.number import Number, Tone, derived
from opsreport.model.unit import INDEX, POINTS, RATE, Unit

RELATIVE = Formula("(now - before) / abs(before)")
DIFFERENCE = Formula("now - before")
TIMES_OVER = Formula("now / before")
MULTIPLE = Unit("index", "multiple")
FINE_POINTS = Unit("points", "points", decimals=2)
FINE_BELOW = 0.01


def difference_unit(now: Number, before: Number) -> Unit:
    """The unit of a difference: points for rates, a plain figure for 1:x, else the unit itself.

    Points have two decimals where both rates are under 1 %, as the rates have.
    """
    if now.unit.kind == "rate":
        return FINE_POINTS if max(abs(now.amount), abs(before.amount)) < FINE_BELOW else POINTS
    return INDEX if now.unit.kind == "ratio" else now.unit


def judged(number: Number, polarity: Polarity) -> Number:
    """The number with the tone of its sign: good where it moves the way the metric wants, neutral without one."""
    if number.is_missing or polarity == "none" or abs(number.amount) < 1e-9:
        return number.toned(Tone.neutral)
    return number.toned(Tone.good if (number.amount > 0) == (polarity == "up") else Tone.bad)


def change(now: Number, before: Number, style: ChangeStyle = "relative", polarity: Polarity = "none") -> Number:
    """The signed change from `before` to `now`, toned by polarity.

    relative: a RATE, missing from zero or over a change of sign; points: POINTS
    of two rates; absolute: in the unit's own difference.
    """
    if now.is_missing or before.is_missing:
        return Number(None, RATE if style == "relative" else difference_unit(now, before))
    if style == "relative" and (before.amount == 0 or now.amount * before.amount < 0):
        return Number(None, RATE)
    formula = RELATIVE if style == "relative" else DIFFERENCE
    unit = RATE if style == "relative" else difference_unit(now, before)
    return judged(derived(formula, unit, _pair(now, before)), polarity)


def difference(now: Number, before: Number, polarity: Polarity = "none") -> Number:
    """now − before in the unit's own difference (points for rates), toned by polarity."""
    return change(now, before, "absolute", polarity)


def multiple(now: Number, before: Number) -> Number:
    """How many times `before` fits into `now`: what a rise beyond +300 % is said with."""
    return derived(TIMES_OVER, MULTIPLE, _pair(now, before))


def change_code(now: Number, before: Number, style: ChangeStyle = "relative", rules: Rules = DEFAULT_RULES) -> str:
    """up | down | stable | none | turned_positive | turned_negative | multiple.

    none: a side is missing, or a relative change starts from zero. A rate under
    1 % is stable within 2 % of itself, not within half a point.
    """
    if now.is_missing or before.is_missing:
        return "none"
    if style == "relative" and now.amount * before.amount < 0:
        return "turned_positive" if now.amount > 0 else "turned_negative"
    found = change(now, before, style)
    if found.is_missing:
        return "none"
    return _sized_code(found.amount, _stable_within(before, style, rules), style, rules)


def calm(moved: Number, code: str) -> Number:
    """The change as it is shown: neutral where its code says that nothing moved to speak of."""
    return moved.toned(Tone.neutral) if code == "stable" else moved


def _sized_code(size: float, stable: float, style: ChangeStyle, rules: Rules) -> str:
    if abs(size) < stable - 1e-12:
        return "stable"
    if style == "relative" and size > rules["multiple_above"]:
        return "multiple"
    return "stable" if size == 0 else "up" if size > 0 else "down"


def _stable_within(before: Number, style: ChangeStyle, rules: Rules) -> float:
    if style == "relative":
        return rules["stable_relative"]
    if before.unit.kind == "rate" and abs(before.amount) >= FINE_BELOW:
        return rules["stable_points"]
    # Half a point would call every move of a rate under 1 % stable.
    return rules["stable_relative"] * abs(before.amount)


def _pair(now: Number, before: Number) -> Mapping[str, Number]:
    return {"now": now, "before": before}

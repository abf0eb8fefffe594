"""Attainment by polarity, gap, status code, tone, weighted score (domain rule C0.2, C0.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.analysis.compare import difference_unit, judged
from opsreport.analysis.rules import DEFAULT_RULES, Rules
from opsreport.model.formula import Formula
from opsreport.model.metric import Polarity
from opsreport.model.number import Method, Number, Source, Tone, derived
from opsreport.model.unit import ATTAINMENT, RATE

UP = Formula("actual / target")
DOWN = Formula("max(2 - actual / target, 0)")
UP_NEGATIVE = Formula("1 + (actual - target) / abs(target)")
DOWN_NEGATIVE = Formula("1 - (actual - target) / abs(target)")
GAP = Formula("actual - target")
RELATIVE_GAP = Formula("(actual - target) / abs(target)")


def attainment(actual: Number, target: Number, polarity: Polarity) -> Number:
    """How much of the target was reached, 1.0 is all of it; unit ATTAINMENT, unrounded.

    Lower is better: 2 − A/T, at least 0 (18 % under a cost target is 118 %). A
    negative target: 1 ± (A − T)/|T|. A zero target has no percentage, but a
    lower-is-better metric at zero has reached all of it. Missing where a side
    is missing or the metric has no direction.
    """
    if polarity == "none" or actual.is_missing or target.is_missing:
        return Number(None, ATTAINMENT)
    if target.amount == 0:
        return _of_zero_target(actual, target, polarity)
    formula = (UP if polarity == "up" else DOWN) if target.amount > 0 else _negative(polarity)
    return derived(formula, ATTAINMENT, {"actual": actual, "target": target})


def gap(actual: Number, target: Number, polarity: Polarity = "none") -> Number:
    """actual − target in the metric's unit (points for rates), toned by polarity."""
    found = derived(GAP, difference_unit(actual, target), {"actual": actual, "target": target})
    return judged(found, polarity)


def relative_gap(actual: Number, target: Number, polarity: Polarity = "none") -> Number:
    """(actual − target) ÷ |target| as a signed rate, toned by polarity; missing for a zero target."""
    return judged(derived(RELATIVE_GAP, RATE, {"actual": actual, "target": target}), polarity)


def status_code(attained: Number | None, rules: Rules = DEFAULT_RULES) -> str:
    """on_target | near | missed | far_below, judged unrounded; none where there is no attainment."""
    if attained is None or attained.is_missing:
        return "none"
    bands = (("on_target", "green"), ("near", "near"), ("missed", "amber"))
    return next((code for code, rule in bands if attained.amount >= rules[rule] - 1e-9), "far_below")


def target_status(actual: Number, target: Number, polarity: Polarity, rules: Rules = DEFAULT_RULES) -> str:
    """The status code of an actual against its target, zero targets included (no percentage, but met or not)."""
    attained = attainment(actual, target, polarity)
    if not attained.is_missing or actual.is_missing or target.amount != 0 or polarity == "none":
        return status_code(attained, rules)
    if actual.amount == 0:
        return "none"
    return "on_target" if (actual.amount > 0) == (polarity == "up") else "missed"


def tone_of(status: str) -> Tone:
    """The tone of a status code."""
    tones = {"on_target": Tone.good, "near": Tone.watch, "missed": Tone.bad, "far_below": Tone.bad}
    return tones.get(status, Tone.neutral)


@dataclass(frozen=True, slots=True)
class Score:
    """A weighted score: `value` over the metrics with data, `coverage` their share of all weights."""

    value: Number
    coverage: Number


def weighted_score(parts: Sequence[tuple[Number, Number]], rules: Rules = DEFAULT_RULES) -> Score:
    """Σ weight × min(attainment, cap) ÷ Σ weight over (attainment, weight) pairs that have both."""
    weighted = [(attained, weight) for attained, weight in parts if weight.amount > 0]
    scored = [(attained, weight) for attained, weight in weighted if not attained.is_missing]
    if not scored:
        return Score(Number(None, ATTAINMENT), Number(None, RATE))
    inputs = {f"a{i}": pair[0] for i, pair in enumerate(scored)} | {f"w{i}": pair[1] for i, pair in enumerate(scored)}
    points = " + ".join(f"w{i} * min(a{i}, {rules['score_cap']})" for i in range(len(scored)))
    weights = " + ".join(f"w{i}" for i in range(len(scored)))
    value = derived(Formula(f"({points}) / ({weights})", said="score"), ATTAINMENT, inputs)
    share = sum(w.amount for _, w in scored) / sum(w.amount for _, w in weighted)
    return Score(value, Number(share, RATE, Method("weight_coverage", _sources(weighted))))


def _negative(polarity: Polarity) -> Formula:
    return UP_NEGATIVE if polarity == "up" else DOWN_NEGATIVE


def _of_zero_target(actual: Number, target: Number, polarity: Polarity) -> Number:
    reached = 1.0 if polarity == "down" and actual.amount == 0 else None
    sources = tuple(n.source for n in (actual, target) if n.source)
    return Number(reached, ATTAINMENT, Method("zero_target", sources) if reached else None)


def _sources(pairs: Sequence[tuple[Number, Number]]) -> tuple[Source, ...]:
    return tuple(weight.source for _, weight in pairs if weight.source)

"""What a header of figures made of others may mean: every documented way to work such a figure out of the data."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from opsreport.analysis.compare import DIFFERENCE, RELATIVE
from opsreport.analysis.figures import metric_of
from opsreport.checking.ground import Ground, Part, fields_of
from opsreport.checking.tabs import TabSheet, earlier_of
from opsreport.metrics import metric_named
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.unit import INDEX, MONEY, POINTS, RATE, RATIO, Unit
from opsreport.schemas.choices import CHANGE_WORDS, PAST_WORDS, RATE_WORDS, SHARE_WORDS
from opsreport.schemas.matching import column_named, derived_kind, figure_named
from opsreport.schemas.starter import ABOUT, COST_PARTS

SHARE, SAME = Formula("part / whole"), Formula("before")
UP, DOWN, INVERSE = Formula("actual / target"), Formula("max(0, 2 - actual / target)"), Formula("target / actual")
GROWTH = ("增长率", "增幅", "增速", "change")
BUDGET = ("预算执行率",)
YEAR_MARKS = ("同比", "去年", "上年", "同期", "yoy")
# by how many fields the rows of a whole have in common: those of a month, then everything, then a kind of them
_RANKS = (1, 0, 2)
_WORDS = {"change": CHANGE_WORDS, "share": SHARE_WORDS, "rate": RATE_WORDS, "past": PAST_WORDS}
TARGETS: Mapping[str, Mapping[str, str]] = {
    "kpi": {"actual": "target"},
    "channels": {"spend": "spend_budget"},
    "campaigns": {
        **{name: f"{name}_target" for name in ("impressions", "participants", "conversions", "revenue")},
        "costs": "cost_budget",
    },
}


class Made(NamedTuple):
    """What the data give for a typed figure: the number, how far the rounding of its parts may move it, in words.

    `is_foreign`: many type it so, but the report does not work it out so. `is_silent`: a figure
    that fits it is right, but none is told of it. `way` is what the same reading has in common down
    a column where the words differ, `rank` its place among readings that fit equally often.
    """

    number: Number
    half: float
    words: str
    is_foreign: bool = False
    is_silent: bool = False
    way: str = ""
    rank: int = 0


Makes = Callable[[Ground, TabSheet, int], Iterator[Made]]


class Question(NamedTuple):
    """How the figures of one column are worked out: the identity they are one of, their unit, and every reading.

    `is_open`: there are more readings than the data can tell, so that only a
    column which mostly fits one of them says anything. A unit of None is that of the measure.
    `formulas` are the readings for which the columns of one row are enough.
    """

    key: str
    unit: Unit | None
    makes: Makes
    is_open: bool = False
    measure: str = ""
    formulas: tuple[Formula, ...] = ()


class Ratio(NamedTuple):
    """Formulas over the columns of a tab; `costs` are those of a campaign together, `margin` the gross margin."""

    unit: Unit
    formulas: tuple[Formula, ...]
    is_open: bool = False


def _ratio(unit: Unit, *formulas: str, is_open: bool = False) -> Ratio:
    return Ratio(unit, tuple(map(Formula, formulas)), is_open)


_RETURNS = _ratio(RATIO, "revenue / spend", "(revenue - spend) / spend", "revenue * margin / spend")
_CAMPAIGN_RETURNS = _ratio(RATIO, "revenue / costs", "(revenue - costs) / costs", "revenue * margin / costs")
_CONVERSION = ("payers / visits", "payers / clicks", "new_users / visits", "new_users / clicks")
_CAMPAIGN_CONVERSION = ("conversions / participants", "conversions / impressions")
# by the name of a tab: the id of the metric that a header names, or of what it names in that tab alone
RATIOS: Mapping[str, Mapping[str, Ratio]] = {
    "channels": {
        "net_roi": _ratio(RATIO, "(revenue - spend) / spend"),
        "cpm": _ratio(MONEY, "spend / impressions * 1000"),
        "conversion": _ratio(RATE, *_CONVERSION, is_open=True),
        "cpa": _ratio(MONEY, "spend / new_users", "spend / payers"),
        "roi": _RETURNS,
        "ctr": _ratio(RATE, "clicks / impressions"),
        "cpc": _ratio(MONEY, "spend / clicks"),
        "cac": _ratio(MONEY, "spend / new_users"),
        "arppu": _ratio(MONEY, "revenue / payers"),
        "aov": _ratio(MONEY, "revenue / payers", is_open=True),
        "reg_conv": _ratio(RATE, "new_users / visits", "new_users / clicks"),
        "visit_pay_conv": _ratio(RATE, *_CONVERSION, is_open=True),
        "click_conv": _ratio(RATE, "payers / clicks", "new_users / clicks", is_open=True),
        "pay_conv": _ratio(RATE, "payers / visits", "payers / new_users", is_open=True),
    },
    "campaigns": {
        "net_roi": _ratio(RATIO, "(revenue - costs) / costs"),
        "participation": _ratio(RATE, "participants / impressions"),
        "conversion": _ratio(RATE, *_CAMPAIGN_CONVERSION, is_open=True),
        "roi": _CAMPAIGN_RETURNS,
        "cpa": _ratio(MONEY, "costs / conversions", "costs / participants"),
        "cac": _ratio(MONEY, "costs / conversions", "costs / participants", is_open=True),
        "aov": _ratio(MONEY, "revenue / conversions", is_open=True),
        "visit_pay_conv": _ratio(RATE, *_CAMPAIGN_CONVERSION, is_open=True),
        "click_conv": _ratio(RATE, *_CAMPAIGN_CONVERSION, is_open=True),
    },
    "contents": {
        "like_rate": _ratio(RATE, "likes / reads"),
        "comment_rate": _ratio(RATE, "comments / reads"),
        "interaction_rate": _ratio(RATE, "(likes + comments + shares) / reads", is_open=True),
        "content_share_rate": _ratio(RATE, "shares / reads"),
        "content_conv": _ratio(RATE, "conversions / reads"),
        "visit_pay_conv": _ratio(RATE, "conversions / reads"),
        "aov": _ratio(MONEY, "revenue / conversions", is_open=True),
    },
}


def question_of(sheet: TabSheet, column: int) -> Question | None:
    """What the figures of a column that is kept out of the data are made of; None where nothing is known to be."""
    header = sheet.derived[column]
    key, metric = header_parts(header)[0], metric_named(header)
    known = RATIOS.get(sheet.tab.name, {})
    ratio = known.get(figure_named(sheet.tab, header)) or (known.get(metric.id) if metric else None)
    if ratio:
        makes = partial(_ratios, ratio)
        return Question("typed_rate", ratio.unit, makes, ratio.is_open, formulas=ratio.formulas)
    past, column_before = earlier_of(sheet.tab, key)
    if column_before:
        return _of_measures("past", past, (column_before,)) if column_before in fields_of(sheet.tab.name) else None
    kind = derived_kind(header)
    word = max((name_key(one) for one in _WORDS.get(kind, ()) if key.endswith(name_key(one))), key=len, default="")
    stem = key.removesuffix(word)
    if kind == "rate" and word not in map(name_key, GROWTH):
        return _attainment(sheet, stem, is_budget=word in map(name_key, BUDGET))
    measures = _measures(sheet, column, stem)
    return _of_measures(kind, word, measures) if measures and kind else None


def _of_measures(kind: str, word: str, measures: tuple[str, ...]) -> Question:
    months = (12,) if any(mark in word for mark in YEAR_MARKS) else (1,)
    is_open = len(measures) > 1
    if kind == "share":
        return Question("typed_share", RATE, lambda *row: _each(shares, measures, row), is_open)
    if kind == "past":
        return Question("previous", None, lambda *row: _each(_past(months[0]), measures, row), is_open, measures[0])
    is_growth = kind == "rate"
    moved = _changes((1, 12) if is_growth else months)
    return Question("typed_change", RATE, lambda *row: _each(moved, measures, row), is_open or is_growth)


def _measures(sheet: TabSheet, column: int, stem: str) -> tuple[str, ...]:
    """The columns that a header may speak of: the one it names, else the one it stands beside, else all."""
    numbers = {name: at for name, at in sheet.columns.items() if name in fields_of(sheet.tab.name)}
    if stem:
        named = column_named(sheet.tab, stem)
        return (named.name,) if named and named.name in numbers else ()
    if sheet.tab.name == "kpi":
        return ("actual",) if "actual" in numbers else ()
    beside = column - 1
    while beside in sheet.derived:
        beside -= 1
    here = () if sheet.sheet.spots else tuple(name for name, at in numbers.items() if at == beside)
    return here or tuple(numbers)


def _each(
    reading: Callable[[Ground, TabSheet, int, str], Iterator[Made]],
    measures: tuple[str, ...],
    row: tuple[Ground, TabSheet, int],
) -> Iterator[Made]:
    for measure in measures:
        for one in reading(*row, measure):
            yield one._replace(way=f"{measure} {one.way}") if one.way else one


def _attainment(sheet: TabSheet, stem: str, *, is_budget: bool) -> Question | None:
    pairs = TARGETS.get(sheet.tab.name, {})
    named = column_named(sheet.tab, stem) if stem else None
    if stem and not (named and named.name in pairs):
        return None
    if is_budget and "kpi" not in sheet.tab.name:
        pairs = {name: target for name, target in pairs.items() if name in ("spend", "costs")}
    chosen = {named.name: pairs[named.name]} if named else pairs
    return Question("typed_attainment", RATE, lambda *row: _attained(chosen, *row), len(chosen) > 1)


def _attained(pairs: Mapping[str, str], ground: Ground, sheet: TabSheet, row: int) -> Iterator[Made]:
    """C0.2, for targets above zero; where lower is better both documented forms, and the plain one as a foreign one."""
    for name, wanted in pairs.items():
        parts = _parts(("actual", "target"), (_part(ground, sheet, row, name), _part(ground, sheet, row, wanted)))
        if parts and parts["target"].number.amount > 0:
            at = ground.at(sheet, row)
            is_down = at is not None and at.table.name == "kpi" and _is_down(ground, at.text("metric_id"))
            for formula in (DOWN, INVERSE) if is_down else (UP,):
                yield from _made(formula, parts, RATE)
            if is_down:
                yield from (one._replace(is_foreign=True) for one in _made(UP, parts, RATE))


def _is_down(ground: Ground, metric_id: str) -> bool:
    return metric_of(ground.dataset, metric_id).polarity == "down"


def _ratios(ratio: Ratio, ground: Ground, sheet: TabSheet, row: int) -> Iterator[Made]:
    for formula in ratio.formulas:
        if parts := _parts(formula.names, tuple(_part(ground, sheet, row, name) for name in formula.names)):
            yield from _made(formula, parts, ratio.unit)
            if summed := ground.summed(sheet, row, parts):  # a wrong total has its own finding
                made = _made(formula, {**parts, **summed}, ratio.unit)
                yield from (one._replace(is_silent=True) for one in made)


def shares(ground: Ground, sheet: TabSheet, row: int, measure: str) -> Iterator[Made]:
    """What part of the month, of its kind or of all rows the number of a row is."""
    own = ground.part(sheet, row, measure)
    base = ground.part(sheet, row, "base") if sheet.tab.name == "users" else None
    for fields, whole in (*ground.wholes(sheet, row, measure), (("base",), base)):
        if own and whole:
            made = _made(SHARE, {"part": own, "whole": whole}, RATE)
            yield from (one._replace(way=f"Σ {fields}", rank=_RANKS[len(fields)]) for one in made)


def _changes(months: tuple[int, ...]) -> Callable[[Ground, TabSheet, int, str], Iterator[Made]]:
    def reading(ground: Ground, sheet: TabSheet, row: int, measure: str) -> Iterator[Made]:
        now = ground.part(sheet, row, measure)
        for count in months:
            before = ground.earlier(sheet, row, measure, count)
            if now and before:
                yield from moved(now, before)

    return reading


def moved(now: Part, before: Part) -> Iterator[Made]:
    """By how much a number moved: relatively, of rates in points too, of ratios and scores in their own unit."""
    parts, unit = {"now": now, "before": before}, now.number.unit
    if now.number.amount * before.number.amount > 0:
        yield from _made(RELATIVE, parts, RATE)
    if unit.kind in ("rate", "ratio", "plain", "points"):
        yield from _made(DIFFERENCE, parts, POINTS if unit.kind == "rate" else INDEX)


def _past(months: int) -> Callable[[Ground, TabSheet, int, str], Iterator[Made]]:
    def reading(ground: Ground, sheet: TabSheet, row: int, measure: str) -> Iterator[Made]:
        if before := ground.earlier(sheet, row, measure, months):
            yield Made(before.number, before.half, before.name)

    return reading


def _part(ground: Ground, sheet: TabSheet, row: int, name: str) -> Part | None:
    if name == "margin":
        margin = ground.dataset["meta"].where(key="gross_margin").total("value", RATE)
        return None if margin.is_missing else Part(margin, 0.0, ABOUT.column("gross_margin").headers[0])
    if name == "costs":
        at = ground.at(sheet, row)
        number = ground.costs(at) if at else Number(None)
        filled = [one for one in COST_PARTS if (row, sheet.columns.get(one, 0)) in sheet.sheet.cells]
        names = map(sheet.header, filled or ["cost"])
        return None if number.is_missing else Part(number, 0.0, f"({' + '.join(names)})")
    return ground.part(sheet, row, name)


def _parts(names: tuple[str, ...], found: tuple[Part | None, ...]) -> dict[str, Part]:
    """The parts by name; none where any is missing."""
    known = {name: part for name, part in zip(names, found, strict=True) if part}
    return known if len(known) == len(names) else {}


def _made(formula: Formula, parts: Mapping[str, Part], unit: Unit) -> Iterator[Made]:
    """What a formula gives, if it does, with the reach of the rounding of its parts."""
    number = derived(formula, unit, {name: part.number for name, part in parts.items()})
    if number.is_missing:
        return
    ends = [(part.number.amount - part.half, part.number.amount + part.half) for part in parts.values()]
    corners = (formula.number(dict(zip(parts, corner, strict=True))) for corner in itertools.product(*ends))
    half = max(abs(value - number.amount) for value in corners) if any(part.half for part in parts.values()) else 0.0
    yield Made(number, half, formula.words({name: part.name for name, part in parts.items()}))

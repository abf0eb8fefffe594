"""One metric in one month: its definition, its actual and its target, from kpi rows or derived from what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from opsreport.analysis.cells import number_at, rows_for, rows_of, text_at
from opsreport.analysis.once import once
from opsreport.analysis.summarise import over_months, ratio_over_months, weighted_mean
from opsreport.metrics import metric_with_id, unit_named
from opsreport.model.formula import Formula
from opsreport.model.metric import Aggregation, ChangeStyle, Metric, Polarity
from opsreport.model.number import Number, Total, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.model.unit import BARE, Unit
from opsreport.schemas.naming import is_better_less, is_flow

SHARE = Formula("numerator / denominator")
# figures that the rows of other tables give: the table, its field, how its rows are put together
SUMMED: Mapping[str, tuple[str, str, Total]] = {
    **{
        field: ("channels", field, "sum")
        for field in ("impressions", "clicks", "visits", "new_users", "payers", "revenue", "spend")
    },
    "content_reads": ("contents", "reads", "sum"),
    "content_pieces": ("contents", "title", "count"),
    "shares": ("contents", "shares", "sum"),
}
_KINDS: dict[str, Aggregation] = {"rate": "ratio", "ratio": "ratio"}
_STYLES: dict[str, ChangeStyle] = {"rate": "points", "ratio": "absolute"}
_POLARITIES: dict[str, Polarity] = {"up": "up", "down": "down", "none": "none"}


@once
def metric_of(dataset: Dataset, metric_id: str) -> Metric:
    """The definition of a metric: the catalogue's, overridden by its typed metric_defs row.

    An unknown metric is made of its name and typed unit: up unless typed
    otherwise or named as what less is better of, added up over months only where
    its unit or name is of something that flows. So is a known one that was typed
    in a unit its own does not hold: 客户满意度 in 分, 首响时长 in 秒.
    """
    known = metric_with_id(metric_id)
    metric = known or _unknown(metric_id)
    table, row = dataset.tables.get("metric_defs"), _defined_in(dataset).get(metric_id)
    if table is None or row is None:
        return metric
    name, unit = text_at(table, row, "name"), unit_named(text_at(table, row, "unit"))
    polarity = _POLARITIES.get(text_at(table, row, "direction"), metric.polarity)
    metric = replace(metric, polarity=polarity, labels=(name or metric.labels[0], metric.labels[1]))
    if unit is None or (known and not _is_other(unit, metric.unit)):
        return metric
    return replace(_measured_in(metric, unit), formula=None, inputs=None)


def _is_other(typed: Unit, usual: Unit) -> bool:
    """Whether numbers in the typed unit would be others in the catalogue's: 45 秒 of minutes, 86 分 of a rate."""
    return typed not in (BARE, usual) and "plain" in (typed.kind, usual.kind)


def _unknown(name: str) -> Metric:
    polarity: Polarity = "down" if is_better_less(name) else "up"
    return Metric(name, (name, name), BARE, polarity, "flow" if is_flow(name) else "index")


def weight_of(dataset: Dataset, metric_id: str) -> Number:
    """The typed weight of a metric in the score; missing where none was typed."""
    table, row = dataset.tables.get("metric_defs"), _defined_in(dataset).get(metric_id)
    return Number(None) if table is None or row is None else number_at(table, row, "weight")


@once
def _defined_in(dataset: Dataset) -> Mapping[str, int]:
    """The metric_defs row of each metric, the first of several: all in one pass, as thousands are asked for."""
    table = dataset.tables.get("metric_defs")
    if table is None or not len(table):
        return {}
    return dict(reversed(list(zip(table.frame["metric_id"].tolist(), rows_of(table), strict=True))))


@once
def actual_of(dataset: Dataset, metric: Metric, month: Period) -> Number:
    """The metric's actual of a month: numerator ÷ denominator where typed, else the actual, else derived.

    Derived means: through the catalogue's formula from other kpi rows, or from
    the rows of channels and content (CAC from spend and new users). Missing where nothing gives it.
    """
    numerator, denominator, typed = _typed(dataset, metric, month, "numerator", "denominator", "actual")
    pair = _pair(dataset, metric, month, (numerator, denominator, typed))
    if pair and (metric.formula or typed.is_missing):
        return derived(metric.formula or SHARE, metric.unit, {"numerator": pair[0], "denominator": pair[1]})
    if typed.is_missing and metric.formula is None:
        return replace(_summed(dataset, metric.id, month), unit=metric.unit)
    return typed


@once
def target_of(dataset: Dataset, metric: Metric, month: Period) -> Number:
    """The metric's target of a month (or of a whole year); missing where none was typed."""
    return _typed(dataset, metric, month, "target")[0]


def parts_of(dataset: Dataset, metric: Metric, month: Period) -> tuple[Number, Number] | None:
    """Numerator and denominator of a month: typed, else the metric's inputs where its actual was not typed."""
    numerator, denominator, actual = _typed(dataset, metric, month, "numerator", "denominator", "actual")
    return _pair(dataset, metric, month, (numerator, denominator, actual))


def actual_over(dataset: Dataset, metric: Metric, months: tuple[Period, ...]) -> Number:
    """The metric's actual over several months, by its kind (C0.4): ratios from sums, stocks the last month."""
    if metric.aggregation in ("ratio", "survey"):
        pairs = [pair for month in months if (pair := parts_of(dataset, metric, month))]
        complete = pairs if len(pairs) == len(months) else []
        return ratio_over_months(complete, metric.formula or SHARE, metric.unit)
    return over_months([actual_of(dataset, metric, month) for month in months], months, metric.aggregation)


def target_over(dataset: Dataset, metric: Metric, months: tuple[Period, ...]) -> Number:
    """The metric's target over several months; of a ratio the mean weighted by the actual denominators."""
    targets = [target_of(dataset, metric, month) for month in months]
    if metric.aggregation not in ("ratio", "survey"):
        return over_months(targets, months, metric.aggregation)
    pairs = [pair for month in months if (pair := parts_of(dataset, metric, month))]
    if len(pairs) < len(months):
        return Number(None, metric.unit)
    return weighted_mean(targets, [denominator for _, denominator in pairs])


def _measured_in(metric: Metric, unit: Unit) -> Metric:
    kind = _KINDS.get(unit.kind, "flow" if is_flow(metric.id, unit) else "index")
    return replace(metric, unit=unit, aggregation=kind, change=_STYLES.get(unit.kind, "relative"))


def _typed(dataset: Dataset, metric: Metric, month: Period, *fields: str) -> tuple[Number, ...]:
    """Some cells of the metric's kpi row of a month; all missing where it has none."""
    table = rows_for(dataset, "kpi", metric_id=metric.id, month=month)
    units = tuple(BARE if field in ("numerator", "denominator") else metric.unit for field in fields)
    if table is None:
        return tuple(Number(None, unit) for unit in units)
    row = rows_of(table)[0]
    return tuple(number_at(table, row, field, unit) for field, unit in zip(fields, units, strict=True))


def _pair(
    dataset: Dataset, metric: Metric, month: Period, typed: tuple[Number, Number, Number]
) -> tuple[Number, Number] | None:
    numerator, denominator, actual = typed
    if not numerator.is_missing and not denominator.is_missing:
        return numerator, denominator
    if metric.inputs is None or not actual.is_missing:
        return None
    first, second = (_input(dataset, name, month) for name in metric.inputs)
    return None if first.is_missing or second.is_missing else (first, second)


def _input(dataset: Dataset, name: str, month: Period) -> Number:
    source = metric_with_id(name)
    if source is not None:
        (typed,) = _typed(dataset, source, month, "actual")
        if not typed.is_missing:
            return typed
    return _summed(dataset, name, month)


def _summed(dataset: Dataset, name: str, month: Period) -> Number:
    source, field, how = SUMMED.get(name, ("", "", "sum"))
    table = rows_for(dataset, source, month=month) if source else None
    total = Number(None) if table is None else table.total(field, how=how)
    return Number(None) if total.is_partial else total

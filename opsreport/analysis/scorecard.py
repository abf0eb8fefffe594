"""The core metrics of the month, fully read: against target, last month, last year, the year so far."""

from __future__ import annotations

from dataclasses import dataclass

from opsreport.analysis.attain import attainment, gap, relative_gap, target_status
from opsreport.analysis.cells import distinct, rows_for, rows_of, text_at, typed_text
from opsreport.analysis.compare import calm, change, change_code
from opsreport.analysis.cutoff import is_partial, month_progress, time_progress
from opsreport.analysis.figures import actual_of, actual_over, metric_of, target_of, target_over, weight_of
from opsreport.analysis.once import once
from opsreport.analysis.rules import rules_of
from opsreport.analysis.summarise import ratio
from opsreport.model.formula import Formula
from opsreport.model.metric import Metric
from opsreport.model.number import Number, Role, Series, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.model.unit import ATTAINMENT

TREND_MONTHS = 13
PRO_RATA = Formula("target * elapsed")
SO_FAR = Formula("whole - target + expected")


@dataclass(frozen=True, slots=True)
class YearToDate:
    """January to the report month, and the full year where it has a target.

    `accumulates` is false for stocks, ranks and indexes: nothing adds up, all but
    `full_year_target` is missing. `progress` is actual ÷ full-year target (flows only).
    """

    actual: Number
    target: Number
    attainment: Number
    status: str
    full_year_target: Number
    progress: Number
    time_progress: Number
    accumulates: bool


@dataclass(frozen=True, slots=True)
class MetricReading:
    """Everything a page says of one metric in the report month. What is unknown is missing.

    `status` is a code of `attain.status_code`; `change_code` and `year_code` are
    codes of `compare.change_code`. Before the month is over a flow `is_pro_rata`:
    attainment, gaps and status are against its target × the days passed. `trend`
    holds the last 13 months, oldest first.
    """

    metric: Metric
    actual: Number
    target: Number
    attainment: Number
    gap: Number
    relative_gap: Number
    status: str
    is_pro_rata: bool
    before: Number
    change: Number
    change_code: str
    year_before: Number
    year_change: Number
    year_code: str
    year: YearToDate
    trend: Series
    weight: Number
    cause: str
    next_step: str
    owner: str

    @property
    def needs_cause(self) -> bool:
        """Off target without a typed cause."""
        return self.status in ("near", "missed", "far_below") and not self.cause


@once
def scorecard(dataset: Dataset) -> tuple[MetricReading, ...]:
    """A reading of every metric with a kpi row in the report month, in sheet order.

    Metrics that have a row last month but none this month follow, their actual missing.
    """
    if "kpi" not in dataset.tables:
        return ()
    kpi, period = dataset["kpi"], dataset.period
    now = distinct(kpi.where(month=period), "metric_id")
    before = distinct(kpi.where(month=period.previous), "metric_id")
    return tuple(reading_of(dataset, metric_id) for metric_id in dict.fromkeys(now + before))


@once
def reading_of(dataset: Dataset, metric_id: str) -> MetricReading:
    """The reading of one metric; its numbers are missing where the sheets have none."""
    metric, month, rules = metric_of(dataset, metric_id), dataset.period, rules_of(dataset)
    actual, target = actual_of(dataset, metric, month), target_of(dataset, metric, month)
    wanted = expected_of(dataset, metric)
    before, year_before = _basis(dataset, metric, month.previous), _basis(dataset, metric, month.year_before)
    style, polarity = metric.change, metric.polarity
    month_code, year_code = (change_code(actual, basis, style, rules) for basis in (before, year_before))
    return MetricReading(
        metric=metric,
        actual=actual,
        target=target,
        attainment=attainment(actual, wanted, polarity),
        gap=gap(actual, wanted, polarity),
        relative_gap=relative_gap(actual, wanted, polarity),
        status=target_status(actual, wanted, polarity, rules),
        is_pro_rata=_is_cut_short(dataset, metric),
        before=before,
        change=calm(change(actual, before, style, polarity), month_code),
        change_code=month_code,
        year_before=year_before,
        year_change=calm(change(actual, year_before, style, polarity), year_code),
        year_code=year_code,
        year=year_to_date(dataset, metric),
        trend=trend_of(dataset, metric),
        weight=weight_of(dataset, metric_id),
        cause=typed_text(dataset, "metric", metric_id, "cause"),
        next_step=typed_text(dataset, "metric", metric_id, "next"),
        owner=owner_of(dataset, metric_id),
    )


def year_to_date(dataset: Dataset, metric: Metric) -> YearToDate:
    """The year so far of one metric; a month without a figure leaves its sum missing."""
    full_year = target_of(dataset, metric, _year(dataset.period))
    accumulates = metric.aggregation in ("flow", "average_stock", "ratio", "survey")
    months, nothing = dataset.period.year_to_date, Number(None, metric.unit)
    actual = actual_over(dataset, metric, months) if accumulates else nothing
    target = _wanted_so_far(dataset, metric) if accumulates else nothing
    flows = metric.aggregation == "flow"
    return YearToDate(
        actual=actual,
        target=target,
        attainment=attainment(actual, target, metric.polarity),
        status=target_status(actual, target, metric.polarity, rules_of(dataset)),
        full_year_target=full_year,
        progress=ratio(actual, full_year, ATTAINMENT) if flows else Number(None, ATTAINMENT),
        time_progress=time_progress(dataset),
        accumulates=accumulates,
    )


def expected_of(dataset: Dataset, metric: Metric) -> Number:
    """What the report month was to bring by the day of the data: a flow's target × days passed, else the target."""
    target = target_of(dataset, metric, dataset.period)
    if not _is_cut_short(dataset, metric):
        return target
    return derived(PRO_RATA, metric.unit, {"target": target, "elapsed": month_progress(dataset)})


def _wanted_so_far(dataset: Dataset, metric: Metric) -> Number:
    whole = target_over(dataset, metric, dataset.period.year_to_date)
    if not _is_cut_short(dataset, metric):
        return whole
    month = {"target": target_of(dataset, metric, dataset.period), "expected": expected_of(dataset, metric)}
    return derived(SO_FAR, metric.unit, {"whole": whole, **month})


def _is_cut_short(dataset: Dataset, metric: Metric) -> bool:
    return is_partial(dataset) and metric.aggregation == "flow"


def trend_of(dataset: Dataset, metric: Metric, months: int = TREND_MONTHS) -> Series:
    """The metric's last months up to the report month, oldest first; gaps stay gaps."""
    numbers = (actual_of(dataset, metric, month) for month in dataset.period.back(months))
    return Series(metric.labels[0], tuple(numbers))


def target_trend_of(dataset: Dataset, metric: Metric, months: int = TREND_MONTHS) -> Series:
    """The metric's targets of the same months as `trend_of`."""
    numbers = (target_of(dataset, metric, month) for month in dataset.period.back(months))
    return Series(metric.labels[0], tuple(numbers), Role.target)


def owner_of(dataset: Dataset, metric_id: str) -> str:
    """Who answers for a metric: typed beside the month's row, else in its definition, else ""."""
    typed = typed_text(dataset, "metric", metric_id, "owner")
    table = rows_for(dataset, "metric_defs", metric_id=metric_id)
    return typed or ("" if table is None else text_at(table, rows_of(table)[0], "owner"))


def _basis(dataset: Dataset, metric: Metric, month: Period) -> Number:
    """The figure to compare with; missing while the report month is not over (flows would be cut short)."""
    if _is_cut_short(dataset, metric):
        return Number(None, metric.unit)
    return actual_of(dataset, metric, month)


def _year(period: Period) -> Period:
    return Period(period.year * 12, 12)

"""How far the report month has gone: the day of the data, and the time progress of the year."""

from __future__ import annotations

from datetime import date

from opsreport.model.number import Method, Number
from opsreport.model.table import Dataset
from opsreport.model.unit import RATE


def cutoff(dataset: Dataset) -> date:
    """The last day the data covers: `data_cutoff` of meta, at most the month's last day."""
    end = dataset.period.last_day
    text = dataset.meta.get("data_cutoff", "")
    try:
        return min(date.fromisoformat(text[:10]), end)
    except ValueError:
        return end


def is_partial(dataset: Dataset) -> bool:
    """Whether the report month is not over in the data: then nothing is compared with a full month."""
    return cutoff(dataset) < dataset.period.last_day


def month_progress(dataset: Dataset) -> Number:
    """The share of the report month's days that has passed; 1 where the month is over."""
    end, first = dataset.period.last_day, dataset.period.first_day
    value = ((cutoff(dataset) - first).days + 1) / ((end - first).days + 1)
    return Number(value, RATE, Method("month_progress"))


def time_progress(dataset: Dataset) -> Number:
    """The share of the year that has passed: whole months of twelve, a partial month by its days."""
    end, first = dataset.period.last_day, dataset.period.first_day
    elapsed = (cutoff(dataset) - first).days + 1
    months = len(dataset.period.year_to_date) - dataset.period.length
    value = (months + dataset.period.length * elapsed / ((end - first).days + 1)) / 12
    return Number(value, RATE, Method("time_progress"))

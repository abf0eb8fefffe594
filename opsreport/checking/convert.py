"""The converters that feeds name: from a typed value, and its row, to what a table stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

import numpy as np

from opsreport.checking.cells import Read, Trouble, no_number, seen_in
from opsreport.checking.dimension import dimension_said
from opsreport.checking.gather import listed
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows, Value, objects
from opsreport.checking.looks import scaled
from opsreport.checking.objects import page_names, spelled
from opsreport.checking.plainly import plain_text
from opsreport.checking.planned import plan_month
from opsreport.checking.stated import header_unit
from opsreport.checking.units import MeasureOf, plain_factor, rate_readings, value_of
from opsreport.metrics import metric_named
from opsreport.model.amount import RATIO_WORD, Amount
from opsreport.model.period import Period
from opsreport.model.spelling import name_key, name_without_unit
from opsreport.schemas.choices import DIMENSION
from opsreport.schemas.userkinds import day_said

_TAG_MARKS = re.compile(r"\s*[,，、;；|/]\s*")


def _measures(rows: Rows, column: str, context: Context) -> list[Read]:
    codes, readings = context.measures(rows, column)
    factors = np.array([plain_factor(reading) for reading in readings], float)[codes]
    (numbers, is_said), values = rows.amounts(column), rows.values(column)
    is_plain = ~(is_said | np.isnan(factors))
    read: list[Read] = objects(np.where(is_plain, numbers, np.nan)).tolist()
    for at in np.flatnonzero(is_plain & (factors != 1) & ~np.isnan(numbers)).tolist():
        read[at] = scaled(numbers.item(at), factors.item(at))
    for at in np.flatnonzero(~is_plain & ~np.isnan(numbers)).tolist():
        made = value_of(values[at], readings[codes[at]])
        read[at] = _unfit(values[at], readings[codes[at]], rows[at]) if made is None else made
    return read


def _unfit(amount: Amount, reading: MeasureOf, line: Line) -> Trouble:
    """Why an amount is no value of its metric: a change, another unit, a percent, or a bare rate that may be two."""
    cells = (line.cells.get(name) for name, value in line.values.items() if value is amount)
    seen = next((seen_in(cell) for cell in cells if cell and cell.kind == "text"), plain_text(amount))
    if amount.is_change:
        return Trouble("change_typed", {"seen": seen})
    if reading.unit.kind == "rate" and amount.is_bare:
        return Trouble("ambiguous_percent", {"seen": seen, **rate_readings(amount.value)})
    if reading.is_unfit:
        return Trouble("unit_unfit", {"seen": f"{line.text(line.sheet.tab.metric)} {seen}"})
    return Trouble("unit_unfit", {"seen": seen}) if amount.scale else no_number(seen)


def _numerators(rows: Rows, column: str, context: Context) -> list[Read]:
    stated = header_unit(rows.sheet, column)
    codes, readings = context.measures(rows, "")
    return _parts(rows, column, [stated.factor if stated else readings[code].part_factor for code in codes.tolist()])


def _denominators(rows: Rows, column: str, context: Context) -> list[Read]:
    stated = header_unit(rows.sheet, column)
    return _parts(rows, column, [stated.factor if stated else 1.0] * len(rows))


def _parts(rows: Rows, column: str, factors: Sequence[float]) -> list[Read]:
    read: list[Read] = [None] * len(rows)
    for at in np.flatnonzero(rows.is_filled(column)).tolist():
        read[at] = _part(rows.value(column, at), factors[at])
    return read


def _part(value: Value, factor: float) -> Read:
    if not isinstance(value, Amount):
        return None
    if value.mark == "percent" or value.is_change or value.word in (RATIO_WORD, "倍"):
        return no_number(plain_text(value))
    return value.value if value.scale else scaled(value.value, factor)


def _named(ids: Callable[[Context], Mapping[str, str]]) -> RowConverter:
    """The ids of the names in a column."""

    def read(rows: Rows, column: str, context: Context) -> list[Read]:
        known = {"": None, **ids(context)}
        return [known[name] for name in rows.texts(column)]

    return RowConverter(read)


def _units(rows: Rows, column: str, context: Context) -> list[Read]:
    codes, readings = context.measures(rows, "actual")
    return [readings[code].unit.name for code in codes.tolist()]


def _metric_name(value: Value, context: Context) -> Read:
    return name_without_unit(value) if isinstance(value, str) else None


def _direction(value: Value, name: Value, context: Context) -> Read:
    """A typed 是 makes lower better; else the catalogue; of unknown metrics a typed 否, a remark, their name."""
    metric, known_as = metric_named(str(name or "")), context.metrics.get(str(name or ""), "")
    is_less = value is True or (value is None and context.told.get(known_as, known_as in context.falling))
    if metric and value is not True and not (is_less and metric.polarity == "none"):
        return metric.polarity
    return "down" if is_less else "up"


def _is_paid(value: Value, context: Context) -> Read:
    return value == "paid"


def _is_natural(value: Value, context: Context) -> Read:
    return value == "natural"


def _is_yes(value: Value, context: Context) -> Read:
    return value is True


def months_of(rows: Rows, day: str) -> list[str]:
    """The month of the day of each row, else the one typed, "" where it says neither."""
    days = rows.values(day).tolist()
    starts = {one: (one.year, one.month) for one in set(days) if isinstance(one, datetime)}
    names = {start: str(Period.month(*start)) for start in set(starts.values())}
    known = {one: names[start] for one, start in starts.items()}
    return [known.get(one, month) for one, month in zip(days, rows.texts("month"), strict=True)]


def _months_of(rows: Rows, column: str, context: Context) -> list[Read]:
    return [month or None for month in months_of(rows, column)]


def _plan_months(rows: Rows, column: str, context: Context) -> list[Read]:
    return [plan_month(line, context.months, context.period) for line in rows]


def _step_numbers(rows: Rows, column: str, context: Context) -> list[Read]:
    sheet = rows.sheet.sheet
    return [context.steps[sheet.file, sheet.name, row] for row in rows.numbers.tolist()]


def _day_text(value: Value, context: Context) -> Read:
    """次日, 7日, D7, 30日留存 → the day as text."""
    day = day_said(str(value))
    return Trouble("retention_other", {"seen": str(value)}) if day is None else str(day)


def _day_number(value: Value, context: Context) -> Read:
    read = _day_text(value, context)
    return float(read) if isinstance(read, str) else read


def _dimension_type(value: Value, context: Context) -> Read:
    if value is None:
        return "total"
    code, part = dimension_said(str(value))
    if code and (part or code == "total"):
        return code
    accepted = " / ".join(words[0] for words in DIMENSION.values())
    return Trouble(
        "unknown_category", {"seen": str(value), "accepted": accepted, "closest": f"{DIMENSION['region'][0]}：{value}"}
    )


def _dimension_value(value: Value, context: Context) -> Read:
    return dimension_said(str(value))[1] or None if value is not None else None


def _content_months(rows: Rows, column: str, context: Context) -> list[Read]:
    return _months_of(rows, "publish_at", context)


def _content_id(title: Value, published: Value, month: Value, platform: Value, context: Context) -> Read:
    """Day (or month), platform and title: the same row has the same id wherever it stands."""
    when = published.isoformat(" ", "minutes") if isinstance(published, datetime) else month
    return f"{when} {platform or ''} {title}" if when and title else None


def _tag_list(value: Value, context: Context) -> Read:
    return "、".join(tag for tag in _TAG_MARKS.split(str(value).strip()) if tag) if value else None


def _remark_object(value: Value, kind: Value, context: Context) -> Read:
    """The id of what a remark is about, by any of its names; Trouble for a name that nothing here has."""
    text = str(value)
    if kind == "retention":
        return _day_text(value, context)
    if kind == "metric" and text not in context.metrics and (metric := metric_named(text)):
        return metric.id
    known_ids = {"metric": context.metrics, "channel": context.channels, "campaign": context.campaigns}
    ids = known_ids.get(str(kind), {})
    known = page_names() if kind == "page" else spelled(ids)
    if not known or name_key(text) in known:
        return known.get(name_key(text), text)
    near = known[get_close_matches(name_key(text), known, n=1, cutoff=0.0)[0]]
    closest = next((name for name, one in ids.items() if one == near), near)
    return Trouble("unknown_choice", {"seen": text, "accepted": listed(ids or known.values()), "closest": closest})


@dataclass(frozen=True, slots=True)
class Converter:
    """How a field is made: `read` gets the value, those of the columns `beside` it in its row, and the context."""

    read: Callable[..., Read]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowConverter:
    """The same of a field that rests on whole rows; `read` gets all of them and the column."""

    read: Callable[[Rows, str, Context], list[Read]]


CONVERTERS: Mapping[str, Converter | RowConverter] = {
    "measure": RowConverter(_measures),
    "numerator": RowConverter(_numerators),
    "denominator": RowConverter(_denominators),
    "metric": _named(lambda context: context.metrics),
    "metric_name": Converter(_metric_name),
    "channel": _named(lambda context: context.channels),
    "campaign": _named(lambda context: context.campaigns),
    "platform": _named(lambda context: context.platforms),
    "unit": RowConverter(_units),
    "direction": Converter(_direction, ("metric",)),
    "is_paid": Converter(_is_paid),
    "is_natural": Converter(_is_natural),
    "is_yes": Converter(_is_yes),
    "month_of": RowConverter(_months_of),
    "plan_month": RowConverter(_plan_months),
    "step_number": RowConverter(_step_numbers),
    "day_text": Converter(_day_text),
    "day_number": Converter(_day_number),
    "dimension_type": Converter(_dimension_type),
    "dimension_value": Converter(_dimension_value),
    "content_month": RowConverter(_content_months),
    "content_id": Converter(_content_id, ("publish_at", "month", "platform")),
    "tag_list": Converter(_tag_list),
    "remark_object": Converter(_remark_object, ("object_type",)),
}


def converted(name: str, column: str, rows: Rows, context: Context) -> list[Read]:
    """What a converter makes of a column, row by row."""
    converter = CONVERTERS[name]
    if isinstance(converter, RowConverter):
        return converter.read(rows, column, context)
    values = rows.values(column).tolist()
    if converter.beside:
        beside = [rows.values(one).tolist() for one in converter.beside]
        return [converter.read(*row, context) for row in zip(values, *beside, strict=True)]
    made = {value: converter.read(value, context) for value in dict.fromkeys(values)}
    return [made[value] for value in values]

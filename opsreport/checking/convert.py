"""The converters that feeds name: from a typed value, and its row, to what a table stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache

from opsreport.checking.cells import Read, Trouble, no_number, seen_in
from opsreport.checking.dimension import dimension_said
from opsreport.checking.gather import listed
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows, Value
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
    factors = [plain_factor(reading) for reading in readings]
    read: list[Read] = [None] * len(rows)
    for at, (value, code) in enumerate(zip(rows.values(column).tolist(), codes.tolist(), strict=True)):
        if isinstance(value, Amount):
            factor = factors[code]
            if factor is not None and value.is_bare:
                read[at] = scaled(value.value, factor)
            else:
                made = value_of(value, readings[code])
                read[at] = _unfit(value, readings[code], rows[at]) if made is None else made
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
    factors = [stated.factor if stated else reading.part_factor for reading in readings]
    values = zip(rows.values(column).tolist(), codes.tolist(), strict=True)
    return [_part(value, factors[code]) for value, code in values]


def _denominators(rows: Rows, column: str, context: Context) -> list[Read]:
    stated = header_unit(rows.sheet, column)
    factor = stated.factor if stated else 1.0
    return [_part(value, factor) for value in rows.values(column).tolist()]


def _part(value: Value, factor: float) -> Read:
    if not isinstance(value, Amount):
        return None
    if value.mark == "percent" or value.is_change or value.word in (RATIO_WORD, "倍"):
        return no_number(plain_text(value))
    return value.value if value.scale else scaled(value.value, factor)


def _metric(value: Value, context: Context) -> Read:
    return context.metrics[value] if isinstance(value, str) else None


def _channel(value: Value, context: Context) -> Read:
    return context.channels[value] if isinstance(value, str) else None


def _campaign(value: Value, context: Context) -> Read:
    return context.campaigns[value] if isinstance(value, str) else None


def _platform(value: Value, context: Context) -> Read:
    return context.platforms[value] if isinstance(value, str) else None


def _units(rows: Rows, column: str, context: Context) -> list[Read]:
    codes, readings = context.measures(rows, "actual")
    return [readings[code].unit.name for code in codes.tolist()]


def _metric_name(value: Value, context: Context) -> Read:
    return name_without_unit(value) if isinstance(value, str) else None


def _direction(value: Value, name: Value, context: Context) -> Read:
    """A typed 是 makes lower better; else the catalogue decides; of unknown metrics a typed 否, then their name."""
    metric = metric_named(str(name or ""))
    if value is True:
        return "down"
    if metric:
        return metric.polarity
    is_falling = value is None and context.metrics.get(str(name or "")) in context.falling
    return "down" if is_falling else "up"


def _is_paid(value: Value, context: Context) -> Read:
    return value == "paid"


def _is_natural(value: Value, context: Context) -> Read:
    return value == "natural"


def _is_yes(value: Value, context: Context) -> Read:
    return value is True


def _month_of(value: Value, typed: Value, context: Context) -> Read:
    """The month of a day, else the one typed."""
    return _month_text(value.year, value.month) if isinstance(value, datetime) else typed


@lru_cache(maxsize=4096)
def _month_text(year: int, month: int) -> str:
    return str(Period.month(year, month))


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


def _content_month(value: Value, published: Value, context: Context) -> Read:
    """The month of the day of publishing, else the one typed."""
    return _month_of(published, value, context)


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
    "metric": Converter(_metric),
    "metric_name": Converter(_metric_name),
    "channel": Converter(_channel),
    "campaign": Converter(_campaign),
    "platform": Converter(_platform),
    "unit": RowConverter(_units),
    "direction": Converter(_direction, ("metric",)),
    "is_paid": Converter(_is_paid),
    "is_natural": Converter(_is_natural),
    "is_yes": Converter(_is_yes),
    "month_of": Converter(_month_of, ("month",)),
    "plan_month": RowConverter(_plan_months),
    "step_number": RowConverter(_step_numbers),
    "day_text": Converter(_day_text),
    "day_number": Converter(_day_number),
    "dimension_type": Converter(_dimension_type),
    "dimension_value": Converter(_dimension_value),
    "content_month": Converter(_content_month, ("publish_at",)),
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

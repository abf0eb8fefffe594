"""The converters that feeds name: from a typed value, and its row, to what a table stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache

from opsreport.checking.cells import Read, Trouble, seen_in
from opsreport.checking.dimension import dimension_said
from opsreport.checking.gather import listed
from opsreport.checking.lines import Line, Rows, Value
from opsreport.checking.looks import scaled
from opsreport.checking.objects import page_names, spelled
from opsreport.checking.plainly import plain_text
from opsreport.checking.planned import plan_month
from opsreport.checking.stated import header_unit, row_unit, under_header
from opsreport.checking.units import Measure, MeasureOf, Way, measure_of, rate_readings, value_of
from opsreport.metrics import metric_named
from opsreport.model.amount import RATIO_WORD, Amount
from opsreport.model.period import Period
from opsreport.model.spelling import name_key, name_without_unit
from opsreport.schemas.choices import DIMENSION
from opsreport.schemas.userkinds import day_said

_TAG_MARKS = re.compile(r"\s*[,，、;；|/]\s*")
WayKey = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Context:
    """What converters know beyond the row: the ids of names, typed units, money units and step numbers.

    `units` holds the unit typed (or betrayed by percent cells) of a metric id,
    `money` the worth of one typed 1 by file, `steps` a funnel row's place in
    its funnel by (file, sheet, row), `ways` how bare rates are typed, by file,
    sheet, metric id and whether their unit is said, `months` the month that the
    report information says by file.
    """

    period: Period
    metrics: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    platforms: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Measure] = field(default_factory=dict)
    money: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[tuple[str, str, int], int] = field(default_factory=dict)
    ways: Mapping[WayKey, Way] = field(default_factory=dict)
    months: Mapping[str, str] = field(default_factory=dict)
    _said: dict[tuple[object, ...], MeasureOf] = field(default_factory=dict, init=False, repr=False, compare=False)

    def measure(self, line: Line, column: str = "") -> MeasureOf:
        """How the measures of a row are read: by its header's unit, its own, its metric's, the catalogue's."""
        reading = self.said(line, column)
        if not self.ways or reading.unit.kind != "rate":
            return reading
        return replace(reading, way=self.ways.get(self.way_key(line, reading), ""))

    def way_key(self, line: Line, reading: MeasureOf) -> WayKey:
        """What the rates that are typed in one way share."""
        name = line.text(line.sheet.tab.metric) if line.sheet.tab.metric else ""
        return line.sheet.sheet.file, line.sheet.sheet.name, self.metrics.get(name, name), reading.is_typed

    def said(self, line: Line, column: str = "") -> MeasureOf:
        """The same as far as units say it."""
        name, unit = line.text(line.sheet.tab.metric), line.values.get("unit")
        # rows of one metric are said the same, and there may be many
        key = line.sheet, column, name, unit if isinstance(unit, Measure) else None
        if key not in self._said:
            self._said[key] = self._of_row(line, column)
        return self._said[key]

    def _of_row(self, line: Line, column: str) -> MeasureOf:
        name, own = line.text(line.sheet.tab.metric), row_unit(line)
        typed = own or self.units.get(self.metrics.get(name, name))
        return under_header(line.sheet, column, measure_of(name, typed, self.stated(line)), is_own=typed is not None)

    def stated(self, line: Line) -> float:
        """What a typed 1 of money is worth, as a row's sheet or else its workbook states; 1 where neither does."""
        return line.sheet.banner.money or self.money.get(line.sheet.sheet.file, 1.0)


def _measure(value: Value, line: Line, column: str, context: Context) -> Read:
    if not isinstance(value, Amount):
        return None
    reading = context.measure(line, column)
    read = value_of(value, reading)
    return _unfit(value, reading, line) if read is None else read


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
    return Trouble("unit_unfit" if amount.scale else "not_a_number", {"seen": seen})


def _numerator(value: Value, line: Line, column: str, context: Context) -> Read:
    stated = header_unit(line.sheet, column)
    return _part(value, stated.factor if stated else context.said(line).part_factor)


def _denominator(value: Value, line: Line, column: str, context: Context) -> Read:
    stated = header_unit(line.sheet, column)
    return _part(value, stated.factor if stated else 1.0)


def _part(value: Value, factor: float) -> Read:
    if not isinstance(value, Amount):
        return None
    if value.mark == "percent" or value.is_change or value.word in (RATIO_WORD, "倍"):
        return Trouble("not_a_number", {"seen": plain_text(value)})
    return value.value if value.scale else scaled(value.value, factor)


def _metric(value: Value, context: Context) -> Read:
    return context.metrics[value] if isinstance(value, str) else None


def _channel(value: Value, context: Context) -> Read:
    return context.channels[value] if isinstance(value, str) else None


def _campaign(value: Value, context: Context) -> Read:
    return context.campaigns[value] if isinstance(value, str) else None


def _platform(value: Value, context: Context) -> Read:
    return context.platforms[value] if isinstance(value, str) else None


def _unit(value: Value, line: Line, column: str, context: Context) -> Read:
    return context.said(line, "actual").unit.name


def _metric_name(value: Value, context: Context) -> Read:
    return name_without_unit(value) if isinstance(value, str) else None


def _direction(value: Value, name: Value, context: Context) -> Read:
    """A typed 是 makes lower better; else the catalogue decides, and an unknown metric is better higher."""
    metric = metric_named(str(name or ""))
    if value is True:
        return "down"
    return metric.polarity if metric else "up"


def _is_paid(value: Value, context: Context) -> Read:
    return value == "paid"


def _is_natural(value: Value, context: Context) -> Read:
    return value == "natural"


def _is_yes(value: Value, context: Context) -> Read:
    return value is True


def _month_of(value: Value, context: Context) -> Read:
    return _month_text(value.year, value.month) if isinstance(value, datetime) else None


@lru_cache(maxsize=4096)
def _month_text(year: int, month: int) -> str:
    return str(Period.month(year, month))


def _plan_month(value: Value, line: Line, column: str, context: Context) -> Read:
    return plan_month(line, context.months, context.period)


def _step_number(value: Value, line: Line, column: str, context: Context) -> Read:
    return context.steps[line.sheet.sheet.file, line.sheet.sheet.name, line.row]


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
    return _month_of(published, context) or value


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
    """The same of a field that rests on its whole row; `read` also gets the value's column."""

    read: Callable[[Value, Line, str, Context], Read]


CONVERTERS: Mapping[str, Converter | RowConverter] = {
    "measure": RowConverter(_measure),
    "numerator": RowConverter(_numerator),
    "denominator": RowConverter(_denominator),
    "metric": Converter(_metric),
    "metric_name": Converter(_metric_name),
    "channel": Converter(_channel),
    "campaign": Converter(_campaign),
    "platform": Converter(_platform),
    "unit": RowConverter(_unit),
    "direction": Converter(_direction, ("metric",)),
    "is_paid": Converter(_is_paid),
    "is_natural": Converter(_is_natural),
    "is_yes": Converter(_is_yes),
    "month_of": Converter(_month_of),
    "plan_month": RowConverter(_plan_month),
    "step_number": RowConverter(_step_number),
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
    converter, values = CONVERTERS[name], rows.values(column).tolist()
    if isinstance(converter, RowConverter):
        return [converter.read(value, line, column, context) for value, line in zip(values, rows, strict=True)]
    if converter.beside:
        beside = [rows.values(one).tolist() for one in converter.beside]
        return [converter.read(*row, context) for row in zip(values, *beside, strict=True)]
    made = {value: converter.read(value, context) for value in dict.fromkeys(values)}
    return [made[value] for value in values]

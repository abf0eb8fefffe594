"""The converters that feeds name: from a typed value, and its row, to what a table stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches

from opsreport.checking.cells import Read, Trouble, seen_in
from opsreport.checking.gather import listed
from opsreport.checking.lines import Line, Value
from opsreport.checking.looks import scaled
from opsreport.checking.objects import page_names, spelled
from opsreport.checking.plainly import plain_text
from opsreport.checking.units import Measure, MeasureOf, measure_of, rate_readings, value_of
from opsreport.metrics import metric_named
from opsreport.model.amount import RATIO_WORD, Amount
from opsreport.model.period import Period
from opsreport.model.spelling import name_key, plain
from opsreport.schemas.choices import DIMENSION

_DAY = re.compile(r"(?:第|d|day)?(\d{1,3})(?:日|天|d|days?)?(?:留存率?)?")
_DAY_WORDS = {"次日": "1", "次留": "1", "七日": "7", "十四日": "14", "三十日": "30", "七天": "7", "三十天": "30"}
_TAG_MARKS = re.compile(r"\s*[,，、;；|/]\s*")
Fractions = frozenset[tuple[str, str, str]]
_SPLIT = re.compile(r"[\s:：\-—/(（]+")


@dataclass(frozen=True, slots=True)
class Context:
    """What converters know beyond the row: the ids of names, typed units, money units and step numbers.

    `units` holds the unit typed (or betrayed by percent cells) of a metric id,
    `money` the worth of one typed 1 by file, `steps` a funnel row's place in
    its funnel by (file, sheet, row), `fractions` the rates typed as plain
    fractions by (file, sheet, metric id).
    """

    period: Period
    metrics: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Measure] = field(default_factory=dict)
    money: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[tuple[str, str, int], int] = field(default_factory=dict)
    fractions: Fractions = frozenset()

    def measure(self, line: Line) -> MeasureOf:
        """How the measures of a row are read: its own unit, else its metric's, else the catalogue's."""
        reading = self._said(line)
        return replace(reading, is_typed=False) if self.is_fraction(line) else reading

    def is_fraction(self, line: Line) -> bool:
        """Whether the row is of a rate in % whose numbers are plain fractions all the same."""
        if not self.fractions:
            return False
        reading = self._said(line)
        is_rate = reading.is_typed and reading.unit.kind == "rate"
        return is_rate and fraction_key(line, self.metrics) in self.fractions

    def _said(self, line: Line) -> MeasureOf:
        name = line.text(line.sheet.tab.metric)
        own = line.values.get("unit")
        typed = own if isinstance(own, Measure) else self.units.get(self.metrics.get(name, name))
        return measure_of(name, typed, self.money.get(line.sheet.sheet.file, 1.0))


def fraction_key(line: Line, metrics: Mapping[str, str]) -> tuple[str, str, str]:
    """File, sheet and metric of a row."""
    name = line.text(line.sheet.tab.metric) if line.sheet.tab.metric else ""
    return line.sheet.sheet.file, line.sheet.sheet.name, metrics.get(name, name)


Converter = Callable[[Value, Line, Context], Read]


def _measure(value: Value, line: Line, context: Context) -> Read:
    if not isinstance(value, Amount):
        return None
    reading = context.measure(line)
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
    return Trouble("unit_unfit" if amount.scale else "not_a_number", {"seen": seen})


def _numerator(value: Value, line: Line, context: Context) -> Read:
    return _part(value, context.measure(line).part_factor)


def _denominator(value: Value, line: Line, context: Context) -> Read:
    return _part(value, 1.0)


def _part(value: Value, factor: float) -> Read:
    if not isinstance(value, Amount):
        return None
    if value.mark == "percent" or value.is_change or value.word in (RATIO_WORD, "倍"):
        return Trouble("not_a_number", {"seen": plain_text(value)})
    return value.value if value.scale else scaled(value.value, factor)


def _metric(value: Value, line: Line, context: Context) -> Read:
    return context.metrics[value] if isinstance(value, str) else None


def _channel(value: Value, line: Line, context: Context) -> Read:
    return context.channels[value] if isinstance(value, str) else None


def _campaign(value: Value, line: Line, context: Context) -> Read:
    return context.campaigns[value] if isinstance(value, str) else None


def _unit(value: Value, line: Line, context: Context) -> Read:
    return context.measure(line).unit.name


def _direction(value: Value, line: Line, context: Context) -> Read:
    """A typed 是 makes lower better; else the catalogue decides, and an unknown metric is better higher."""
    metric = metric_named(line.text("metric"))
    if value is True:
        return "down"
    return metric.polarity if metric else "up"


def _is_paid(value: Value, line: Line, context: Context) -> Read:
    return value == "paid"


def _is_natural(value: Value, line: Line, context: Context) -> Read:
    return value == "natural"


def _is_yes(value: Value, line: Line, context: Context) -> Read:
    return value is True


def _month_of(value: Value, line: Line, context: Context) -> Read:
    return str(Period.of(value)) if isinstance(value, datetime) else None


def _plan_month(value: Value, line: Line, context: Context) -> Read:
    """The month typed, else the one after the report month."""
    return value or str(context.period.plus(1))


def _action_month(value: Value, line: Line, context: Context) -> Read:
    """The month typed, else that of the due day, else the one after the report month."""
    return value or _month_of(line.values.get("due"), line, context) or _plan_month(value, line, context)


def _step_number(value: Value, line: Line, context: Context) -> Read:
    return context.steps[line.sheet.sheet.file, line.sheet.sheet.name, line.row]


def _day_text(value: Value, line: Line, context: Context) -> Read:
    """次日, 7日, D7, 30日留存 → the day as text."""
    key = name_key(str(value))
    found = _DAY.fullmatch(_DAY_WORDS.get(key.removesuffix("率").removesuffix("留存"), key))
    if found:
        return str(int(found[1]))
    return Trouble("unknown_category", {"seen": str(value), "accepted": "次日 / 7日 / 30日", "closest": "7日"})


def _day_number(value: Value, line: Line, context: Context) -> Read:
    read = _day_text(value, line, context)
    return float(read) if isinstance(read, str) else read


def _dimension_type(value: Value, line: Line, context: Context) -> Read:
    if value is None:
        return "total"
    code, part = _dimension(str(value))
    if code and (part or code == "total"):
        return code
    accepted = " / ".join(words[0] for words in DIMENSION.values())
    return Trouble(
        "unknown_category", {"seen": str(value), "accepted": accepted, "closest": f"{DIMENSION['region'][0]}：{value}"}
    )


def _dimension_value(value: Value, line: Line, context: Context) -> Read:
    return _dimension(str(value))[1] or None if value is not None else None


def _dimension(text: str) -> tuple[str, str]:
    """区域：华东 → (region, 华东); ("", …) where no kind of part is named."""
    head, *rest = _SPLIT.split(plain(text), maxsplit=1)
    known = {name_key(word): code for code, words in DIMENSION.items() for word in words}
    return known.get(name_key(head), ""), rest[0].strip("()） ") if rest else ""


def _content_month(value: Value, line: Line, context: Context) -> Read:
    """The month of the day of publishing, else the one typed."""
    return _month_of(line.values.get("publish_at"), line, context) or value


def _content_id(value: Value, line: Line, context: Context) -> Read:
    """Day (or month), platform and title: the same row has the same id wherever it stands."""
    day = line.values.get("publish_at")
    when = f"{day:%Y-%m-%d %H:%M}" if isinstance(day, datetime) else line.text("month")
    return f"{when} {line.text('platform')} {value}" if when and value else None


def _tag_list(value: Value, line: Line, context: Context) -> Read:
    return "、".join(tag for tag in _TAG_MARKS.split(str(value).strip()) if tag) if value else None


def _remark_object(value: Value, line: Line, context: Context) -> Read:
    """The id of what a remark is about, by any of its names; Trouble for a name that nothing here has."""
    kind, text = line.text("object_type"), str(value)
    if kind == "retention":
        return _day_text(value, line, context)
    if kind == "metric" and (metric := metric_named(text)):
        return metric.id
    ids = {"metric": context.metrics, "channel": context.channels, "campaign": context.campaigns}.get(kind, {})
    known = page_names() if kind == "page" else spelled(ids)
    if not known or name_key(text) in known:
        return known.get(name_key(text), text)
    near = known[get_close_matches(name_key(text), known, n=1, cutoff=0.0)[0]]
    closest = next((name for name, one in ids.items() if one == near), near)
    return Trouble("unknown_choice", {"seen": text, "accepted": listed(ids or known.values()), "closest": closest})


CONVERTERS: Mapping[str, Converter] = {
    "measure": _measure,
    "numerator": _numerator,
    "denominator": _denominator,
    "metric": _metric,
    "channel": _channel,
    "campaign": _campaign,
    "unit": _unit,
    "direction": _direction,
    "is_paid": _is_paid,
    "is_natural": _is_natural,
    "is_yes": _is_yes,
    "month_of": _month_of,
    "plan_month": _plan_month,
    "action_month": _action_month,
    "step_number": _step_number,
    "day_text": _day_text,
    "day_number": _day_number,
    "dimension_type": _dimension_type,
    "dimension_value": _dimension_value,
    "content_month": _content_month,
    "content_id": _content_id,
    "tag_list": _tag_list,
    "remark_object": _remark_object,
}

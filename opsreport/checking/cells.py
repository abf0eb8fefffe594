"""One cell → one typed value, or the code of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from opsreport.checking.days import NO_CALENDAR, NO_HABIT, Calendar, Habit, days_of, ends_of, months_of
from opsreport.checking.lines import Value
from opsreport.checking.looks import amount_shown, scaled
from opsreport.checking.plainly import NUMBER_LOOKS, number_within, rough_amount
from opsreport.checking.spans import says_other_end
from opsreport.checking.statuses import status_in
from opsreport.checking.units import fits_column, is_other_worth, measure_named, rate_readings
from opsreport.metrics import is_foreign_money
from opsreport.model.amount import Amount, amount_in, european_in, half_width, two_ways
from opsreport.model.schema import TabColumn
from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell
from opsreport.schemas.choices import BLANK_MARKS, EXAMPLE_MARKS, OPEN_DAYS, PAUSE_WORDS, PLACEHOLDER_WORDS
from opsreport.schemas.closeness import LIKE, is_strange
from opsreport.schemas.families import family_said

_PLACEHOLDER = re.compile(r"(?<![a-z])x{2,}(?![a-z])|×{2,}|" + "|".join(PLACEHOLDER_WORDS), re.IGNORECASE)
_ONLY_MARKS = re.compile(r"[?.…·*]+")
_AMOUNTS = ("int", "money", "share", "measure")
_TIMES = ("date", "datetime", "month", "period")
_ABSENT = frozenset((*map(half_width, BLANK_MARKS), *PAUSE_WORDS))
# no share is larger, not even a target reached twice over
MOST_SHARE = 2.0
_DAY, _MONTH = "2025-06-05", "2025-06"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell gives no value: a finding code and what its words need."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coerced:
    """A value that stands in the cell in another form ("width", "scale", "serial", …); form "absent": 无, 休, –."""

    value: Value
    form: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How a cell is to be read: its column, the unit its header names, the worth of 1 in the money unit.

    `habit` is how the column is written, `calendar` what its days rest on. `factor`
    is what a bare number is worth, `stated` that of the header's unit alone, and
    `codes` the accepted texts of a choice; these follow. `is_span`: the column has the first and the last day.
    """

    column: TabColumn
    unit: str = ""
    money: float = 1.0
    habit: Habit = NO_HABIT
    calendar: Calendar = NO_CALENDAR
    is_span: bool = False
    factor: float = field(init=False)
    stated: float = field(init=False)
    codes: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        measure = measure_named(self.unit) if self.unit else None
        own = self.money if self.column.kind == "money" else 1.0
        codes = {name_key(text): code for code, accepted in self.column.choices.items() for text in accepted}
        object.__setattr__(self, "stated", measure.factor if measure else 1.0)
        object.__setattr__(self, "factor", measure.factor if measure else own)
        object.__setattr__(self, "codes", codes)


def no_number(seen: str) -> Trouble:
    """The trouble of a text where a number is asked for, with how its number would be typed: 10万+ → 10万."""
    return Trouble("not_a_number", {"seen": seen, "closest": number_within(seen) or NUMBER_LOOKS})


Read = Value | Trouble
Seen = Read | Coerced


def read_cell(cell: Cell, asked: Asked) -> Seen:
    """The cell's value of the column's kind: text, number, Amount, Measure, moment, month text, code or flag.

    None where the cell only says that there is nothing (–, /), Coerced where it
    says so in a column of numbers or days, or says its value in another form.
    Numbers are in base units except measures and their parts, which stay Amounts
    until their metric's unit is known.
    """
    if cell.kind == "error":
        return Trouble("error_cell", {"seen": str(cell.value)})
    if cell.kind == "no_value":
        return Trouble("formula_without_value", {"seen": f"={cell.formula.lstrip('=')}"})
    if isinstance(cell.value, str) and is_absent(cell, asked.column):
        return Coerced(None, "absent") if asked.column.kind in (*_AMOUNTS, *_TIMES) else None
    return _READERS[asked.column.kind](cell, asked)


def is_absent(cell: Cell, column: TabColumn) -> bool:
    """Whether a cell only says that there is nothing: – and / in any column, 无, 休, N/A in one of numbers or days."""
    if not isinstance(cell.value, str) or (column.kind == "text" and column.required) or cell.value[:1].isdecimal():
        return False
    if column.kind in (*_AMOUNTS, *_TIMES):
        body = half_width(cell.value)
        return not body or body in _ABSENT or (column.kind in _TIMES and body in OPEN_DAYS)
    return plain(cell.value) in BLANK_MARKS


def seen_in(cell: Cell) -> str:
    """The cell's value as a person sees it, shortened."""
    text = _as_text(cell)
    return text if len(text) <= 24 else f"{text[:23]}…"


def is_placeholder(text: str) -> bool:
    """Whether the text still holds xx, 待补 and the like, or nothing but ？ or …."""
    return bool(_PLACEHOLDER.search(text) or _ONLY_MARKS.fullmatch(plain(text)))


def is_example(text: str) -> bool:
    """Whether the text is one that the empty workbook brought along (示例：…)."""
    return text.strip().casefold().startswith(EXAMPLE_MARKS)


def _as_text(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == datetime.min.time() else "%Y-%m-%d %H:%M")
    return str(value).strip()


def amount_of(cell: Cell) -> Amount | None:
    """The number of a cell as a person sees it, 0.8 in the format 0.0"%" being 0.8 %; None where there is none."""
    if cell.kind == "number" and isinstance(cell.value, float | int):
        return amount_shown(float(cell.value), cell.number_format)
    return amount_in(cell.value) if isinstance(cell.value, str) else None


def _amount_asked(cell: Cell, asked: Asked) -> Amount | Trouble:
    """The number of a cell, read by the habit of its column."""
    if asked.habit.is_european and isinstance(cell.value, str):
        if readings := two_ways(cell.value):
            one, other = (f"{value:.10g}" for value in readings)
            return Trouble("ambiguous_value", {"seen": seen_in(cell), "one": one, "other": other, "form": other})
        if amount := european_in(cell.value):
            return amount
    amount = amount_of(cell) or (rough_amount(cell.value) if isinstance(cell.value, str) else None)
    return no_number(seen_in(cell)) if amount is None else amount


def _read_text(cell: Cell, asked: Asked) -> Seen:
    return _as_text(cell) or None


def _read_number(cell: Cell, asked: Asked) -> Seen:
    if cell.kind == "number" and not cell.number_format and isinstance(cell.value, float):
        return scaled(cell.value, asked.factor)
    amount = _amount_asked(cell, asked)
    if isinstance(amount, Trouble):
        return amount
    if amount.is_change or amount.mark == "percent":
        seen = _said(cell, amount)
        return Trouble("change_typed", {"seen": seen}) if amount.is_change else no_number(seen)
    if not fits_column(amount.word, is_money=asked.column.kind == "money"):
        return Trouble("unit_unfit", {"seen": seen_in(cell)})
    if is_other_worth(amount, asked.stated):
        return Coerced(amount.value, "other_unit")
    return _formed(amount.value if amount.scale else scaled(amount.value, asked.factor), amount.form)


def _formed(value: Value, form: str) -> Seen:
    return Coerced(value, form) if form else value


def _said(cell: Cell, amount: Amount) -> str:
    """What stands there, a percent-formatted number with its sign."""
    return f"{amount.value:.4%}" if cell.kind == "number" else seen_in(cell)


def _read_share(cell: Cell, asked: Asked) -> Seen:
    """A rate that hardly passes 100 %: a bare 30 can only be meant in percent, 1.2 may be 1.2 % or 120 %."""
    amount = _amount_asked(cell, asked)
    if isinstance(amount, Trouble):
        return amount
    if amount.is_change or amount.word or amount.mark == "scaled":
        return Trouble("change_typed" if amount.is_change else "unit_unfit", {"seen": seen_in(cell)})
    if amount.mark == "percent" or amount.value == 0:
        return _formed(amount.value, amount.form)
    if asked.stated != 1:
        return Coerced(scaled(amount.value, asked.stated / 100), "as_percent")
    is_said, in_percent = "%" in asked.unit, asked.habit.in_percent
    most = 0.0 if is_said and in_percent else 1.0 if is_said or in_percent else MOST_SHARE
    if abs(amount.value) > most:
        return Coerced(amount.value / 100, "as_percent")
    if is_said or abs(amount.value) > 1 or (in_percent and asked.column.name == "progress"):
        return Trouble("ambiguous_percent", {"seen": seen_in(cell), **rate_readings(amount.value)})
    return _formed(amount.value, amount.form)


def _read_measure(cell: Cell, asked: Asked) -> Seen:
    if cell.kind == "number" and not cell.number_format and isinstance(cell.value, float):
        return Amount(cell.value)
    amount = _amount_asked(cell, asked)
    return amount if isinstance(amount, Trouble) else _formed(amount, amount.form)


def _read_date(cell: Cell, asked: Asked) -> Seen:
    column, when = asked.column, (cell, asked.calendar, asked.habit)
    is_exact = column.kind == "datetime"
    readings = days_of(*when) if is_exact else ends_of(*when, is_last=column.is_last)
    is_text = not (readings.found or is_exact) and isinstance(cell.value, str)
    is_needed = column.required or not asked.is_span
    if is_text and says_other_end(str(cell.value), asked.calendar.years, column.is_last, is_needed=is_needed):
        return None
    if len(readings.found) != 1:
        return _no_time(cell, [f"{at:%Y-%m-%d}" for at in readings.found], _DAY)
    (moment,) = readings.found
    return _formed(moment if is_exact else datetime(moment.year, moment.month, moment.day), readings.form)


def _read_period(cell: Cell, asked: Asked) -> Seen:
    readings = months_of(cell, asked.calendar, asked.habit)
    fit = [str(one) for one in readings.found if asked.column.kind == "period" or one.length == 1]
    return _formed(fit[0], readings.form) if len(fit) == 1 else _no_time(cell, fit, _MONTH)


def _no_time(cell: Cell, readings: Sequence[str], form: str) -> Trouble:
    """None of the readings, or more than one."""
    if not readings:
        return Trouble("bad_date", {"seen": seen_in(cell), "form": form})
    one, other = readings[:2]
    return Trouble("ambiguous_value", {"seen": seen_in(cell), "one": one, "other": other, "form": form})


def _read_choice(cell: Cell, asked: Asked) -> Seen:
    code = asked.codes.get(name_key(_as_text(cell)))
    if code is None and asked.column.name == "status":
        code = status_in(cell) or None
    if code is None and asked.column.without == "assumed" and (said := family_said(_as_text(cell))):
        return Coerced(said, "kind")
    if code is None:
        return _unknown(cell, asked.column, asked.codes)
    return code == "yes" if asked.column.kind == "flag" else code


def _unknown(cell: Cell, column: TabColumn, texts: Mapping[str, str]) -> Trouble:
    near = get_close_matches(name_key(_as_text(cell)), texts, n=1, cutoff=LIKE)
    accepted = " / ".join(words[0] for words in column.choices.values())
    closest = column.choices[texts[near[0]]][0] if near else next(iter(column.choices.values()))[0]
    is_needed = column.required and not (column.without == "assumed" and is_strange(_as_text(cell), texts))
    code = "unknown_category" if is_needed else "status_unread" if column.name == "status" else "unknown_choice"
    return Trouble(code, {"seen": seen_in(cell), "accepted": accepted, "closest": closest})


def _read_flag(cell: Cell, asked: Asked) -> Seen:
    return cell.value if isinstance(cell.value, bool) else _read_choice(cell, asked)


def _read_unit(cell: Cell, asked: Asked) -> Seen:
    measure = measure_named(_as_text(cell))
    if measure is None and (is_foreign_money(_as_text(cell)) or _is_scaled(_as_text(cell))):
        return Trouble("unit_unknown", {"seen": seen_in(cell)})
    return (
        measure
        if measure
        else _unknown(cell, asked.column, {words[0]: code for code, words in asked.column.choices.items()})
    )


def _is_scaled(word: str) -> bool:
    """Whether a unit word says that its numbers are not bare, whatever they count: 万桶."""
    return half_width(word).startswith(("万", "亿", "千万", "百万", "十万"))


_READERS: Mapping[str, Callable[[Cell, Asked], Seen]] = {
    "text": _read_text,
    "int": _read_number,
    "money": _read_number,
    "share": _read_share,
    "measure": _read_measure,
    "date": _read_date,
    "datetime": _read_date,
    "month": _read_period,
    "period": _read_period,
    "choice": _read_choice,
    "flag": _read_flag,
    "unit": _read_unit,
}

"""One cell → one typed value, or the code of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from opsreport.checking.lines import Value
from opsreport.checking.text import Amount, amount_in, moment_in, name_key, period_in, plain
from opsreport.checking.units import measure_named
from opsreport.model.period import Period
from opsreport.model.schema import TabColumn
from opsreport.model.table import Cell
from opsreport.schemas.choices import BLANK_MARKS, EXAMPLE_MARKS, PLACEHOLDER_WORDS

_QUOTED = re.compile(r'"[^"]*"|\\.')
_LITERAL_PERCENT = re.compile(r'"\s*[%％]\s*"|\\[%％]')
_PLACEHOLDER = re.compile(r"(?<![a-z])x{2,}(?![a-z])|×{2,}|" + "|".join(PLACEHOLDER_WORDS), re.IGNORECASE)
_ONLY_MARKS = re.compile(r"[?.…·*]+")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell gives no value: a finding code and what its words need."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a cell is to be read: its column, the unit its header names, the worth of 1 in the money unit."""

    column: TabColumn
    unit: str = ""
    money: float = 1.0


Read = Value | Trouble


def read_cell(cell: Cell, asked: Asked) -> Read:
    """The cell's value of the column's kind: text, number, Amount, Measure, moment, month text, code or flag.

    None where the cell only says that there is nothing (–, /). Numbers are in
    base units except measures and their parts, which stay Amounts until their
    metric's unit is known.
    """
    if cell.kind == "error":
        return Trouble("error_cell", {"seen": str(cell.value)})
    if cell.kind == "no_value":
        return Trouble("formula_without_value", {"seen": f"={cell.formula.lstrip('=')}"})
    is_needed_text = asked.column.kind == "text" and asked.column.required
    if isinstance(cell.value, str) and plain(cell.value) in BLANK_MARKS and not is_needed_text:
        return None
    return _READERS[asked.column.kind](cell, asked)


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
        if _LITERAL_PERCENT.search(cell.number_format):
            return Amount(float(cell.value) / 100, "percent")
        is_percent = "%" in cell.number_format and "%" in _QUOTED.sub("", cell.number_format)
        return Amount(float(cell.value), "percent" if is_percent else "")
    return amount_in(cell.value) if isinstance(cell.value, str) else None


def _read_text(cell: Cell, asked: Asked) -> Read:
    return _as_text(cell) or None


def _read_number(cell: Cell, asked: Asked) -> Read:
    amount = amount_of(cell)
    if amount is None or amount.mark == "percent":
        return Trouble("not_a_number", {"seen": _said(cell, amount)})
    if asked.column.kind != "money" or amount.mark == "scaled":
        return amount.value * (_header_factor(asked.unit) if amount.mark == "" else 1.0)
    return amount.value * (_header_factor(asked.unit) if asked.unit else asked.money)


def _said(cell: Cell, amount: Amount | None) -> str:
    """What stands there, a percent-formatted number with its sign."""
    return f"{amount.value:.4%}" if amount and cell.kind == "number" else seen_in(cell)


def _header_factor(unit: str) -> float:
    measure = measure_named(unit) if unit else None
    return measure.factor if measure else 1.0


def _read_share(cell: Cell, asked: Asked) -> Read:
    """A rate that cannot pass 100 %: a bare number above 1 can only be meant in percent."""
    amount = amount_of(cell)
    if amount is None:
        return Trouble("not_a_number", {"seen": seen_in(cell)})
    if amount.mark == "percent" or amount.value == 0:
        return amount.value
    if abs(amount.value) > 1:
        return amount.value / 100
    return Trouble("ambiguous_percent", {"seen": seen_in(cell)}) if "%" in asked.unit else amount.value


def _read_measure(cell: Cell, asked: Asked) -> Read:
    amount = amount_of(cell)
    return amount if amount is not None else Trouble("not_a_number", {"seen": seen_in(cell)})


def _moment(cell: Cell) -> datetime | None:
    value = cell.value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return moment_in(_as_text(cell)) if cell.kind in ("text", "number") else None


def _read_date(cell: Cell, asked: Asked) -> Read:
    moment = _moment(cell)
    if moment is None:
        return Trouble("bad_date", {"seen": seen_in(cell), "form": "2025-06-05"})
    return moment if asked.column.kind == "datetime" else moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _read_period(cell: Cell, asked: Asked) -> Read:
    moment = _moment(cell) if cell.kind == "date" else None
    period = Period.of(moment) if moment else period_in(_as_text(cell))
    is_fit = period is not None and (asked.column.kind == "period" or period.length == 1)
    return str(period) if is_fit else Trouble("bad_date", {"seen": seen_in(cell), "form": "2025-06"})


def _read_choice(cell: Cell, asked: Asked) -> Read:
    texts = {name_key(text): code for code, accepted in asked.column.choices.items() for text in accepted}
    code = texts.get(name_key(_as_text(cell)))
    if code is None:
        return _unknown(cell, asked.column, texts)
    return code == "yes" if asked.column.kind == "flag" else code


def _unknown(cell: Cell, column: TabColumn, texts: Mapping[str, str]) -> Trouble:
    near = get_close_matches(name_key(_as_text(cell)), texts, n=1, cutoff=0.4)
    accepted = " / ".join(words[0] for words in column.choices.values())
    closest = column.choices[texts[near[0]]][0] if near else next(iter(column.choices.values()))[0]
    code = "unknown_category" if column.required else "unknown_choice"
    return Trouble(code, {"seen": seen_in(cell), "accepted": accepted, "closest": closest})


def _read_flag(cell: Cell, asked: Asked) -> Read:
    return cell.value if isinstance(cell.value, bool) else _read_choice(cell, asked)


def _read_unit(cell: Cell, asked: Asked) -> Read:
    measure = measure_named(_as_text(cell))
    return (
        measure
        if measure
        else _unknown(cell, asked.column, {words[0]: code for code, words in asked.column.choices.items()})
    )


_READERS: Mapping[str, Callable[[Cell, Asked], Read]] = {
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

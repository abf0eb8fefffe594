"""Texts as most cells of a large file of texts are typed, read without asking what else they could be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from opsreport.checking.cells import Asked
from opsreport.checking.lines import Value
from opsreport.checking.looks import scaled
from opsreport.model.amount import Amount, plain_number, plain_numbers
from opsreport.schemas.choices import DITTO_MARKS

# the value and the form it is typed in; None where `read_cell` must look
Quick = Callable[[str], tuple[Value, str] | None]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")


def quick_reader(asked: Asked) -> Quick:
    """What reads the plainest texts of a column exactly as `read_cell` does: 1,234.50 · 2025-06-05 20:00 · a name."""
    kind = asked.column.kind
    if kind in ("int", "money") and not asked.habit.is_european:
        return plain_number if asked.factor == 1 else lambda text: _number(text, asked.factor)
    if kind == "measure" and not asked.habit.is_european:
        return _amount
    if kind in ("date", "datetime"):
        return _moment if kind == "datetime" else _day
    return _name if kind == "text" else _nothing


def quick_numbers(texts: Sequence[str], asked: Asked) -> tuple[list[float], list[str]] | None:
    """The same of many texts at once, where all are plain numbers of a column of such; their values and forms."""
    if asked.column.kind not in ("int", "money") or asked.habit.is_european or not (read := plain_numbers(texts)):
        return None
    return (read[0] if asked.factor == 1 else [scaled(one, asked.factor) for one in read[0]]), read[1]


def _number(text: str, factor: float) -> tuple[Value, str] | None:
    found = plain_number(text)
    return (scaled(found[0], factor), found[1]) if found else None


def _amount(text: str) -> tuple[Value, str] | None:
    found = plain_number(text)
    return (Amount(found[0], form=found[1]), found[1]) if found else None


def _moment(text: str) -> tuple[datetime, str] | None:
    try:
        return (datetime.fromisoformat(text), "") if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _day(text: str) -> tuple[datetime, str] | None:
    found = _moment(text)
    return (found[0].replace(hour=0, minute=0, second=0), "") if found else None


def _name(text: str) -> tuple[Value, str] | None:
    """A text that begins with a letter or digit, which no mark of a blank does."""
    said = text.strip()
    return (said, "") if text[:1].isalnum() and said not in DITTO_MARKS else None


def _nothing(text: str) -> None:
    return None

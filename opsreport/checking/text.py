"""What typed text says: names without their spelling, amounts, days, months, and the unit in a header."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from opsreport.model.period import Period

Mark = Literal["", "percent", "scaled"]

_SCALES = {"亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "w": 1e4, "千": 1e3, "k": 1e3, "m": 1e6}
_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)(?:[¥$]|rmb|cny)?(?:1:)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<scale>亿|千万|百万|十万|万|千|k|m|w)?"
    r"(?P<tail>%|‰|元|块|人次|人|名|位|次|单|笔|个|条|篇|件|场|项|分钟|分|小时|天|日|倍)?"
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ t]*(\d{1,2})[:时](\d{1,2})(?::(\d{1,2}))?分?)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})()()()")
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?(?:份)?|(\d{2}))")
_YEAR = re.compile(r"(\d{4})(?:年|全年|年全年|年度)?")
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_./年]?(0[1-9]|1[0-2]|[1-9](?!\d))(?=\d\d(?!\d)|\D|$)")
_BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_NOISE = re.compile(r"[\s*_·:：/\\,，、.。\-—–()\[\]【】]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as typed: `mark` says whether its text or format made it a percentage, or named its scale (万, 元)."""

    value: float
    mark: Mark = ""


def plain(text: str) -> str:
    """The text in half width without outer spaces."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """What two spellings of one name share: no width, case, spaces, line breaks or punctuation."""
    return _NOISE.sub("", plain(text).casefold())


def header_parts(text: str) -> tuple[str, str]:
    """The key of a header without its brackets and ＊, and what the brackets say: 费用（万元）＊ → ("费用", "万元")."""
    half = plain(text)
    inside = _BRACKETS.search(half)
    return name_key(_BRACKETS.sub("", half)), inside[1].strip() if inside else ""


def amount_in(text: str) -> Amount | None:
    """The number a text holds (1,234 · 4.8% · 9.66万 · ¥1,200元 · (300)); None when it holds anything else."""
    body = re.sub(r"\s", "", plain(text)).casefold()
    if body.startswith("(") and body.endswith(")"):
        body = f"-{body[1:-1]}"
    found = _AMOUNT.fullmatch(body)
    if found is None:
        return None
    value = float(found["digits"].replace(",", "")) * _SCALES.get(found["scale"] or "", 1.0)
    value = -value if found["sign"] == "-" else value
    if found["tail"] in ("%", "‰"):
        return Amount(value / (100 if found["tail"] == "%" else 1000), "percent")
    return Amount(value, "scaled" if found["scale"] or found["tail"] == "元" else "")


def moment_in(text: str) -> datetime | None:
    """The day (and time, if any) a text holds: 2025-06-05, 2025年6月5日 20:00, 20250605; None for anything else."""
    half = plain(text).casefold()
    found = _DAY.fullmatch(half) or _COMPACT_DAY.fullmatch(half)
    if found is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def period_in(text: str) -> Period | None:
    """The month, quarter, half or year a text holds: 2025年6月, 202506, 2025Q2, 2025全年; None for anything else."""
    half = re.sub(r"\s", "", plain(text))
    if found := _MONTH.fullmatch(half):
        month = int(found[2] or found[3])
        return Period.month(int(found[1]), month) if 1 <= month <= 12 else None
    if found := _YEAR.fullmatch(half):
        return Period.parse(found[1])
    if day := moment_in(half):
        return Period.of(day)
    try:
        return Period.parse(half)
    except ValueError:
        return None


def month_in_name(name: str) -> Period | None:
    """The one month a file or sheet name speaks of; None where it names none or several."""
    found = {(int(m[1]), int(m[2])) for m in _MONTH_IN_NAME.finditer(plain(name))}
    return Period.month(*found.pop()) if len(found) == 1 else None


def is_day(value: object) -> bool:
    """Whether a cell value is a calendar day, with or without a time."""
    return isinstance(value, date)

"""A value as it would be typed plainly."""

from __future__ import annotations

import re
from datetime import datetime

from opsreport.checking.lines import Value
from opsreport.model.amount import Amount, amount_in, half_width


def plain_text(value: Value) -> str:
    """A value as it would be typed plainly: 96600, 4.8%, 2025-06, 2025-06-05."""
    if isinstance(value, Amount):
        return f"{value.value * 100:.10g}%" if value.mark == "percent" else f"{value.value:.15g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:.15g}" if isinstance(value, float) else str(value or "")


def number_within(text: str) -> str:
    """The number of a text that only says about how much it is, as it would be typed: 10万+ → 10万; "" for another."""
    half = half_width(text).replace(" ", "")
    found = _ABOUT.sub("", _MORE.sub(r"\1", half))
    return found if found != half and amount_in(found) else ""


def rough_amount(text: str) -> Amount | None:
    """The number of a text that says about how much it is, or more than how much: 约62,100, 10万+; None for another.

    近7天 says of which days, 超3% may say by how much; ≤ and 以内 are bounds.
    """
    half = half_width(text).replace(" ", "")
    about, least = _NEAR.fullmatch(half), _AT_LEAST.fullmatch(half)
    found = about or least
    amount = amount_in(next(filter(None, found.groups()))) if found else None
    if amount is None or amount.is_change or amount.word in _TIMES or (least and amount.mark == "percent"):
        return None
    return amount._replace(form="rough")


NUMBER_LOOKS = "1234 / 1,234 / 9.66万"
_ABOUT = re.compile(r"^(?:大约|大概|约|将近|接近|近|超过|超|逾|突破|[>≥≧~≈<≤≦])|(?:左右|上下|以上|以内|有余|多|余|\+)$")
# 100多万, 100万余元
_MORE = re.compile(r"([0-9.,万亿千])[多余来](?=[万亿千元人次])")
_NEAR = re.compile(r"(?:大约|大概|约|将近|接近|近|≈|~)([0-9].*?)(?:左右|上下)?|([0-9].*?)(?:左右|上下)")
_AT_LEAST = re.compile(r"(?:超过|超|逾|突破)([0-9].*)|([0-9].*?)(?:余|\+)")
_TIMES = ("天", "日", "小时", "分钟", "秒")

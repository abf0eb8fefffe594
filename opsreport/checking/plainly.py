"""A value as it would be typed plainly."""

from __future__ import annotations

from datetime import datetime

from opsreport.checking.lines import Value
from opsreport.model.amount import Amount


def plain_text(value: Value) -> str:
    """A value as it would be typed plainly: 96600, 4.8%, 2025-06, 2025-06-05."""
    if isinstance(value, Amount):
        return f"{value.value * 100:.10g}%" if value.mark == "percent" else f"{value.value:.15g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:.15g}" if isinstance(value, float) else str(value or "")

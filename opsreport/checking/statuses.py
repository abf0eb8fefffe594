"""How an action stands, as people write it: 已上线, 完成✅, 已完成（6/25）, 60%; never more than the words say."""

from __future__ import annotations

import re

from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell
from opsreport.schemas.choices import STATUS

_CODES = {name_key(text): code for code, texts in STATUS.items() for text in texts}
_DATE = r"(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?"
_TICKS = re.compile("[✅☑✔✓√👍🎉\ufe0f!。]+")
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
# what makes less of the word before the bracket
_LESS = re.compile(r"部分|一半|未|待|差|除|基本|暂|预计|计划|拟|仅|只|%|[一二三四五六七八九]成")
_LAST_DATE = re.compile(rf"[\s,，:：]*{_DATE}$")
_FIRST_DATE = re.compile(rf"^{_DATE}\s*(?=已)")
_PERCENT = re.compile(r"(?:已?完成|进度|进展|约)?(?:约)?(\d{1,3}(?:\.\d+)?)%(?:完成)?")
_TENTHS = re.compile(r"(?:约|完成|已完成)?([一二三四五六七八九])成(半)?(?:左右)?")
_HAN = "一二三四五六七八九"


def status_in(cell: Cell) -> str:
    """The code of the status that a cell says, with its ticks, days and remarks left aside; "" for none known."""
    share = _share_in(cell)
    if share is not None:
        return "done" if share >= 1 else "doing" if share > 0 else "todo"
    text = str(cell.value) if isinstance(cell.value, str) else ""
    half = plain(text)
    if any(_LESS.search(inside[0] or inside[1]) for inside in _BRACKET.findall(half)):
        return ""
    body = _TICKS.sub("", _BRACKET.sub("", half)).strip()
    if not body:
        return "done" if _TICKS.search(half) else ""
    code = _CODES.get(name_key(_FIRST_DATE.sub("", _LAST_DATE.sub("", body))), "")
    return "" if code in ("todo", "unfinished", "cancelled", "paused") and _TICKS.search(half) else code


def _share_in(cell: Cell) -> float | None:
    """The share that a status gives instead of a word: 60%, 完成80%, a cell formatted as a percentage."""
    if cell.kind == "number" and isinstance(cell.value, float | int):
        return float(cell.value) if "%" in cell.number_format else None
    found = _PERCENT.fullmatch(_TICKS.sub("", plain(str(cell.value))).strip())
    return float(found[1]) / 100 if found else None


def tenths_in(text: str) -> float | None:
    """The share that a text gives in tenths: 八成 80 %, 七成半 75 %; None for any other."""
    found = _TENTHS.fullmatch(plain(text))
    return (_HAN.index(found[1]) + 1) / 10 + (0.05 if found[2] else 0) if found else None

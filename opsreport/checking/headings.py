"""Rows of a list of metrics that are no metric themselves, 一、营收类, and rows that are a part of one, 其中：线上."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.lines import Mask, Rows, object_array
from opsreport.checking.units import measure_named
from opsreport.metrics import metric_named
from opsreport.model.grid import WIDTH, Ints
from opsreport.model.spelling import header_parts, name_without_unit, plain
from opsreport.schemas.naming import is_bare, sort_in

_LISTS = ("kpi",)
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]+(?:部分|章|节|[、.．,，:：])|[(][一二三四五六七八九十]+[)]|[ivx]+[、.])\s*\S.*",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"【.*】|〖.*〗|\[.*\]|《.*》|<.*>|[■◆▶].*|.*(?:类|指标|板块|部分|模块|方面|维度|情况)|.*[:：]|其中"
)
_WHEN = re.compile(r"\d|月|季|年|周")
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_LONGEST = 20
_PART = re.compile(r"[\s\-—–·•├└>]*其\s*中\s*[:：,，、\s]*(?:包括|包含|含)?[:：]?\s*(.+)")
# a line or a dot before a name, as outlines have them
_DRAWN = re.compile(r"[│┃\s]*(?:[├└┣┗╰╚]+[─━—–\-]*|[-–—·•>]+(?=\s*[^\d\s]))\s*(.+)")
_MARKS = frozenset("│┃├└┣┗╰╚-–—·•> \u3000")


def heading_rows(rows: Rows) -> Mask:
    """Which rows of a list of metrics only head those below them.

    They hold one text, perhaps beside a month, and nothing else, stand above a
    row with more, and are marked as headings or merged over several columns, or
    their text is no name of a metric; the name of a known one heads its own
    parts where another row has its number.
    """
    chosen = np.zeros(len(rows), bool)
    if rows.sheet.tab.name not in _LISTS:
        return chosen
    short = [at for at in np.flatnonzero(_filled(rows) <= len(rows.sheet.tab.keys)).tolist() if _is_short(rows, at)]
    if short:
        others = sorted(set(range(len(rows))) - set(short))
        named = _named(rows, others) if any(metric_named(_text(rows, at)) for at in short) else frozenset()
        chosen[short] = [at < max(others, default=-1) and _is_heading(rows, at, named) for at in short]
    return chosen


def _named(rows: Rows, others: Sequence[int]) -> frozenset[str]:
    """The known metrics of some rows."""
    texts = {_text(rows, at) for at in others}
    return frozenset(metric.id for text in texts if (metric := metric_named(text)))


def _filled(rows: Rows) -> Ints:
    count = np.zeros(len(rows), np.int64)
    for places in rows.places.values():
        count += places >= 0
    return count


def _is_short(rows: Rows, at: int) -> bool:
    """Whether nothing stands in a row but a text, or a month and a text."""
    row, cells = int(rows.numbers[at]), rows[at].cells
    first, last = rows.grid.places.searchsorted([row * WIDTH, (row + 1) * WIDTH])
    inside = [cell for cell in rows.grid.cells(np.arange(first, last)) if str(cell.value).strip()]
    is_named = "metric" in cells and cells["metric"].kind == "text"
    is_alone = len(inside) == 1 and inside[0].kind == "text"
    return is_alone or (is_named and cells.keys() == {"month", "metric"} and len(inside) == 2)


def _text(rows: Rows, at: int) -> str:
    """The name in a row, else what stands there alone."""
    cells = rows[at].cells
    cell = cells["metric"] if "metric" in cells else next(iter(cells.values()))
    return plain(str(cell.value))


def _is_heading(rows: Rows, at: int, named: frozenset[str]) -> bool:
    text = _text(rows, at)
    if len(text) > _LONGEST:
        return False
    if _NUMBERED.fullmatch(text) or _MARKED.fullmatch(text) or _is_merged(rows, at):
        return True
    if metric := metric_named(text):
        return metric.id in named and len(rows[at].cells) == 1
    is_dated = len(rows[at].cells) > 1
    return is_bare(text) or not (is_dated or sort_in(text) or _WHEN.search(text))


def _is_merged(rows: Rows, at: int) -> bool:
    """Whether a row is merged over several columns."""
    row = str(rows.numbers[at])
    found = (_RANGE.fullmatch(one) for one in rows.sheet.sheet.merged)
    return any(one is not None and one[2] == one[4] == row and one[1] != one[3] for one in found)


def with_parts(rows: Rows) -> Rows:
    """The rows with 其中：线上营收 named 线上营收, and 其中：线上 or -线上 by what it is a part of, 总营收（线上）."""
    if rows.sheet.tab.name not in _LISTS:
        return rows
    names = rows.texts("metric")
    if not any(name and (name[0] in _MARKS or "其" in name) for name in names):
        return rows
    whole, unit, made = "", "", list(names)
    for at, name in enumerate(names):
        drawn, beside = _DRAWN.fullmatch(plain(name)), rows[at].cells.get("unit")
        part = _PART.fullmatch(plain(name)) or (drawn if drawn and not _measures(drawn[1]) else None)
        if part:
            made[at] = _part_name(part[1].strip(), whole, "" if beside else unit)
        elif name:
            made[at] = drawn[1].strip() if drawn else name
            whole, unit = made[at], _unit_of(name) or (str(beside.value) if beside else "")
    return replace(rows, typed={**rows.typed, "metric": object_array([name or None for name in made])})


def _measures(name: str) -> bool:
    """Whether a name says itself what is measured, so that a line or dot before it may only list it."""
    return metric_named(name) is not None or bool(sort_in(name_without_unit(name)))


def _unit_of(name: str) -> str:
    """The unit that a name says, "" for none."""
    said = header_parts(name)[1]
    return said if said and measure_named(said) else ""


def _part_name(part: str, whole: str, unit: str) -> str:
    """A part by what it is a part of; by its own name where that says what it measures and is none of the catalogue.

    Its numbers are in the unit of the whole, unless it says one or measures another thing.
    """
    bare, own, all_of = name_without_unit(part), _unit_of(part), name_without_unit(whole)
    if not whole or (sort_in(bare) and metric_named(bare) is None):
        is_alike = bool(whole) and sort_in(bare) == (sort_in(all_of) or _sort_of(all_of))
        return f"{part}（{unit}）" if is_alike and unit and not own else part
    said = own or unit
    return f"{all_of}（{bare}）" + (f"（{said}）" if said else "")


def _sort_of(name: str) -> str:
    """What a metric of the catalogue is, as far as names of others tell it."""
    metric = metric_named(name)
    return "" if metric is None else {"money": "money", "count": "count"}.get(metric.unit.kind, "")

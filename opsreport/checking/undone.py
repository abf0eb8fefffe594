"""Articles not published yet, campaigns that were not held: they have no results, and none are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.lines import Mask, Rows
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.spelling import plain, simplified
from opsreport.schemas.starter import CAMPAIGNS, CONTENTS, COST_PARTS

_NOT_YET = re.compile(
    r"^(?:待|未|拟|暂不|暂缓)|草稿|排期|审核|审批|策划|选题|制作|撰写|写作|拍摄|剪辑|计划|定时|预约|取消|延期|搁置"
    r"|draft|schedul|\bplan|pending|review|cancel|not ",
    re.IGNORECASE,
)
_NOT_HELD = re.compile(
    r"^(?:待|未|尚未|暂未|暂不|暂缓|暂停)(?:$|\d|开|举|执行|启动|上线|进行|办|实施|定|排|发|审|批|确)"
    r"|^拟|取消|延期|延后|推迟|顺延|改期|搁置|叫停|停办|策划|筹备|(?<!按)计划(?!内|外)"
    r"|cancel|postpon|delay|\bplan|pending|not (?:yet|held|start)",
    re.IGNORECASE,
)
_RESULTS = ("impressions", "participants", "conversions", "revenue", "cost", *COST_PARTS)


def undone(rows: Rows, period: Period) -> Mask:
    """Which rows are of something that did not come about and have no results of it."""
    if rows.sheet.tab == CONTENTS:
        return _unpublished(rows, period)
    return _not_held(rows) if rows.sheet.tab == CAMPAIGNS else np.zeros(len(rows), bool)


def _not_held(rows: Rows) -> Mask:
    """Which campaigns have neither results nor costs and a status that says that they were not held."""
    results = [np.nan_to_num(rows.floats(name)) != 0 for name in _RESULTS if name in rows.sheet.columns]
    found: Mask = ~np.any(results, axis=0) if results else np.ones(len(rows), bool)
    for at in np.flatnonzero(found).tolist():
        found[at] = bool(_NOT_HELD.search(simplified(plain(rows.texts("status")[at]))))
    return found


def _unpublished(rows: Rows, period: Period) -> Mask:
    """Which articles have no reads and say that they are not out: by their status, or a day after the month."""
    is_waiting: Mask = np.zeros(len(rows), bool)
    for at in np.flatnonzero(~rows.is_filled("reads")).tolist():
        day = rows.value("publish_at", at)
        is_later = isinstance(day, datetime) and f"{day:%Y-%m}" > str(period)
        is_waiting[at] = is_later or bool(_NOT_YET.search(simplified(plain(rows.texts("status")[at]))))
    return is_waiting


def undone_findings(rows: Rows, is_waiting: Mask) -> Iterator[Finding]:
    """A note of the rows that are left out, with what they say."""
    at = np.flatnonzero(is_waiting).tolist()
    if not at:
        return
    is_article = rows.sheet.tab == CONTENTS
    name = "title" if "title" in rows.sheet.columns else rows.sheet.tab.keys[0]
    seen = listed(rows.texts("status")[row] for row in at) or "–"
    where = ranges([rows.origin(row, name) for row in at])
    yield found("not_published" if is_article else "not_held", where, rows.sheet.tab, seen=seen, count=str(len(at)))

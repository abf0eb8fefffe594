"""Rows of a content calendar that are not published yet: they have no reads, and none are missing."""

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
from opsreport.schemas.starter import CONTENTS

_NOT_YET = re.compile(
    r"^(?:待|未|拟|暂不|暂缓)|草稿|排期|审核|审批|策划|选题|制作|撰写|写作|拍摄|剪辑|计划|定时|预约|取消|延期|搁置"
    r"|draft|schedul|plan|pending|review|cancel|not ",
    re.IGNORECASE,
)


def unpublished(rows: Rows, period: Period) -> Mask:
    """Which rows have no reads and say that they are not out: by their status, or a day after the report's month."""
    is_waiting: Mask = np.zeros(len(rows), bool)
    if rows.sheet.tab.name != CONTENTS.name:
        return is_waiting
    for at in np.flatnonzero(~rows.is_filled("reads")).tolist():
        day = rows.value("publish_at", at)
        is_later = isinstance(day, datetime) and f"{day:%Y-%m}" > str(period)
        is_waiting[at] = is_later or bool(_NOT_YET.search(simplified(plain(rows.texts("status")[at]))))
    return is_waiting


def unpublished_findings(rows: Rows, is_waiting: Mask) -> Iterator[Finding]:
    """A note of the rows that are left out, with what they say."""
    at = np.flatnonzero(is_waiting).tolist()
    if not at:
        return
    name = "title" if "title" in rows.sheet.columns else rows.sheet.tab.keys[0]
    seen = listed(rows.texts("status")[row] for row in at) or "–"
    where = ranges([rows.origin(row, name) for row in at])
    yield found("not_published", where, rows.sheet.tab, seen=seen, count=str(len(at)))

"""Goals said in a sentence: no more is said of those that a table of the plan holds too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding
from opsreport.model.spelling import plain
from opsreport.model.table import Dataset

_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:[十百千]?万|亿|千|[kw%‰])?", re.IGNORECASE)
_NEAR = 1e-6


def without_held(findings: Iterable[Finding], dataset: Dataset) -> Iterator[Finding]:
    """The findings without those of sentences all of whose amounts are goals of that month."""
    for one in findings:
        if one.code != "goal_in_words" or not _is_held(one, dataset):
            yield one


def _is_held(one: Finding, dataset: Dataset) -> bool:
    goals = dataset["goals"].where(period=one.details["month"]).frame["value"].tolist()
    said = one.details["seen"].partition("目标")[2]
    amounts = [amount.value for text in _AMOUNT.findall(plain(said)) if (amount := amount_in(text.strip()))]
    return bool(amounts) and all(any(abs(goal - each) <= _NEAR * abs(each) for goal in goals) for each in amounts)

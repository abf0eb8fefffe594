"""Rows of the core metrics that are named by a measure, 目标 or 销售额目标, where a metric should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.reconcile import tab_of
from opsreport.metrics import metric_named, metric_with_id
from opsreport.model.finding import Finding
from opsreport.model.spelling import name_key
from opsreport.model.table import Dataset

_MEASURE = re.compile(
    r"(?:本月|当月|月度|年度|全年|累计|20\d\d年)?(?:目标|计划|预算|实际|实绩|完成)(?:值|数)?"
    r"|(?:目标|累计|年度|全年)?(?:完成率|达成率)|target|actual|budget|attainment"
)
_GOAL_OF = re.compile(r"(.+?)(?:目标|计划|预算)(?:值|数)?")
# a target, another time or a sum said before the metric: 目标GMV, 去年同期GMV, 2024年GMV, 累计销售额
_BEFORE = re.compile(
    r"(?:目标|计划|预算|实际|去年同期|上年同期|上月|上年|同期|去年|今年|本年|本期|年?累计|本月|当月|20\d\d年)(.+)"
)
_RESULT_OF = ("", "实际", "实绩", "实际值", "完成")


def measure_rows(dataset: Dataset) -> Iterator[Finding]:
    """One warning for all such rows: what is a target there is read as a metric of its own."""
    table = dataset["kpi"]
    groups = table.frame.groupby("metric_id", sort=False).groups
    labels = {str(one): metric_of(dataset, str(one)).labels[0] for one in groups}
    keys = frozenset(map(name_key, labels.values()))
    names = [one for one, label in labels.items() if metric_with_id(one) is None and _is_measure(name_key(label), keys)]
    if names:
        cells = dict.fromkeys(table.origin(int(row), "metric_id") for one in names for row in groups[one])
        where = ranges(list(cells))
        yield found("measure_as_metric", where, tab_of(table.name), seen=listed(labels[one] for one in names))


def _is_measure(key: str, keys: frozenset[str]) -> bool:
    """Whether a name is that of a measure alone, says the target of another metric of the table, or a measure first."""
    goal, before = _GOAL_OF.fullmatch(key), _BEFORE.fullmatch(key)
    is_goal = bool(goal and any(goal[1] + end in keys for end in _RESULT_OF))
    return bool(_MEASURE.fullmatch(key)) or is_goal or bool(before and metric_named(before[1]))

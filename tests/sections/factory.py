"""Small datasets written by hand, and the real voices, for the tests of sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from opsreport.model.period import Period
from opsreport.model.table import Dataset, Place, Table
from opsreport.schemas import SCHEMAS
from opsreport.wording.voice import Wording, wording

Rows = Iterable[Mapping[str, object]]

MONTHS = tuple(str(p) for p in Period.parse("2025-06").back(14))
REVENUE = (505, 520, 515, 530, 550, 575, 710, 630, 660, 610, 700, 735, 798, 872)
REVENUE_TARGET = (500, 520, 530, 540, 550, 580, 700, 640, 680, 640, 700, 730, 760, 800)
VISITS = (620, 650, 640, 645, 660, 680, 780, 690, 730, 660, 770, 830, 900, 1000)
PAYERS = (41000, 43500, 44000, 45000, 47000, 49000, 60000, 54000, 58000, 56000, 64000, 71400, 81810, 96000)
NEW_USERS = (71, 76, 74, 75.5, 78.5, 80, 92, 78, 94, 80, 102, 112, 128, 150.08)
NEW_TARGET = (72, 75, 76, 76, 78, 82, 95, 80, 100, 92, 108, 115, 125, 134)


def voice(lang: str = "zh") -> Wording:
    """The words of `templates/wording` in one language."""
    return wording(lang)


def dataset(tables: Mapping[str, Rows], *, month: str = "2025-06", meta: Mapping[str, str] | None = None) -> Dataset:
    """A Dataset of the given rows; every other table of the schemas is there without rows."""
    own = {"company": "云杉生活", "data_cutoff": "2025-06-30", **(meta or {})}
    built = {name: _table(name, list(tables.get(name, ()))) for name in SCHEMAS}
    return Dataset(Period.parse(month), built, own)


def _table(name: str, rows: list[Mapping[str, object]]) -> Table:
    schema = SCHEMAS[name]
    columns = [field.name for field in schema.fields]
    frame = pd.DataFrame(rows, columns=columns)
    unknown = {key for row in rows for key in row} - set(columns)
    assert not unknown, f"{name} has no {unknown}"
    places = {i: Place("test.xlsx", name, i + 2, {c: n for n, c in enumerate(columns, 1)}) for i in range(len(rows))}
    return Table(schema, frame, places)


def metric(metric_id: str, actual: Iterable[float], target: Iterable[float | None] = ()) -> list[dict[str, object]]:
    """kpi rows of one metric, the last value in June 2025 and the others in the months before."""
    values = list(actual)
    wanted = list(target) or [None] * len(values)
    months = MONTHS[-len(values) :]
    return [
        {"month": m, "metric_id": metric_id, "actual": a, "target": t}
        for m, a, t in zip(months, values, wanted, strict=True)
    ]


def definition(metric_id: str, name: str, **fields: object) -> dict[str, object]:
    """A metric_defs row; direction up unless said."""
    return {"metric_id": metric_id, "name": name, "direction": "up", **fields}


def company(**extra: Rows) -> Dataset:
    """The core metrics of the sample company: 14 months, targets, one metric below target with its typed cause."""
    tables: dict[str, Rows] = {
        "kpi": _company_kpi(),
        "metric_defs": [
            definition("revenue", "总营收", unit="元", weight=0.3, owner="财务部"),
            definition("new_users", "新增用户", unit="人", weight=0.2),
            definition("visits", "访问量", unit="次", weight=0.1),
            definition("payers", "付费用户", unit="人", weight=0.1),
            definition("visit_pay_conv", "访问付费转化率", unit="%", weight=0.1),
            definition("arppu", "付费用户均收", unit="元", weight=0.1),
            definition("cac", "获客成本", unit="元", direction="down", weight=0.1),
            definition("interaction_rate", "互动率", unit="%", weight=0.1),
        ],
        "commentary": [
            said("metric", "interaction_rate", "cause", "新版信息流减少了评论入口", "内容组"),
            said("metric", "interaction_rate", "next", "7月10日前恢复评论入口", "内容组"),
            said("metric", "revenue", "next", "7月把搜索预算提高20%", "财务部"),
        ],
        **extra,
    }
    return dataset(tables)


def said(object_type: str, object_id: str, kind: str, text: str, author: str = "") -> dict[str, object]:
    """A commentary row of June 2025."""
    row = {"month": "2025-06", "object_type": object_type, "object_id": object_id}
    return {**row, "kind": kind, "text": text, "author": author}


def _company_kpi() -> list[dict[str, object]]:
    visits = [v * 1e4 for v in VISITS]
    revenue = [v * 1e4 for v in REVENUE]
    conv = [p / v for p, v in zip(PAYERS, visits, strict=True)]
    arppu = [r / p for r, p in zip(revenue, PAYERS, strict=True)]
    return [
        *metric("revenue", revenue, [v * 1e4 for v in REVENUE_TARGET]),
        *metric("new_users", [v * 1e3 for v in NEW_USERS], [v * 1e3 for v in NEW_TARGET]),
        *metric("visits", visits, [*[None] * 13, 9_600_000]),
        *metric("payers", [float(p) for p in PAYERS]),
        *metric("visit_pay_conv", conv, [*[None] * 13, 0.0092]),
        *metric("arppu", arppu, [*[None] * 13, 8_000_000 / 9_600_000 / 0.0092]),
        *metric("cac", [24.0, 22.0, 20.5], [25.0, 25.0, 25.0]),
        *metric("interaction_rate", [0.08, 0.079, 0.074], [0.08, 0.08, 0.08]),
        {"month": "2025", "metric_id": "revenue", "target": 88_000_000.0},
        {"month": "2025", "metric_id": "new_users", "target": 1_400_000.0},
    ]

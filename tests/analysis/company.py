"""Small datasets written by hand; every origin id is the row's place in its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from opsreport.model.period import Period
from opsreport.model.table import Dataset, Place, Table
from opsreport.schemas import SCHEMAS

Rows = Iterable[Mapping[str, object]]

JUNE_CHANNELS = (
    # name, family, visits, new users, payers, spend, revenue (June 2025 of the sample company)
    ("自然搜索", "natural", 4_200_000, 14_000, 52_500, 41_640, 2_900_000),
    ("直接访问", "natural", 430_000, 3_496, 4_300, 0, 450_000),
    ("短视频平台", "other", 1_750_000, 15_600, 9_800, 480_000, 620_000),
    ("垂直社区", "other", 1_050_000, 8_400, 6_200, 260_000, 360_000),
    ("社交裂变", "fission", 900_000, 48_000, 8_000, 675_000, 500_000),
    ("搜索引擎广告", "paid", 200_000, 7_425, 2_400, 300_000, 1_290_000),
    ("信息流A平台", "paid", 200_000, 5_775, 1_900, 260_000, 988_000),
    ("信息流B平台", "paid", 160_000, 3_300, 700, 200_000, 300_000),
    ("联盟营销", "paid", 180_000, 4_500, 1_100, 180_000, 495_000),
    ("邮件营销", "other", 60_000, 700, 570, 20_000, 130_000),
    ("合作伙伴", "partner", 250_000, 22_512, 1_300, 360_000, 320_000),
    ("线下地推", "offline", 20_000, 2_872, 230, 90_000, 80_000),
    ("直播电商", "other", 250_000, 1_500, 3_000, 150_000, 187_000),
    ("私域社群", "fission", 350_000, 12_000, 4_000, 60_000, 100_000),
)
MAY_CHANNELS = (
    ("自然搜索", 3_600_000, 11_600, 43_000, 38_000, 2_775_000),
    ("搜索引擎广告", 160_000, 6_750, 1_850, 272_727, 1_090_000),
    ("信息流A平台", 165_000, 5_250, 1_450, 230_000, 800_000),
    ("信息流B平台", 230_000, 3_000, 950, 270_000, 420_000),
    ("联盟营销", 170_000, 4_200, 1_000, 170_000, 476_000),
)


def dataset(
    tables: Mapping[str, Rows],
    *,
    month: str = "2025-06",
    meta: Mapping[str, str] | None = None,
    rules: Mapping[str, float] | None = None,
) -> Dataset:
    """A Dataset of the given rows; every other table of the schemas is there without rows."""
    built = {name: table(name, tables.get(name, ())) for name in SCHEMAS}
    return Dataset(Period.parse(month), built, meta or {}, rules or {})


def table(name: str, rows: Rows) -> Table:
    """One checked table of these rows."""
    columns = [field.name for field in SCHEMAS[name].fields]
    frame = pd.DataFrame(list(rows), columns=columns)
    places = {i: Place("own.xlsx", name, i + 2, {c: n for n, c in enumerate(columns, 1)}) for i in range(len(frame))}
    return Table(SCHEMAS[name], frame, places)


def kpi(metric_id: str, figures: Mapping[str, tuple[float | None, float | None]]) -> list[dict[str, object]]:
    """kpi rows of one metric: month → (target, actual)."""
    return [{"month": m, "metric_id": metric_id, "target": t, "actual": a} for m, (t, a) in figures.items()]


def channel_company() -> Dataset:
    """The sample company's channels in June, the paid and the natural ones also in May; gross margin 50 %."""
    fields = ("visits", "new_users", "payers", "spend", "revenue")
    june = [{"month": "2025-06", "channel_id": c[0], **dict(zip(fields, c[2:], strict=True))} for c in JUNE_CHANNELS]
    may = [{"month": "2025-05", "channel_id": c[0], **dict(zip(fields, c[1:], strict=True))} for c in MAY_CHANNELS]
    defs = [
        {"channel_id": c[0], "name": c[0], "family": c[1], "is_paid": c[1] == "paid", "is_test": c[0] == "直播电商"}
        for c in JUNE_CHANNELS
    ]
    tables = {"channels": [*may, *june], "channel_defs": defs}
    return dataset(tables, meta={"gross_margin": "0.5"})

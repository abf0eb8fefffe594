"""Tables of the core metrics, what people say about them, and the pairs of 报告信息."""

from __future__ import annotations

from opsreport.model.schema import Field, Schema
from opsreport.model.unit import RATE
from opsreport.schemas.choices import DIRECTION, OBJECT, REMARK

MONTH = Field("month", "month", ("月份", "Month"), required=True)

META = Schema(
    "meta",
    ("报告信息", "About the report"),
    (
        Field("key", "text", ("项目", "Item"), required=True),
        Field("value", "text", ("内容", "Value")),
    ),
    ("key",),
)
METRIC_DEFS = Schema(
    "metric_defs",
    ("指标定义", "Metric definitions"),
    (
        Field("metric_id", "text", ("指标", "Metric"), required=True),
        Field("name", "text", ("名称", "Name")),
        Field("unit", "text", ("单位", "Unit")),
        Field("direction", "choice", ("方向", "Direction"), choices=DIRECTION),
        Field("weight", "rate", ("权重", "Weight"), unit=RATE),
        Field("owner", "text", ("负责人", "Owner")),
    ),
    ("metric_id",),
)
KPI = Schema(
    "kpi",
    ("核心指标", "Key metrics"),
    (
        MONTH,
        Field("metric_id", "text", ("指标", "Metric"), required=True),
        Field("target", "number", ("目标", "Target")),
        Field("actual", "number", ("实际", "Actual")),
        Field("numerator", "number", ("分子", "Numerator"), rollup="sum"),
        Field("denominator", "number", ("分母", "Denominator"), rollup="sum"),
    ),
    ("month", "metric_id"),
)
COMMENTARY = Schema(
    "commentary",
    ("负责人说明", "What people say"),
    (
        MONTH,
        Field("object_type", "choice", ("对象类型", "About"), required=True, choices=OBJECT),
        Field("object_id", "text", ("对象", "Object"), required=True),
        Field("kind", "choice", ("类别", "Kind"), required=True, choices=REMARK),
        Field("text", "text", ("内容", "Text"), required=True),
        Field("author", "text", ("填写人", "Author")),
    ),
    (),
)

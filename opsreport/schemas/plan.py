"""Tables of what comes next: goals, actions, resources, risks, decisions asked for."""

from __future__ import annotations

from opsreport.model.schema import Field, Schema
from opsreport.model.unit import HEADS, MONEY, RATE, SCORE
from opsreport.schemas.choices import DIMENSION, RESOURCE, STATUS
from opsreport.schemas.kpi import MONTH

PERIOD = Field("period", "text", ("期间", "Period"), required=True)
OWNER = Field("owner", "text", ("负责人", "Owner"))
STATE = Field("status", "choice", ("状态", "Status"), choices=STATUS)
DUE = Field("due", "date", ("截止", "Due"))

GOALS = Schema(
    "goals",
    ("目标", "Goals"),
    (
        PERIOD,
        Field("metric_id", "text", ("指标", "Metric"), required=True),
        Field("dim_type", "choice", ("维度", "Dimension"), choices=DIMENSION),
        Field("dim_value", "text", ("维度值", "Part")),
        Field("value", "number", ("目标值", "Goal")),
        OWNER,
    ),
    ("period", "metric_id", "dim_type", "dim_value"),
)
ACTIONS = Schema(
    "actions",
    ("行动", "Actions"),
    (
        MONTH,
        Field("action", "text", ("行动", "Action"), required=True),
        OWNER,
        Field("start", "date", ("开始", "Start")),
        DUE,
        STATE,
        Field("progress", "rate", ("进度", "Progress"), unit=RATE),
        Field("note", "text", ("说明", "Note")),
    ),
    ("month", "action"),
)
RESOURCES = Schema(
    "resources",
    ("资源", "Resources"),
    (
        PERIOD,
        Field("res_type", "choice", ("类型", "Type"), choices=RESOURCE),
        Field("item", "text", ("事项", "Item"), required=True),
        Field("amount", "money", ("金额", "Amount"), unit=MONEY, rollup="sum"),
        Field("heads", "number", ("人数", "Heads"), unit=HEADS, rollup="sum"),
        DUE,
        STATE,
        OWNER,
        Field("note", "text", ("说明", "Note")),
    ),
    ("period", "res_type", "item"),
)
RISKS = Schema(
    "risks",
    ("风险", "Risks"),
    (
        PERIOD,
        Field("name", "text", ("风险", "Risk"), required=True),
        Field("probability", "int", ("概率", "Probability"), unit=SCORE),
        Field("impact", "int", ("影响", "Impact"), unit=SCORE),
        Field("mitigation", "text", ("应对", "Mitigation")),
        OWNER,
    ),
    ("period", "name"),
)
ASKS = Schema(
    "asks",
    ("提请决策", "Decisions asked for"),
    (
        MONTH,
        Field("item", "text", ("事项", "Item"), required=True),
        Field("amount", "money", ("金额", "Amount"), unit=MONEY, rollup="sum"),
        Field("heads", "number", ("人数", "Heads"), unit=HEADS, rollup="sum"),
        DUE,
        Field("basis", "text", ("依据", "Basis")),
        OWNER,
        STATE,
    ),
    ("month", "item"),
)

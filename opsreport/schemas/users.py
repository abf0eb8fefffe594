"""Tables of the users: retention, tiers, funnels, churn, feedback."""

from __future__ import annotations

from opsreport.model.schema import Field, Schema
from opsreport.model.unit import DAYS, MONEY, PERSON, TIMES
from opsreport.schemas.choices import FUNNEL, SENTIMENT
from opsreport.schemas.kpi import MONTH

RETENTION = Schema(
    "retention",
    ("留存", "Retention"),
    (
        Field("cohort_month", "month", ("注册月份", "Cohort month"), required=True),
        Field("day_n", "int", ("第N日", "Day N"), required=True, unit=DAYS),
        Field("observed", "int", ("可观测人数", "Observed users"), unit=PERSON, rollup="sum"),
        Field("retained", "int", ("留存人数", "Retained users"), unit=PERSON, rollup="sum"),
    ),
    ("cohort_month", "day_n"),
)
ACTIVITY_TIERS = Schema(
    "activity_tiers",
    ("活跃分层", "Activity tiers"),
    (
        MONTH,
        Field("tier", "text", ("层级", "Tier"), required=True),
        Field("users", "int", ("人数", "Users"), unit=PERSON, rollup="last"),
        Field("interactions", "int", ("互动次数", "Interactions"), unit=TIMES, rollup="sum"),
        Field("revenue", "money", ("收入", "Revenue"), unit=MONEY, rollup="sum"),
    ),
    ("month", "tier"),
)
FUNNELS = Schema(
    "funnels",
    ("漏斗", "Funnels"),
    (
        MONTH,
        Field("funnel_id", "choice", ("漏斗", "Funnel"), required=True, choices=FUNNEL),
        Field("step_no", "int", ("步骤序号", "Step no."), required=True),
        Field("step_name", "text", ("步骤", "Step"), required=True),
        Field("users", "int", ("人数", "Users"), unit=PERSON, rollup="sum"),
    ),
    ("month", "funnel_id", "step_name"),
)
CHURN_REASONS = Schema(
    "churn_reasons",
    ("流失原因", "Churn reasons"),
    (
        MONTH,
        Field("reason", "text", ("原因", "Reason"), required=True),
        Field("count", "int", ("人数", "Users"), unit=PERSON, rollup="sum"),
        Field("base_n", "int", ("样本数", "Base"), unit=PERSON, rollup="sum"),
    ),
    ("month", "reason"),
)
FEEDBACK = Schema(
    "feedback",
    ("用户反馈", "Feedback"),
    (
        MONTH,
        Field("sentiment", "choice", ("类型", "Sentiment"), required=True, choices=SENTIMENT),
        Field("keyword", "text", ("关键词", "Keyword"), required=True),
        Field("count", "int", ("频次", "Count"), unit=TIMES, rollup="sum"),
        Field("action", "text", ("改进方案", "What will be done")),
    ),
    ("month", "sentiment", "keyword"),
)

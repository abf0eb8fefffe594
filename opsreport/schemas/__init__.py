"""What sheets look like: data, no logic.

SCHEMAS are the tables, STARTER the tabs of the workbook, OFFERED the same as `opsreport init` writes them,
TABS the tabs of the workbook and the optional ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsreport.model.schema import Schema
from opsreport.schemas import campaigns, channels, kpi, plan, users
from opsreport.schemas.starter import OFFERED, OPTIONAL, STARTER

__all__ = ["OFFERED", "OPTIONAL", "SCHEMAS", "STARTER", "TABS"]

TABS = (*STARTER, *OPTIONAL)

SCHEMAS: Mapping[str, Schema] = {
    schema.name: schema
    for schema in (
        kpi.META,
        kpi.METRIC_DEFS,
        kpi.KPI,
        channels.CHANNEL_DEFS,
        channels.CHANNELS,
        users.RETENTION,
        users.ACTIVITY_TIERS,
        users.FUNNELS,
        users.CHURN_REASONS,
        users.FEEDBACK,
        campaigns.CAMPAIGNS,
        campaigns.CAMPAIGN_COSTS,
        campaigns.CONTENTS,
        plan.GOALS,
        plan.ACTIONS,
        plan.RESOURCES,
        plan.RISKS,
        plan.ASKS,
        kpi.COMMENTARY,
    )
}

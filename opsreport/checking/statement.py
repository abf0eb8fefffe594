"""The whole reconciliation statement: every identity of the plan, those too that nothing was there to compare for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from opsreport.model.finding import Identity
from opsreport.model.number import Number
from opsreport.model.table import Dataset


class Side(NamedTuple):
    """What one side of an identity is read from: a field of a table, of these rows; a table "" no tab feeds."""

    table: str
    field: str = ""
    rows: Mapping[str, object] = {}


_NEW_USERS, _SHARE_PARTS = Side("kpi", "actual", {"metric_id": "new_users"}), ("pay_conv", "visit_pay_conv", "arppu")
# by what `lacks.<name>` calls it; one of several that do is enough
SIDES: Mapping[str, tuple[Side, ...]] = {
    "channels_new_users": (Side("channels", "new_users"),),
    "channels_visits": (Side("channels", "visits"),),
    "channels_revenue": (Side("channels", "revenue"),),
    "channels_spend": (Side("channels", "spend"),),
    "channels_payers": (Side("channels", "payers"),),
    "kpi_new_users": (_NEW_USERS,),
    "kpi_visits": (Side("kpi", "actual", {"metric_id": "visits"}),),
    "kpi_revenue": (Side("kpi", "actual", {"metric_id": "revenue"}),),
    "kpi_spend": (Side("kpi", "actual", {"metric_id": "spend"}),),
    "kpi_payers": (
        Side("kpi", "actual", {"metric_id": "payers"}),
        *(Side("kpi", "numerator", {"metric_id": metric}) for metric in _SHARE_PARTS),
    ),
    "kpi_mau": (Side("kpi", "actual", {"metric_id": "mau"}),),
    "kpi_parts": (Side("kpi", "numerator"),),
    "kpi_opened": (Side("kpi", "numerator", {"metric_id": "open_rate"}),),
    "tiers": (Side("activity_tiers", "users"),),
    "register_funnel": (Side("funnels", "users", {"funnel_id": "register"}),),
    "funnels": (Side("funnels", "users"),),
    "retention": (Side("retention", "retained"),),
    "churn": (Side("churn_reasons", "count"),),
    "weights": (Side("metric_defs", "weight"),),
    "goals": (Side("goals", "value", {"dim_type": "total"}),),
    "goal_parts": (Side("goals", "value", {"dim_type": ("region", "product", "customer")}),),
    "resources": (Side("resources", "item"),),
    "progress": (Side("actions", "progress"),),
    "days": (Side("campaigns", "end"), Side("actions", "due")),
    "stated_total": (Side(""),),
    "typed_previous": (Side(""),),
    "kpi_split": (Side(""),),
    "programs": (Side(""),),
    "campaign_segments": (Side(""),),
    "member_levels": (Side(""),),
    "lifecycle_stages": (Side(""),),
    "lifecycle_flow": (Side(""),),
}
# every identity that must be looked at, in the plan's order, and its sides
KINDS: Mapping[str, tuple[str, ...]] = {
    "channel_new_users": ("channels_new_users", "kpi_new_users"),
    "channel_visits": ("channels_visits", "kpi_visits"),
    "channel_revenue": ("channels_revenue", "kpi_revenue"),
    "channel_spend": ("channels_spend", "kpi_spend"),
    "channel_payers": ("channels_payers", "kpi_payers"),
    "tiers_mau": ("tiers", "kpi_mau"),
    "register_end": ("register_funnel", "kpi_new_users"),
    "funnel_step": ("funnels",),
    "split_sum": ("kpi_split",),
    "retained_observed": ("retention",),
    "observed_new_users": ("retention", "kpi_new_users"),
    "opened_delivered": ("kpi_opened",),
    "delivered_targeted": ("programs",),
    "churn_reason": ("churn",),
    "churn_sum": ("churn",),
    "segment_sum": ("campaign_segments",),
    "level_flow": ("member_levels",),
    "level_moves": ("member_levels",),
    "level_sum": ("member_levels",),
    "weights": ("weights",),
    "goal_split": ("goals", "goal_parts"),
    "resources_total": ("resources", "stated_total"),
    "previous": ("typed_previous",),
    "stage_flow": ("lifecycle_stages",),
    "stage_moves": ("lifecycle_flow",),
    "ratio": ("kpi_parts",),
    "progress": ("progress",),
    "end_after_start": ("days",),
}


def whole(identities: Iterable[Identity], dataset: Dataset) -> tuple[Identity, ...]:
    """The identities with one more, not applicable, for every kind of which there is none."""
    known = tuple(identities)
    return (*known, *_left_out({one.key for one in known}, dataset))


def _left_out(known: set[str], dataset: Dataset) -> Iterator[Identity]:
    for key, sides in KINDS.items():
        if key not in known:
            lacking = tuple(name for name in sides if not any(_is_there(side, dataset) for side in SIDES[name]))
            yield Identity(key, Number(None), Number(None), lacks=lacking or ("common",))


def _is_there(side: Side, dataset: Dataset) -> bool:
    if not side.table:
        return False
    return bool(dataset[side.table].where(**side.rows).frame[side.field].notna().any())

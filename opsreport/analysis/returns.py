"""What the spend of channels brought back: ROI rows, break-even, bands.

ROI is 1:x, attributed revenue ÷ spend; ratios of several channels come from sums.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from opsreport.analysis.cells import rows_for, rows_of, text_at
from opsreport.analysis.channels import Channel, all_but, channel_of, group_of
from opsreport.analysis.compare import difference
from opsreport.analysis.once import once
from opsreport.analysis.rules import rules_of
from opsreport.analysis.summarise import summarise
from opsreport.analysis.verdict import Month, verdict
from opsreport.model.formula import Formula
from opsreport.model.number import Cells, Constant, Method, Number, Source, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, RATE, RATIO

BREAK_EVEN = Formula("1 / margin")
BELOW = "below_break_even"


@dataclass(frozen=True, slots=True)
class RoiRow:
    """What the spend of one channel brought in the report month (or of all of them: id "").

    `roi` is 1:x; `roi_change` its difference to `roi_before`. `verdict` is the
    rule's code for a paid channel ("" for others); `override` a person's code or "".
    `below` says whether roi is under break-even (False where either is unknown).
    """

    id: str
    name: str
    is_paid: bool
    is_natural: bool
    is_test: bool
    spend: Number
    spend_budget: Number
    budget_use: Number
    revenue: Number
    roi: Number
    roi_before: Number
    roi_change: Number
    net_roi: Number
    cac: Number
    arppu: Number
    new_users: Number
    below: bool
    verdict: str
    override: str


@dataclass(frozen=True, slots=True)
class RoiBand:
    """The ROI of a channel over the months it had spend: `code` steady | wide | short (under six months)."""

    low: Number
    high: Number
    mean: Number
    months: int
    code: str


@once
def roi_rows(dataset: Dataset) -> tuple[RoiRow, ...]:
    """Every channel that spent in the report month, how much may not be known; best ROI first, missing ROI last."""
    rows = [_roi_row(dataset, channel_of(dataset, name)) for name in _spenders(dataset, dataset.period)]
    return tuple(sorted(rows, key=lambda row: -row.roi.amount if not row.roi.is_missing else 1e9))


def roi_total(dataset: Dataset, *, only_paid: bool = False) -> RoiRow | None:
    """All channels with spend (or the paid ones) together, derived from sums; None where there is none.

    Last month's ROI is that of all channels that had spend then, those that have gone since as well.
    The CAC of all is the blended one: all spend ÷ the new users of every channel, with spend or without.
    """
    rows = [row for row in roi_rows(dataset) if row.is_paid or not only_paid]
    if not rows:
        return None
    names = tuple(row.id for row in rows)
    earlier = _spenders(dataset, dataset.period.previous)
    base = tuple(name for name in earlier if channel_of(dataset, name).is_paid or not only_paid)
    total = _roi_of(dataset, Channel("", "", "", only_paid, False, False), names, base)
    everyone = all_but(dataset, dataset.period, ())
    return total if only_paid else replace(total, cac=group_of(dataset, dataset.period, everyone)["cac"])


def break_even(dataset: Dataset) -> Number | None:
    """The ROI from which spend pays: 1 ÷ gross margin; None without a margin in meta."""
    text = dataset.meta.get("gross_margin", "").strip().rstrip("%％")
    try:
        margin = float(text) / (100 if text != dataset.meta["gross_margin"].strip() else 1)
    except (KeyError, ValueError):
        return None
    source = _typed_margin(dataset) or Constant(margin)
    return derived(BREAK_EVEN, RATIO, {"margin": Number(margin, RATE, source)}) if margin > 0 else None


def share_below(dataset: Dataset) -> Number:
    """The share of all spend on channels whose ROI is under break-even; missing without a break-even."""
    rows, table = roi_rows(dataset), rows_for(dataset, "channels", month=dataset.period)
    if break_even(dataset) is None or table is None or not rows:
        return Number(None, RATE)
    below = tuple(row.id for row in rows if row.below)
    own = table.where(channel_id=tuple(row.id for row in rows))
    whole = own.total("spend", MONEY)
    if whole.is_partial or own.total("revenue", MONEY).is_partial:
        return Number(None, RATE)
    if not below:
        return Number(0.0, RATE, Method(BELOW, _sources(whole)))
    part = table.where(channel_id=below).total("spend", MONEY)
    # Which channels count moves with their ROI, so no cell formula over fixed rows may claim this share.
    return Number(part.amount / whole.amount, RATE, Method(BELOW, _sources(part, whole)))


def roi_history(dataset: Dataset, channel_id: str, months: int = 12) -> tuple[Number, ...]:
    """A channel's ROI of each of the last months, oldest first; missing where it had no spend."""
    return tuple(group_of(dataset, month, (channel_id,))["roi"] for month in dataset.period.back(months))


def roi_band(dataset: Dataset, channel_id: str, months: int = 12) -> RoiBand:
    """Lowest, highest and mean ROI of the last months; steady where (max − min) ≤ half the mean."""
    there = sorted(
        (number for number in roi_history(dataset, channel_id, months) if not number.is_missing),
        key=lambda number: number.amount,
    )
    rules = rules_of(dataset)
    if not there:
        return RoiBand(Number(None, RATIO), Number(None, RATIO), Number(None, RATIO), 0, "short")
    mean = derived(_mean_formula(len(there)), RATIO, {f"n{i}": number for i, number in enumerate(there)})
    is_steady = there[-1].amount - there[0].amount <= rules["band_width"] * mean.amount
    code = "short" if len(there) < rules["band_months"] else "steady" if is_steady else "wide"
    return RoiBand(there[0], there[-1], mean, len(there), code)


def _spenders(dataset: Dataset, month: Period) -> tuple[str, ...]:
    """The channels with spend in a month, known or not, in sheet order."""
    table = rows_for(dataset, "channels", month=month)
    groups = {} if table is None else summarise(table, "channel_id", {"spend": MONEY})
    return tuple(name for name, group in groups.items() if _has_spent(group["spend"]))


def _has_spent(spend: Number) -> bool:
    return spend.is_partial or spend.amount > 0


def _typed_margin(dataset: Dataset) -> Cells | None:
    table = rows_for(dataset, "meta", key="gross_margin")
    return None if table is None else Cells("meta", "value", rows_of(table))


def _sources(*numbers: Number) -> tuple[Source, ...]:
    return tuple(number.source for number in numbers if number.source)


def _mean_formula(count: int) -> Formula:
    return Formula(f"({' + '.join(f'n{i}' for i in range(count))}) / {count}")


def _roi_row(dataset: Dataset, channel: Channel) -> RoiRow:
    row = _roi_of(dataset, channel, (channel.id,))
    table = rows_for(dataset, "channels", month=dataset.period, channel_id=channel.id)
    override = text_at(table, rows_of(table)[0], "verdict_override") if table else ""
    rule = (
        verdict(_months(dataset, channel.id), break_even(dataset), rules=rules_of(dataset)) if channel.is_paid else ""
    )
    return replace(row, verdict=rule, override=override)


def _roi_of(dataset: Dataset, channel: Channel, names: tuple[str, ...], base: tuple[str, ...] | None = None) -> RoiRow:
    """What the named channels brought, beside last month's ROI of the base (by default the same channels)."""
    now, line = group_of(dataset, dataset.period, names), break_even(dataset)
    before = group_of(dataset, dataset.period.previous, names if base is None else base)
    return RoiRow(
        id=channel.id,
        name=channel.name,
        is_paid=channel.is_paid,
        is_natural=channel.is_natural,
        is_test=channel.is_test,
        spend=now["spend"],
        spend_budget=now["spend_budget"],
        budget_use=now["budget_use"],
        revenue=now["revenue"],
        roi=now["roi"],
        roi_before=before["roi"],
        roi_change=difference(now["roi"], before["roi"], "up"),
        net_roi=now["net_roi"],
        cac=now["cac"],
        arppu=now["arppu"],
        new_users=now["new_users"],
        below=line is not None and now["roi"].amount < line.amount,
        verdict="",
        override="",
    )


def _months(dataset: Dataset, channel_id: str) -> tuple[Month, ...]:
    """Every month with spend up to the report month, oldest first."""
    groups = (group_of(dataset, month, (channel_id,)) for month in dataset.period.back(13))
    return tuple(Month(group["roi"], group["cac"]) for group in groups if _has_spent(group["spend"]))

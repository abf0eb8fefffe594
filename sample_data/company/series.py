"""Monthly series of the company, and exact splitting of totals."""

from __future__ import annotations

from collections.abc import Sequence

MONTHS = (
    *(f"2024-{month:02d}" for month in range(5, 13)),
    *(f"2025-{month:02d}" for month in range(1, 7)),
)
REPORT_MONTH = MONTHS[-1]
NEXT_MONTH = "2025-07"
FULL_YEAR = "2025全年"

Series = tuple[float, ...]

NEW_USERS: Series = (
    71000, 76000, 74000, 75500, 78500, 80000, 92000, 78000, 94000, 80000, 102000, 112000, 128000, 150080,
)  # fmt: skip
NEW_USERS_TARGET: Series = (
    72000, 75000, 76000, 76000, 78000, 82000, 95000, 80000, 100000, 92000, 108000, 115000, 125000, 134000,
)  # fmt: skip
VISITS: Series = (
    6200000, 6500000, 6400000, 6450000, 6600000, 6800000, 7800000,
    6900000, 7300000, 6600000, 7700000, 8300000, 9000000, 10000000,
)  # fmt: skip
VISITS_TARGET: Series = (
    6200000, 6400000, 6500000, 6500000, 6600000, 6900000, 7800000,
    7000000, 7500000, 7000000, 7700000, 8300000, 8800000, 9600000,
)  # fmt: skip
REVENUE: Series = (
    5050000, 5200000, 5150000, 5300000, 5500000, 5750000, 7100000,
    6300000, 6600000, 6100000, 7000000, 7350000, 7980000, 8720000,
)  # fmt: skip
REVENUE_TARGET: Series = (
    5000000, 5200000, 5300000, 5400000, 5500000, 5800000, 7000000,
    6400000, 6800000, 6400000, 7000000, 7300000, 7600000, 8000000,
)  # fmt: skip
PAYERS: Series = (41000, 43500, 44000, 45000, 47000, 49000, 60000, 54000, 58000, 56000, 64000, 71400, 81810, 96000)
# Paying users the revenue target was planned with: target visits × target conversion.
PAYERS_TARGET: Series = (
    40920, 43520, 45500, 45500, 47520, 49680, 60060, 55300, 60000, 58800, 64680, 71380, 79200, 90000,
)  # fmt: skip
MAU: Series = (
    1080000, 1130000, 1140000, 1165000, 1200000, 1240000, 1400000,
    1330000, 1420000, 1390000, 1530000, 1660000, 1818000, 2000000,
)  # fmt: skip
MAU_TARGET: Series = (
    1080000, 1120000, 1150000, 1170000, 1200000, 1250000, 1400000,
    1350000, 1450000, 1450000, 1550000, 1650000, 1780000, 1950000,
)  # fmt: skip
DAU: Series = (
    172000, 181000, 183000, 187000, 194000, 201000, 238000,
    219000, 236000, 227000, 255000, 286000, 320000, 368000,
)  # fmt: skip
DAU_TARGET: Series = (
    172000, 180000, 185000, 188000, 193000, 203000, 235000,
    223000, 243000, 240000, 257000, 283000, 312000, 350000,
)  # fmt: skip
ORDERS: Series = (47300, 48500, 47900, 49000, 50600, 52700, 62000, 56900, 58600, 56700, 64200, 66900, 72300, 80000)
ORDER_VALUE: Series = (231, 232, 233, 234, 235, 236, 248, 240, 244, 233, 236, 238, 239, 236)
ORDER_VALUE_TARGET: Series = (230, 230, 232, 232, 235, 235, 245, 240, 240, 235, 235, 238, 240, 240)
LOGISTICS_COMPLAINTS: Series = (341, 364, 335, 333, 334, 343, 570, 444, 469, 397, 411, 408, 434, 640)
LOGISTICS_TARGET: Series = (0.0075,) * 8 + (0.0070,) * 3 + (0.0065,) * 3
INTERACTIONS: Series = (
    471200, 500500, 486400, 496650, 514800, 530400, 631800,
    545100, 584000, 508200, 608300, 664000, 702000, 740000,
)  # fmt: skip
INTERACTION_TARGET: Series = (0.075,) * 8 + (0.080,) * 6
CAC_BUDGET: Series = (26.0,) * 8 + (25.0,) * 6
# (recommending − detracting) of the answers.
NPS_COUNTS: tuple[tuple[int, int], ...] = (
    (630, 1800), (648, 1800), (684, 1900), (665, 1900), (703, 1900), (720, 2000), (740, 2000),
    (760, 2000), (756, 2100), (798, 2100), (819, 2100), (858, 2200), (943, 2300), (1008, 2400),
)  # fmt: skip
NPS_TARGET: Series = (36, 36, 36, 36, 37, 37, 37, 37, 38, 38, 38, 39, 40, 40)
# Buyers of the goods marketplace: people who started and who finished a payment.
PAY_STARTED: Series = (28000, 30200, 29900, 30600, 32000, 33400, 41100, 36800, 39400, 38100, 43300, 48300, 55400, 65000)
PAY_SUCCEEDED: Series = (
    26800, 28800, 28600, 29300, 30700, 32000, 39100, 35300, 37700, 36500, 41600, 46400, 53200, 62000,
)  # fmt: skip
PAY_SUCCESS_TARGET: Series = (0.955,) * 8 + (0.960,) * 6


def at(series: Series, month: str) -> float:
    """The value of `series` in `month`."""
    return series[MONTHS.index(month)]


def allocate(total: int, weights: Sequence[float], step: int = 1) -> list[int]:
    """`total` split in proportion to `weights`, in multiples of `step`, by largest remainder; the parts add up."""
    units, whole = total // step, sum(weights)
    raw = [units * weight / whole for weight in weights]
    parts = [int(value) for value in raw]
    by_remainder = sorted(range(len(raw)), key=lambda i: (parts[i] - raw[i], i))
    for i in by_remainder[: units - sum(parts)]:
        parts[i] += 1
    return _with_rest([part * step for part in parts], total % step)


def _with_rest(parts: list[int], rest: int) -> list[int]:
    """The parts with what `step` left over added to the largest."""
    parts[max(range(len(parts)), key=parts.__getitem__)] += rest
    return parts

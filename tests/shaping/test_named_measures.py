"""Metrics with their measures and times named in many ways, in random order, down or across: read as meant, or told."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import pytest

from opsreport.model.table import Sheet
from tests.checking.sheets import sheet
from tests.shaping.test_layouts import read, rows

METRICS = {"GMV": "gmv", "新增用户": "new_users", "订单数": "orders"}
NAMES: Mapping[str, Sequence[str]] = {
    "now": ("{}", "{}实际", "实际{}", "本月{}", "当月{}", "{}（实际）", "今年{}", "本期{}", "2025年{}", "{}完成"),
    "target": ("{}目标", "目标{}", "{}（目标）", "{}预算", "本月目标{}", "目标"),
    "past": ("去年同期{}", "{}（去年同期）", "去年{}", "上年同期{}", "同期{}", "2024年{}", "去年同期"),
    "sum": ("累计{}", "{}累计", "{}（累计）", "累计"),
    "year": ("{}年度目标", "年度目标", "全年目标"),
    "rate": ("{}完成率", "完成率", "达成率"),
    "change": ("同比", "环比", "{}同比"),
}
MONTHS = [f"2025-0{number}" for number in range(1, 7)]
Meant = dict[tuple[str, str], dict[str, float]]


class Made(NamedTuple):
    """The lines of one metric, each with its name, and what they mean."""

    lines: list[list[object]]
    meant: Meant


def _metric(name: str, key: str, chance: random.Random) -> Made:
    size = chance.choice((100, 1_000, 5_000))
    now, target, past = ([size + chance.randint(1, 90) for _ in MONTHS] for _ in range(3))
    rates = [f"{100 * one / goal:.1f}%" for one, goal in zip(now, target, strict=True)]
    numbers: Mapping[str, Sequence[object]] = {
        "now": now,
        "target": target,
        "past": past,
        "sum": list(accumulate(now)),
        "year": [size * 15] * len(MONTHS),
        "rate": rates,
        "change": ["1.0%"] * len(MONTHS),
    }
    roles = [role for role in NAMES if role == "now" or chance.random() < 0.45]
    roles = [role for role in roles if role != "rate" or "target" in roles]
    rest = roles[1:]
    chance.shuffle(rest)
    lines = [[chance.choice(NAMES[role]).format(name), *numbers[role]] for role in ("now", *rest)]
    meant: Meant = {(month, key): {"actual": one} for month, one in zip(MONTHS, now, strict=True)}
    for month, goal, then in zip(MONTHS, target, past, strict=True):
        meant[month, key] |= {"target": goal} if "target" in roles else {}
        meant |= {(month.replace("2025", "2024"), key): {"actual": then}} if "past" in roles else {}
    return Made(lines, meant | ({("2025", key): {"target": size * 15}} if "year" in roles else {}))


def _page(seed: int) -> tuple[Sheet, Meant]:
    chance = random.Random(seed)
    made = [_metric(name, METRICS[name], chance) for name in chance.sample(list(METRICS), chance.randint(1, 3))]
    lines = [line for one in made for line in one.lines]
    table = [["指标", *MONTHS], *lines]
    if chance.random() < 0.5:
        table = [["月份", *(line[0] for line in lines)]]
        table += [[month, *(line[at] for line in lines)] for at, month in enumerate(MONTHS, 1)]
    return sheet("核心指标", *table), {key: one for each in made for key, one in each.meant.items()}


def _outcome(seed: int) -> str:
    page, meant = _page(seed)
    _, dataset, findings = read(page)
    if rows(dataset["kpi"], "metric_id") == meant:
        return "as meant"
    told = (one.code for one in findings if one.is_blocking or one.code == "measure_as_metric")
    return next((code for code in told if code != "missing_tab"), f"WRONG in {seed}")


@pytest.mark.parametrize("first", [0, 30, pytest.param(60, marks=pytest.mark.slow)])
def test_names_with_measures_are_read_as_meant_or_told(first: int) -> None:
    count = 30 if first < 60 else 1_000
    found = [_outcome(seed) for seed in range(first, first + count)]
    assert not [one for one in found if one.startswith("WRONG")]
    assert found.count("as meant") >= 0.85 * count

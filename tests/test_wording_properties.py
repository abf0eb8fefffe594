"""Whatever the numbers, no sentence claims a cause, speaks of nan, or says a number that its page does not show."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from opsreport.checking import check
from opsreport.compose import compose
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.report import Report
from opsreport.model.table import Dataset, Table
from opsreport.reading import read_folder
from opsreport.recipe import load_recipe
from opsreport.wording.voice import wording

SAMPLE = Path(__file__).parents[1] / "sample_data" / "starter"
BAD = ("None", "nan", "{{", "}}", "  ", "Number(", "，，", "；；", "。。", "（）", "()", " ，", " 。")
FACTORS = (0.0, 0.2, 0.8, 0.97, 1.0, 1.03, 1.3, 6.0)


@cache
def sample() -> Dataset:
    sheets, found = read_folder(SAMPLE)
    return check(sheets, Period.parse("2025-06"), found)[0]


def fuzzed(dataset: Dataset, seed: int) -> Dataset:
    """The sample with tables and rows missing, columns scaled and cells emptied, as the seed says."""
    chance = random.Random(seed)
    tables = {name: _fuzzed_table(table, chance) for name, table in dataset.tables.items()}
    return replace(dataset, tables={**tables, "kpi": tables["kpi"] if len(tables["kpi"]) else dataset["kpi"]})


def _fuzzed_table(table: Table, chance: random.Random) -> Table:
    if chance.random() < 0.05:
        return replace(table, frame=table.frame.iloc[:0])
    kept = [chance.random() > 0.06 for _ in range(len(table))]
    frame = table.frame[kept].copy()
    for field in table.schema.fields:
        if field.kind in ("int", "number", "money", "rate") and chance.random() < 0.5:
            frame[field.name] = _fuzzed_column(frame[field.name].astype(float), chance)
    return replace(table, frame=frame)


def _fuzzed_column(column: pd.Series[float], chance: random.Random) -> pd.Series[float]:
    factors = [chance.choice(FACTORS) if chance.random() < 0.3 else 1.0 for _ in range(len(column))]
    changed = column * factors
    return changed.mask([chance.random() < 0.04 for _ in range(len(column))])


def texts(node: object) -> Iterator[str]:
    """Every text of a report's slides."""
    match node:
        case str():
            yield node
        case tuple():
            for part in node:
                yield from texts(part)
        case Mapping():
            return
        case _ if is_dataclass(node) and not isinstance(node, type):
            for field in fields(node):
                yield from texts(getattr(node, field.name))


def composed(dataset: Dataset, lang: str) -> Report:
    return compose(load_recipe("brief"), dataset, Findings(), wording(lang), with_notes=False)


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # a seed does not shrink
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 10**6))
def test_fuzzed_facts_make_true_and_clean_sentences(lang: str, seed: int) -> None:
    """compose itself proves titles, numbers and causal words, and raises where they fail."""
    report = composed(fuzzed(sample(), seed), lang)
    for slide in report.slides:
        shown = (slide.title, slide.subtitle, slide.note, slide.blocks)
        bad = [(mark, text) for text in texts(shown) for mark in BAD if mark in text]
        assert not bad, f"{slide.id} (seed {seed}): {bad}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sample_itself_reads_clean(lang: str) -> None:
    slides = composed(sample(), lang).slides
    shown = [(slide.id, text) for slide in slides for text in texts((slide.title, slide.subtitle, slide.blocks))]
    assert not [(page, text) for page, text in shown for mark in BAD if mark in text]

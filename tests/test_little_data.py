"""Whatever part of the company's data there is, every page composes, and no sentence prints a number nobody gave."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from opsreport.checking import check
from opsreport.compose import compose
from opsreport.model.block import Bars, Conclusion, Insight
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.report import Report, Slide
from opsreport.model.table import Dataset, Table
from opsreport.reading import read_folder
from opsreport.recipe import load_recipe
from opsreport.render.deck.grid import boxes
from opsreport.shaping import shaped
from opsreport.wording.voice import wording

JUNE = Period.parse("2025-06")
SAMPLE = Path(__file__).parents[1] / "sample_data" / "starter"
ONES = ("campaign_id", "tier", "reason", "keyword", "action", "name")
NAMES = (*ONES, "step_name", "title", "dim_value")
KEPT = frozenset((*NAMES, "month", "period", "platform", "publish_at", "start", "end", "cohort_month", "day_n"))
DASH = r"[\ue000-\uf8ff]|(?<![\w%] )(?<![\w%])–|–(?! ?[\w<])"
UNSAID = re.compile(DASH + r"|None|\bnan\b|“”|（）|\(\)|，，|，。|^[，；]|[，；：]$")
LONG = "超长名称的会员专享限时满减返场活动二期联合大促特别企划第一批次"


@lru_cache(maxsize=1)
def company() -> tuple[Dataset, Findings]:
    sheets, found = read_folder(SAMPLE)
    regular = shaped(sheets, (), period=JUNE)
    return check(regular.sheets, JUNE, (*found, *regular.findings))


def part_of(seed: int) -> Dataset:
    """A part of the company's data: some tables, rows, months, columns and values, with names of any length."""
    whole, dice = company()[0], random.Random(seed)
    is_short, length = dice.random() < 0.3, dice.choice((1, 1, 2, 40))
    tables = {name: _part(table, dice) for name, table in whole.tables.items()}
    if is_short:
        months = frozenset(str(month) for month in JUNE.back(dice.choice((1, 2))))
        tables = {name: _only(table, months) for name, table in tables.items()}
    if length != 2:
        tables = {name: _named(table, length) for name, table in tables.items()}
    meta = {key: text for key, text in whole.meta.items() if dice.random() < 0.7}
    return Dataset(whole.period, tables, meta, whole.rules)


def _part(table: Table, dice: random.Random) -> Table:
    frame = table.frame
    match dice.randrange(8) if not table.name.endswith("_defs") else 7:
        case 0:
            frame = frame.iloc[:0]
        case 1:
            now = frame[frame["month"] == str(JUNE)] if "month" in frame else frame
            frame = now.iloc[: dice.choice((1, 2))]
        case 2 | 3:
            frame = _blanked(table, frame, [dice.random() < 0.5 for _ in frame.columns])
        case 4:
            frame = _valued(table, frame, dice, 0.0)
        case 5:
            frame = _valued(table, frame, dice, np.nan)
    return _with(table, frame)


def _with(table: Table, frame: pd.DataFrame) -> Table:
    return Table(table.schema, frame, table.places)


def _blanked(table: Table, frame: pd.DataFrame, chosen: list[bool]) -> pd.DataFrame:
    kept = KEPT | set(table.schema.key)
    names = [name for name, is_chosen in zip(frame.columns, chosen, strict=True) if is_chosen and name not in kept]
    return frame.assign(**{name: pd.Series([None] * len(frame), frame.index, dtype=object) for name in names})


def _valued(table: Table, frame: pd.DataFrame, dice: random.Random, value: float) -> pd.DataFrame:
    """Some of the numbers replaced."""
    numbers = [f.name for f in table.schema.fields if f.kind in ("int", "number", "money", "rate")]
    changed = [name for name in numbers if name in frame and name not in ("day_n", "step_no", "probability", "impact")]
    masks = {name: [dice.random() < 0.4 for _ in range(len(frame))] for name in changed}
    made = {name: frame[name].astype(float).mask(np.array(masks[name], bool), value) for name in changed}
    return frame.assign(**made)


def _only(table: Table, months: frozenset[str]) -> Table:
    frame = table.frame
    return _with(table, frame[frame["month"].isin(months)]) if "month" in frame else table


def _named(table: Table, length: int) -> Table:
    """The same rows under names of one letter, or of forty characters."""
    frame = table.frame
    for name in (name for name in NAMES if name in frame):
        texts = {text: index for index, text in enumerate(dict.fromkeys(frame[name])) if isinstance(text, str)}
        made = {text: chr(65 + index % 26) * (1 + index // 26) for text, index in texts.items()}
        if length > 1:
            made = {text: f"{LONG}{LONG}"[: length - 2] + f"{index:02d}" for text, index in texts.items()}
        frame = frame.assign(**{name: [made.get(text, text) for text in frame[name]]})
    return _with(table, frame)


def sentences(report: Report) -> Iterator[tuple[str, str]]:
    for section in report.sections:
        yield section.key, section.message
        for slide in section.slides:
            yield from ((slide.id, text) for text in (slide.title, slide.subtitle, slide.note))
            yield from ((slide.id, text) for text in _computed(slide))


def _computed(slide: Slide) -> Iterator[str]:
    for block in slide.blocks:
        if isinstance(block, Insight):
            yield from (note.text for note in block.notes if not note.typed)
        if isinstance(block, Conclusion):
            yield block.text


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 12))])
def test_any_part_of_the_data_makes_a_review(seed: int) -> None:
    data, findings = part_of(seed), company()[1]
    for lang in ("zh", "en"):
        report = compose(load_recipe("brief"), data, findings, wording(lang), with_notes=False)
        assert [text for text in sentences(report) if UNSAID.search(text[1])] == []
        for slide in report.slides:
            assert slide.title
            assert len(boxes(slide.arrangement)) == len(slide.blocks), slide.id
            assert not any(_is_lone_bar(block) for block in slide.blocks), slide.id


def _is_lone_bar(block: object) -> bool:
    return isinstance(block, Bars) and sum(not n.is_missing for one in block.series for n in one.numbers) < 2

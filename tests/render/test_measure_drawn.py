"""The promise of measure.py against a real renderer: LibreOffice never draws more lines than predicted."""

# ruff: noqa: E501
from __future__ import annotations

import random
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from pptx import Presentation

from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, text_box
from opsreport.render.deck.theme import Theme
from opsreport.render.measure import lines_needed
from tests.render.gallery import HOUSE

PHRASES = (
    "6月总营收872万元，达成率109%", "环比+9.3%", "同比+58.8%", "信息流ROI为1:0.86，连续两个月低于盈亏平衡线2.0", "（含优惠前价，不含取消）",
    "“价格/优惠不足”占31.2%", "加购到下单一步流失31.2万人；", "Top 200 SKU安全库存", "GMV 8,642万元", "iOS与Android双端App",
    "高频用户占比18.4%、", "目标4.8%，高于目标1.3个百分点", "2025-06-30", "小程序→下单", "转化率3.42%", "《数据口径说明》第2版：",
    "the retention rate rose by 2.0 pp", "versus last month", "new users", "CNY 8.72m", "payers who came back",
)  # fmt: skip
HAN = "云杉生活电商达人直播图文种草合作渠道自然搜索信息流广告品牌展示社群私域会员日年中大促家居品类周新客首单礼改版"
COLUMNS, ROWS = 4, 2
CELL = (inches(3.2), inches(3.6))


@dataclass(frozen=True)
class Sample:
    """A text with its look and the width it is set in."""

    text: str
    size: float
    width: float
    bold: bool


def samples(seed: int, count: int) -> list[Sample]:
    """Mixed sentences, names of up to 20 Han, and English, at table and panel sizes."""
    chance = random.Random(seed)
    found = []
    for index in range(count):
        if index % 3 == 0:
            text = "".join(chance.choice(HAN) for _ in range(chance.randint(4, 20)))
        elif index % 3 == 1:
            text = "".join(chance.choice(PHRASES[:16]) for _ in range(chance.randint(1, 4)))
        else:
            text = " ".join(chance.choice(PHRASES[16:]) for _ in range(chance.randint(1, 4)))
        size = chance.choice((10, 10.5, 11, 11.5, 12, 15))
        found.append(Sample(text, size, chance.uniform(70, 215), chance.random() < 0.3))
    return found


@pytest.mark.slow
def test_libreoffice_draws_no_more_lines_than_predicted(soffice: str, tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext (poppler-utils)")
    told = samples(7, 96)
    drawn = drawn_lines(soffice, told, tmp_path)
    short = [
        (sample, lines_needed(sample.text, sample.size, sample.width, sample.bold), lines)
        for sample, lines in zip(told, drawn, strict=True)
        if lines_needed(sample.text, sample.size, sample.width, sample.bold) < lines
    ]
    assert not short
    predicted = sum(lines_needed(s.text, s.size, s.width, s.bold) for s in told)
    assert predicted <= sum(drawn) * 1.12, "the measure has become too careful to be of use"


def drawn_lines(soffice: str, told: list[Sample], folder: Path) -> list[int]:
    """How many lines LibreOffice draws of each sample."""
    deck = Presentation(str(HOUSE))
    per_slide = COLUMNS * ROWS
    for start in range(0, len(told), per_slide):
        slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("OR Blank"))
        stage = Stage(slide, Theme(), "zh", "test/text/1")
        for index, sample in enumerate(told[start : start + per_slide]):
            text_box(stage, spot(index, points(sample.width)), sample.text, size=sample.size, bold=sample.bold)
    path = folder / "samples.pptx"
    deck.save(str(path))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    layout = folder / "samples.html"
    subprocess.run(["pdftotext", "-bbox-layout", str(path.with_suffix(".pdf")), str(layout)], check=True)
    return counted(layout.read_text(encoding="utf-8"), len(told))


def spot(index: int, width: int) -> Box:
    """The place of the n-th sample of a slide."""
    row, column = divmod(index % (COLUMNS * ROWS), COLUMNS)
    return Box(inches(0.2) + column * CELL[0], inches(0.1) + row * CELL[1], width, CELL[1])


def counted(layout: str, count: int) -> list[int]:
    """The number of different baselines among the words that begin in each sample's place."""
    found: list[set[int]] = [set() for _ in range(count)]
    for page, body in enumerate(layout.split("<page ")[1:]):
        for word in re.finditer(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">', body):
            left, top, bottom = (float(value) for value in word.groups())
            column, row = int((left - 14.4 + 1) * 12700 // CELL[0]), int(((top + bottom) / 2 - 7.2) * 12700 // CELL[1])
            index = page * COLUMNS * ROWS + row * COLUMNS + column
            if index < count:
                found[index].add(round((top + bottom) / 2 / 6))
    return [len(lines) for lines in found]

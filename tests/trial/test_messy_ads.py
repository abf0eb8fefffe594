"""A report of two sheets with merged headers, months across and every way to type a number: each cell reads right."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pptx import Presentation

from opsreport.checking import check
from opsreport.checking.about import About
from opsreport.checking.cells import amount_of
from opsreport.checking.tabs import recognised
from opsreport.checking.typed import typed_rows
from opsreport.model.amount import Amount
from opsreport.model.period import Period
from opsreport.pipeline import Job, build
from opsreport.reading import read_folder
from opsreport.shaping import shaped
from tests.trial.real import TRIAL, checked, trial_folder

FILE = "messy_ads/2020年Q2投放月报.xlsx"
JUNE = Period.parse("2020-06")
CAMPAIGNS = """
[[source]]
file = "2020年Q2投放*.xlsx"
sheet = "分计划"
table = "channels"
columns = {计划 = "channel"}
constants = {family = "付费"}
"""
PLACEMENTS = CAMPAIGNS.replace("分计划", "分资源位").replace("计划 =", "资源位 =")


def values_by_cell(folder: Path, toml: str) -> dict[tuple[str, str], tuple[float, str, str]]:
    """By sheet and cell: the number as read, its month and what it is of; total rows and figures made of others too."""
    settings = trial_folder(folder, FILE, toml)
    tabs, _ = recognised(shaped(read_folder(settings.data)[0], settings.sources, period=JUNE).sheets)
    read: dict[tuple[str, str], tuple[float, str, str]] = {}
    for tab in tabs:
        rows = typed_rows(tab, About(), JUNE)
        for line in (*rows.data, *rows.totals):
            for name, value in line.values.items():
                amount = value.value if isinstance(value, Amount) else value
                if isinstance(amount, float):
                    where = line.origin(name)
                    read[where.sheet, where.cell] = amount, line.text("month"), line.text("channel")
            for column in tab.derived:
                cell = tab.sheet.cells.get((line.row, column))
                if cell and (figure := amount_of(cell)):
                    where = tab.sheet.origin(line.row, column)
                    read[where.sheet, where.cell] = figure.value, line.text("month"), line.text("channel")
    return read


def test_every_recorded_cell_reads_to_its_truth(tmp_path: Path) -> None:
    read = values_by_cell(tmp_path, CAMPAIGNS + PLACEMENTS)
    truth = json.loads((TRIAL / FILE).with_suffix(".truth.json").read_text("utf-8"))["cells"]
    assert len(truth) == 186
    for cell in truth:
        value, month, name = read.pop((cell["sheet"], cell["cell"]))
        assert abs(value - cell["true"]) <= cell["tolerance"], cell
        assert (month, name) == (cell["period"], cell["dim"]), cell
    assert not read, "cells that nobody typed a number in"


def test_a_deck_is_built_from_the_campaigns_alone(tmp_path: Path) -> None:
    settings = trial_folder(tmp_path, FILE, CAMPAIGNS)
    receipt = build(Job(JUNE, settings, datetime(2020, 7, 5, tzinfo=UTC)))
    deck = next(path for path in receipt.paths if path.suffix == ".pptx")
    slides = Presentation(str(deck)).slides
    assert len(slides) >= 5
    assert any("总营收" in shape.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    notes = " ".join(slide.notes_slide.notes_text_frame.text for slide in slides)
    assert "分计划!R4" in notes, "the revenue of June, traced to its cell"


@pytest.mark.parametrize("toml", [CAMPAIGNS, PLACEMENTS], ids=["campaigns", "placements"])
def test_both_ways_to_split_the_spend_come_to_the_same_sum(tmp_path: Path, toml: str) -> None:
    channels = checked(trial_folder(tmp_path, FILE, toml), "2020-06")["channels"]
    assert channels.where(month="2020-06").total("clicks").value == 291_806
    assert channels.where(month="2020-06").total("spend").amount == pytest.approx(30_795, abs=1)


def test_both_together_are_told_to_count_the_spend_twice(tmp_path: Path) -> None:
    settings = trial_folder(tmp_path, FILE, CAMPAIGNS + PLACEMENTS)
    sheets, found = read_folder(settings.data)
    regular = shaped(sheets, settings.sources, period=JUNE)
    findings = check(regular.sheets, JUNE, (*found, *regular.findings))[1]
    (blocking,) = [one for one in findings if one.is_blocking]
    assert (blocking.code, blocking.details["seen"]) == ("counted_twice", "计划1 / 计划3")

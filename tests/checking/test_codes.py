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

from opsreport.checking import CODES, check
from opsreport.model.finding import Finding
from opsreport.reading import read_file
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "sample_data" / "broken"
FILES = sorted(path.stem for path in BROKEN.glob("*.xlsx") if path.stem != "healthy")
# these need a folder, several files, a size or bytes no workbook writer makes; each has a test of its own
WITHOUT_FILE = {
    "empty_folder",
    "source_unmatched",
    "source_header_missing",
    "duplicate_file",
    "encrypted_file",
    "too_large",
    "locked_file",
    "file_versions",
    "restated",
    "hidden_sheet",
    "illegal_characters",
    "foreign_format",
    "unclosed_quote",
    "stray_bytes",
    "text_read_as",
    "saved_otherwise",
}


def words(lang: str) -> dict[str, dict[str, str]]:
    text = (ROOT / "templates" / "wording" / f"findings.{lang}.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["finding"])


def findings_in(name: str) -> tuple[Finding, ...]:
    sheets, found = read_file(BROKEN / f"{name}.xlsx")
    regular = shaped(sheets, period=JUNE)
    return check(regular.sheets, JUNE, (*found, *regular.findings))[1].all


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
    assert set(FILES) == CODES.keys() - WITHOUT_FILE


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_gives_its_finding_and_no_other(name: str) -> None:
    (finding,) = findings_in(name)
    assert finding.code == name
    assert finding.severity is CODES[name]
    for lang in ("zh", "en"):
        for part in words(lang)[name].values():
            assert "{" not in part.format(**finding.details)
    assert finding.origins or name in ("missing_tab", "tab_left_out")


def test_the_healthy_file_gives_none() -> None:
    assert findings_in("healthy") == ()


def test_the_files_are_those_the_program_writes(tmp_path: Path) -> None:
    program = ROOT / "sample_data" / "make_broken.py"
    subprocess.run([sys.executable, program, tmp_path], check=True, timeout=120)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in BROKEN.iterdir()}
    for path in tmp_path.glob("*.xlsx"):
        assert _content(path) == _content(BROKEN / path.name), path.name


def _content(path: Path) -> object:
    """The parts of a workbook: its bytes also depend on the compression library; what is no zip as it stands."""
    if path.stem in ("broken_zip", "unreadable_file"):
        return path.stat().st_size
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}

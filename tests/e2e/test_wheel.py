"""The wheel carries everything: installed alone, without test extras, it makes a review in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsreport import __version__

REPOSITORY = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # half a minute of installing, more where nothing is cached
NO_INDEX = re.compile(
    "No matching distribution|name resolution|Network is unreachable|Connection (?:refused|timed out)"
)


@dataclass(frozen=True)
class Clean:
    """An environment with the wheel alone in it, and an empty folder."""

    programs: Path
    folder: Path

    def opsreport(self, *words: str, below: str = ".") -> list[str]:
        """The lines that `opsreport` prints to stdout; it must succeed and say nothing on stderr."""
        done = ran((self.programs / "opsreport", *words), self.folder / below)
        assert done.stderr == ""
        return done.stdout.splitlines()


def ran(words: Sequence[object], folder: Path) -> subprocess.CompletedProcess[str]:
    """A command run in `folder` with nothing of this environment on its path."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, words)), capture_output=True, encoding="utf-8", cwd=folder, env=environment, check=False
    )
    if done.returncode and NO_INDEX.search(done.stderr):
        pytest.skip("needs a package index for the build backend and the dependencies")
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    made, folder = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("empty")
    quiet = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    ran((sys.executable, *quiet, "wheel", "--no-deps", "--wheel-dir", made, REPOSITORY), made)
    (wheel,) = made.glob("*.whl")
    venv.create(made / "venv", with_pip=True)
    programs = made / "venv" / ("Scripts" if os.name == "nt" else "bin")
    ran((programs / "python", *quiet, "install", wheel), made)
    return Clean(programs, folder)


def test_it_knows_its_version_and_brings_recipes_and_words(clean: Clean) -> None:
    assert clean.opsreport("--version") == [f"opsreport, version {__version__}"]
    listed = clean.opsreport("list")
    assert listed[0].startswith("recipe brief: 运营月报")
    assert any("front/cover" in line for line in listed)


def test_it_brings_no_tool_of_the_tests(clean: Clean) -> None:
    names = ran((clean.programs / "python", "-m", "pip", "list", "--format", "freeze"), clean.folder).stdout.lower()
    assert not [tool for tool in ("pytest", "hypothesis", "mypy", "ruff") if re.search(rf"^{tool}==", names, re.M)]


def test_the_sample_company_is_reviewed_in_an_empty_folder(clean: Clean) -> None:
    written = clean.opsreport("init", "trial", "--example", "--month", "2025-06")
    assert written == [str(Path("trial", "opsreport.toml")), str(Path("trial", "data", "运营数据.xlsx"))]
    paths = [Path(line) for line in clean.opsreport("build", "--month", "2025-06", below="trial")]
    assert [path.name for path in paths[:2]] == ["运营月报_2025-06_草稿.pptx", "运营月报_2025-06_草稿.xlsx"]
    assert all(path.is_absolute() and path.is_file() for path in paths)
    assert {path.parent.name for path in paths} == {"out"}


def test_a_team_of_its_own_starts_with_an_empty_workbook(clean: Clean) -> None:
    clean.opsreport("init", "own", "--month", "2025-06")
    assert (clean.folder / "own" / "data" / "运营数据.xlsx").is_file()
    done = subprocess.run(
        [clean.programs / "opsreport", "build", "--month", "2025-06"],
        capture_output=True, encoding="utf-8", cwd=clean.folder / "own", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert "核心指标" in done.stderr

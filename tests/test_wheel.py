"""The wheel carries everything: installed alone, without test extras, it makes a review in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def ran(words: Sequence[object], folder: Path) -> str:
    """What a command prints, run in `folder` with nothing of this environment on its path."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, cwd=folder, env=environment, check=False
    )
    if "No matching distribution" in done.stderr or "Temporary failure in name resolution" in done.stderr:
        pytest.skip("needs a package index for the wheel's dependencies")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_clean_machine_gets_from_the_wheel_to_a_review(tmp_path: Path) -> None:
    ran((sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, REPOSITORY), tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "clean", with_pip=True)
    programs = tmp_path / "clean" / ("Scripts" if os.name == "nt" else "bin")
    ran((programs / "python", "-m", "pip", "install", "--quiet", wheel), tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    ran((programs / "opsreport", "init", ".", "--example", "--month", "2025-06"), empty)
    paths = ran((programs / "opsreport", "build", "--month", "2025-06"), empty).splitlines()
    assert Path(paths[0]).name == "运营月报_2025-06_草稿.pptx"
    assert all(Path(path).is_file() for path in paths)

"""The corpus of broken and hostile files: each ends soon, small and clean, with the right cells or a named refusal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.reading.hostile_files import Hostile, corpus

pytest.importorskip("resource", reason="limits of memory and time need a Unix")

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 5, 512
LEAST_FILES, EVERY = 150, 16
Outcome = Mapping[str, object]


def run(folder: Path, files: Mapping[str, Hostile]) -> list[Outcome]:
    """How the reading of each file ended, and that no file more is there afterwards."""
    for name, file in files.items():
        (folder / f"{name}{'' if name.endswith(file.suffix) else file.suffix}").write_bytes(file.made())
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    command = [sys.executable, "-m", "tests.reading.hostile_runner", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=True)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    return [json.loads(line) for line in done.stdout.splitlines()]


def faults(files: Mapping[str, Hostile], outcomes: list[Outcome]) -> list[str]:
    by_name = {f"{name}{'' if name.endswith(file.suffix) else file.suffix}": file for name, file in files.items()}
    assert {str(one["name"]) for one in outcomes} == set(by_name)
    return [f"{one['name']}: {said}" for one in outcomes for said in said_of(one, by_name[str(one["name"])])]


def said_of(one: Outcome, file: Hostile) -> list[str]:
    """What is wrong with how one file ended."""
    if "traceback" in one or "died" in one:
        return [str(one.get("traceback", one.get("died")))]
    found = []
    if float(str(one["seconds"])) > SECONDS or float(str(one["megabytes"])) > MEGABYTES:
        found.append(f"took {one['seconds']} s and {one['megabytes']} MB")
    if one["tried"]:
        found.append(f"tried {one['tried']}")
    blocking = [(code, origins) for code, blocks, origins in one["findings"] if blocks]  # type: ignore[attr-defined]
    if any(not origins or str(one["name"]) not in origins[0] for _, origins in blocking):
        found.append("a refusal does not name the file")
    return [*found, *wrong_end(one, file, [code for code, _ in blocking])]


def wrong_end(one: Outcome, file: Hostile, codes: list[str]) -> list[str]:
    if codes:
        return [] if set(codes) <= set(file.codes) else [f"refused as {codes}, expected {file.codes or 'to be read'}"]
    if not file.cells and not file.any_cells:
        return [f"read: {one['count']} cells, expected one of {file.codes}"]
    seen = {address: (kind, value) for _, address, kind, value in reversed(one["cells"])}  # type: ignore[call-overload]
    return [f"{at} is {seen.get(at)}, expected {cell}" for at, cell in file.cells.items() if seen.get(at) != cell]


def test_the_corpus_is_large() -> None:
    assert len(corpus()) >= LEAST_FILES


def test_a_share_of_the_corpus(tmp_path: Path) -> None:
    files = dict(list(corpus().items())[::EVERY])
    assert faults(files, run(tmp_path, files)) == []


@pytest.mark.slow
def test_the_whole_corpus(tmp_path: Path) -> None:
    files = corpus()
    assert faults(files, run(tmp_path, files)) == []

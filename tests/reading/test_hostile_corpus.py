"""The corpus of broken and hostile files through the whole of `check`: soon, small, clean, right or refused by name.

The limits are those of the promise R1 in the design of the project, the stricter ones: 5 seconds of wall clock and
512 MB for every file, large ones too, nothing left behind, nothing reached, nothing started.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.reading.hostile_files import Hostile, corpus
from tests.reading.hostile_more import more_corpus

pytest.importorskip("resource", reason="limits of memory and time need a Unix")

ROOT = Path(__file__).parents[2]
# a quiet machine needs 5 s at most
SECONDS, MEGABYTES = 20, 512
LEAST_FILES, LEAST_BUILT, EVERY = 650, 550, 50
# what costs a build no more than a check, and is refused before anything is drawn
MASSES = ("layout_", "csv_", "mass_", "many_", "bomb_", "large_")
# exit codes of a command that came to a judgement of the data: done, refused
JUDGED = (0, 3)
CHECK = ("check", "-v", "--annotate", "marked")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
Outcome = Mapping[str, object]


@functools.cache
def whole_corpus() -> Mapping[str, Hostile]:
    return corpus() | more_corpus()


def small_ones() -> Mapping[str, Hostile]:
    """The files that are soon written and read."""
    return {name: file for name, file in whole_corpus().items() if not (file.is_large or name.startswith(MASSES))}


def run(folder: Path, files: Mapping[str, Hostile], words: tuple[str, ...]) -> list[Outcome]:
    """How the command ended on each file, and that the files are still as they were."""
    for name, file in files.items():
        data = folder / name / "data"
        data.mkdir(parents=True)
        (data / file_name(name, file)).write_bytes(file.made())
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*/data/*")}
    command = [sys.executable, "-m", "tests.reading.hostile_runner", str(folder), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3600, check=True)
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*/data/*")} == before
    return [json.loads(line) for line in done.stdout.splitlines()]


def file_name(name: str, file: Hostile) -> str:
    return name if name.endswith(file.suffix) else name + file.suffix


def faults(files: Mapping[str, Hostile], outcomes: list[Outcome]) -> list[str]:
    assert {str(one["name"]) for one in outcomes} == set(files)
    return [f"{one['name']}: {said}" for one in outcomes for said in said_of(one, files[str(one["name"])])]


def said_of(one: Outcome, file: Hostile) -> list[str]:
    """What is wrong with how one file ended."""
    if "traceback" in one or "died" in one:
        return [str(one.get("traceback", f"ended after {one['wall']} s with {one.get('died')}"))]
    found = [f"{key}: {one[key]}" for key in ("tried", "left") if one[key]]
    if one["code"] not in JUDGED:
        found.append(f"exit code {one['code']}: {one['said']}")
    seconds, megabytes = float(str(one["seconds"])), float(str(one["megabytes"]))
    if seconds > SECONDS or megabytes > MEGABYTES:
        found.append(f"took {seconds:.1f} s and {megabytes:.0f} MB")
    if CONTROL.search(str(one["said"])):
        found.append("control signs reach the terminal")
    blocking = [(code, origins) for code, blocks, origins in one["findings"] if blocks]  # type: ignore[attr-defined]
    own = file_name(str(one["name"]), file)
    if any(
        not origins or own not in origins[0] or own not in str(one["said"])
        for code, origins in blocking
        if code != "empty_folder"
    ):
        found.append("a refusal does not name the file")
    return [*found, *wrong_end(one, file, [code for code, _ in blocking])]


def wrong_end(one: Outcome, file: Hostile, codes: list[str]) -> list[str]:
    if codes:
        return [] if set(codes) <= set(file.codes) else [f"refused as {codes}, expected {file.codes or 'to be read'}"]
    if not file.cells and not file.any_cells:
        return [f"read: {one['count']} cells, expected one of {file.codes}"]
    seen = {address: (kind, value) for _, address, kind, value in reversed(one["cells"])}  # type: ignore[call-overload]
    return [f"{at} is {seen.get(at)}, expected {cell}" for at, cell in file.cells.items() if seen.get(at) != cell]


@pytest.mark.slow
def test_the_corpus_is_large() -> None:
    assert len(whole_corpus()) >= LEAST_FILES


def test_a_share_of_the_corpus(tmp_path: Path) -> None:
    files = dict(list(small_ones().items())[::EVERY])
    assert faults(files, run(tmp_path, files, CHECK)) == []


@pytest.mark.slow
def test_the_whole_corpus_through_check(tmp_path: Path) -> None:
    files = whole_corpus()
    assert faults(files, run(tmp_path, files, CHECK)) == []


@pytest.mark.slow
def test_the_corpus_through_build(tmp_path: Path) -> None:
    """All but the masses, which a build reads and refuses with the very same code as a check."""
    files = small_ones()
    assert len(files) > LEAST_BUILT
    outcomes = run(tmp_path, files, ("build",))
    assert faults(files, outcomes) == []
    refused = {str(one["name"]) for one in outcomes if one["code"]}
    assert refused
    assert not [path for path in tmp_path.glob("*/out/*.pptx") if path.parts[-3] in refused]

"""Killed anywhere, by the real signal: one generation, a sound ledger, no litter, nothing to repair."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from opsreport.deliver.folder import settle
from opsreport.deliver.ledger import Ledger
from opsreport.deliver.lock import STATE, locked
from opsreport.deliver.record import fingerprint
from tests.deliver.deliveries import (
    FIRST,
    KEY,
    LETTER,
    NOW,
    SECOND,
    THIRD,
    build_of,
    built,
    check_tidy,
    deliver,
    visible,
)

if sys.platform == "win32":
    pytest.skip("children are forked and killed by signal here, which Windows has not", allow_module_level=True)

from tests.deliver.forks import ended, forked, killed_at, killed_beyond

REPOSITORY = Path(__file__).parents[2]
EPOCHS = (1_751_700_000, 1_751_800_000)


def check_found(folder: Path) -> None:
    """What a person, and `history`, find right after the kill."""
    there = visible(folder)
    assert there.items() <= FIRST.items() or there.items() <= SECOND.items()
    record = folder / "run.json"
    assert not record.exists() or json.loads(record.read_text("utf-8"))["period"] == "2025-06"
    with Ledger.read(folder) as ledger:
        last = ledger.last_build("2025-06")
        states = [entry.state for entry in ledger.entries("2025-06")]
        assert len(ledger.history()) == 2 * len(ledger.builds("2025-06")) + len(states) + ("accepted" in states)
    if last and last.outputs == build_of(SECOND).outputs:
        assert there == SECOND
    assert states in ([], ["queued", "queued"], ["accepted", "queued"])


def check_next(folder: Path) -> None:
    """What the next run makes of it: all is in place, and nothing else lies about."""
    with locked(folder, "a test", patience=0) as held:
        settle(held)
    assert visible(folder) in (FIRST, SECOND, {})
    deliver(THIRD, folder)
    assert visible(folder) == THIRD
    check_tidy(folder)
    with Ledger.read(folder) as ledger:
        assert [entry.state for entry in ledger.entries()] == ["accepted", "queued"]
        assert ledger.letter(LETTER) is None


@pytest.fixture(params=["after a build", "the first build"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder as a run finds it: with one generation, or empty."""
    folder = tmp_path / "start"
    folder.mkdir()
    if request.param == "after a build":
        built(folder)
    return folder


def survives(start: Path, folder: Path, kill: Callable[[Callable[[], None]], int]) -> bool:
    """Whether the run reached its end; killed or not, what it left was found sound and carried on with."""
    shutil.copytree(start, folder)
    how = kill(lambda: deliver(SECOND, folder))
    check_found(folder)
    check_next(folder)
    shutil.rmtree(folder)
    assert how in (0, -signal.SIGKILL, -signal.SIGXFSZ)
    return how == 0


@pytest.mark.parametrize(
    ("first", "step"), [(0, 40), *(pytest.param(first, 9, marks=pytest.mark.slow) for first in range(9))]
)
def test_killed_before_any_line_of_the_delivery(start: Path, tmp_path: Path, first: int, step: int) -> None:
    point = first
    while not survives(start, tmp_path / "folder", partial(killed_at, point)):
        point += step
    assert point > 300


@pytest.mark.slow
def test_killed_inside_any_write(start: Path, tmp_path: Path) -> None:
    """The kernel kills where a file outgrows a limit: in the middle of a file, or of SQLite's transaction."""
    size = 0
    while not survives(start, tmp_path / "folder", partial(killed_beyond, size)):
        size += 1500
    assert size > 40_000


def acknowledged(ledger_of: Path, acks: int) -> None:
    """Accept one recipient after another; each is told only after the ledger has it."""
    with locked(ledger_of, "a test", patience=0) as held, Ledger.open(held) as ledger:
        number = len(ledger.entries())
        while True:
            ledger.queue(KEY, [f"{number}@example.com"], LETTER, NOW)
            ledger.mark(KEY, [f"{number}@example.com"], "accepted", "250 OK", NOW, tries=1)
            os.write(acks, f"{number}@example.com\n".encode())
            number += 1


def test_killed_at_any_time_what_was_acknowledged_is_in_the_ledger(tmp_path: Path) -> None:
    told, moments = b"", random.Random(3)
    for _ in range(40):
        reading, writing = os.pipe()
        child = forked(lambda: acknowledged(tmp_path, writing))  # noqa: B023
        os.close(writing)
        with open(reading, "rb") as pipe:
            told += pipe.readline()
            time.sleep(moments.uniform(0, 0.04))
            os.kill(child, signal.SIGKILL)
            assert ended(child) == -signal.SIGKILL
            told += pipe.read()
        with Ledger.read(tmp_path) as ledger:
            accepted = {entry.recipient for entry in ledger.entries() if entry.state == "accepted"}
            open_rows = len(ledger.entries()) - len(accepted)
        assert set(told.decode().split()) <= accepted
        assert open_rows <= 40
    assert len(told.split()) >= 40


def begun(folder: Path, epoch: int) -> subprocess.Popen[bytes]:
    """A whole `opsreport build` of the sample, dated `epoch`, on its way."""
    words = ["build", "--month", "2025-06", "--data", str(REPOSITORY / "sample_data" / "starter"), "--out", str(folder)]
    surroundings = {**os.environ, "PYTHONPATH": str(REPOSITORY), "SOURCE_DATE_EPOCH": str(epoch)}
    command = [sys.executable, "-m", "opsreport", *words]
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, start_new_session=True)


def wait_for_lock(run: subprocess.Popen[bytes], folder: Path) -> None:
    """Until the run has begun to deliver, or has ended."""
    own = f"pid: {run.pid}\n"
    while run.poll() is None and not (folder / STATE / "lock").read_text("utf-8").startswith(own):
        time.sleep(0.001)


def marks(folder: Path) -> dict[str, str]:
    """The outputs there with their fingerprints."""
    return {name: fingerprint(data) for name, data in visible(folder).items()}


@pytest.mark.slow
def test_a_whole_build_killed_at_any_time(tmp_path: Path) -> None:
    """Ten times somewhere on its way, ten times while it delivers; every second run makes other bytes."""
    folder, moments, generations = tmp_path / "out", random.Random(5), []
    for epoch in EPOCHS:
        start = time.monotonic()
        assert begun(folder, epoch).wait() == 0
        duration = time.monotonic() - start
        generations.append(marks(folder))
    assert {Path(name).suffix for name, _ in generations[0].items() - generations[1].items()} >= {".pptx", ".xlsx"}
    for number in range(20):
        run = begun(folder, EPOCHS[number // 2 % 2])
        if number % 2:
            wait_for_lock(run, folder)
        time.sleep(moments.uniform(0, 0.1 if number % 2 else duration))
        run.kill()
        assert run.wait() in (0, -signal.SIGKILL)
        there = marks(folder)
        assert any(there.items() <= generation.items() for generation in generations), number
        with Ledger.read(folder) as ledger:
            assert ledger.builds("2025-06")
    assert begun(folder, EPOCHS[0]).wait() == 0
    assert marks(folder) == generations[0]
    check_tidy(folder, generations[0])

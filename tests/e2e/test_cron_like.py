"""As cron starts it: hardly an environment, no terminal, standard input closed, another folder; the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.books import MOMENT, SAMPLE
from tests.e2e.conftest import Built

REPOSITORY = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="cron is of POSIX")


def started_like_cron(command: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """The command run by sh in / with these variables alone, in a session of its own, without standard input."""
    fixed = {"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": f"{MOMENT.timestamp():.0f}", "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(
        ["/bin/sh", "-c", f"exec {command} <&-"],
        env={**fixed, **variables},
        cwd="/",
        start_new_session=True,
        capture_output=True,
        check=False,
    )


def outputs(folder: Path) -> dict[str, bytes]:
    """What people find there: every file by name, without the folder of opsreport's own state."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A folder with the sample data, called as people call folders."""
    folder = tmp_path / "运营 月报"
    folder.mkdir()
    (folder / "opsreport.toml").write_text("", "utf-8")
    shutil.copytree(SAMPLE, folder / "data")
    return folder


@pytest.mark.slow
def test_a_build_of_cron_gives_the_same_bytes(built: Built, review: Path) -> None:
    words = f"{sys.executable} -m opsreport -C '{review}' build --month 2025-06"
    done = started_like_cron(words, LANG="C")
    assert (done.returncode, done.stderr) == (0, b"")
    made, ordinary = outputs(review / "out"), outputs(built("zh"))
    assert sorted(made) == sorted(ordinary)
    assert [name for name in made if made[name] != ordinary[name]] == []
    printed = {Path(line).name for line in done.stdout.decode().splitlines()}
    assert printed == set(made) - {"run.json"}


def test_a_refusal_is_one_line_of_cron_s_mail(review: Path) -> None:
    shutil.rmtree(review / "data")
    done = started_like_cron(f"{sys.executable} -m opsreport -C '{review}' run --month 2025-06", LC_ALL="C")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("opsreport: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("words", "code"), [("list", 0), ("check --month 2025-06 --data nowhere", 2)])
def test_a_closed_stream_changes_no_exit_code(words: str, code: int, closed: str) -> None:
    done = started_like_cron(f"{sys.executable} -m opsreport {words} {closed}")
    assert done.returncode == code
    assert b"internal error" not in done.stderr

"""One run a folder: the kernel says who, the file says it to people."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from opsreport.deliver import lock
from opsreport.deliver.lock import STATE, FolderUnusable, locked
from opsreport.errors import DeliveryError, FolderHeld, UsageError

HOLD = """
import sys, time
from pathlib import Path
from opsreport.deliver.lock import locked
with locked(Path(sys.argv[1]), "opsreport run"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds `tmp_path`."""
    run = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert run.stdout
    assert run.stdout.readline() == "held\n"
    yield run
    run.kill()
    run.wait()
    run.stdout.close()


def test_the_folder_is_made_and_its_state_stands_in_it(tmp_path: Path) -> None:
    with locked(tmp_path / "八月 草稿" / "out", "a test") as held:
        assert held.folder == tmp_path / "八月 草稿" / "out"
        assert [path.name for path in held.state.iterdir()] == ["lock"]


def test_a_second_run_is_told_who_holds_the_folder(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    with pytest.raises(FolderHeld) as refused, locked(tmp_path, "a test", patience=0):
        pytest.fail("two hold the folder")
    said = str(refused.value)
    assert f"pid: {other.pid}, host: {os.uname().nodename}, command: opsreport run, since: 20" in said
    assert "\n" not in said
    assert refused.value.exit_code == 5


def test_a_second_run_waits_as_long_as_it_may(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    begun = time.monotonic()
    with pytest.raises(FolderHeld), locked(tmp_path, "a test", patience=0.7):
        pytest.fail("two hold the folder")
    assert 0.7 <= time.monotonic() - begun < 5


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_lock_dies_with_its_process(tmp_path: Path, other: subprocess.Popen[str], end: int) -> None:
    other.send_signal(end)
    other.wait()
    assert "opsreport run" in (tmp_path / STATE / "lock").read_text()
    with locked(tmp_path, "a test", patience=0):
        assert f"pid: {os.getpid()}\n" in (tmp_path / STATE / "lock").read_text()


def test_the_lock_ends_with_its_block_however_that_ends(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path, "a test", patience=0):
        _ = 1 / 0
    with locked(tmp_path, "a test", patience=0) as held:
        assert held.folder == tmp_path


def test_a_waiting_run_gets_its_turn(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    subprocess.Popen(["sh", "-c", f"sleep 0.3; kill {other.pid}"])
    with locked(tmp_path, "a test", patience=20) as held:
        assert held.folder == tmp_path


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00 no text", b"pid: 1\nhost: x\x1b[31m\ncommand: opsreport build\n" * 99]
)
def test_words_of_a_lock_that_nobody_holds_are_harmless(tmp_path: Path, content: bytes) -> None:
    (tmp_path / STATE).mkdir()
    (tmp_path / STATE / "lock").write_bytes(content)
    with locked(tmp_path, "a test", patience=0):
        assert (tmp_path / STATE / "lock").read_text().startswith(f"pid: {os.getpid()}\n")
        assert (tmp_path / STATE / "lock").read_text().count("\n") == 4


def test_odd_words_of_the_holder_are_quoted_on_one_short_line(tmp_path: Path) -> None:
    with locked(tmp_path, "odd\x1b[31m\n" + "x" * 9000):
        with pytest.raises(FolderHeld) as refused, locked(tmp_path, "a test", patience=0):
            pytest.fail("two hold the folder")
        assert str(refused.value).isprintable()
        assert len(str(refused.value)) < len(str(tmp_path)) + 600


def test_a_lock_that_somebody_deletes_while_a_run_waits_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / STATE / "lock"
    opened = os.open

    def opened_then_deleted(*args: object) -> int:
        handle = opened(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(os, "open", opened)
        path.unlink()
        return handle

    monkeypatch.setattr(lock, "_PAUSE", 0.01)
    monkeypatch.setattr(os, "open", opened_then_deleted)
    with locked(tmp_path, "a test", patience=5), pytest.raises(FolderHeld), locked(tmp_path, "another", patience=0):
        pytest.fail("two hold the folder")


def test_a_file_in_the_folders_place_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="--out"), locked(tmp_path / "out", "a test"):
        pytest.fail("a file is no folder")


def test_a_file_system_without_locks_is_named_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock.fcntl, "flock", none)
    with pytest.raises(FolderUnusable, match="No locks available"), locked(tmp_path, "a test"):
        pytest.fail("nothing was locked")


def test_no_room_for_the_lock_is_a_delivery_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = len(os.listdir("/dev/fd"))
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DeliveryError, match="No space left on device; the outputs there are unchanged"):  # noqa: SIM117
        with locked(tmp_path, "a test"):
            pytest.fail("nothing was locked")
    assert len(os.listdir("/dev/fd")) == before

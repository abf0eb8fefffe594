"""The output folder: one generation, whatever happens, and never over a person's edits."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opsreport.deliver import folder as delivery
from opsreport.deliver.folder import FolderUnusable, Kept, deliver_folder
from opsreport.deliver.lock import locked
from opsreport.errors import DeliveryError, UsageError

FIRST = {"a.pptx": b"deck one", "a.xlsx": b"book one"}
SECOND = {"a.pptx": b"deck two", "a.xlsx": b"book two"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the record, temporary ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}


def test_files_and_their_fingerprints_are_written(tmp_path: Path) -> None:
    receipt = deliver_folder(FIRST, {"version": "1"}, tmp_path / "new" / "out")
    record = json.loads((tmp_path / "new" / "out" / "run.json").read_text())
    assert contents(tmp_path / "new" / "out") == FIRST
    assert receipt.paths == tuple(tmp_path / "new" / "out" / name for name in FIRST)
    assert (record["version"], set(record["outputs"])) == ("1", set(FIRST))


def test_the_next_generation_replaces_the_last(tmp_path: Path) -> None:
    deliver_folder(FIRST, {}, tmp_path)
    assert deliver_folder(SECOND, {}, tmp_path).kept == ()
    assert contents(tmp_path) == SECOND


def test_an_edited_file_stays_and_the_new_one_stands_beside_it(tmp_path: Path) -> None:
    deliver_folder(FIRST, {}, tmp_path)
    (tmp_path / "a.pptx").write_bytes(b"edited")
    receipt = deliver_folder(SECOND, {}, tmp_path)
    assert receipt.kept == (Kept(tmp_path / "a.pptx", tmp_path / "a_v2.pptx", "edited"),)
    assert contents(tmp_path) == {"a.pptx": b"edited", "a_v2.pptx": b"deck two", "a.xlsx": b"book two"}


def test_an_unedited_second_version_is_replaced_and_an_edited_one_is_not(tmp_path: Path) -> None:
    deliver_folder(FIRST, {}, tmp_path)
    (tmp_path / "a.pptx").write_bytes(b"edited")
    deliver_folder(SECOND, {}, tmp_path)
    deliver_folder(FIRST, {}, tmp_path)
    assert contents(tmp_path)["a_v2.pptx"] == b"deck one"
    (tmp_path / "a_v2.pptx").write_bytes(b"edited too")
    deliver_folder(SECOND, {}, tmp_path)
    assert contents(tmp_path)["a_v2.pptx"] == b"edited too"
    assert contents(tmp_path)["a_v3.pptx"] == b"deck two"


def test_a_stranger_with_our_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.pptx").write_bytes(b"theirs")
    deliver_folder(FIRST, {}, tmp_path)
    assert contents(tmp_path)["a.pptx"] == b"theirs"
    assert contents(tmp_path)["a_v2.pptx"] == b"deck one"


@pytest.mark.parametrize("mark", ["~$a.pptx", ".~lock.a.pptx#"])
def test_a_file_that_is_open_elsewhere_is_left_alone(tmp_path: Path, mark: str) -> None:
    deliver_folder(FIRST, {}, tmp_path)
    (tmp_path / mark).write_bytes(b"")
    assert deliver_folder(SECOND, {}, tmp_path).kept == (Kept(tmp_path / "a.pptx", tmp_path / "a_v2.pptx", "open"),)


def test_another_months_files_are_still_ours_after_a_build_between(tmp_path: Path) -> None:
    deliver_folder(FIRST, {}, tmp_path)
    deliver_folder({"b.pptx": b"other month"}, {}, tmp_path)
    assert deliver_folder(SECOND, {}, tmp_path).kept == ()


def fail_after(calls: int, real: Callable[..., None]) -> Callable[..., None]:
    left = [calls]

    def wrapped(*args: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*args)

    return wrapped


@pytest.mark.parametrize("written", range(4))
def test_a_full_disk_changes_nothing_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    deliver_folder(FIRST, {}, tmp_path)
    record = (tmp_path / "run.json").read_bytes()
    monkeypatch.setattr(delivery, "_write_synced", fail_after(written, delivery._write_synced))
    with pytest.raises(DeliveryError, match=r"No space left.*unchanged"):
        deliver_folder(SECOND, {}, tmp_path)
    assert contents(tmp_path) == FIRST
    assert (tmp_path / "run.json").read_bytes() == record


class Killed(BaseException):
    """Stands for the end of the process: no handler sees it."""


THIRD = {"a.pptx": b"deck three", "a.xlsx": b"book three"}


def dies_after(calls: list[int], real: Callable[..., object]) -> Callable[..., object]:
    """The call, until `calls` (shared, counted down) is used up: then the process ends there."""

    def call(*args: object, **options: object) -> object:
        calls[0] -= 1
        if calls[0] < 0:
            raise Killed
        return real(*args, **options)

    return call


def deliver_and_die(folder: Path, after: int) -> int:
    """Deliver SECOND, ended after so many calls that change the disk; how many calls were left."""
    calls = [after]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", dies_after(calls, os.replace))
        patch.setattr(os, "fsync", dies_after(calls, os.fsync))
        patch.setattr(Path, "unlink", dies_after(calls, Path.unlink))
        try:
            deliver_folder(SECOND, {}, folder)
        except Killed:
            return -1
    return calls[0]


def test_killed_at_any_moment_the_outputs_are_of_one_generation_and_the_next_run_heals(tmp_path: Path) -> None:
    moment = 0
    while True:
        folder = tmp_path / str(moment)
        deliver_folder(FIRST, {}, folder)
        left = deliver_and_die(folder, moment)
        there = {name: data for name, data in contents(folder).items() if not name.startswith(".")}
        assert there.items() <= FIRST.items() or there.items() <= SECOND.items(), moment
        assert deliver_folder(THIRD, {}, folder).kept == (), moment
        assert contents(folder) == THIRD, moment
        if left >= 0:
            break
        moment += 1
    assert moment > 10


def test_a_file_in_the_folders_place_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="--out"):
        deliver_folder(FIRST, {}, tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits are POSIX")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_a_usage_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FolderUnusable, match="ermission"):
        deliver_folder(FIRST, {}, tmp_path)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_folder_that_refuses_the_first_file_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refused(path: Path, data: bytes) -> None:
        raise OSError(code, os.strerror(code))

    deliver_folder(FIRST, {}, tmp_path)
    monkeypatch.setattr(delivery, "_write_synced", refused)
    with pytest.raises(FolderUnusable, match="--out"):
        deliver_folder(SECOND, {}, tmp_path)
    assert contents(tmp_path) == FIRST


def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(DeliveryError, match="another opsreport run"):
        deliver_folder(FIRST, {}, tmp_path, patience=0.1)
    assert deliver_folder(FIRST, {}, tmp_path).kept == ()


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from opsreport.deliver.lock import locked\n"
        "with locked(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == 9
    deliver_folder(FIRST, {}, tmp_path, patience=0.1)

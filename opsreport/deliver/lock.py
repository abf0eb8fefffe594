"""A kernel lock on the output folder: freed by the system when its process ends, however it ends.

It lies on `.opsreport/lock`, which says who holds it. The file stays when the
lock is gone: its words count only while the kernel says that it is held.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from opsreport.errors import DeliveryError, FolderHeld, UsageError

STATE = ".opsreport"
PATIENCE = 60.0
_PAUSE = 0.5
_MOST_QUOTED = 400
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Held:
    """The proof that this run has the output folder to itself, for as long as `locked` lasts."""

    folder: Path

    @property
    def state(self) -> Path:
        """The folder in it that holds what runs remember."""
        return self.folder / STATE


class FolderUnusable(UsageError):
    """The output folder cannot be made or written to: which, and the system's reason."""

    def __init__(self, folder: Path, error: OSError) -> None:
        path = Path(error.filename or folder)
        inside = f" ({path.relative_to(folder)})" if folder in path.parents else ""
        self.folder, self.reason = folder, f"{error.strerror or error}{inside}"
        super().__init__(f"the output folder {folder} cannot be used: {self.reason}; name another with --out")


@contextmanager
def locked(folder: Path, holder: str, patience: float = PATIENCE) -> Iterator[Held]:
    """Hold the folder alone, made where it is missing; `holder` is the command that a second run is told.

    FolderHeld says who has it when another run still holds it after `patience`
    seconds. FolderUnusable: it cannot be a folder, or not be written to.
    DeliveryError: there is no room on the disk.
    """
    handle = _acquired(folder, holder, patience)
    try:
        yield Held(folder)
    finally:
        os.close(handle)


def _acquired(folder: Path, holder: str, patience: float) -> int:
    path = folder / STATE / "lock"
    make_folder(folder)
    with _explained(folder):
        handle = _waited(path, patience)
        if handle is not None:
            _sign(handle, path, holder)
            return handle
    raise FolderHeld(f"{folder} is held by another opsreport run{_signature(path)}; try again when it has ended")


def make_folder(folder: Path) -> None:
    """Make the output folder where it is missing; a long build asks before it starts. Errors as of `locked`."""
    with _explained(folder):
        (folder / STATE).mkdir(parents=True, exist_ok=True)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DeliveryError(f"{folder}: {error.strerror}; the outputs there are unchanged") from error
        raise FolderUnusable(folder, error) from error


def _waited(path: Path, patience: float) -> int | None:
    until = time.monotonic() + patience
    while (handle := _taken(path)) is None and (left := until - time.monotonic()) > 0:
        time.sleep(min(_PAUSE, left))
    return handle


def _taken(path: Path) -> int | None:
    """An open handle that holds the lock; None while another run holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if _is_ours(handle, path):
            return handle
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _sign(handle: int, path: Path, holder: str) -> None:
    """Write who holds the lock, and since when by the file system's clock."""
    try:
        os.utime(path)
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        text = f"pid: {os.getpid()}\nhost: {socket.gethostname()}\ncommand: {holder}\nsince: {since}\n"
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text.encode("utf-8", "replace"))
    except OSError:
        os.close(handle)
        raise


def _signature(path: Path) -> str:
    """What the holder wrote, in brackets; "" when nothing can be read there."""
    try:
        text = path.read_bytes()[:_MOST_QUOTED].decode("utf-8", "replace")
    except OSError:
        return ""
    words = ", ".join("".join(c for c in line if c.isprintable()) for line in text.splitlines())
    return f" ({words})" if words else ""


if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 20  # a locked byte cannot be read there, so it is none of those that say who holds the lock

    def _is_ours(handle: int, path: Path) -> bool:
        os.lseek(handle, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _is_ours(handle: int, path: Path) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.path.samestat(os.fstat(handle), os.stat(path))  # not one that somebody deleted meanwhile
        except (BlockingIOError, FileNotFoundError):
            return False

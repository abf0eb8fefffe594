"""A place that people use too: names that are free there, files that lie on the disk when the call returns."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from opsreport.errors import UsageError

OWN = ".opsreport-"
"""How the names of files begin that wait beside their place."""


def free_name(folder: Path, name: str, is_free: Callable[[Path], bool]) -> str:
    """The name where its place is free, else the first free one of name_v2, name_v3 …"""
    stem, dot, suffix = name.rpartition(".")
    version, candidate = 1, name
    while not is_free(folder / candidate):
        version += 1
        candidate = f"{stem}_v{version}{dot}{suffix}"
    return candidate


def is_open(path: Path) -> bool:
    """Whether an office program has the file open, by the marks it leaves or by what the system says."""
    # Office writes ~$name (cutting two letters of longer names), LibreOffice .~lock.name#
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    if any((path.parent / mark).exists() for mark in marks):
        return True
    try:
        os.rename(path, path)  # Windows refuses this while a program holds the file
    except OSError:
        return True
    return False


def write_synced(path: Path, data: bytes) -> None:
    """Write the file and wait until it lies on the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_new(files: Mapping[Path, bytes]) -> None:
    """Write files where there are none yet, and the folders they need.

    All of them are there in the end, each complete; or nothing of them, and UsageError says why.
    """
    waiting = f"{OWN}{os.getpid()}"
    try:
        with ExitStack() as undoing:
            for path, data in files.items():
                for folder in _missing_folders(path.parent):
                    folder.mkdir()
                    undoing.callback(folder.rmdir)
                undoing.callback(path.with_name(waiting).unlink, missing_ok=True)
                write_synced(path.with_name(waiting), data)
                if path.exists():
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
                os.replace(path.with_name(waiting), path)
                undoing.callback(path.unlink)
            undoing.pop_all()
    except OSError as error:
        where = str(error.filename or path).replace(waiting, path.name)
        raise UsageError(f"{where}: {error.strerror}") from error


def _missing_folders(folder: Path) -> Iterator[Path]:
    """The folders to make before a file can be in it, the outermost first."""
    if not folder.exists():
        yield from _missing_folders(folder.parent)
        yield folder


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder lie on the disk."""
    if os.name == "nt":  # a folder cannot be opened for syncing there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

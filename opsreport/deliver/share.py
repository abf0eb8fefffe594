"""A file share: each month's files in a folder of its own, every file whole or absent, never over a person's edit."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Container, Iterable, Mapping
from functools import partial
from pathlib import Path

from opsreport.deliver.place import OWN, free_name, is_open, sync_folder, write_synced
from opsreport.deliver.record import file_fingerprint, fingerprint
from opsreport.errors import DeliveryError
from opsreport.model.period import Period

MEMORY = ".opsreport.json"
"""Beside the files: the fingerprints of all that was ever written there, by which edits of people are told."""


def copy_to_share(files: Mapping[str, bytes], folder: Path, period: Period | str) -> tuple[Path, ...]:
    """Where the files lie now, in `<folder>/<period>/` and in the order given.

    A file there with other bytes that are not ours, or that is open in Office,
    stays as it is; the new one is named …_v2 (or the next free number). What
    already lies there is not written again. DeliveryError: the share is out of
    reach or full, with the system's reason; each file is then the old or the new one.
    """
    place = folder / str(period)
    try:
        if not folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))  # an unmounted share is not to be made
        place.mkdir(exist_ok=True)
        return _copied(files, place)
    except OSError as error:
        raise DeliveryError(f"{place}: {error.strerror or error}") from error


def _copied(files: Mapping[str, bytes], place: Path) -> tuple[Path, ...]:
    for stale in place.glob(f"{OWN}*"):  # of a copy that was killed
        stale.unlink(missing_ok=True)
    marks = {name: fingerprint(data) for name, data in files.items()}
    known = _remembered(place, marks.values())

    names = {name: free_name(place, name, partial(_is_free, mark, known)) for name, mark in marks.items()}
    for name, data in files.items():
        if file_fingerprint(place / names[name]) != marks[name]:
            _replace(place / names[name], data)
    sync_folder(place)
    return tuple(place / name for name in names.values())


def _is_free(mark: str, known: Container[str], path: Path) -> bool:
    """Whether the place is empty, holds these very bytes, or others of ours that nobody has open."""
    found = file_fingerprint(path)
    return not path.exists() or found == mark or (found in known and not is_open(path))


def _remembered(place: Path, new: Iterable[str]) -> frozenset[str]:
    """The fingerprints written there before; the new ones join them first, so that a crash leaves nothing unknown."""
    try:
        before = frozenset(map(str, json.loads((place / MEMORY).read_text("utf-8"))))
    except (OSError, ValueError, TypeError):
        before = frozenset()
    if not before.issuperset(new):
        _replace(place / MEMORY, json.dumps(sorted(before.union(new)), indent=1).encode())
    return before


def _replace(path: Path, data: bytes) -> None:
    """Put the bytes in place in one step; what stands there before is whole, and so is what stands there after."""
    waiting = path.parent / f"{OWN}{path.name}"
    try:
        write_synced(waiting, data)
        os.replace(waiting, path)
    finally:
        waiting.unlink(missing_ok=True)

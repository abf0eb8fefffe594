"""One stream of a compound file (OLE), the container of an old .xls."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from opsreport.model.package import Unreadable

_LAST_SECTOR = 0xFFFFFFFA
_IN_HEADER = 109
_ENTRY = 128
_ROOT, _STREAM = 5, 2

# from which byte of the file to which
Place = tuple[int, int]


def stream(data: bytes, names: Sequence[str]) -> bytes:
    """The bytes of the first stream of one of these names; Unreadable where the file has none or is broken."""
    places, length = _found(data, names)
    return _joined(data, places)[:length]


def replaced(data: bytes, names: Sequence[str], content: bytes) -> bytes:
    """The file with that stream holding other bytes, as many as it had."""
    changed, at = bytearray(data), 0
    for start, end in _found(data, names)[0]:
        piece = content[at : at + end - start]
        changed[start : start + len(piece)] = piece
        at += end - start
    return bytes(changed)


def _found(data: bytes, names: Sequence[str]) -> tuple[Sequence[Place], int]:
    try:
        return _places(data, names)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable("unreadable_file", {"part": "OLE"}) from error


def _places(data: bytes, names: Sequence[str]) -> tuple[Sequence[Place], int]:
    """Where the pieces of the stream stand in the file, and how many bytes of them count."""
    size, small_size = 1 << min(data[30], 16), 1 << min(data[32], 16)
    directory, _, limit, small_start, _ = struct.unpack_from("<IIIII", data, 48)
    table = _table(data, size)
    entries = list(_entries(_joined(data, _chained(data, table, directory, size))))
    streams = (entry for name in names for entry in entries if entry[:2] == (name, _STREAM))
    wanted = next(streams, None)
    root = next((entry for entry in entries if entry[1] == _ROOT), None)
    if wanted is None or root is None:
        raise Unreadable("unreadable_file", {"part": "OLE"})
    _, _, start, length = wanted
    if length >= limit:
        return _chained(data, table, start, size), length
    homes = _chained(data, table, root[2], size)
    raw = _joined(data, _chained(data, table, small_start, size))
    small_table = struct.unpack(f"<{len(raw) // 4}I", raw)
    small = _chain(small_table, start, len(data) // small_size)
    return [_inside(homes, one * small_size, small_size) for one in small], length


def _inside(homes: Sequence[Place], at: int, size: int) -> Place:
    """Where so many bytes of a stream of small sectors stand in the file."""
    width = homes[0][1] - homes[0][0]
    start = homes[at // width][0] + at % width
    return start, start + size


def _table(data: bytes, size: int) -> Sequence[int]:
    """The next sector of every sector."""
    sectors = [one for one in struct.unpack_from(f"<{_IN_HEADER}I", data, 76) if one < _LAST_SECTOR]
    following, seen = struct.unpack_from("<I", data, 68)[0], 0
    while following < _LAST_SECTOR and seen * size < len(data):
        *more, following = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += [one for one in more if one < _LAST_SECTOR]
        seen += 1
    whole = b"".join(data[(one + 1) * size : (one + 2) * size] for one in sectors[: len(data) // size + 1])
    return struct.unpack(f"<{len(whole) // 4}I", whole[: len(whole) // 4 * 4])


def _chained(data: bytes, table: Sequence[int], start: int, size: int) -> list[Place]:
    """Where the sectors stand that follow each other from `start`."""
    return [((one + 1) * size, (one + 2) * size) for one in _chain(table, start, len(data) // size)]


def _chain(table: Sequence[int], start: int, most: int) -> Iterator[int]:
    """The sectors that follow each other; a chain that never ends ends with the file."""
    for _ in range(most + 1):
        if start >= _LAST_SECTOR:
            return
        yield start
        start = table[start]


def _joined(data: bytes, places: Sequence[Place]) -> bytes:
    return b"".join(data[start:end] for start, end in places)


def _entries(directory: bytes) -> Sequence[tuple[str, int, int, int]]:
    """Name, type, first sector and length of everything in the file."""
    found = []
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, size = struct.unpack_from("<II", directory, at + 116)
        found.append(
            (directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace"), kind, start, size)
        )
    return found

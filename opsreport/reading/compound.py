"""One stream of a compound file (OLE), the container of an old .xls."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from opsreport.model.package import Unreadable

_LAST_SECTOR = 0xFFFFFFFA
_IN_HEADER = 109
_ENTRY = 128
_ROOT, _STREAM = 5, 2


def stream(data: bytes, names: Sequence[str]) -> bytes:
    """The bytes of the first stream of one of these names; Unreadable where the file has none or is broken."""
    try:
        return _stream(data, names)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable("unreadable_file", {"part": "OLE"}) from error


def _stream(data: bytes, names: Sequence[str]) -> bytes:
    size, small_size = 1 << min(data[30], 16), 1 << min(data[32], 16)
    directory, _, limit, small_start, _ = struct.unpack_from("<IIIII", data, 48)
    table = _table(data, size)
    entries = list(_entries(_chained(data, table, directory, size, 1)))
    wanted = next((entry for entry in entries if entry[0] in names and entry[1] == _STREAM), None)
    root = next((entry for entry in entries if entry[1] == _ROOT), None)
    if wanted is None or root is None:
        raise Unreadable("unreadable_file", {"part": "OLE"})
    _, _, start, length = wanted
    if length >= limit:
        return _chained(data, table, start, size, 1)[:length]
    small = _chained(data, table, root[2], size, 1)
    raw = _chained(data, table, small_start, size, 1)
    return _chained(small, struct.unpack(f"<{len(raw) // 4}I", raw), start, small_size, 0)[:length]


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


def _chained(data: bytes, table: Sequence[int], start: int, size: int, skipped: int) -> bytes:
    """The sectors that follow each other from `start`; a chain that never ends ends with the file."""
    pieces: list[bytes] = []
    while start < _LAST_SECTOR and len(pieces) * size <= len(data):
        pieces.append(data[(start + skipped) * size : (start + skipped + 1) * size])
        start = table[start]
    return b"".join(pieces)


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

"""An .xls whose password is the one that Excel itself sets and tries: whoever opens it is not asked for any.

Excel writes such files when the structure of a workbook is protected. The
cipher is RC4 with a new key every 1024 bytes, so that all of these are worked
out side by side.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from opsreport.model.package import Unreadable, require
from opsreport.reading.compound import replaced, stream
from opsreport.reading.limits import MAX_TEXT_BYTES

BOOKS = ("Workbook", "Book")
"""How the stream of a workbook is called."""
_PASSWORD = "VelvetSweatshop".encode("utf-16-le")
_FILEPASS, _NOTHING = 0x2F, 0x0FFF
_BLOCK, _STATES, _HEAD = 1024, 256, 4
# what is never locked: where a part begins, what says how it is locked, who else has it open
_OPEN = frozenset((0x809, _FILEPASS, 0xE1, 0x138, 0x194, 0x195, 0x196))
_SHEET, _PLACE = 0x85, 4

Bytes = npt.NDArray[np.uint8]
# the key of a block by its number
Keys = Callable[[int], bytes]


def unlocked(data: bytes) -> bytes:
    """The file as it would be without a password, itself where it has none.

    Unreadable: encrypted_file where somebody chose the password, too_large.
    """
    book = stream(data, BOOKS)
    at = next((at for at, kind, _ in _records(book) if kind == _FILEPASS), None)
    if at is None:
        return data
    require("bytes", len(book), MAX_TEXT_BYTES)
    keys = _keys(book[at + _HEAD : at + _HEAD + struct.unpack_from("<H", book, at + 2)[0]])
    plain = bytearray(_decrypted(book, keys))
    struct.pack_into("<H", plain, at, _NOTHING)
    return replaced(data, BOOKS, bytes(plain))


def _records(book: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each record begins, its kind and the length of its body, which may be locked."""
    at = 0
    while at + _HEAD <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield at, kind, length
        at += _HEAD + length


def _keys(said: bytes) -> Keys:
    """The keys that Excel's own password gives; Unreadable where the file has another, or another cipher."""
    try:
        method, major, minor = struct.unpack_from("<HHH", said)
        if (method, major, minor) == (1, 1, 1):
            salt, check, proof = said[6:22], said[22:38], said[38:54]
            keys, digest = _first_keys(salt), hashlib.md5
        elif method == 1 and minor == 2:
            flags_and_head = struct.unpack_from("<I", said, 10)[0] + 14
            bits = struct.unpack_from("<I", said, 14 + 16)[0]
            salt, check = (said[flags_and_head + start :][:16] for start in (4, 20))
            proof = said[flags_and_head + 40 :][:20]
            keys, digest = _later_keys(salt, bits or 40), hashlib.sha1
        else:
            raise Unreadable("encrypted_file")
    except struct.error as error:
        raise Unreadable("encrypted_file") from error
    opened = _xored(check + proof, keys)
    if digest(opened[:16]).digest() != opened[16:]:
        raise Unreadable("encrypted_file")
    return keys


def _first_keys(salt: bytes) -> Keys:
    """Those of Excel 97."""
    start = hashlib.md5((hashlib.md5(_PASSWORD).digest()[:5] + salt) * 16).digest()[:5]
    return lambda block: hashlib.md5(start + struct.pack("<I", block)).digest()


def _later_keys(salt: bytes, bits: int) -> Keys:
    """Those of Excel 2002 and later; a key of 40 bits is filled up with zeros."""
    start = hashlib.sha1(salt + _PASSWORD).digest()
    size = max(min(bits // 8, 16), 1)
    filled = 16 if bits == 40 else size
    return lambda block: hashlib.sha1(start + struct.pack("<I", block)).digest()[:size].ljust(filled, b"\0")


def _decrypted(book: bytes, keys: Keys) -> bytes:
    """The stream with the bodies of its records unlocked."""
    plain = np.frombuffer(_xored(book, keys), np.uint8).copy()
    locked = np.frombuffer(book, np.uint8)
    for at, kind, length in _records(book):
        kept = _HEAD + (length if kind in _OPEN else _PLACE if kind == _SHEET else 0)
        plain[at : at + kept] = locked[at : at + kept]
    return plain.tobytes()


def _xored(data: bytes, keys: Keys) -> bytes:
    """Every byte with that of the cipher."""
    count = -(-len(data) // _BLOCK)
    cipher = _ciphers(np.array([list(keys(block)) for block in range(count)], np.uint8), min(len(data), _BLOCK))
    return (np.frombuffer(data, np.uint8) ^ cipher.ravel()[: len(data)]).tobytes()


def _ciphers(keys: Bytes, length: int) -> Bytes:
    """The first bytes of RC4 for each of the keys."""
    rows = np.arange(len(keys))
    states = np.tile(np.arange(_STATES, dtype=np.uint8), (len(keys), 1))
    second = np.zeros(len(keys), np.uint8)
    for first in range(_STATES):
        second += states[:, first] + keys[:, first % keys.shape[1]]
        _swap(states, rows, first, second)
    second[:] = 0
    made = np.empty((len(keys), length), np.uint8)
    for at in range(length):
        first = (at + 1) % _STATES
        second += states[:, first]
        _swap(states, rows, first, second)
        made[:, at] = states[rows, states[:, first] + states[rows, second]]
    return made


def _swap(states: Bytes, rows: npt.NDArray[np.int64], first: int, second: Bytes) -> None:
    kept = states[:, first].copy()
    states[:, first] = states[rows, second]
    states[rows, second] = kept

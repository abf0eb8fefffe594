"""An .xls under a password, as Excel's own ciphers lock one: the workings of the specification, a byte at a time."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator

from opsreport.reading.compound import replaced, stream

OWN = "VelvetSweatshop"
_NAMES = ("Workbook",)
_WRITER, _OPEN = 0x5C, (0x809, 0x2F, 0xE1)
_SALT, _CHECK = bytes(range(16)), bytes(range(100, 116))


def locked_xls(data: bytes, password: str = OWN, *, bits: int = 0) -> bytes:
    """The file under a password, with the cipher of Excel 97, or with a key of so many bits of later ones."""
    book = stream(data, _NAMES)
    text = password.encode("utf-16-le")
    keys = _later(text, bits) if bits else _first(text)
    digest = hashlib.sha1 if bits else hashlib.md5
    proof = _rc4(keys(0), _CHECK + digest(_CHECK).digest())
    head = struct.pack("<IIIIIIII", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0)
    said = struct.pack("<HHH", 1, 1, 1) + _SALT + proof
    if bits:
        said = struct.pack("<HHHII", 1, 2, 2, 4, len(head)) + head
        said += struct.pack("<I", 16) + _SALT + proof[:16] + struct.pack("<I", 20) + proof[16:]
    kinds = {kind: (at, length) for at, kind, length in _records(book)}
    at, length = kinds[_WRITER]  # who wrote it is of no use to anybody, and in the way
    rest = struct.pack("<HH", 0x0FFE, length - 4 - len(said)).ljust(length - len(said), b"\0")
    book = book[:at] + struct.pack("<HH", 0x2F, len(said)) + said + rest + book[at + 4 + length :]
    return replaced(data, _NAMES, _locked(book, keys))


def _locked(book: bytes, keys: Callable[[int], bytes]) -> bytes:
    cipher = b"".join(_rc4(keys(block), bytes(1024)) for block in range(len(book) // 1024 + 1))
    made = bytearray(one ^ other for one, other in zip(book, cipher, strict=False))
    for at, kind, length in _records(book):
        kept = 4 + (length if kind in _OPEN else 4 if kind == 0x85 else 0)
        made[at : at + kept] = book[at : at + kept]
    return bytes(made)


def _records(book: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield at, kind, length
        at += 4 + length


def _first(password: bytes) -> Callable[[int], bytes]:
    short = hashlib.md5((hashlib.md5(password).digest()[:5] + _SALT) * 16).digest()[:5]
    return lambda block: hashlib.md5(short + block.to_bytes(4, "little")).digest()


def _later(password: bytes, bits: int) -> Callable[[int], bytes]:
    start = hashlib.sha1(_SALT + password).digest()
    key = lambda block: hashlib.sha1(start + block.to_bytes(4, "little")).digest()[: bits // 8]  # noqa: E731
    return lambda block: key(block).ljust(16, b"\0") if bits == 40 else key(block)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, second, made = list(range(256)), 0, bytearray()
    for first in range(256):
        second = (second + state[first] + key[first % len(key)]) % 256
        state[first], state[second] = state[second], state[first]
    first = second = 0
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        made.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(made)

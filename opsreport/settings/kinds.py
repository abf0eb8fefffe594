"""Times, sizes and references to secrets, as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SECONDS: Mapping[str, int] = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BYTES: Mapping[str, int] = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}
_DURATION = re.compile(r"([0-9]{1,6}) ?([smhd])")
_SIZE = re.compile(r"([0-9]{1,6}) ?([KMG]?B)", re.IGNORECASE)
_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:[^\x00-\x1f]+|keyring:[^\x00-\x1f]+/[^\x00-\x1f/]+")


def seconds_of(text: str) -> int | None:
    """Seconds of "30s", "10m", "2h" or "3d"; None for anything else and for no time at all."""
    found = _DURATION.fullmatch(text.strip())
    return (int(found[1]) * _SECONDS[found[2]] or None) if found else None


def size_of(text: str) -> int | None:
    """Bytes of "20MB" (decimal: 1 MB is 1 000 000, so that no limit is passed by a rounding); None if it is none."""
    found = _SIZE.fullmatch(text.strip())
    return (int(found[1]) * _BYTES[found[2].upper()] or None) if found else None


def is_reference(text: str) -> bool:
    """Whether the text says where a secret is, instead of being one."""
    return _REFERENCE.fullmatch(text) is not None

"""The stable zip: the same parts give the same bytes, whoever wrote them and when."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def stable_zip(data: bytes, moment: datetime) -> bytes:
    """The package with its entries in a fixed order, all dated `moment`, without the marks of a platform."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for name in sorted(source.namelist(), key=_rank):
            out.writestr(_entry(name, moment), source.read(name), zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()


def _rank(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2)
    entry = zipfile.ZipInfo(name, max(_EARLIEST, stamp))
    entry.create_system = 0
    entry.external_attr = 0
    return entry

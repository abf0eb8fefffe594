"""The stable zip."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from opsreport.render.package import stable_zip


def package(names: tuple[str, ...], moment: tuple[int, int, int, int, int, int]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in names:
            target.writestr(zipfile.ZipInfo(name, moment), name * 3)
    return out.getvalue()


def test_order_and_dates_of_the_source_do_not_matter() -> None:
    names = ("ppt/b.xml", "_rels/.rels", "[Content_Types].xml", "ppt/a.xml")
    moment = datetime(2025, 7, 3, 9, 30, 17)
    one = stable_zip(package(names, (2020, 1, 1, 0, 0, 0)), moment)
    other = stable_zip(package(names[::-1], (2021, 5, 5, 5, 5, 4)), moment)
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as found:
        assert found.namelist() == ["[Content_Types].xml", "_rels/.rels", "ppt/a.xml", "ppt/b.xml"]
        assert found.getinfo("ppt/a.xml").date_time == (2025, 7, 3, 9, 30, 16)
        assert found.read("ppt/b.xml") == b"ppt/b.xml" * 3


def test_a_moment_before_zip_begins_is_its_beginning() -> None:
    found = stable_zip(package(("a",), (2020, 1, 1, 0, 0, 0)), datetime(1970, 1, 1))
    assert zipfile.ZipFile(io.BytesIO(found)).getinfo("a").date_time == (1980, 1, 1, 0, 0, 0)

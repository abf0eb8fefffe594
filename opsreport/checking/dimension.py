"""What part of the whole a goal is of: 区域：华东, 华东 → region, 华东."""

from __future__ import annotations

import re

from opsreport.model.spelling import name_key, plain
from opsreport.schemas.choices import DIMENSION, PARTS

_SPLIT = re.compile(r"[\s:：\-—/(（]+")


def dimension_said(text: str) -> tuple[str, str]:
    """The code of the kind of part and the part's name; ("", …) where no kind is named, nor known of it."""
    head, *rest = _SPLIT.split(plain(text), maxsplit=1)
    known = {name_key(word): code for code, words in DIMENSION.items() for word in words}
    if code := known.get(name_key(head), ""):
        return code, rest[0].strip("()） ") if rest else ""
    return next((code for code, parts in PARTS.items() if re.fullmatch(parts, plain(text))), ""), text.strip()

"""Texts as they stand in TOML."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """A TOML string that says the text, quotes included."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Detail(str):
    """A detail of a finding; {name:toml} puts it down as a TOML string."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return quoted(self) if spec == "toml" else super().__format__(spec)

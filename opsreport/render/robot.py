"""Digest → chat message: a headline and a text in the little markdown that every group robot shows alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from opsreport.templating.whole import fill

MOST_HEADLINE = 200
_LOOKALIKES = str.maketrans("*`<>[]", "＊'＜＞［］")
"""Signs by which a text from a cell could become a link, a mention or a colour, and what is shown for them."""


def render_robot(digest: Mapping[str, object], lang: str, templates: Path | None = None) -> tuple[str, str]:
    """The headline, one line, and the text below it: bold headings, quotes, one line each for everything else.

    `digest` is that of render/digest.py. A robot.md.j2 in `templates` wins over
    ours and runs under limits. TemplateError where it cannot be filled.
    """
    values = {name: _harmless(value) for name, value in {**digest, **_leading(digest)}.items()}
    (text,) = fill(("robot.md.j2",), {**values, "lang": lang}, lang, own=templates)
    headline = str(values["headline"])
    short = headline if len(headline) <= MOST_HEADLINE else f"{headline[: MOST_HEADLINE - 1]}…"
    return short, _tidy(text)


def _leading(digest: Mapping[str, object]) -> Mapping[str, object]:
    """The metrics that a chat has room for, and how many are left out."""
    found, more = digest.get("kpis"), digest.get("kpis_more")
    kpis = [kpi for kpi in found if isinstance(kpi, Mapping)] if isinstance(found, list | tuple) else []
    leading = [kpi for kpi in kpis if kpi.get("leads", True)]
    return {"kpis": leading, "kpis_more": len(kpis) - len(leading) + (more if isinstance(more, int) else 0)}


def _harmless(value: object) -> object:
    """The value with every text on one line, without control characters and without marks of its own."""
    match value:
        case str():
            shown = "".join(sign if sign.isprintable() else " " for sign in value.translate(_LOOKALIKES))
            return " ".join(shown.split())
        case Mapping():
            return {str(name): _harmless(part) for name, part in value.items()}
        case list() | tuple():
            return [_harmless(part) for part in value]
    return value


def _tidy(text: str) -> str:
    lines = "\n".join(line.strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()

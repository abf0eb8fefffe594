"""Digest → mail body: subject, plain text and HTML, through the templates of `templates/mail/` or a user's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from opsreport.templating.whole import fill

Kind = Literal["review", "draft", "failure"]
MOST_SUBJECT, MOST_TEXT = 180, 300
MOST_POINTS, MOST_FINDINGS, MOST_LOG, MOST_INDENT = 20, 60, 30, 4
_EMPTY_LINES = re.compile(r"\n{3,}")
_UNSEEN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cs": "", "Cn": ""}
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WHOLE = ("url", "next")
_INDENTED = ("findings", "log")
_TEXTS = ("organisation", "title", "period", "month", "headline", "subtitle", "actions_headline", "footer", "alt")
_LISTS = ("kpis", "good", "gaps", "readings", "actions", "asks")
_SENDERS_TEXTS = ("cause", "picture_cid")
_SENDERS_LISTS = ("files", "links", "points", "findings", "log", "next")
_NOTHING: Mapping[str, object] = MappingProxyType(
    {
        **dict.fromkeys((*_TEXTS, *_SENDERS_TEXTS), ""),
        **dict.fromkeys((*_LISTS, *_SENDERS_LISTS), ()),
        "heads": {},
        "kpis_more": 0,
        "actions_more": 0,
        "exit_code": 1,
        "is_final": False,
        "is_test": False,
    }
)


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says: one line of subject, the plain text, the HTML page."""

    subject: str
    text: str
    html: str


def render_mail(
    kind: Kind, digest: Mapping[str, object], lang: str, extra: Mapping[str, object], templates: Path | None = None
) -> Body:
    """The mail of a kind from a digest (render/digest.py; {} where nothing was built) and what only the sender knows.

    `extra`, every key optional: is_test (a banner), picture_cid ("summary" where the picture is in the mail), files
    [{name, size in bytes}], links [{name, url}]; for a draft points [text] (what is open); for a failure cause (one
    line), log [text, the last are kept] and exit_code (it settles what to do); for both findings [lines as
    `listing` gives them] and next [the commands to run]. A failure without a digest brings organisation, title and
    period itself. Files of `templates` win over ours file by file and run under limits. TemplateError where a template
    cannot be filled.
    """
    values = {name: _cleaned(value, name) for name, value in {**_NOTHING, **digest, **extra}.items()}
    values |= {**_limited(values), "kind": kind, "lang": lang}
    names = ("subject.txt.j2", f"{kind}.txt.j2", f"{kind}.html.j2")
    subject, text, html = fill(names, values, lang, own=templates)
    return Body(_cut(_one_line(subject), MOST_SUBJECT), _tidy(text), _tidy(html))


def _cleaned(value: object, key: str = "") -> object:
    """The value with every text on one line, free of control characters, and no longer than a mail can carry."""
    match value:
        case str():
            return _line(value, key)
        case Mapping():
            return {str(name): _cleaned(part, str(name)) for name, part in value.items()}
        case int() if key == "size":
            return size_text(value)
        case list() | tuple():
            return [_cleaned(part, key) for part in value]
    return value


def _line(text: str, key: str) -> str:
    indent = len(text) - len(text.lstrip(" ")) if key in _INDENTED else 0
    line = " " * min(indent, MOST_INDENT) + _one_line(text)
    return line if key in _WHOLE else _cut(line, MOST_TEXT)


def _limited(values: Mapping[str, object]) -> dict[str, object]:
    """The lists that may be long, cut to what a mail can show, and how many are left off."""
    kept: dict[str, object] = {}
    for name, most in (("points", MOST_POINTS), ("findings", MOST_FINDINGS)):
        lines = _items(values[name])
        kept |= {name: lines[:most], f"{name}_more": max(len(lines) - most, 0)}
    return {**kept, "log": _items(values["log"])[-MOST_LOG:]}


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _one_line(text: str) -> str:
    """The text without control characters, line breaks and signs that turn the direction of reading."""
    seen = (_UNSEEN.get(unicodedata.category(sign), sign) for sign in text if sign not in _DIRECTIONS)
    return " ".join("".join(seen).split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _tidy(text: str) -> str:
    """The text without spaces at the ends of lines and with one empty line at most, ending in a line break."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", lines).strip() + "\n"


def size_text(count: int) -> str:
    """A number of bytes as people and settings say it: 3.4 MB, 280 KB."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{max(count / 1e3, 1):.0f} KB"

"""What each table of the data was taken for, and why, as the rows of a table of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.model.match import Ignored, Match
from opsreport.model.spelling import name_key
from opsreport.schemas import TABS
from opsreport.wording.voice import Wording

MATCHED = ("place", "taken_for", "why", "columns", "ignored")
_MOST_NAMED = 4


def matched_rows(matches: Sequence[Match], voice: Wording) -> list[tuple[str, ...]]:
    """A row a table under the heads of MATCHED: where it stands, which tab it is, why, its columns, what was left."""
    return [_row(match, voice) for match in matches]


def matched_values(matches: Sequence[Match]) -> list[dict[str, object]]:
    """The tables as plain values for JSON: cells, tab, why, columns by header, what was left out by its reason."""
    return [
        {
            "place": str(match.origin),
            "tab": match.tab,
            "why": list(match.why),
            "columns": {" ".join(header.split()): name for header, name in match.columns.items()},
            "ignored": [{"cell": one.cell, "text": one.text, "reason": one.reason} for one in match.ignored],
        }
        for match in matches
    ]


def _row(match: Match, voice: Wording) -> tuple[str, ...]:
    tab = next(tab for tab in TABS if tab.name == match.tab)
    names = {column.name: _printed(column.headers, voice) for column in tab.columns}
    why = voice.term("label.list_mark").join(voice.term(f"why.{code}") for code in match.why)
    headers = {header: names.get(name, name) for header, name in match.columns.items() if name}
    return match.origin.short, _printed(tab.titles, voice), why, _columns(headers, voice), _left(match.ignored, voice)


def _printed(names: Sequence[str], voice: Wording) -> str:
    return names[1] if voice.lang == "en" and len(names) > 1 else names[0]


def _columns(headers: Mapping[str, str], voice: Wording) -> str:
    """Each column that is filled, with the header it was read from where that says something else."""
    read: dict[str, list[str]] = {}
    for header, name in headers.items():
        read.setdefault(name, []).append(" ".join(header.split()).rstrip("*＊ "))
    parts = []
    for name, texts in read.items():
        more = voice.term("check.headers_more").format(header=texts[0], count=len(texts)) if texts[1:] else texts[0]
        is_same = name_key(more) == name_key(name)
        parts.append(name if is_same else voice.term("check.header_of").format(column=name, header=more))
    return voice.term("label.list_mark").join(parts)


def _left(ignored: Sequence[Ignored], voice: Wording) -> str:
    """What was kept out, by its reason."""
    texts: dict[str, list[str]] = {}
    for one in ignored:
        texts.setdefault(one.reason, []).append(
            voice.term("check.left_out_at").format(text=" ".join(one.text.split()), cell=one.cell)
        )
    mark, parts = voice.term("label.list_mark"), []
    for reason, found in texts.items():
        names = mark.join(found[:_MOST_NAMED])
        more = voice.term("check.more").format(count=len(found)) if len(found) > _MOST_NAMED else ""
        parts.append(voice.term("check.ignored").format(reason=voice.term(f"ignored.{reason}"), names=names + more))
    return " ".join(parts)

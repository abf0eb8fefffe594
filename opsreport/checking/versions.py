"""Files whose names say that they are versions of one another: 副本, 最终版, v3, (1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.spelling import plain
from opsreport.model.table import Sheet

MOST_NAMED = 6
_SAID = ("duplicate_file", "files_disagree")
_GAP = r"[-_\s·]*"
_COPY = re.compile(_GAP + r"(?:的?副本|复制|拷贝|备份|copy(?: of)?|bak)" + _GAP + r"\d*|" + _GAP + r"\(\d+\)")
_FINAL = re.compile(_GAP + r"(?:最终版?|终版|终稿|定稿|final)" + _GAP + r"\d*")
_NUMBER = re.compile(
    _GAP + r"(?:v(\d+)(?:\.\d+)*|第?(\d+)(?:版|稿)|修改版?(\d*)|修订版?(\d*)|最新版?|新版|new)(?![a-z])"
)


def version_findings(
    sheets: Sequence[Sheet], found_before: Sequence[Finding], doubled: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """A warning for each group of files with one name but for such marks, with the one that looks like the last.

    Of files whose rows are the same nothing more is said than `doubled` (duplicate_file) does, nor of
    one that was left aside as a copy.
    """
    pairs = [{origin.file for origin in one.origins} for one in doubled if one.code in _SAID]
    aside = {origin.file for one in found_before if one.code == "sheet_left_aside" for origin in one.origins}
    names = [sheet.file for sheet in sheets] + [origin.file for one in found_before for origin in one.origins]
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for name in names if name not in aside):
        groups.setdefault(base_name(name), []).append(name)
    for alike in groups.values():
        if len(alike) > 1 and not set(alike) <= set().union(*(pair for pair in pairs if pair <= set(alike))):
            keep = max(alike, key=_rank)
            others = listed((name for name in alike if name != keep), MOST_NAMED)
            yield found("file_versions", tuple(map(Origin, alike)), keep=keep, others=others)


def one_of_each(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, those of the version to keep before its others; what says cell by cell the same is there once."""
    kept: list[Sheet] = []
    for sheet in _newest_first(sheets):
        same = (one for one in kept if one.name == sheet.name and one.tab == sheet.tab and _is_version(one, sheet))
        if not any(one.cells == sheet.cells for one in same):
            kept.append(sheet)
    return kept


def _newest_first(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    groups: dict[str, list[str]] = {}
    for file in dict.fromkeys(sheet.file for sheet in sheets):
        groups.setdefault(base_name(file), []).append(file)
    places = {name: at for at, name in enumerate(groups)}
    keep = {max(files, key=_rank) for files in groups.values()}
    if len(keep) == sum(map(len, groups.values())):
        return sheets
    return sorted(sheets, key=lambda sheet: (places[base_name(sheet.file)], sheet.file not in keep))


def _is_version(one: Sheet, other: Sheet) -> bool:
    return one.file != other.file and base_name(one.file) == base_name(other.file)


def base_name(file: str) -> str:
    """The name of a file without its ending and without what marks a version of it."""
    name, before = _stem(file), ""
    while name != before:
        before = name
        for mark in (_COPY, _FINAL, _NUMBER):
            name = mark.sub("", name).strip(" -_·") or name
    return name


def _stem(file: str) -> str:
    return plain(PurePath(file).stem).casefold()


def _rank(file: str) -> tuple[bool, bool, int, int]:
    """Sorts the last version last: a final one, then what is no copy, the highest number, the shortest name."""
    stem = _stem(file)
    numbers = [int(part) for match in _NUMBER.finditer(stem) for part in match.groups() if part]
    return bool(_FINAL.search(stem)), not _COPY.search(stem), max(numbers, default=0), -len(stem)

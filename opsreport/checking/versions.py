"""Files whose names say that they are versions of one another: 副本, 最终版, v3, (1)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import PurePath

from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.checking.rising import DATED
from opsreport.checking.typed import Typed, month_column
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.spelling import plain
from opsreport.model.table import Sheet

MOST_NAMED = 6
_SAID = ("duplicate_file", "files_disagree")
_GAP = r"[-_\s·]*"
_COPY = re.compile(_GAP + r"(?:的?副本|复制|拷贝|备份|copy(?: of)?|bak)" + _GAP + r"\d*|" + _GAP + r"\(\d+\)")
_FINAL = re.compile(_GAP + r"(?:最终版?|终版|终稿|定稿|final)" + _GAP + r"(\d*)")
_NUMBER = re.compile(_GAP + r"(?:v(\d+)(?:\.\d+)*|第?(\d+)(?:版|稿)|修改版?(\d*)|修订版?(\d*))(?![a-z])")
_NEWEST = re.compile(_GAP + r"(?:最新版?|新版|new)(?![a-z])")
Span = AbstractSet[tuple[str, str]]


def version_findings(
    sheets: Sequence[Sheet],
    typed: Sequence[Typed],
    found_before: Sequence[Finding],
    doubled: Sequence[Finding] = (),
) -> Iterator[Finding]:
    """A warning for each group of files with one name but for such marks, with the one that looks like the last.

    Files that have no month of a table in common are no versions of one another. Of files whose rows are
    the same nothing more is said than `doubled` (duplicate_file) does, nor of one that was left aside as a copy.
    """
    pairs = [{origin.file for origin in one.origins} for one in doubled if one.code in _SAID]
    aside = {origin.file for one in found_before if one.code == "sheet_left_aside" for origin in one.origins}
    names = [sheet.file for sheet in sheets] + [origin.file for one in found_before for origin in one.origins]
    known = [name for name in dict.fromkeys(names) if name not in aside]
    spans = _spans(sheets, typed) if len({base_name(name) for name in known}) < len(known) else {}
    for alike in _groups(known, spans):
        if len(alike) > 1 and not set(alike) <= set().union(*(pair for pair in pairs if pair <= set(alike))):
            keep, choice = _choice(alike, spans)
            others = listed((name for name in alike if name != keep), MOST_NAMED)
            yield found("file_versions", tuple(map(Origin, alike)), keep=keep, others=others, choice=choice)


def _spans(sheets: Sequence[Sheet], typed: Sequence[Typed]) -> Mapping[str, Span]:
    """The tables and months of each file, those of sheets included that another version has cell by cell; "" for
    a month that is not said."""
    spans: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in typed:
        spans[one.sheet.sheet.file] |= {(one.sheet.tab.name, month) for month in _months(one)}
    read = {(one.sheet.sheet.file, one.sheet.sheet.name) for one in typed}
    for sheet in sheets:
        if (sheet.file, sheet.name) not in read:
            for one in typed:
                if _is_the_same(one.sheet.sheet, sheet):
                    spans[sheet.file] |= {(one.sheet.tab.name, month) for month in _months(one)}
    return spans


def _months(one: Typed) -> set[str]:
    column = month_column(one.sheet)
    if column:
        return set(one.data.texts(column.name))
    days = {day for name in DATED if name in one.data.typed for day in one.data.values(name).tolist()}
    return {str(Period.of(day)) if isinstance(day, datetime) else "" for day in days} or {""}


def _groups(names: Sequence[str], spans: Mapping[str, Span]) -> list[list[str]]:
    """The names that differ in such marks alone, apart where their files share nothing, in their order."""
    groups: list[list[str]] = []
    for name in names:
        joined = [group for group in groups if any(_are_versions(name, other, spans) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(one for group in joined for one in group), name])
    return groups


def _are_versions(one: str, other: str, spans: Mapping[str, Span]) -> bool:
    """Whether two names are of versions of one file; a file of which nothing was read may be of any month."""
    if base_name(one) != base_name(other):
        return False
    mine, theirs = spans.get(one), spans.get(other)
    if not mine or not theirs:
        return True
    unsaid = {tab for tab, month in (*mine, *theirs) if not month}
    return bool(mine & theirs) or any(tab in unsaid for tab in _tables(mine) & _tables(theirs))


def _tables(span: Span) -> set[str]:
    return {tab for tab, _ in span}


def _choice(names: Sequence[str], spans: Mapping[str, Span]) -> tuple[str, str]:
    """The file to keep and how sure that is: its name tells, it tells but others have more months, or none tells."""
    best = max(map(_rank, names))
    last = [name for name in names if _rank(name) == best]
    is_open = len(last) > 1 or (not _is_newest(last[0]) and any(map(_is_newest, names)))
    is_whole = all(spans.get(name, set()) <= spans.get(last[0], set()) for name in names)
    return last[0], "open" if is_open else "named" if is_whole else "partial"


def one_of_each(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, those of the version to keep before its others; what says cell by cell the same is there once."""
    kept: list[Sheet] = []
    for sheet in _newest_first(sheets):
        if not any(_is_the_same(one, sheet) for one in kept):
            kept.append(sheet)
    return kept


def _newest_first(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    groups: dict[str, list[str]] = {}
    for file in dict.fromkeys(sheet.file for sheet in sheets):
        groups.setdefault(base_name(file), []).append(file)
    places = {name: at for at, name in enumerate(groups)}
    keep = {max(files, key=lambda file: (_rank(file), -len(file))) for files in groups.values()}
    if len(keep) == sum(map(len, groups.values())):
        return sheets
    return sorted(sheets, key=lambda sheet: (places[base_name(sheet.file)], sheet.file not in keep))


def _is_the_same(one: Sheet, other: Sheet) -> bool:
    """Whether two versions of a file have the same sheet, cell by cell."""
    is_like = one.name == other.name and one.tab == other.tab and one.file != other.file
    return is_like and base_name(one.file) == base_name(other.file) and one.cells == other.cells


def base_name(file: str) -> str:
    """The name of a file without its ending and without what marks a version of it."""
    name, before = _stem(file), ""
    while name != before:
        before = name
        for mark in (_COPY, _FINAL, _NUMBER, _NEWEST):
            name = mark.sub("", name).strip(" -_·") or name
    return name


def _stem(file: str) -> str:
    return plain(PurePath(file).stem).casefold()


def _is_newest(file: str) -> bool:
    """Whether a name says 最新: of such a name and of a final one or a number nobody knows which is later."""
    return bool(_NEWEST.search(_stem(file)))


def _rank(file: str) -> tuple[bool, bool, int]:
    """Sorts the last version last: a final one, then what is no copy, then the highest number; none stands for 1."""
    stem = _stem(file)
    marks = [found for mark in (_FINAL, _NUMBER, _NEWEST) for found in mark.finditer(stem)]
    numbers = [int(next(filter(None, found.groups()), 1)) for found in marks]
    return bool(_FINAL.search(stem)), not _COPY.search(stem), max(numbers, default=0)

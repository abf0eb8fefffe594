"""Names that are almost another's: said with the likely one, never joined; and channels that are no longer there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from opsreport.checking.codes import found
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.names import spellings
from opsreport.metrics import METRICS, metric_with_id
from opsreport.model.finding import Finding
from opsreport.model.spelling import name_key

LEAST_CHANNEL, LEAST_METRIC, LONG = 3, 4, 6
_MOST_APART = 2
# so many names nobody types by hand, and to compare each with each would take long
_MOST_NAMES = 300
_COUNTED = re.compile(r"\d+|(?<![a-z])[a-z](?![a-z])")  # what tells 渠道1 from 渠道2 and 信息流A from 信息流B
# a letter that makes another thing of the same word
_TELLING = frozenset("新老首次日周月季年男女内外上下高低率额件单笔台张家")

Months = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Names:
    """The names in a column of some sheets by their ids: the months of each, and its rows."""

    sheets: Sequence[Rows]
    column: str
    ids: Mapping[str, str]

    def months(self) -> Months:
        """The months in which each id has rows."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for rows in self.sheets:
            for text, months in rows.months_of(self.column).items():
                found[self.ids[text]] |= months - {""}
        return {name: frozenset(months) for name, months in found.items() if months}

    def lines(self, names: Container[str], month: str = "") -> Mapping[str, list[Line]]:
        """The rows of each of some ids, of one month or of all."""
        found: dict[str, list[Line]] = {}
        for rows in self.sheets:
            for at, pair in enumerate(zip(rows.texts(self.column), rows.texts("month"), strict=True)):
                if all(pair) and month in ("", pair[1]) and self.ids[pair[0]] in names:
                    found.setdefault(self.ids[pair[0]], []).append(rows[at])
        return found


def near_findings(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Close misses of channels and metrics, and the channels that stopped."""
    channels = _Names([rows for rows in sheets if rows.sheet.tab.name == "channels"], "channel", context.channels)
    metrics = _Names([rows for rows in sheets if rows.sheet.tab.name == "kpi"], "metric", context.metrics)
    months = channels.months()
    missed = dict(_missed_channels(months, str(context.period)))
    for name, lines in channels.lines(missed).items() if missed else ():
        yield _close_miss(lines, "channel", missed[name])
    yield from _stopped(channels, months, context, set(missed.values()))
    misspelt = dict(_missed_metrics(metrics.months()))
    for name, lines in metrics.lines(misspelt).items() if misspelt else ():
        yield _close_miss(lines, "metric", misspelt[name])


def _close_miss(lines: Sequence[Line], column: str, meant: str) -> Finding:
    first = lines[0]
    details = {"column": first.sheet.header(column), "name": first.text(column), "meant": meant}
    return found("name_close_miss", tuple(line.origin(column) for line in lines), first.sheet.tab, **details)


def _missed_channels(channels: Months, month: str) -> Iterator[tuple[str, str]]:
    """A channel first seen this month, with the one it resembles that is not there any more."""
    new = [name for name, months in channels.items() if min(months) == month]
    gone = [name for name, months in channels.items() if month not in months and min(months) < month][:_MOST_NAMES]
    for name in new[:_MOST_NAMES]:
        meant = next((old for old in gone if any(is_close(name, s, LEAST_CHANNEL) for s in spellings(old))), None)
        if meant:
            yield name, meant


def _stopped(channels: _Names, months: Months, context: Context, resumed: set[str]) -> Iterator[Finding]:
    """C0.13: rows last month and none this month, in a month that has rows at all."""
    now, before = str(context.period), str(context.period.previous)
    if not any(now in of_one for of_one in months.values()):
        return
    stopped = {name for name, of_one in months.items() if before in of_one and now not in of_one} - resumed
    for name, last in channels.lines(stopped, before).items() if stopped else ():
        where = tuple(line.origin("channel") for line in last)
        yield found("channel_stopped", where, last[0].sheet.tab, name=name, month=now)


def _missed_metrics(metrics: Months) -> Iterator[tuple[str, str]]:
    """An unknown metric with the one it resembles, which no month of its own has beside it."""
    unknown = [name for name in metrics if metric_with_id(name) is None][:_MOST_NAMES]
    words = [(word, one.labels[0], one.id) for one in METRICS for word in (*one.labels, *one.synonyms)]
    words += [(name, name, name) for name in unknown]
    known = len(words) - len(unknown)
    counted: dict[tuple[str, ...], list[int]] = {}
    for at, (word, _, _) in enumerate(words):
        counted.setdefault(_counted(word), []).append(at)
    for at, name in enumerate(unknown, known):
        for word, label, other in (words[one] for one in counted[_counted(name)] if one < at):
            apart = not metrics[name] & metrics.get(other, frozenset())
            if apart and is_close(name, word, LEAST_METRIC):
                yield name, label
                break


def _counted(name: str) -> tuple[str, ...]:
    """What a name counts with, which no name close to it has otherwise."""
    return tuple(_COUNTED.findall(name_key(name)))


def is_close(one: str, other: str, least: int) -> bool:
    """Whether two names of at least `least` letters look like one mistyped.

    One letter differs, or two stand the other way round, or, from six letters
    on, two apart from each other differ. Numbers, single Latin letters and
    letters that make another thing of a word (新、老、日、周 …) must be the same.
    """
    a, b = name_key(one), name_key(other)
    if (
        a == b
        or min(len(a), len(b)) < least
        or abs(len(a) - len(b)) > _MOST_APART
        or _COUNTED.findall(a) != _COUNTED.findall(b)
    ):
        return False
    if _is_swap(a, b):
        return True
    changes = [op for op in SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if op[0] != "equal"]
    if any(_TELLING & {*a[i:j], *b[k:m]} for _, i, j, k, m in changes):
        return False
    single = all(max(j - i, m - k) == 1 for _, i, j, k, m in changes)
    return single and len(changes) <= (2 if min(len(a), len(b)) >= LONG else 1)


def _is_swap(a: str, b: str) -> bool:
    differ = [i for i, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]]
    return len(a) == len(b) and len(differ) == 2 and differ[1] == differ[0] + 1 and a[differ[0]] == b[differ[1]]

"""What names of metrics say of a measure or a time beside the metric: GMV目标, 去年同期GMV, 2024年GMV, 年度目标."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from opsreport.metrics import metric_named
from opsreport.model.spelling import name_key, plain, simplified
from opsreport.schemas.choices import MOMENT_WORDS
from opsreport.shaping.special import special_of
from opsreport.shaping.yearsago import YEARS_AGO

# year_target: of a whole year; total, total_target: running sums; none: a row of no metric at all
Kind = Literal["", "actual", "target", "rate", "total", "total_target", "year_target", "none"]

_MOMENTS = {**{word: ago for word, ago in MOMENT_WORDS.items() if word.isascii() is False}, "月度": 0}
_TIMES = {**_MOMENTS, "上月同期": 1, **{word: 12 * years for word, years in YEARS_AGO.items()}}
_TIME = "|".join(sorted(_TIMES, key=len, reverse=True))
_SIGNS = " -_/:·的,、"
_TOKEN = (
    rf"(?:(?P<rate>(?:累计|年度|全年|目标|计划|预算)*(?:完成率|达成率|执行率|完成进度)|attainment)"
    rf"|(?P<year_target>(?:20\d\d年?)?(?:(?:全年|年度)(?:目标|计划|预算|任务)|年目标)值?)"
    rf"|(?P<total>(?:本年|当年|年度?|\d{{1,2}}-\d{{1,2}}月)?累计|ytd)"
    rf"|(?P<target>(?:月度?)?(?:目标|计划|预算|target|budget)(?:值|数)?)"
    rf"|(?P<actual>(?:实际|实绩|actual)(?:值|数)?)"
    rf"|(?P<year>20\d\d)年(?!度|目标|计划|预算)"
    rf"|(?P<time>{_TIME}))"
)
_BEFORE = re.compile(_TOKEN + r"(?!值|数|额|完成|达成|率|至今|以来|期|群|[初末底起内])")
_WITHIN = re.compile(rf"(.+?)\(({_TOKEN})\)")
_BEHIND = re.compile(rf"(?:{_TOKEN}|(?P<done>完成(?:值|数|额)?))$")
_KINDS: Mapping[str, Kind] = {
    "rate": "rate",
    "year_target": "year_target",
    "total": "total",
    "target": "target",
    "actual": "actual",
    "done": "actual",
}
_ONLY_AFTER_ACTUAL = ("计划",)  # 会员 and 会员计划 are two metrics, 费用实际 and 费用计划 one
_MOST = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a name says: the metric ("" where it names none), which measure, how many months ago or of which year.

    `words` are those that say so, `is_ahead`: one of them stands before the metric.
    """

    base: str
    kind: Kind = ""
    ago: int = 0
    year: int | None = None
    words: tuple[str, ...] = ()
    is_ahead: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than a metric."""
        return not (self.words or self.kind)

    @property
    def is_before(self) -> bool:
        """Whether 实际 stands before the metric, where it may make another one of it: 实际支付金额."""
        return self.kind == "actual" and self.is_ahead

    @property
    def is_now(self) -> bool:
        """Whether it is what a metric came to in the month that it stands under."""
        return self.kind in ("", "actual") and not (self.ago or self.year)

    @property
    def sort(self) -> tuple[str, int, int | None]:
        """What tells it from the others of its metric."""
        return "actual" if self.kind == "" else self.kind, self.ago, self.year


@dataclass(frozen=True, slots=True)
class Group:
    """The names of one metric: which of a list they are, with what each says; `now` is the one of the metric itself."""

    name: str
    now: int
    rows: Mapping[int, Said]


NOTHING = Said("", "none")


@lru_cache(maxsize=4096)
def measure_said(text: str) -> Said:
    """What a name without its unit says; a metric that the catalogue knows by the whole name is that.

    Changes and shares, 同比, are no metrics that anything could be a measure of.
    """
    if not text or (special_of(text) in ("change", "share") and metric_named(text) is None):
        return NOTHING
    rest, found = plain(text), Said("")
    if within := _WITHIN.fullmatch(simplified(rest).casefold()):
        rest = f"{rest[: within.end(1)]} {within[2]}"
    for _ in range(_MOST if within or metric_named(text) is None else 0):
        half = simplified(rest).casefold()
        token = _BEFORE.match(half) or _BEHIND.search(half)
        more = _with(found, token) if token and len(half) == len(rest) else None
        if token is None or more is None:
            break
        found = replace(more, is_ahead=found.is_ahead or token.end() < len(half))
        rest = (rest[: token.start()] + rest[token.end() :]).strip(_SIGNS)
    return replace(found, base=rest) if found.words else Said(text)


def time_said(text: str) -> Said | None:
    """What a text says that is a time and nothing else: 2024年, 去年同期, 本期; None for any other."""
    said = measure_said(text)
    return said if not said.base and said.kind == "" and said.words else None


def _with(said: Said, token: re.Match[str]) -> Said | None:
    """What is said with one word more; None where that contradicts what is said."""
    parts = token.groupdict()
    words = (*said.words, token[0])
    if parts["time"] or parts["year"]:
        is_free = not (said.year or said.ago or any(word in _TIMES for word in said.words))
        year = int(parts["year"]) if parts["year"] else None
        return replace(said, ago=_TIMES.get(parts["time"] or "", 0), year=year, words=words) if is_free else None
    kind = next(kind for name, kind in _KINDS.items() if parts.get(name))
    if "total" in (said.kind, kind) and (other := {said.kind, kind} - {"total", ""}):
        both: Mapping[Kind, Kind] = {"actual": "total", "target": "total_target"}
        found = both.get(other.pop())
        return replace(said, kind=found, words=words) if found else None
    return replace(said, kind=kind, words=words) if not said.kind else None


def groups_said(names: Sequence[Said], may_be_of: Callable[[int, int], bool]) -> Sequence[Group]:
    """The metrics of a list of which several names speak, or one that says a measure; () where none clearly is so.

    Names of a measure alone are of the metric above. `may_be_of` tells whether one of the list may be of another.
    """
    found = _by_metric(names)
    sound = {key: group for key, rows in found.items() if (group := _group(rows, may_be_of))}
    alone = {at for rows in found.values() for at, said in rows.items() if not said.base}
    is_lost = alone - {at for group in sound.values() for at in group.rows}
    is_open = any(not said.base and said.kind != "none" for at, said in enumerate(names) if at not in alone)
    return () if is_lost or is_open else tuple(sound.values())


def _by_metric(names: Sequence[Said]) -> Mapping[str, dict[int, Said]]:
    """What is said of each metric, by its place in the list."""
    found: dict[str, dict[int, Said]] = {}
    bases = [name_key(said.base) for said in names]
    last = ""
    for at, said in enumerate(names):
        if said.kind == "none":
            continue
        last = bases[at] or last
        if last:
            found.setdefault(last, {})[at] = said
    return found


def _group(rows: Mapping[int, Said], may_be_of: Callable[[int, int], bool]) -> Group | None:
    """The metric that names speak of, each in its own way; None where they do not, or no more than its name."""
    nows = [at for at, said in rows.items() if said.is_now] or _latest(rows)
    sorts = [said.sort for said in rows.values()]
    if len(nows) != 1 or len(set(sorts)) < len(sorts) or all(said.is_plain for said in rows.values()):
        return None
    now = rows[nows[0]]
    is_lone = len(rows) == 1 and (now.is_before or metric_named(now.base) is None)
    is_whole = all(at == nows[0] or said.kind == "rate" or may_be_of(at, nows[0]) for at, said in rows.items())
    return Group(now.base, nows[0], rows) if is_whole and not (is_lone or _is_doubtful(rows.values(), now)) else None


def _is_doubtful(names: Collection[Said], now: Said) -> bool:
    """Whether a name may be that of another metric: 会员计划, 累计用户, 订单完成率 without a target of 订单."""
    named = [said for said in names if said.base]
    is_plan = any(word.startswith(_ONLY_AFTER_ACTUAL) for said in named for word in said.words)
    is_rate = any(said.kind == "rate" for said in named) and not any(said.kind == "target" for said in names)
    metric = metric_named(now.base)
    is_sum = any(said.kind.startswith("total") for said in named) and (metric is None or metric.aggregation != "flow")
    return is_rate or (is_plan and now.kind != "actual") or (is_sum and not now.words)


def _latest(rows: Mapping[int, Said]) -> list[int]:
    """The one of the last year, where no name is of the month itself."""
    years = {at: said.year for at, said in rows.items() if said.year and said.kind in ("", "actual")}
    return [max(years, key=lambda at: years[at] or 0)] if years and len(rows) > 1 else []

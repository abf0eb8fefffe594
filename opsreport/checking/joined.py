"""Different names that were read as one: nothing is joined without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.checking.codes import found
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.tabs import TabSheet
from opsreport.metrics import metric_with_id, qualifier_of
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts, name_key, name_without_unit
from opsreport.schemas.starter import CONTENTS

_NUMBERS = ("int", "money", "share", "measure")
_MOST, _PLATFORM = 8, "platform"
# a name as typed, without its unit, and where it first stands
Names = dict[str, tuple[str, Origin]]


def joined_findings(sheets: Sequence[Rows], tabs: Sequence[TabSheet], context: Context) -> Iterator[Finding]:
    """A note for each metric typed under several names, and for each column of a tab that sheets head differently."""
    lines = [line for rows in sheets if rows.sheet.tab.name == "kpi" for line in rows.firsts("metric")]
    metrics: dict[str, Names] = {}
    firsts: dict[str, Tab] = {}
    for line in lines:
        text = line.text("metric")
        if text and text not in firsts:
            firsts[text] = line.sheet.tab
            bare = name_without_unit(text)
            names = metrics.setdefault(context.metrics[text], {})
            names.setdefault(name_key(bare), (bare, line.origin("metric")))
    for one, names in metrics.items():
        metric = metric_with_id(one)
        labels = (metric.id, *metric.labels) if metric else (one,)
        yield from _told(names, labels, metric.labels[0] if metric else one, next(iter(firsts.values())))
    yield from _narrowed(lines, context)
    yield from _headers(tabs)


def platforms_joined(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """A note for each platform typed under several names."""
    found_as: dict[str, Names] = {}
    for rows in sheets:
        texts = rows.texts(_PLATFORM) if _PLATFORM in rows.typed else []
        for text in dict.fromkeys(one for one in texts if one):
            names = found_as.setdefault(context.platforms[text], {})
            names.setdefault(name_key(text), (text, rows.origin(texts.index(text), _PLATFORM)))
    for meant, names in found_as.items():
        yield from _told(names, (), meant, CONTENTS)


def _narrowed(lines: Sequence[Line], context: Context) -> Iterator[Finding]:
    """A note of the names that brackets narrow down and that were taken for the known metric all the same."""
    taken: dict[str, tuple[str, Origin]] = {}
    for line in lines:
        text = line.text("metric")
        metric = metric_with_id(context.metrics[text]) if text not in taken and qualifier_of(text) else None
        if metric:
            taken[text] = metric.labels[0], line.origin("metric")
    if taken:
        pairs = " / ".join(f"{text} → {label}" for text, (label, _) in list(taken.items())[:_MOST])
        yield found("name_narrowed", tuple(origin for _, origin in taken.values()), lines[0].sheet.tab, names=pairs)


def _headers(tabs: Sequence[TabSheet]) -> Iterator[Finding]:
    heads: dict[tuple[str, str], Names] = {}
    known: dict[str, Tab] = {}
    for one in tabs:
        for name, text in one.headers.items() if not (one.tab.pairs or one.sheet.spots) else ():
            if one.tab.column(name).kind in _NUMBERS:
                known[one.tab.name] = one.tab
                names = heads.setdefault((one.tab.name, name), {})
                names.setdefault(
                    header_parts(text)[0], (name_without_unit(one.header(name)), one.origin(one.header_row, name))
                )
    for (title, name), names in heads.items():
        headers = known[title].column(name).headers
        yield from _told(names, headers[:2], headers[0], known[title])


def _told(names: Names, labels: Sequence[str], meant: str, tab: Tab) -> Iterator[Finding]:
    """The note, unless the names are no more than the printed ones of both languages."""
    if len(names) > 1 and not names.keys() <= set(map(name_key, labels)):
        said = " / ".join(text for text, _ in list(names.values())[:_MOST])
        where = tuple(origin for _, origin in names.values())
        yield found("names_joined", where, tab, meant=meant, names=said)

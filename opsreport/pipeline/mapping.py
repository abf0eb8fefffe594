"""`opsreport map`: what a workbook looks like to us, as [[source]] blocks with everything unsure as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from opsreport.checking import check as checked
from opsreport.deliver import place
from opsreport.errors import DataRefused, UsageError
from opsreport.model.finding import Finding, Findings
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.table import Sheet
from opsreport.model.toml import quoted
from opsreport.pipeline.trying import last_month, month_of, settled
from opsreport.reading import read_file
from opsreport.schemas import TABS
from opsreport.schemas.matching import is_counter
from opsreport.shaping import shaped
from opsreport.shaping.guessing import Guess
from opsreport.shaping.planned import month_asked
from opsreport.shaping.proposing import Proposal, lacks_month, proposals
from opsreport.wording.listing import listing
from opsreport.wording.voice import Wording, finding_text, wording

# a date, or a month, in the name of a file
_DATES = re.compile(
    r"20\d{2}(?:年?Q[1-4]|年第?[一二三四1-4]季度?|[-_.年]?\d{1,2}(?:[-_.月]?\d{1,2})?[日月]?|年)?(?:[-_~至]+\d{4,8})?"
)
_LARGE_UNIT = "万元"
# what blocks nothing, but leaves out what a person may expect
_UNREAD = "unknown_table"
_ALSO_TOLD = ("column_absent", "family_unknown", _UNREAD)


def proposal_text(file: Path, seen_from: Period, lang: str) -> str:
    """The proposed mapping of a workbook as a part of opsreport.toml; what is a comment is for a person to decide.

    It is tried for the month that the workbook reports, `seen_from` where it says
    none. UsageError where there is no such file, DataRefused where it cannot be read.
    """
    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    voice = wording(lang)
    sheets, findings = read_file(file)
    if any(finding.is_blocking for finding in findings):
        raise DataRefused(listing(Findings.collect(findings), seen_from, voice))
    regular = shaped(sheets, period=seen_from)
    period = month_of(checked(regular.sheets, seen_from)[0], file) or seen_from
    found = settled(sheets, proposals(sheets, period), period)
    rest = _still_open(sheets, found, period)
    parts = [voice.term("map.head").format(file=file.name)]
    parts += ["\n".join(_block(one, rest.get(one.sheet.name, ()), voice)) for one in found]
    return "\n\n".join(parts) + "\n"


def _still_open(
    sheets: Sequence[Sheet], found: Sequence[Proposal], period: Period
) -> Mapping[str, tuple[Finding, ...]]:
    """What is found in each sheet, all proposals in use, that keeps it from being read or leaves out pages."""
    sources = [one.source for one in found if one.source and not one.is_comment]
    regular = shaped(sheets, sources, period=period)
    dataset, findings = checked(regular.sheets, period, regular.findings)
    if (last := last_month(dataset)) and last != period:
        findings = checked(regular.sheets, last, regular.findings)[1]
    said = {doubt.code for one in found for doubt in one.doubts}
    told = [one for one in findings if (one.is_blocking and one.code not in said) or _is_told_too(one)]
    return {
        name: tuple(one for one in told if one.origins and one.origins[0].sheet == name)
        for name in {one.sheet.name for one in found}
    }


def _is_told_too(finding: Finding) -> bool:
    """Whether it leaves out what a person may expect; a whole sheet that is unread has a block of its own."""
    return finding.code in _ALSO_TOLD and not (finding.code == _UNREAD and not finding.origins[0].cell)


def _block(one: Proposal, rest: Sequence[Finding], voice: Wording) -> Iterator[str]:
    """Why a sheet is not read as it is, the source that would read it, and what is to be settled even so."""
    yield from (f"## {finding_text(doubt, voice)[0]}" for doubt in one.doubts)
    if one.is_comment and one.source:
        yield from _understood(one, voice) if one.is_read else ()
        yield from _offered(one, voice)
    elif one.source is None and any(finding.is_blocking for finding in rest):
        match = one.matches[0].tab if one.matches else rest[0].tab
        yield voice.term("map.not_yet").format(sheet=one.sheet.name, tab=_title_of(match, voice))
    else:
        yield from _lines(one, voice)
        if rest and one.source:
            yield voice.term("map.rest")
    if not one.is_aside:
        yield from (line for each in rest for line in _point(each, voice, is_asked=one.source is not None))


def _point(finding: Finding, voice: Wording, *, is_asked: bool) -> Iterator[str]:
    """One finding as comments: where, what, and what to do, which for columns that the block asks for stands there."""
    (message, hint), where = finding_text(finding, voice), finding.origins[0]
    is_answered = is_asked and finding.code == "missing_column"
    name = "map.apart" if finding.code == _UNREAD else "map.point_asked" if is_answered else "map.point"
    parts = {"place": where.cell or where.sheet, "message": _in_line(message), "hint": hint}
    first, *rest = voice.term(name).format(**parts).split("\n")
    yield from (first, *(f"##   {line}" for line in rest))


def _offered(one: Proposal, voice: Wording) -> Iterator[str]:
    """The block of a sheet that only a person can ask for, its questions answered, all of it as a comment.

    One # less in each line makes it the block.
    """
    if one.is_again:
        yield voice.term("map.again").format(sheet=one.sheet.name)
    yield voice.term("map.offered")
    yield from (line if line.startswith("##") else f"# {line}" for line in _lines(one, voice))


def _lines(one: Proposal, voice: Wording) -> Iterator[str]:
    if one.source is None:
        yield from _understood(one, voice)
        return
    source, tab = one.source, _tab(one.source.table)
    yield voice.term("map.looks_like").format(sheet=one.sheet.name, tab=_printed(tab.titles, voice), table=tab.name)
    yield "[[source]]"
    yield from _place(source, voice)
    yield f"table = {quoted(source.table)}"
    yield f"header = {source.header[0] if len(source.header) == 1 else list(source.header)}"
    yield from (_chosen(guess, voice) for guess in one.guesses if guess.values)
    if source.add_up:
        yield f"add_up = true  # {voice.term('map.add_up')}"
    yield from _open_questions(one, tab, voice)
    yield "[source.columns]"
    guesses = (guess for guess in one.guesses if guess.reason != "where")
    yield from (_guess(guess, tab, voice, is_answered=one.is_comment) for guess in guesses)
    if one.first:
        yield voice.term("map.first_near" if one.is_first_near else "map.first")
        yield from (f"##   {' · '.join(f'{name} {text}' for name, text in row.items())}" for row in one.first)


def _place(source: Source, voice: Wording) -> Iterator[str]:
    """File and sheet; a name with a date as it may be written for all months."""
    pattern = _DATES.sub("*", source.file)
    hint = f"  # {voice.term('map.pattern').format(pattern=quoted(pattern))}" if pattern != source.file else ""
    yield f"file = {quoted(source.file)}{hint}"
    if source.sheet != source.file.rpartition(".")[0]:
        yield f"sheet = {quoted(source.sheet)}"


def _chosen(guess: Guess, voice: Wording) -> str:
    """The rows that are taken: those that stand for all of them, or all but those."""
    mark = voice.term("map.mark")
    texts = {"values": mark.join(map(_in_line, guess.values)), "omitted": mark.join(map(_in_line, guess.omitted))}
    said = voice.term("map.where" if guess.reason == "where" else "map.where_parts").format(**texts)
    values = ", ".join(map(quoted, guess.values))
    return f"where = {{{quoted(guess.header)} = {values if len(guess.values) == 1 else f'[{values}]'}}}  # {said}"


def _understood(one: Proposal, voice: Wording) -> Iterator[str]:
    """Why a sheet needs no mapping, or that it was not understood."""
    if not one.matches:
        tabs = voice.term("map.mark").join(f"{tab.name} {_printed(tab.titles, voice)}" for tab in TABS if not tab.pairs)
        yield voice.term("map.not_understood").format(sheet=one.sheet.name, tabs=tabs)
    for match in one.matches:
        tab, cells = _title_of(match.tab, voice), match.origin.cell or one.sheet.name
        yield voice.term("map.understood").format(sheet=one.sheet.name, cells=cells, tab=tab)
    used = {header for match in one.matches for header in match.columns}
    left = [guess for guess in one.guesses if guess.header not in used and not is_counter(guess.header)]
    unused = [guess for guess in left if guess.reason in ("unknown", "close", "again_column")]
    if one.matches and unused:
        near = (_near(guess, voice) for guess in unused)
        yield voice.term("map.unused").format(columns=voice.term("map.mark").join(near))


def _near(guess: Guess, voice: Wording) -> str:
    """A header that is not used, with ours that it is like."""
    text = _in_line(guess.header)
    return voice.term("map.near").format(header=text, like=guess.like) if guess.like else text


def _open_questions(one: Proposal, tab: Tab, voice: Wording) -> Iterator[str]:
    """What the workbook does not say: what is the same in all rows, months, units, columns that pages are made of."""
    yield from _constants(one, tab, voice)
    if lacks_month(one):
        near = (guess.header for guess in one.guesses if guess.column == "month")
        likely = month_asked(one.sheet, one.period) if tab.name == "plan" else one.period
        line = f"month = {quoted(next(near, likely))}  # {voice.term('map.month')}"
        yield line if one.is_comment else f"# {line}"
    if one.open.year:
        yield f"# year = {one.open.year}  # {voice.term('map.year').format(year=one.open.year)}"
    if one.open.units:
        units = ", ".join(f'{name} = "{_LARGE_UNIT}"' for name in one.open.units)
        yield f"# unit = {{{units}}}  # {voice.term('map.unit')}"
    named = {guess.column for guess in one.guesses if guess.is_sure} | {asked.column for asked in one.open.constants}
    shown = {header for row in one.first for header in row}
    due = [column for column in tab.columns if column.required and column.without != "assumed"]
    lacking = [column for column in due if column.name not in named and column.headers[0] not in shown]
    missing = [_printed(c.headers, voice) for c in lacking if c.kind not in ("month", "period")]
    if missing:
        yield voice.term("map.missing").format(columns=voice.term("map.mark").join(missing))


def _constants(one: Proposal, tab: Tab, voice: Wording) -> Iterator[str]:
    """What all rows may have in common, in one line; what it may be stands below."""
    asked = one.open.constants
    if not asked:
        return
    line = f"constants = {{{', '.join(f'{each.column} = {quoted(each.text)}' for each in asked)}}}"
    is_sure = one.is_comment or all(each.is_sure for each in asked)
    yield f"{line}  # {voice.term('map.by_columns')}" if is_sure else f"# {line}  # {voice.term('map.constants')}"
    for each in asked:
        header = _printed(tab.column(each.column).headers, voice)
        choices = " / ".join(each.choices)
        yield voice.term("map.choices" if choices else "map.any").format(
            name=each.column, column=header, choices=choices
        )


def _guess(guess: Guess, tab: Tab, voice: Wording, *, is_answered: bool) -> str:
    """One header: live where we are sure, or it is answered, a comment where a person must decide."""
    line = f"{quoted(guess.header)} = {quoted(guess.column)}"
    header = _printed(tab.column(guess.column).headers, voice) if guess.column else ""
    is_near = is_answered and guess.reason == "close"
    why = voice.term("map.answered" if is_near else f"map.{guess.reason}").format(column=header, like=guess.like)
    if guess.reason == "content" and guess.others:
        why += voice.term("map.or").format(others=voice.term("map.mark").join(map(_in_line, guess.others)))
    return f"{line}  # {why}" if guess.is_sure or is_near else f"# {line}  # {why}"


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _tab(name: str) -> Tab:
    return next(tab for tab in TABS if tab.name == name)


def _title_of(name: str, voice: Wording) -> str:
    """The printed title of a tab by its name; of a title that itself."""
    return next((_printed(tab.titles, voice) for tab in TABS if name in (tab.name, *tab.titles)), name)


def _printed(names: Sequence[str], voice: Wording) -> str:
    """The printed name in the language of the proposal."""
    return names[1] if voice.lang == "en" and len(names) > 1 else names[0]


def write_new(path: Path, text: str, lang: str) -> Path:
    """The path of a text file that was written; UsageError where it exists, or cannot be written."""
    if path.exists():
        raise UsageError(wording(lang).term("map.exists").format(path=path))
    place.write_new({path: text.encode()})
    return path

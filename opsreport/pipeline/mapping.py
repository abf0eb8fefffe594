"""`opsreport map`: what a workbook looks like to us, as [[source]] blocks with everything unsure as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from opsreport.errors import DataRefused, UsageError
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.reading import read_file
from opsreport.schemas import TABS
from opsreport.shaping.proposing import Guess, Proposal, lacks_month, proposals
from opsreport.wording.listing import listing
from opsreport.wording.voice import Wording, wording

_ROW = "#{row}"


def proposal_text(file: Path, period: Period, lang: str) -> str:
    """The proposed mapping of a workbook as a part of opsreport.toml; what is a comment is for a person to decide.

    Months without a year are read as seen from `period`. UsageError where there
    is no such file, DataRefused where it cannot be read.
    """
    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    voice = wording(lang)
    sheets, findings = read_file(file)
    if any(finding.is_blocking for finding in findings):
        raise DataRefused(listing(Findings.collect(findings), period, voice))
    found = proposals(sheets, period)
    parts = [voice.term("map.head").format(file=file.name)]
    parts += ["\n".join(_left_out(one, voice) if one.is_again else _lines(one, voice)) for one in found]
    return "\n\n".join(parts) + "\n"


def _left_out(one: Proposal, voice: Wording) -> Iterator[str]:
    """The block of a sheet that may split what an earlier one says already, all of it as a comment."""
    yield voice.term("map.again").format(sheet=one.sheet.name)
    yield from (line if line.startswith("#") else f"# {line}" for line in _lines(one, voice))


def _lines(one: Proposal, voice: Wording) -> Iterator[str]:
    if one.source is None:
        yield from _understood(one, voice)
        return
    source, tab = one.source, _tab(one.source.table)
    yield voice.term("map.looks_like").format(sheet=one.sheet.name, tab=_printed(tab.titles, voice), table=tab.name)
    yield "[[source]]"
    yield f"file = {_quoted(source.file)}"
    yield f"sheet = {_quoted(source.sheet)}"
    yield f"table = {_quoted(source.table)}"
    yield f"header = {source.header[0] if len(source.header) == 1 else list(source.header)}"
    if source.add_up:
        yield f"add_up = true  # {voice.term('map.add_up')}"
    yield from _open_questions(one, tab, voice)
    yield "[source.columns]"
    yield from (_guess(guess, tab, voice) for guess in one.guesses)
    if one.first:
        yield voice.term("map.first")
        yield from (f"#   {' · '.join(f'{name} {text}' for name, text in row.items())}" for row in one.first)


def _understood(one: Proposal, voice: Wording) -> Iterator[str]:
    """Why a sheet needs no mapping, or that it was not understood."""
    if not one.matches:
        tabs = voice.term("map.mark").join(f"{tab.name} {_printed(tab.titles, voice)}" for tab in TABS if not tab.pairs)
        yield voice.term("map.not_understood").format(sheet=one.sheet.name, tabs=tabs)
    for match in one.matches:
        tab, cells = _printed(_tab(match.tab).titles, voice), match.origin.cell or one.sheet.name
        yield voice.term("map.understood").format(sheet=one.sheet.name, cells=cells, tab=tab)


def _open_questions(one: Proposal, tab: Tab, voice: Wording) -> Iterator[str]:
    """What the workbook does not say: the month, and columns that pages are made of."""
    if lacks_month(one):
        near = (guess.header for guess in one.guesses if guess.column == "month")
        yield f"# month = {_quoted(next(near, '2025-06'))}  # {voice.term('map.month')}"
    named = {guess.column for guess in one.guesses if guess.is_sure}
    shown = {header for row in one.first for header in row}
    lacking = [c for c in tab.columns if c.required and c.name not in named and c.headers[0] not in shown]
    missing = [_printed(column.headers, voice) for column in lacking]
    if missing:
        yield voice.term("map.missing").format(columns=voice.term("map.mark").join(missing))
    keys = [name for name in tab.keys if name not in named and tab.column(name).kind == "text"]
    if keys:
        filled = ", ".join(f'{name} = "{_ROW if name == tab.keys[-1] else "…"}"' for name in keys)
        yield f"# constants = {{{filled}}}  # {voice.term('map.keys')}"
    elif tab.name == "channels" and "family" not in named:
        yield f'# constants = {{family = "付费"}}  # {voice.term("map.family")}'


def _guess(guess: Guess, tab: Tab, voice: Wording) -> str:
    """One header: live where we are sure, a comment where a person must decide."""
    line = f"{_quoted(guess.header)} = {_quoted(guess.column)}"
    header = _printed(tab.column(guess.column).headers, voice) if guess.column else ""
    why = voice.term(f"map.{guess.reason}").format(column=header, like=guess.like)
    return f"{line}  # {why}" if guess.is_sure else f"# {line}  # {why}"


def _tab(name: str) -> Tab:
    return next(tab for tab in TABS if tab.name == name)


def _printed(names: Sequence[str], voice: Wording) -> str:
    """The printed name in the language of the proposal."""
    return names[1] if voice.lang == "en" and len(names) > 1 else names[0]


def _quoted(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_new(path: Path, text: str, lang: str) -> Path:
    """The path of a text file that was written; UsageError where it exists, or cannot be written."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(wording(lang).term("map.exists").format(path=path)) from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    return path

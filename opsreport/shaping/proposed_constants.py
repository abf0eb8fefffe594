"""What all rows of a sheet may have in common without saying it: their kind, their name, their platform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from opsreport.model.schema import Tab
from opsreport.model.spelling import plain
from opsreport.model.table import Sheet
from opsreport.schemas.called import PLATFORM_NAMES
from opsreport.schemas.families import family_said
from opsreport.schemas.subjects import platform_in
from opsreport.shaping.guessing import Guess
from opsreport.shaping.layout import main_key
from opsreport.shaping.platforms import PLATFORM
from opsreport.shaping.records import Record

# tables whose rows of one key may be added up, so that one name may be that of all rows
ADDED = ("channels", "kpi")
_ROW, _TITLE = "#{row}", "title"
_SPENT = ("spend", "spend_budget", "impressions", "clicks")


@dataclass(frozen=True, slots=True)
class Constant:
    """What all rows may have in common: a column, the likeliest text, the texts it may be ("()": any).

    `is_assumed`: without it, it is what names tell: those of the rows, of the sheet or of the file.
    """

    column: str
    text: str
    choices: tuple[str, ...] = ()
    is_sure: bool = False
    is_assumed: bool = False


def constants_of(sheet: Sheet, tab: Tab, guesses: Sequence[Guess]) -> Iterator[Constant]:
    """The keys and kinds that no header says, with what they may be."""
    named = {guess.column for guess in guesses if guess.is_sure or guess.column == main_key(tab)}
    named |= {guess.column for guess in guesses if guess.reason == "close"}
    named |= {tab.metric} if any(guess.reason == "metric" for guess in guesses) else set()
    for column in tab.columns:
        if column.name in named or not (column.name in tab.keys or (column.required and column.kind == "choice")):
            continue
        choices = tuple(texts[0] for texts in column.choices.values())
        if column.kind == "choice":
            text, is_sure = _kind_meant(tab, column.name, named)
            yield Constant(column.name, text or choices[0], choices, is_sure, column.without == "assumed")
        elif column.name == PLATFORM:
            own = next(filter(None, map(platform_in, (sheet.name, sheet.file))), "")
            names = tuple(names[0] for names in PLATFORM_NAMES)
            yield Constant(PLATFORM, own or names[0], names, bool(own), bool(own))
        elif column.kind == "text" and (column.name == _TITLE or tab.name in ADDED):
            yield Constant(column.name, _ROW if column.name == _TITLE else _stem(sheet.file))


def _kind_meant(tab: Tab, name: str, named: set[str]) -> tuple[str, bool]:
    """The choice that the columns betray, and whether they do: the one whose table needs most of them."""
    texts = tab.column(name).choices
    if tab.name == "channels":
        return texts["paid" if named & set(_SPENT) else "natural"][0], False
    met = {code: len(feed.needs) for feed in tab.feeds for code in feed.where.get(name, ()) if {*feed.needs} <= named}
    most = max(met.values(), default=0)
    best = [code for code, count in met.items() if count == most]
    if tab.name == "plan" and most < 2:  # who does it, or no figure: rather work to do than a goal
        return texts["goal" if "value" in named and "owner" not in named else "action"][0], False
    return (texts[best[0]][0], True) if most > 1 and len(best) == 1 else ("", False)


def tells_family(tab: Tab, record: Record) -> bool:
    """Whether the name of a row says of what kind it is."""
    filled = record.filled.get(main_key(tab))
    return tab.name == "channels" and filled is not None and bool(filled.cell and family_said(str(filled.cell.value)))


def _stem(file: str) -> str:
    """What the name of a file says without its dates and marks."""
    stem = plain(PurePath(file).stem)
    words = re.sub(r"[\d_\-.~()（）年月日]+", " ", stem).split()
    return next((word for word in words if not word.isascii()), " ".join(words) or stem)

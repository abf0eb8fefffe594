"""Finding: trouble in the data as a value, with its place and its cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Literal

from opsreport.model.match import Match
from opsreport.model.number import Number
from opsreport.model.origin import Origin
from opsreport.model.toml import Detail

_HAIR = 1e-12  # what binary fractions may add to a difference


class Severity(IntEnum):
    """block: nothing can be built; warn: built, but look; note: for the record."""

    note = 0
    warn = 1
    block = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What cells say, and what was read: `where` are those that say the same."""

    where: Origin
    seen: str
    meant: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in the input: a stable code, where it is, and what the sentence needs.

    The sentence and the hint are words: `terms.<lang>.toml` holds
    `finding.<code>.message` and `.hint` with {named} places that `details` fills.
    `origins` are the cells concerned, first the one to open; empty where a
    whole file or folder is meant. `is_routine`: it says how values were read,
    not that anything is amiss; such findings are listed on request only. `kind`
    (corrected, ignored, missing, look) and the numbers of the `pages` it touches are known once there are pages.
    `readings` say of values in another form what was read of each.
    """

    code: str
    severity: Severity
    origins: tuple[Origin, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    tab: str = ""
    is_routine: bool = False
    kind: str = ""
    pages: tuple[int, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def is_blocking(self) -> bool:
        return self.severity is Severity.block


@dataclass(frozen=True, slots=True)
class Identity:
    """Two numbers of the data that must agree: `left` equals `right`, or is at most that, within `slack`.

    `slack` is in the unit of the sides. `key` names the identity in terms
    (`identity.<key>`), `month` and `subject` say of what it holds. `finding` is
    what is said where it does not. `cells` are those of a side that is kept out
    of the data (a typed total). `lacks` names what is missing for it to be
    looked at (`lacks.<name>`): then both sides are, and it is not applicable.
    `gaps` are the things that those words speak of, where they are known.
    `count`: of so many that agree, it is the one whose sides are furthest apart.
    """

    key: str
    left: Number
    right: Number
    slack: float = 0.0
    relation: Literal["equal", "at_most"] = "equal"
    month: str = ""
    subject: str = ""
    finding: Finding | None = None
    cells: tuple[Origin, ...] = ()
    lacks: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    count: int = 1

    @property
    def is_met(self) -> bool:
        """Whether the sides agree; a missing side contradicts nothing."""
        over = self.left.amount - self.right.amount
        return not (over if self.relation == "at_most" else abs(over)) > self.slack + _HAIR


@dataclass(frozen=True, slots=True)
class Roster:
    """Whom findings concern: the person who answers for a row, by file and sheet, then row, and what each is of.

    Rows of nobody, or of several things, are not listed. `teams` are the
    departments that workbooks say they are of, by file.
    """

    owners: Mapping[tuple[str, str], Mapping[int, str]] = field(default_factory=dict)
    names: Mapping[tuple[str, str, int], str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of a run, most blocking first, then by code and place.

    `identities` is the reconciliation statement, met ones too. `roster` says whom
    they concern. `matches` are the tables that were understood.
    """

    all: tuple[Finding, ...] = ()
    identities: tuple[Identity, ...] = ()
    roster: Roster = field(default_factory=Roster)
    matches: tuple[Match, ...] = ()

    @classmethod
    def collect(
        cls, found: Iterable[Finding], identities: Iterable[Identity] = (), roster: Roster | None = None
    ) -> Findings:
        ranked = sorted(found, key=lambda f: (-f.severity, f.tab, f.code, tuple(map(str, f.origins))))
        return cls(tuple(ranked), tuple(identities), roster or Roster())

    def and_also(self, more: Iterable[Finding]) -> Findings:
        """These and some more, in order."""
        return replace(Findings.collect((*self.all, *more), self.identities, self.roster), matches=self.matches)

    @property
    def compared(self) -> tuple[Identity, ...]:
        """The identities both sides of which are there, those that do not hold first."""
        return tuple(sorted((one for one in self.identities if not one.lacks), key=lambda one: one.is_met))

    @property
    def not_applicable(self) -> tuple[Identity, ...]:
        """The identities that nothing could be compared for."""
        return tuple(one for one in self.identities if one.lacks)

    @property
    def are_blocking(self) -> bool:
        return any(finding.is_blocking for finding in self.all)

    @property
    def told(self) -> Findings:
        """All but the routine ones."""
        return replace(self, all=tuple(finding for finding in self.all if not finding.is_routine))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


def said_details(finding: Finding, term: Callable[[str], str]) -> Mapping[str, Detail]:
    """The details as its words take them in: a code that the terms name ("detail.holds.months") in their words."""
    return {name: Detail(_said(f"detail.{name}.{text}", text, term)) for name, text in finding.details.items()}


def _said(key: str, text: str, term: Callable[[str], str]) -> str:
    try:
        return term(key)
    except KeyError:
        return text

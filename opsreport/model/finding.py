"""Finding: trouble in the data as a value, with its place and its cure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from opsreport.model.origin import Origin


class Severity(IntEnum):
    """block: nothing can be built; warn: built, but look; note: for the record."""

    note = 0
    warn = 1
    block = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in the input: a stable code, where it is, and what the sentence needs.

    The sentence and the hint are words: `terms.<lang>.toml` holds
    `finding.<code>.message` and `.hint` with {named} places that `details` fills.
    `origins` are the cells concerned, first the one to open; empty where a
    whole file or folder is meant.
    """

    code: str
    severity: Severity
    origins: tuple[Origin, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    tab: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.severity is Severity.block


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of a run, most blocking first, then by code and place."""

    all: tuple[Finding, ...] = ()

    @classmethod
    def collect(cls, found: Iterable[Finding]) -> Findings:
        ranked = sorted(found, key=lambda f: (-f.severity, f.tab, f.code, tuple(map(str, f.origins))))
        return cls(tuple(ranked))

    @property
    def are_blocking(self) -> bool:
        return any(finding.is_blocking for finding in self.all)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

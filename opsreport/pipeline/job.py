"""Job and Step: what a build is asked for, and what it says on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from opsreport.model.period import Period
from opsreport.settings import Settings

Stage = Literal["read", "check", "compose", "render", "deliver"]
STAGES: tuple[Stage, ...] = ("read", "check", "compose", "render", "deliver")


@dataclass(frozen=True, slots=True)
class Job:
    """One review to build: which month, with which settings, as a draft or final, dated `moment`."""

    period: Period
    settings: Settings
    moment: datetime
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a run is about to do, in the report's language; a notice says what it could not do."""

    stage: Stage
    text: str
    is_notice: bool = False

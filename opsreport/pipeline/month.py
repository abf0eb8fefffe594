"""What every delivery of a month leans on: the settings, the ledger, the words, the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opsreport.deliver.folder import settle
from opsreport.deliver.ledger import Ledger
from opsreport.deliver.lock import Held, locked
from opsreport.errors import UsageError
from opsreport.model.period import Period
from opsreport.pipeline.memory import healed
from opsreport.settings import MailSettings, Settings
from opsreport.wording.voice import Wording, wording

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Month:
    """One month's delivery: held alone, remembered in the ledger.

    `moment` dates what is built, `clock` what is sent; `since` is when this run began.
    """

    period: Period
    settings: Settings
    voice: Wording
    moment: datetime
    clock: Clock
    since: datetime
    held: Held
    ledger: Ledger

    @property
    def folder(self) -> Path:
        return self.settings.out

    @property
    def mail(self) -> MailSettings:
        """The mail settings; UsageError says how to make them."""
        if self.settings.mail is None:
            raise UsageError(
                "no mail server is set: write host, from and to under [mail] in opsreport.toml, "
                "or OPSREPORT_MAIL_HOST in the environment"
            )
        return self.settings.mail


@dataclass(frozen=True, slots=True)
class Hour:
    """When a run takes place: the moment its builds are dated, and the running clock."""

    moment: datetime
    clock: Clock


@contextmanager
def opened_month(period: Period, settings: Settings, hour: Hour, holder: str) -> Iterator[Month]:
    """The month with the output folder locked and its ledger open; FolderHeld when another run holds it."""
    with locked(settings.out, holder=holder) as held, Ledger.open(held) as ledger:
        settle(held)  # what a killed build left is finished first, or its files would seem to be gone
        healed(ledger, held.folder)
        yield Month(period, settings, wording(settings.lang), hour.moment, hour.clock, hour.clock(), held, ledger)

"""Which files of a month may go out: byte for byte those of a final build, or those a person approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opsreport.deliver.ledger import Build, Ledger
from opsreport.deliver.message import content_hash
from opsreport.deliver.record import fingerprint
from opsreport.errors import DeliveryError
from opsreport.model.period import Period
from opsreport.wording.voice import Wording


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files ready to go, by name, and the build they come from."""

    period: Period
    build: Build
    files: Mapping[str, bytes]

    @property
    def content(self) -> str:
        """What the ledger knows the files by."""
        return content_hash({name: fingerprint(data) for name, data in self.files.items()}, "review")

    def first(self, suffix: str) -> bytes | None:
        """The bytes of the first file of that kind; None where there is none."""
        return next((data for name, data in self.files.items() if name.endswith(f".{suffix}")), None)

    @property
    def attachments(self) -> Mapping[str, bytes]:
        """What a mail carries as files: all but the picture, which stands in the mail."""
        return {name: data for name, data in self.files.items() if not name.endswith(".png")}


def ready_parcel(ledger: Ledger, period: Period, folder: Path, voice: Wording) -> Parcel:
    """What `send` may mail: approved files as they were approved, without an approval those of the last final build.

    DeliveryError says why there is nothing to send: no build, a draft, sample data, bytes that nobody vouches for.
    """
    final = final_build(ledger, period, voice)
    vouched = approved_files(ledger, period) or final.outputs
    if data := read_exactly(vouched, folder):
        return Parcel(period, final, data)
    names = voice.term("label.list_mark").join(changed_files(vouched, folder))
    raise DeliveryError(voice.term("send.refused.changed").format(files=names, period=period))


def approved_parcel(ledger: Ledger, period: Period, folder: Path, voice: Wording) -> Parcel | None:
    """What the unattended `run` may mail; None while nothing is approved, or the approved bytes are no longer there."""
    files = approved_files(ledger, period)
    data = read_exactly(files, folder) if files else None
    return Parcel(period, final_build(ledger, period, voice), data) if data else None


def final_build(ledger: Ledger, period: Period, voice: Wording) -> Build:
    """The last final build of the month; DeliveryError where there is none, or it is of sample data."""
    final = ledger.last_build(str(period), is_final=True)
    if final is None:
        reason = "draft" if ledger.last_build(str(period)) else "no_build"
        raise DeliveryError(voice.term(f"send.refused.{reason}").format(period=period))
    if final.is_sample:
        raise DeliveryError(voice.term("send.refused.sample").format(period=period))
    return final


def approved_files(ledger: Ledger, period: Period) -> Mapping[str, str]:
    """The approved files with their hashes; empty without an approval."""
    approval = ledger.approval(str(period))
    return approval.files if approval else {}


def read_exactly(files: Mapping[str, str], folder: Path) -> dict[str, bytes] | None:
    """The bytes of all files by plain name, None where one is not there with its hash."""
    found: dict[str, bytes] = {}
    for name, mark in files.items():
        data = _read(folder / name)
        if fingerprint(data) != mark:
            return None
        found[Path(name).name] = data
    return found


def changed_files(files: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The names of those that are gone or have other bytes."""
    return (Path(name).name for name, mark in files.items() if fingerprint(_read(folder / name)) != mark)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""

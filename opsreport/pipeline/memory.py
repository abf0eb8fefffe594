"""What stays of a build: run.json beside its outputs, and its row in the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from opsreport._version import __version__
from opsreport.analysis.rules import rules_of
from opsreport.checking import Used, values_of
from opsreport.deliver.folder import Receipt
from opsreport.deliver.ledger import Build, Ledger
from opsreport.deliver.record import file_fingerprint, fingerprint, read_record
from opsreport.errors import DeliveryError
from opsreport.model.period import Period
from opsreport.model.report import Report
from opsreport.model.table import Dataset
from opsreport.pipeline.job import Job
from opsreport.reading import file_hashes
from opsreport.render.digest import digest
from opsreport.wording.listing import findings_values
from opsreport.wording.voice import Wording

_MONTHS_BACK = 12


def run_record(report: Report, job: Job, voice: Wording) -> Mapping[str, object]:
    """What run.json says besides the outputs: version, moment, period, settings, inputs, findings."""
    return {
        "version": __version__,
        "built_at": job.moment.isoformat(timespec="seconds"),
        "period": str(report.period),
        "language": report.lang,
        "recipe": job.settings.recipe,
        "is_final": report.is_final,
        "parameters": {**job.settings.parameters(), "rules": dict(rules_of(report.dataset))},
        "inputs": dict(file_hashes(job.settings.data)),
        "findings": findings_values(report.findings, voice),
        "source": source_of(job),
        "is_sample": report.dataset.is_sample,
        "digest": digest(report),
    }


def built(files: Mapping[str, bytes], report: Report, receipt: Receipt, job: Job) -> Build:
    """What the ledger keeps of a build: its outputs as they are called in the folder, its digest, its deck."""
    names = [path.name for path in receipt.paths]
    deck = next((data for name, data in files.items() if name.endswith(".pptx")), b"")
    return Build(
        period=str(job.period),
        at=job.moment,
        lang=report.lang,
        is_final=report.is_final,
        is_sample=report.dataset.is_sample,
        source=source_of(job),
        outputs={name: fingerprint(data) for name, data in zip(names, files.values(), strict=True)},
        digest=digest(report),
        deck=deck,
        values=values_of(report.dataset),
    )


def healed(ledger: Ledger, folder: Path) -> None:
    """The build of run.json in the ledger, where a run was killed between its files and its row.

    Not into an empty ledger: that of the folder may be lost, and with it who has got the review.
    """
    record = read_record(folder)
    period, outputs, said = record.get("period"), record.get("outputs"), record.get("digest")
    if not isinstance(period, str) or not isinstance(outputs, Mapping) or not isinstance(said, Mapping):
        return
    builds = [dict(one.outputs) for one in ledger.builds(period)]
    files = {str(name): str(mark) for name, mark in outputs.items()}
    decks = [folder / name for name in files if name.endswith(".pptx")]
    if files in builds or not ledger.history() or any(file_fingerprint(folder / n) != m for n, m in files.items()):
        return
    remember(
        ledger,
        Build(
            period=period,
            at=datetime.fromisoformat(str(record.get("built_at"))),
            lang=str(record.get("language")),
            is_final=record.get("is_final") is True,
            is_sample=record.get("is_sample") is True,
            source=str(record.get("source")),
            outputs=files,
            digest=said,
            deck=decks[0].read_bytes() if decks else b"",
        ),
    )


def used_before(out: Path, dataset: Dataset) -> tuple[Used, ...]:
    """What the last review of an earlier month used, a final one before drafts; then the last one of this month.

    Of the latter only the earlier months: its own is still being made. A ledger that
    cannot be read is as none here: who writes into it says what is wrong with it.
    """
    month = str(dataset.period)
    try:
        with Ledger.read(out) as ledger:
            earlier = next(filter(None, _earlier(ledger, dataset.period)), None)
            same = [build for build in ledger.builds(month) if build.values]
    except DeliveryError:
        return ()
    builds = [build for build in (earlier, *same[-1:]) if build and build.is_sample == dataset.is_sample]
    return tuple(Used(_until(build.values, month), f"{build.at:%Y-%m-%d}") for build in builds)


def _until(values: Mapping[str, float], month: str) -> Mapping[str, float]:
    """The numbers of the months before."""
    return {key: value for key, value in values.items() if key.rpartition("|")[2] < month}


def _earlier(ledger: Ledger, period: Period) -> Iterator[Build | None]:
    """The last build with values of each month before, the nearest first."""
    for _ in range(_MONTHS_BACK):
        period = period.previous
        builds = [build for build in ledger.builds(str(period)) if build.values]
        finals = [build for build in builds if build.is_final]
        yield next(iter((finals or builds)[-1:]), None)


def remember(ledger: Ledger, build: Build) -> None:
    """The build in the ledger; a final one that made bytes nobody has seen takes the approval back."""
    approval = ledger.approval(build.period) if build.is_final else None
    if approval:
        finals = [one for one in ledger.builds(build.period) if one.is_final]
        seen = {mark for files in (approval.files, *(one.outputs for one in finals)) for mark in files.values()}
        if not set(build.outputs.values()) <= seen:
            ledger.withdraw(build.period, build.at)
    ledger.record_build(build)


def source_of(job: Job) -> str:
    """The fingerprint of all that a build is made from, but for its moment."""
    template = file_fingerprint(job.settings.template) if job.settings.template else ""
    made_from = (
        __version__,
        job.settings.lang,
        job.settings.recipe,
        job.is_final,
        template,
        job.settings.parameters(),
        dict(file_hashes(job.settings.data)),
    )
    return fingerprint(json.dumps(made_from, ensure_ascii=False, sort_keys=True).encode())

"""What stays of a build: run.json beside its outputs, and its row in the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping

from opsreport._version import __version__
from opsreport.analysis.rules import rules_of
from opsreport.deliver.folder import Receipt
from opsreport.deliver.ledger import Build, Ledger
from opsreport.deliver.record import file_fingerprint, fingerprint
from opsreport.model.report import Report
from opsreport.pipeline.job import Job
from opsreport.reading import file_hashes
from opsreport.render.digest import digest
from opsreport.wording.listing import findings_values
from opsreport.wording.voice import Wording


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
    )


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

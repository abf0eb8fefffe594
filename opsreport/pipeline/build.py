"""Build and check: read → check → compose → render → deliver into the output folder."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from opsreport.checking import check as checked
from opsreport.checking import restated
from opsreport.compose import compose
from opsreport.compose.final import open_points
from opsreport.deliver.folder import Receipt, deliver_folder
from opsreport.deliver.ledger import Ledger
from opsreport.deliver.lock import FolderUnusable, Held, locked, make_folder
from opsreport.deliver.place import write_new
from opsreport.errors import DataRefused, UsageError
from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.period import Period
from opsreport.model.report import Report
from opsreport.model.table import Dataset, Sheet
from opsreport.pipeline.job import Job, Stage, Step
from opsreport.pipeline.memory import built, remember, run_record, used_before
from opsreport.reading import read_folder
from opsreport.recipe import load_recipe
from opsreport.settings import FILE, Settings
from opsreport.shaping import shaped
from opsreport.templating import templates_folder
from opsreport.wording.listing import listing
from opsreport.wording.voice import Wording, wording

_WORKBOOK = "运营数据.xlsx"
_log = logging.getLogger("opsreport")


def steps(job: Job, held: Held | None = None) -> Generator[Step, None, Receipt]:
    """Build the review; each stage is announced before it runs, the Receipt is what remains.

    `held` is the lock of the output folder where the caller has it. DataRefused
    when findings block, or when a final review has open points.
    """
    voice = wording(job.settings.lang)
    yield _step("read", voice)
    recipe, (sheets, found) = load_recipe(job.settings.recipe), _read(job.settings)
    yield _step("check", voice)
    dataset, findings = _checked(sheets, job.period, job.settings, found)
    require_unblocked(findings, dataset.period, voice)
    yield from _doubts(findings, job, voice)
    yield _step("compose", voice)
    report = compose(
        recipe,
        dataset,
        findings,
        voice,
        is_final=job.is_final,
        with_notes=job.settings.with_notes,
        keep_missing=job.settings.keep_missing,
    )
    _require_final(report, voice)
    with _named(job.settings.out, voice):
        make_folder(job.settings.out)
    yield _step("render", voice)
    files, notices = rendered(report, job, voice)
    yield from notices
    yield _step("deliver", voice)
    return _delivered(files, report, job, held)


def _delivered(files: Mapping[str, bytes], report: Report, job: Job, held: Held | None) -> Receipt:
    """The files in the output folder, and the build in its ledger, under one lock."""
    voice, folder = wording(job.settings.lang), job.settings.out
    lasting = nullcontext(held) if held else locked(folder, "opsreport build")
    with _named(folder, voice), lasting as lock, Ledger.open(lock) as ledger:
        receipt = deliver_folder(files, run_record(report, job, voice), lock)
        remember(ledger, built(files, report, receipt, job))
        return receipt


@contextmanager
def _named(folder: Path, voice: Wording) -> Iterator[None]:
    """A folder that cannot be used is named in the reader's language."""
    try:
        yield
    except FolderUnusable as error:
        raise UsageError(voice.term("deliver.unusable").format(folder=folder, reason=error.reason)) from error


def kept_lines(receipt: Receipt, lang: str) -> tuple[str, ...]:
    """A line for each file that was left alone: why, what the new one is called, and what to do now."""
    voice = wording(lang)
    return tuple(
        voice.term(f"deliver.{kept.reason}").format(name=kept.old.name, new=kept.new.name) for kept in receipt.kept
    )


def build(job: Job) -> Receipt:
    """Build the review in one go."""
    return drained(steps(job))


def drained(run: Generator[Step, None, Receipt]) -> Receipt:
    """The Receipt of a build whose steps nobody watches; they go to the log."""
    while True:
        try:
            step = next(run)
        except StopIteration as end:
            receipt: Receipt = end.value
            return receipt
        _log.info(step.text)


def check(period: Period, settings: Settings) -> tuple[Dataset, Findings]:
    """What is in the data and what is wrong with it, without building."""
    sheets, found = _read(settings)
    return _checked(sheets, period, settings, found)


def _checked(
    sheets: Sequence[Sheet], period: Period, settings: Settings, found: Sequence[Finding]
) -> tuple[Dataset, Findings]:
    regular = shaped(sheets, settings.sources, period=period)
    dataset, findings = checked(regular.sheets, period, (*found, *regular.findings))
    findings = replace(findings, matches=regular.matches)
    before = used_before(settings.out, dataset)
    return dataset, findings.and_also(restated(dataset, *before)) if before else findings


def _step(stage: Stage, voice: Wording) -> Step:
    return Step(stage, voice.term(f"step.{stage}"))


def _doubts(findings: Findings, job: Job, voice: Wording) -> Iterator[Step]:
    """A notice that numbers of this review want a look, where they do, and which command lists them."""
    if count := sum(finding.severity is Severity.warn for finding in findings):
        text = voice.term("step.doubts").format(count=count, period=job.period)
        yield Step("check", text, is_notice=True)


def _read(settings: Settings) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    if not settings.data.is_dir():
        raise UsageError(f"there is no data folder {settings.data}; name one with --data or in opsreport.toml")
    return read_folder(settings.data)


def require_unblocked(findings: Findings, period: Period, voice: Wording) -> None:
    """DataRefused with every finding that blocks, where there is one."""
    if findings.are_blocking:
        raise DataRefused(listing(Findings(tuple(f for f in findings if f.is_blocking)), period, voice))


def _require_final(report: Report, voice: Wording) -> None:
    points = open_points(report, voice) if report.is_final else ()
    if points:
        raise DataRefused("\n".join((voice.term("final.refused").format(count=len(points)), *points)))


def rendered(report: Report, job: Job, voice: Wording) -> tuple[dict[str, bytes], tuple[Step, ...]]:
    """Every output of the review by file name, and a notice for each that this machine cannot make."""
    from opsreport.render.formats import FORMATS  # here, so that `check` starts without the renderers

    template = job.settings.template or templates_folder() / "house.pptx"
    files: dict[str, bytes] = {}
    notices: list[Step] = []
    for form in FORMATS:
        name = file_name(report, form.name_term, form.suffix, voice)
        data = form.render(report, template, job.moment)
        if data is None:
            notices.append(Step("render", voice.term("step.skipped").format(name=name), is_notice=True))
        else:
            files[name] = data
    return files, tuple(notices)


def file_name(report: Report, part_term: str, suffix: str, voice: Wording) -> str:
    """运营月报_2025-06_草稿.pptx, …_摘要.png; a final review has no 草稿."""
    mark = "" if report.is_final else voice.term("file.draft")
    part = voice.term(part_term) if part_term else ""
    stem = "_".join(word for word in (voice.term("file.stem"), str(report.period), mark, part) if word)
    return f"{stem}.{suffix}"


def start_folder(folder: Path, period: Period, *, with_example: bool = False) -> tuple[Path, ...]:
    """A folder to work in: opsreport.toml and the starter workbook of that month, which are returned.

    UsageError names what already stands there; nothing is overwritten.
    """
    from opsreport.reading.forms import starter_bytes  # here, so that `build` starts without openpyxl
    from opsreport.reading.rows import sample_rows

    settings, workbook = folder / FILE, folder / "data" / _WORKBOOK
    if there := [str(path) for path in (settings, workbook) if path.exists()]:
        raise UsageError(f"{' and '.join(there)} exist already; `opsreport init` overwrites nothing")
    write_new(
        {
            workbook: starter_bytes(period, sample_rows() if with_example else {}),
            settings: (templates_folder() / "init" / FILE).read_bytes(),
        }
    )
    return settings, workbook

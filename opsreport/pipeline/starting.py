"""`opsreport init --from FILE`: a folder to work in, made of the workbook a team already has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opsreport.deliver.place import write_new
from opsreport.errors import DataRefused, UsageError
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.pipeline.build import build, check
from opsreport.pipeline.job import Job
from opsreport.pipeline.mapping import proposal_text
from opsreport.pipeline.trying import month_of
from opsreport.schemas.matching import source_fields
from opsreport.settings import FILE, Settings, load_settings
from opsreport.templating import templates_folder
from opsreport.wording.listing import listing
from opsreport.wording.voice import wording


@dataclass(frozen=True, slots=True)
class Started:
    """What was made: the files, the month that the first build was tried for, what is to be told about it."""

    paths: tuple[Path, ...]
    period: Period
    findings: str
    is_built: bool


def start_from(folder: Path, file: Path, seen_from: Period, moment: datetime, lang: str = "zh") -> Started:
    """Copy a workbook to data/, write opsreport.toml with the mapping proposed for it, and try a first build.

    The build is of the month that the workbook reports, `seen_from` where it says
    none. UsageError names what already stands in the folder; nothing is
    overwritten. A workbook that cannot be built yet leaves the folder and its findings.
    """
    settings, workbook = folder / FILE, folder / "data" / file.name
    if there := [str(path) for path in (settings, workbook) if path.exists()]:
        raise UsageError(f"{' and '.join(there)} exist already; `opsreport init` overwrites nothing")
    text = proposal_text(file, seen_from, lang)
    template = (templates_folder() / "init" / FILE).read_text("utf-8")
    write_new({workbook: file.read_bytes(), settings: f"{template}\n{text}".encode()})
    return _first_build(load_settings(folder, {}, fields=source_fields()), (settings, workbook), seen_from, moment)


def _first_build(settings: Settings, paths: tuple[Path, ...], seen_from: Period, moment: datetime) -> Started:
    dataset, _ = check(seen_from, settings)
    period = month_of(dataset, paths[1]) or seen_from
    findings = check(period, settings)[1]
    told = listing(_to_tell(findings), period, wording(settings.lang))
    if findings.are_blocking:
        return Started(paths, period, told, is_built=False)
    try:
        receipt = build(Job(period, settings, moment))
    except DataRefused as refusal:
        return Started(paths, period, str(refusal), is_built=False)
    return Started((*paths, *receipt.paths), period, told, is_built=True)


def _to_tell(findings: Findings) -> Findings:
    """Without the tabs that are simply not there: a team's own workbook never has all."""
    return Findings(tuple(one for one in findings if one.code != "tab_left_out"))

"""`check --annotate`: copies of the workbooks with what was found where it was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from opsreport.deliver.place import write_new
from opsreport.errors import UsageError
from opsreport.model.finding import Finding, Findings
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.reading import shown_name
from opsreport.reading.annotate import Mark, annotated
from opsreport.settings import Settings
from opsreport.wording.listing import finding_line
from opsreport.wording.voice import Wording, finding_text, wording

_LIST = ".txt"


def annotate(findings: Findings, period: Period, settings: Settings, folder: Path) -> tuple[str, ...]:
    """Write a marked copy of each workbook that something was found in, and say so line by line.

    A file that cannot bear comments gets its findings in a text file of its
    name. UsageError where a file of one of these names is already there, or
    where the folder would be read as data; then nothing was written.
    """
    voice = wording(settings.lang)
    if folder.resolve() == settings.data.resolve():
        raise UsageError(voice.term("annotate.inside").format(folder=folder))
    # names come from the folder, not from what was read, so none of them leads out of it
    by_file = {
        path: found for path in sorted(settings.data.iterdir()) if (found := _of_file(findings, shown_name(path)))
    }
    files, lines = _written(by_file, period, voice)
    if there := [name for name in files if (folder / name).exists()]:
        raise UsageError(voice.term("annotate.there").format(folder=folder, names=", ".join(there)))
    write_new({folder / name: data for name, data in files.items()})
    last = "annotate.only_to_read" if files else "annotate.untouched"
    return (*lines, voice.term(last))


def _of_file(findings: Findings, file: str) -> list[Finding]:
    return [finding for finding in findings if any(origin.file == file for origin in finding.origins)]


def _written(
    by_file: Mapping[Path, Sequence[Finding]], period: Period, voice: Wording
) -> tuple[dict[str, bytes], list[str]]:
    """The files to write by name, and what is said of each."""
    files: dict[str, bytes] = {}
    lines: list[str] = []
    for path, found in by_file.items():
        file = shown_name(path)
        marks = [mark for finding in found for mark in _marks(finding, file, voice)]
        copy = annotated(path, marks, voice.term("annotate.author"))
        if copy is None:
            name = file + _LIST
            files[name] = _list(found, file, period, voice).encode("utf-8-sig")
            lines.append(voice.term("annotate.listed").format(file=file, count=len(found), name=name))
            continue
        files[file] = copy.data
        lines.append(voice.term("annotate.written").format(file=file, cells=copy.cells, count=len(found)))
        kinds = [voice.term(f"lost.{kind}").format(count=count) for kind, count in copy.lost.items()]
        if kinds:
            listed = voice.term("label.list_mark").join(kinds)
            lines.append(voice.term("annotate.lost").format(file=file, kinds=listed))
    return files, lines


def _marks(finding: Finding, file: str, voice: Wording) -> Iterator[Mark]:
    """The cells of the finding that stand in the file, sheet by sheet; the file as a whole where it names no sheet."""
    message, hint = finding_text(finding, voice)
    severity = voice.term(f"annotate.severity_{finding.severity.name}")
    text = voice.term("annotate.comment").format(severity=severity, message=message)
    if hint:
        text += "\n" + voice.term("annotate.cure").format(hint=hint)
    sheets: dict[str, list[Origin]] = {}
    for origin in finding.origins:
        if origin.file == file:
            sheets.setdefault(origin.sheet, []).append(origin)
    for sheet, origins in sheets.items():
        yield Mark(sheet, tuple(area for origin in origins for area in origin.areas), finding.severity, text)


def _list(found: Sequence[Finding], file: str, period: Period, voice: Wording) -> str:
    """The findings of a file as text."""
    lines = [voice.term("annotate.list_head").format(file=file, period=period, count=len(found))]
    for finding in found:
        lines += ["", finding_line(finding, voice)]
        if hint := finding_text(finding, voice)[1]:
            lines.append("  " + voice.term("annotate.cure").format(hint=hint))
    return "\n".join(lines) + "\n"

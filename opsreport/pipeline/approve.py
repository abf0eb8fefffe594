"""A person's yes: which bytes may go out, and what a person changed in the deck since it was built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from opsreport.compose.edits import Change, approval_text, changes, edits_text
from opsreport.deliver.ledger import Approval, Build, Ledger
from opsreport.deliver.record import file_fingerprint
from opsreport.errors import DeliveryError, UsageError
from opsreport.model.period import Period
from opsreport.pipeline.build import check
from opsreport.pipeline.month import Month
from opsreport.pipeline.ready import final_build
from opsreport.render.deck.outline import outline
from opsreport.settings import Settings
from opsreport.wording.voice import wording


def approve(month: Month, deck: Path | None) -> str:
    """Let the month go out as its files are now, `deck` (the built one where None) in place of the built deck.

    What is said: each file, which shapes of the deck a person changed, and a
    loud line for every digit. UsageError: a file that is not there or no deck.
    DeliveryError: nothing final to approve, or sample data.
    """
    final = final_build(month.ledger, month.period, month.voice)
    built = {month.folder / name: mark for name, mark in final.outputs.items()}
    chosen = {path: mark for path, mark in built.items() if deck is None or path.suffix != ".pptx"}
    if deck:
        if deck.suffix.lower() != ".pptx":
            raise UsageError(f"{deck} is no deck: name the .pptx to approve, or nothing for the one that was built")
        chosen = {deck.absolute(): built.get(deck.absolute(), _mark_of_deck(final)), **chosen}
    if gone := [str(path) for path in chosen if not path.is_file()]:
        raise UsageError(f"{', '.join(gone)}: no such file; build --final again, or name the deck to approve")
    said = [line for path, mark in chosen.items() for line in _said(month, final, path, mark)]
    files = {_name(path, month.folder): file_fingerprint(path) for path in chosen}
    before = {entry.recipient for entry in month.ledger.entries(str(month.period), kind="review")}
    month.ledger.approve(Approval(str(month.period), month.clock(), files))
    key = "approve.correction" if before else "approve.approved"
    return "\n".join((month.voice.term(key).format(period=month.period), *said))


def _mark_of_deck(build: Build) -> str:
    return next((mark for name, mark in build.outputs.items() if name.endswith(".pptx")), "")


def _name(path: Path, folder: Path) -> str:
    """How the ledger names a file: plainly in the output folder, by its whole path elsewhere."""
    return path.name if path.parent == folder.absolute() else str(path)


def _said(month: Month, final: Build, path: Path, mark: str) -> tuple[str, ...]:
    if file_fingerprint(path) == mark:
        return (month.voice.term("approve.unchanged").format(name=path.name),)
    if path.suffix != ".pptx":
        raise DeliveryError(month.voice.term("approve.not_built").format(name=path.name, period=month.period))
    head = month.voice.term("approve.edited_file").format(name=path.name)
    edited = outline(path.read_bytes())
    _require_own(month, path, edited)
    found = changes(outline(final.deck), edited)
    is_other_number = any(change.has_digit_change for change in found)
    warning = (month.voice.term("approve.digits"),) if is_other_number else ()
    return (head, approval_text(found, month.voice), *warning)


def _require_own(month: Month, path: Path, edited: Mapping[str, str]) -> None:
    """DeliveryError for a deck that is a draft, a sample, or of another month, by its bytes or by its footers."""
    mark, words = file_fingerprint(path), month.voice
    others = [one for one in month.ledger.builds() if mark in one.outputs.values()]
    footers = [text for name, text in edited.items() if name.endswith("/footer")]
    is_marked = any(words.term(f"mark.{key}") in text for key in ("draft", "sample") for text in footers)
    label = month.period.label(month.settings.lang)
    is_foreign = any(not one.is_final or one.period != str(month.period) for one in others)
    if is_foreign or is_marked or not footers or any(label not in text for text in footers):
        raise DeliveryError(words.term("approve.not_final").format(name=path.name, period=month.period))


def edits(deck: Path, period: Period, settings: Settings) -> str:
    """What a person changed in the deck since it was built, with rows for the 点评 sheet that keep the words.

    UsageError: no such deck, or the ledger knows no build of the month.
    """
    dataset, _ = check(period, settings)
    return edits_text(_changes(deck, period, settings), dataset, wording(settings.lang))


def _changes(deck: Path, period: Period, settings: Settings) -> tuple[Change, ...]:
    with Ledger.read(settings.out) as ledger:
        builds = ledger.builds(str(period))
    named = [build for build in builds if deck.name in build.outputs]
    if not builds:
        raise UsageError(f"no build of {period} is known in {settings.out}: name the month of the deck with --month")
    try:
        data = deck.read_bytes()
    except OSError as error:
        raise UsageError(f"{deck} cannot be read: {error.strerror}") from error
    return changes(outline((named or builds)[-1].deck), outline(data))

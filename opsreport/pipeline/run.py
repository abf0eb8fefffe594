"""The unattended month: wait for the data, show the draft to its owner, send what was approved, once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from math import ceil

from opsreport.compose.final import PROMISED
from opsreport.deliver.ledger import Build, Key
from opsreport.deliver.record import fingerprint
from opsreport.deliver.robots import target_names
from opsreport.errors import DataRefused, DeliveryError, NotYet, UsageError
from opsreport.model.finding import Findings, Severity
from opsreport.pipeline.build import check, drained, steps
from opsreport.pipeline.job import Job
from opsreport.pipeline.letters import Envelope, audience, parcel_letter
from opsreport.pipeline.memory import source_of
from opsreport.pipeline.month import Month
from opsreport.pipeline.ready import Parcel, approved_parcel, read_exactly, ready_parcel
from opsreport.pipeline.required import missing_tabs
from opsreport.pipeline.send import carry, complete, delivery_lines, queue, refuse_unsound, rows, send_review
from opsreport.render.deck.outline import outline
from opsreport.wording.listing import finding_line


def run(month: Month, today: date) -> str:
    """One line that says how the month stands now; cron may call this every day.

    NotYet while required data is missing and not overdue. DataRefused,
    DeliveryError, …: the owner was told, once a day and cause.
    """
    _require_doors(month)
    if is_delivered(month):
        return month.voice.term("run.sent_already").format(period=month.period)
    if parcel := approved_parcel(month.ledger, month.period, month.folder, month.voice) or _begun(month):
        refuse_unsound(month, *check(month.period, month.settings))
        return _sent(month, parcel)
    _require_unbegun(month)
    findings = _required_data(month, today)
    if month.settings.run.needs_approval:
        return _shown(month, findings)
    return _built_and_sent(month, findings)


def _require_doors(month: Month) -> None:
    if month.settings.mail is None and not target_names(month.settings.targets, {}):
        raise UsageError("nothing is set to deliver to: fill [mail] or [deliver] in opsreport.toml")


def is_delivered(month: Month) -> bool:
    """Whether every reader and target that is set has accepted a review of the month, with all of its messages."""
    mail, targets = month.settings.mail, month.settings.targets
    readers = audience(mail.to, mail.cc).specs if mail else ()
    wanted = {*readers, *target_names(targets, {})}
    entries = month.ledger.entries(str(month.period), kind="review")
    accepted = {entry.recipient for entry in entries if entry.state == "accepted"}
    doors = {name.partition("/")[0] for name in wanted}
    under_way = {entry.recipient for entry in entries if entry.recipient.partition("/")[0] in doors} - accepted
    return bool(wanted) and wanted <= accepted and not under_way


def _begun(month: Month) -> Parcel | None:
    """What a person's `send` could not bring to everybody: the decision is made, only the mail is not through."""
    begun = {entry.key.content for entry in month.ledger.entries(str(month.period), kind="review")}
    final = month.ledger.last_build(str(month.period), is_final=True)
    files = read_exactly(final.outputs, month.folder) if final and begun else None
    parcel = Parcel(month.period, final, files) if final and files else None
    return parcel if parcel and parcel.content in begun else None


def _require_unbegun(month: Month) -> None:
    """DeliveryError when a review is half delivered, or approved, and its files are not there any more."""
    if month.ledger.approval(str(month.period)):
        ready_parcel(month.ledger, month.period, month.folder, month.voice)
    if entries := month.ledger.entries(str(month.period), kind="review"):
        head = month.voice.term("run.half_delivered").format(period=month.period)
        raise DeliveryError("\n".join((head, *delivery_lines(entries, month.voice))))


def _sent(month: Month, parcel: Parcel) -> str:
    entries = complete(month, send_review(month, parcel))
    head = month.voice.term("send.complete").format(period=month.period)
    return "\n".join((head, *delivery_lines(entries, month.voice)))


def _required_data(month: Month, today: date) -> Findings:
    """What the check found.

    NotYet while a required tab has no figures, DataRefused once that is overdue, or where the data block.
    """
    dataset, findings = check(month.period, month.settings)
    rules = month.settings.run
    if missing := missing_tabs(dataset, findings, rules.required):
        names = month.voice.term("label.list_mark").join(missing)
        due = _due(month)
        if due and today > due:
            raise DataRefused(month.voice.term("run.overdue").format(period=month.period, day=today, missing=names))
        raise NotYet(month.voice.term("run.waiting").format(period=month.period, missing=names))
    refuse_unsound(month, dataset, findings)
    return findings


def _due(month: Month) -> date | None:
    """The last day on which required data is still in time; None where it never is late."""
    after = month.settings.run.overdue_after
    return None if after is None else month.period.last_day + timedelta(days=ceil(after / timedelta(days=1)))


def _shown(month: Month, findings: Findings) -> str:
    """The draft built, if the data changed, and mailed to its owner, if it says something new."""
    is_new = show_draft(month, findings)
    has_owner = bool(month.settings.mail and month.settings.mail.owner)
    key = "draft_sent" if is_new else "draft_same" if has_owner else "no_owner"
    said = month.voice.term(f"run.{key}").format(period=month.period)
    return f"{said}\n{month.voice.term('run.needs_approval').format(period=month.period)}"


def _built_and_sent(month: Month, findings: Findings) -> str:
    """The final built and sent without a person; while something is open, its draft goes to the owner instead."""
    job = _job(month, is_final=True)
    last = month.ledger.last_build(str(month.period), is_final=True)
    try:
        if last is None or last.source != source_of(job) or _is_gone(month, last):
            drained(steps(job, month.held))
    except DataRefused:
        show_draft(month, findings)
        raise
    return _sent(month, ready_parcel(month.ledger, month.period, month.folder, month.voice))


def _is_gone(month: Month, build: Build) -> bool:
    """Whether an output is absent; one that a person edited is not gone, and stops the mail until it is approved."""
    return any(not (month.folder / name).exists() for name in build.outputs)


def show_draft(month: Month, findings: Findings) -> bool:
    """Build the draft where the data changed, mail it to the owner; whether it was mailed now."""
    job, last = _job(month), month.ledger.last_build(str(month.period), is_final=False)
    if last is None or last.source != source_of(job) or read_exactly(last.outputs, month.folder) is None:
        drained(steps(job, month.held))
        last = month.ledger.last_build(str(month.period), is_final=False)
    owner = month.settings.mail.owner if month.settings.mail else ()
    return last is not None and bool(owner) and _mailed(month, last, owner, findings)


def _mailed(month: Month, draft: Build, owner: tuple[str, ...], findings: Findings) -> bool:
    files = read_exactly(draft.outputs, month.folder) or {}
    key = Key(str(month.period), _said_by(draft), "draft")
    envelope = Envelope(key, audience(owner))
    if {entry.state for entry in rows(month, key)} and not set(envelope.readers.specs) - _told(month, key):
        return False
    queue(month, key, envelope.readers.specs)
    parcel = Parcel(month.period, draft, files)
    warned = [finding for finding in findings if finding.severity is Severity.warn]
    more = {
        "points": [finding_line(one, month.voice) for one in warned if one.code in PROMISED],
        "findings": [finding_line(one, month.voice) for one in warned if one.code not in PROMISED],
        "next": (f"opsreport build --month {month.period} --final", f"opsreport approve --month {month.period}"),
    }
    carry(month, parcel_letter(month, parcel, envelope, more), key)
    entries = rows(month, key)
    if any(entry.state in ("queued", "refused", "failed") for entry in entries):
        head = month.voice.term("run.draft_failed").format(period=month.period)
        raise DeliveryError("\n".join((head, *delivery_lines(entries, month.voice))))
    return True


def _told(month: Month, key: Key) -> set[str]:
    """Who has the draft, or may have it: it is not mailed twice where nobody knows."""
    return {entry.recipient for entry in rows(month, key) if entry.state in ("accepted", "unknown")}


def _said_by(draft: Build) -> str:
    """The fingerprint of what a draft says, which a rebuild at another moment does not change."""
    said = (dict(draft.digest), dict(outline(draft.deck)) if draft.deck else {})
    return fingerprint(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())


def _job(month: Month, *, is_final: bool = False) -> Job:
    return Job(month.period, month.settings, month.moment, is_final)

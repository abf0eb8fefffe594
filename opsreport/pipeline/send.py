"""Sending a month once: what may go, to whom, through which doors, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.deliver.addresses import addresses
from opsreport.deliver.courier import deliver_mail
from opsreport.deliver.ledger import Entry, Key
from opsreport.deliver.line import Server
from opsreport.deliver.message import message_id
from opsreport.deliver.record import fingerprint
from opsreport.deliver.robots import FOLDER, Outlets, Posting, post_targets, target_names
from opsreport.deliver.secret import resolve
from opsreport.deliver.smtp import Letter
from opsreport.errors import DeliveryError, UsageError
from opsreport.model.finding import Findings
from opsreport.model.table import Dataset
from opsreport.pipeline.build import check, require_unblocked
from opsreport.pipeline.letters import (
    Audience,
    Envelope,
    audience,
    files_of,
    leadership,
    letter_name,
    parcel_letter,
    subject_of,
    whole_letter,
)
from opsreport.pipeline.month import Month
from opsreport.pipeline.ready import Parcel, ready_parcel
from opsreport.render.mail import size_text
from opsreport.render.robot import render_robot
from opsreport.wording.voice import Wording


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked of `send`: test readers, and the reason of a resend ("" for none).

    `received`: who has it after all, by their own word; `resend_reason` then says how that is known.
    """

    to: tuple[str, ...] = ()
    resend_reason: str = ""
    received: tuple[str, ...] = ()


PLAIN = Wish()


def send(month: Month, wish: Wish) -> tuple[Entry, ...]:
    """Mail the final outputs of the month; what stands in the ledger for every recipient afterwards.

    DataRefused: blocking findings. DeliveryError: nothing may go out, or it went not to everyone.
    """
    parcel = sendable(month)
    if wish.to and not wish.resend_reason:
        return complete(month, send_test(month, parcel, wish.to))
    return complete(month, send_review(month, parcel, wish))


def send_lines(month: Month, wish: Wish) -> str:
    """What `send` did, a line a recipient under a headline; its errors are those of `send`."""
    before = month.clock()
    entries = send(month, wish)
    is_new = any(entry.at >= before for entry in entries)
    head = month.voice.term("send.complete" if is_new else "send.nothing_new").format(period=month.period)
    return "\n".join((head, *delivery_lines(entries, month.voice)))


def sendable(month: Month) -> Parcel:
    """The files that may go out, after a look at the data as they are now."""
    parcel = ready_parcel(month.ledger, month.period, month.folder, month.voice)
    refuse_unsound(month, *check(month.period, month.settings))
    return parcel


def refuse_unsound(month: Month, dataset: Dataset, findings: Findings) -> None:
    """DataRefused when findings block; DeliveryError when the data say that they are a sample."""
    require_unblocked(findings, month.period, month.voice)
    if dataset.is_sample:
        raise DeliveryError(month.voice.term("send.refused.sample").format(period=month.period))


def rehearsed(month: Month, wish: Wish) -> str:
    """What `send` would do, line by line: recipients with their state, subject, files, size; nothing is sent."""
    parcel, term = sendable(month), month.voice.term
    key = Key(str(month.period), parcel.content, "test" if wish.to and not wish.resend_reason else "review")
    readers = audience(wish.to) if wish.to else leadership(month)
    letter = whole_letter(month, parcel, Envelope(key, readers))
    states = {entry.recipient: entry.state for entry in rows(month, key)}
    named = (*readers.specs, *(() if wish.to else target_names(month.settings.targets, parcel.files)))
    sizes = {"size": size_text(len(letter.data)), "limit": size_text(month.mail.max_bytes)}
    lines = (
        term("send.dry").format(period=month.period),
        *(
            term("send.dry_line").format(recipient=n, state=term(f"send.state.{states.get(n, 'queued')}"))
            for n in named
        ),
        term("send.dry_subject").format(subject=subject_of(letter)),
        *(term("send.dry_file").format(name=n, size=size_text(d)) for n, d in files_of(letter).items()),
        term("send.dry_size").format(**sizes),
        *((term(f"send.dry_over_{month.mail.too_large}"),) if len(letter.data) > month.mail.max_bytes else ()),
    )
    return "\n".join(lines)


def send_review(month: Month, parcel: Parcel, wish: Wish = PLAIN) -> tuple[Entry, ...]:
    """The review to leadership and to every other target; those who have it already get nothing."""
    key = Key(str(month.period), parcel.content, "review")
    doors = target_names(month.settings.targets, parcel.files)
    readers = leadership(month) if month.settings.mail or not doors else Audience(())
    wanted = (*readers.specs, *doors)
    if wish.received:
        _settle(month, key, _chosen(wish.received, wanted), wish.resend_reason)
    elif wish.resend_reason:
        _release(month, key, _chosen(wish.to, wanted), wish.resend_reason)
    else:
        _require_unsent(month, key, wanted)
        queue(month, key, wanted)
    _dispatch(month, parcel, Envelope(key, readers))
    return tuple(entry for entry in rows(month, key) if entry.recipient in wanted)


def send_test(month: Month, parcel: Parcel, to: tuple[str, ...]) -> tuple[Entry, ...]:
    """The review as a test mail, marked as one; each call is a mail of its own."""
    key = Key(str(month.period), fingerprint(f"{parcel.content} {month.clock().isoformat()}".encode()), "test")
    readers = audience(to)
    queue(month, key, readers.specs)
    carry(month, parcel_letter(month, parcel, Envelope(key, readers)), key)
    return rows(month, key)


def carry(month: Month, letter: Letter, key: Key) -> None:
    """Bring the letter to every queued recipient; the ledger then says what became of each."""
    entries = deliver_mail(letter, key, server_of(month), month.ledger, month.clock, deadline=month.mail.deadline)
    if all(entry.state == "accepted" for entry in entries):
        month.ledger.drop_letter(letter_name(letter))


def server_of(month: Month) -> Server:
    """The mail server of the settings, its password looked up; UsageError where that cannot be had."""
    mail = month.mail
    return Server(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        allow_plain=mail.allow_plain,
        user=mail.user,
        password=resolve(mail.password, month.settings.home) if mail.password else None,
        ca_file=mail.ca_file,
        timeout=mail.timeout,
    )


def rows(month: Month, key: Key) -> tuple[Entry, ...]:
    """What the ledger says of a mail, a row a recipient."""
    return month.ledger.entries(key.period, kind=key.kind, content=key.content)


def complete(month: Month, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries when all are accepted; DeliveryError names every recipient's state and what to do."""
    if all(entry.state == "accepted" for entry in entries):
        return tuple(entries)
    states = dict.fromkeys(entry.state for entry in entries if entry.state != "accepted")
    hints = (month.voice.term(f"send.hint.{state}").format(period=month.period) for state in states)
    head = month.voice.term("send.incomplete").format(period=month.period)
    raise DeliveryError("\n".join((head, *delivery_lines(entries, month.voice), *hints)))


def delivery_lines(entries: Sequence[Entry], voice: Wording) -> tuple[str, ...]:
    """A line a recipient: who, the state in words, the server's answer."""
    shape = voice.term("send.line")
    return tuple(
        shape.format(recipient=one.recipient, state=voice.term(f"send.state.{one.state}"), answer=one.answer).rstrip()
        for one in entries
    )


def queue(month: Month, key: Key, recipients: Sequence[str]) -> None:
    """A row for each that has none yet; those who have one keep their state."""
    if recipients:
        month.ledger.queue(key, recipients, _id(month, key), month.clock())


def _id(month: Month, key: Key) -> str:
    """The Message-ID of the mail; "" where nothing goes by mail."""
    return message_id(key, addresses((month.mail.sender,))[0]) if month.settings.mail else ""


def _dispatch(month: Month, parcel: Parcel, envelope: Envelope) -> None:
    """Everything that is queued, through its door: the share first, as a mail may link to it."""
    queued = {entry.recipient for entry in rows(month, envelope.key) if entry.state == "queued"}
    if queued - set(envelope.readers.specs):
        _post(month, parcel, envelope.key)
    if queued & set(envelope.readers.specs) and not _links_nowhere(month, envelope.key):
        carry(month, parcel_letter(month, parcel, envelope), envelope.key)


def _links_nowhere(month: Month, key: Key) -> bool:
    """Whether the mail may become links to a share that has not got the files yet."""
    mail, states = month.mail, {entry.recipient: entry.state for entry in rows(month, key)}
    return mail.too_large == "link" and "://" in mail.link and states.get(FOLDER, "accepted") != "accepted"


def _post(month: Month, parcel: Parcel, key: Key) -> None:
    templates = month.settings.mail.templates if month.settings.mail else None
    digest = parcel.build.digest
    headline, text = render_robot(digest, month.settings.lang, templates) if month.settings.targets.robots else ("", "")
    posting = Posting(parcel.files, headline, text, month.settings.lang)
    post_targets(posting, key, month.ledger, Outlets(month.settings.targets, month.settings.home, month.clock))


def _require_unsent(month: Month, key: Key, wanted: Sequence[str]) -> None:
    """DeliveryError when one of them already accepted another review of this month."""
    others = [entry for entry in month.ledger.entries(key.period, kind="review") if entry.key.content != key.content]
    has_one = {entry.recipient for entry in others if entry.state in ("accepted", "unknown")}
    if told := [recipient for recipient in wanted if recipient in has_one]:
        names = month.voice.term("label.list_mark").join(told)
        raise DeliveryError(month.voice.term("send.refused.sent_before").format(period=month.period, names=names))


def _chosen(to: tuple[str, ...], wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of the recipients that were named, all where nobody was; UsageError for a name that is not one."""
    named = audience(to).specs if to else tuple(wanted)
    if strangers := [name for name in named if name not in wanted]:
        raise UsageError(f"{', '.join(strangers)}: no recipient of this review; there is {', '.join(wanted)}")
    return named


def _settle(month: Month, key: Key, recipients: Sequence[str], reason: str) -> None:
    """Take a person's word that they have it, for those of whom nobody knew."""
    unsure = [entry.recipient for entry in rows(month, key) if entry.state == "unknown"]
    if others := [name for name in recipients if name not in unsure]:
        raise UsageError(f"{', '.join(others)}: not unknown; --received is for those of whom it is not known")
    month.ledger.mark(
        key, recipients, "accepted", month.voice.term("send.by_word").format(reason=reason), month.clock()
    )


def _release(month: Month, key: Key, recipients: Sequence[str], reason: str) -> None:
    """Queue them again, whatever became of the last time, with the reason in the ledger."""
    queue(month, key, recipients)
    month.ledger.release(key, recipients, reason, month.clock())

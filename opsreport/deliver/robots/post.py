"""The round of the targets: what is queued goes out, each answer is recorded, what was not taken goes again later."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from opsreport.deliver.ledger import Entry, Event, Key, Ledger
from opsreport.deliver.robots import dingtalk, feishu, wecom
from opsreport.deliver.robots.http import NoAnswer, NotSent, checked_address
from opsreport.deliver.robots.message import Chat, Clock, Declined, Message, Posting, Verdict, Wire
from opsreport.deliver.secret import Secret, resolve, scrubbed
from opsreport.deliver.share import copy_to_share
from opsreport.errors import DeliveryError, UsageError
from opsreport.settings import Robot, Targets

FOLDER = "folder"
LEFT_OUT = "left_out"
FIRST_PAUSE = 2.0
MOST_SAID = 300
_NOBODY = Chat("")
_MESSAGES: Mapping[str, Callable[[Chat, Posting], tuple[Message, ...]]] = MappingProxyType(
    {"wecom": wecom.messages, "dingtalk": dingtalk.messages, "feishu": feishu.messages}
)


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where a review goes beside the mail; references to secrets are relative to `home`.

    Seconds: `deadline` for all rounds together, `timeout` for a server that is silent.
    """

    targets: Targets
    home: Path
    clock: Clock
    deadline: float = 120.0
    timeout: float = 30.0
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Errand:
    """One row of the ledger and how to settle it; it calls what it is given before the step that cannot be undone."""

    recipient: str
    settle: Callable[[Callable[[], None]], Verdict]


def target_names(targets: Targets, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The recipients the ledger knows these targets by: folder, wecom/text, wecom/picture, wecom/NAME, feishu/text …"""
    posting = Posting(files, "", "", "")
    rows = (message.recipient for robot in targets.robots for message in _MESSAGES[robot.kind](_NOBODY, posting))
    return (*((FOLDER,) if targets.folder else ()), *rows)


def post_targets(posting: Posting, key: Key, ledger: Ledger, outlets: Outlets) -> tuple[Entry, ...]:
    """Settle every queued row of `key` that is a target's; how all of these stand afterwards.

    A target that is busy or out of reach is tried again, with growing pauses,
    until the deadline, and stays queued after it. Before a message goes out its
    row is marked unknown, which it stays when no answer comes. UsageError,
    before anything goes out, lists every secret that cannot be had.
    """
    names = target_names(outlets.targets, posting.files)
    chains = _chains(posting, key, outlets)
    _note_left_out(posting.files, key, ledger, outlets)
    for _ in _rounds(outlets):
        for chain in chains:
            _run(chain, key, ledger, outlets.clock)
        if not _waiting(key, ledger).intersection(names):
            break
    return tuple(entry for entry in _entries(key, ledger) if entry.recipient in names)


def _chains(posting: Posting, key: Key, outlets: Outlets) -> tuple[tuple[Errand, ...], ...]:
    """The errands of each target, in the order in which its readers shall see them."""
    share = outlets.targets.folder
    first = ((Errand(FOLDER, partial(_copied, posting, share, key.period)),),) if share else ()
    return (*first, *_robot_chains(posting, outlets))


def _robot_chains(posting: Posting, outlets: Outlets) -> tuple[tuple[Errand, ...], ...]:
    chains: list[tuple[Errand, ...]] = []
    mistakes: list[str] = []
    wire = Wire(outlets.clock, outlets.timeout)
    for robot in outlets.targets.robots:
        try:
            secrets = _secrets(robot, outlets.home)
        except UsageError as error:
            mistakes.append(str(error))
            continue
        messages = _MESSAGES[robot.kind](Chat(*(secret.reveal() for secret in secrets)), posting)
        chains.append(tuple(Errand(one.recipient, partial(_sent, one, wire, secrets)) for one in messages))
    if mistakes:
        raise UsageError("\n".join(mistakes))
    return tuple(chains)


def _secrets(robot: Robot, home: Path) -> tuple[Secret, ...]:
    """The webhook, which must be an address that may be posted to, and the secret of a robot that signs."""
    webhook = resolve(robot.webhook, home)
    checked_address(webhook.reveal(), f"[deliver.{robot.kind}] webhook")
    return (webhook, resolve(robot.secret, home)) if robot.secret else (webhook,)


def _rounds(outlets: Outlets) -> Iterator[None]:
    """A round now, and another after each pause that ends before the deadline."""
    until, pause = time.monotonic() + outlets.deadline, FIRST_PAUSE
    yield
    while time.monotonic() + pause <= until:
        outlets.sleep(pause)
        pause *= 2
        yield


def _run(chain: tuple[Errand, ...], key: Key, ledger: Ledger, clock: Clock) -> None:
    """Settle what waits, up to the first that must wait longer: the rest would overtake it, or press a busy server."""
    for errand in chain:
        if errand.recipient in _waiting(key, ledger) and not _is_settled(errand, key, ledger, clock):
            return


def _is_settled(errand: Errand, key: Key, ledger: Ledger, clock: Clock) -> bool:
    tries = 1

    def going() -> None:
        nonlocal tries
        ledger.mark(key, (errand.recipient,), "unknown", "", clock(), tries=tries)
        tries = 0

    verdict = errand.settle(going)
    ledger.mark(key, (errand.recipient,), verdict.state, verdict.answer, clock(), tries=tries)
    return verdict.state != "queued"


def _copied(posting: Posting, folder: Path, period: str, going: Callable[[], None]) -> Verdict:
    """The files on the share; never in doubt, as copying once more does no harm."""
    try:
        paths = copy_to_share(posting.files, folder, period)
    except DeliveryError as error:
        return Verdict("queued", str(error))
    return Verdict("accepted", ", ".join(path.name for path in paths))


def _sent(message: Message, wire: Wire, secrets: tuple[Secret, ...], going: Callable[[], None]) -> Verdict:
    verdict = _answered(message, wire, going)
    shown = "".join(sign if sign.isprintable() else " " for sign in scrubbed(verdict.answer, secrets))
    return Verdict(verdict.state, " ".join(shown.split())[:MOST_SAID])


def _answered(message: Message, wire: Wire, going: Callable[[], None]) -> Verdict:
    try:
        request = message.request(wire)
    except Declined as refusal:
        return refusal.verdict
    except (NotSent, NoAnswer) as error:  # of an upload, which nobody in the chat has seen
        return Verdict("queued", str(error))
    going()
    try:
        return message.dialect.judge(wire.post(request))
    except NotSent as error:
        return Verdict("queued", str(error))
    except NoAnswer as error:
        return Verdict("unknown", str(error))


def _note_left_out(files: Mapping[str, bytes], key: Key, ledger: Ledger, outlets: Outlets) -> None:
    """Tell the history, once, which files are too large or too small for a chat."""
    if not any(robot.kind == "wecom" for robot in outlets.targets.robots):
        return
    events = ledger.history(key.period)
    told = {event.subject for event in events if (event.what, event.content) == (LEFT_OUT, key.content)}
    for name, limit in wecom.left_out(files).items():
        if (subject := f"wecom/{name}") not in told:
            detail = f"{len(files[name])} B; {wecom.LEAST_FILE} … {limit} B"
            ledger.note(Event(outlets.clock(), key.period, LEFT_OUT, subject, detail, key.content))


def _waiting(key: Key, ledger: Ledger) -> set[str]:
    return {entry.recipient for entry in _entries(key, ledger) if entry.state == "queued"}


def _entries(key: Key, ledger: Ledger) -> tuple[Entry, ...]:
    return ledger.entries(key.period, key.kind, key.content)

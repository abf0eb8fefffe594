"""A mail as bytes: the same mail gives the same bytes, on every Python and in every retry.

Headers are written here, in ascii and already folded, and stand in the mail as
written: the library's own folding decodes what looks encoded and writes it
anew. It builds the tree of parts and reads nothing back.

An attachment's Chinese name stands twice, the way Thunderbird writes it:
`filename*` (RFC 2231) for readers of the standard, and an encoded word in the
`name` of Content-Type for QQ Mail and Outlook, which look there where they do
not understand `filename*`. No encoded word stands in `filename`: programs that
take it before `filename*`, as Python's older parser does, show it undecoded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.generator import BytesGenerator
from email.message import Message
from email.policy import Compat32
from email.utils import format_datetime
from io import BytesIO
from pathlib import PurePath
from urllib.parse import quote

from opsreport.deliver.addresses import Address, one_line
from opsreport.deliver.ledger import Key, Kind
from opsreport.errors import UsageError

PICTURE = "summary"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".png": "image/png",
}
_AUTOMATIC: tuple[Kind, ...] = ("draft", "failure")
_LANGUAGES = {"zh": "zh-CN"}
_LINE = 76
_LONGEST_WORD = 75  # RFC 2047; a file name of usual length is one word, which every reader puts together
_LONGEST_HEADER_WORD = 64  # "Subject: " and the first word share a line
_LONGEST_PIECE = 52
_PLAIN = 60
_FOLDED = re.compile(r"[!-~][ -~]*(?:\r\n [!-~][ -~]*)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>")
_UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file under the name that people save it by; its suffix tells the content type."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to all of To and Cc, who see each other; `picture` is a PNG that the HTML shows as cid:summary.

    `date` is aware; `lang` is that of the words; drafts and failures are marked as sent by a machine.
    """

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    html: str
    picture: bytes | None
    attachments: tuple[Attachment, ...]
    message_id: str
    date: datetime
    lang: str
    kind: Kind = "review"


class _AsWritten(Compat32):
    """Headers go out as they were set: their values are ascii and folded."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}\r\n"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii")


_POLICY = _AsWritten(linesep="\r\n")
_Node = tuple[Mapping[str, str], "str | list[Message | str]"]


def mail_bytes(mail: Mail) -> bytes:
    """The message as it goes over the wire: ascii, CRLF, no Bcc; equal mails give equal bytes.

    UsageError where `message_id` or `lang` cannot stand in a header; subject
    and names are made harmless instead, for they come from people's data.
    """
    headers, payload = _content(mail)
    message = _part(({**_envelope(mail), **headers}, payload))
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=_POLICY).flatten(message)
    return out.getvalue()


def message_id(key: Key, sender: Address) -> str:
    """The Message-ID of what is sent for a month: `<opsreport.2025-06.review.HASH@domain>`, the same in every run."""
    marks = ("opsreport", key.period, key.kind, key.content[:32])
    return f"<{'.'.join(mark for mark in marks if mark)}@{sender.spec.rpartition('@')[2]}>"


def content_hash(files: Mapping[str, str], kind: Kind) -> str:
    """The mark of what is sent: SHA-256 over the kind and every file's name and fingerprint, in any order."""
    return hashlib.sha256(json.dumps([kind, sorted(files.items())]).encode()).hexdigest()


def _envelope(mail: Mail) -> dict[str, str]:
    if not _MESSAGE_ID.fullmatch(mail.message_id):
        raise UsageError(f"{mail.message_id!r} is not a Message-ID")
    headers = {
        "From": _mailboxes("From", (mail.sender,)),
        "To": _mailboxes("To", mail.to),
        "Cc": _mailboxes("Cc", mail.cc),
        "Subject": _filled("Subject", _words(one_line(mail.subject))),
        "Date": format_datetime(mail.date),
        "Message-ID": mail.message_id,
        "MIME-Version": "1.0",
        "Content-Language": _LANGUAGES.get(mail.lang, mail.lang),
        "Auto-Submitted": "auto-generated" if mail.kind in _AUTOMATIC else "",
    }
    return {name: value for name, value in headers.items() if value}


def _content(mail: Mail) -> _Node:
    """The tree of parts, without a level that would hold one part only."""
    mark = _mark(mail)
    node = _bundle("alternative", (_text("plain", mail.text), _text("html", mail.html)), mark)
    if mail.picture is not None:
        shown = _file(Attachment(f"{PICTURE}.png", mail.picture), "inline")
        node = _bundle("related", (node, ({**shown[0], "Content-ID": f"<{PICTURE}>"}, shown[1])), mark)
    attached = tuple(_file(attachment, "attachment") for attachment in mail.attachments)
    return _bundle("mixed", (node, *attached), mark) if attached else node


def _mark(mail: Mail) -> str:
    files = [hashlib.sha256(file.data).hexdigest() for file in mail.attachments]
    picture = hashlib.sha256(mail.picture or b"").hexdigest()
    said = [mail.message_id, mail.subject, mail.text, mail.html, picture, *files]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _bundle(subtype: str, nodes: Iterable[_Node], mark: str) -> _Node:
    """Parts below one boundary; "=_" stands in no base64, so that no part can hold it."""
    inner = '; type="multipart/alternative"' if subtype == "related" else ""
    boundary = f'boundary="=_{subtype}_{mark}"'
    return {"Content-Type": f"multipart/{subtype}{inner};\r\n {boundary}"}, [_part(node) for node in nodes]


def _text(subtype: str, text: str) -> _Node:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    headers = {"Content-Type": f'text/{subtype}; charset="utf-8"', "Content-Transfer-Encoding": "base64"}
    return headers, _base64("".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace"))


def _file(attachment: Attachment, disposition: str) -> _Node:
    name = _UNSAFE_IN_NAMES.sub("_", one_line(attachment.name)).strip(" .") or "attachment"
    content_type = _TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")
    headers = {
        "Content-Type": f"{content_type};\r\n {_encoded_name(name)}",
        "Content-Transfer-Encoding": "base64",
        "Content-Disposition": f"{disposition};\r\n {_standard_name(name)}",
    }
    return headers, _base64(attachment.data)


def _base64(data: bytes) -> str:
    return base64.encodebytes(data).decode("ascii")


def _part(node: _Node) -> Message:
    headers, payload = node
    part = Message(_POLICY)
    for name, value in headers.items():
        if not _FOLDED.fullmatch(value):
            raise UsageError(f"{name} cannot be {value!r}")
        part[name] = value
    part.set_payload(payload)
    return part


def _mailboxes(header: str, mailboxes: tuple[Address, ...]) -> str:
    tokens = [token for mailbox in mailboxes for token in _mailbox(mailbox)]
    return _filled(header, tokens).removesuffix(",")


def _mailbox(mailbox: Address) -> list[str]:
    """The tokens of one mailbox and the comma after it."""
    name = one_line(mailbox.name)
    if not name:
        return [f"{mailbox.spec},"]
    if _ATOMS.fullmatch(name):
        shown = _words(name)
    elif _is_plain(name):
        shown = ['"{}"'.format(re.sub(r'(["\\])', r"\\\1", name))]
    else:
        shown = _encoded(name)
    return [*shown, f"<{mailbox.spec}>,"]


def _filled(header: str, tokens: Iterable[str]) -> str:
    """The tokens with a space or, where the line would be too long, a fold between them."""
    lines, room = [""], _LINE - len(f"{header}: ")
    for token in tokens:
        if lines[-1] and len(f"{lines[-1]} {token}") > room:
            lines, room = [*lines, ""], _LINE - 1
        lines[-1] = f"{lines[-1]} {token}".lstrip()
    return "\r\n ".join(lines)


def _words(text: str) -> list[str]:
    """The words of plain ascii text; else encoded words."""
    plain = text.split()
    if text.isascii() and all(len(word) <= _PLAIN for word in plain):
        return plain
    return _encoded(text)


def _encoded(text: str) -> list[str]:
    return _pieces(text, _encoded_word, _LONGEST_HEADER_WORD)


def _encoded_word(text: str) -> str:
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode('ascii')}?="


def _percent(text: str) -> str:
    return quote(text, safe="")


def _encoded_name(name: str) -> str:
    """The name for Content-Type; folded inside the quotes, as mail programs write it and read it."""
    if _is_plain(name):
        return f'name="{name}"'
    return 'name="{}"'.format("\r\n ".join(_pieces(name, _encoded_word, _LONGEST_WORD)))


def _standard_name(name: str) -> str:
    """The name for Content-Disposition, in several parameters where it is long."""
    if _is_plain(name):
        return f'filename="{name}"'
    first, *more = _pieces(name, _percent, _LONGEST_PIECE)
    if not more:
        return f"filename*=utf-8''{first}"
    rest = [f"filename*{number}*={piece}" for number, piece in enumerate(more, 1)]
    return ";\r\n ".join([f"filename*0*=utf-8''{first}", *rest])


def _is_plain(name: str) -> bool:
    return name.isascii() and len(name) <= _PLAIN


def _pieces(text: str, encode: Callable[[str], str], longest: int) -> list[str]:
    """The text encoded in pieces of whole characters, none longer than `longest`."""
    pieces, piece = [], ""
    for character in text:
        if len(encode(piece + character)) > longest:
            pieces.append(encode(piece))
            piece = ""
        piece += character
    return [*pieces, encode(piece)]

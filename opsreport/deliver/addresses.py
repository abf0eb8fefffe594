"""Who a mail goes to: addresses as people write them, checked before anything else sees them.

Text from data becomes part of a header only through `one_line`: mail programs
decode encoded words (=?utf-8?q?…?=) wherever they find them, and some versions
of Python write what they decoded, line breaks included, as headers of its own
(CVE-2024-6923). So the words are decoded here, before anything is removed.
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from opsreport.errors import UsageError

_UNSEEN = ("Cc", "Cf", "Cs")
_BREAKS = (*_UNSEEN, "Zl", "Zp")
_ENCODED_WORD = re.compile(r"=\?([^?]*)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_CHARSETS = ("utf-8", "us-ascii", "iso-8859-1", "windows-1252", "gb2312", "gbk", "gb18030", "big5")
_NESTING = 8
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_WRITTEN = re.compile(r'(?P<name>"(?:[^"\\]|\\.)*" *|[^<>"]*)<(?P<spec>[^<>]*)>|(?P<bare>[^<>]*)')
_LONGEST_LOCAL, _LONGEST, _MOST_SHOWN = 64, 254, 80


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: the name people see ("" for none) and the ascii `local@domain` that servers see.

    UsageError where `spec` is not plainly one mailbox; a spec can therefore stand in any header or command.
    """

    name: str
    spec: str

    def __post_init__(self) -> None:
        fault = _spec_fault(self.spec)
        if fault:
            raise UsageError(f"{_shown(self.spec)} is not an address: it {fault}")


def addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """The mailboxes of a list, in order, each once; UsageError names all entries that are not one address."""
    return address_lists(texts)[0]


def address_lists(*lists: Iterable[str]) -> tuple[tuple[Address, ...], ...]:
    """Each list as mailboxes, a mailbox only where it stands first (one of both To and Cc stays in To).

    UsageError names every entry of every list that is not one address, and why.
    """
    read = [[_read(text) for text in texts] for texts in lists]
    wrong = [entry for entries in read for entry in entries if isinstance(entry, str)]
    if wrong:
        raise UsageError(f"not usable as mail addresses: {'; '.join(wrong)}")
    seen: set[str] = set()
    return tuple(tuple(_unseen(entries, seen)) for entries in read)


def one_line(text: str) -> str:
    """The text as one line that means the same to every mail program: no encoded word, no control character.

    Encoded words are decoded first, also nested ones; white space and line
    separators become one space; what is left of broken words is pulled apart.
    """
    for _ in range(_NESTING):
        text = _visible(_ENCODED_WORD.sub(_decoded, _BETWEEN_WORDS.sub("", text)))
    return text.replace("=?", "= ?")


def _unseen(entries: Iterable[Address | str], seen: set[str]) -> Iterable[Address]:
    for entry in entries:
        if isinstance(entry, Address) and entry.spec not in seen:
            seen.add(entry.spec)
            yield entry


def _visible(text: str) -> str:
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(kept).split())


def _decoded(word: re.Match[str]) -> str:
    charset, encoding, content = word.groups()
    if not content.isascii():
        return content
    raw = content.encode("ascii")
    try:
        data = binascii.a2b_qp(raw, header=True) if encoding in "qQ" else binascii.a2b_base64(raw + b"==")
    except binascii.Error:
        return ""
    named = charset.partition("*")[0].lower()
    return data.decode(named if named in _CHARSETS else "ascii", "replace")


def _read(text: str) -> Address | str:
    """The mailbox, or the entry as typed with what is wrong with it."""
    written = _WRITTEN.fullmatch(text.strip(" "))
    fault = _text_fault(text) or ("" if written else "is not of the form name@example.com or Name <name@example.com>")
    if fault or not written:
        return f"{_shown(text)} {fault}"
    name, spec = _unquoted(written["name"] or ""), _ascii_domain(written["bare"] or written["spec"] or "")
    fault = _spec_fault(spec) or ("holds several addresses" if "@" in name and name.lower() != spec.lower() else "")
    return f"{_shown(text)} {fault}" if fault else Address("" if "@" in name else name, spec)


def _text_fault(text: str) -> str:
    if not text.strip():
        return "is empty"
    if any(unicodedata.category(c) in _BREAKS for c in text):
        return "holds a control character or line break"
    if "=?" in text:
        return "holds an encoded word (=?…?=); write the name itself"
    return ""


def _spec_fault(spec: str) -> str:
    """What keeps a spec from being one mailbox in ascii; "" for nothing."""
    local, at, domain = spec.rpartition("@")
    if not at:
        return "has a full-width ＠ in place of @" if "＠" in spec else "has no @"
    if "@" in local or re.search("[,;，；、]", spec):
        return "holds several addresses; each needs its own entry"
    if re.search(r"\s", spec):
        return "has a space in the address"
    if not local.isascii():
        return "has characters before the @ that not every mail server takes"
    if not _LOCAL.fullmatch(local) or "=?" in spec or len(local) > _LONGEST_LOCAL:
        return "is not a mailbox before the @"
    return "" if _DOMAIN.fullmatch(domain) and len(spec) <= _LONGEST else "is not a mail domain after the @"


def _ascii_domain(spec: str) -> str:
    """The spec with its domain as servers compare it: IDNA, lower case; as given where it is no domain."""
    local, at, domain = spec.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode().lower()}" if at else spec
    except UnicodeError:
        return spec


def _unquoted(name: str) -> str:
    bare = name.strip()
    return " ".join((re.sub(r"\\(.)", r"\1", bare[1:-1]) if bare.startswith('"') else bare).split())


def _shown(text: str) -> str:
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")

"""Secrets: found where the settings say they are, shown nowhere."""

from __future__ import annotations

import base64
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from opsreport.errors import UsageError

HIDDEN = "***"
_MOST_BYTES = 10_000
_LEAST_TELLING = 6  # letters of a part below which it may stand in any text
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ABSENT: Mapping[str, str] = {
    "env": "no such variable in the environment, or an empty one; a job of cron has only what its line sets",
    "file": "the file is empty; write the secret on its one line",
    "keyring": "the keyring has no such entry; make it with: keyring set SERVICE USER",
}


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A password or webhook that no text shows: repr, str and format give ***, only `reveal` gives the value."""

    _value: str

    def reveal(self) -> str:
        """The value, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__


def resolve(reference: str, home: Path, environ: Mapping[str, str] = os.environ) -> Secret:
    """The secret that "env:NAME", "file:PATH" (relative to `home`) or "keyring:SERVICE/USER" points to.

    UsageError names the reference and the cure, never the value: no such
    variable or file, an empty one, a file that others may read, no keyring.
    """
    kind, _, place = reference.partition(":")
    if kind == "env":
        value = environ.get(place, "")
    elif kind == "file":
        value = _from_file(reference, (home / Path(place).expanduser()).absolute())
    elif kind == "keyring":
        value = _from_keyring(reference, place)
    else:
        raise UsageError('a secret is named by "env:NAME", "file:PATH" or "keyring:SERVICE/USER"')
    if not value:
        raise UsageError(f"{reference}: {_ABSENT[kind]}")
    if _CONTROL.search(value):
        raise UsageError(f"{reference}: more than one line, or a control character; keep the secret alone on one line")
    return Secret(value)


def _from_file(reference: str, path: Path) -> str:
    """The text of a file that is its owner's alone; what is checked is what is read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & _OPEN_TO_OTHERS:
                raise UsageError(f"{reference}: others on this machine may read it; run: chmod 600 {path}")
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{reference}: {path} cannot be read ({error.strerror or error})") from None
    return _decoded(reference, data)


def _decoded(reference: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig") if len(data) <= _MOST_BYTES else None
    except UnicodeDecodeError:
        text = None
    if text is None:  # raised here: the decoding error would carry the bytes
        raise UsageError(f"{reference}: not a text file with a secret on one line")
    return text.strip("\r\n")


def _from_keyring(reference: str, place: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise UsageError(f'{reference}: no keyring here; install it with: pip install "opsreport[keyring]"') from None
    service, _, user = place.rpartition("/")
    try:
        found: str | None = keyring.get_password(service, user)
    except KeyringError as error:
        raise UsageError(f"{reference}: the keyring cannot be read ({type(error).__name__})") from None
    return found or ""


def scrubbed(text: str, secrets: Iterable[Secret]) -> str:
    """The text with *** for every secret: plain, escaped, quoted for a URL, a telling part of a webhook, in base64.

    In base64 it is found wherever it stands, as in "\\0user\\0password" of a login.
    """
    values = [secret.reveal() for secret in secrets if secret.reveal()]
    for core in {core for value in values for core in _in_base64(value.encode())}:
        text = re.sub(rf"[A-Za-z0-9+/]*{re.escape(core)}[A-Za-z0-9+/]*=*", HIDDEN, text)
    for shape in sorted({shape for value in values for shape in _shapes(value)}, key=len, reverse=True):
        text = text.replace(shape, HIDDEN)
    return text


def _shapes(value: str) -> Iterator[str]:
    for part in (value, *_telling_parts(value)):
        yield from (part, quote(part), quote(part, safe=""), quote_plus(part))
        yield from (repr(part)[1:-1], json.dumps(part)[1:-1])
    yield base64.b64encode(value.encode()).decode()


def _telling_parts(value: str) -> Iterator[str]:
    """Of a webhook: its path with the query, the end of the path, and what the query carries."""
    url = urlsplit(value)
    if url.scheme in ("http", "https"):
        parts = (f"{url.path}?{url.query}", url.path.rpartition("/")[2], *(part for _, part in parse_qsl(url.query)))
        yield from (part for part in parts if len(part) >= _LEAST_TELLING)


def _in_base64(data: bytes) -> Iterator[str]:
    """The letters of base64 that the bytes alone decide, for each of the three places they can start at."""
    for offset in range(3):
        text = base64.b64encode(bytes(offset) + data).decode()
        core = text[-(-offset * 8 // 6) : (offset + len(data)) * 8 // 6]
        if len(core) >= _LEAST_TELLING:
            yield core

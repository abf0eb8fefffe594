"""One HTTPS request and its answer, with a sharp line between "never went out" and "went out, no answer".

A connection is opened first and used once: no pool, no retry, no redirect, and
none of urllib3's log lines, which would name the address, a secret.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata
from urllib3.util import Url, parse_url

from opsreport.errors import DeliveryError, UsageError

MOST_ANSWER = 64 * 1024


class NotSent(DeliveryError):
    """No connection came about: nothing left this machine."""


class NoAnswer(DeliveryError):
    """The request went out, wholly or in part, and no answer came back: it may have been carried out."""


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A POST: the whole address, its body and what the body is; no repr shows the address, a secret."""

    address: str
    body: bytes
    content_type: str = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered: the status, and at most the first 64 KiB of the body."""

    status: int
    body: bytes


def form_request(address: str, field: str, name: str, data: bytes) -> Request:
    """A file as the only field of a form, with its length, and its name in plain UTF-8 as curl writes it.

    Chat servers do not read names in the form of RFC 2231.
    """
    part = RequestField(field, data, name)
    part.make_multipart(content_type="application/octet-stream")
    part.headers["Content-Disposition"] = f"{part.headers['Content-Disposition']}; filelength={len(data)}"
    body, content_type = encode_multipart_formdata([part])
    return Request(address, body, content_type)


def checked_address(address: str, name: str) -> Url:
    """The parts of an address that may be posted to: https, or http to this very machine.

    UsageError names it by `name` and never repeats it: it is a secret.
    """
    try:
        url = parse_url(address)
    except LocationParseError:
        url = Url()
    if url.host and (url.scheme == "https" or (url.scheme == "http" and is_loopback(url.host))) and not url.auth:
        return url
    raise UsageError(f"{name} must be a whole https address, as the chat shows it; what stands there is not repeated")


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its very name or number."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def post(request: Request, timeout: float) -> Reply:
    """The answer to the request, whatever its status; redirects are answers, not followed.

    `timeout` is in seconds: for the connection, for each silence while the
    request goes out, and for the whole of the answer.
    NotSent or NoAnswer says in a few words what happened, without the address.
    """
    url = checked_address(request.address, "webhook")
    with closing(_connection(url, timeout)) as connection:
        try:
            connection.connect()
        except (HTTPError, OSError) as error:
            raise NotSent(_reason(error)) from None
        try:
            headers = {"Content-Type": request.content_type, "User-Agent": "opsreport", "Connection": "close"}
            connection.request("POST", url.request_uri, request.body, headers, preload_content=False)
            with _hanging_up(connection, timeout):
                answer = connection.getresponse()
                return Reply(answer.status, answer.read(MOST_ANSWER))
        except (HTTPError, HTTPException, OSError) as error:
            raise NoAnswer(_reason(error)) from None


def _connection(url: Url, timeout: float) -> HTTPConnection:
    host = (url.host or "").strip("[]")
    if url.scheme == "http":
        return HTTPConnection(host, url.port, timeout=timeout)
    return HTTPSConnection(host, url.port, timeout=timeout, ssl_context=ssl.create_default_context())


@contextmanager
def _hanging_up(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """End the connection after that time, as a server that sends a byte now and then would never be silent."""
    sock = connection.sock
    assert sock is not None
    # not the method of a TLS socket, which takes the layer away from under a read
    timer = Timer(seconds, socket.socket.shutdown, (sock, socket.SHUT_RDWR))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _reason(error: Exception) -> str:
    """What went wrong in a few words: the cause that the system named, else the kind of error."""
    found: BaseException | None = error
    while found is not None:
        match found:
            case ssl.SSLCertVerificationError():
                return f"certificate refused: {found.verify_message}"
            case TimeoutError():
                return "timed out"
            case OSError(strerror=str(text)):
                return text
        found = found.__cause__ or found.__context__
    return type(error).__name__

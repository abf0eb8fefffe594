"""A server that plays the robots of three chats by the rules of their documentation, and fails as it is told to.

It shares no code with opsreport: sizes, JSON and signatures are judged by its
own arithmetic, and what it keeps in `shown` is what the group would see.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

KEY, TOKEN, HOOK = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa", "d1e2c3a4b5f6a7b8c9d0", "9f8e7d6c-5b4a-3210-feed"
SECRET = "SEC-加签-k3y+/="
WECOM, DINGTALK, FEISHU = (
    f"/cgi-bin/webhook/send?key={KEY}",
    f"/robot/send?access_token={TOKEN}",
    f"/open-apis/bot/v2/hook/{HOOK}",
)
HOUR = 3600

Said = dict[str, object]


@dataclass(frozen=True)
class Fault:
    """What happens instead of an answer: a status, a body, a silence, a torn line, an act of the test's own."""

    status: int = 200
    body: bytes = b""
    location: str = ""
    silent: bool = False
    torn: bool = False
    dripping: bool = False
    act: Callable[[], object] | None = None


@dataclass
class Ground:
    """What the server was asked and showed, its secret ("" for robots that do not sign), and the faults to come."""

    secret: str = ""
    asked: list[str] = field(default_factory=list)
    shown: list[tuple[str, Said]] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    faults: deque[Fault | None] = field(default_factory=deque)
    address: str = ""
    closing: Event = field(default_factory=Event)

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.shown]


@contextmanager
def serving(ground: Ground, context: ssl.SSLContext | None = None) -> Iterator[Ground]:
    """The ground with its address while the server runs; over TLS where a context is given."""

    class Handler(_Handler):
        pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing: clients that hang up or are killed are what is tested."""

    Handler.ground = ground
    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    ground.address = f"{'https' if context else 'http'}://localhost:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield ground
    finally:
        ground.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    ground: Ground

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.ground.asked.append(self.path)
        fault = self.ground.faults.popleft() if self.ground.faults else None
        if fault is None:
            self._say(200, json.dumps(self._judged(body)).encode())
        elif fault.act:
            fault.act()
        elif fault.silent:
            self.ground.closing.wait(20)
        elif fault.dripping:
            self._drip()
        elif not fault.torn:
            self._say(fault.status, fault.body, fault.location)

    def _judged(self, body: bytes) -> Said:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        kind = self.headers["Content-Type"]
        match parts.path:
            case "/cgi-bin/webhook/upload_media":
                return uploaded(self.ground, query, body, kind)
            case "/cgi-bin/webhook/send":
                return wecom(self.ground, query, _read(body, kind))
            case "/robot/send":
                return dingtalk(self.ground, query, _read(body, kind), len(body))
            case path if path.startswith("/open-apis/bot/v2/hook/"):
                return feishu(self.ground, path.rpartition("/")[2], _read(body, kind), len(body))
        return {"errcode": 404, "errmsg": "no such address"}

    def _say(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        for sign in b"HTTP/1.1 200 OK\r\n" + b"x" * 100:
            self.wfile.write(bytes([sign]))
            if self.ground.closing.wait(0.1):
                return

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is its assertions."""


def _read(body: bytes, kind: str) -> Said:
    if not re.fullmatch(r"application/json(; ?charset=utf-8)?", kind):
        return {}
    try:
        found = json.loads(body.decode("utf-8"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def wecom(ground: Ground, query: dict[str, str], said: Said) -> Said:
    if query != {"key": KEY}:
        return {"errcode": 93000, "errmsg": f"invalid webhook url, hint: [key {query.get('key')}]"}
    kind = said.get("msgtype")
    if set(said) != {"msgtype", kind} or not isinstance(content := said.get(str(kind)), dict):
        return {"errcode": 40008, "errmsg": "invalid message type"}
    if reason := {"markdown": _markdown, "image": _image, "file": _file}.get(str(kind), _no)(ground, content):
        return {"errcode": 40058, "errmsg": reason}
    ground.shown.append((f"wecom/{kind}", content))
    return {"errcode": 0, "errmsg": "ok"}


def _no(ground: Ground, content: Said) -> str:
    return "unknown type"


def _markdown(ground: Ground, content: Said) -> str:
    text = content.get("content")
    fine = set(content) == {"content"} and isinstance(text, str) and 0 < len(text.encode("utf-8")) <= 4096
    return "" if fine else "markdown.content exceed max length 4096"


def _image(ground: Ground, content: Said) -> str:
    data = base64.b64decode(str(content.get("base64")), validate=True)
    if content != {"base64": base64.b64encode(data).decode(), "md5": hashlib.md5(data).hexdigest()}:
        return "md5 does not match"
    return "" if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) <= 2 << 20 else "invalid image size"


def _file(ground: Ground, content: Said) -> str:
    return "" if set(content) == {"media_id"} and content["media_id"] in ground.files else "invalid media_id"


FORM = re.compile(
    rb'--(?P<mark>[^\r\n]+)\r\nContent-Disposition: form-data; name="media"; filename="(?P<name>[^"]+)"; '
    rb"filelength=(?P<size>\d+)\r\nContent-Type: application/octet-stream\r\n\r\n(?P<data>.*)\r\n--(?P=mark)--\r\n",
    re.DOTALL,
)


def uploaded(ground: Ground, query: dict[str, str], body: bytes, kind: str) -> Said:
    """A form as WeCom reads it: the name in plain UTF-8, no filename*."""
    if query != {"key": KEY, "type": "file"}:
        return {"errcode": 93000, "errmsg": "invalid webhook url"}
    form = FORM.fullmatch(body)
    if not form or kind != f"multipart/form-data; boundary={form['mark'].decode()}":
        return {"errcode": 41005, "errmsg": "media data missing"}
    if int(form["size"]) != len(form["data"]) or not 5 < len(form["data"]) <= 20 << 20:
        return {"errcode": 40006, "errmsg": "invalid media size"}
    media = f"3a8asd892asd8asd{len(ground.files)}"
    ground.files[media] = (form["name"].decode("utf-8"), form["data"])
    return {"errcode": 0, "errmsg": "ok", "type": "file", "media_id": media, "created_at": "1380000000"}


def dingtalk(ground: Ground, query: dict[str, str], said: Said, size: int) -> Said:
    if query.get("access_token") != TOKEN:
        return {"errcode": 300001, "errmsg": f"token is not exist: {query.get('access_token')}"}
    if ground.secret and not _is_signed(query.get("timestamp", ""), query.get("sign", ""), ground.secret):
        return {
            "errcode": 310000,
            "errmsg": "sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]",
        }
    text = said.get("markdown")
    if set(said) != {"msgtype", "markdown"} or not isinstance(text, dict) or set(text) != {"title", "text"}:
        return {"errcode": 400105, "errmsg": "unsupported msgtype"}
    if size > 20_000 or not all(isinstance(part, str) and part for part in text.values()):
        return {"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"}
    ground.shown.append(("dingtalk/markdown", text))
    return {"errcode": 0, "errmsg": "ok"}


def feishu(ground: Ground, hook: str, said: Said, size: int) -> Said:
    if hook != HOOK:
        return {"code": 19001, "msg": f"param invalid: incoming webhook access token invalid {hook}"}
    if ground.secret and not _is_feishu_signed(said, ground.secret):
        return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
    if size > 20_000 or said.get("msg_type") != "post" or not _is_post(said.get("content")):
        return {"code": 9499, "msg": "Bad Request", "data": {}}
    ground.shown.append(("feishu/post", said))
    return {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}


def _is_post(content: object) -> bool:
    post = content.get("post") if isinstance(content, dict) else None
    if not isinstance(post, dict) or not post or not set(post) <= {"zh_cn", "en_us"}:
        return False
    one = next(iter(post.values()))
    lines = one["content"]
    return isinstance(one["title"], str) and all(
        isinstance(line, list) and line and all(set(tag) == {"tag", "text"} and tag["text"] for tag in line)
        for line in lines
    )


def _is_signed(stamp: str, sign: str, secret: str) -> bool:
    """DingTalk: the key is the secret, the text is time and secret; `sign` has been decoded from the address."""
    wanted = base64.b64encode(hmac_sha256(secret.encode(), f"{stamp}\n{secret}".encode())).decode()
    return stamp.isdecimal() and abs(int(stamp) / 1000 - time.time()) < HOUR and sign == wanted


def _is_feishu_signed(said: Said, secret: str) -> bool:
    """Feishu: time and secret are the key, the text is empty; both stand in the body as texts."""
    stamp, sign = said.get("timestamp"), said.get("sign")
    wanted = base64.b64encode(hmac_sha256(f"{stamp}\n{secret}".encode(), b"")).decode()
    return isinstance(stamp, str) and stamp.isdecimal() and abs(int(stamp) - time.time()) < HOUR and sign == wanted


def hmac_sha256(key: bytes, text: bytes) -> bytes:
    """RFC 2104, written out: what is tested uses the library's."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + text).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()

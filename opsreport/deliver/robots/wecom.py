"""WeCom group robots: markdown of 4096 bytes, a picture of 2 MB, files of 20 MB that are uploaded first.

Interface: developer.work.weixin.qq.com/document/path/91770. Not signed: the key in the address is all there is.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from opsreport.deliver.robots.http import Request, form_request
from opsreport.deliver.robots.message import (
    Chat,
    Declined,
    Dialect,
    Message,
    Posting,
    Verdict,
    Wire,
    answered,
    fitted,
    json_bytes,
)

MOST_TEXT = 4096
MOST_PICTURE = 2 * 1024 * 1024
LEAST_FILE, MOST_FILE = 6, 20 * 1024 * 1024
DIALECT = Dialect(("errcode",), ("errmsg",), frozenset({-1, 45009, 45033}))


def messages(chat: Chat, posting: Posting) -> tuple[Message, ...]:
    """The text, the picture and each file, as far as they are small enough."""
    fitting = {name: data for name, data in posting.files.items() if name not in left_out(posting.files)}
    pictures = [data for name, data in fitting.items() if _is_picture(name)][:1]
    documents = [(name, data) for name, data in fitting.items() if not _is_picture(name)]
    return (
        Message("wecom/text", partial(_text, chat, posting), DIALECT),
        *(Message("wecom/picture", partial(_picture, chat, data), DIALECT) for data in pictures),
        *(Message(f"wecom/{name}", partial(_file, chat, name, data), DIALECT) for name, data in documents),
    )


def left_out(files: Mapping[str, bytes]) -> dict[str, int]:
    """The files that a WeCom robot does not take, with the limit in bytes that they miss."""
    limits = {name: MOST_PICTURE if _is_picture(name) else MOST_FILE for name in files}
    return {name: limits[name] for name, data in files.items() if not LEAST_FILE <= len(data) <= limits[name]}


def _is_picture(name: str) -> bool:
    return name.lower().endswith(".png")


def _text(chat: Chat, posting: Posting, wire: Wire) -> Request:
    whole = f"## {posting.headline}\n{posting.text}"
    content = fitted(whole, posting.cut_note, lambda text: len(text.encode()) <= MOST_TEXT)
    return _request(chat, "markdown", {"content": content})


def _picture(chat: Chat, data: bytes, wire: Wire) -> Request:
    mark = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return _request(chat, "image", {"base64": base64.b64encode(data).decode(), "md5": mark})


def _file(chat: Chat, name: str, data: bytes, wire: Wire) -> Request:
    reply = wire.post(_upload(chat, name, data))
    verdict = DIALECT.judge(reply)
    if verdict.state != "accepted":
        # an upload shows nothing in the chat: what is unknown of it may simply be tried again
        raise Declined(Verdict("failed" if verdict.state == "failed" else "queued", verdict.answer))
    return _request(chat, "file", {"media_id": str(answered(reply).get("media_id", ""))})


def _upload(chat: Chat, name: str, data: bytes) -> Request:
    parts = urlsplit(chat.webhook)
    query = urlencode({"key": parse_qs(parts.query).get("key", [""])[0], "type": "file"})
    path = f"{parts.path.rpartition('/')[0]}/upload_media"
    return form_request(urlunsplit((parts.scheme, parts.netloc, path, query, "")), "media", name, data)


def _request(chat: Chat, kind: str, content: Mapping[str, object]) -> Request:
    return Request(chat.webhook, json_bytes({"msgtype": kind, kind: content}))

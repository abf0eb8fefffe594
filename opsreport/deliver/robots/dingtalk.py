"""DingTalk custom robots: a markdown message of 20 000 bytes; time and signature stand in the address.

Interface: open.dingtalk.com/document/orgapp/custom-robot-access.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from opsreport.deliver.robots.http import Request
from opsreport.deliver.robots.message import Chat, Dialect, Message, Posting, Wire, fitted, json_bytes

MOST_BODY = 20_000
DIALECT = Dialect(("errcode",), ("errmsg",), frozenset({-1, 130101, 410100}))


def messages(chat: Chat, posting: Posting) -> tuple[Message, ...]:
    """The one message: a robot of DingTalk takes no files and no picture that lies on no web server."""
    return (Message("dingtalk/text", partial(_text, chat, posting), DIALECT),)


def _text(chat: Chat, posting: Posting, wire: Wire) -> Request:
    whole = f"## {posting.headline}\n{posting.text}"
    text = fitted(whole, posting.cut_note, lambda text: len(_body(posting.headline, text)) <= MOST_BODY)
    return Request(signed(chat, wire.clock()), _body(posting.headline, text))


def _body(title: str, text: str) -> bytes:
    """Lines end with two spaces, without which the chat would join them to one."""
    return json_bytes({"msgtype": "markdown", "markdown": {"title": title, "text": text.replace("\n", "  \n")}})


def signed(chat: Chat, moment: datetime) -> str:
    """The address with the moment in milliseconds and the signature over it; as it is for an unsigned robot."""
    if not chat.secret:
        return chat.webhook
    stamp = str(round(moment.timestamp() * 1000))
    mark = hmac.digest(chat.secret.encode(), f"{stamp}\n{chat.secret}".encode(), "sha256")
    query = urlencode({"timestamp": stamp, "sign": base64.b64encode(mark).decode()})
    return f"{chat.webhook}{'&' if '?' in chat.webhook else '?'}{query}"

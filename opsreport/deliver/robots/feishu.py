"""Feishu custom bots: a rich-text post, 20 KB of JSON in all; time and signature stand in the body.

Interface: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from functools import partial

from opsreport.deliver.robots.http import Request
from opsreport.deliver.robots.message import Chat, Dialect, Message, Posting, Wire, fitted, json_bytes

MOST_BODY = 20_000
DIALECT = Dialect(
    ("code", "StatusCode"),
    ("msg", "StatusMessage"),
    frozenset({11232, 99991400}),
    ("too many request", "frequency limit"),  # both come with 9499, the code of a faulty request
)
_LOCALES = {"zh": "zh_cn", "en": "en_us"}


def messages(chat: Chat, posting: Posting) -> tuple[Message, ...]:
    """The one message: pictures and files need an app of one's own there, which a custom bot is not."""
    return (Message("feishu/text", partial(_text, chat, posting), DIALECT),)


def _text(chat: Chat, posting: Posting, wire: Wire) -> Request:
    moment = wire.clock()

    def fits(text: str) -> bool:
        return len(_body(chat, posting, text, moment)) <= MOST_BODY

    return Request(chat.webhook, _body(chat, posting, fitted(posting.text, posting.cut_note, fits), moment))


def _body(chat: Chat, posting: Posting, text: str, moment: datetime) -> bytes:
    paragraphs = [[{"tag": "text", "text": plain}] for line in text.splitlines() if (plain := _plain(line))]
    post = {_LOCALES[posting.lang]: {"title": posting.headline, "content": paragraphs}}
    return json_bytes({**_signature(chat.secret, moment), "msg_type": "post", "content": {"post": post}})


def _plain(line: str) -> str:
    """A line of markdown without its marks: a post shows text as it stands."""
    return line.removeprefix("> ").replace("**", "").strip()


def _signature(secret: str, moment: datetime) -> dict[str, str]:
    """The moment in seconds and the signature, whose key is both together and whose text is empty."""
    if not secret:
        return {}
    stamp = str(int(moment.timestamp()))
    mark = hmac.digest(f"{stamp}\n{secret}".encode(), b"", "sha256")
    return {"timestamp": stamp, "sign": base64.b64encode(mark).decode()}

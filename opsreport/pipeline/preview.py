"""The mail of a month as files to look at, before anything is sent."""

from __future__ import annotations

import base64
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from opsreport.deliver.ledger import Build, Key
from opsreport.deliver.smtp import Letter
from opsreport.errors import DeliveryError
from opsreport.pipeline.letters import Envelope, audience, whole_letter
from opsreport.pipeline.month import Month
from opsreport.pipeline.ready import Parcel, read_exactly
from opsreport.settings import MailSettings

FOLDER = "preview"
NOBODY = "preview@localhost"


def preview(month: Month) -> tuple[Path, ...]:
    """The mail as .eml (mail programs open it) and .html (browsers do), in `preview/` of the output folder.

    It is that of the last build of the month, marked as a draft where it is
    one; without [mail] it goes from and to nobody. DeliveryError: nothing is built.
    """
    last = month.ledger.last_build(str(month.period))
    if last is None:
        raise DeliveryError(month.voice.term("send.refused.no_build").format(period=month.period))
    letter = _letter(_addressed(month), last)
    stem = f"{month.voice.term('file.stem')}_{month.period}_{month.voice.term('file.mail')}"
    folder = month.folder / FOLDER
    folder.mkdir(exist_ok=True)
    pages = {f"{stem}.eml": letter.data, f"{stem}.html": page_of(letter).encode()}
    for name, data in pages.items():
        (folder / name).write_bytes(data)
    return tuple(folder / name for name in pages)


def _addressed(month: Month) -> Month:
    """The month with mail settings, made up where there are none."""
    if month.settings.mail and month.settings.mail.to:
        return month
    mail = month.settings.mail or MailSettings(host="", sender=NOBODY)
    return replace(month, settings=replace(month.settings, mail=replace(mail, to=(NOBODY,))))


def _letter(month: Month, last: Build) -> Letter:
    files = read_exactly(last.outputs, month.folder)
    if files is None:
        raise DeliveryError(month.voice.term("send.refused.gone").format(period=month.period))
    parcel = Parcel(month.period, last, files)
    key = Key(str(month.period), parcel.content, "review" if last.is_final else "draft")
    return whole_letter(month, parcel, Envelope(key, audience(month.mail.to, month.mail.cc)))


def page_of(letter: Letter) -> str:
    """The HTML of a mail with its picture inside, as a browser can show it."""
    mail = message_from_bytes(letter.data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    page = ""
    pictures = {}
    for part in mail.walk():
        if part.get_content_type() == "text/html":
            page = part.get_content()
        elif name := str(part.get("Content-ID", "")).strip("<>"):
            pictures[name] = f"data:{part.get_content_type()};base64,{base64.b64encode(part.get_content()).decode()}"
    for name, data in pictures.items():
        page = page.replace(f"cid:{name}", data)
    return page

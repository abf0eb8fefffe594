"""Parcel → the mail that carries it: who gets it, what it says, and how large it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from opsreport.deliver.addresses import Address, address_lists, addresses
from opsreport.deliver.ledger import Key
from opsreport.deliver.message import Attachment, Mail, mail_bytes, message_id
from opsreport.deliver.pdf import pdf_of
from opsreport.deliver.record import fingerprint
from opsreport.deliver.share import copy_to_share
from opsreport.deliver.smtp import Letter
from opsreport.errors import DeliveryError, UsageError
from opsreport.pipeline.month import Month
from opsreport.pipeline.ready import Parcel
from opsreport.render.mail import Body, Kind, render_mail, size_text

Values = Mapping[str, object]
NO_MORE: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads a mail: both lists stand in its head, as people reply to all."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()

    @property
    def specs(self) -> tuple[str, ...]:
        return tuple(one.spec for one in (*self.to, *self.cc))


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a mail is, for the ledger, and who gets it."""

    key: Key
    readers: Audience


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What a mail carries beside its words: files by name, and the picture that stands in it."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    picture: bytes | None = None


def audience(to: tuple[str, ...], cc: tuple[str, ...] = ()) -> Audience:
    """The addresses of both lists, each once; UsageError lists every faulty one."""
    return Audience(*address_lists(to, cc))


def leadership(month: Month) -> Audience:
    """Whom [mail] names under to and cc; UsageError when nobody stands under to."""
    if not month.mail.to:
        raise UsageError('nobody is set to receive the review: write to = ["…"] under [mail] in opsreport.toml')
    return audience(month.mail.to, month.mail.cc)


def parcel_letter(month: Month, parcel: Parcel, envelope: Envelope, more: Values = NO_MORE) -> Letter:
    """The mail of a review, draft or test with its files; the same bytes as before where it was made before.

    DeliveryError when it is larger than [mail] max_size and may not carry links instead.
    """
    whole = whole_letter(month, parcel, envelope, more)
    if len(whole.data) <= month.mail.max_bytes:
        return _kept(month, whole)
    if month.mail.too_large == "fail":
        words = {"size": size_text(len(whole.data)), "limit": size_text(month.mail.max_bytes)}
        raise DeliveryError(month.voice.term("send.refused.too_large").format(**words))
    return _kept(month, _written(month, parcel, envelope, {}, {**more, "links": _links(month, parcel, envelope)}))


def whole_letter(month: Month, parcel: Parcel, envelope: Envelope, more: Values = NO_MORE) -> Letter:
    """The mail with all of its files, whatever its size, written now and kept nowhere."""
    return _written(month, parcel, envelope, _files(month, parcel), more)


def notice_letter(month: Month, envelope: Envelope, extra: Values) -> Letter:
    """The mail that says what went wrong, without files."""
    body = render_mail("failure", {}, month.settings.lang, extra, month.mail.templates)
    return _kept(month, _letter(month, envelope, body, Enclosed()))


def _files(month: Month, parcel: Parcel) -> Mapping[str, bytes]:
    deck = parcel.first("pptx")
    if not month.mail.with_pdf or deck is None:
        return parcel.attachments
    name = next(name for name in parcel.files if name.endswith(".pptx"))
    return {**parcel.attachments, f"{Path(name).stem}.pdf": pdf_of(deck, month.settings.lang)}


def _written(month: Month, parcel: Parcel, envelope: Envelope, files: Mapping[str, bytes], more: Values) -> Letter:
    picture = parcel.first("png")
    extra = {
        "is_test": envelope.key.kind == "test",
        "picture_cid": "summary" if picture else "",
        "files": [{"name": name, "size": len(data)} for name, data in files.items()],
        "links": [],
        "points": [],
        **more,
    }
    kind: Kind = "draft" if envelope.key.kind == "draft" else "review"
    body = render_mail(kind, parcel.build.digest, month.settings.lang, extra, month.mail.templates)
    return _letter(month, envelope, body, Enclosed(files, picture))


def _letter(month: Month, envelope: Envelope, body: Body, enclosed: Enclosed) -> Letter:
    (sender,) = addresses((month.mail.sender,))
    mail = Mail(
        sender=sender,
        to=envelope.readers.to,
        cc=envelope.readers.cc,
        subject=body.subject,
        text=body.text,
        html=body.html,
        picture=enclosed.picture,
        attachments=tuple(Attachment(name, data) for name, data in enclosed.files.items()),
        message_id=message_id(envelope.key, sender),
        date=month.clock(),
        lang=month.settings.lang,
        kind=envelope.key.kind,
    )
    return Letter(mail.message_id, sender.spec, envelope.readers.specs, mail_bytes(mail))


def letter_name(letter: Letter) -> str:
    """What the ledger keeps the bytes of a letter under: the message and its readers."""
    return f"{letter.message_id} {fingerprint(' '.join(letter.recipients).encode())[:16]}"


def _kept(month: Month, letter: Letter) -> Letter:
    """The letter as it was first written for these readers, so that a retry sends the same bytes."""
    name = letter_name(letter)
    before = month.ledger.letter(name)
    if before is None:
        month.ledger.keep_letter(name, letter.data)
        return letter
    return replace(letter, data=before)


def _links(month: Month, parcel: Parcel, envelope: Envelope) -> list[dict[str, str]]:
    """A name and an address for each file: of a review on the share, of drafts and tests in the output folder."""
    link, files = month.mail.link, _files(month, parcel)
    if envelope.key.kind != "review":
        return [{"name": name, "url": str(month.folder / name)} for name in parcel.attachments]
    if "://" in link:
        place = f"{link.rstrip('/')}/{parcel.period}"
        return [{"name": name, "url": f"{place}/{quote(name)}"} for name in parcel.attachments]
    share = (month.settings.home / Path(link).expanduser()).absolute()
    paths = copy_to_share(files, share, parcel.period)
    return [{"name": path.name, "url": str(path)} for path in paths]


def subject_of(letter: Letter) -> str:
    """The subject as its readers see it."""
    return str(message_from_bytes(letter.data, policy=policy.default)["Subject"])


def files_of(letter: Letter) -> dict[str, int]:
    """The attachments of a mail by name, with their sizes in bytes."""
    parts = message_from_bytes(letter.data, policy=policy.default).walk()
    found = ((part.get_filename(), part.get_payload(decode=True)) for part in parts if part.get_content_disposition())
    return {str(name): len(data) for name, data in found if isinstance(data, bytes) and not str(name).endswith(".png")}

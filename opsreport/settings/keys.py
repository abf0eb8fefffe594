"""Every key of opsreport.toml: its kind, its default, and the variable of the environment that beats the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from opsreport.settings.kinds import is_reference, seconds_of, size_of

Kind = Literal["folder", "file", "text", "choice", "switch", "list", "whole", "duration", "size", "secret"]
_ACCEPTED: Mapping[str, str] = {
    "folder": "a folder",
    "file": "a file",
    "text": "a text",
    "switch": "true or false",
    "list": 'a list of texts like ["a", "b"]',
    "whole": "a whole number",
    "duration": 'a time like "30s", "10m", "2h" or "3d"',
    "size": 'a size like "20MB"',
    "secret": '"env:NAME", "file:PATH" or "keyring:SERVICE/USER"',
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of opsreport.toml: what it accepts, what stands when it is absent, and what it is for."""

    key: str
    kind: Kind
    default: str | bool | int | tuple[str, ...]
    about: str
    choices: tuple[str, ...] = ()
    variable: str = ""

    @property
    def accepts(self) -> str:
        return _ACCEPTED.get(self.kind) or " or ".join(f'"{choice}"' for choice in self.choices)

    def takes(self, value: object) -> bool:
        """Whether the value is one this key accepts; the default always is, "" where nothing need be said."""
        if self.kind == "switch":
            return isinstance(value, bool)
        if self.kind == "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        if self.kind == "list":
            texts = (value,) if isinstance(value, str) else value  # one text may stand for a list of one
            return isinstance(texts, list | tuple) and all(isinstance(one, str) and one.strip() for one in texts)
        return isinstance(value, str) and (value == self.default or self._takes_text(value))

    def _takes_text(self, text: str) -> bool:
        if self.kind == "choice":
            return text in self.choices
        if self.kind == "duration":
            return seconds_of(text) is not None
        if self.kind == "size":
            return size_of(text) is not None
        return is_reference(text) if self.kind == "secret" else bool(text)


SETTINGS: tuple[Setting, ...] = (
    Setting("data.folder", "folder", "data", "where the filled workbooks are, relative to opsreport.toml"),
    Setting("report.language", "choice", "zh", "the language of every output", ("zh", "en")),
    Setting("report.recipe", "text", "brief", "which review to build; `opsreport list` names them"),
    Setting("report.notes", "switch", True, "speaker notes with the formula and cells of every number of a page"),
    Setting("report.missing", "choice", "omit", "pages without data: left out, or empty", ("omit", "placeholder")),
    Setting("output.folder", "folder", "out", "where deck, workbook, picture and run.json go"),
    Setting("look.template", "file", "", "your own .pptx with the company's look; empty is the house look"),
    Setting("mail.host", "text", "", "the mail server; without it there is no mail", variable="OPSREPORT_MAIL_HOST"),
    Setting("mail.port", "whole", 0, "0 is 587 (starttls), 465 (tls) or 25 (plain)", variable="OPSREPORT_MAIL_PORT"),
    Setting(
        "mail.security",
        "choice",
        "starttls",
        "encrypted after a greeting, from the first byte, or not at all",
        ("starttls", "tls", "plain"),
        "OPSREPORT_MAIL_SECURITY",
    ),
    Setting("mail.allow_plain", "switch", False, "allow `plain` to another machine; without it only to this one"),
    Setting("mail.user", "text", "", "the login; empty where the server asks for none", variable="OPSREPORT_MAIL_USER"),
    Setting("mail.password", "secret", "", "where the password is, never itself; empty is env:OPSREPORT_MAIL_PASSWORD"),
    Setting("mail.from", "text", "", "the sender, like `运营部 <ops@example.com>`", variable="OPSREPORT_MAIL_FROM"),
    Setting("mail.to", "list", (), "who gets the review"),
    Setting("mail.cc", "list", (), "who gets a copy, visible to all"),
    Setting("mail.owner", "list", (), "who gets drafts and hears of failures; not the audience"),
    Setting("mail.ca_file", "file", "", "certificates to trust (.pem), for your own server; empty is the system's"),
    Setting("mail.timeout", "duration", "30s", "how long to wait for one answer of the server"),
    Setting("mail.deadline", "duration", "10m", "how long a run goes on retrying"),
    Setting("mail.max_size", "size", "20MB", "the largest mail, attachments and all (1 MB = 1000000 bytes)"),
    Setting("mail.too_large", "choice", "fail", "a larger mail: not sent, or with links", ("fail", "link")),
    Setting("mail.link", "text", "", "for `link`: the URL prefix or shared folder where readers find the files"),
    Setting("mail.pdf", "switch", False, "attach the deck as PDF too; needs LibreOffice"),
    Setting("mail.templates", "folder", "", "your own mail templates; each file there wins over ours"),
    Setting("run.required", "list", ("核心指标",), "tabs or tables `run` waits for, exit code 6 until they are filled"),
    Setting(
        "run.overdue_after",
        "duration",
        "",
        "data still missing this long after the month: `run` fails, the owner hears; empty is never",
    ),
    Setting("run.approval", "switch", True, "`run` sends only what `opsreport approve` approved"),
    Setting("deliver.folder", "folder", "", "a shared folder that gets a copy; empty is none"),
    Setting("deliver.wecom.webhook", "secret", "", "the WeCom robot's webhook"),
    Setting("deliver.dingtalk.webhook", "secret", "", "the DingTalk robot's webhook"),
    Setting("deliver.dingtalk.secret", "secret", "", "its signing secret; empty is unsigned"),
    Setting("deliver.feishu.webhook", "secret", "", "the Feishu robot's webhook"),
    Setting("deliver.feishu.secret", "secret", "", "its signing secret; empty is unsigned"),
    Setting("log.file", "file", "", "the log of every run, appended; empty is none"),
)

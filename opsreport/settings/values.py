"""What the settings are once they are read: frozen, with absolute paths and plain units."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from opsreport.model.source import Source

Security = Literal["starttls", "tls", "plain"]
TooLarge = Literal["fail", "link"]
RobotKind = Literal["wecom", "dingtalk", "feishu"]


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves: the server, the login, who gets it. Times are seconds, sizes bytes.

    `password` is a reference ("env:NAME", "file:PATH", "keyring:SERVICE/USER"),
    never the password; user and password are "" where the server asks for no login.
    `link` is a URL prefix or a folder that readers can open.
    """

    host: str
    sender: str
    port: int = 587
    security: Security = "starttls"
    allow_plain: bool = False
    user: str = ""
    password: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    ca_file: Path | None = None
    timeout: float = 30.0
    deadline: float = 600.0
    max_bytes: int = 20_000_000
    too_large: TooLarge = "fail"
    link: str = ""
    with_pdf: bool = False
    templates: Path | None = None


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What the unattended run waits for: required tabs or tables, how long, and whether a person must approve."""

    required: tuple[str, ...] = ("核心指标",)
    overdue_after: timedelta | None = None
    needs_approval: bool = True


@dataclass(frozen=True, slots=True)
class Robot:
    """A group chat's robot; webhook and secret are references, a secret "" means unsigned."""

    kind: RobotKind
    webhook: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a review goes beside the mail."""

    folder: Path | None = None
    robots: tuple[Robot, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know besides the month; the paths are absolute.

    `home` is the folder of opsreport.toml, `mail` None where no mail.host is named.
    """

    data: Path
    out: Path
    recipe: str = "brief"
    lang: str = "zh"
    with_notes: bool = True
    keep_missing: bool = False
    template: Path | None = None
    home: Path = Path()
    mail: MailSettings | None = None
    run: RunSettings = field(default_factory=RunSettings)
    targets: Targets = field(default_factory=Targets)
    log: Path | None = None
    sources: tuple[Source, ...] = ()

    def parameters(self) -> dict[str, object]:
        """The choices as run.json keeps them: no paths, which differ from machine to machine."""
        missing = "placeholder" if self.keep_missing else "omit"
        look = self.template.name if self.template else ""
        sources = [asdict(source) for source in self.sources]
        return {"notes": self.with_notes, "missing": missing, "template": look, "sources": sources}

"""Sound values by key → the frozen Settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

from opsreport.settings.kinds import seconds_of, size_of
from opsreport.settings.values import MailSettings, Robot, RobotKind, RunSettings, Security, Settings, Targets, TooLarge

PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "plain": 25}
ROBOTS: tuple[RobotKind, ...] = ("wecom", "dingtalk", "feishu")


@dataclass(frozen=True, slots=True)
class Reader:
    """A value of the right kind for every key, and the folder that paths are relative to."""

    values: Mapping[str, object]
    folder: Path

    def text(self, key: str) -> str:
        return str(self.values.get(key, ""))

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values[key]
        return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)

    def whole(self, key: str) -> int:
        value = self.values[key]
        return value if isinstance(value, int) else 0

    def seconds(self, key: str) -> float:
        return float(seconds_of(self.text(key)) or 0)

    def path(self, key: str) -> Path:
        return (self.folder / Path(self.text(key)).expanduser()).absolute()

    def optional_path(self, key: str) -> Path | None:
        """The path; None where nothing is written."""
        return self.path(key) if self.text(key) else None

    def settings(self) -> Settings:
        """All of it."""
        return Settings(
            data=self.path("data.folder"),
            out=self.path("output.folder"),
            recipe=self.text("report.recipe"),
            lang=self.text("report.language"),
            with_notes=bool(self.values["report.notes"]),
            keep_missing=self.text("report.missing") == "placeholder",
            template=self.optional_path("look.template"),
            home=self.folder.absolute(),
            mail=self._mail() if self.text("mail.host") else None,
            run=self._run(),
            targets=Targets(self.optional_path("deliver.folder"), tuple(self._robots())),
            log=self.optional_path("log.file"),
        )

    def _mail(self) -> MailSettings:
        security, user = self.text("mail.security"), self.text("mail.user")
        password = self.text("mail.password") or "env:OPSREPORT_MAIL_PASSWORD"
        return MailSettings(
            host=self.text("mail.host"),
            sender=self.text("mail.from"),
            port=self.whole("mail.port") or PORTS[security],
            security=cast(Security, security),
            allow_plain=bool(self.values["mail.allow_plain"]),
            user=user,
            password=password if user else "",
            to=self.texts("mail.to"),
            cc=self.texts("mail.cc"),
            owner=self.texts("mail.owner"),
            ca_file=self.optional_path("mail.ca_file"),
            timeout=self.seconds("mail.timeout"),
            deadline=self.seconds("mail.deadline"),
            max_bytes=size_of(self.text("mail.max_size")) or 0,
            too_large=cast(TooLarge, self.text("mail.too_large")),
            link=self.text("mail.link"),
            with_pdf=bool(self.values["mail.pdf"]),
            templates=self.optional_path("mail.templates"),
        )

    def _run(self) -> RunSettings:
        overdue = self.seconds("run.overdue_after")
        return RunSettings(
            required=self.texts("run.required"),
            overdue_after=timedelta(seconds=overdue) if overdue else None,
            needs_approval=bool(self.values["run.approval"]),
        )

    def _robots(self) -> Iterator[Robot]:
        for kind in ROBOTS:
            if webhook := self.text(f"deliver.{kind}.webhook"):
                yield Robot(kind, webhook, self.text(f"deliver.{kind}.secret"))

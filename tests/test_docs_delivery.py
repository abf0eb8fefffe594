"""What README and docs tell people to type: settings that load, commands and options that exist, links that lead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from opsreport.cli import COMMANDS, commands
from opsreport.errors import UsageError
from opsreport.settings import SETTINGS, Settings, load_settings

REPOSITORY = Path(__file__).parent.parent
GUIDES = ("docs/delivery.md", "docs/delivery.zh-CN.md")
PAGES = ("README.md", "README.zh-CN.md", *GUIDES)
MARKS = {"queued": "待发送", "accepted": "已接收", "refused": "被拒收", "failed": "发送失败", "unknown": "不确定"}

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_CALL = re.compile(r"\bopsreport((?: -C \S+)?) ([a-z]+)\b([^\n;)#（]*)")
_OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-zA-Z])(?![\w-])")


def _text(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


def _blocks(name: str, kind: str) -> list[str]:
    return [body for language, body in _BLOCK.findall(_text(name)) if language == kind]


def _calls(name: str) -> Iterator[tuple[str, str]]:
    """Every command with what follows it, from code alone: prose may say `opsreport does not …`."""
    text = _text(name)
    typed = [*_blocks(name, "sh"), *_SPAN.findall(_BLOCK.sub("", text))]
    for code in typed:
        for _, command, rest in _CALL.findall(code):
            yield command, rest


def _options(command: click.Command) -> set[str]:
    return {"-h", "--help", *(word for one in command.params if isinstance(one, click.Option) for word in one.opts)}


def _known(name: str) -> click.Command:
    command = commands.get_command(click.Context(commands), name)
    assert command is not None, f"there is no command {name}"
    return command


def _loaded(snippet: str, folder: Path) -> Settings:
    (folder / "opsreport.toml").write_text(snippet, "utf-8")
    (folder / "mail-templates").mkdir(exist_ok=True)
    return load_settings(folder, {})


SNIPPETS = [pytest.param(body, id=f"{page}-{n}") for page in GUIDES for n, body in enumerate(_blocks(page, "toml"))]


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_every_snippet_of_settings_loads(snippet: str, tmp_path: Path) -> None:
    mail = _loaded(snippet, tmp_path).mail
    assert mail is None or (mail.to and mail.owner), "an example names readers and an owner"


@pytest.mark.parametrize("page", GUIDES)
def test_the_servers_take_the_port_that_the_guide_says(page: str, tmp_path: Path) -> None:
    mails = [_loaded(snippet, tmp_path).mail for snippet in _blocks(page, "toml")]
    assert {mail.host: (mail.port, mail.security) for mail in mails if mail} == {
        "smtp.exmail.qq.com": (465, "tls"),
        "smtp.office365.com": (587, "starttls"),
        "smtp.gmail.com": (587, "starttls"),
        "relay.example.com": (25, "plain"),
    }


def test_both_guides_show_the_same_settings() -> None:
    english, chinese = ([tomllib.loads(one) for one in _blocks(page, "toml")] for page in GUIDES)
    for mine, theirs in zip(english, chinese, strict=True):
        for one in (mine, theirs):
            one.get("mail", {}).pop("from", None)  # a name, in the page's own language
        assert mine == theirs


def test_a_password_in_the_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    snippet = _blocks(GUIDES[0], "toml")[0].replace("file:mail.password", "open-sesame")
    with pytest.raises(UsageError) as refusal:
        _loaded(snippet, tmp_path)
    assert "mail.password" in str(refusal.value)
    assert "open-sesame" not in str(refusal.value)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_exists_with_its_options(page: str) -> None:
    calls = list(_calls(page))
    assert len({command for command, _ in calls}) >= 6
    strange = [
        f"opsreport {command}{rest}: {option}"
        for command, rest in calls
        for option in _OPTION.findall(rest.partition(" | ")[0])  # what a pipe leads to has options of its own
        if option not in _options(_known(command))
    ]
    assert not strange


@pytest.mark.parametrize("page", PAGES[:2])
def test_the_readme_names_every_option_of_the_delivery(page: str) -> None:
    rows = {command: rest for command, rest in _calls(page) if f"| `opsreport {command}{rest}`" in _text(page)}
    shared = {"-m", "-h", "--help", "-v", "--verbose", "--lang"}
    for command in ("preview", "approve", "send", "run", "schedule", "history", "edits"):
        assert _options(_known(command)) - shared == set(_OPTION.findall(rows[command]))


@pytest.mark.parametrize("page", GUIDES)
def test_the_guide_explains_every_state_and_exit_code(page: str) -> None:
    text = _text(page)
    for state, word in MARKS.items():
        assert re.search(rf"^\| ({state} · )?{word} \|", text, re.MULTILINE)
    for code in range(7):
        assert re.search(rf"^\| {code} \|", text, re.MULTILINE)


@pytest.mark.parametrize("page", GUIDES)
def test_the_guide_names_the_templates_and_variables_there_are(page: str) -> None:
    text = _text(page)
    ours = {path.name for path in (REPOSITORY / "templates" / "mail").glob("*.j2")} - {"robot.md.j2"}
    assert not [name for name in ours if f"`{name}`" not in text]
    named = set(re.findall(r"`(\w+\.(?:txt|html)\.j2)`", text))
    assert named <= ours
    assert set(re.findall(r"OPSREPORT_MAIL_\w+", text)) == {
        "OPSREPORT_MAIL_PASSWORD",
        *(setting.variable for setting in SETTINGS if setting.variable),
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    folder = (REPOSITORY / page).parent
    targets = {
        target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", _text(page)) if "://" not in target
    }
    assert not [target for target in targets if target and not (folder / target).exists()]


def test_no_command_is_left_out_of_the_check() -> None:
    assert {command for page in PAGES for command, _ in _calls(page)} >= set(COMMANDS)

"""What `opsreport schedule` prints is taken literally by cron, systemd and PowerShell, however a folder is called."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsreport.cli import main
from opsreport.cli.quoting import cmd_quoted, powershell_quoted

NAMES = (
    "review",
    "月报 2025",
    "50% of %h",
    "it's",
    'a "b" c',
    "$HOME ${HOME} $$ `id`",
    "a;b&c|d>e",
    "#1",
    "{{ x }}",
    "‘弯引号’",
    "全角　空格",
)
WORDS = ["-P", "-m", "opsreport", "-C", "{folder}", "run", "--month", "last"]
RECORDER = """#!{python}
import json, os, sys
json.dump({{"argv": sys.argv[1:], "environ": dict(os.environ), "stdin": sys.stdin.read()}}, open({seen!r}, "w"))
print("said")
print("complained", file=sys.stderr)
"""
posix = pytest.mark.skipif(os.name != "posix", reason="cron and systemd are of POSIX")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Schedule = Callable[..., Ended]


@pytest.fixture
def schedule(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Schedule:
    """Run `opsreport -C FOLDER schedule …` in this process."""

    def once(folder: Path, *words: str) -> Ended:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["opsreport", "-C", str(folder), "schedule", *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Ended(end.value.code, said.out, said.err)

    return once


@pytest.fixture(params=NAMES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder of opsreport.toml with a name that means something to somebody."""
    return made(tmp_path / str(request.param))


def made(folder: Path, text: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "opsreport.toml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], dict[str, object]]:
    """A program in Python's place that keeps what it was started with; read it by calling."""
    seen, program = tmp_path / "seen.json", tmp_path / "py 3 100%" / "python"
    program.parent.mkdir()
    program.write_text(RECORDER.format(python=sys.executable, seen=str(seen)), "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return lambda: json.loads(seen.read_text("utf-8"))


def cron_jobs(crontab: str) -> Iterator[tuple[list[str], str, str]]:
    """Fields, command and standard input of each job, as cron's manual says: an unescaped % is a line end."""
    assert crontab.endswith("\n"), "cron leaves out a last line without its end"
    for line in crontab.splitlines():
        if not line.strip() or line.startswith("#") or re.match(r"\w+\s*=", line):
            continue
        *fields, rest = line.split(None, 5)
        command, *data = re.split(r"(?<!\\)%", rest)
        yield fields, command.replace("\\%", "%"), "\n".join(data)


@posix
def test_cron_starts_the_run_of_this_folder(
    schedule: Schedule, folder: Path, recorder: Callable[[], dict[str, object]]
) -> None:
    done = schedule(folder, "--cron", "--at", "7:05")
    assert (done.code, done.err) == (0, "")
    ((fields, command, data),) = cron_jobs(done.out)
    assert fields == ["5", "7", "*", "*", "*"]
    assert data == ""
    subprocess.run(["/usr/bin/env", "-i", "HOME=/", "/bin/sh", "-c", command], check=True, cwd="/", input=b"noise")
    seen = recorder()
    environ = seen["environ"]
    assert isinstance(environ, dict)
    assert seen["argv"] == [word.format(folder=folder) for word in WORDS]
    assert seen["stdin"] == ""
    assert (environ["LANG"], environ["LC_ALL"], environ["PYTHONUTF8"]) == ("C.UTF-8", "C.UTF-8", "1")
    assert environ["PATH"].split(":")[0] == str(Path(sys.executable).parent)
    assert {"/usr/bin", "/bin"} <= set(environ["PATH"].split(":"))
    assert sorted((folder / "opsreport.log").read_text("utf-8").splitlines()) == ["complained", "said"]


@posix
def test_cron_starts_this_very_opsreport(schedule: Schedule, tmp_path: Path) -> None:
    folder = made(tmp_path / "月报", '[report]\nlanguage = "en"')
    (folder / "data").mkdir()
    ((_, command, _),) = cron_jobs(schedule(folder, "--cron").out)
    code = subprocess.run(["/usr/bin/env", "-i", "/bin/sh", "-c", command], check=False, cwd="/").returncode
    assert code == 2
    assert "[mail]" in (folder / "opsreport.log").read_text("utf-8"), "it had got as far as the settings of the folder"


def unit_words(text: str) -> list[str]:
    """The words of a unit's line as systemd.syntax(7) says: quotes and backslashes, then specifiers."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"(?:\s|$)', text)
    assert text == " ".join(f'"{word}"' for word in words)
    return [plain(re.sub(r"\\(.)", r"\1", word)) for word in words]


def plain(text: str) -> str:
    assert not re.search(r"%[^%]", text.replace("%%", "")), "a specifier"
    return text.replace("%%", "%")


def unit(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text("utf-8").splitlines() if "=" in line and not line.startswith("#")]
    return {key: value for key, _, value in (line.partition("=") for line in lines)}


def installed(script: str, home: Path) -> list[str]:
    """The script run by sh with systemd's programs replaced; what they were asked."""
    programs = home / "programs"
    programs.mkdir(parents=True)
    for name in ("systemctl", "loginctl"):
        (programs / name).write_text(f'#!/bin/sh\necho {name} "$@"\n')
        (programs / name).chmod(0o755)
    environ = {"HOME": str(home), "PATH": f"{programs}:/usr/bin:/bin"}
    done = subprocess.run(["/bin/sh", "-eu"], input=script, env=environ, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@posix
def test_systemd_starts_the_run_of_this_folder(
    schedule: Schedule, folder: Path, tmp_path: Path, recorder: Callable[[], dict[str, object]]
) -> None:
    asked = installed(schedule(folder, "--systemd").out, tmp_path / "home")
    units = tmp_path / "home" / ".config" / "systemd" / "user"
    (service_path,), (timer_path,) = units.glob("*.service"), units.glob("*.timer")
    service, timer = unit(service_path), unit(timer_path)
    program, *arguments = unit_words(service["ExecStart"])
    assert [program, *(word.replace("$$", "$") for word in arguments)] == [
        sys.executable,
        *(word.format(folder=folder) for word in WORDS),
    ]
    assert not re.search(r"(?<!\$)(\$\$)*\$(?!\$)", " ".join(arguments)), "a variable"
    assert {"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "PYTHONUTF8=1"} <= set(unit_words(service["Environment"]))
    assert plain(service["StandardOutput"]) == f"append:{folder / 'opsreport.log'}"
    assert timer["OnCalendar"] == "*-*-* 08:30:00"
    assert asked == [
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {timer_path.name}",
        "loginctl enable-linger",
    ]
    assert service_path.stem == timer_path.stem


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_nothing_to_say_about_the_units(
    schedule: Schedule, folder: Path, tmp_path: Path, recorder: Callable[[], dict[str, object]]
) -> None:
    installed(schedule(folder, "--systemd").out, tmp_path / "home")
    units = sorted((tmp_path / "home" / ".config" / "systemd" / "user").glob("opsreport-*"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "opsreport" in line]) == (0, [])


def test_two_folders_have_units_of_their_own(schedule: Schedule, tmp_path: Path) -> None:
    names = {re.findall(r"opsreport-[0-9a-f]{8}", schedule(made(tmp_path / name), "--systemd").out)[0] for name in "ab"}
    assert len(names) == 2


def powershell_strings(script: str) -> list[str]:
    """The literal strings of a script; every kind of single quote that PowerShell knows ends or doubles."""
    quote = "['\u2018-\u201b]"
    found = re.findall(rf"{quote}((?:[^'\u2018-\u201b]|{quote}{{2}})*){quote}", script)
    return [re.sub(rf"({quote}){quote}", r"\1", text) for text in found]


def test_windows_starts_the_run_of_this_folder(schedule: Schedule, folder: Path) -> None:
    done = schedule(folder, "--windows", "--at", "23:59")
    code = "\n".join(line for line in done.out.splitlines() if not line.startswith("#"))
    program, arguments, at, name, about = powershell_strings(code)
    words = [sys.executable, *(word.format(folder=folder) for word in WORDS)]
    call = " ".join(f'"{word}"' for word in words)
    assert (program, at) == ("cmd.exe", "23:59")
    assert arguments.startswith('/d /s /c "set "PYTHONUTF8=1"&& ')
    assert arguments.endswith(f'{call} >>"{folder / "opsreport.log"}" 2>&1"')
    assert (name[:10], about) == ("opsreport-", f"opsreport run: {folder}")


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        (r"C:\Program Files\Python\python.exe", r'"C:\Program Files\Python\python.exe"'),
        (r"D:\R&D 100%\月报", r'"D:\R&D 100%\月报"'),
        ("D:\\", '"D:\\\\"'),
    ],
)
def test_a_word_of_windows(word: str, quoted: str) -> None:
    assert cmd_quoted(word) == quoted


@pytest.mark.parametrize("text", ["D:\\it's", "‘弯引号’", '$env:X `n "', ""])
def test_a_string_of_powershell(text: str) -> None:
    assert powershell_strings(powershell_quoted(text)) == [text]


@pytest.mark.parametrize(("lang", "words"), [("zh", "每天 08:30 运行"), ("en", "every day at 08:30")])
def test_it_speaks_the_language_of_the_report(schedule: Schedule, tmp_path: Path, lang: str, words: str) -> None:
    folder = made(tmp_path / "review", f'[report]\nlanguage = "{lang}"')
    assert words in schedule(folder, "--cron").out


MAIL = """
[mail]
host = "smtp.example.com"
from = "ops@example.com"
user = "ops"
[deliver.dingtalk]
webhook = "env:DING_HOOK"
secret = "file:ding.secret"
"""


@pytest.mark.parametrize("form", ["--cron", "--systemd", "--windows"])
def test_secrets_of_the_environment_are_named_and_not_told(
    schedule: Schedule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setenv("OPSREPORT_MAIL_PASSWORD", "hunter2")
    monkeypatch.setenv("DING_HOOK", "https://example.com/hunter2")
    out = schedule(made(tmp_path / "review", MAIL), form).out
    assert "OPSREPORT_MAIL_PASSWORD, DING_HOOK" in out
    assert "hunter2" not in out


def test_what_the_environment_says_of_mail_goes_along(
    schedule: Schedule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSREPORT_MAIL_FROM", "运营 100% <ops@example.com>")
    out = schedule(made(tmp_path / "review", MAIL), "--systemd").out
    assert '"OPSREPORT_MAIL_FROM=运营 100%% <ops@example.com>"' in out


def test_the_log_of_the_settings_is_the_log(schedule: Schedule, tmp_path: Path) -> None:
    folder = made(tmp_path / "review", '[log]\nfile = "../ops.log"')
    assert f">>{folder / '..' / 'ops.log'} 2>&1" in schedule(folder, "--cron").out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "--cron, --systemd or --windows"),
        (("--cron", "--at", "25:00"), "'25:00' is no time of day; write it like 08:30"),
        (("--cron", "--at", "morning"), "'morning' is no time of day"),
    ],
)
def test_a_wrong_call_says_what_is_right(schedule: Schedule, tmp_path: Path, words: Sequence[str], reason: str) -> None:
    done = schedule(made(tmp_path / "review"), *words)
    assert (done.code, done.out) == (2, "")
    assert reason in done.err


@pytest.mark.parametrize("name", ["line\nbreak", "back\\slash", "escape\x1b[1m"])
@posix
def test_a_path_that_schedulers_read_differently_is_refused(schedule: Schedule, tmp_path: Path, name: str) -> None:
    done = schedule(made(tmp_path / name), "--cron")
    assert (done.code, done.out) == (2, "")
    assert "rename" in done.err


def test_a_log_that_no_shell_could_open_is_refused(schedule: Schedule, tmp_path: Path) -> None:
    done = schedule(made(tmp_path / "review", '[log]\nfile = "none/ops.log"'), "--cron")
    assert (done.code, done.out) == (2, "")
    assert str(tmp_path / "review" / "none" / "ops.log") in done.err


def test_a_folder_without_settings_is_refused(schedule: Schedule, tmp_path: Path) -> None:
    done = schedule(tmp_path, "--cron")
    assert (done.code, done.out) == (2, "")
    assert "opsreport init" in done.err

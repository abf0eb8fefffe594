"""The command line: what it prints where, and the code it ends with."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsreport import pipeline
from opsreport.cli import COMMANDS, main

REPOSITORY = Path(__file__).parents[1]
SAMPLE = REPOSITORY / "sample_data" / "starter"
HEAVY = ("pandas", "pptx", "openpyxl", "matplotlib", "xlsxwriter", "jinja2")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(bare_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process, standing in an empty folder."""

    def once(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["opsreport", *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Ended(end.value.code, said.out, said.err)

    return once


def process(words: Sequence[str], **options: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **options}
    command = [sys.executable, "-m", "opsreport", *words]
    return subprocess.run(
        command, capture_output=True, encoding=options.get("PYTHONIOENCODING", "utf-8"), env=environment, check=False
    )


@pytest.mark.parametrize("words", [(), *((command,) for command in COMMANDS)], ids=str)
def test_help_is_there_for_every_command(run: Run, words: tuple[str, ...]) -> None:
    ended = run(*words, "--help")
    assert ended.code == 0
    assert ended.out.startswith("Usage: opsreport")
    assert set(COMMANDS) <= set(ended.out.split()) or words


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("opsreport, version ")


def test_help_loads_nothing_heavy() -> None:
    program = "import sys; from opsreport.cli import main\ntry: main()\nexcept SystemExit: print(*sys.modules)"
    command = [sys.executable, "-c", program, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_help_is_quick() -> None:
    """At most five times the processor time of a bare interpreter: the best of up to forty, taken in turns."""

    def taken(words: Sequence[str]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], capture_output=True, cwd=REPOSITORY, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    program = "from opsreport.cli import main; main()"  # what the console script does
    bare = helped = float("inf")
    for _ in range(40):
        bare, helped = min(bare, taken(["-c", "pass"])), min(helped, taken(["-c", program, "--help"]))
        if helped <= 5 * bare:
            break
    assert helped <= 5 * bare


def test_without_settings_or_data_it_points_to_init(run: Run) -> None:
    ended = run("build", "--month", "2025-06")
    assert (ended.code, ended.out) == (2, "")
    assert "opsreport init" in ended.err


@pytest.mark.parametrize("month", ["2025-13", "2025Q2", "June", "2025-6", ""])
def test_what_is_no_month_is_a_usage_error(run: Run, month: str) -> None:
    ended = run("build", "--month", month)
    assert ended.code == 2
    assert "write it like 2025-06, or last" in ended.err


def test_last_is_the_month_before(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1751500800")  # 3 July 2025
    assert json.loads(run("check", "--month", "last", "--data", str(SAMPLE), "--json").out)["period"] == "2025-06"


def test_a_wrong_epoch_is_a_usage_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert run("build", "--month", "2025-06", "--data", str(SAMPLE)).code == 2


@pytest.mark.parametrize("words", [("biuld",), ("build",), ("build", "--month", "2025-06", "--lang", "fr")])
def test_wrong_words_are_a_usage_error(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2


def test_an_unknown_recipe_lists_those_there_are(run: Run) -> None:
    ended = run("build", "--month", "2025-06", "--data", str(SAMPLE), "--recipe", "brif")
    assert ended.code == 2
    assert "there is brief" in ended.err


@pytest.mark.slow
def test_from_init_to_a_review_in_an_empty_folder(run: Run, bare_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("init", "review", "--example", "--month", "2025-06")
    assert made.code == 0
    assert [Path(line).name for line in made.out.splitlines()] == ["opsreport.toml", "运营数据.xlsx"]
    monkeypatch.chdir(bare_folder / "review")
    built = run("build", "--month", "2025-06")
    assert (built.code, built.err) == (0, "")
    paths = [Path(line) for line in built.out.splitlines()]
    assert paths[0].name == "运营月报_2025-06_草稿.pptx"
    assert all(path.is_file() for path in paths)


def test_a_fresh_workbook_has_nothing_for_the_month_yet_and_says_so(run: Run, bare_folder: Path) -> None:
    run("init", ".", "--month", "2025-06")
    ended = run("build", "--month", "2025-06")
    assert (ended.code, ended.out) == (3, "")
    assert "核心指标" in ended.err
    assert not (bare_folder / "out").exists()


def test_init_overwrites_nothing(run: Run) -> None:
    assert run("init").code == 0
    ended = run("init")
    assert (ended.code, ended.out) == (2, "")
    assert "overwrites nothing" in ended.err


def test_each_step_is_said_when_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = run("build", "--month", "2031-01", "--data", str(SAMPLE), "--verbose")
    assert ended.err.splitlines()[:2] == ["读取数据", "核对数据"]
    assert ended.code == 3


def test_an_output_folder_that_is_a_file_is_a_usage_error(run: Run, bare_folder: Path) -> None:
    (bare_folder / "out").write_text("a file")
    ended = run("build", "--month", "2025-06", "--data", str(SAMPLE))
    assert ended.code == 2
    assert "--out" in ended.err


@pytest.mark.slow
def test_an_edit_is_kept_and_both_files_are_named(run: Run, bare_folder: Path) -> None:
    (bare_folder / "out").mkdir()
    (bare_folder / "out" / "运营月报_2025-06_草稿.pptx").write_bytes(b"edited")
    ended = run("build", "--month", "2025-06", "--data", str(SAMPLE))
    assert "运营月报_2025-06_草稿.pptx 与上次生成的不一样（有人改过），没有覆盖；" in ended.err
    assert "新的一份是 运营月报_2025-06_草稿_v2.pptx" in ended.err
    assert ended.out.splitlines()[0].endswith("草稿_v2.pptx")


@pytest.mark.parametrize("command", ["check", "build"])
def test_every_mistake_of_the_settings_is_named_by_every_command(run: Run, bare_folder: Path, command: str) -> None:
    report = 'recipe = "brif"\nnotes = 1'
    text = f'[data]\nfolder = "d"\n[report]\n{report}\n[output]\nfolder = "./d"\n[look]\ntemplate = "our.pptx"'
    (bare_folder / "opsreport.toml").write_text(text, "utf-8")
    ended = run(command, "--month", "2025-06")
    assert (ended.code, ended.out) == (2, "")
    for key in ('report.recipe = "brif"', "report.notes = 1", 'look.template = "our.pptx"', 'output.folder = "./d"'):
        assert key in ended.err, key
    assert "there is brief" in ended.err


def test_check_says_what_is_wrong_and_ends_with_3_when_it_blocks(run: Run) -> None:
    assert run("check", "--month", "2025-06", "--data", str(SAMPLE)).code == 0
    ended = run("check", "--month", "2031-01", "--data", str(SAMPLE), "--lang", "en")
    assert ended.code == 3
    assert ended.out.startswith("Operations review 2031-01, data check:")


def test_list_names_recipes_pages_and_metrics(run: Run) -> None:
    out = run("list").out
    assert "recipe brief" in out
    assert "kpi/scoreboard" in out
    assert "cac" in out


def raising(error: BaseException) -> Callable[..., None]:
    def call(*args: object) -> None:
        raise error

    return call


def test_a_bug_is_one_line_and_a_log_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "check", raising(ZeroDivisionError("secret")))
    ended = run("check", "--month", "2025-06", "--data", str(SAMPLE))
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (1, "", 1)
    log = Path(ended.err.strip().rpartition(" ")[2])
    assert "Traceback" not in ended.err
    assert "ZeroDivisionError: secret" in log.read_text()
    log.unlink()


def test_an_interrupt_is_one_line_and_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "check", raising(KeyboardInterrupt()))
    ended = run("check", "--month", "2025-06", "--data", str(SAMPLE))
    assert (ended.code, ended.err.strip()) == (130, "opsreport: stopped; the outputs are as they were")


def test_a_console_that_cannot_write_han_gets_question_marks() -> None:
    done = process(["list"], PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "????" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end differently there")
def test_a_reader_that_leaves_gets_no_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "opsreport", "list"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=environment, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_output_is_one_line_and_no_log() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "opsreport", "list"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    said = "opsreport: the output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr.decode()) == (2, said)


def test_completion_is_offered() -> None:
    done = process([], _OPSREPORT_COMPLETE="bash_source")
    assert "_opsreport_completion" in done.stdout

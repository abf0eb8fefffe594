"""The whole way, from the sample workbook to the files in the folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import opsreport
from opsreport import pipeline
from opsreport.compose import compose
from opsreport.deliver.folder import Kept, Receipt
from opsreport.errors import DataRefused, TemplateError, UsageError
from opsreport.model.period import Period
from opsreport.pipeline import Job, Step, build, findings_json, findings_listing, start_folder, steps
from opsreport.recipe import load_recipe
from opsreport.render import formats
from opsreport.settings import Settings
from opsreport.wording.voice import wording

JUNE = Period.parse("2025-06")
MOMENT = datetime(2025, 7, 5, 9, 30, tzinfo=UTC)
SAMPLE = Path(__file__).parents[1] / "sample_data" / "starter"


def job(folder: Path, **changes: object) -> Job:
    settings = Settings(SAMPLE, folder / "out")
    of_settings = {name: value for name, value in changes.items() if name in Settings.__dataclass_fields__}
    of_job = {name: value for name, value in changes.items() if name not in of_settings}
    made = Job(JUNE, replace(settings, **of_settings), MOMENT)  # type: ignore[arg-type]
    return replace(made, **of_job)  # type: ignore[arg-type]


def edited(folder: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    """A data folder with the sample workbook after a change of its cells."""
    data = folder / "data"
    data.mkdir()
    (source,) = SAMPLE.glob("*.xlsx")
    book = openpyxl.load_workbook(source)
    change(book)
    book.save(data / source.name)
    return data


def sheet(book: openpyxl.Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Receipt:
    """One build of the sample, for every test that only looks."""
    return build(job(tmp_path_factory.mktemp("first")))


def test_a_build_leaves_deck_workbook_and_record(first: Receipt) -> None:
    names = [path.name for path in first.paths]
    assert names[:2] == ["运营月报_2025-06_草稿.pptx", "运营月报_2025-06_草稿.xlsx"]
    assert set(names[2:]) <= {"运营月报_2025-06_草稿_摘要.png"}
    assert all(path.stat().st_size > 1000 for path in first.paths)
    assert {path.name for path in first.paths[0].parent.iterdir()} == {*names, "run.json", ".opsreport"}


def test_the_record_says_what_was_read_made_and_written(first: Receipt) -> None:
    record = json.loads((first.paths[0].parent / "run.json").read_text("utf-8"))
    assert (record["version"], record["period"], record["recipe"]) == (opsreport.__version__, "2025-06", "brief")
    assert (record["built_at"], record["is_final"]) == ("2025-07-05T09:30:00+00:00", False)
    assert list(record["inputs"]) == [path.name for path in SAMPLE.glob("*.xlsx")]
    assert set(record["outputs"]) == {path.name for path in first.paths}
    assert record["parameters"]["rules"]["near"] == 0.95


@pytest.mark.slow
def test_the_same_input_and_moment_give_the_same_bytes(first: Receipt, tmp_path: Path) -> None:
    second = build(job(tmp_path))
    assert [path.read_bytes() for path in second.paths] == [path.read_bytes() for path in first.paths]


@pytest.mark.slow
def test_an_english_final_has_its_own_names(tmp_path: Path) -> None:
    names = [path.name for path in build(job(tmp_path, lang="en", is_final=True)).paths]
    assert names[:2] == ["ops-review_2025-06.pptx", "ops-review_2025-06.xlsx"]


def test_every_stage_is_announced_in_the_reports_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", (formats.Format("txt", "", lambda *_: None),))
    said = list(steps(job(tmp_path)))
    assert [step.stage for step in said if not step.is_notice] == list(pipeline.STAGES)
    assert said[0].text == "读取数据"
    assert [s for s in said if s.is_notice] == [
        Step("render", "运营月报_2025-06_草稿.txt 未生成：这台电脑没有中文字体", is_notice=True)
    ]


def test_blocking_findings_are_listed_and_the_last_output_stays(tmp_path: Path) -> None:
    wrong = edited(tmp_path, lambda book: sheet(book, "渠道").__setitem__("D9", "很多"))
    out = tmp_path / "out"
    out.mkdir()
    (out / "kept.txt").write_text("as it was")
    with pytest.raises(DataRefused, match="渠道!D9"):
        build(job(tmp_path, data=wrong))
    assert [path.name for path in out.iterdir()] == ["kept.txt"]


def without_causes(book: openpyxl.Workbook) -> None:
    table = sheet(book, "核心指标")
    (column,) = (cell.column for cell in table[1] if str(cell.value).strip("＊") == "原因")
    for row in range(2, table.max_row + 1):
        table.cell(row, column).value = None


def test_a_final_review_waits_for_the_causes_and_a_draft_does_not(tmp_path: Path) -> None:
    data = edited(tmp_path, without_causes)
    with pytest.raises(DataRefused, match=r"还不能定稿，有1处要补[\s\S]*核心指标!"):
        build(job(tmp_path, data=data, is_final=True))
    assert not (tmp_path / "out").exists()
    assert build(job(tmp_path, data=data)).paths


def only_first_tab(book: openpyxl.Workbook) -> None:
    for name in book.sheetnames:
        if name not in ("报告信息", "核心指标"):
            del book[name]


def test_with_the_metrics_tab_alone_five_pages_are_made(tmp_path: Path) -> None:
    dataset, findings = pipeline.check(JUNE, Settings(edited(tmp_path, only_first_tab), tmp_path))
    voice = wording("zh")
    report = compose(load_recipe("brief"), dataset, findings, voice)
    pages = ["front/cover", "front/summary", "kpi/scoreboard", "target/revenue", "appendix/definitions"]
    assert [slide.id for slide in report.slides] == pages


def test_a_data_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--data"):
        build(job(tmp_path, data=tmp_path / "nowhere"))


def test_a_template_that_cannot_be_opened_is_a_template_error(tmp_path: Path) -> None:
    (tmp_path / "bad.pptx").write_bytes(b"no deck")
    with pytest.raises(TemplateError, match=r"bad\.pptx"):
        build(job(tmp_path, template=tmp_path / "bad.pptx"))


def test_findings_read_as_text_and_as_json(tmp_path: Path) -> None:
    month = Period.parse("2031-01")
    _, findings = pipeline.check(month, Settings(SAMPLE, tmp_path))
    assert "【核心指标】" in findings_listing(findings, month, "zh")
    values = json.loads(findings_json(findings, month, "en"))
    assert (values["period"], values["findings"][0]["severity"]) == ("2031-01", "block")


def test_a_folder_to_start_from_is_never_written_over(tmp_path: Path) -> None:
    made = start_folder(tmp_path / "review", JUNE)
    assert [path.name for path in made] == ["opsreport.toml", "运营数据.xlsx"]
    with pytest.raises(UsageError, match=r"opsreport\.toml and .*运营数据\.xlsx exist already"):
        start_folder(tmp_path / "review", JUNE)


def test_a_file_left_alone_is_told_with_its_reason_in_the_reports_language() -> None:
    receipt = Receipt((), tuple(Kept(Path("a.pptx"), Path("a_v2.pptx"), reason) for reason in ("edited", "open")))
    edited_zh, open_zh = pipeline.kept_lines(receipt, "zh")
    assert edited_zh.startswith("a.pptx 与上次生成的不一样（有人改过），没有覆盖；新的一份是 a_v2.pptx")
    assert open_zh.startswith("a.pptx 正在别的程序里打开，没有覆盖；新的一份是 a_v2.pptx")
    edited_en, open_en = pipeline.kept_lines(receipt, "en")
    assert "somebody changed it" in edited_en
    assert "is open in another program" in open_en


def test_the_public_face_leads_to_the_pipeline() -> None:
    assert (opsreport.build, opsreport.check) == (pipeline.build, pipeline.check)
    assert opsreport.Period is Period
    with pytest.raises(AttributeError, match="it has Period, Report"):
        opsreport.nothing  # noqa: B018

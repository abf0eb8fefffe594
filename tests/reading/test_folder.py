"""Which files of a folder are read, and what is said about the others."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl

from opsreport.model.finding import Severity
from opsreport.reading import file_hashes, read_folder


def test_known_files_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.CSV", "notes.txt", "c.xlsx.tmp", ".hidden.csv", "~temp.csv"):
        (tmp_path / name).write_text("x\n")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "d.csv").write_text("x\n")
    sheets, findings = read_folder(tmp_path)
    assert [sheet.file for sheet in sheets] == ["a.CSV", "b.csv"]
    assert [(one.code, one.details["files"]) for one in findings] == [("file_not_read", "deeper/")]


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK broken")
    (tmp_path / "b.csv").write_text("x\n")
    sheets, findings = read_folder(tmp_path)
    assert [sheet.file for sheet in sheets] == ["b.csv"]
    assert [(finding.code, str(finding.origins[0])) for finding in findings] == [("broken_zip", "a.xlsx")]


def test_an_empty_or_missing_folder_blocks(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        sheets, (finding,) = read_folder(folder)
        assert (sheets, finding.code, finding.severity) == ((), "empty_folder", Severity.block)
        assert finding.details == {"folder": str(folder)}


def test_lock_files_are_notes(tmp_path: Path) -> None:
    for name in ("运营数据.csv", "~$运营数据.xlsx", ".~lock.运营数据.csv#", "~$memo.docx"):
        (tmp_path / name).write_text("x\n")
    _, findings = read_folder(tmp_path)
    assert [(f.code, f.severity, f.details["file"]) for f in findings] == [
        ("locked_file", Severity.note, "运营数据.csv"),
        ("locked_file", Severity.note, "运营数据.xlsx"),
    ]


def test_a_hidden_sheet_with_cells_is_a_note(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("草稿").sheet_state = "hidden"
    book["草稿"]["A1"] = 1
    book.create_sheet("空").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    sheets, (finding,) = read_folder(tmp_path)
    assert [sheet.hidden for sheet in sheets] == [False, True, True]
    assert (finding.code, finding.severity, str(finding.origins[0])) == ("hidden_sheet", Severity.note, "a.xlsx › 草稿")


def test_what_a_file_holds_counts_more_than_its_ending(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "甲"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    (sheet,), (note,) = read_folder(tmp_path)
    assert (sheet.cells[2, 2].value, note.code) == ("甲", "saved_otherwise")


def test_hashes_of_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x")
    (tmp_path / "b.txt").write_bytes(b"y")
    assert file_hashes(tmp_path) == {"a.csv": hashlib.sha256(b"x").hexdigest()}


def test_what_is_not_read_is_named_in_one_note(tmp_path: Path) -> None:
    (tmp_path / "渠道.csv").write_text("月份,渠道\n2025-06,抖音\n", "utf-8")
    for name in ("汇报.pptx", "活动.pdf", "~$汇报.pptx", ".DS_Store", "readme.md"):
        (tmp_path / name).write_bytes(b"x")
    for folder in ("子", "往期", "图"):
        (tmp_path / folder).mkdir()
    for folder in ("子", "往期"):
        (tmp_path / folder / "旧.csv").write_text("月份,渠道\n", "utf-8")
    (note,) = read_folder(tmp_path)[1]
    assert (note.code, note.details["files"]) == ("file_not_read", "汇报.pptx / 活动.pdf / 子/")

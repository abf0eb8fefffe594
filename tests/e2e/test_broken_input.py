"""One fault at a time through the real command line: it ends right, says where and what to do, and harms nothing."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.cli import main
from tests.e2e.books import SAMPLE, bytes_of

FILE = "运营数据.xlsx"
BEFORE = {"运营月报_2025-06_草稿.pptx": b"the deck of last time", "run.json": b"{}", "旧稿.txt": b"somebody's own"}
Edit = Callable[[Workbook], None]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


class Desk:
    """A folder with settings, the sample workbook under data/ and the output of an earlier run under out/."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch
        self.data, self.out = folder / "data", folder / "out"
        for made in (self.data, self.out):
            made.mkdir()
        (folder / "opsreport.toml").write_text('[data]\nfolder = "data"\n', "utf-8")
        shutil.copy(SAMPLE / FILE, self.data / FILE)
        for name, content in BEFORE.items():
            (self.out / name).write_bytes(content)

    def edit(self, change: Edit) -> None:
        book = openpyxl.load_workbook(self.data / FILE)
        change(book)
        (self.data / FILE).write_bytes(bytes_of(book))

    def run(self, *words: str) -> Ended:
        self.monkeypatch.setattr(sys, "argv", ["opsreport", *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = self.capsys.readouterr()
        assert isinstance(end.value.code, int)
        assert "Traceback" not in said.out + said.err
        return Ended(end.value.code, said.out, said.err)

    def refused(self, *words: str, month: str = "2025-06") -> str:
        """What `build` says when the data are refused: nothing on stdout, the earlier output as it was."""
        ended = self.run("build", "--month", month, *words)
        assert (ended.code, ended.out) == (3, "")
        self.require_untouched()
        return ended.err

    def checked(self, month: str = "2025-06") -> str:
        """What `check` says where a build is possible."""
        ended = self.run("check", "--month", month)
        assert (ended.code, ended.err) == (0, "")
        return ended.out

    def require_untouched(self) -> None:
        assert {path.name: path.read_bytes() for path in self.out.iterdir()} == BEFORE


@pytest.fixture
def desk(bare_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(bare_folder, capsys, monkeypatch)


def tab(book: Workbook, title: str) -> Worksheet:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def column(sheet: Worksheet, header: str) -> int:
    return next(cell.column for cell in sheet[1] if str(cell.value).rstrip("＊") == header)


def row(sheet: Worksheet, *texts: str) -> int:
    """The one row that holds these texts."""
    rows = sheet.iter_rows(min_row=2, values_only=True)
    found = [at for at, values in enumerate(rows, 2) if set(texts) <= set(map(str, values))]
    assert len(found) == 1, (texts, found)
    return found[0]


def put(title: str, header: str, texts: tuple[str, ...], value: object) -> Edit:
    """Write a value where the row of these texts meets the column."""

    def change(book: Workbook) -> None:
        sheet = tab(book, title)
        sheet.cell(row(sheet, *texts), column(sheet, header)).value = value  # type: ignore[assignment]

    return change


SPEND = ("渠道", "费用", ("2025-06", "搜索引擎广告"))


def place(book_file: Path, title: str, header: str, texts: tuple[str, ...]) -> str:
    """The address a message must name: file › sheet!cell."""
    sheet = tab(openpyxl.load_workbook(book_file), title)
    return f"{FILE} › {title}!{sheet.cell(row(sheet, *texts), column(sheet, header)).coordinate}"


def test_the_sample_itself_is_clean(desk: Desk) -> None:
    assert "没有" in desk.checked()


# --- the folder and the files ----------------------------------------------------------------------------------------


def test_no_such_month(desk: Desk) -> None:
    said = desk.refused(month="2025-09")
    assert "“核心指标”里没有 2025-09 的实际值；有数据的月份：" in said
    assert "2025-06" in said
    assert "补上这个月的行，或者换一个有数据的月份" in said


def test_an_empty_folder(desk: Desk) -> None:
    (desk.data / FILE).unlink()
    said = desk.refused()
    assert f"文件夹里没有可以读的表格：{desk.data}" in said
    assert "opsreport init" in said


def test_a_folder_that_is_not_there(desk: Desk) -> None:
    ended = desk.run("build", "--month", "2025-06", "--data", "nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert "nowhere" in ended.err
    assert "--data" in ended.err
    desk.require_untouched()


def test_a_broken_zip(desk: Desk) -> None:
    path = desk.data / FILE
    path.write_bytes(path.read_bytes()[:5_000])
    said = desk.refused()
    assert f"文件已损坏，可能没有下载或传输完整：{FILE}" in said
    assert "重新下载" in said


def test_a_part_of_the_zip_that_is_broken(desk: Desk) -> None:
    path, out = desk.data / FILE, BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[: len(part) // 2] if name.startswith("xl/worksheets/sheet2") else part)
    path.write_bytes(out.getvalue())
    assert FILE in desk.refused()


def test_an_encrypted_file(desk: Desk) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000) + "EncryptedPackage".encode("utf-16-le") + bytes(5_000)
    (desk.data / FILE).write_bytes(ole)
    said = desk.refused()
    assert f"文件设了密码：{FILE}" in said
    assert "在 Excel 里用密码打开" in said


@pytest.mark.parametrize("copy", ["运营数据 - 副本.xlsx", "运营数据最终版.xlsx"])
def test_two_files_with_the_same_rows(desk: Desk, copy: str) -> None:
    shutil.copy(desk.data / FILE, desk.data / copy)
    said = desk.checked()
    assert FILE in said
    assert copy in said
    assert "移出数据文件夹" in said


def test_a_lock_file_is_not_read_but_told(desk: Desk) -> None:
    (desk.data / f"~${FILE}").write_bytes(b"\x05user")
    said = desk.checked()
    assert f"文件正在别处打开：{FILE}" in said


@pytest.fixture
def unwritable(desk: Desk) -> Iterator[Path]:
    """A folder nobody may write into, not even root."""
    if os.name == "nt" or (os.geteuid() == 0 and not Path("/proc/self").is_dir()):
        pytest.skip("no folder here refuses this user")
    if os.geteuid() == 0:
        yield Path("/proc/self")
        return
    desk.out.chmod(0o500)
    yield desk.out
    desk.out.chmod(0o700)


def test_an_output_folder_that_may_not_be_written(desk: Desk, unwritable: Path) -> None:
    ended = desk.run("build", "--month", "2025-06", "--out", str(unwritable))
    assert (ended.code, ended.out) == (2, "")
    assert f"输出文件夹不能用：{unwritable}" in ended.err
    assert "--out" in ended.err
    desk.require_untouched()


# --- tabs and columns ------------------------------------------------------------------------------------------------


def test_a_missing_tab(desk: Desk) -> None:
    desk.edit(lambda book: [book.remove(tab(book, name)) for name in ("核心指标", "渠道", "内容")])
    said = desk.refused()
    assert "没有找到“核心指标”表" in said
    assert "用户" in said


def test_a_missing_tab_that_channels_stand_in_for(desk: Desk) -> None:
    desk.edit(lambda book: book.remove(tab(book, "核心指标")))
    assert "数据相加得出" in desk.checked()


def test_a_missing_tab_that_is_not_needed(desk: Desk) -> None:
    desk.edit(lambda book: book.remove(tab(book, "内容")))
    assert "没有“内容”表，相关页面不出" in desk.checked()


def test_a_missing_column(desk: Desk) -> None:
    desk.edit(lambda book: tab(book, "内容").delete_cols(column(tab(book, "内容"), "阅读播放")))
    said = desk.refused()
    assert f"{FILE} › 内容" in said
    assert "“内容”表缺少必填列：阅读播放" in said


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "message", "cure"),
    [
        ("三十万左右", "“费用”应是数字，这里写的是：三十万左右", "只写数字"),
        ("#DIV/0!", "“费用”里是公式错误：#DIV/0!", "改好公式"),
        ("=D2*2", "“费用”的公式没有算出来的值：=D2*2", "保存一次再试"),
        (-5, "“费用”不会是负数，这里是：-5", "检查正负号"),
    ],
)
def test_a_value_that_is_none(desk: Desk, value: object, message: str, cure: str) -> None:
    desk.edit(put(*SPEND, value))
    said = desk.refused()
    assert place(desk.data / FILE, *SPEND) in said
    assert message in said
    assert cure in said


def test_a_missing_value(desk: Desk) -> None:
    where = ("核心指标", "实际", ("2025-06", "总营收"))
    desk.edit(put(*where, None))
    said = desk.refused()
    assert place(desk.data / FILE, *where) in said
    assert "必填的“实际”空着" in said
    assert "确实是零的数填 0" in said


def test_every_fault_is_told_at_once(desk: Desk) -> None:
    desk.edit(put(*SPEND, "很多"))
    desk.edit(put("用户", "人数", ("2025-06", "划算"), "不少"))
    desk.edit(put("核心指标", "实际", ("2025-06", "总营收"), "#N/A"))
    said = desk.refused()
    assert all(text in said for text in ("【渠道】", "【用户】", "【核心指标】", "很多", "不少", "#N/A"))


# --- rows ------------------------------------------------------------------------------------------------------------


def repeat(title: str, *texts: str) -> Edit:
    def change(book: Workbook) -> None:
        sheet = tab(book, title)
        sheet.append([cell.value for cell in sheet[row(sheet, *texts)]])

    return change


def test_a_duplicate_key(desk: Desk) -> None:
    desk.edit(repeat("渠道", "2025-06", "搜索引擎广告"))
    said = desk.refused()
    assert "里同一项写了不止一行：2025-06 · 搜索引擎广告" in said
    sheet = tab(openpyxl.load_workbook(desk.data / FILE), "渠道")
    lines = enumerate(sheet.iter_rows(min_row=2, values_only=True), 2)
    both = [number for number, values in lines if values[:2] == ("2025-06", "搜索引擎广告")]
    assert len(both) == 2
    assert f"{FILE} › 渠道!B{both[0]}、B{both[1]}" in said


def test_channels_that_do_not_add_up_to_the_metric(desk: Desk) -> None:
    desk.edit(put("渠道", "新增用户", ("2025-06", "搜索引擎广告"), 1))
    said = desk.refused()
    assert "2025-06 各渠道新增用户相加是" in said
    assert "核心指标里是 150,080" in said
    assert "两边改到一致" in said
    assert f"{FILE} › 渠道!E" in said


def test_a_total_row_is_left_out_and_compared(desk: Desk) -> None:
    def total(book: Workbook) -> None:
        sheet = tab(book, "渠道")
        at = column(sheet, "新增用户")
        values = [row[at - 1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == "2025-06"]
        line: list[object] = [None] * (at - 1) + [sum(int(str(v)) for v in values)]
        line[:2] = ["2025-06", "合计"]
        sheet.append(line)

    desk.edit(total)
    assert "合计行没有当作数据，与明细相符" in desk.checked()


def test_a_total_row_that_differs(desk: Desk) -> None:
    desk.edit(lambda book: tab(book, "渠道").append(["2025-06", "合计", None, None, 1]))
    said = desk.checked()
    assert "合计行和明细相加不一样：新增用户 1 ≠ 150,080" in said
    assert "报告用的是明细" in said


def test_a_month_in_the_wrong_place(desk: Desk) -> None:
    desk.edit(lambda book: tab(book, "核心指标").append(["2025-09", "总营收", "元", None, 1]))
    said = desk.checked()
    assert "这里应是 2025-06 的数据，却写着 2025-09" in said
    assert f"{FILE} › 核心指标!A187" in said


def test_numbers_that_were_not_updated(desk: Desk) -> None:
    def copy_may(book: Workbook) -> None:
        sheet = tab(book, "渠道")
        june = [r for r in sheet.iter_rows(min_row=2) if r[0].value == "2025-06"]
        may = {r[1].value: r for r in sheet.iter_rows(min_row=2) if r[0].value == "2025-05"}
        for cells in june:
            if cells[1].value in may:
                for at in range(3, 9):
                    cells[at].value = may[cells[1].value][at].value
        total = sum(int(str(cells[4].value)) for cells in june)
        kpi = tab(book, "核心指标")
        kpi.cell(row(kpi, "2025-06", "新增注册用户数"), column(kpi, "实际")).value = total

    desk.edit(copy_may)
    said = desk.run("check", "--month", "2025-06").out
    assert "“渠道”可能未更新" in said
    assert "与 2025-05 完全相同" in said
    assert "是不是复制了上月还没有改" in said


# --- settings --------------------------------------------------------------------------------------------------------


def test_wrong_settings_are_all_named_with_their_keys(desk: Desk) -> None:
    wrong = '[data]\nfolder = 5\n[report]\nlanguage = "fr"\nrecipee = "brief"\nnotes = "yes"\n[colour]\nred = 1\n'
    (desk.folder / "opsreport.toml").write_text(wrong, "utf-8")
    ended = desk.run("build", "--month", "2025-06")
    assert (ended.code, ended.out) == (2, "")
    for line in (
        "data.folder = 5: write a folder",
        'report.language = "fr": write "zh" or "en"',
        "report.recipee: no such key; did you mean report.recipe?",
        'report.notes = "yes": write true or false',
        "colour.red: no such key; the keys are data.folder",
    ):
        assert line in ended.err
    desk.require_untouched()


def test_settings_that_are_no_toml(desk: Desk) -> None:
    (desk.folder / "opsreport.toml").write_text("[data\nfolder = 1", "utf-8")
    ended = desk.run("check", "--month", "2025-06")
    assert (ended.code, ended.out) == (2, "")
    assert "opsreport.toml cannot be read" in ended.err
    assert "line 1" in ended.err

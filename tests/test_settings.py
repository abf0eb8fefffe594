"""opsreport.toml: what it says, and every mistake at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsreport.errors import UsageError
from opsreport.settings import SETTINGS, Setting, load_settings
from opsreport.templating import templates_folder


def written(folder: Path, text: str) -> Path:
    (folder / "opsreport.toml").write_text(text, "utf-8")
    return folder


def test_an_empty_file_means_the_defaults_beside_it(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, ""), {})
    assert (settings.data, settings.out) == (tmp_path / "data", tmp_path / "out")
    assert (settings.lang, settings.recipe, settings.with_notes, settings.template) == ("zh", "brief", True, None)


def test_the_file_is_read(tmp_path: Path) -> None:
    report = '[report]\nlanguage = "en"\nnotes = false\nmissing = "placeholder"'
    text = f'[data]\nfolder = "../in"\n{report}\n[look]\ntemplate = "a.pptx"'
    (tmp_path / "a.pptx").write_bytes(b"")
    settings = load_settings(written(tmp_path, text), {})
    assert settings.data == tmp_path / ".." / "in"
    assert (settings.lang, settings.with_notes, settings.keep_missing) == ("en", False, True)
    assert settings.template == tmp_path / "a.pptx"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "opsreport.toml").write_bytes('\ufeff[report]\nlanguage = "en"'.encode())
    assert load_settings(tmp_path, {}).lang == "en"


def test_what_is_said_wins(tmp_path: Path) -> None:
    settings = load_settings(
        written(tmp_path, '[report]\nlanguage = "en"'), {"report.language": "zh", "data.folder": "x"}
    )
    assert (settings.lang, settings.data) == ("zh", tmp_path / "x")


def test_all_mistakes_come_at_once_with_key_and_cure(tmp_path: Path) -> None:
    text = '[report]\nlanguage = "fr"\nnotes = "yes"\nmising = "omit"\n[output]\nfolder = 3\n[mail]\nhost = "h"'
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text), {})
    lines = str(caught.value).splitlines()
    assert lines[0].endswith("opsreport.toml:")
    assert [line.strip() for line in lines[1:]] == [
        'report.language = "fr": write "zh" or "en"',
        'report.notes = "yes": write true or false',
        "report.mising: no such key; did you mean report.missing?",
        "output.folder = 3: write a folder",
        f"mail.host: no such key; the keys are {', '.join(s.key for s in SETTINGS)}",
    ]


def test_a_recipe_a_template_and_a_folder_that_cannot_be_are_told_with_the_rest(tmp_path: Path) -> None:
    text = '[report]\nrecipe = "brif"\nnotes = 2\n[output]\nfolder = "x/../data"\n[look]\ntemplate = "our.pptx"'
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text), {}, ("brief", "monthly"))
    lines = [line.strip() for line in str(caught.value).splitlines()[1:]]
    assert lines[0] == "report.notes = 2: write true or false"
    assert lines[1] == 'report.recipe = "brif": no such recipe; there is brief, monthly'
    assert lines[2].startswith('look.template = "our.pptx": ')
    assert lines[3].startswith('output.folder = "x/../data": this is the data folder')
    assert len(lines) == 4


def test_outputs_in_a_folder_of_their_own_inside_the_data_folder_are_fine(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, '[data]\nfolder = "."'), {}, ("brief",)).out == tmp_path / "out"


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="line 2"):
        load_settings(written(tmp_path, "[report]\nlanguage = zh"), {})


def test_nothing_said_and_no_file_points_to_init(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="opsreport init"):
        load_settings(tmp_path, {})


def test_a_data_folder_alone_is_enough(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"data.folder": str(tmp_path / "d")})
    assert (settings.data, settings.out) == (tmp_path / "d", tmp_path / "out")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_every_default_is_accepted(setting: Setting) -> None:
    assert setting.default == "" or setting.takes(setting.default)


def test_the_file_that_init_writes_says_the_defaults_and_every_key(tmp_path: Path) -> None:
    text = (templates_folder() / "init" / "opsreport.toml").read_text("utf-8")
    bare, full = tmp_path / "bare", tmp_path / "full"
    bare.mkdir()
    full.mkdir()
    said, silent = load_settings(written(full, text), {}), load_settings(written(bare, ""), {})
    assert said.parameters() == silent.parameters()
    assert (said.recipe, said.lang, said.data.name, said.out.name) == (silent.recipe, silent.lang, "data", "out")
    assert "去掉" not in text
    assert not [s.key for s in SETTINGS if f"{s.key.rpartition('.')[2]} =" not in text]

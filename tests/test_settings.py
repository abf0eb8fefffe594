"""opsreport.toml: what it says, and every mistake at once."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
import traceback
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from opsreport.errors import UsageError
from opsreport.model.source import Source
from opsreport.schemas.matching import source_fields
from opsreport.settings import SETTINGS, SOURCE_KEYS, MailSettings, Robot, RunSettings, Setting, Targets, load_settings
from opsreport.settings.kinds import is_reference, seconds_of, size_of
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
    text = '[report]\nlanguage = "fr"\nnotes = "yes"\nmising = "omit"\n[output]\nfolder = 3\n[post]\nhost = "h"'
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text), {})
    lines = str(caught.value).splitlines()
    assert lines[0].endswith("opsreport.toml:")
    assert [line.strip() for line in lines[1:]] == [
        'report.language = "fr": write "zh" or "en"',
        'report.notes = "yes": write true or false',
        "report.mising: no such key; did you mean report.missing?",
        "output.folder = 3: write a folder",
        f"post.host: no such key; the keys are {', '.join(s.key for s in SETTINGS)}",
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
    assert not [s.key for s in SETTINGS if f"{s.key.rpartition('.')[2]} =" not in text]


def mistakes(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        load_settings(written(folder, text), {}, environ=environ or {})
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


MAIL = """
[mail]
host = "smtp.example.com"
security = "tls"
user = "ops"
password = "file:pw"
from = "运营部 <ops@example.com>"
to = ["a@example.com", "b@example.com"]
owner = ["me@example.com"]
timeout = "5s"
deadline = "2h"
max_size = "25 mb"
too_large = "link"
link = "https://files.example.com/"
pdf = true
[run]
required = ["核心指标", "channels"]
overdue_after = "3d"
approval = false
[deliver]
folder = "share"
[deliver.wecom]
webhook = "env:HOOK"
[deliver.feishu]
webhook = "keyring:feishu/ops"
secret = "file:sign"
[log]
file = "log/ops.log"
"""


def test_mail_run_targets_and_log_are_read(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, MAIL), {})
    assert settings.home == tmp_path
    assert settings.mail == MailSettings(
        host="smtp.example.com",
        sender="运营部 <ops@example.com>",
        port=465,
        security="tls",
        user="ops",
        password="file:pw",
        to=("a@example.com", "b@example.com"),
        owner=("me@example.com",),
        timeout=5.0,
        deadline=7200.0,
        max_bytes=25_000_000,
        too_large="link",
        link="https://files.example.com/",
        with_pdf=True,
    )
    assert settings.run == RunSettings(("核心指标", "channels"), timedelta(days=3), needs_approval=False)
    robots = (Robot("wecom", "env:HOOK"), Robot("feishu", "keyring:feishu/ops", "file:sign"))
    assert settings.targets == Targets(tmp_path / "share", robots)
    assert settings.log == tmp_path / "log" / "ops.log"


def test_one_text_stands_for_a_list_of_one(tmp_path: Path) -> None:
    text = '[mail]\nhost = "h"\nfrom = "a@b"\nto = "张三 <zs@example.com>"'
    mail = load_settings(written(tmp_path, text), {}).mail
    assert mail is not None
    assert mail.to == ("张三 <zs@example.com>",)


def test_without_a_host_there_is_no_mail_and_nothing_is_asked_for(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[mail]\nto = ["a@example.com"]'), {})
    assert (settings.mail, settings.run, settings.targets, settings.log) == (None, RunSettings(), Targets(), None)


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("plain", 25)])
def test_the_port_follows_the_security(tmp_path: Path, security: str, port: int) -> None:
    text = f'[mail]\nhost = "h"\nfrom = "a@b"\nsecurity = "{security}"'
    mail = load_settings(written(tmp_path, text), {}).mail
    assert mail is not None
    assert mail.port == port


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    environ = {
        "OPSREPORT_MAIL_HOST": "other.example.com",
        "OPSREPORT_MAIL_PORT": "2525",
        "OPSREPORT_MAIL_USER": "robot",
        "OPSREPORT_MAIL_SECURITY": "starttls",
        "OPSREPORT_MAIL_FROM": "robot@example.com",
    }
    mail = load_settings(written(tmp_path, MAIL), {}, environ=environ).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.security) == ("other.example.com", 2525, "starttls")
    assert (mail.user, mail.sender) == ("robot", "robot@example.com")


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    mail = load_settings(written(tmp_path, MAIL), {}, environ={"OPSREPORT_MAIL_HOST": ""}).mail
    assert mail is not None
    assert mail.host == "smtp.example.com"


@pytest.mark.parametrize(("user", "reference"), [("ops", "env:OPSREPORT_MAIL_PASSWORD"), ("", "")])
def test_a_login_without_a_password_asks_the_environment_for_it(tmp_path: Path, user: str, reference: str) -> None:
    environ = {"OPSREPORT_MAIL_HOST": "h", "OPSREPORT_MAIL_FROM": "a@b", "OPSREPORT_MAIL_USER": user}
    mail = load_settings(written(tmp_path, ""), {}, environ=environ).mail
    assert mail is not None
    assert mail.password == reference


def test_a_mistake_of_the_environment_names_the_variable(tmp_path: Path) -> None:
    environ = {"OPSREPORT_MAIL_PORT": "smtp", "OPSREPORT_MAIL_SECURITY": "ssl"}
    assert mistakes(tmp_path, "[mail]\nport = true", environ) == [
        "mail.port = true: write a whole number",
        'OPSREPORT_MAIL_PORT = "smtp": write a whole number',
        'OPSREPORT_MAIL_SECURITY = "ssl": write "starttls" or "tls" or "plain"',
    ]


def test_every_kind_says_what_it_accepts(tmp_path: Path) -> None:
    text = '[mail]\nto = 7\ncc = [1]\ntimeout = "soon"\ndeadline = 600\nmax_size = "20"\n[run]\noverdue_after = "0d"'
    time = 'write a time like "30s", "10m", "2h" or "3d"'
    assert mistakes(tmp_path, text) == [
        'mail.to = 7: write a list of texts like ["a", "b"]',
        'mail.cc = [1]: write a list of texts like ["a", "b"]',
        f'mail.timeout = "soon": {time}',
        f"mail.deadline = 600: {time}",
        'mail.max_size = "20": write a size like "20MB"',
        f'run.overdue_after = "0d": {time}',
    ]


def test_what_needs_another_key_or_is_not_there_is_told(tmp_path: Path) -> None:
    mail = '[mail]\nhost = "h"\nport = 70000\ntoo_large = "link"\nca_file = "no.pem"\ntemplates = "none"'
    lines = mistakes(tmp_path, f'{mail}\n[deliver]\nfolder = "data"\n[deliver.feishu]\nsecret = "env:S"')
    starts = ("mail.ca_file", "deliver.folder", "mail.templates", "mail.port", "mail.from", "mail.link")
    assert [line.partition(" =")[0].partition(":")[0] for line in lines] == [*starts, "deliver.feishu.secret"]
    assert "write a whole number from 1 to 65535" in lines[3]


SECRET = "hunter2-秘密"


@pytest.mark.parametrize("key", ["password", "pasword", "user.password"])
@pytest.mark.parametrize("value", [f'"{SECRET}"', f'["{SECRET}"]', f'{{ it = "{SECRET}" }}', f'"{SECRET}'])
def test_a_secret_in_the_file_is_refused_and_never_repeated(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, f"[mail]\n{key} = {value}"), {})
    assert SECRET not in str(caught.value)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.kind == "secret"], ids=lambda s: s.key)
def test_a_literal_webhook_is_refused_with_the_ways_to_say_where_it_is(tmp_path: Path, setting: Setting) -> None:
    table, _, key = setting.key.rpartition(".")
    lines = mistakes(tmp_path, f'[{table}]\n{key} = "https://oapi.dingtalk.com/robot/send?access_token={SECRET}"')
    where = '"env:NAME", "file:PATH" or "keyring:SERVICE/USER"'
    assert lines == [f"{setting.key}: write where it is kept, {where}; never the secret itself"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("10m", 600), ("2h", 7200), ("3d", 259200), (" 3 d ", 259200), ("0s", None), ("3", None)],
)
def test_times(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["-3d", "1.5h", "３d", "9999999d", "3d2h", "d", ""])
def test_no_times(text: str) -> None:
    assert seconds_of(text) is None


@pytest.mark.parametrize(
    ("text", "size"),
    [("20MB", 20_000_000), ("512 kb", 512_000), ("1GB", 10**9), ("9B", 9), ("20", None), ("0MB", None)],
)
def test_sizes(text: str, size: int | None) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize(
    "text", ["env:", "env:A B", "env:A=1", "file:", "keyring:only", "keyring:a/", "hunter2", "ENV:A"]
)
def test_what_is_no_reference(text: str) -> None:
    assert not is_reference(text)


def test_a_keyring_service_may_hold_a_slash(tmp_path: Path) -> None:
    assert is_reference("keyring:smtp/qq/ops@example.com")


def test_the_examples_that_init_writes_are_right_when_the_number_sign_goes(tmp_path: Path) -> None:
    text = (templates_folder() / "init" / "opsreport.toml").read_text("utf-8")
    live = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)
    settings = load_settings(written(tmp_path, live), {})
    assert settings.mail is not None
    assert (settings.mail.password, settings.mail.to) == ("file:mail.password", ("ceo@example.com",))
    assert [robot.kind for robot in settings.targets.robots] == ["wecom", "dingtalk", "feishu"]
    assert settings.run.overdue_after == timedelta(days=3)
    table = tomllib.loads(live)
    assert [set(one) for one in table.pop("source")] == [set(SOURCE_KEYS)]
    assert settings.sources[0].where == {"平台": ("全部",)}
    keys = {f"{a}.{b}" for a, inner in table.items() for b, value in inner.items() if not isinstance(value, dict)}
    deeper = {f"deliver.{kind}.{key}" for kind in ("wecom", "dingtalk", "feishu") for key in table["deliver"][kind]}
    assert keys | deeper == {setting.key for setting in SETTINGS}


def test_what_is_commented_out_changes_nothing(tmp_path: Path) -> None:
    text = (templates_folder() / "init" / "opsreport.toml").read_text("utf-8")
    assert load_settings(written(tmp_path, text), {}) == load_settings(written(tmp_path, ""), {})


SOURCE = """
[[source]]
file = "投放*.xlsx"  # 备注 = 1
sheet = "数据 = 全部"
table = "渠道"
header = [3, 2]
columns = {消耗额 = "spend", "渠 道" = "channel", 备注 = ""}
unit = {spend = "万元"}
where = {平台 = "全部", "级别" = [1, "二"]}
constants = {family = "付费"}
month = "日期"
year = 2025
add_up = true
"""


def test_sources_are_read_with_headers_in_any_script(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, SOURCE), {}, fields=source_fields())
    assert settings.sources == (
        Source(
            "投放*.xlsx",
            "渠道",
            "数据 = 全部",
            (2, 3),
            {"消耗额": "spend", "渠 道": "channel", "备注": ""},
            {"spend": "万元"},
            {"平台": ("全部",), "级别": ("1", "二")},
            {"family": "付费"},
            "日期",
            2025,
            add_up=True,
        ),
    )


def test_sources_are_among_the_parameters(tmp_path: Path) -> None:
    with_source = load_settings(written(tmp_path, SOURCE), {}).parameters()
    assert with_source != load_settings(written(tmp_path, ""), {}).parameters()
    assert json.loads(json.dumps(with_source))["sources"][0]["header"] == [2, 3]


def test_every_key_of_a_source_is_a_field_of_it() -> None:
    assert set(SOURCE_KEYS) == {one.name for one in dataclasses.fields(Source)}


def test_all_mistakes_of_sources_are_told_with_the_names_there_are(tmp_path: Path) -> None:
    text = """
[report]
language = "fr"
[[source]]
file = "a.csv"
tabel = "x"
header = 0
columns = {a = 1}
[[source]]
file = "b.csv"
table = "chanels"
where = {a = []}
[[source]]
file = "c.csv"
table = "渠道"
columns = {a = "spent"}
unit = {revenu = "万元"}
year = "2025"
"""
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text), {}, fields=source_fields())
    lines = [line.strip() for line in str(caught.value).splitlines()[1:]]
    assert lines[0].startswith("report.language")
    assert lines[1].startswith("source[1].tabel: no such key; did you mean table?")
    assert lines[2].startswith("source[1].table: is missing; write a tab or a table: kpi")
    assert lines[3] == "source[1].header: write the row of the header, 3, or its rows, [2, 3]"
    assert lines[4].startswith("source[1].columns: write headers with the field each fills")
    assert lines[5].startswith("source[2].where: write headers with the value")
    assert lines[6] == "source[3].year: write a year like 2025"
    assert len(lines) == 7


def test_names_of_tables_and_fields_are_looked_up(tmp_path: Path) -> None:
    text = """
[[source]]
file = "b.csv"
table = "chanels"
[[source]]
file = "c.csv"
table = "渠道"
columns = {a = "spent"}
constants = {famly = "付费"}
"""
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text), {}, fields=source_fields())
    first, second, third = (line.strip() for line in str(caught.value).splitlines()[1:])
    assert first.startswith('source[1].table: "chanels" is no tab and no table; did you mean channels?')
    assert second.startswith('source[2].columns: "spent" is no field of 渠道; did you mean spend? there is month')
    assert third.startswith('source[2].constants: "famly" is no field of 渠道; did you mean family?')


def test_names_far_from_every_known_one_are_told_with_the_names_there_are(tmp_path: Path) -> None:
    text = """
[[source]]
file = "b.csv"
table = "zzzzz"
[[source]]
file = "c.csv"
table = "渠道"
columns = {点击率 = "ctr"}
"""
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text), {}, fields=source_fields())
    first, second = (line.strip() for line in str(caught.value).splitlines()[1:])
    assert first.startswith('source[1].table: "zzzzz" is no tab and no table; there is kpi, ')
    assert second.startswith('source[2].columns: "ctr" is no field of 渠道; there is month, channel, ')
    assert "渠道名称" not in second


@pytest.mark.parametrize("constants", ["{spend = 100}", '{费用 = 100, family = "付费"}'])
def test_a_field_is_filled_by_a_header_or_is_a_constant(tmp_path: Path, constants: str) -> None:
    text = f'[[source]]\nfile = "b.csv"\ntable = "渠道"\ncolumns = {{消耗额 = "spend"}}\nconstants = {constants}\n'
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text), {}, fields=source_fields())
    (line,) = (line.strip() for line in str(caught.value).splitlines()[1:])
    asked = "费用" if "费用" in constants else "spend"
    assert (
        line == f'source[1].constants: "{asked}" is what the header "消耗额" fills in columns; leave one of the two out'
    )


@pytest.mark.parametrize("month", ["2025-13", "2025年0月", "202500"])
def test_a_month_that_no_calendar_has_is_no_header(tmp_path: Path, month: str) -> None:
    (line,) = mistakes(tmp_path, f'[[source]]\nfile = "b.csv"\ntable = "渠道"\nmonth = "{month}"\n')
    assert line.startswith(f'source[1].month: "{month}" is no month; write the header of the column of months')


def test_a_source_that_is_no_table_is_told(tmp_path: Path) -> None:
    assert mistakes(tmp_path, '[source]\nfile = "a"') == ["source: write each as a table that starts with [[source]]"]

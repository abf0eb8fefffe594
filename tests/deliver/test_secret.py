"""Secrets: found where the reference says, refused where others could read them, shown nowhere."""

from __future__ import annotations

import base64
import json
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.deliver.secret import Secret, resolve, scrubbed
from opsreport.errors import UsageError

PASSWORD = "hunter2 秘密/+%"
HOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")


def kept(folder: Path, data: bytes, mode: int = 0o600) -> str:
    path = folder / "pass word"
    path.write_bytes(data)
    path.chmod(mode)
    return "file:pass word"


def refusal(reference: str, home: Path = Path()) -> str:
    with pytest.raises(UsageError) as caught:
        resolve(reference, home, {"EMPTY": "", "LINES": f"{PASSWORD}\n{PASSWORD}"})
    shown = "".join(traceback.format_exception(caught.value))
    assert "hunter" not in shown
    return str(caught.value)


def test_no_text_shows_a_secret() -> None:
    secret = Secret(PASSWORD)
    assert [str(secret), repr(secret), f"{secret}", f"{[secret]!r}", "%s" % secret] == ["***"] * 3 + ["[***]", "***"]  # noqa: UP031
    assert secret.reveal() == PASSWORD


def test_the_environment_has_it() -> None:
    assert resolve("env:PW", Path(), {"PW": PASSWORD}).reveal() == PASSWORD


@pytest.mark.parametrize("data", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\n", f"\ufeff{PASSWORD}"])
def test_a_file_beside_the_settings_has_it(tmp_path: Path, data: str) -> None:
    assert resolve(kept(tmp_path, data.encode()), tmp_path).reveal() == PASSWORD


def test_spaces_of_a_password_are_its_own(tmp_path: Path) -> None:
    assert resolve(kept(tmp_path, b" a b \n"), tmp_path).reveal() == " a b "


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o601])
def test_a_file_that_others_may_use_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    words = refusal(kept(tmp_path, b"hunter2", mode), tmp_path)
    assert f"chmod 600 {tmp_path / 'pass word'}" in words


@pytest.mark.parametrize(
    "data", [b"hunter2\nhunter3\n", b"hunter2\0", b"hunter2\xff\xfe", b"hunter2" * 2000, b"", b"\n"]
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(kept(tmp_path, data), tmp_path).startswith("file:pass word: ")


def test_what_is_absent_is_named(tmp_path: Path) -> None:
    assert "No such file" in refusal("file:nowhere", tmp_path)
    assert refusal("file:.", tmp_path).startswith("file:.: ")
    assert refusal("env:NOWHERE") == refusal("env:EMPTY").replace("EMPTY", "NOWHERE")
    assert refusal("env:LINES").startswith("env:LINES: more than one line")
    assert refusal("hunter2").startswith("a secret is named by")


def installed(monkeypatch: pytest.MonkeyPatch, found: str | Exception | None) -> list[tuple[str, str]]:
    """A keyring that answers so; the list fills with what it is asked."""
    asked: list[tuple[str, str]] = []
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")

    def get_password(service: str, user: str) -> str | None:
        asked.append((service, user))
        if isinstance(found, Exception):
            raise found
        return found

    module.get_password, errors.KeyringError = get_password, OSError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return asked


def test_the_keyring_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = installed(monkeypatch, PASSWORD)
    assert resolve("keyring:smtp/qq/ops@example.com", Path()).reveal() == PASSWORD
    assert asked == [("smtp/qq", "ops@example.com")]


def test_a_keyring_without_it_or_out_of_order_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, None)
    assert "keyring set SERVICE USER" in refusal("keyring:a/b")
    installed(monkeypatch, OSError("hunter2"))
    assert "cannot be read (OSError)" in refusal("keyring:a/b")


def test_no_keyring_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert 'pip install "opsreport[keyring]"' in refusal("keyring:a/b")


@pytest.mark.parametrize(
    "shape",
    [
        PASSWORD,
        quote(PASSWORD, safe=""),
        repr(PASSWORD),
        json.dumps(PASSWORD),
        base64.b64encode(PASSWORD.encode()).decode(),
        base64.b64encode(f"\0ops@example.com\0{PASSWORD}".encode()).decode(),
        base64.b64encode(f"\0op@example.com\0{PASSWORD}".encode()).decode(),
        base64.b64encode(f"\0o@example.com\0{PASSWORD}".encode()).decode(),
    ],
)
def test_every_shape_of_a_secret_is_scrubbed(shape: str) -> None:
    assert scrubbed(f"AUTH {shape} end {shape}", [Secret(PASSWORD)]).replace('"', "").replace("'", "") == (
        "AUTH *** end ***"
    )


@given(password=st.text(min_size=6), user=st.text())
def test_no_login_shows_its_password(password: str, user: str) -> None:
    try:
        login = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    except UnicodeEncodeError:
        return
    assert login not in scrubbed(f"send: AUTH PLAIN {login}", [Secret(password)])


def test_what_a_library_tells_of_a_webhook_is_scrubbed() -> None:
    told = (
        f"Max retries exceeded with url: {HOOK.partition('.com')[2]} ({HOOK}), key 693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
    )
    assert scrubbed(told, [Secret(HOOK)]) == "Max retries exceeded with url: *** (***), key ***"
    feishu = "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-token"
    assert scrubbed("POST /open-apis/bot/v2/hook/0a1b2c3d-token", [Secret(feishu)]) == "POST /open-apis/bot/v2/hook/***"


def test_a_secret_within_another_leaves_no_rest() -> None:
    assert scrubbed("secret-longer", [Secret("secret"), Secret("secret-longer")]) == "***"


def test_a_text_without_secrets_stays() -> None:
    assert (
        scrubbed("250 2.0.0 Ok: queued as ABCDEF", [Secret(PASSWORD), Secret(HOOK)]) == "250 2.0.0 Ok: queued as ABCDEF"
    )

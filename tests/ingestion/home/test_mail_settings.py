"""The settings of the mail server: what is refused before a letter is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ingestion.home.home import Home
from ingestion.home.mail_settings import MailSettings, mail_address

LEAST: dict[str, Any] = {
    "house": "CSI tỉnh A",
    "host": "mail.tinh.example",
    "sender": "csi@tinh.example",
    "operators": ["van-hanh@tinh.example"],
}


def test_the_least_is_encrypted_and_tells_agencies_of_receipts_only() -> None:
    settings = MailSettings(**LEAST)
    assert (settings.security, settings.server_port, settings.user) == ("starttls", 587, None)
    assert (settings.agencies, settings.days_ahead) == (("receipts",), (10, 3, 1))
    assert settings.languages == ("vi", "en")
    assert MailSettings(**LEAST, security="tls").server_port == 465


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("a@b.example", "", "a@b.example"),
        ("Sở A, phòng B <a.b+c@d-e.example>", "Sở A, phòng B", "a.b+c@d-e.example"),
    ],
)
def test_an_address_may_have_a_name(written: str, name: str, address: str) -> None:
    read = mail_address(written)
    assert (read.display_name, read.addr_spec) == (name, address)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nobody",
        "a@b.example\n",
        "a@b.example\r\nBcc: c@d.example",
        "x\r\nBcc: c@d.example <a@b.example>",
        "x\u202e <a@b.example>",
        "a@b.example, c@d.example",
        "a,c@d.example",
        "a;c@d.example",
        "A <a@b.example>, C <c@d.example>",
        "a<c@d.example",
        '"a b"@d.example',
        "a b@d.example",
        ".a@d.example",
        "a@d..example",
        "a@[127.0.0.1]",
        "ô@d.example",
        "a@ô.example",
        "a" * 65 + "@d.example",
        "x" * 101 + "<a@d.example>",
    ],
)
@pytest.mark.parametrize("setting", ["sender", "operators"])
def test_what_is_not_one_address_is_refused(setting: str, written: str) -> None:
    with pytest.raises(ValidationError, match=setting):
        MailSettings(**LEAST | {setting: [written] if setting == "operators" else written})


@pytest.mark.parametrize(
    ("setting", "written"),
    [
        ("house", "CSI\r\nBcc: c@d.example"),
        ("house", " CSI"),
        ("house", ""),
        ("house", "x" * 41),
        ("host", "mail.tinh.example/path"),
        ("host", "mail.tinh.example\r\nRCPT"),
        ("port", 0),
        ("security", "ssl"),
        ("user", "a\nb"),
        ("operators", []),
        ("days_ahead", [-1]),
        ("agencies", ["everything"]),
        ("password", "secret"),
    ],
)
def test_what_fits_no_setting_is_refused(setting: str, written: object) -> None:
    with pytest.raises(ValidationError, match=setting):
        MailSettings(**LEAST | {setting: written})


def test_a_password_is_never_sent_for_all_to_read() -> None:
    plain = {"security": "none", "user": "csi"}
    with pytest.raises(ValidationError, match="for all to read"):
        MailSettings(**LEAST, **plain)
    assert MailSettings(**LEAST | {"host": "127.0.0.1"}, **plain).server_port == 25
    assert MailSettings(**LEAST, security="none").server_port == 25


def test_the_settings_come_from_the_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Home(tmp_path)
    lines = 'house = "A"\nhost = "a.example"\nsender = "a@b.example"\noperators = ["c@d.example"]\n'
    (tmp_path / "csi.toml").write_text(f"[mail]\n{lines}", "utf-8")
    monkeypatch.setenv("CSI_MAIL", '{"host": "evil.example"}')
    settings = Home(tmp_path).settings.mail
    assert settings is not None
    assert settings.host == "a.example"

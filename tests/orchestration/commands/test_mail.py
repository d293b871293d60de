"""``csi mail`` and what ``csi status`` says of letters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from orchestration.cli import main
from orchestration.notices import notice_record
from orchestration.notices.run_failures import tell_run_failed
from tests.orchestration.notices.mail_servers import (
    OPERATOR,
    PASSWORD,
    Server,
    home_with_mail,
    mail_server,
)

OTHER = "truc-ban@tinh.example"


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as server:
        yield server


def ask(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


def test_without_settings_it_says_so(tmp_path: Path) -> None:
    Home(tmp_path)
    asked = ask(tmp_path, "mail", "--lang", "en")
    assert (asked.exit_code, asked.stdout) == (0, "No letters are sent: csi.toml has no [mail].\n")
    assert json.loads(ask(tmp_path, "mail", "--json").stdout) == {"settings": None}
    tried = ask(tmp_path, "mail", "--test")
    assert (tried.exit_code, "[mail]" in tried.stderr) == (2, True)
    assert json.loads(ask(tmp_path, "status", "--json").stdout)["letters_by_mail"] is None


def test_settings_that_cannot_be_are_refused(tmp_path: Path) -> None:
    home = home_with_mail(tmp_path, 25)
    (home / "csi.toml").write_text('[mail]\nhouse = "A"\nsender = "a@b.example, c@d.example"\n')
    asked = ask(tmp_path, "mail")
    assert asked.exit_code == 2
    assert "csi.toml" in asked.stderr
    assert "mail.sender" in asked.stderr


def test_a_trial_is_sent_to_each_operator(server: Server, tmp_path: Path) -> None:
    home_with_mail(tmp_path, server.port, operators=[OPERATOR, OTHER])
    asked = ask(tmp_path, "mail", "--test", "--lang", "en")
    assert (asked.exit_code, asked.stdout) == (
        0,
        f"Test letter sent to {OPERATOR}\nTest letter sent to {OTHER}\n",
    )
    assert [one.to for one in server.letters] == [[OPERATOR], [OTHER]]
    assert server.letters[0].subject == "[CSI tỉnh A] Thư gửi thử / Test letter"
    server.answers[OPERATOR] = "550 no such user"
    asked = ask(tmp_path, "mail", "--test", "--json")
    assert asked.exit_code == 3
    assert json.loads(asked.stdout) == [
        {"to": OPERATOR, "reason": "refused_for_good", "detail": "550"},
        {"to": OTHER, "reason": None, "detail": ""},
    ]
    assert json.loads(ask(tmp_path, "mail", "--json").stdout)["sent"] == []


def test_a_trial_at_a_server_that_is_down_fails(tmp_path: Path) -> None:
    home_with_mail(tmp_path, 1)
    asked = ask(tmp_path, "mail", "--test", "--lang", "en")
    assert (asked.exit_code, asked.stderr) == (
        3,
        "the mail server cannot be reached (ConnectionRefusedError)\n",
    )


def test_settings_are_shown_without_the_secret(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSI_MAIL_PASSWORD", PASSWORD)
    home_with_mail(tmp_path, server.port, user="csi", agencies=["receipts", "deadlines"])
    shown = ask(tmp_path, "mail", "--lang", "en").stdout
    assert "Account csi, its password from CSI_MAIL_PASSWORD" in shown
    assert "what their messages brought, reports they owe soon" in shown
    assert "Days told ahead: 10, 3, 1" in shown
    listed = ask(tmp_path, "mail", "--json").stdout
    assert json.loads(listed)["settings"]["port"] == server.port
    assert PASSWORD not in shown + listed


def test_what_waits_and_what_was_sent_is_shown(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with_mail(tmp_path, 1)
    tell_run_failed(home, "run-1", "pipeline", [])
    status, shown = (ask(tmp_path, one, "--lang", "en").stdout for one in ("status", "mail"))
    assert "The mail server cannot be used since " in status
    assert "Letters that wait: 1; see `csi mail`" in status
    assert f"Waits: A run failed, to {OPERATOR}, since " in shown
    counts = json.loads(ask(tmp_path, "status", "--json").stdout)["letters_by_mail"]
    assert (counts["waiting"], counts["given_up"]) == (1, 0)
    assert counts["down"]["reason"] == "no_connection"

    home = home_with_mail(tmp_path, server.port)
    server.answers[OPERATOR] = "451 later"
    tell_run_failed(home, "run-1", "pipeline", [])
    shown = ask(tmp_path, "mail", "--lang", "en").stdout
    assert "Waits to be tried again: A run failed" in shown
    assert "did not take the letter (code 451)" in shown
    assert "cannot be used" not in shown

    monkeypatch.setattr(notice_record, "_PAUSE", timedelta())
    server.answers[OPERATOR] = "550 gone"
    tell_run_failed(home, "run-1", "pipeline", [])
    assert "Not sent: A run failed" in ask(tmp_path, "mail", "--lang", "en").stdout
    status = ask(tmp_path, "status", "--lang", "en").stdout
    assert "Letters of the last 14 days that were not sent: 1" in status
    assert "Letters that wait" not in status

    server.answers.clear()
    tell_run_failed(home, "run-2", "pipeline", [])
    listed = json.loads(ask(tmp_path, "mail", "--json").stdout)
    assert [one["what"] for one in listed["sent"]] == ["run_failed"]
    assert "facts" not in listed["sent"][0]
    shown = ask(tmp_path, "mail").stdout
    assert f"Lượt chạy không thành công, đến {OPERATOR}\n" in shown
    assert "Không có thư nào chờ gửi" in shown

"""Letters by a real SMTP server: encrypted, logged in, once each, and no work lost by one that does
not go."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ingestion.home.home import Home
from orchestration.notices import notice_record
from orchestration.notices.notice_record import Planned, last_sent, plan, server_down, unsent
from orchestration.notices.run_failures import tell_run_failed
from orchestration.notices.sending import Mailed, send_waiting
from orchestration.run_context import today
from tests.orchestration.notices.mail_servers import (
    OPERATOR,
    PASSWORD,
    SENDER,
    USER,
    Server,
    decoded,
    home_with_mail,
    mail_server,
    self_signed,
)

RUN = "6f9c1d3e-0000-4000-8000-000000000001"


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as server:
        yield server


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not taken is tried again without a pause."""
    monkeypatch.setattr(notice_record, "_PAUSE", timedelta())


def tell(home: Home, run: str = RUN) -> Mailed:
    return tell_run_failed(home, run, "pipeline", ["raw__submissions", "warehouse__snapshot"])


def kinds(home: Home) -> list[str]:
    with home.ledger() as ledger:
        return [event.kind for event in ledger.events()]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_without_settings_nothing_is_sent_or_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSI_MAIL", '{"house": "x", "host": "127.0.0.1", "sender": "a@b.example"}')
    home = Home(tmp_path / "home")
    assert home.settings.mail is None
    assert tell(home) == send_waiting(home) == Mailed(is_configured=False)
    assert kinds(home) == []


def test_a_failed_run_is_told_once_in_both_languages(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    assert tell(home) == Mailed(True, sent=1)
    assert tell(home) == Mailed(True, sent=0)
    (letter,) = server.letters
    assert (letter.sender, letter.to) == (USER, [OPERATOR])
    assert letter.subject == "[CSI tỉnh A] Lượt chạy không thành công / A run failed"
    assert decoded(letter.message["From"]) == SENDER
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert {letter.message[name] is not None for name in ("Date", "Message-ID")} == {True}
    vietnamese, english = letter.body.split("* * *")
    for body in (vietnamese, english):
        assert f"{RUN} (pipeline)" in body
        assert "- raw__submissions\n- warehouse__snapshot\n" in body
        assert "csi status" in body
    assert "không thành công" in vietnamese
    assert "failed" in english
    assert "SỐ LIỆU MẪU" not in letter.body
    assert kinds(home) == ["notice_planned", "notice_begun", "notice_sent"]
    with home.ledger() as ledger:
        assert [(one.what, one.to) for one in last_sent(ledger, 5)] == [("run_failed", OPERATOR)]


def test_letters_of_a_synthetic_home_say_so(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", server.port, language="vi")
    home.declare("synthetic")
    tell(home)
    (letter,) = server.letters
    assert letter.subject == "[CSI tỉnh A] Lượt chạy không thành công (số liệu mẫu)"
    assert letter.body.startswith("SỐ LIỆU MẪU")
    assert "A run failed" not in letter.subject + letter.body


def test_a_long_vietnamese_subject_and_name_arrive_whole(server: Server, tmp_path: Path) -> None:
    house = "Trung tâm CSI tỉnh Thừa Thiên Huế, sở cũ"
    name = "Kho dữ liệu về an toàn, an ninh mạng của Sở Khoa học và Công nghệ thành phố Huế"
    home = home_with_mail(
        tmp_path / "home",
        server.port,
        house=house,
        sender=f"{name} <csi@tinh.example>",
        operators=[f"Tổ vận hành, ca đêm <{OPERATOR}>"],
    )
    home.declare("synthetic")
    tell(home)
    (letter,) = server.letters
    begin = f"[{house}] Lượt chạy không thành công / A run failed"
    assert letter.subject == f"{begin} (số liệu mẫu / synthetic data)"
    assert decoded(letter.message["From"]) == f"{name} <csi@tinh.example>"
    assert decoded(letter.message["To"]) == f"Tổ vận hành, ca đêm <{OPERATOR}>"
    assert max(map(len, letter.content.split(b"\r\n"))) < 80
    assert letter.content.isascii()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server knows TLS by STARTTLS only
@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("how", ["file", "variable"])
def test_the_connection_is_encrypted_and_logged_in(
    security: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    (tmp_path / "password").write_text(f"{PASSWORD}\n", "utf-8")
    with mail_server(certificate, is_tls=security == "tls", asks_to_log_in=True) as server:
        settings = {"user": USER, "ca_file": certificate, "security": security}
        if how == "file":
            settings["password_file"] = tmp_path / "password"
        else:
            monkeypatch.setenv("CSI_MAIL_PASSWORD", PASSWORD)
        home = home_with_mail(tmp_path / "home", server.port, host="localhost", **settings)
        assert tell(home) == Mailed(True, sent=1)
        assert server.logins == [(USER.encode(), PASSWORD.encode())]
    assert PASSWORD.encode() not in (home / "ledger.sqlite").read_bytes()


def failing(tmp_path: Path, server: Server, **settings: object) -> Mailed:
    """What telling comes to by settings that do not fit the server, which takes nothing."""
    home = home_with_mail(tmp_path / "home", server.port, host="localhost", **settings)
    mailed = tell(home)
    assert (mailed.sent, mailed.waiting, server.letters) == (0, 1, [])
    with home.ledger() as ledger:
        down = server_down(ledger)
        assert down is not None
        assert down.reason == mailed.reason
    return mailed


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(security: str, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with mail_server(certificate, is_tls=security == "tls") as server:
        assert failing(tmp_path, server, security=security).reason == "certificate"


def test_the_certificate_of_another_server_is_refused(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, "other.example")
    with mail_server(certificate) as server:
        mailed = failing(tmp_path, server, security="starttls", ca_file=certificate)
    assert mailed.reason == "certificate"


def test_a_server_that_offers_no_encryption_gets_nothing(server: Server, tmp_path: Path) -> None:
    assert failing(tmp_path, server, security="starttls").reason == "not_offered"


def test_a_wrong_password_and_a_missing_one_are_told(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    (tmp_path / "password").write_text("another", "utf-8")
    with mail_server(certificate, asks_to_log_in=True) as server:
        settings = {"user": USER, "ca_file": certificate, "security": "starttls"}
        wrong = failing(tmp_path, server, **settings, password_file=tmp_path / "password")
        assert wrong.reason == "login"
    with mail_server(certificate, asks_to_log_in=True) as server:
        gone = failing(tmp_path / "b", server, **settings, password_file=tmp_path / "none")
        assert (gone.reason, gone.detail) == ("no_secret", str(tmp_path / "none"))
        unset = failing(tmp_path / "c", server, **settings)
        assert (unset.reason, unset.detail) == ("no_password", "CSI_MAIL_PASSWORD")


def test_what_a_server_that_is_down_missed_is_sent_when_it_is_up(tmp_path: Path) -> None:
    port = free_port()
    home = home_with_mail(tmp_path / "home", port)
    for _ in range(3):
        assert tell(home) == Mailed(True, 0, 1, "no_connection", "ConnectionRefusedError")
    assert kinds(home) == ["notice_planned", "mail_server"], "an outage is one event"
    with mail_server() as server:
        home = home_with_mail(tmp_path / "home", server.port)
        assert tell(home, "another") == Mailed(True, sent=2)
        assert send_waiting(home) == Mailed(True, sent=0)
        assert len(server.letters) == 2
    with home.ledger() as ledger:
        assert server_down(ledger) is None


def test_an_address_refused_for_good_costs_nobody_else_a_letter(
    server: Server, tmp_path: Path, at_once: None
) -> None:
    others = ["b@tinh.example", "c@tinh.example"]
    home = home_with_mail(tmp_path / "home", server.port, operators=[OPERATOR, *others])
    server.answers[OPERATOR] = "550 5.1.1 van-hanh@tinh.example: no such user 987654321"
    assert tell(home) == Mailed(True, sent=2)
    assert [one.to for one in server.letters] == [[other] for other in others]
    server.answers.clear()
    assert send_waiting(home) == Mailed(True, sent=0)
    with home.ledger() as ledger:
        (lost,) = unsent(ledger)
        assert (lost.to, lost.reason, lost.detail) == (OPERATOR, "refused_for_good", "550")
        assert "987654321" not in str([event.body for event in ledger.events()])


def test_a_letter_refused_for_now_is_left_for_a_while(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    server.answers[OPERATOR] = "451 4.7.1 later"
    assert tell(home) == Mailed(True, waiting=1)
    assert send_waiting(home) == Mailed(True, waiting=1)
    assert kinds(home).count("notice_begun") == 1
    server.answers.clear()
    monkeypatch.setattr(notice_record, "_PAUSE", timedelta())
    assert send_waiting(home) == Mailed(True, sent=1)


def test_a_letter_the_server_took_without_saying_so_is_sent_twice_at_most(
    server: Server, tmp_path: Path, at_once: None
) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    server.goes_away = True
    assert tell(home).reason == "unsure"
    assert send_waiting(home).waiting == 0
    server.goes_away = False
    assert send_waiting(home) == Mailed(True, sent=0)
    first, second = server.letters
    assert first.message["Message-ID"] == second.message["Message-ID"]


def test_a_killed_process_has_a_letter_sent_twice_at_most(
    server: Server, tmp_path: Path, at_once: None
) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    with home.ledger() as ledger:
        plan(ledger, [Planned("run_failed", OPERATOR, RUN, facts(), today())])
    server.keeps_waiting = True
    for times in (1, 2):
        code = (
            "import sys, pathlib; from datetime import timedelta;"
            "from ingestion.home.home import Home; from orchestration.notices import notice_record;"
            "from orchestration.notices.sending import send_waiting;"
            "notice_record._PAUSE = timedelta(); send_waiting(Home(pathlib.Path(sys.argv[1])))"
        )
        process = subprocess.Popen([sys.executable, "-c", code, str(home.folder)])
        for _ in range(600):
            if len(server.letters) == times:
                break
            time.sleep(0.1)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        assert len(server.letters) == times
    server.keeps_waiting = False
    assert send_waiting(home) == Mailed(True, sent=0)
    assert len(server.letters) == 2
    with home.ledger() as ledger:
        (lost,) = unsent(ledger)
        assert (lost.is_given_up, lost.reason) == (True, "unsure")


def facts() -> dict[str, object]:
    return {"run": RUN, "job": "pipeline", "steps": []}


def test_a_letter_whose_day_has_passed_is_not_sent(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    with home.ledger() as ledger:
        plan(ledger, [Planned("run_failed", OPERATOR, RUN, facts(), date(2026, 1, 1))])
    assert send_waiting(home) == Mailed(True)
    assert server.letters == []


def test_names_of_a_run_write_no_lines_of_their_own(server: Server, tmp_path: Path) -> None:
    home = home_with_mail(tmp_path / "home", server.port)
    hostile = "x\r\nBcc: evil@evil.example\r\n.\r\nMAIL FROM:<evil@evil.example>"
    tell_run_failed(home, hostile, hostile, [hostile, "a" * 10_000, "\ud800"])
    (letter,) = server.letters
    assert letter.to == [OPERATOR]
    assert letter.message["Bcc"] is None
    assert "\nBcc" not in letter.body
    assert len(letter.body) < 5_000

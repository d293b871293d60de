"""Sources on real servers, OpenSSH and Dovecot, from the settings to a verdict."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from ingestion.home.home import Home
from ingestion.polling.polls import poll
from ingestion.samples.one_agency import AGENCY, REGISTER_HEAD, report
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.taking_in import TakenIn, take_in
from orchestration.intake.verdicts import submissions
from orchestration.run_context import Run
from tests.ingestion.polling.servers import (
    MailServer,
    SftpServer,
    key_pair,
    mail_server,
    sftp_server,
)
from tests.orchestration.small_reports import AS_OF

pytestmark = pytest.mark.nightly
ADDRESS = "baocao@so-a.example"
SENT = report() + b"\n"


@pytest.fixture(scope="module")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    with sftp_server(tmp_path_factory.mktemp("sftp")) as server:
        yield server


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    (tmp_path / "mail").mkdir()
    with mail_server(tmp_path / "mail") as server:
        yield server


def home_with(folder: Path, **source: object) -> Home:
    """A home with one agency, whose address is registered, and one source."""
    home = Home(folder / "home")
    lines = "".join(f'{key} = "{setting}"\n' for key, setting in source.items())
    (home.folder / "csi.toml").write_text(f"[[sources]]\n{lines}", "utf-8")
    register = f"{REGISTER_HEAD.strip()},email\n{AGENCY.strip()},{ADDRESS}\n"
    (home.inbox / "agencies.csv").write_text(register, "utf-8")
    return Home(home.folder)


def by_sftp(server: SftpServer, files: Path, **changed: object) -> dict[str, Any]:
    return {
        "name": "sftp",
        "url": server.url(files),
        "key_file": server.key,
        "known_hosts": server.known_hosts,
        **changed,
    }


def by_mail(server: MailServer, **changed: object) -> dict[str, Any]:
    return {
        "name": "hop-thu",
        "url": server.url,
        "password_file": server.password_file,
        "ca_file": server.ca_file,
        **changed,
    }


def message(sender: str, subject: str = "Báo cáo năm 2024", attach: bool = True) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "csi@tinh.example", subject
    letter.set_content("Kính gửi")
    if attach:
        letter.add_attachment(SENT, maintype="text", subtype="csv", filename="báo cáo.csv")
    return bytes(letter)


def judged(home: Home) -> tuple[TakenIn, list[tuple[str, str, list[str]]]]:
    """The intake, and what came of every submission: its name, sender and blocking codes."""
    taken_in = take_in(Run(home, AS_OF))
    with home.ledger() as ledger:
        senders = dict(latest_verdicts(ledger).select("submission_id", "sender").iter_rows())
        kept = submissions(ledger, date.max).select("submission_id", "name", "blocking_codes")
        return taken_in, [(name, senders[one], codes) for one, name, codes in kept.iter_rows()]


def unreached(taken_in: TakenIn) -> list[str | None]:
    return [one.unreached and one.unreached.reason for one in taken_in.polls]


def test_files_of_sftp_are_judged_once_as_their_sender_s(sftp: SftpServer, tmp_path: Path) -> None:
    files = tmp_path / "files"
    (files / "AGY-1").mkdir(parents=True)
    (files / "AGY-1" / "báo cáo.csv").write_bytes(SENT)
    Path(os.fsdecode(os.fsencode(files / "AGY-1") + b"/T\xfanh.csv")).write_bytes(b"x\n")
    (files / "AGY-1" / "link.csv").symlink_to("/etc/passwd")
    (files / "AGY-1" / "b.csv.filepart").write_bytes(b"half")
    home = home_with(tmp_path, **by_sftp(sftp, files))
    taken_in, submitted = judged(home)
    assert ("AGY-1/báo cáo.csv", "AGY-1", []) in submitted
    assert len(submitted) == 2, "a name that is not UTF-8 costs nobody his file"
    (done,) = taken_in.polls
    assert {one.name: one.reason.reason for one in done.left} == {
        "AGY-1/link.csv": "link",
        "AGY-1/b.csv.filepart": "unfinished",
    }
    assert judged(home)[0].polls[0].files == 0


def test_an_sftp_server_is_trusted_by_its_key_only(sftp: SftpServer, tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    strange.write_text(f"[127.0.0.1]:{sftp.port} {' '.join(_other_key(tmp_path).split()[:2])}\n")
    home = home_with(tmp_path, **by_sftp(sftp, tmp_path, known_hosts=strange))
    assert unreached(judged(home)[0]) == ["host_key"]


def _other_key(folder: Path) -> str:
    key_pair(folder / "other")
    return (folder / "other.pub").read_text()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"url": "sftp://root@127.0.0.1:1/x"}, "no_connection"),
        ({"key_file": "nowhere"}, "no_secret"),
        ({"known_hosts": "nowhere"}, "no_known_hosts"),
    ],
)
def test_what_is_wrong_with_an_sftp_source_is_told_and_the_inbox_read(
    sftp: SftpServer, tmp_path: Path, changed: dict[str, object], reason: str
) -> None:
    home = home_with(tmp_path, **by_sftp(sftp, tmp_path, **changed))
    (home.inbox / "AGY-1").mkdir()
    (home.inbox / "AGY-1" / "a.csv").write_bytes(SENT)
    taken_in, submitted = judged(home)
    assert unreached(taken_in) == [reason]
    assert submitted == [("AGY-1/a.csv", "AGY-1", [])]


def test_a_server_that_goes_down_midway_keeps_what_was_taken(tmp_path: Path) -> None:
    files = tmp_path / "files" / "AGY-1"
    files.mkdir(parents=True)
    for number in range(150):
        (files / f"{number:03}.csv").write_bytes(b"%d\n" % number)
    (tmp_path / "server").mkdir()
    with sftp_server(tmp_path / "server") as server:
        home = home_with(tmp_path, **by_sftp(server, files.parent))
        (source,) = home.settings.sources

        def stop(deliveries: list[Any]) -> None:
            for one in deliveries:
                home.raw_store().put(one.content)
            for child in _sessions(server):
                os.kill(child, signal.SIGKILL)

        with home.ledger() as ledger:
            done = poll(source, home, ledger, stop)
        assert done.unreached is not None
        assert 0 < done.files < 150
        with home.ledger() as ledger:
            rest = poll(source, home, ledger, lambda _: None)
        assert (rest.unreached, rest.files) == (None, 150 - done.files)


def _sessions(server: SftpServer) -> list[int]:
    """The processes that serve the connections of a server."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(one) for one in children.read_text().split()]


def test_a_message_is_its_agency_s_where_the_register_has_the_address(
    mail: MailServer, tmp_path: Path
) -> None:
    mail.deliver(message(f"Sở A <{ADDRESS.upper()}>"), at=1_733_800_000)
    home = home_with(tmp_path, **by_mail(mail))
    _, submitted = judged(home)
    assert submitted == [("Báo cáo năm 2024.eml › báo cáo.csv", "AGY-1", [])]
    with home.ledger() as ledger:
        (kept,) = submissions(ledger, date.max)["received_on"]
    assert kept == date(2024, 12, 10), "the day the mail server received it"
    assert judged(home)[0].polls[0].files == 0
    assert len(list((mail.maildir / "new").iterdir())) == 1, "left unread"


def test_a_message_of_a_stranger_is_held(mail: MailServer, tmp_path: Path) -> None:
    mail.deliver(message(f'"{ADDRESS}" <ai.do@noi-khac.example>'))
    _, submitted = judged(home_with(tmp_path, **by_mail(mail)))
    ((_, sender, codes),) = submitted
    assert (sender, codes) == ("ai.do@noi-khac.example", ["SENDER-UNKNOWN"])


def test_a_letter_with_nothing_attached_is_told_once(mail: MailServer, tmp_path: Path) -> None:
    mail.deliver(message(ADDRESS, "Xin chào", attach=False))
    home = home_with(tmp_path, **by_mail(mail))
    taken_in, submitted = judged(home)
    assert submitted == []
    assert [(one.name, one.reason.reason) for one in taken_in.polls[0].left] == [
        ("Xin chào.eml", "no_attachment")
    ]
    assert judged(home)[0].polls[0].left == ()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"ca_file": ""}, "certificate"),
        ({"password_file": "wrong"}, "login"),
        ({"password_file": "nowhere"}, "no_secret"),
        ({"url": "imaps://x@localhost:1/INBOX"}, "no_connection"),
    ],
)
def test_what_is_wrong_with_a_mailbox_is_told(
    mail: MailServer, tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    settings = by_mail(mail, **changed)
    home = home_with(tmp_path, **{key: one for key, one in settings.items() if one})
    (home / "wrong").write_text("sai\n")
    assert unreached(judged(home)[0]) == [reason]


def test_a_folder_of_a_mailbox_may_have_a_name_in_vietnamese(
    mail: MailServer, tmp_path: Path
) -> None:
    settings = by_mail(mail, url=mail.url.replace("INBOX", "B%C3%A1o%20c%C3%A1o"))
    home = home_with(tmp_path, **settings)
    assert unreached(judged(home)[0]) == ["no_folder"]
    mail.add_folder("B&AOE-o c&AOE-o")  # in the UTF-7 of mailboxes
    assert unreached(judged(home)[0]) == [None]

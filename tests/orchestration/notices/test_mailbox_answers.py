"""Answers to what a mailbox brought: to registered agencies only, with no value they sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingestion.home.home import Home
from ingestion.home.source_settings import SourceSettings
from ingestion.landing.mail import envelope
from ingestion.landing.sources import Delivery
from ingestion.polling import polls
from ingestion.polling.places import Item
from ingestion.samples.one_agency import REGISTER_HEAD, report
from orchestration.identity.session import Actor
from orchestration.intake.taking_in import take_in
from orchestration.intake.unknown_senders import confirm_sender, proposed_senders
from orchestration.notices import mailbox_answers
from orchestration.notices.mailbox_answers import acknowledge_mailbox
from orchestration.notices.sending import Mailed
from orchestration.run_context import Run, today
from tests.orchestration.notices.mail_servers import OPERATOR, Server, home_with_mail, mail_server
from tests.orchestration.two_people import steward_acts

ADDRESS, OTHER = "BaoCao@so-a.example", "baocao@so-b.example"
QUOTE = '"'
CANARY = "987654321"
SOURCES = """
[[sources]]
name = "hop-thu"
url = "imaps://csi%40tinh.example@mail.tinh.example/INBOX"

[[sources]]
name = "thu-muc"
url = "folder"
"""


class Mailbox:
    """The messages of a mailbox, as that of a mail server hands them over."""

    is_written_at_once = True

    def __init__(self, source: SourceSettings, messages: list[bytes]) -> None:
        self._source, self._messages = source, messages
        self.received_at: datetime | None = None

    def items(self) -> Iterator[Item]:
        for number, message in enumerate(self._messages):
            yield Item(f"1/{number}", len(message), "")

    def fetch(self, item: Item) -> Delivery:
        content = self._messages[int(item.name.partition("/")[2])]
        written = envelope(content)
        sender = self._source.sender or written.address or "@hop-thu"
        name = f"{written.subject}.eml"
        return Delivery(name, content, sender, self._source.name, self.received_at)

    def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as server:
        yield server


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What lies in the mailbox."""
    lying: list[bytes] = []
    open_place = polls.open_place

    def opened(source: SourceSettings, folder: Path) -> object:
        mailbox = source.kind == "mailbox"
        return Mailbox(source, lying) if mailbox else open_place(source, folder)

    monkeypatch.setattr(polls, "open_place", opened)
    return lying


def real_home(folder: Path, port: int, *, address: str = ADDRESS, **settings: object) -> Home:
    home = home_with_mail(folder, port, SOURCES, **settings)
    (home / "folder").mkdir(exist_ok=True)
    register(home, address)
    return home


def register(home: Home, address: str, is_synthetic: str = "false") -> None:
    lines = (
        f"AGY-1,Sở A,province_agency,VN63-01,2018-01-01,2025-06-30,{is_synthetic},{address}\n"
        f"AGY-1,Sở A,province_agency,VN34-01,2025-07-01,,{is_synthetic},{address}\n"
    )
    content = f"{REGISTER_HEAD.strip()},email\n{lines}"
    (home.inbox / "agencies.csv").write_text(content, "utf-8")


def message(
    sender: str = f"Nguyễn Thị Lan <{ADDRESS}>",
    *,
    subject: str = "Báo cáo của bà Nguyễn Thị Lan",
    name: str = "báo cáo.csv",
    content: bytes | None = None,
    **headers: str,
) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "csi@tinh.example", subject
    for header, value in headers.items():
        letter[header.replace("_", "-")] = value
    letter.set_content(f"Kính gửi, số của chúng tôi là {CANARY}")
    attached = real_report() if content is None else content
    letter.add_attachment(attached, maintype="text", subtype="csv", filename=name)
    return bytes(letter)


def real_report(incidents: str = CANARY) -> bytes:
    return report(incidents).replace("Số liệu mẫu".encode(), "Số liệu thật".encode())


def run(home: Home) -> Mailed:
    take_in(Run(home, today()))
    return acknowledge_mailbox(home)


def test_a_registered_agency_is_answered_once(
    server: Server, tmp_path: Path, messages: list[bytes]
) -> None:
    home = real_home(tmp_path / "home", server.port)
    sent_as = "<SG2PR06MB3191F0A1B2C3D4E5F6A7B8C9D0E1F2@SG2PR06MB3191.apcprd06.prod.outlook.com>"
    messages.append(message(Message_ID=sent_as))
    assert run(home) == Mailed(True, sent=1)
    assert run(home) == Mailed(True, sent=0)
    (letter,) = server.letters
    assert letter.to == [ADDRESS], "as the register writes it"
    assert letter.message["Auto-Submitted"] == "auto-replied"
    assert letter.message["In-Reply-To"].strip() == sent_as
    assert letter.message["References"].strip() == sent_as
    with home.ledger() as ledger:
        (container,) = ledger.events("container_received")
    receipt = container.body["submission_id"]
    assert receipt in letter.body
    assert letter.subject == (
        f"[CSI tỉnh A] Đã tiếp nhận thư, số biên nhận {receipt[:12]}"
        f" / Message received, receipt {receipt[:12]}"
    )
    assert "- báo cáo.csv: đã được chấp nhận\n" in letter.body
    assert "- báo cáo.csv: accepted\n" in letter.body
    for told in (CANARY, "Lan", "VN34", "incident"):
        assert told not in letter.body + letter.subject


def test_what_is_held_and_what_was_not_checked_is_told_as_such(
    server: Server, tmp_path: Path, messages: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = real_home(tmp_path / "home", server.port, language="vi")
    messages.append(message(content=real_report("-5")))
    assert run(home).sent == 1
    monkeypatch.setattr("orchestration.intake.taking_in.judge_pending", lambda *_: 0)
    messages.append(message(content=real_report("7"), name="sau.csv"))
    assert run(home).sent == 1
    held, waiting = server.letters
    assert "- báo cáo.csv: chờ chỉnh sửa, bổ sung\n" in held.body
    assert "-5" not in held.body
    assert "- sau.csv: chưa kiểm tra\n" in waiting.body


def test_a_message_without_a_report_is_answered_as_held(
    server: Server, tmp_path: Path, messages: list[bytes]
) -> None:
    home = real_home(tmp_path / "home", server.port)
    messages.append(message(content=b"%PDF-1.7 scan", name="quét.pdf"))
    assert run(home).sent == 1
    assert "Báo cáo của bà Nguyễn Thị Lan.eml: chờ chỉnh sửa" in server.letters[0].body
    assert "Lan" not in server.letters[0].subject


def test_no_stranger_is_answered(server: Server, tmp_path: Path, messages: list[bytes]) -> None:
    home = real_home(tmp_path / "home", server.port)
    strangers = (
        f"Sở B <{OTHER}>",
        f"{ADDRESS}, {OTHER}",
        "nobody",
        f'"{ADDRESS}" <{OTHER}>',
        "csi@tinh.example",
    )
    messages += [message(one, content=real_report(str(n))) for n, one in enumerate(strangers)]
    assert run(home) == Mailed(True)
    steward = Actor("lan", frozenset({"steward"}), "session")
    with home.ledger() as ledger:
        submission_id = proposed_senders(ledger)[0].submission_id
    confirm_sender(home, steward, submission_id, "đã gọi điện")
    assert run(home) == Mailed(True), "the register does not have the address"
    assert server.letters == []


def test_no_program_is_answered(server: Server, tmp_path: Path, messages: list[bytes]) -> None:
    home = real_home(tmp_path / "home", server.port)
    automatic = (
        {"Auto_Submitted": "auto-generated"},
        {"Auto_Submitted": "Auto-Replied; owner-email=a@b.example"},
        {"Precedence": "Bulk"},
        {"List_Id": "<so-a.example>"},
        {"List_Unsubscribe": "<https://so-a.example>"},
        {"Return_Path": "<>"},
    )
    messages += [message(content=real_report(str(n)), **one) for n, one in enumerate(automatic)]
    messages.append(message(content=real_report("99"), name="99.csv", Auto_Submitted="no"))
    assert run(home).sent == 1
    assert "99.csv" in server.letters[0].body


def test_an_old_message_is_not_answered(
    server: Server, tmp_path: Path, messages: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = real_home(tmp_path / "home", server.port)
    messages.append(message())
    fetch = Mailbox.fetch

    def fetch_old(self: Mailbox, item: Item) -> Delivery:
        self.received_at = datetime.now(UTC) - timedelta(days=30)
        return fetch(self, item)

    monkeypatch.setattr(Mailbox, "fetch", fetch_old)
    assert run(home) == Mailed(True)


def test_an_address_is_answered_so_often_only(
    server: Server, tmp_path: Path, messages: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_answers, "_MOST_ANSWERS", 2)
    home = real_home(tmp_path / "home", server.port)
    messages += [message(content=real_report(str(number))) for number in range(3)]
    assert run(home).sent == 2
    assert run(home).sent == 0


def test_a_synthetic_home_answers_nobody(
    server: Server, tmp_path: Path, messages: list[bytes]
) -> None:
    home = real_home(tmp_path / "home", server.port)
    register(home, ADDRESS, is_synthetic="true")
    messages.append(message(content=report()))
    assert run(home) == Mailed(True)
    assert server.letters == []


def test_files_of_another_channel_are_not_answered(
    server: Server, tmp_path: Path, messages: list[bytes]
) -> None:
    """A delivery list may call any channel by the name of the mailbox."""
    home = real_home(tmp_path / "home", server.port)
    steward_acts(home.folder)
    (home.inbox / "a.eml").write_bytes(message())
    (home.inbox / "deliveries.csv").write_text(
        f"file,sender,channel,received_at\na.eml,{ADDRESS.lower()},hop-thu,"
        f"{datetime.now(UTC).isoformat()}\n"
    )
    assert run(home) == Mailed(True)


def test_only_what_the_settings_name_is_told(
    server: Server, tmp_path: Path, messages: list[bytes]
) -> None:
    home = real_home(tmp_path / "home", server.port, agencies=["deadlines"])
    messages.append(message())
    assert run(home) == Mailed(True)


def test_an_address_that_could_be_read_otherwise_is_never_written_to(
    server: Server, tmp_path: Path, messages: list[bytes]
) -> None:
    home = real_home(tmp_path / "home", server.port)
    addresses = ("a,b@x.example", "a;b@x.example", "a<b@x.example", '"@x.example', "a@-.example.")
    lines = "".join(
        f'AGY-{n},Sở {n},department,VN34-01,2025-07-01,,false,"{one.replace(QUOTE, QUOTE * 2)}"\n'
        for n, one in enumerate(addresses, 2)
    )
    with (home.inbox / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write(lines)
    messages += [message(f"<{one}>", content=real_report(one[0])) for one in addresses]
    messages.append(message())
    assert run(home).sent == 1
    assert [one.to for one in server.letters] == [[ADDRESS]]


def test_names_and_headers_of_a_message_write_no_lines_of_their_own(
    server: Server, tmp_path: Path, messages: list[bytes]
) -> None:
    home = real_home(tmp_path / "home", server.port)
    hostile = message(name="NAME.csv", Message_ID="<a@b.example>")
    hostile = hostile.replace(b"<a@b.example>", b"<a@b.example>\r\n\t<c@d.example> =?utf-8?q?=0A?=")
    encoded = b"=?utf-8?q?x=0D=0A=0D=0ABcc=3A_evil=40evil.example" + b"x" * 20 + b"?="
    hostile = hostile.replace(b"NAME.csv", encoded)
    messages.append(hostile)
    assert run(home).sent == 1
    (letter,) = server.letters
    assert letter.to == [ADDRESS]
    assert letter.message["Bcc"] is None
    assert letter.message["In-Reply-To"] is None
    assert "x Bcc: evil@evil.example" in letter.body
    assert "\nBcc" not in letter.body
    assert len(letter.body) < 4_000
    assert OPERATOR not in letter.body

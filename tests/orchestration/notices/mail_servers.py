"""A real SMTP server on 127.0.0.1, for the length of a test, and the home that writes by it."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ingestion.home.home import Home

USER, PASSWORD = "csi@tinh.example", "mật khẩu 1"
SENDER = "Kho dữ liệu CSI <csi@tinh.example>"
OPERATOR = "van-hanh@tinh.example"


@dataclass
class Letter:
    """A letter as the server took it: who it is from and to on its envelope, and its bytes."""

    sender: str
    to: list[str]
    content: bytes

    @property
    def message(self) -> Message:
        return message_from_bytes(self.content)

    @property
    def subject(self) -> str:
        return decoded(self.message["Subject"])

    @property
    def body(self) -> str:
        content = self.message.get_payload(decode=True)
        assert isinstance(content, bytes)
        return content.decode("utf-8").replace("\r\n", "\n")


def decoded(header: str) -> str:
    """A header as a mail program shows it."""
    return str(make_header(decode_header(header.replace("\r\n", ""))))


@dataclass
class Server:
    """Where it listens, what it took, and how it behaves: the answer to an address, whether it goes
    away with a letter in its hands, or keeps whoever sent it waiting."""

    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    goes_away: bool = False
    keeps_waiting: bool = False
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    _protocols: list[SMTP] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        assert envelope.mail_from is not None
        self.letters.append(Letter(envelope.mail_from, list(envelope.rcpt_tos), content))
        if self.keeps_waiting:
            await asyncio.sleep(600)
        if self.goes_away:
            server.transport.abort()
        return "250 OK"

    def log_in(
        self, _server: SMTP, _session: Any, _envelope: Envelope, _how: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login, given.password))
        is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)

    def taken_by(self, address: str) -> list[Letter]:
        return [one for one in self.letters if one.to == [address]]


@contextmanager
def mail_server(
    certificate: Path | None = None, *, is_tls: bool = False, asks_to_log_in: bool = False
) -> Iterator[Server]:
    """A server that offers STARTTLS with a certificate, or speaks TLS from the start."""
    server, loop = Server(), asyncio.new_event_loop()
    encryption = None
    if certificate is not None:
        encryption = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        encryption.load_cert_chain(certificate)

    def protocol() -> SMTP:
        return SMTP(
            server,
            hostname="mail.tinh.example",
            loop=loop,
            tls_context=None if is_tls else encryption,
            auth_required=asks_to_log_in,
            auth_require_tls=not is_tls,
            authenticator=server.log_in if asks_to_log_in else None,
        )

    async def listening() -> asyncio.Server:
        return await loop.create_server(
            protocol, "127.0.0.1", 0, ssl=encryption if is_tls else None
        )

    # In a thread of its own: a browser's loop may be running in the one of the tests.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = asyncio.run_coroutine_threadsafe(listening(), loop).result(10)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_ended(listener), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _ended(listener: asyncio.Server) -> None:
    listener.close()
    others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def self_signed(folder: Path, name: str = "localhost") -> Path:
    """A key and the certificate it signed for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(pem))
    return file


def home_with_mail(folder: Path, port: int, more: str = "", **changed: object) -> Home:
    """A home whose settings name a server of this machine that asks for nothing."""
    settings = {
        "house": "CSI tỉnh A",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": SENDER,
        "operators": [OPERATOR],
        **changed,
    }
    lines = "".join(f"{name} = {_toml(value)}\n" for name, value in settings.items())
    Home(folder)
    (folder / "csi.toml").write_text(f"{more}[mail]\n{lines}", "utf-8")
    return Home(folder)


def _toml(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int) else f'"{value}"'

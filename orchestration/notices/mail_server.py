"""The mail server of the house: its certificate checked, and given letters one by one."""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path

from ingestion.home.mail_settings import PASSWORD_VARIABLE, MailSettings, mail_address
from ingestion.home.passwords import PasswordNotRead, kept_password
from ingestion.refusal import Refusal
from orchestration.notices.notice_record import FOR_GOOD, UNSURE

_SECONDS_TO_ANSWER = 20.0
_LOGGED_IN, _TAKEN, _CLOSING, _FOR_GOOD_FROM = 235, (250, 251), 421, 500
_REASONS: Sequence[tuple[type[Exception] | tuple[type[Exception], ...], str]] = (
    (ssl.SSLCertVerificationError, "certificate"),
    (smtplib.SMTPAuthenticationError, "login"),
    (smtplib.SMTPNotSupportedError, "not_offered"),
    (TimeoutError, "silent"),
    ((smtplib.SMTPException, ssl.SSLError, EOFError, ConnectionResetError), "broken_off"),
    (OSError, "no_connection"),
)


class Undelivered(Refusal):
    """Why the mail server cannot be used now, by the code of the ``reason``. ``detail`` is a kind
    of error, the number of an answer or a file: never the words of a server, which quote letters.
    """

    kind = "failed"

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"mail.undelivered.{reason}", detail=detail)
        self.reason, self.detail = reason, detail


class NotTaken(Undelivered):
    """The same of one letter: the server did not take it, and may take the next one."""


@contextmanager
def open_server(settings: MailSettings, home: Path) -> Iterator[smtplib.SMTP]:
    """The server, connected and logged in; raises ``Undelivered``."""
    password, encryption = _password(settings, home), _encryption(settings, home)
    with _failing_as_undelivered():
        server = _connected(settings, encryption)
    try:
        with _failing_as_undelivered():
            _greet(server, settings, encryption)
            if settings.user and password:
                _log_in(server, settings.user, password)
        yield server
    finally:
        with suppress(OSError):
            server.quit()
        server.close()


def hand_over(server: smtplib.SMTP, letter: EmailMessage, sender: str, to: str) -> None:
    """Give the server one letter. Raises ``NotTaken`` where it refuses it, and ``Undelivered``
    where the connection fails: ``unsure`` where nobody can know whether it has the letter."""
    with _failing_as_undelivered():
        _must_take(server, server.mail(sender)[0])
        _must_take(server, server.rcpt(to)[0], is_of_address=True)
    try:
        code, _ = server.data(letter.as_bytes())
    except smtplib.SMTPDataError as refused:
        code = refused.smtp_code
    except (OSError, EOFError) as broken:
        raise Undelivered(UNSURE, type(broken).__name__) from broken
    _must_take(server, code)


def _must_take(server: smtplib.SMTP, code: int, *, is_of_address: bool = False) -> None:
    """Raise unless the server agrees. Only what it says for good of an address is final: another
    fault may be one of the settings, which somebody mends."""
    if code in _TAKEN:
        return
    if code == _CLOSING:
        raise Undelivered("broken_off", str(code))
    with suppress(OSError):
        server.rset()
    raise NotTaken(FOR_GOOD if is_of_address and code >= _FOR_GOOD_FROM else "refused", str(code))


def _connected(settings: MailSettings, encryption: ssl.SSLContext | None) -> smtplib.SMTP:
    """A connection of the kind that is set; the server is greeted by the domain of the sender."""
    host, port = settings.host, settings.server_port
    us = mail_address(settings.sender).domain
    if settings.security == "tls":
        return smtplib.SMTP_SSL(host, port, us, timeout=_SECONDS_TO_ANSWER, context=encryption)
    return smtplib.SMTP(host, port, us, timeout=_SECONDS_TO_ANSWER)


def _greet(server: smtplib.SMTP, settings: MailSettings, encryption: ssl.SSLContext | None) -> None:
    """Begin to talk, encrypted where that is set; a server that does not offer it is left."""
    if settings.security == "starttls":
        server.starttls(context=encryption)
    server.ehlo_or_helo_if_needed()


def _encryption(settings: MailSettings, home: Path) -> ssl.SSLContext | None:
    """Whose certificates are trusted; None where nothing is encrypted."""
    if settings.security == "none":
        return None
    authorities = home / settings.ca_file.expanduser() if settings.ca_file else None
    if authorities is not None and not authorities.is_file():
        raise Undelivered("no_secret", str(authorities))
    return ssl.create_default_context(cafile=authorities)


def _password(settings: MailSettings, home: Path) -> str | None:
    """The password of the user, if one is set."""
    if settings.user is None:
        return None
    try:
        password = kept_password(PASSWORD_VARIABLE, settings.password_file, home)
    except PasswordNotRead as closed:
        raise Undelivered("no_secret", str(closed.file)) from closed
    if password is None:
        raise Undelivered("no_password", PASSWORD_VARIABLE)
    return password


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    # The library writes ASCII only; passwords are UTF-8 (RFC 4616 §2).
    credentials = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, _ = server.docmd("AUTH", f"PLAIN {credentials}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, b"")


@contextmanager
def _failing_as_undelivered() -> Iterator[None]:
    """Raise ``Undelivered`` in the place of whatever the library raises."""
    try:
        yield
    except (OSError, EOFError) as broken:  # the library's own errors are such
        is_silence = isinstance(broken.__context__, TimeoutError)  # which it calls a disconnection
        error = broken.__context__ if is_silence else broken
        reason = next(reason for kind, reason in _REASONS if isinstance(error, kind))
        raise Undelivered(reason, type(error).__name__) from broken

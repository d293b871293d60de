"""Sending what waits. A mail server that is down, or refuses a letter, fails nobody's work: it is
written down, and the letter is tried again when the next one asks to be sent."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from typing import Any

from filelock import FileLock, Timeout

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.mail_settings import MailSettings, mail_address
from ingestion.refusal import Refusal
from orchestration.notices.letter_texts import letter_of, trial_letter
from orchestration.notices.mail_server import NotTaken, Undelivered, hand_over, open_server
from orchestration.notices.notice_record import (
    UNSURE,
    Notice,
    begin,
    end,
    note_server,
    unsent,
)

_LOCK_SECONDS = 30.0


@dataclass(frozen=True)
class Trial:
    """What became of a letter of trial to one operator: why it was not taken, if so."""

    to: str
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Mailed:
    """What sending came to: how many letters were ``sent`` now, how many still wait, and why the
    mail server could not be used, if so."""

    is_configured: bool
    sent: int = 0
    waiting: int = 0
    reason: str | None = None
    detail: str = ""

    def body(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self)


def send_waiting(home: Home) -> Mailed:
    """Send every letter that waits, one process at a time; nothing without ``[mail]`` in the
    settings. Never raises for what the mail server does."""
    settings = home.settings.mail
    if settings is None:
        return Mailed(is_configured=False)
    sent, why = 0, None
    with home.ledger() as ledger:
        with suppress(Timeout), FileLock(home / "mail-lock", timeout=_LOCK_SECONDS):
            due = [one for one in unsent(ledger) if one.is_to_be_tried]
            sent, why = _send(home, settings, ledger, due) if due else (0, None)
        waiting = sum(one.is_waiting for one in unsent(ledger))
    return Mailed(True, sent, waiting, why.reason if why else None, why.detail if why else "")


def send_trial(home: Home) -> list[Trial]:
    """Send a letter to each operator, which no ledger keeps; raises ``Refusal`` where no mail
    server is set, and ``Undelivered`` where it cannot be used."""
    settings = home.settings.mail
    if settings is None:
        raise Refusal("mail.not_configured")
    with open_server(settings, home.folder) as server:
        return [_try(server, home, settings, to) for to in settings.operators]


def _try(server: smtplib.SMTP, home: Home, settings: MailSettings, to: str) -> Trial:
    try:
        _hand_over(server, trial_letter(settings, home.kind, to), settings, to)
    except NotTaken as why:
        return Trial(to, why.reason, why.detail)
    return Trial(to)


def _send(
    home: Home, settings: MailSettings, ledger: Ledger, due: list[Notice]
) -> tuple[int, Undelivered | None]:
    """Send these letters and write down what became of each: how many were sent, and why the
    server could not be used to the end, if so."""
    sent, failed = 0, None
    try:
        with open_server(settings, home.folder) as server:
            note_server(ledger, None)
            for notice in due:
                failed = _send_one(server, home, settings, ledger, notice)
                if failed and not isinstance(failed, NotTaken):
                    raise failed
                sent += failed is None
    except Undelivered as why:
        # Of the server, that nobody knows what it took says only that it went away.
        note_server(ledger, "broken_off" if why.reason == UNSURE else why.reason, why.detail)
        return sent, why
    return sent, None


def _send_one(
    server: smtplib.SMTP, home: Home, settings: MailSettings, ledger: Ledger, notice: Notice
) -> Undelivered | None:
    """Send one letter between the two events that say so; returns why it was not taken."""
    letter = letter_of(notice, settings, home.kind)
    begin(ledger, notice)
    try:
        _hand_over(server, letter, settings, notice.to)
    except Undelivered as why:
        end(ledger, notice, why.reason, why.detail)
        return why
    end(ledger, notice, None)
    return None


def _hand_over(server: smtplib.SMTP, letter: EmailMessage, settings: MailSettings, to: str) -> None:
    sender, recipient = mail_address(settings.sender), mail_address(to)
    hand_over(server, letter, sender.addr_spec, recipient.addr_spec)

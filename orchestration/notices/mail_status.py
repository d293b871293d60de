"""What waits to be sent, what never was, and whether the mail server can be used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingestion.home.home import Home
from orchestration.notices.notice_record import Notice, ServerDown, last_sent, server_down, unsent

# What was not sent is told for as long as somebody may still do something about it.
_TOLD = timedelta(days=14)


@dataclass(frozen=True)
class MailStatus:
    """The letters of a home that wait, those of the last days that were given up, those sent last
    (the latest first), and why the mail server cannot be used, if so."""

    waiting: list[Notice]
    given_up: list[Notice]
    sent: list[Notice]
    down: ServerDown | None


def mail_status(home: Home, sent: int = 0) -> MailStatus | None:
    """What became of the letters of a home, with as many of those ``sent``; None without ``[mail]``
    in the settings."""
    if home.settings.mail is None:
        return None
    with home.ledger() as ledger:
        not_sent = unsent(ledger)
        since = datetime.now(UTC) - _TOLD
        return MailStatus(
            [one for one in not_sent if one.is_waiting],
            [one for one in not_sent if one.is_given_up and one.planned_at > since],
            last_sent(ledger, sent) if sent else [],
            server_down(ledger),
        )

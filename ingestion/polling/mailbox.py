"""A mailbox as a source: IMAP over TLS, read without leaving a mark.

A message is known by its number in the mailbox (UIDVALIDITY and UID, RFC 3501 §2.3.1.1).
"""

from __future__ import annotations

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError
from imap_tools.mailbox import MailBox

from ingestion.home.regular_files import LARGEST_FILE
from ingestion.home.source_settings import SourceSettings
from ingestion.landing.door import NotTaken
from ingestion.landing.mail import envelope, parts_of
from ingestion.landing.sources import Delivery
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.polling.places import (
    SECONDS_TO_ANSWER,
    Item,
    Reasons,
    Unreached,
    failing_as_unreached,
)

_PORT = 993
_FIRST_YEAR = 1990
_LONGEST_SUBJECT = 100
_UID, _SIZE = re.compile(rb"\bUID (\d{1,10})\b"), re.compile(rb"\bRFC822\.SIZE (\d{1,18})\b")
_REASONS: Reasons = (
    (ssl.SSLCertVerificationError, "certificate"),
    (TimeoutError, "silent"),
    (MailboxFolderSelectError, "no_folder"),
    ((imaplib.IMAP4.abort, ssl.SSLError, EOFError), "broken_off"),
    (OSError, "no_connection"),
)


class Mailbox:
    """The messages of one folder of a mailbox. The sender of a message is the source's, else the
    address it says it is from, which means an agency only where the register names it."""

    is_written_at_once = True

    def __init__(self, source: SourceSettings, home: Path, password: str | None) -> None:
        self._source = source
        url = urlsplit(source.url)
        authorities = home / source.ca_file.expanduser() if source.ca_file else None
        if authorities is not None and not authorities.is_file():
            raise Unreached("no_secret", str(authorities))
        if password is None or not url.username:
            raise Unreached("no_password", source.password_variable)
        with failing_as_unreached(_REASONS):
            self._mailbox = MailBox(
                url.hostname or "",
                url.port or _PORT,
                ssl_context=ssl.create_default_context(cafile=authorities),
                timeout=SECONDS_TO_ANSWER,
            )
        self._imap = self._mailbox.client
        try:
            with failing_as_unreached(_REASONS):
                self._open(unquote(url.username), password, unquote(url.path.strip("/")))
        except Unreached:
            self.close()
            raise

    def items(self) -> Iterator[Item | NotTaken]:
        """Every one of its messages, and what of them is never received as it is."""
        with failing_as_unreached(_REASONS):
            _, lines = self._imap.uid("FETCH", "1:*", "(RFC822.SIZE)")
        for line in lines:
            numbers = _numbers(line) if isinstance(line, bytes) else None
            if numbers is None:
                continue
            uid, size = numbers
            name = f"{self._validity}/{uid}"
            if size > LARGEST_FILE:
                yield NotTaken(name, UnreadableFile("over_limit", size=size))
            else:
                yield Item(name, size, "")

    def fetch(self, item: Item) -> Delivery | NotTaken:
        """A message with the time its server received it; one with nothing attached is not
        received."""
        uid = item.name.rpartition("/")[2]
        with failing_as_unreached(_REASONS):
            _, answer = self._imap.uid("FETCH", uid, "(INTERNALDATE BODY.PEEK[])")
        literal = next((one for one in answer if isinstance(one, tuple)), None)
        if literal is None:
            return NotTaken(item.name, UnreadableFile("missing"))
        begin, content = literal
        end = b"".join(one for one in answer if isinstance(one, bytes))
        written = envelope(content)
        name = f"{printable(written.subject)[:_LONGEST_SUBJECT] or uid}.eml"
        if not _has_attachments(content):
            return NotTaken(name, UnreadableFile("no_attachment"))
        sender = self._source.sender or written.address or f"@{self._source.name}"
        return Delivery(name, content, sender, self._source.name, _received_at(begin + end))

    def close(self) -> None:
        """Log out."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._imap.logout()

    def _open(self, user: str, password: str, folder: str) -> None:
        """Log in and look at a folder, read-only."""
        try:
            self._mailbox.login_utf8(user, password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, MailboxLoginError) as refused:
            raise Unreached("login") from refused
        self._mailbox.folder.set(folder or "INBOX", readonly=True)
        _, numbers = self._imap.response("UIDVALIDITY")
        self._validity = int((numbers or [b"0"])[0] or 0)


def _numbers(line: bytes) -> tuple[int, int] | None:
    """UID and size of a message, in whichever order the server says them."""
    uid, size = _UID.search(line), _SIZE.search(line)
    return (int(uid[1]), int(size[1])) if uid and size else None


def _has_attachments(content: bytes) -> bool:
    """Whether anything but text came with a message; one that cannot be taken apart is received,
    so that its sender is told."""
    try:
        return any(part.is_attached for part in parts_of(content))
    except UnreadableFile:
        return True


def _received_at(answer: bytes) -> datetime | None:
    """When the mail server received a message; None where it does not say a time that can be."""
    moment = imaplib.Internaldate2tuple(answer)
    if moment is None:
        return None
    try:
        received_at = datetime.fromtimestamp(time.mktime(moment), UTC)
    except (OverflowError, ValueError, OSError):
        return None
    is_possible = received_at.year >= _FIRST_YEAR and received_at <= datetime.now(UTC)
    return received_at if is_possible else None

"""Acknowledging what a mailbox brought: a short answer to agencies whose address the register has.

Anybody can write an address into the ``From`` line, so nobody else is answered, nor is what a
program sent (RFC 3834 §2), nor an old message that a new source brings.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ingestion.home.home import Home
from ingestion.home.ledger import Event, Ledger
from ingestion.home.mail_settings import MailSettings, mail_address
from ingestion.home.raw_store import LostOriginal
from ingestion.landing.containers import open_container
from ingestion.landing.mail import Envelope, envelope
from ingestion.landing.receipts import Receipt, containers, receipts
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.submissions.confirmations import unconfirmed_letters
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.intake.originals import agencies_of
from orchestration.intake.outbox import RETURNED
from orchestration.notices.notice_record import Planned, plan
from orchestration.notices.registered_addresses import registered_addresses
from orchestration.notices.sending import Mailed, send_waiting
from orchestration.run_context import today

_ANSWER: Final = "acknowledgement"
_WORTH_ANSWERING = timedelta(days=3)
# Whoever forges an address cannot have more than so many letters sent to it in those days.
_MOST_ANSWERS = 50
_LONGEST_NAME, _MOST_FILES = 150, 50


def acknowledge_mailbox(home: Home) -> Mailed:
    """Answer every message that a mailbox of the sources brought and that was not answered yet.
    Nothing without ``[mail]`` in the settings, or where they leave out ``receipts``; nothing of a
    synthetic home."""
    settings = home.settings.mail
    if settings is None:
        return Mailed(is_configured=False)
    if "receipts" in settings.agencies and home.kind == "real":
        with home.ledger() as ledger:
            plan(ledger, [*_answers(home, settings, ledger)])
    return send_waiting(home)


def _answers(home: Home, settings: MailSettings, ledger: Ledger) -> Iterator[Planned]:
    """An answer to each message that came of late and is to be answered."""
    since = datetime.now(UTC) - _WORTH_ANSWERING
    before = [one for one in ledger.events("notice_planned") if one.body["what"] == _ANSWER]
    fresh = _fresh(home, ledger, since, {one.body["facts"]["receipt"] for one in before})
    if not fresh:
        return
    known = _known(home, settings, ledger)
    answers = Counter(one.body["to"] for one in before if _recorded(one) > since)
    until = today() + _WORTH_ANSWERING
    for receipt in fresh:
        # Read only where the sender may be known: a source may name an agency as that of all.
        is_address = "@" in (receipt.sender or "")
        letter = _letter(home, receipt) if not is_address or receipt.sender in known else None
        if letter is None or letter[0].is_automatic or letter[0].address not in known:
            continue
        written, content = letter
        to = known[str(written.address)]
        answers[to] += 1
        if answers[to] <= _MOST_ANSWERS:
            facts = _facts(receipt, content, written, ledger)
            yield Planned(_ANSWER, to, receipt.submission_id, facts, until)


def _known(home: Home, settings: MailSettings, ledger: Ledger) -> dict[str, str]:
    """The addresses of the register, by how they are compared; never our own."""
    addresses = registered_addresses(agencies_of(home, ledger), today()).values()
    own = mail_address(settings.sender).addr_spec.lower()
    return {one.to.lower(): one.to for one in addresses if one.to.lower() != own}


def _letter(home: Home, receipt: Receipt) -> tuple[Envelope, bytes] | None:
    """A message as it was received; None while it is lost."""
    try:
        content = home.raw_store().get(receipt.submission_id)
    except LostOriginal:
        return None
    return envelope(content), content


def _fresh(home: Home, ledger: Ledger, since: datetime, answered: Collection[str]) -> list[Receipt]:
    """The receipts of messages that mailboxes brought ``since`` a time, in the order they came,
    without those answered."""
    mailboxes = {one.name for one in home.settings.sources if one.kind == "mailbox"}
    taken = [
        one.body["submission_id"]
        for one in (ledger.events("taken") if mailboxes else ())
        if one.body["source"] in mailboxes and _recorded(one) > since
    ]
    waiting = [one for one in dict.fromkeys(taken) if one and one not in answered]
    if not waiting:
        return []
    received = {one.submission_id: one for one in containers(ledger)}
    received |= receipts(ledger, of=waiting)
    came = (received[one] for one in waiting if one in received)
    return [one for one in came if one.received_at > since]


def _recorded(event: Event) -> datetime:
    return datetime.fromisoformat(event.recorded_at)


def _facts(
    receipt: Receipt, content: bytes, written: Envelope, ledger: Ledger
) -> Mapping[str, Any]:
    """What the answer says: the files of the message, and whether each was accepted or held."""
    files = _files(receipt, content)
    judged = latest_verdicts(ledger, of=files)
    unconfirmed = unconfirmed_letters(ledger)
    verdicts = dict(judged.select("submission_id", "verdict").iter_rows())
    return {
        "receipt": receipt.submission_id,
        "received_at": receipt.received_at.astimezone(UTC).isoformat(),
        "answers": written.message_id,
        "files": [
            {
                "name": name,
                "state": _state(verdicts.get(submission_id), submission_id in unconfirmed),
            }
            for submission_id, name in files.items()
        ],
    }


def _files(receipt: Receipt, content: bytes) -> dict[str, str]:
    """The names of the reports in a message by id, as this message calls them; of one without any,
    its own."""
    try:
        within = open_container(content)
    except UnreadableFile:
        within = None
    if within is None:
        return {receipt.submission_id: _shown(receipt.name)}
    named = {hashlib.sha256(one.content).hexdigest(): one.name for one in within.reports}
    return {one: _shown(name) for one, name in [*named.items()][:_MOST_FILES]}


def _shown(name: str) -> str:
    return printable(name)[:_LONGEST_NAME]


def _state(verdict: str | None, is_unconfirmed: bool) -> str:
    """What is said of a file: what our reader failed on, or is no form of ours, waits for one of
    us."""
    if verdict in ACCEPTED:
        return "accepted"
    if verdict in RETURNED:
        return "held"
    if verdict == "tool_error" or is_unconfirmed:
        return "waits_for_person"
    return "withdrawn" if verdict == "withdrawn" else "not_judged"

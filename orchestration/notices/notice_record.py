"""The record of letters in the ledger: planned, begun, sent or failed. What waits is what was
planned and never sent; there is no other store of it.

A letter is planned once, whatever asks for it how often. That it is begun is written before the
mail server hears of it, that it was sent after the server took it: where a process ends in between
nobody knows whether it was, and it is sent once more, under the same ``Message-ID``, and never a
third time.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from ingestion.home.ledger import Event, Ledger
from ingestion.language.vietnamese import VIETNAM

NoticeKind = Literal["run_failed", "deadlines", "agency_deadlines", "acknowledgement"]
UNSURE, FOR_GOOD = "unsure", "refused_for_good"
_MOST_UNSURE = 2
# How long a server is left alone that did not take a letter (RFC 5321 §4.5.4.1).
_PAUSE = timedelta(minutes=30)


@dataclass(frozen=True)
class Notice:
    """A letter to one address: what it tells, by ``facts`` that hold no value of a report, and the
    last day on which it is worth sending. ``reason`` and ``detail`` say why it was not taken when
    it was tried last."""

    notice_id: str
    what: NoticeKind
    to: str
    facts: Mapping[str, Any]
    until: date
    planned_at: datetime
    tried_at: datetime | None = None
    is_sent: bool = False
    times_unsure: int = 0
    reason: str | None = None
    detail: str = ""

    @property
    def is_given_up(self) -> bool:
        """Whether it is not tried again: refused for good, too late, or perhaps sent twice."""
        is_late = self.until < datetime.now(VIETNAM).date()
        return self.reason == FOR_GOOD or is_late or self.times_unsure >= _MOST_UNSURE

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be sent."""
        return not self.is_sent and not self.is_given_up

    @property
    def is_to_be_tried(self) -> bool:
        """Whether it is to be sent now: a letter that was not taken is left for a while."""
        is_left = self.tried_at is not None and datetime.now(UTC) < self.tried_at + _PAUSE
        return self.is_waiting and not is_left


@dataclass(frozen=True)
class Planned:
    """A letter somebody asks for. ``about`` is what tells it from all others of its kind to the
    same address."""

    what: NoticeKind
    to: str
    about: str
    facts: Mapping[str, Any]
    until: date

    @property
    def notice_id(self) -> str:
        """What the letter is known by, in the ledger and on its way."""
        told = json.dumps([self.what, self.to, self.about], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def body(self) -> dict[str, Any]:
        """The letter as an event of the ledger keeps it."""
        return {
            "notice_id": self.notice_id,
            "what": self.what,
            "to": self.to,
            "facts": dict(self.facts),
            "until": self.until.isoformat(),
        }


def plan(ledger: Ledger, letters: Iterable[Planned]) -> None:
    """Write down the letters that were not planned before."""
    asked = {one.notice_id: one.body() for one in letters}
    with ledger.held():
        before = planned_ids(ledger)
        fresh = [body for notice_id, body in asked.items() if notice_id not in before]
        ledger.append("notice_planned", fresh)


def planned_ids(ledger: Ledger) -> set[str]:
    """The letters that were ever planned."""
    return {notice_id for (notice_id,) in ledger.said("notice_planned", "notice_id")}


def unsent(ledger: Ledger) -> list[Notice]:
    """The letters that were not sent, also those given up, in the order they were planned."""
    sent = {notice_id for (notice_id,) in ledger.said("notice_sent", "notice_id")}
    if not planned_ids(ledger) - sent:
        return []
    tries = _tries(ledger)
    events = ledger.events("notice_planned")
    return [
        _notice(event, tries[event.body["notice_id"]])
        for event in events
        if event.body["notice_id"] not in sent
    ]


def last_sent(ledger: Ledger, most: int) -> list[Notice]:
    """The letters that were sent last, the latest first."""
    latest = ledger.events("notice_sent")[-most:]
    at = {event.body["notice_id"]: datetime.fromisoformat(event.recorded_at) for event in latest}
    sent = [
        _notice(event, _Tries(at[event.body["notice_id"]], is_sent=True))
        for event in ledger.events("notice_planned")
        if event.body["notice_id"] in at
    ]
    return sorted(sent, key=lambda one: at[one.notice_id], reverse=True)


@dataclass
class _Tries:
    """What became of a letter when it was tried."""

    last: datetime | None = None
    begun: int = 0
    surely_failed: int = 0
    is_sent: bool = False
    failure: Mapping[str, str] = field(default_factory=dict)


def _tries(ledger: Ledger) -> defaultdict[str, _Tries]:
    tries = defaultdict[str, _Tries](_Tries)
    for event in ledger.events("notice_begun"):
        one = tries[event.body["notice_id"]]
        one.begun += 1
        one.last = datetime.fromisoformat(event.recorded_at)
    for event in ledger.events("notice_failed"):
        one = tries[event.body["notice_id"]]
        one.surely_failed += event.body["reason"] != UNSURE
        one.failure = event.body
    return tries


def _notice(event: Event, tries: _Tries) -> Notice:
    body = event.body
    times_unsure = tries.begun - tries.surely_failed
    return Notice(
        body["notice_id"],
        body["what"],
        body["to"],
        body["facts"],
        date.fromisoformat(body["until"]),
        datetime.fromisoformat(event.recorded_at),
        tries.last,
        tries.is_sent,
        times_unsure,
        tries.failure.get("reason", UNSURE if times_unsure else None),
        tries.failure.get("detail", ""),
    )


def begin(ledger: Ledger, notice: Notice) -> None:
    """Write down that a letter is about to be sent."""
    ledger.append("notice_begun", [{"notice_id": notice.notice_id}])


def end(ledger: Ledger, notice: Notice, reason: str | None, detail: str = "") -> None:
    """Write down that a letter was taken by the mail server, or why it was not."""
    if reason is None:
        ledger.append("notice_sent", [{"notice_id": notice.notice_id}])
    else:
        failure = {"notice_id": notice.notice_id, "reason": reason, "detail": detail}
        ledger.append("notice_failed", [failure])


@dataclass(frozen=True)
class ServerDown:
    """Why the mail server could not be used when it was tried last, and since when."""

    reason: str
    detail: str
    since: datetime


def server_down(ledger: Ledger) -> ServerDown | None:
    """Why the mail server cannot be used; None where it could be when it was tried last."""
    events = ledger.events("mail_server")
    if not events or events[-1].body["reason"] is None:
        return None
    body, at = events[-1].body, events[-1].recorded_at
    return ServerDown(body["reason"], body["detail"], datetime.fromisoformat(at))


def note_server(ledger: Ledger, reason: str | None, detail: str = "") -> None:
    """Keep that the mail server is down, or up again, when that is news."""
    before = ledger.said("mail_server", "reason")
    if reason != (before[-1][0] if before else None):
        ledger.append("mail_server", [{"reason": reason, "detail": detail}])

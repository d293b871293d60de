"""Polling a source: what is new there, finished and not taken before.

What was taken is an event of the ledger, so that it is not fetched again unless our copy is lost.
A source that fails costs nothing but itself: what came before is received, the rest next time.
One that broke off is asked again after moments, within the same poll; a wrong password is not.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, islice, takewhile
from pathlib import Path
from typing import Any

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.passwords import PasswordNotRead, kept_password
from ingestion.home.raw_store import RawStore
from ingestion.home.source_settings import SourceSettings
from ingestion.landing.door import NotTaken
from ingestion.landing.sources import Delivery
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.polling.mailbox import Mailbox
from ingestion.polling.places import Item, Place, Unreached
from ingestion.polling.watched_folder import WatchedFolder

# A file that is being copied grows while it is looked at twice.
_PAUSE = 2.0
_AGAIN_AFTER = (2.0, 8.0)
_WORTH_ANOTHER_TRY = {"no_connection", "broken_off"}
_MOST_AT_ONCE, _MOST_BYTES_AT_ONCE = 100, 64 * 1024 * 1024
# A letter with nothing in it is told once, and never fetched again.
_NEVER_RECEIVED = "no_attachment"

Receive = Callable[[list[Delivery]], None]


@dataclass(frozen=True)
class Poll:
    """What asking a source came to: how many ``files`` were taken, or wait; what was ``left``
    there and why; why the source could not be read to its end, if so; and how many files are for
    ``later`` runs, since one takes no more of a source than its settings say."""

    source: str
    files: int
    left: tuple[NotTaken, ...]
    unreached: Unreached | None
    later: int = 0

    def body(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "source": self.source,
            "files": self.files,
            "later": self.later,
            "left": [one.body() for one in self.left],
            "reason": self.unreached.reason if self.unreached else None,
            "detail": self.unreached.detail if self.unreached else "",
        }


@dataclass(frozen=True)
class SourceDown:
    """A source that could not be read when it was polled last, the code of the reason with its
    detail, and since when."""

    source: str
    reason: str
    detail: str
    since: datetime


def open_place(source: SourceSettings, home: Path) -> Place:
    """The source, connected; raises ``Unreached``."""
    if source.kind == "folder":
        return WatchedFolder(source, home)
    password = _password(source, home)
    if source.kind == "mailbox":
        return Mailbox(source, home, password)
    # Heavy to import (SFTP), and few homes have such a source.
    from ingestion.polling.remote_files import RemoteFiles

    return RemoteFiles(source, home, password)


def poll(source: SourceSettings, home: Home, ledger: Ledger, receive: Receive) -> Poll:
    """Take what is new in a source, up to ``most_per_run`` of it: fetched, handed to ``receive``
    some at a time, and written down. ``receive`` keeps the bytes before it returns."""
    left: list[NotTaken] = []
    taken: list[str] = []
    unreached, later = None, 0
    for pause in (*_AGAIN_AFTER, None):
        left.clear()
        try:
            later = _take_new(source, home, ledger, receive, left, taken)
            unreached = None
        except Unreached as why:
            unreached = why
        if pause is None or unreached is None or unreached.reason not in _WORTH_ANOTHER_TRY:
            break
        time.sleep(pause)
    _write_down(source, ledger, unreached)
    return Poll(source.name, len(taken), tuple(left), unreached, later)


def _take_new(
    source: SourceSettings,
    home: Home,
    ledger: Ledger,
    receive: Receive,
    left: list[NotTaken],
    taken: list[str],
) -> int:
    """Take what is new, adding to ``left`` and ``taken``; returns how much is for later runs.
    Raises ``Unreached``."""
    with closing(open_place(source, home.folder)) as place:
        fresh = _fresh(place, _taken_before(source, ledger, home.raw_store()), left)
        asked = 0
        while asked < len(fresh) and len(taken) < source.most_per_run:
            items = _together(fresh[asked:], source.most_per_run - len(taken))
            asked += len(items)
            for events in _take(source, place, items, receive, left):
                ledger.append("taken", events)
                taken += [event["item"] for event in events if event["submission_id"]]
        return len(fresh) - asked


def sources_down(sources: Iterable[SourceSettings], ledger: Ledger) -> list[SourceDown]:
    """The sources that could not be read to their end when they were polled last."""
    last = {event.body["source"]: event for event in ledger.events("polled")}
    return [
        SourceDown(
            one.name,
            last[one.name].body["reason"],
            last[one.name].body["detail"],
            datetime.fromisoformat(last[one.name].recorded_at),
        )
        for one in sources
        if one.name in last and last[one.name].body["reason"]
    ]


def waiting(source: SourceSettings, home: Home, ledger: Ledger) -> Poll:
    """What the next poll would take; nothing is fetched."""
    left: list[NotTaken] = []
    try:
        with closing(open_place(source, home.folder)) as place:
            before = _taken_before(source, ledger, home.raw_store())
            return Poll(source.name, len(_new_items(place, before, left)), tuple(left), None)
    except Unreached as why:
        return Poll(source.name, 0, tuple(left), why)


def arrivals(source: SourceSettings, home: Home, ledger: Ledger) -> list[str]:
    """What tells each file that the next poll would take from any other; nothing is fetched. Raises
    ``Unreached``."""
    with closing(open_place(source, home.folder)) as place:
        before = _taken_before(source, ledger, home.raw_store())
        return [_key(item) for item in _new_items(place, before, [])]


def times_taken(ledger: Ledger) -> Counter[str]:
    """How many files were ever taken from each source."""
    events = ledger.said("taken", "source", "submission_id")
    return Counter(source for source, submission_id in events if submission_id)


def _fresh(place: Place, before: Collection[str], left: list[NotTaken]) -> list[Item]:
    """What was not taken ``before`` and is not written to any more; the rest waits."""
    items = _new_items(place, before, left)
    if not items or place.is_written_at_once:
        return items
    time.sleep(_PAUSE)
    now = {one.name: one for one in place.items() if isinstance(one, Item)}
    for item in items:
        if item.name in now and now[item.name] != item:
            left.append(NotTaken(printable(item.name), UnreadableFile("changing")))
    return [item for item in items if now.get(item.name) == item]


def _new_items(place: Place, before: Collection[str], left: list[NotTaken]) -> list[Item]:
    listed = list(place.items())
    left += [one for one in listed if isinstance(one, NotTaken)]
    return [one for one in listed if isinstance(one, Item) and _key(one) not in before]


def _together(items: Sequence[Item], most: int) -> list[Item]:
    """The first of them: as many as are held in memory together, at most ``most``."""
    sizes = accumulate(item.size for item in items)
    fitting = takewhile(lambda size: size <= _MOST_BYTES_AT_ONCE, sizes)
    count = sum(1 for _ in islice(fitting, min(most, _MOST_AT_ONCE)))
    return list(items[: max(count, 1)])


def _take(
    source: SourceSettings,
    place: Place,
    items: Iterable[Item],
    receive: Receive,
    left: list[NotTaken],
) -> Iterator[list[dict[str, Any]]]:
    """Fetch and receive; yields the events that say so, also where the source fails on the way."""
    fetched: list[tuple[Item, Delivery]] = []
    closed: list[Item] = []
    failed = None
    for item in items:
        try:
            one = place.fetch(item)
        except Unreached as why:
            if why.reason != "other":
                failed = why
                break
            one = NotTaken(printable(item.name), UnreadableFile("not_opened"))
        if isinstance(one, Delivery) and one.sender is None:
            one = NotTaken(one.name, UnreadableFile("no_sender"))
        if isinstance(one, Delivery):
            fetched.append((item, one))
        else:
            left.append(one)
            closed += [item] if one.reason.reason == _NEVER_RECEIVED else []
    receive([delivery for _, delivery in fetched])
    yield [
        *(_event(source, item, delivery.content) for item, delivery in fetched),
        *(_event(source, item, None) for item in closed),
    ]
    if failed:
        raise failed


def _event(source: SourceSettings, item: Item, content: bytes | None) -> dict[str, Any]:
    """That an item was taken; the size is that of its bytes, which servers only estimate."""
    return {
        "source": source.name,
        "item": printable(item.name),
        "item_key": _key(item),
        "size": item.size if content is None else len(content),
        "submission_id": None if content is None else _digest(content),
    }


def _key(item: Item) -> str:
    """What tells an item from every other and from itself once it is changed; its name may hold
    bytes that are no letters."""
    return _digest(f"{item.name}\0{item.state}".encode("utf-8", "surrogatepass"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _taken_before(source: SourceSettings, ledger: Ledger, store: RawStore) -> set[str]:
    """The items that were taken and of which nothing is lost since."""
    events = ledger.said("taken", "source", "item_key", "submission_id", "size")
    return {
        key
        for name, key, submission_id, size in events
        if name == source.name and (submission_id is None or store.holds(submission_id, size))
    }


def _password(source: SourceSettings, home: Path) -> str | None:
    """The password of a source; raises ``Unreached`` where the file that should hold it cannot be
    read."""
    try:
        return kept_password(source.password_variable, source.password_file, home)
    except PasswordNotRead as closed:
        raise Unreached("no_secret", str(closed.file)) from closed


def _write_down(source: SourceSettings, ledger: Ledger, unreached: Unreached | None) -> None:
    """Keep that a source is down, or up again, when that is news."""
    reason = unreached.reason if unreached else None
    before = [now for name, now in ledger.said("polled", "source", "reason") if name == source.name]
    if reason != (before[-1] if before else None):
        detail = unreached.detail if unreached else ""
        event = {"source": source.name, "reason": reason, "detail": detail}
        ledger.append("polled", [event])

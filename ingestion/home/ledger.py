"""The ledger: an insert-only, hash-chained list of what happened to every submission.

SQLite. Triggers refuse update, delete and replace; each event's hash covers
the event before it, and its length and last hash are kept in a second place (``ledger_head``). All
else the warehouse knows is rebuilt from the raw store and this list.
Not here: what an event means; its kind and body belong to whoever appends it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import sqlalchemy as sa

from ingestion.home.ledger_head import FIRST, Head, head_file, head_text, keep_head, kept_head
from ingestion.home.ledger_schema import NEWEST, VERSIONS, bring_up_to_date, version_of
from ingestion.home.ledger_triggers import missing_triggers, put_back
from ingestion.home.regular_files import is_irregular
from ingestion.refusal import Refusal

EventKind = Literal[
    "received",
    "register_received",
    "container_received",
    "sender_confirmed",
    "sender_unconfirmed",
    "taken",
    "polled",
    "reader_failure",
    "quarantine_release",
    "letter_proposed",
    "letter_confirmed",
    "confirmation_undone",
    "letter_put_away",
    "letter_put_back",
    "verdict",
    "decision",
    "purged",
    "snapshot_finished",
    "run",
    "release",
    "acknowledgement",
    "notice_planned",
    "notice_begun",
    "notice_sent",
    "notice_failed",
    "mail_server",
]
SCHEMA_VERSION = 1
# What SQLite calls a file that something else wrote to.
_SIGNS_OF_DAMAGE = (
    "malformed",
    "not a database",
    "no such table",
    "no such column",
    "corrupt",
    "decode",
)

_metadata = sa.MetaData()
_events = sa.Table(
    "event",
    _metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("recorded_at", sa.String, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
)


@dataclass(frozen=True)
class Event:
    """One entry of the ledger; ``recorded_at`` is the clock of this machine and enters no mart."""

    sequence: int
    kind: EventKind
    body: dict[str, Any]
    recorded_at: str


class BrokenChain(Refusal):
    """An event no longer hashes to what the next one recorded."""

    kind = "failed"


class LostLedger(Refusal):
    """The ledger is not there, is shorter than it was, or is no database any more."""

    kind = "failed"


class Ledger:
    """Appends and reads events. On opening, the schema is brought up to date and triggers that are
    gone come back, unless it is opened to be looked at as it is (``mends`` is false). Raises
    ``LostLedger`` where events are gone that were kept, and where nothing says how many there were:
    looked at as it is, it ``has_lost_its_head`` then. Only one of the first version never had one;
    where there can be none (``may_be_older`` is false) it has lost it."""

    def __init__(self, url: str, *, mends: bool = True, may_be_older: bool = True) -> None:
        self._engine = sa.create_engine(url, hide_parameters=True)  # no error quotes an event
        self._held: sa.Connection | None = None
        self._file = Path(str(self._engine.url.database))
        self.head_file = head_file(self._file)
        if is_irregular(self._file):
            raise self._lost("damaged")
        self._appended: Head | None = None
        _serialise_writers(self._engine)
        kept = kept_head(self.head_file)  # before the list, which is never behind it
        if kept and kept.events and not self._file.exists():  # to connect would make a new one
            raise self._lost("shorter", recorded=kept.events, found=0)
        with self._readable(), self._engine.connect() as connection:
            version = version_of(connection)
            if version and version not in VERSIONS:
                raise self._lost("version")
            there = _head(connection) if version else Head(0, FIRST)
            missing = missing_triggers(connection) if version else []
            self._refuse_other(connection, kept, there)
        is_older = may_be_older and version != NEWEST
        self.has_lost_its_head = kept is None and version is not None and not is_older
        if self.has_lost_its_head and not there.events:
            raise self._lost("emptied")
        self.head_text = head_text(there)
        if self.has_lost_its_head and mends:
            raise self._lost("headless", head_file=self.head_file, head=self.head_text)
        if mends and version != NEWEST:
            # Before the schema says that it is there.
            keep_head(self.head_file, there)
            with self._appending() as connection:  # another process may be about to do the same
                bring_up_to_date(connection)
        if mends and missing:
            with self._appending() as connection:
                put_back(connection, missing_triggers(connection))

    def _refuse_other(self, connection: sa.Connection, kept: Head | None, there: Head) -> None:
        """Refuse a ledger without the event that was kept as its last one."""
        if kept is None or not kept.events:
            return
        if kept.events > there.events:
            raise self._lost("shorter", recorded=kept.events, found=there.events)
        at_head = sa.select(_events.c.hash).where(_events.c.sequence == kept.events)
        if connection.scalar(at_head) != kept.hash:
            raise self._lost("other", event=kept.events)

    def _lost(self, why: str, **values: object) -> LostLedger:
        return LostLedger(f"refused.ledger.{why}", file=self._file, **values)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Say in words that the file is no database any more."""
        try:
            yield
        except sa.exc.DatabaseError as damaged:
            if not any(sign in str(damaged.orig) for sign in _SIGNS_OF_DAMAGE):
                raise
            raise self._lost("damaged") from damaged

    def append(self, kind: EventKind, bodies: Iterable[dict[str, Any]]) -> None:
        """Add events of one kind in order, all or none."""
        with self._appending() as connection:
            sequence: int = connection.scalar(sa.select(sa.func.max(_events.c.sequence))) or 0
            of_last = sa.select(_events.c.hash).where(_events.c.sequence == sequence)
            previous: str = connection.scalar(of_last) or FIRST
            recorded_at = datetime.now(UTC).isoformat()
            rows = []
            for body in bodies:
                sequence += 1
                text = json.dumps(body, ensure_ascii=False, sort_keys=True)
                digest = _digest(sequence, kind, SCHEMA_VERSION, recorded_at, text, previous)
                rows.append((sequence, kind, SCHEMA_VERSION, recorded_at, text, previous, digest))
                previous = digest
            if rows:
                names = [column.name for column in _events.columns]
                connection.execute(
                    sa.insert(_events), [dict(zip(names, row, strict=True)) for row in rows]
                )
                self._appended = Head(sequence, previous)

    @contextmanager
    def held(self) -> Iterator[None]:
        """One transaction of what is read and appended in the block, all or none of it: nobody else
        appends between what was read and what is appended because of it."""
        with self._appending() as connection:
            self._held = connection
            try:
                yield
            finally:
                self._held = None

    @contextmanager
    def _appending(self) -> Iterator[sa.Connection]:
        if self._held is not None:
            yield self._held
        else:
            self._appended = None
            appending = self._engine.execution_options(appends=True)
            with self._readable(), appending.begin() as connection:
                yield connection
            if self._appended:
                keep_head(self.head_file, self._appended)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        if self._held is not None:
            yield self._held
        else:
            with self._readable(), self._engine.connect() as connection:
                yield connection

    def events(
        self, kind: EventKind | None = None, of: Collection[str] | None = None
    ) -> list[Event]:
        """Every event, those of one kind, or those ``of`` some submissions, in the order they were
        appended. Raises ``BrokenChain`` where one cannot be read."""
        query = sa.select(_events).order_by(_events.c.sequence)
        if kind:
            query = query.where(_events.c.kind == kind)
        if of is not None:
            query = query.where(_said("submission_id").in_(sorted(of)))
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [Event(r.sequence, r.kind, _body(r.sequence, r.body), r.recorded_at) for r in rows]

    def said(self, kind: EventKind, *names: str) -> list[tuple[Any, ...]]:
        """What every event of a kind says under some names, in the order they were appended: to
        look through many without reading each whole."""
        query = sa.select(*map(_said, names)).where(_events.c.kind == kind)
        with self._reading() as connection:
            return [tuple(row) for row in connection.execute(query.order_by(_events.c.sequence))]

    def sequences(self, kind: EventKind) -> list[int]:
        """The number of every event of a kind, the first one first."""
        numbers = sa.select(_events.c.sequence).where(_events.c.kind == kind)
        with self._reading() as connection:
            return [*connection.scalars(numbers.order_by(_events.c.sequence))]

    def length(self) -> int:
        """The number of events."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_events)) or 0

    def head(self) -> Head:
        """The number of events and the hash of the last, which stands for all there are."""
        with self._reading() as connection:
            return _head(connection)

    def holds(self, head: Head) -> bool:
        """Whether the ledger ended so once; the first digits of the hash are enough."""
        of_event = sa.select(_events.c.hash).where(_events.c.sequence == head.events)
        with self._reading() as connection:
            there: str | None = connection.scalar(of_event) if head.events else FIRST
        return there is not None and there.startswith(head.hash)

    def dropped_triggers(self) -> list[str]:
        """The triggers against changes that are gone or say something else."""
        with self._reading() as connection:
            return missing_triggers(connection)

    def verify(self) -> int:
        """Check the file and the chain of hashes; returns the number of events, raises
        ``LostLedger`` and ``BrokenChain``."""
        previous, count = FIRST, 0
        with self._readable(), self._reading() as connection:
            if connection.exec_driver_sql("pragma integrity_check(1)").scalar() != "ok":
                raise self._lost("damaged")
            for row in connection.execute(sa.select(_events).order_by(_events.c.sequence)):
                count += 1
                if not isinstance(row.body, str):
                    raise BrokenChain("refused.broken_chain", event=row.sequence)
                digest = _digest(
                    count, row.kind, row.schema_version, row.recorded_at, row.body, previous
                )
                if (row.sequence, row.previous_hash, row.hash) != (count, previous, digest):
                    raise BrokenChain("refused.broken_chain", event=row.sequence)
                previous = row.hash
        return count

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()


def _head(connection: sa.Connection) -> Head:
    """The last number, which is that of events as well, and the last hash."""
    last = sa.select(_events.c.sequence, _events.c.hash)
    row = connection.execute(last.order_by(_events.c.sequence.desc()).limit(1)).first()
    return Head(row.sequence, row.hash) if row else Head(0, FIRST)


def _body(sequence: int, kept: object) -> dict[str, Any]:
    try:
        body = json.loads(str(kept))
    except ValueError as damaged:
        raise BrokenChain("refused.broken_chain", event=sequence) from damaged
    if not isinstance(body, dict):
        raise BrokenChain("refused.broken_chain", event=sequence)
    return body


def _said(name: str) -> sa.ColumnElement[Any]:
    """What the body of an event says under a name."""
    said: sa.ColumnElement[Any] = sa.func.json_extract(_events.c.body, f"$.{name}")
    return said


def _serialise_writers(engine: sa.Engine) -> None:
    """Take SQLite's write lock when an append begins, so that two processes that append wait
    for each other instead of reading the same last event."""

    @sa.event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("pragma busy_timeout = 60000")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        appends = connection.get_execution_options().get("appends")
        connection.exec_driver_sql("begin immediate" if appends else "begin")


def _digest(
    sequence: int, kind: str, version: int, recorded_at: str, body: str, previous: str
) -> str:
    content = json.dumps([sequence, kind, version, recorded_at, body, previous])
    return hashlib.sha256(content.encode()).hexdigest()

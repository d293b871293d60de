"""The triggers that keep the list of events insert-only: their text, and whether they are there."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

TRIGGERS: Mapping[str, str] = {
    "event_no_update": "create trigger event_no_update before update on event "
    "begin select raise(abort, 'the ledger is insert-only'); end",
    "event_no_delete": "create trigger event_no_delete before delete on event "
    "begin select raise(abort, 'the ledger is insert-only'); end",
    # "insert or replace" deletes without the trigger above.
    "event_no_replace": "create trigger event_no_replace before insert on event "
    "when exists (select 1 from event where sequence = new.sequence or hash = new.hash) "
    "begin select raise(abort, 'the ledger is insert-only'); end",
}


def missing_triggers(connection: sa.Connection) -> list[str]:
    """The triggers that are not there, or no longer say what they said."""
    kept = sa.text("select name, sql from sqlite_master where type = 'trigger'")
    there = {str(name): str(sql).lower() for name, sql in connection.execute(kept)}
    return [name for name, sql in TRIGGERS.items() if there.get(name) != sql.lower()]


def put_back(connection: sa.Connection, names: list[str]) -> None:
    """Make some triggers again as they were."""
    for name in names:
        connection.execute(sa.text(f"drop trigger if exists {name}"))

        connection.exec_driver_sql(TRIGGERS[name])

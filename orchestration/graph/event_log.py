"""Dagster's history of a home, in the files Dagster itself would choose, at a fraction of the time.

Dagster's own class makes an engine and a connection for every statement and waits for the disk at
every commit: with two thousand events a run, more work than the run itself. Nothing of the
warehouse belongs here: what must not be lost is in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

_BUSY_SECONDS = 30
_BELOW_DAGSTER_HOME = Path("history", "runs")


class KeptConnections(SqliteEventLogStorage):
    """The event log in SQLite, with one engine per file for as long as the instance lives.

    ``dagster.yaml`` names it, with ``DAGSTER_HOME`` as ``base_dir``. A power cut may cost the last
    events of a run, never the file (WAL with ``synchronous=normal``).
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> KeptConnections:
        """Made by Dagster from the settings of the home."""
        return cls(str(Path(config_value["base_dir"]) / _BELOW_DAGSTER_HOME), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                engine = _engine(self.conn_string_for_shard(shard))
                self._initdb(engine)
                self._engines[shard] = engine
            with self._engines[shard].begin() as connection:
                yield connection

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        for engine in self._engines.values():
            engine.dispose()


def _engine(address: str) -> Engine:
    engine = create_engine(address, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def wait_for_the_disk_at_checkpoints_only(connection: Any, _record: Any) -> None:
        connection.execute("pragma synchronous = normal")

    return engine

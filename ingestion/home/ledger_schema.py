"""Which version of the ledger's schema a file has, and how it gets the newest one (Alembic)."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

_MIGRATIONS = Path(__file__).parent / "migrations"
# Every version there ever was, the newest last: each has its file, named by it.
VERSIONS = tuple(
    sorted(file.name.partition("_")[0] for file in _MIGRATIONS.glob("versions/[0-9]*.py"))
)
NEWEST = VERSIONS[-1]


def version_of(connection: sa.Connection) -> str | None:
    """The version a database says it has; None where it has none yet."""
    of_table = "select count(*) from sqlite_master where name = 'alembic_version'"
    if not connection.scalar(sa.text(of_table)):
        return None
    version = connection.scalar(sa.text("select version_num from alembic_version"))
    return None if version is None else str(version)


def bring_up_to_date(connection: sa.Connection) -> None:
    """Give a database the newest version; one that has it stays as it is."""
    from alembic import command  # heavy, and only a new or an older ledger needs it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

"""Create the list of events and refuse to change it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the table and the triggers that keep it insert-only."""
    op.create_table(
        "event",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("event_kind", "event", ["kind"])
    for action in ("update", "delete"):
        op.execute(
            f"create trigger event_no_{action} before {action} on event "
            "begin select raise(abort, 'the ledger is insert-only'); end"
        )
    # "insert or replace" deletes without the trigger above.
    op.execute(
        "create trigger event_no_replace before insert on event "
        "when exists (select 1 from event where sequence = new.sequence or hash = new.hash) "
        "begin select raise(abort, 'the ledger is insert-only'); end"
    )

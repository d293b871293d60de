"""Create the list of events and refuse to change it."""

import sqlalchemy as sa
from alembic import op

from ingestion.home.ledger_triggers import TRIGGERS

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
    for statement in TRIGGERS.values():
        op.execute(statement)

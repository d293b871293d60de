"""From here on the length and head of the list are kept beside it (``ledger_head``): a ledger of
this version without such a file has lost it. The table stays as it is."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing to change in the database: opening it writes the file first."""

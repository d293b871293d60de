"""The register of agencies: data of a home, submitted as ``agencies.csv`` and kept in the ledger.

Columns: ``agency_id`` (ours, never reused), ``agency_name``, ``agency_type``, ``unit_id`` (empty
for a national centre), ``valid_from``, ``valid_to`` (empty while open), ``is_synthetic``.
"""

from __future__ import annotations

import io

import polars as pl

from ingestion.ledger import Ledger
from ingestion.raw_store import RawStore

AGENCIES = pl.Schema(
    {
        "agency_id": pl.String(),
        "agency_name": pl.String(),
        "agency_type": pl.String(),
        "unit_id": pl.String(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "is_synthetic": pl.Boolean(),
    }
)


class BadRegister(Exception):
    """A register of agencies that cannot be read; the text says why."""


def is_register(content: bytes) -> bool:
    """Whether a file is a register of agencies, told by its first line."""
    first = content[:200].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return first.strip().split(b",")[:3] == [b"agency_id", b"agency_name", b"agency_type"]


def read_agencies(content: bytes) -> pl.DataFrame:
    """The register as a frame of ``AGENCIES``; raises ``BadRegister``."""
    try:
        frame = pl.read_csv(io.BytesIO(content), schema=AGENCIES)
    except pl.exceptions.PolarsError as wrong:
        raise BadRegister(str(wrong)) from wrong
    return frame.sort("agency_id")


def current_agencies(ledger: Ledger, store: RawStore) -> pl.DataFrame:
    """Every agency ever registered, each as its latest register says; empty before the first."""
    events = ledger.events("register_received")
    frames = [read_agencies(store.get(event.body["submission_id"])) for event in events]
    if not frames:
        return pl.DataFrame(schema=AGENCIES)
    return pl.concat(frames).unique("agency_id", keep="last", maintain_order=True).sort("agency_id")

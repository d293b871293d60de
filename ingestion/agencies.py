"""The register of agencies: data of a home, submitted as ``agencies.csv`` and kept in the ledger.

Columns: ``agency_id`` (ours, never reused), ``agency_name``, ``agency_type``, ``unit_id`` (empty
for a national centre), ``valid_from``, ``valid_to`` (empty while open), ``is_synthetic``.
"""

from __future__ import annotations

import io

import polars as pl

from ingestion.ledger import Ledger
from ingestion.raw_store import RawStore
from ingestion.sources import is_register

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


def read_agencies(content: bytes) -> pl.DataFrame:
    """The register as a frame of ``AGENCIES``; raises ``BadRegister``."""
    try:
        frame = pl.read_csv(io.BytesIO(content), schema=AGENCIES)
    except pl.exceptions.PolarsError as wrong:
        raise BadRegister(str(wrong)) from wrong
    needed = frame.select("agency_id", "agency_name", "agency_type", "is_synthetic")
    if frame.is_empty() or needed.null_count().sum_horizontal()[0]:
        raise BadRegister("a line without an id, a name, a type or is_synthetic")
    if frame["is_synthetic"].n_unique() > 1:
        raise BadRegister("real and synthetic agencies in one register")
    return frame.sort("agency_id")


def is_readable_register(content: bytes) -> bool:
    """Whether a file is a register of agencies, and one that can be used."""
    if not is_register(content):
        return False
    try:
        read_agencies(content)
    except BadRegister:
        return False
    return True


def current_agencies(ledger: Ledger, store: RawStore) -> pl.DataFrame:
    """Every agency ever registered, each as its latest register says; empty before the first."""
    events = ledger.events("register_received")
    frames = [read_agencies(store.get(event.body["submission_id"])) for event in events]
    if not frames:
        return pl.DataFrame(schema=AGENCIES)
    return pl.concat(frames).unique("agency_id", keep="last", maintain_order=True).sort("agency_id")

"""The latest verdict on every submission, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from expectations.verdict_columns import VERDICTS
from ingestion.home.ledger import Ledger
from ingestion.submissions.frame_columns import HEADERS

ACCEPTED = ("accepted", "accepted_with_warnings")
# Of a header a verdict keeps neither the texts as they were sent nor what the law says of it.
_NOT_KEPT = (
    *("contract_id", "agency_name", "unit_code", "unit_name", "money_unit"),
    *("deadline", "obligation"),
)
HEADER = {name: kind for name, kind in HEADERS.items() if name not in _NOT_KEPT}
VERDICT = pl.Schema(
    {
        **HEADER,
        "unit_id": pl.String(),
        **{name: kind for name, kind in VERDICTS.items() if name != "submission_id"},
        "corrected_cells": pl.Int32(),
        "decisions": pl.List(pl.String()),
        "rule_book_hash": pl.String(),
        "register_hash": pl.String(),
        "confirmation": pl.String(),
        "sender": pl.String(),
        "received_on": pl.Date(),
        "as_of": pl.Date(),
    }
)
_DATES = [name for name, kind in VERDICT.items() if kind == pl.Date()]
_LISTS = [name for name, kind in VERDICT.items() if kind == pl.List(pl.String())]


def latest_verdicts(ledger: Ledger, of: Collection[str] | None = None) -> pl.DataFrame:
    """The current verdict on every submission, or ``of`` some, with the header facts it was given
    on."""
    latest = {event.body["submission_id"]: event.body for event in ledger.events("verdict", of)}
    rows = [
        {name: body.get(name) for name in VERDICT} | {name: _listed(body, name) for name in _LISTS}
        for body in latest.values()
    ]
    text = pl.DataFrame(
        rows, schema={n: pl.String() if n in _DATES else kind for n, kind in VERDICT.items()}
    )
    return text.with_columns(
        pl.col(_DATES).str.to_date("%Y-%m-%d"),
        pl.col("waived", "corrected_cells").fill_null(0),
        pl.col("waived_codes").fill_null("{}"),
    ).sort("submission_id")


def _listed(body: Mapping[str, Any], name: str) -> list[str]:
    """A list of a verdict, which ledgers kept as text between commas at first."""
    kept = body.get(name) or []
    return kept.split(",") if isinstance(kept, str) else kept

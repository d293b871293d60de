"""The columns of verdicts as a frame, one row per submission: what blocks it and what of that is
waived. ``codes`` and ``waived_codes`` are JSON objects of findings by code."""

from __future__ import annotations

import polars as pl

VERDICTS = pl.Schema(
    {
        "submission_id": pl.String(),
        "verdict": pl.String(),
        "blocking": pl.Int32(),
        "warnings": pl.Int32(),
        "blocking_codes": pl.List(pl.String()),
        "codes": pl.String(),
        "waived": pl.Int32(),
        "waived_codes": pl.String(),
    }
)

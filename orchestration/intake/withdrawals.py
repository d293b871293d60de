"""Submissions that were withdrawn: tombstones that are not judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import polars as pl

from expectations.verdict_columns import VERDICTS
from ingestion.submissions.decisions import Decision, Purge, Withdrawal
from ingestion.submissions.frames import Batch
from orchestration.intake.verdicts import WITHDRAWN


def withdrawn(decisions: Iterable[Decision]) -> set[str]:
    """The submissions that decisions in force withdraw or purge."""
    whats = (one.what for one in decisions)
    return {what.submission_id for what in whats if isinstance(what, Withdrawal | Purge)}


def without(batch: Batch, submission_ids: Collection[str]) -> Batch:
    """The batch without some submissions."""
    kept = ~pl.col("submission_id").is_in(list(submission_ids))
    return Batch(batch.cells.filter(kept), batch.problems.filter(kept), batch.headers.filter(kept))


def withdrawn_verdicts(submission_ids: Sequence[str]) -> pl.DataFrame:
    """Their verdicts, in the shape of ``VERDICTS``: no rule ran."""
    row = {"verdict": WITHDRAWN, "blocking": 0, "warnings": 0, "blocking_codes": []}
    row |= {"codes": "{}", "waived": 0, "waived_codes": "{}"}
    return pl.DataFrame([{"submission_id": name, **row} for name in submission_ids], VERDICTS)

"""The findings that stand behind verdicts, as runs keep them beside the rows."""

from __future__ import annotations

import json

import polars as pl

from expectations.checks.finding_frame import FINDINGS, in_order
from ingestion.home.home import Home
from ingestion.submissions.accepted_rows import read_frame


def standing_findings(home: Home, verdicts: pl.DataFrame) -> pl.DataFrame:
    """The findings (schema ``FINDINGS``) behind the given verdicts (schema ``VERDICT``). Those a
    verdict no longer counts are left out."""
    # Nothing is read of files that are about to be made again.
    files = sorted((home / "findings").glob("*.parquet")) if verdicts.height else []
    kept = pl.concat([FINDINGS.to_frame(), *map(read_frame, files)])
    counted = pl.DataFrame(
        [
            (name, code)
            for name, codes, waived in verdicts.select(
                "submission_id", "codes", "waived_codes"
            ).iter_rows()
            for code in {**json.loads(codes), **json.loads(waived)}
        ],
        schema={"submission_id": pl.String(), "code": pl.String},
        orient="row",
    )
    standing = kept.join(counted, on=["submission_id", "code"], how="semi", maintain_order="left")
    return in_order(standing)

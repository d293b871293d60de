"""The findings that stand, as the runs have kept them beside the rows."""

from __future__ import annotations

import json

import polars as pl

from expectations.findings import FINDINGS
from ingestion.home import Home

_PLACE = ["submission_id", "code", "table", "sheet", "cell", "row_key", "field"]


def standing_findings(home: Home, verdicts: pl.DataFrame) -> pl.DataFrame:
    """The findings (schema ``FINDINGS``) behind the given verdicts (``verdicts.VERDICT``). A report
    judged anew beside others has findings of several runs; those its verdict no longer counts are
    left out."""
    files = sorted((home / "findings").glob("*.parquet"))
    kept = pl.concat([FINDINGS.to_frame(), *(pl.read_parquet(file) for file in files)])
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
    standing = kept.unique(_PLACE, keep="last", maintain_order=True).join(
        counted, on=["submission_id", "code"], how="semi", maintain_order="left"
    )
    return standing.sort("submission_id", maintain_order=True)

"""The columns of submissions as Polars frames, and which of them name a report or a value in it.

``CELLS`` has one row per typed cell, ``PROBLEMS`` one per problem of shape, ``HEADERS`` one per
submission (null where a header line could not be read).
"""

from __future__ import annotations

import polars as pl

from ingestion.language.numbers import DECIMALS

NUMBER = pl.Decimal(38, DECIMALS)
# What a report is received for: of its revisions and copies one counts.
REPORT_KEY = ("form", "agency_id", "period", "scope", "subject")
# Where a value is in a report, and in which report.
VALUE_PLACE = ("table", "row_key", "field")
CELL_KEY = ("submission_id", *VALUE_PLACE)
CELLS = pl.Schema(
    {
        "submission_id": pl.String(),
        "contract_id": pl.String(),
        "table": pl.String(),
        "sheet": pl.String(),
        "row_key": pl.String(),
        "row_number": pl.Int32(),
        "field": pl.String(),
        "cell": pl.String(),
        "kind": pl.String(),
        "status": pl.String(),
        "raw_text": pl.String(),
        "number": NUMBER,
        "text": pl.String(),
        "problem": pl.String(),
    }
)
PROBLEMS = pl.Schema(
    {
        "submission_id": pl.String(),
        "code": pl.String(),
        "sheet": pl.String(),
        "cell": pl.String(),
        "expected": pl.String(),
        "found": pl.String(),
        "row_number": pl.Int32(),
        "field": pl.String(),
        "size": pl.Int64(),
    }
)
HEADERS = pl.Schema(
    {
        "submission_id": pl.String(),
        "contract_id": pl.String(),
        "form": pl.String(),
        "form_version": pl.Int32(),
        "agency_id": pl.String(),
        "agency_name": pl.String(),
        "unit_code": pl.String(),
        "unit_name": pl.String(),
        "period": pl.String(),
        "period_kind": pl.String(),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "index_year": pl.Int32(),
        "scope": pl.String(),
        "subject": pl.String(),
        "revision": pl.Int32(),
        "report_date": pl.Date(),
        "money_unit": pl.String(),
        "is_synthetic": pl.Boolean(),
        "deadline": pl.Date(),
        "obligation": pl.String(),
    }
)

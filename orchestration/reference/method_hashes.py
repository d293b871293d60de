"""The hash of every method version: what a run was computed with, and proof that it did not change.

``seeds/method/method_hash.csv`` keeps them (written by ``make method-hashes``, tested for
staleness), and every run writes those it used into the ledger (``frozen_versions.py``).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping

from ingestion.home.whole_files import whole_file
from orchestration.reference.method_tables import METHOD_TABLES
from orchestration.reference.seeds import DBT_PROJECT, seed_rows

# Which method releases are made with is no part of how it computes.
_NOT_HASHED = {"is_released"}
KEPT = DBT_PROJECT / "seeds" / "method" / "method_hash.csv"


def method_hashes() -> dict[str, str]:
    """SHA-256 of every computable method over its rows in all method tables.

    The order of rows and columns does not count, nor does a column that is blank: a new column of
    the tables changes no method that leaves it blank. Nor does which method releases are made with.
    """
    tables = {name: seed_rows(f"method/{name}") for name in METHOD_TABLES}
    return {
        row["method"]: _hash(row["method"], tables)
        for row in tables["method_version"]
        if row["is_computable"] == "true"
    }


def _hash(method: str, tables: Mapping[str, list[dict[str, str]]]) -> str:
    lines = sorted(
        f"{name}: "
        + "\x1f".join(
            f"{column}={cell}"
            for column, cell in sorted(row.items())
            if cell and column not in _NOT_HASHED
        )
        for name, rows in tables.items()
        for row in rows
        if row["method"] == method
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def hashes_text() -> str:
    """What ``method_hash.csv`` must hold."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["method", "sha256"])
    writer.writerows(sorted(method_hashes().items()))
    return lines.getvalue()


if __name__ == "__main__":
    with whole_file(KEPT) as unfinished:
        unfinished.write_text(hashes_text(), encoding="utf-8")

"""The hash of every method version: what a run was computed with, and proof that it did not change.

``seeds/method/method_hash.csv`` keeps them (written by ``make method-hashes``, tested for
staleness), and every run writes those it used into the ledger. A method that a run has used never
changes: a change is a new version.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.reference import DBT_PROJECT, seed_rows

METHOD_TABLES = ("method_version", "node", "node_rule", "point_step", "band", "method_link")
KEPT = DBT_PROJECT / "seeds" / "method" / "method_hash.csv"


class MethodChanged(Exception):
    """A method that an earlier run used has other rows now."""

    def __init__(self, methods: Iterable[str]) -> None:
        named = ", ".join(sorted(methods))
        super().__init__(
            f"{named}: changed since an earlier run used it; give the change a method of its own"
        )


def method_hashes() -> dict[str, str]:
    """SHA-256 of every computable method over its rows in all method tables.

    The order of rows and columns does not count, nor does a column that is blank: a new column of
    the tables changes no method that leaves it blank.
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
        + "\x1f".join(f"{column}={cell}" for column, cell in sorted(row.items()) if cell)
        for name, rows in tables.items()
        for row in rows
        if row["method"] == method
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def refuse_changed(earlier_runs: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Today's hashes; raises ``MethodChanged`` where an earlier run's body (``methods``: hash by
    method) has another."""
    today = method_hashes()
    changed = {
        method
        for body in earlier_runs
        for method, kept in body.get("methods", {}).items()
        if today.get(method) != kept
    }
    if changed:
        raise MethodChanged(changed)
    return today


def hashes_text() -> str:
    """What ``method_hash.csv`` must hold."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["method", "sha256"])
    writer.writerows(sorted(method_hashes().items()))
    return lines.getvalue()


if __name__ == "__main__":
    KEPT.write_text(hashes_text(), encoding="utf-8")

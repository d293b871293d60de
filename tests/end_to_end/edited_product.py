"""The product as somebody edited it: one weight of a method changed, in place or in a version of
its own."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.reference.method_tables import METHOD_TABLES
from tests.kept import ROOT

_PACKAGES = ("ingestion", "expectations", "dashboards", "orchestration", "dbt_project")


def edit_product(site: Path) -> Path:
    """Write the product with an edited method into a folder, which is returned."""
    with _table(_copied(site), "node_rule") as rows:
        weighed = next(row for row in rows if row["method"] == "CSI-R1" and row["weight"] == "12.5")
        weighed["weight"] = "12"
    return site


def add_version(site: Path, version: str, **weights: str) -> Path:
    """Write the product with another version of CSI-R1, in which nodes have other weights, into a
    folder, which is returned: its rows in the tables of methods, and its hash."""
    _copied(site)
    for table in METHOD_TABLES:
        with _table(site, table) as rows:
            copied = [row | {"method": version} for row in rows if row["method"] == "CSI-R1"]
            for row in copied:
                if "is_released" in row:
                    row["is_released"] = "false"
                if "weight" in row:
                    row["weight"] = weights.get(row["node_id"], row["weight"])
            rows += copied
    subprocess.run(
        [sys.executable, "-m", "orchestration.reference.method_hashes"],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site)},
        check=True,
    )
    return site


def _copied(site: Path) -> Path:
    for package in _PACKAGES:
        shutil.copytree(ROOT / package, site / package, ignore=shutil.ignore_patterns("target"))
    return site


@contextmanager
def _table(site: Path, name: str) -> Iterator[list[dict[str, str]]]:
    """The rows of a table of methods, written back once they are changed."""
    table = site / "dbt_project" / "seeds" / "method" / f"{name}.csv"
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames or (), list(reader)
    yield rows
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

"""The product as somebody edited it: one weight of a method changed, and no new version of it."""

import csv
import shutil
from pathlib import Path

from tests.kept import ROOT

_PACKAGES = ("ingestion", "expectations", "dashboards", "orchestration", "dbt_project")


def edit_product(site: Path) -> Path:
    """Write the edited product into a folder, which is returned."""
    for package in _PACKAGES:
        shutil.copytree(ROOT / package, site / package, ignore=shutil.ignore_patterns("target"))
    rules = site / "dbt_project" / "seeds" / "method" / "node_rule.csv"
    with rules.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    weighed = next(row for row in rows if row["method"] == "CSI-R1" and row["weight"] == "12.5")
    weighed["weight"] = "12"
    with rules.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return site

"""The unit of a column is what the page on naming says of its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboards.marts.measure_units import measure_of

PAGE = Path(__file__).parents[3] / "docs" / "naming.md"
MEASURES = {
    "a share, 0 to 1": "share",
    "per cent, 0 to 100": "percent",
    "points of the index, or how many they changed": "points",
    "a figure in the unit of its indicator, which stands beside it": "indicator",
    "whole đồng": "dong",
    "whole days": "days",
}


def test_names_mean_what_the_page_on_naming_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    lines = dict(re.findall(r"^\| ([^|]+) \| \w+ \| (.*`.*) \|$", page, flags=re.MULTILINE))
    assert MEASURES.keys() <= lines.keys()
    for holds, measure in MEASURES.items():
        for name in re.findall(r"`([^`]+)`", lines[holds]):
            column = name.replace("*", "some")
            assert measure_of("mart_csi_score", column, "DECIMAL(9,2)") == measure, name


@pytest.mark.parametrize(
    ("mart", "column", "kind", "measure"),
    [
        ("mart_csi_ranking", "rank", "INTEGER", "place"),
        ("mart_csi_ranking", "index_year", "INTEGER", "year"),
        ("mart_csi_ranking", "tied_units", "INTEGER", "number"),
        ("mart_csi_ranking", "unit_sort_order", "INTEGER", None),
        ("mart_csi_ranking", "grade", "VARCHAR", None),
        ("mart_csi_ranking", "is_merged", "BOOLEAN", None),
        ("mart_csi_attribution", "part_method", "DECIMAL(9,2)", "indicator"),
        ("mart_incident_total", "incidents", "BIGINT", "number"),
    ],
)
def test_what_the_page_leaves_open(mart: str, column: str, kind: str, measure: str | None) -> None:
    assert measure_of(mart, column, kind) == measure

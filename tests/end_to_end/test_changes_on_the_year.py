"""The changes on the year of the pages of figures, recomputed from the two figures beside each, and
the budget's from the marts."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.end_to_end.homes import SampleHome

PAGES = ("management", "programme", "data_centres", "websites", "infrastructure", "inspections")
SCOPES = {"yearly_plan": "Kế hoạch năm", "five_year_plan": "Kế hoạch 5 năm", "project": "Dự án"}


def figure(written: str) -> Decimal:
    """The first number of a cell of a Vietnamese page."""
    number = re.match(r"[+−]?[\d.]+(?:,\d+)?", written)
    assert number, written
    return Decimal(number[0].replace(".", "").replace(",", ".").replace("−", "-"))


@pytest.mark.parametrize("audience", ["leadership", "public"])
@pytest.mark.parametrize("name", PAGES)
def test_a_change_is_the_difference_of_the_figures_beside_it(
    season: SampleHome, name: str, audience: str
) -> None:
    page = Page(season.folder / "releases/current" / audience / f"{name}.html")
    changed = 0
    for anchor, row in page.addressed.items():
        labelled = dict(cell.split(": ", 1) for cell in row.cells[1:] if ": " in cell)
        change = labelled.get("Thay đổi", "–")
        if anchor.startswith("figure-") and change != "–":
            changed += 1
            assert figure(change) == figure(labelled["2025"]) - figure(labelled["2024"]), anchor
            assert ("điểm %" in change) == ("%" in labelled["2025"]), anchor
    assert changed > 5


def test_the_budget_of_each_scope_is_that_of_the_marts(season: SampleHome) -> None:
    table = Page(season.folder / "releases/current/leadership/budget.html").table("scopes")
    published: Path = season.folder / "warehouse" / "published.duckdb"
    with duckdb.connect(str(published), read_only=True) as marts:
        rows = marts.execute("""
            select scope_of_budget, index_year, count(*) filter (meets_threshold) as met,
                count(meets_threshold) as asked, median(share) as middle
            from marts.mart_budget_share
            where geography = 'VN34' and index_year in (2024, 2025) group by all
        """).fetchall()
    by_scope = {(scope, year): figures for scope, year, *figures in rows}
    for scope, title in SCOPES.items():
        met, asked, middle = by_scope[scope, 2025]
        now, before = (_cut(one) for one in (middle, by_scope[scope, 2024][2]))
        cells = table.row(title)
        assert cells[1] == f"Đạt mức tối thiểu: {met}/{asked}"
        assert figure(cells[2].removeprefix("Trung vị: ")) == now
        assert figure(cells[3].removeprefix("So với 2024: ")) == now - before


def _cut(share: object) -> Decimal:
    return (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_DOWN)

"""Figures and days that commands print, as the reader's language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboards.release_record.comparing import Comparison, Moved
from dashboards.release_record.manifest import UnitStanding
from ingestion.home.database import working_database
from ingestion.home.home import Home
from orchestration.commands import what_if
from orchestration.commands.explanation_texts import source_lines
from orchestration.decisions.baseline import Baseline
from orchestration.decisions.effects import Standing, UnitEffect
from orchestration.decisions.other_figures import OtherFigures
from orchestration.explaining.provenance import Source
from orchestration.graph.verdict_check import verdict_check
from orchestration.intake.kept_findings import RAW_FINDINGS
from orchestration.intake.verdicts import SUBMISSION
from orchestration.releasing.release_texts import comparison_lines
from orchestration.warehouse.duckdb_files import replace_table

_RANKED = Standing(
    *(Decimal("71.20"), 6, 63, "B", Decimal("0.97"), None),
    *(Decimal("69.05"), Decimal("73.10"), 5, 8),
)
_UNRANKED = Standing(
    *(None, None, 63, None, Decimal("0.7999"), "coverage_below_floor"), *(None,) * 4
)


@pytest.mark.parametrize(
    ("language", "points", "interval", "coverage"),
    [
        ("vi", "71,20", "69,05 – 73,10", "79,9\N{NO-BREAK SPACE}%"),
        ("en", "71.20", "69.05", "79.9%"),
    ],
)
def test_what_if_writes_points_and_shares(
    language: str, points: str, interval: str, coverage: str
) -> None:
    unit = UnitEffect("CSI-R1", "VN63", "VN63-12", 2024, "Lai Châu", _RANKED, _UNRANKED)
    baseline = Baseline(date(2026, 7, 31), [], [])
    lines = what_if.lines(OtherFigures(baseline, [unit], []), language)
    assert points in lines[1]
    assert interval in lines[1]
    assert coverage in lines[2]
    assert "2024" in lines[0]


@pytest.mark.parametrize(("language", "points"), [("vi", "71,20"), ("en", "71.20")])
def test_a_comparison_of_releases_writes_points(language: str, points: str) -> None:
    before, after = (UnitStanding(rank=rank, grade="B", score=Decimal("71.20")) for rank in (6, 7))
    comparison = Comparison("a", "b", True, (Moved("VN63-12", before, after),), *[()] * 6)
    assert comparison_lines(comparison, language)[2].count(points) == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "số liệu, bộ quy tắc kiểm tra"), ("en", "figures, rule book")],
)
def test_a_comparison_of_releases_names_what_changed_in_words(language: str, words: str) -> None:
    inputs = ("content", "rule_book")
    comparison = Comparison("a", "b", True, (), inputs, *[()] * 5)
    assert comparison_lines(comparison, language)[-1].endswith(f": {words}")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_first_release_is_compared_with_none(language: str) -> None:
    inputs, pages = ("content", "method"), ("leadership/index.html",)
    (line,) = comparison_lines(
        Comparison(None, "b", False, (), inputs, (), (), pages, (), ()), language
    )
    assert line.startswith("b ")
    assert "–" not in line


@pytest.mark.parametrize(("language", "day"), [("vi", "01/07/2026"), ("en", "1 Jul 2026")])
def test_an_explanation_writes_the_day_of_receipt(language: str, day: str) -> None:
    source = Source(
        *("3f2a", "a.xlsx", "budget", "AGY-1", "2025", date(2026, 7, 1), False, "accepted"),
        *([], [], [], 0, 0, []),
    )
    assert day in source_lines(source, language)[0]


def test_a_check_says_how_many_files_and_rules_it_does_not_list(tmp_path: Path) -> None:
    refused = [
        {
            **dict.fromkeys(SUBMISSION),
            "submission_id": f"{place}",
            "name": f"{place:02}.csv",
            "index_year": 2024,
            "verdict": "held",
            "blocking_codes": [("CELL-TYPE", "CELL-LIST", "CELL-RANGE", "TOTAL-ROW")[place % 4]],
        }
        for place in range(53)
    ]
    home = Home(tmp_path)
    with working_database(home.working) as connection:
        replace_table(connection, "findings", RAW_FINDINGS.to_frame())
    check = verdict_check(home, pl.DataFrame(refused, schema=SUBMISSION))
    (year,) = check.metadata["years"].records
    assert year.data["worst_rules"] == "CELL-TYPE (14), CELL-LIST (13), CELL-RANGE (13), +1"
    assert len(check.metadata["to_mend"].records) == 50
    assert check.metadata["files_left_out"].value == 3

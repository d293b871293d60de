"""Published indices come out of the same models, to the last digit, through ``csi index``."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main

CASES = Path(__file__).parent
Rows = list[dict[str, str]]
Compute = Callable[[str], Path]


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def compute(tmp_path_factory: pytest.TempPathFactory) -> Compute:
    """Run a case through the command; returns the folder it wrote."""

    def run(case: str) -> Path:
        out = tmp_path_factory.mktemp(case)
        done = CliRunner().invoke(
            main,
            ["index", "--method", str(CASES / case / "method"),
             "--data", str(CASES / case / "data"), "--out", str(out)],
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        return out

    return run


def roots(out: Path) -> Rows:
    return [row for row in rows_of(out / "scores.csv") if not row["parent"]]


def test_human_development_index(compute: Compute) -> None:
    computed = {(row["unit"], row["period"]): row for row in roots(compute("hdi"))}
    published = rows_of(CASES / "hdi" / "expected_values.csv")
    assert len(published) == 6171
    differing = [
        row
        for row in published
        if Decimal(computed[row["unit"], row["period"]]["score"]) != Decimal(row["hdi"])
    ]
    assert differing == []


def test_human_development_ranks_leave_aggregates_out(compute: Compute, tmp_path: Path) -> None:
    """Ranks are those of countries: the aggregates are left out of the data."""
    case = tmp_path / "hdi"
    (case / "data").mkdir(parents=True)
    source = CASES / "hdi" / "data" / "values.csv"
    lines = source.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[1] in ("period", "2022")]
    countries = [line for line in kept if not line.startswith("ZZ")]
    (case / "data" / "values.csv").write_text("\n".join(countries), encoding="utf-8")
    done = CliRunner().invoke(
        main,
        ["index", "--method", str(CASES / "hdi" / "method"), "--data", str(case / "data"),
         "--out", str(case)],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    ranks = {row["unit"]: row["rank"] for row in roots(case)}
    published = {r["unit"]: r["rank"] for r in rows_of(CASES / "hdi" / "expected_ranks_2022.csv")}
    assert len(published) == 193
    assert ranks == published


@pytest.mark.parametrize("method", ["TAI-EW", "TAI-BAP", "TAI-GME"])
def test_technology_achievement_index(tai: Rows, method: str) -> None:
    ranks = {row["unit"]: row["rank"] for row in tai if row["method"] == method}
    published = {r["unit"]: r[method] for r in rows_of(CASES / "tai" / "expected_ranks.csv")}
    assert len(published) == 23
    assert ranks == published


@pytest.fixture(scope="module")
def tai(compute: Compute) -> Rows:
    return roots(compute("tai"))


def test_relative_normalisations_of_the_handbook(compute: Compute) -> None:
    computed = {(row["method"], row["unit"]): row["score"] for row in roots(compute("tai_table15"))}
    for row in rows_of(CASES / "tai_table15" / "expected.csv"):
        for method in ("rank", "z_score", "observed_minmax", "ratio_to_best", "percentile"):
            assert Decimal(computed[method, row["unit"]]) == Decimal(row[method]), (method, row)


def test_three_merge_policies_give_three_answers(compute: Compute) -> None:
    merged = [row for row in roots(compute("merger")) if row["geography"] == "merged"]
    computed = {(row["unit"], row["method"]): Decimal(row["score"]) for row in merged}
    for row in rows_of(CASES / "merger" / "expected.csv"):
        for policy in ("plain_mean", "population_weighted", "pooled"):
            expected = Decimal(row[policy]).quantize(Decimal("0.000001"))
            assert computed[row["unit"], policy] == expected, (row["unit"], policy)


def test_linking_keeps_the_level_of_the_older_series(compute: Compute) -> None:
    linked = {
        row["unit"]: Decimal(row["linked_score"])
        for row in rows_of(compute("linking") / "linked.csv")
        if row["period"] == "2"
    }
    assert linked == {
        "statfi_2000_100": Decimal("104.825198"),
        "statfi_2002_12_100": Decimal("102.226392"),
    }
    half_a_digit = Decimal("0.005")
    for row in rows_of(CASES / "linking" / "expected.csv"):
        allowed = half_a_digit + half_a_digit * Decimal("1.05")
        assert abs(linked[row["unit"]] - Decimal(row["linked"])) <= allowed

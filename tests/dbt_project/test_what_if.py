"""``csi what-if`` through the command, on a home that holds the hand-made season."""

from __future__ import annotations

import hashlib
import json
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from ingestion.home.home import Home
from orchestration.cli import main
from tests.dbt_project.conftest import Built


@pytest.fixture(scope="module")
def home(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("what-if") / "home")
    shutil.copyfile(built.warehouse, home.computed)
    return home


def test_a_better_figure_raises_the_score_by_what_it_weighs(home: Home) -> None:
    before = hashlib.sha256(home.computed.read_bytes()).hexdigest()
    # No incident happened, so drills are worth 10 points: one of two earned 5, both earn 10.
    arguments = ["--home", str(home.folder), "what-if", "VN63-12", "2024", "--set", "drills=2"]
    done = CliRunner().invoke(main, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    effects = json.loads(done.stdout)
    (own,) = (unit for unit in effects["unit"] if unit["method"] == "CSI-R1")
    gained = Decimal(own["after"]["score"]) - Decimal(own["before"]["score"])
    assert gained == Decimal("5.00")
    assert own["after"]["rank"] <= own["before"]["rank"]
    # So few provinces report that nothing is known of the errors of their figures.
    assert own["after"]["score_lower"] is own["after"]["score_upper"] is None
    assert all(other["before"]["score"] == other["after"]["score"] for other in effects["others"])
    assert hashlib.sha256(home.computed.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["VN63-12", "2024", "--set", "drills"], "chỉ_tiêu=giá_trị"),
        (["VN63-12", "2024", "--set", "drills=many"], "0.85"),
        (["VN63-12", "2024", "--set", "drills=inf"], "số hữu hạn"),
        (["VN63-12", "2024", "--set", "drill=1"], "certified_staff_share"),
        (["VN63-12", "2024", "--set", "drills=1", "--set", "drills=2"], "hai lần"),
        (["VN63-12", "2024", "--set", "drills=-1"], "được âm"),
        (["VN63-12", "2024", "--set", "level_approved_share=150%"], "tối đa là 1"),
        (["Atlantis", "2024", "--set", "drills=1"], "Không có địa phương “Atlantis”"),
        (["VN63-12", "2031", "--set", "drills=1"], "đủ số liệu"),
    ],
)
def test_wrong_use_is_told_from_a_failure(home: Home, arguments: list[str], reason: str) -> None:
    done = CliRunner().invoke(main, ["--home", str(home.folder), "what-if", *arguments])
    assert done.exit_code == 2
    assert reason in done.output


def test_a_home_that_has_published_nothing_says_so(tmp_path: Path) -> None:
    empty = Home(tmp_path / "home")
    arguments = ["--home", str(empty.folder), "what-if", "VN63-12", "2024", "--set", "drills=1"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "csi run" in done.output


def test_a_snapshot_of_older_models_asks_for_a_run(built: Built, tmp_path: Path) -> None:
    """Before the data first known had a column of its own."""
    older = Home(tmp_path / "home")
    shutil.copyfile(built.warehouse, older.computed)
    with duckdb.connect(str(older.computed)) as connection:
        for table in ("int_observations", "int_unit_observations"):
            connection.execute(f"alter table intermediate.{table} drop column vintage")
    asked = (["explain", "VN63-12", "2024"], ["what-if", "VN63-12", "2024", "--set", "drills=1"])
    for arguments in asked:
        done = CliRunner().invoke(main, ["--home", str(older.folder), *arguments])
        assert isinstance(done.exception, SystemExit)
        assert "csi run" in done.output

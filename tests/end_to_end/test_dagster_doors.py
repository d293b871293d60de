"""The promises of a run hold at Dagster's own doors too: the day, the frozen method, the record,
and that readers never get tables that contradict each other."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingestion.home.home import Home
from ingestion.home.ledger import Event
from orchestration.graph.columns import LINEAGE, ROW_COUNT, SCHEMA
from orchestration.graph.definitions import SUBMISSIONS
from orchestration.graph.run_resource import AS_OF_TAG
from orchestration.graph.sensors import PIPELINE
from tests.end_to_end.edited_product import edit_product
from tests.end_to_end.homes import AS_OF, CSI, SampleHome
from tests.kept import ROOT

LOCATION = "orchestration.graph.code_location"
DAGSTER = Path(sys.executable).with_name("dagster")


@pytest.fixture(scope="module")
def home(season: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose last run was `csi run`; the tests below leave what readers open alone."""
    folder = tmp_path_factory.mktemp("doors") / "home"
    return Home(shutil.copytree(season.folder, folder, symlinks=True))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edit_product(tmp_path_factory.mktemp("edited"))


def through(
    home: Home, *command: str | Path, site: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, on a home, with the product that lies in ``site``."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=site,
        env={
            **os.environ,
            "CSI_HOME": str(home.folder),
            "DAGSTER_HOME": str(home / "dagster"),
            "PYTHONPATH": str(site),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def materialize(
    home: Home, selection: str, *, site: Path = ROOT, as_of: str | None = None
) -> subprocess.CompletedProcess[str]:
    """What Dagster's button does: some assets, maybe for a chosen day."""
    day = {"resources": {"run": {"config": {"as_of": as_of}}}} if as_of else {}
    asset = ("asset", "materialize", "-m", LOCATION, "--select", selection)
    return through(home, DAGSTER, *asset, "--config-json", json.dumps(day), site=site)


def runs_recorded(home: Home) -> list[Event]:
    with home.ledger() as ledger:
        return ledger.events("run")


def as_published(home: Home) -> tuple[int, int]:
    """What tells that readers' file was replaced."""
    seen = home.published.stat()
    return seen.st_ino, seen.st_mtime_ns


def test_a_run_of_the_command_stands_in_dagsters_history_with_its_day(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    with dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs(dg.RunsFilter(job_name=PIPELINE))
        made = instance.get_latest_materialization_event(dg.AssetKey(["marts", "mart_csi_ranking"]))
    assert run.tags[AS_OF_TAG] == AS_OF
    origin = run.remote_job_origin
    assert origin is not None
    assert origin.repository_origin.get_label() == f"__repository__@{LOCATION}"
    assert run.tags[".dagster/repository"] == f"__repository__@{LOCATION}"
    assert made is not None
    assert made.asset_materialization is not None
    assert made.asset_materialization.metadata["as_of"].value == AS_OF
    (recorded,) = runs_recorded(home)
    assert recorded.body["run_id"] == run.run_id


def test_what_was_made_says_its_rows_and_from_which_columns_it_is_made(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    made = {}
    with dg.DagsterInstance.get() as instance:
        for key in (
            ("marts", "mart_csi_ranking"),
            ("staging", "stg_agencies"),
            ("raw", "websites"),
        ):
            event = instance.get_latest_materialization_event(dg.AssetKey(key))
            assert event is not None
            assert event.asset_materialization is not None
            made[key[-1]] = event.asset_materialization
    ranking = made["mart_csi_ranking"].metadata
    with duckdb.connect(str(home.published), read_only=True) as connection:
        rows = connection.execute("select count(*) from marts.mart_csi_ranking").fetchall()
    assert ranking[ROW_COUNT].value == rows[0][0]
    read = ranking[LINEAGE].value.deps_by_column["score"]
    scores = dg.AssetKey(["intermediate", "int_unit_scores"])
    assert (scores, "score") in {(one.asset_key, one.column_name) for one in read}
    view = made["stg_agencies"].metadata
    assert ROW_COUNT not in view, "a view is not counted"
    assert "agency_id" in {column.name for column in view[SCHEMA].value.columns}
    (of_ledger,) = view[LINEAGE].value.deps_by_column["agency_id"]
    assert (of_ledger.asset_key, of_ledger.column_name) == (SUBMISSIONS, "agencies.agency_id")
    assert made["websites"].partition
    assert ROW_COUNT in made["websites"].metadata


def test_what_readers_opened_is_kept_to_compare_with(season: SampleHome, tmp_path: Path) -> None:
    other = Home(shutil.copytree(season.folder, tmp_path / "home", symlinks=True))
    assert "Chưa có lượt chạy nào trước" in through(other, CSI, "diff").stderr
    assert materialize(other, "warehouse/snapshot").returncode == 0
    compared = through(other, CSI, "diff")
    assert compared.returncode == 0, compared.stdout + compared.stderr
    assert "Không có số liệu nào thay đổi." in compared.stdout


def test_the_day_travels_with_what_was_computed(home: Home) -> None:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        days = connection.execute("select cast(as_of as varchar) from marts.dim_run").fetchall()
    assert days == [(AS_OF,)]
    assert runs_recorded(home)[-1].body["as_of"] == AS_OF


def test_models_are_not_computed_for_a_day_that_is_not_loaded(home: Home) -> None:
    refused = materialize(home, "marts/dim_run", as_of="2026-08-31")
    assert refused.returncode != 0
    assert "Ngày tính được chọn là 31/08/2026" in refused.stderr


def test_marts_of_different_states_never_reach_readers(home: Home) -> None:
    before, recorded = as_published(home), len(runs_recorded(home))
    refused = materialize(home, "marts/mart_csi_ranking,warehouse/snapshot")
    assert refused.returncode != 0
    assert "cũ hơn mart_csi_ranking mà nó đọc" in refused.stderr
    assert as_published(home) == before
    assert len(runs_recorded(home)) == recorded


@pytest.mark.parametrize(
    "command",
    [
        (CSI, "run", "--as-of", AS_OF),
        (CSI, "publish", "--dry-run"),
        (CSI, "what-if", "VN34-24", "2025", "--set", "drills=1"),
        (DAGSTER, "asset", "materialize", "-m", LOCATION, "--select", "marts/mart_csi_ranking"),
        (DAGSTER, "asset", "materialize", "-m", LOCATION, "--select", "warehouse/snapshot"),
    ],
)
def test_an_edited_method_is_refused_at_every_door(
    home: Home, edited: Path, command: tuple[str | Path, ...]
) -> None:
    before, recorded = as_published(home), len(runs_recorded(home))
    refused = through(home, *command, site=edited)
    assert refused.returncode != 0
    assert "CSI-R1: đã thay đổi so với khi một lượt chạy trước dùng" in refused.stderr
    assert as_published(home) == before
    assert len(runs_recorded(home)) == recorded

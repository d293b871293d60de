"""A test of dbt that fails is known to the gates until the same test passes."""

import os
from pathlib import Path

import dagster as dg
import pytest

from ingestion.home.database import working_database
from ingestion.home.home import Home
from orchestration.graph.dbt_assets import dbt_definitions
from orchestration.graph.run_resource import run_resource
from orchestration.releasing.gate_facts import known_now
from orchestration.run_context import Run
from orchestration.warehouse.duckdb_files import ModelTest, keep_test_results
from orchestration.warehouse.loading import load_ledger_tables
from tests.orchestration.small_reports import AS_OF

EARLIER = ModelTest("of_another_model", "fail", 1, False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose loaded tables hold a period twice; the test of another model failed before."""
    home = Home(tmp_path / "home")
    load_ledger_tables(Run(home, AS_OF))
    keep_test_results(home.working, [EARLIER], None)
    with working_database(home.working) as connection:
        connection.execute("insert into raw.form_periods select * from raw.form_periods")
    return home


def build(home: Home, name: str) -> dg.ExecuteInProcessResult:
    """Build one model or seed and run its tests, as an analyst does from Dagster's pages."""
    models = dbt_definitions(home.dbt_target)
    (key,) = (key for key in models.keys if key.path[-1] == name)
    return dg.materialize(
        [models], resources={"run": run_resource(home)}, selection=[key], raise_on_error=False
    )


def test_what_a_test_finds_in_our_own_files_is_shown_whole(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    load_ledger_tables(Run(home, AS_OF))
    checks = build(home, "gci_vietnam").get_asset_check_evaluations()
    (sums,) = (one for one in checks if one.check_name == "warn_gci_pillars_sum_to_score")
    (row,) = sums.metadata["rows"].value.records
    assert row.data["sum_of_pillars"] == "94.5500"
    assert row.data["score"] == "94.5900"


def failed(home: Home) -> list[str]:
    return known_now(home, AS_OF)["failed_test"]


def test_what_failed_is_known_until_it_passes(home: Home) -> None:
    broken = build(home, "stg_form_periods")
    assert not broken.success
    (check,) = (one for one in broken.get_asset_check_evaluations() if not one.passed)
    assert check.check_name == "unique_together_stg_form_periods_form__period"
    rows = check.metadata["rows"].value
    assert len(rows.records) == 20
    assert set(rows.records[0].data) == {"form", "period", "rows_found"}
    assert check.metadata["failing_rows"].value > 20
    (step,) = (event for event in broken.all_events if event.is_step_failure)
    named = f"{check.check_name}: Got {check.metadata['failing_rows'].value} results"
    assert named in (message := str(step.step_failure_data.error.message))
    assert f"form={rows.records[0].data['form']}, period=" in message
    assert EARLIER.test in failed(home), "what another model's test said stays"
    assert len(failed(home)) > 1
    with working_database(home.working) as connection:
        connection.execute(
            "create or replace table raw.form_periods as select distinct * from raw.form_periods"
        )
    assert build(home, "stg_form_periods").success
    assert failed(home) == [EARLIER.test]


CHECK = "unique_together_stg_form_periods_form__period"


def check_alone(home: Home) -> dg.ExecuteInProcessResult:
    """Run one check and build nothing, as its button on Dagster's pages does."""
    models = dbt_definitions(home.dbt_target)
    (key,) = (check.key for check in models.check_specs if check.name == CHECK)
    return dg.materialize(
        [models],
        resources={"run": run_resource(home)},
        selection=dg.AssetSelection.checks(key),
        raise_on_error=False,
    )


def test_a_check_alone_builds_nothing(home: Home) -> None:
    assert not build(home, "stg_form_periods").success
    broken = check_alone(home)
    (found,) = broken.get_asset_check_evaluations()
    assert (found.check_name, found.passed, broken.success) == (CHECK, False, False)
    assert CHECK in failed(home)
    with working_database(home.working) as connection:
        connection.execute(
            "create or replace table raw.form_periods as select distinct * from raw.form_periods"
        )
    mended = check_alone(home)
    (found,) = mended.get_asset_check_evaluations()
    assert (found.passed, mended.success) == (True, True)
    assert not mended.get_asset_materialization_events()
    assert CHECK not in failed(home)


def test_a_build_leaves_no_setting_of_its_home_behind(home: Home) -> None:
    """The same process may open another home next, with threads of its own."""
    before = dict(os.environ)
    assert not build(home, "stg_form_periods").success
    assert os.environ == before

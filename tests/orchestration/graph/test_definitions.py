"""The graph as an analyst sees it: assets, groups, partitions, checks; one year in one step."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TypeGuard

import dagster as dg
import pytest
from dagster._core.execution.api import create_execution_plan

from expectations.checks import comparison
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.refusal import Refusal
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.graph.columns import ROW_COUNT
from orchestration.graph.definitions import (
    SUBMISSIONS,
    build_definitions,
)
from orchestration.graph.partitions import index_years
from orchestration.graph.release_asset import RELEASE, SNAPSHOT
from orchestration.graph.run_resource import run_resource
from orchestration.graph.sensors import PIPELINE
from orchestration.graph.verdict_check import VALIDATED
from orchestration.reference.seeds import seed_rows
from orchestration.run_context import today
from orchestration.warehouse.dbt_runner import ensure_manifest
from orchestration.warehouse.dbt_sources import SOURCES, sources_text
from tests.orchestration.small_reports import AS_OF, deliver

FORM_ASSETS = {
    "agency_security_reports",
    "budget_figures",
    "contact_points",
    "data_centres",
    "incident_counts",
    "incident_reports",
    "information_systems",
    "inspections",
    "internet_programme",
    "security_management",
    "technical_measurements",
    "telecom_infrastructure",
    "websites",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def definitions(home: Home) -> dg.Definitions:
    return build_definitions(home)


def test_every_form_is_an_asset_partitioned_by_year(home: Home) -> None:
    graph = definitions(home).resolve_asset_graph()
    raw = {key.path[-1] for key in graph.get_all_asset_keys() if key.path[0] == "raw"}
    assert raw == FORM_ASSETS | {"submissions", "indicator_cells"}
    for name in FORM_ASSETS:
        assert graph.get(dg.AssetKey(["raw", name])).partitions_def == index_years(today().year)
        checks = {
            check.name for check in graph.asset_check_keys if check.asset_key.path[-1] == name
        }
        assert VALIDATED in checks


def test_groups_are_the_layers(home: Home) -> None:
    graph = definitions(home).resolve_asset_graph()
    groups = {graph.get(key).group_name for key in graph.get_all_asset_keys()}
    layers = {"raw", "reference", "staging", "intermediate", "audit", "marts", "releases"}
    assert groups == layers
    assert graph.get(RELEASE).parent_keys == {SNAPSHOT}
    snapshot = graph.get(SNAPSHOT)
    assert {graph.get(parent).group_name for parent in snapshot.parent_keys} == {"marts"}


def test_the_way_of_the_data_is_one_graph(home: Home) -> None:
    graph = definitions(home).resolve_asset_graph()
    upstream: set[dg.AssetKey] = set()
    waiting = [RELEASE]
    while waiting:
        parents = graph.get(waiting.pop()).parent_keys - upstream
        upstream |= parents
        waiting += parents
    assert {dg.AssetKey(["raw", name]) for name in FORM_ASSETS} <= upstream
    assert SUBMISSIONS in upstream


def test_dbt_tests_are_asset_checks(home: Home) -> None:
    graph = definitions(home).resolve_asset_graph()
    of_ranking = [k for k in graph.asset_check_keys if k.asset_key.path[-1] == "mart_csi_ranking"]
    assert len(of_ranking) >= 3
    contradictions = {k.name for k in graph.asset_check_keys if k.name.startswith("warn_")}
    assert "warn_grade_moves_sum_to_population" in contradictions
    assert len(contradictions) == 8


def test_every_test_of_dbt_is_a_check_that_says_what_it_asks(home: Home) -> None:
    (models,) = (one for one in definitions(home).assets or [] if is_dbt(one))
    manifest = json.loads(ensure_manifest(home.dbt_target).read_text("utf-8"))
    tests = [one for one in manifest["nodes"].values() if one["resource_type"] == "test"]
    assert {check.name for check in models.check_specs} == {test["name"] for test in tests}
    described = {check.name: check.description for check in models.check_specs}
    assert all(described.values())
    comment = described["reported_figures_name_their_cells"]
    assert comment.startswith("A figure that was reported was read from some cell, but for")
    assert described["not_null_stg_agencies_agency_id"] == "Every row has a value in agency_id."


def is_dbt(asset: object) -> TypeGuard[dg.AssetsDefinition]:
    return isinstance(asset, dg.AssetsDefinition) and asset.op.name == "dbt"


def load_2024(home: Home, day: str = AS_OF.isoformat()) -> dg.ExecuteInProcessResult:
    """One year of one form in one step, without the models, as of a day."""
    return dg.materialize(
        [one for one in definitions(home).assets or [] if is_raw(one)],
        partition_key="2024",
        resources={"run": run_resource(home)},
        run_config={"resources": {"run": {"config": {"as_of": day}}}},
        selection=[SUBMISSIONS, dg.AssetKey(["raw", "incident_counts"])],
    )


def is_raw(asset: object) -> TypeGuard[dg.AssetsDefinition]:
    return isinstance(asset, dg.AssetsDefinition) and asset.keys <= raw_keys()


def raw_keys() -> set[dg.AssetKey]:
    return {SUBMISSIONS} | {dg.AssetKey(["raw", name]) for name in FORM_ASSETS}


def test_a_held_report_shows_in_the_check_with_its_reason(home: Home) -> None:
    deliver(home, register(AGENCY), report("nhiều"))
    (check,) = load_2024(home).get_asset_check_evaluations()
    assert not check.passed
    assert check.severity == dg.AssetCheckSeverity.WARN
    assert check.metadata["verdicts"].value == {"held": 1}
    assert check.metadata["reasons"].value == {"CELL-TYPE": 1}
    (year,) = check.metadata["years"].records
    assert year.data == {
        "year": 2024,
        "submissions": 1,
        "accepted": 0,
        "waiting": 1,
        "replaced": 0,
        "worst_rules": "CELL-TYPE (1)",
    }
    cell, *_ = (record.data for record in check.metadata["to_mend"].records)
    assert (cell["file"], cell["verdict"], cell["rule"]) == ("1.csv", "held", "CELL-TYPE")
    assert (cell["sheet"], cell["cell"]) == ("CSV", "B13")
    assert cell["problem"]
    assert cell["fix"]
    assert Path(str(cell["returned"])).is_relative_to(home / "outbox")
    assert Path(str(cell["returned"])).exists()


def test_a_broken_correction_of_what_was_accepted_waits(home: Home) -> None:
    """The report it corrects counts on; nobody is told that nothing has to be done."""
    deliver(home, register(AGENCY), report())
    assert load_2024(home).get_asset_check_evaluations()[0].passed
    deliver(home, report("khoảng ba", revision="1"))
    (check,) = load_2024(home).get_asset_check_evaluations()
    assert not check.passed
    (year,) = check.metadata["years"].records
    assert (year.data["accepted"], year.data["waiting"], year.data["replaced"]) == (1, 1, 0)


def test_what_came_after_the_chosen_day_is_told_with_the_submissions(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    told = of_submissions(load_2024(home, "2024-12-09")).metadata["received_later"].value
    assert told == [{"name": "1.csv", "received_on": "2024-12-10"}]
    assert of_submissions(load_2024(home)).metadata["received_later"].value == []


def test_a_run_without_a_year_is_refused_in_words(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    with pytest.raises(Refusal) as refused:
        dg.materialize(
            [one for one in definitions(home).assets or [] if is_raw(one)],
            resources={"run": run_resource(home)},
            run_config={"resources": {"run": {"config": {"as_of": AS_OF.isoformat()}}}},
            selection=[SUBMISSIONS, dg.AssetKey(["raw", "incident_counts"])],
        )
    assert "partition" in refused.value.words("en")


def of_submissions(result: dg.ExecuteInProcessResult) -> dg.AssetMaterialization:
    (made,) = (
        event.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key == SUBMISSIONS
    )
    return made


def test_what_follows_is_stale_once_a_report_came_and_not_before(home: Home) -> None:
    """Dagster compares data versions: that of the ledger is one of what was loaded."""
    deliver(home, register(AGENCY), report("3"))
    first, again = (of_submissions(load_2024(home)) for _ in range(2))
    deliver(home, report("4", revision="1"))
    later = of_submissions(load_2024(home))
    versions = [(made.tags or {})["dagster/data_version"] for made in (first, again, later)]
    assert versions[0] == versions[1] != versions[2]


def test_the_rows_of_each_year_are_counted(home: Home) -> None:
    deliver(home, register(AGENCY), report("3"), report("nhiều", period="2023"))
    rows = {
        event.materialization.partition: event.materialization.metadata[ROW_COUNT].value
        for event in load_2024(home).get_asset_materialization_events()
        if event.asset_key == dg.AssetKey(["raw", "incident_counts"])
    }
    assert rows == {"2024": 10}


def test_a_report_that_another_replaced_fails_no_check(home: Home) -> None:
    deliver(home, register(AGENCY), report("nhiều"))
    (check,) = load_2024(home).get_asset_check_evaluations()
    assert not check.passed
    deliver(home, report("3", revision="1"))
    (check,) = load_2024(home).get_asset_check_evaluations()
    assert check.passed
    (year,) = check.metadata["years"].records
    assert (year.data["waiting"], year.data["replaced"]) == (0, 1)


def test_the_check_of_a_form_speaks_for_years_that_were_not_loaded_now(home: Home) -> None:
    deliver(home, register(AGENCY), report("3"), report("nhiều", period="2023"))
    (check,) = load_2024(home).get_asset_check_evaluations()
    assert not check.passed
    assert [one.data["year"] for one in check.metadata["years"].records] == [2023, 2024]


def test_an_accepted_report_becomes_rows_and_a_held_one_none(home: Home) -> None:
    import duckdb

    deliver(home, register(AGENCY), report("3"), report("nhiều", period="2024-S1"))
    (check,) = load_2024(home).get_asset_check_evaluations()
    assert check.metadata["verdicts"].value == {"accepted": 1, "held": 1}
    connection = duckdb.connect(str(home.working), read_only=True)
    counted = connection.execute(
        "select count(*), sum(incidents), min(incidents_cell) from raw.incident_counts"
    ).fetchall()
    connection.close()
    assert counted == [(10, 30, "B13")]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("31/08/2026", "“31/08/2026” không phải là ngày; viết theo dạng NĂM-THÁNG-NGÀY"),
        ("2036-01-01", "Ngày tính 01/01/2036 nằm ngoài khoảng từ năm 2018"),
        ("2017-12-31", "Ngày tính 31/12/2017 nằm ngoài khoảng từ năm 2018"),
    ],
)
def test_a_run_for_a_day_that_is_none_never_begins(home: Home, day: str, reason: str) -> None:
    """Dagster's pages make a plan of a run before there is one, from the same configuration."""
    job = definitions(home).resolve_job_def(PIPELINE)
    with pytest.raises(dg.DagsterInvalidConfigError, match=re.escape(reason)):
        create_execution_plan(job, {"resources": {"run": {"config": {"as_of": day}}}})


def newly_validated(result: dg.ExecuteInProcessResult) -> object:
    return of_submissions(result).metadata["newly_validated"].value


def test_a_crash_is_a_state_of_its_own_and_what_is_known_is_not_asked_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("no context")

    deliver(home, register(AGENCY), report())
    with monkeypatch.context() as crash:
        crash.setattr(comparison, "_frames", broken)
        (check,) = load_2024(home).get_asset_check_evaluations()
        assert not check.passed
        assert check.metadata["verdicts"].value == {"tool_error": 1}
        assert check.metadata["reasons"].value == {}
        assert list((home / "outbox").rglob("*.xlsx")) == [], "nothing for the sender to mend"
    again = load_2024(home)
    (check,) = again.get_asset_check_evaluations()
    assert check.passed
    assert newly_validated(again) == 1
    (home.inbox / "the same again.csv").write_bytes(report())
    monkeypatch.setattr(comparison, "_frames", broken)
    assert newly_validated(load_2024(home)) == 0


def test_the_job_holds_everything(home: Home) -> None:
    job = definitions(home).resolve_job_def(PIPELINE)
    assert job.asset_layer.selected_asset_keys >= raw_keys() | {RELEASE}


def test_sources_of_dbt_are_those_of_the_contracts() -> None:
    assert SOURCES.read_text("utf-8") == sources_text(load_contracts()), "run `make sources`"


def test_the_contracts_agree_with_the_facts() -> None:
    """Incident types of the contracts are those of the published list."""
    types = {
        row["code"]: (row["name_vi"], row["name_en"])
        for row in seed_rows("reference/incident_type")
        if row["category"] == "incident_type"
    }
    listed = load_contracts()["incident_summary/1"].lists["incident_type"]
    assert {o.code: (o.label.vi, o.label.en) for o in listed} == types


def test_the_incident_report_has_the_closed_lists_of_the_facts() -> None:
    """A list is a choice of one, or a question for each where several may be ticked."""
    form = load_contracts()["incident_report/1"]
    names = {option.code: option.label for options in form.lists.values() for option in options}
    names |= {line.code.upper().replace("_", "-"): line.label for line in form.lines}
    for row in seed_rows("reference/incident_type"):
        label = names[row["code"]]
        assert (label.vi, label.en) == (row["name_vi"], row["name_en"])


def test_dagsters_own_tools_load_the_code_location_without_a_warning(tmp_path: Path) -> None:
    # Of a package that the parser of SQL tries to import, and does without.
    strict = ("-W", "error", "-W", "ignore::DeprecationWarning:sqlglotrs")
    code = (
        "import sys, orchestration.graph.code_location as c; "
        "c.defs.resolve_all_job_defs(); "
        "print(sorted({'great_expectations'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, *strict, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"CSI_HOME": str(tmp_path), "PATH": os.environ["PATH"]},
    )
    assert done.stdout.strip() == "[]", "loading the graph stays light"
    assert done.stderr == ""

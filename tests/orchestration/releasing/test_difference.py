"""`csi diff`: what moved from one snapshot to another, on real files through the command."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ingestion.home.home import Home
from ingestion.messages import text
from orchestration.cli import main
from orchestration.reference.mart_grains import mart_grains
from orchestration.releasing.difference import difference
from orchestration.releasing.snapshots import Snapshot
from orchestration.warehouse.dbt_runner import mart_columns
from tests.dashboards.published_marts import build
from tests.kept import dbt_target

Change = Callable[..., Path]
HUE = "method = 'CSI-R1' and unit_id = 'VN34-46' and index_year = 2025"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small but full file that readers open."""
    path = build(tmp_path_factory.mktemp("difference") / "published.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into marts.dim_run values (date '2026-07-31', 'CSI-R1')")
    return path


@pytest.fixture
def changed(published: Path, tmp_path: Path) -> Change:
    """Copies of it in which some statements were run."""

    def change(*statements: str) -> Path:
        copy = tmp_path / f"changed-{len(list(tmp_path.iterdir()))}.duckdb"
        shutil.copyfile(published, copy)
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                connection.execute(statement)
        return copy

    return change


def diff(*arguments: str | Path, home: Path | None = None) -> Result:
    where = ["--home", str(home)] if home else []
    return CliRunner().invoke(main, [*where, "diff", *map(str, arguments)])


def told(*arguments: str | Path, home: Path | None = None) -> dict[str, Any]:
    asked = diff(*arguments, "--json", home=home)
    assert asked.exit_code in (0, 1), asked.output
    answer: dict[str, Any] = json.loads(asked.stdout)
    return answer


def release_of(home: Home, name: str, published: Path) -> str:
    """A release that offers its leaders every mart of a file."""
    folder = home / "releases" / name / "leadership" / "data"
    folder.mkdir(parents=True)
    with duckdb.connect(str(published), read_only=True) as connection:
        for mart in mart_grains():
            connection.execute(f"copy marts.{mart} to '{folder / mart}.parquet'")
    return name


def test_a_file_says_what_itself_says(published: Path) -> None:
    same = diff(published, published)
    assert same.exit_code == 0
    assert same.stdout.splitlines()[1:] == ["Không có số liệu nào thay đổi."]


def test_a_score_that_moved_is_told_with_what_it_was(published: Path, changed: Change) -> None:
    after = changed(f"update marts.mart_csi_ranking set score = score + 1.5 where {HUE}")
    moved = diff(published, after)
    assert moved.exit_code == 1
    assert "Điểm và hạng: 1 địa phương thay đổi (1 kết quả" in moved.stdout
    answer = told(published, after)
    (unit,) = answer["units"]
    assert unit["unit_id"] == "VN34-46"
    assert float(unit["after"]["score"]) - float(unit["before"]["score"]) == pytest.approx(1.5)
    assert answer["marts"] == [
        {
            "mart": "mart_csi_ranking",
            "added": 0,
            "removed": 0,
            "changed": 1,
            "columns": {"score": 1},
        }
    ]


def test_who_leaves_the_ranks_comes_first(published: Path, changed: Change) -> None:
    after = changed(
        "update marts.mart_csi_ranking set score = score + 9"
        " where method = 'CSI-R1' and index_year = 2025 and unit_id <> 'VN34-46'",
        f"update marts.mart_csi_ranking set rank = null, not_ranked_reason = 'floor' where {HUE}",
    )
    assert told(published, after)["units"][0]["unit_id"] == "VN34-46"


def test_reports_and_findings_that_came_and_went_are_told(published: Path, changed: Change) -> None:
    report = (
        "insert into marts.mart_report_status (scope, period_kind, event, report_number, form,"
        " agency_id, period, subject, status) values ('own', 'year', '-', 1,"
    )
    finding = "insert into marts.mart_finding (submission_id, finding_number, rule_code)"
    before = changed(
        f"{report} 'budget', 'AGY-1', '2025', '-', 'held')",
        f"{finding} values ('a', 901, 'CELL-TYPE'), ('a', 902, 'CELL-LIST')",
    )
    after = changed(
        f"{report} 'budget', 'AGY-1', '2025', '-', 'accepted')",
        f"{report} 'budget', 'AGY-\x1b[31m2', '2025', '-', 'missing')",
        f"{finding} values ('a', 901, 'CELL-LIST'), ('b', 901, 'CELL-TYPE')",
    )
    answer = told(before, after)
    states = [(one["agency_id"], one["before"], one["after"]) for one in answer["reports"]]
    assert ("AGY-1", "held", "accepted") in states
    assert answer["findings"] == [{"rule_code": "CELL-TYPE", "added": 1, "removed": 1}]
    printed = diff(before, after).stdout
    held, accepted = (text(f"page.report.status.{state}", "vi") for state in ("held", "accepted"))
    assert f"budget, AGY-1, 2025: {held} → {accepted}" in printed
    assert "\x1b" not in printed, "a text of a snapshot steers no terminal"


def test_a_mart_that_one_side_lacks_is_named(published: Path, changed: Change) -> None:
    answer = told(published, changed("drop table marts.mart_gci"))
    assert answer["not_compared"] == ["mart_gci"]


def test_other_models_are_compared_by_what_both_have(published: Path, changed: Change) -> None:
    older = changed(
        "alter table marts.mart_csi_ranking drop column score", "delete from marts.mart_gci"
    )
    answer = told(older, published)
    assert answer["units"] is None
    assert [one["mart"] for one in answer["marts"]] == ["mart_gci"]
    assert "Điểm và hạng: không so sánh được" in diff(older, published).stdout


def test_a_day_alone_moves_nothing(published: Path, changed: Change) -> None:
    after = changed("update marts.dim_run set as_of = as_of + interval 1 day")
    assert diff(published, after).exit_code == 0


@pytest.mark.parametrize("is_database", [True, False])
def test_what_is_no_snapshot_is_refused(published: Path, tmp_path: Path, is_database: bool) -> None:
    other = tmp_path / "other.duckdb"
    if is_database:
        duckdb.connect(str(other)).close()
    else:
        other.write_text("not a database at all")
    refused = diff(published, other)
    assert refused.exit_code == 2
    assert refused.stdout == ""


def test_before_the_first_release_none_is_in_force(published: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with home.ledger():
        refused = diff("current", published, home=home.folder)
    assert refused.exit_code == 2
    assert text("diff.nothing_released") in refused.stderr


def test_releases_are_compared_by_what_leaders_see(
    published: Path, changed: Change, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    after = changed(f"update marts.mart_csi_ranking set score = score + 1 where {HUE}")
    first, second = (
        release_of(home, name, path) for name, path in (("r1", published), ("r2", after))
    )
    (home / "releases" / "current").symlink_to(second)
    assert diff(first, first, home=home.folder).exit_code == 0
    assert told(first, "current", home=home.folder)["after"] == "r2"
    (unit,) = told(first, "current", home=home.folder)["units"]
    assert unit["unit_id"] == "VN34-46"
    assert told(first, published, home=home.folder)["marts"] == []
    assert diff("r3", first, home=home.folder).exit_code == 2


def test_without_names_the_last_run_is_compared_with_the_one_before(
    published: Path, changed: Change, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    alone = diff(home=home.folder)
    assert alone.exit_code == 2
    assert "Chưa có lượt chạy nào trước" in alone.stderr
    shutil.copyfile(published, home.previous)
    shutil.copyfile(changed("delete from marts.mart_gci"), home.published)
    answer = told(home=home.folder)
    assert (answer["before"], answer["after"]) == (home.previous.name, home.published.name)
    assert [one["mart"] for one in answer["marts"]] == ["mart_gci"]


def test_every_mart_has_a_key_of_its_columns() -> None:
    columns = mart_columns(dbt_target(), volatile=True)
    counted = mart_columns(dbt_target())
    grains = mart_grains()
    assert grains.keys() == columns.keys()
    for mart, grain in grains.items():
        assert grain.key, mart
        assert {*grain.key} <= {*columns[mart]}, mart
        assert grain.volatile == {*columns[mart]} - {*counted[mart]}, mart


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["mart_csi_ranking", "mart_csi_score", "dim_unit"]),
        st.sampled_from(["delete", "change"]),
        st.integers(0, 6),
    ),
    max_size=4,
)


def statement(mart: str, operation: str, part: int) -> str:
    rows = f"where hash({mart_grains()[mart].key[-1]}, {mart_grains()[mart].key[0]}) % 7 = {part}"
    if operation == "delete":
        return f"delete from marts.{mart} {rows}"
    column = {"dim_unit": "region_name", "mart_csi_score": "coverage"}.get(mart, "score")
    value = "'Z'" if mart == "dim_unit" else "1"
    return f"update marts.{mart} set {column} = {value} {rows}"


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example compares files for seconds
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(OPERATIONS, OPERATIONS)
def test_what_came_one_way_goes_the_other(
    changed: Change, ours: list[tuple[str, str, int]], theirs: list[tuple[str, str, int]]
) -> None:
    one, other = (
        Snapshot(str(path), path)
        for path in (changed(*(statement(*op) for op in ops)) for ops in (ours, theirs))
    )
    assert difference(one, one).is_empty
    there, back = difference(one, other), difference(other, one)
    assert [(m.mart, m.added, m.removed, m.changed, m.columns) for m in there.marts] == [
        (m.mart, m.removed, m.added, m.changed, m.columns) for m in back.marts
    ]
    assert len(there.units) == len(back.units)
    assert (there.units_added, there.units_removed) == (back.units_removed, back.units_added)
    assert there.is_empty == back.is_empty

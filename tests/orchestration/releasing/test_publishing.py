"""What stops a release and what lets it through, by the doors people use: a run, the command, and
Dagster's job."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner, Result

from dashboards.release_record.in_force import current_release
from dashboards.release_record.manifest import Manifest
from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, REGISTER_HEAD
from ingestion.submissions.decisions import RuleChange
from orchestration.cli import main
from orchestration.decisions.deciding import approve, propose_rule_change, propose_withdrawal
from orchestration.graph.definitions import build_definitions
from orchestration.graph.pipeline import dagster_home
from orchestration.graph.release_asset import GATES, PUBLISH
from orchestration.identity.accounts import Accounts
from orchestration.identity.session import log_in
from orchestration.intake.taking_in import take_in
from orchestration.releasing.publication import Publication, publish_after_run
from orchestration.run_context import Run
from orchestration.warehouse.duckdb_files import ModelTest, keep_test_results
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.orchestration.decisions import test_decisions as decisions
from tests.orchestration.decisions.test_decisions import APPROVER, STEWARD, submission, why
from tests.orchestration.small_reports import AS_OF, deliver

PHRASE = "mot mat khau dai"
# What the small snapshot warns of: a province without a rank.
WARNING = "UNIT-UNRANKED"
UNTIL = "2026-12-31"
LATE = datetime(2025, 1, 10, tzinfo=UTC)


def sent(value: str = "3", *, revision: str = "0") -> bytes:
    """A real report."""
    sample = decisions.sent(value, revision=revision).decode()
    return sample.replace("Số liệu mẫu", "Số liệu thật").encode()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of real data whose run built two provinces; a report was accepted, a steward is logged
    in."""
    real_agency = AGENCY.replace("true", "false")
    return built_of(real_agency, sent(), tmp_path_factory.mktemp("built") / "home")


def built_of(agency: str, report: bytes, folder: Path) -> Path:
    home = Home(folder)
    (home.folder / "csi.toml").write_text("threads = 1\n")
    member = f"{REGISTER_HEAD.strip()},in_response_network\n{agency.strip()},true\n"
    deliver(home, member.encode())
    deliver(home, report, at=LATE)
    take_in(Run(home, AS_OF))
    build(home.published, codes=("48", "12"))
    change(
        home,
        "create schema raw",
        f"insert into marts.dim_run values ('{AS_OF}', 'CSI-R1')",
        "create table raw.test_result as"
        " select 't' as test, 'pass' as status, false as is_known_contradiction",
        "update marts.mart_csi_audit set passes = true",
        "delete from marts.mart_report_status where status = 'held'",
    )
    Accounts(home.folder).add(STEWARD, PHRASE, ["steward"], STEWARD, by_owner=True)
    log_in(home, STEWARD, PHRASE)
    return home.folder


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Home:
    return Home(shutil.copytree(built, tmp_path / "home"))


def change(home: Home, *statements: str) -> None:
    """Change what the run published, and computed."""
    with duckdb.connect(str(home.published)) as connection:
        for statement in statements:
            connection.execute(statement)
    shutil.copyfile(home.published, home.computed)


def score(home: Home, value: str) -> None:
    """Another figure in the snapshot."""
    change(
        home,
        f"update marts.mart_csi_ranking set score = cast('{value}' as decimal(38, 12))"
        " where unit_id = 'VN34-48' and index_year = 2025",
    )


def csi(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *arguments, "--lang", "en"])


def run_publishes(home: Home) -> Publication:
    return publish_after_run(Run(home, AS_OF))


def let_stand(home: Home, *, at_most: int = 1, until: str = UNTIL) -> None:
    terms = ("--at-most", str(at_most), "--until", until, "--reason", "thiếu số liệu đã biết")
    done = csi(home, "acknowledge", WARNING, *terms)
    assert done.exit_code == 0, done.output


def in_force(home: Home) -> Manifest:
    release = current_release(home / "releases")
    assert release is not None
    return release


def rule_blocks_now(home: Home) -> None:
    """A rule that warned blocks, and nobody has judged known reports again."""
    graver = RuleChange(code="DEADLINE-LATE", severity="block")
    made = propose_rule_change(home, STEWARD, graver, why("law"))
    approve(home, APPROVER, made.decision_id)


def a_proposal_waits(home: Home) -> None:
    propose_withdrawal(home, STEWARD, submission(home, sent()), why("duplicate"))


def a_later_run_failed(home: Home) -> None:
    results = [ModelTest("rank_is_dense", "fail", 3, False)]
    keep_test_results(home.working, results, None)


def the_audit_fails(home: Home) -> None:
    change(home, "update marts.mart_csi_audit set passes = false, blocks = true")


def coverage_is_low(home: Home) -> None:
    change(home, "update marts.mart_csi_ranking set coverage = 0.79")


@pytest.mark.parametrize(
    ("code", "happens"),
    [
        ("BLOCKING-FINDING", rule_blocks_now),
        ("DECISION-OPEN", a_proposal_waits),
        ("TEST-FAILED", a_later_run_failed),
        ("AUDIT-BAR", the_audit_fails),
        ("COVERAGE-FLOOR", coverage_is_low),
        ("GATE-UNCHECKED", lambda home: change(home, "drop table raw.test_result")),
    ],
)
def test_what_blocks_stops_every_way_to_publish(
    home: Home, code: str, happens: Callable[[Home], None]
) -> None:
    happens(home)
    shown = csi(home, "publish", "--acknowledge", WARNING, "--acknowledge", code)
    assert shown.exit_code == 1
    assert code in shown.output
    stopped = job(home, acknowledge=[WARNING, code])
    assert not stopped.success
    assert code in reason(stopped)
    assert not (home / "releases" / "current").exists()


def job(home: Home, **options: object) -> dg.ExecuteInProcessResult:
    """Dagster's job, started by a person."""
    dagster_home(home)
    config = {"ops": {"releases__ranking": {"config": options}}, "loggers": QUIET}
    return (
        build_definitions(home)
        .resolve_job_def(PUBLISH)
        .execute_in_process(run_config=config, raise_on_error=False)
    )


def test_readers_who_have_the_snapshot_open_stop_no_release(home: Home) -> None:
    code = (
        "import duckdb, sys; connection = duckdb.connect(sys.argv[1], read_only=True);"
        "print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(home.published)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        published = job(home, acknowledge=[WARNING])
        reader.communicate()
    assert published.success, reason(published)


QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}


def reason(result: dg.ExecuteInProcessResult) -> str:
    (failed,) = (event for event in result.all_events if event.is_step_failure)
    error = failed.step_failure_data.error
    return error.message if error else ""


@pytest.fixture(scope="module")
def released(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose first run was refused, and whose next one was not."""
    home = Home(shutil.copytree(built, tmp_path_factory.mktemp("released") / "home"))
    first = run_publishes(home)
    assert [one.code for one in first.refused] == [WARNING]
    assert first.release_id is None
    assert first.ranking_page is not None
    preview = Path(first.ranking_page)
    assert "Bản xem trước, chưa phát hành" in preview.read_text("utf-8")
    assert "/preview/current/leadership/index.html" in csi(home, "status").output
    made = preview.stat().st_mtime_ns
    assert run_publishes(home).ranking_page == first.ranking_page
    assert preview.stat().st_mtime_ns == made, "the same preview is not made again"
    let_stand(home)
    assert run_publishes(home).refused == []
    return home


def test_a_run_publishes_only_what_a_named_person_lets_stand(released: Home) -> None:
    assert not (released / "preview").exists(), "a preview ends with the first release"
    (acknowledged,) = in_force(released).acknowledgements.items()
    assert acknowledged[0] == WARNING
    assert (acknowledged[1].by, acknowledged[1].until) == (STEWARD, date.fromisoformat(UNTIL))
    csi(released, "acknowledge", WARNING, "--end")
    assert run_publishes(released).refused == [], "what is in force already is not asked about"


def test_warnings_stop_no_run_over_sample_figures_and_stand_on_its_pages(tmp_path: Path) -> None:
    """What blocks does, and whoever publishes by hand answers for them."""
    home = Home(built_of(AGENCY, decisions.sent(), tmp_path / "home"))
    assert WARNING in csi(home, "publish").output
    published = run_publishes(home)
    assert [one.code for one in published.warnings] == [WARNING]
    assert not (home / "preview").exists()
    release = in_force(home)
    assert release.acknowledgements == {}
    assert release.warnings == {WARNING: 1}
    page = home / "releases" / "current" / "leadership" / "quality.html"
    (warning,) = Page(page).table("warnings").rows[1:]
    assert warning == [
        "Địa phương chưa đủ dữ liệu để xếp hạng", "1", "không cần ai: số liệu mẫu"
    ]  # fmt: skip
    change(home, "update marts.mart_csi_ranking set coverage = 0.5")
    assert run_publishes(home).refused[0].code == "COVERAGE-FLOOR"
    assert in_force(home).release_id == release.release_id


@pytest.mark.parametrize("too_little", [{"until": "2026-07-30"}, {"at_most": 1}])
def test_what_stands_has_a_last_day_and_a_number(home: Home, too_little: dict[str, str]) -> None:
    let_stand(home, **too_little)
    change(home, "update marts.mart_csi_ranking set rank = null where index_year = 2025")
    refused = csi(home, "publish")
    assert refused.exit_code == 1
    assert WARNING in refused.output


def test_acknowledging_is_of_warnings_and_for_those_who_publish(home: Home) -> None:
    terms = ("--at-most", "1", "--until", UNTIL, "--reason", "x")
    assert WARNING in csi(home, "acknowledge", "COVERAGE-FLOOR", *terms).output
    assert csi(home, "acknowledge", WARNING).exit_code == 2
    let_stand(home)
    (listed,) = json.loads(csi(home, "acknowledge", "--json").output)
    assert (listed["code"], listed["by"], listed["until"]) == (WARNING, STEWARD, UNTIL)
    csi(home, "acknowledge", WARNING, "--end")
    assert json.loads(csi(home, "acknowledge", "--json").output) == []
    csi(home, "logout")
    refused = csi(home, "acknowledge", WARNING, *terms)
    assert refused.exit_code == 2
    assert "neither steward nor approver" in refused.output


def test_a_correction_approved_later_makes_a_run_publish_n_1(released: Home) -> None:
    """Beside another decision, about a report that the first release never counted."""
    home, first = released, in_force(released).release_id
    before = {path: path.read_bytes() for path in (home / "releases" / first).rglob("*.html")}
    let_stand(home)
    names = []
    for content in (sent(), sent("7", revision="1")):
        if names:
            deliver(home, content)
            take_in(Run(home, AS_OF))
        made = propose_withdrawal(home, STEWARD, submission(home, content), why("duplicate"))
        names.append(approve(home, APPROVER, made.decision_id).decision_id)
    take_in(Run(home, AS_OF))
    listed = ", ".join(f"('{name}', 'withdrawal', 'approved', true)" for name in names)
    columns = "(decision_id, kind, state, is_in_force)"
    change(home, f"insert into marts.mart_decision {columns} values {listed}")
    score(home, "12.34")

    assert run_publishes(home).release_id == f"{first}.1"
    assert (in_force(home).corrects, in_force(home).corrections) == (first, (names[0],))
    page = (home / "releases" / "current" / "public" / "index.html").read_text("utf-8")
    assert f"Bản đính chính của bản phát hành {first}" in page
    assert names[0] in page
    assert {path: path.read_bytes() for path in before} == before


def test_a_release_names_whom_to_ask_and_its_licence(home: Home) -> None:
    let_stand(home)
    silent = run_publishes(home).release_id
    page = home / "releases" / "current" / "public" / "index.html"
    assert "Giấy phép: Chưa quy định giấy phép" in Page(page).text
    settings = '[imprint]\ncontact = "Phòng A <b>, a@tinh.example"\nlicence = "CC BY 4.0"\n'
    (home.folder / "csi.toml").write_text(f"threads = 1\n{settings}", "utf-8")
    home = Home(home.folder)
    assert run_publishes(home).release_id != silent, "what pages say makes another release"
    assert "Liên hệ: Phòng A <b>, a@tinh.example; khi hỏi," in Page(page).text
    assert "Giấy phép: CC BY 4.0" in Page(page).text
    package = json.loads((page.parent / "data" / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["title"] == "CC BY 4.0 / CC BY 4.0"
    assert "Phòng A <b>" in package["contact"]


def test_dagsters_job_publishes_for_the_person_who_is_logged_in(home: Home) -> None:
    (home.folder / "csi.toml").write_text('threads = 1\npublish = "by_hand"\n')
    home = Home(home.folder)
    assert run_publishes(home).ranking_page is None
    csi(home, "logout")
    assert "csi login" in reason(job(home))
    log_in(home, STEWARD, PHRASE)
    assert WARNING in reason(job(home))
    done = job(home, acknowledge=[WARNING])
    assert done.success
    (gates,) = done.get_asset_check_evaluations()
    assert (gates.check_name, gates.passed) == (GATES, True)
    assert in_force(home).acknowledgements[WARNING].by == STEWARD
    with home.ledger() as ledger:
        assert ledger.events("release")[-1].body["by"] == STEWARD


def test_a_release_is_in_the_ledger_with_the_hash_of_its_manifest(home: Home) -> None:
    let_stand(home)
    release_id = run_publishes(home).release_id
    assert release_id is not None
    done = csi(home, "verify")
    assert (done.exit_code, "The home is whole" in done.stdout) == (0, True), done.output
    manifest = home / "releases" / release_id / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("VN34-48", "VN34-01"), "utf-8")
    done = csi(home, "verify")
    assert done.exit_code == 1
    assert (
        f"manifest.json) of the release {release_id} is gone, damaged or was changed" in done.stdout
    )


def test_a_release_is_made_with_the_method_the_run_was_computed_for(home: Home) -> None:
    with duckdb.connect(str(home.published)) as connection:
        marts = connection.execute(
            "select table_name from information_schema.columns"
            " where table_schema = 'marts' and column_name = 'method'"
        ).fetchall()
    change(
        home,
        *(f"update marts.{mart} set method = 'CSI-R3'" for (mart,) in marts),
        "update marts.dim_run set released_method = 'CSI-R3'",
    )
    published = csi(home, "publish", "--acknowledge", WARNING)
    assert published.exit_code == 0, published.output
    assert in_force(home).method == "CSI-R3"

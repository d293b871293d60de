"""Releases from the command: refused, acknowledged, corrected, compared, rolled back, exported."""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingestion.home.home import Home
from orchestration.identity.accounts import Accounts
from orchestration.identity.session import log_in
from orchestration.releasing.publication import Publication, publish_after_run
from orchestration.releasing.release_events import runs_must_wait
from orchestration.run_context import Run
from tests.end_to_end.homes import AS_OF, SampleHome, csi, must

# The whole sample is published many times over.
pytestmark = pytest.mark.nightly
STEWARD, PHRASE = "lan", "mot mat khau dai"
REASON = "Một số liệu nhập nhầm"


@pytest.fixture(scope="module")
def home(season: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What publishing needs of the season's home, in a home of its own where no warning stands."""
    folder = tmp_path_factory.mktemp("publishing") / "home"
    databases = ("warehouse/published.duckdb", "warehouse/computed.duckdb")
    for name in ("home.json", "ledger.sqlite", *databases):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(season.folder / name, folder / name)
    shutil.copytree(season.folder / "releases", folder / "releases", symlinks=True)
    Accounts(folder).add(STEWARD, PHRASE, ["steward"], STEWARD, by_owner=True)
    log_in(Home(folder), STEWARD, PHRASE)
    return folder


@pytest.fixture(scope="module")
def first(home: Path) -> str:
    """The release that the run made."""
    return (home / "releases" / "current").readlink().name


@pytest.fixture(scope="module")
def warnings(season: SampleHome) -> list[str]:
    """The codes of the warnings that the season's release stands with."""
    return [one["code"] for one in season.outcome["release_warnings"]]


@pytest.fixture(scope="module")
def best(season: SampleHome) -> str:
    """The first of the year's ranking."""
    ((unit,),) = season.query(
        "select min(unit_id) from marts.mart_csi_ranking where index_year = 2025 and rank = 1"
        " and geography = 'VN34'"
    )
    return str(unit)


@pytest.fixture(scope="module")
def changed(home: Path, first: str, best: str) -> Path:
    """The home after a figure of the marts came out otherwise."""
    _score(home, best, "12.34")
    return home


@pytest.fixture(scope="module")
def corrected(changed: Path, warnings: list[str]) -> str:
    """The release that corrects the first."""
    acknowledged = [part for code in warnings for part in ("--acknowledge", code)]
    printed = must(
        *("--home", str(changed), "publish", "--correction", REASON, "--json"), *acknowledged
    )
    release_id: str = json.loads(printed)["release_id"]
    return release_id


def after_run(home: Path) -> Publication:
    return publish_after_run(Run(Home(home), date.fromisoformat(AS_OF)))


def _score(home: Path, unit: str, score: str) -> None:
    with duckdb.connect(str(home / "warehouse" / "published.duckdb")) as connection:
        connection.execute(
            "update marts.mart_csi_ranking set score = cast(? as decimal(38, 12))"
            " where unit_id = ? and index_year = 2025",
            [score, unit],
        )


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def test_a_run_publishes_and_says_which_warnings_stand(
    season: SampleHome, warnings: list[str]
) -> None:
    assert season.outcome["release_refused"] == []
    assert {"TEST-WARNED", "REPORT-HELD"} <= set(warnings)


def test_a_dry_run_shows_scores_ranks_and_pages_and_keeps_nothing(
    changed: Path, best: str, warnings: list[str]
) -> None:
    before = sorted(path.name for path in (changed / "releases").iterdir())
    shown = json.loads(must("--home", str(changed), "publish", "--dry-run", "--json"))
    moved = {one["unit_id"]: one["after"]["score"] for one in shown["comparison"]["moved"]}
    assert moved == {best: "12.34"}
    assert "leadership/index.html" in shown["comparison"]["pages_changed"]
    assert f"public/en/province/{best}.html" in shown["comparison"]["pages_changed"]
    of_others = [one for one in shown["comparison"]["pages_changed"] if best not in one]
    assert not [one for one in of_others if "/province/" in one or one.startswith("province-")]
    assert shown["comparison"]["inputs_changed"] == ["content"]
    assert {one["code"] for one in shown["found"]} == set(shown["stopping"]) == set(warnings)
    assert sorted(path.name for path in (changed / "releases").iterdir()) == before


def test_warnings_must_be_acknowledged_by_name(
    changed: Path, first: str, warnings: list[str]
) -> None:
    refused = csi("--home", str(changed), "publish", "--acknowledge", warnings[0])
    assert refused.returncode == 1
    assert warnings[0] not in refused.stderr
    for code in warnings[1:]:
        assert code in refused.stderr
    assert (changed / "releases" / "current").readlink().name == first


def test_a_correction_is_n_1_with_a_notice_and_n_stays(
    changed: Path, first: str, corrected: str, season: SampleHome, warnings: list[str]
) -> None:
    assert corrected == f"{first}.1"
    releases = changed / "releases"
    page = (releases / "current" / "leadership" / "index.html").read_text("utf-8")
    assert f"Bản đính chính của bản phát hành {first}: {REASON}" in page
    assert "12,34" in page
    manifest = json.loads((releases / corrected / "manifest.json").read_text("utf-8"))
    assert manifest["corrects"] == first
    accounts = {code: one["by"] for code, one in manifest["acknowledgements"].items()}
    assert accounts == dict.fromkeys(warnings, STEWARD)
    with Home(changed).ledger() as ledger:
        assert [one.body["by"] for one in ledger.events("release")] == ["run", STEWARD]
    assert len(manifest["inputs"]) == 6
    assert _hash(releases / first) == _hash(season.folder / "releases" / first)


def test_releases_are_listed_and_compared(
    changed: Path, first: str, corrected: str, best: str
) -> None:
    listed = json.loads(must("--home", str(changed), "releases", "list", "--json"))
    assert [(one["release_id"], one["is_current"]) for one in listed] == [
        (first, False),
        (corrected, True),
    ]
    compared = must("--home", str(changed), "releases", "compare", first)
    assert f"  {best}: " in compared
    assert csi("--home", str(changed), "releases", "compare", "2019.9").returncode == 2


def test_a_rollback_stays_until_somebody_publishes(
    changed: Path, first: str, corrected: str, best: str, warnings: list[str]
) -> None:
    current = changed / "releases" / "current"
    for release in (corrected, first):
        must("--home", str(changed), "releases", "rollback", release)
        assert current.readlink().name == release
    assert after_run(changed).release_id == first
    _score(changed, best, "43.21")
    assert after_run(changed).release_id == first, "new figures publish nothing by themselves"
    _score(changed, best, "12.34")
    must("--home", str(changed), "releases", "rollback", corrected)
    assert current.readlink().name == corrected
    acknowledged = [part for code in warnings for part in ("--acknowledge", code)]
    must("--home", str(changed), "publish", *acknowledged)
    assert current.readlink().name == corrected, "it says what the snapshot says"
    with Home(changed).ledger() as ledger:
        assert not runs_must_wait(ledger)


def test_a_correction_must_correct_something(changed: Path, corrected: str) -> None:
    nothing = csi("--home", str(changed), "publish", "--correction", "không có gì")
    assert nothing.returncode == 3
    assert "Không có gì để đính chính" in nothing.stderr


def test_what_blocks_stops_a_release_and_never_a_run(changed: Path, corrected: str) -> None:
    for database in ("published.duckdb", "computed.duckdb"):
        with duckdb.connect(str(changed / "warehouse" / database)) as connection:
            connection.execute(
                "update marts.mart_report_status set blocking_findings = 1"
                " where status = 'accepted' and agency_id = 'AGY-VN34-48-1' and index_year = 2025"
            )
    published = after_run(changed)
    assert [one.code for one in published.refused][:1] == ["BLOCKING-FINDING"]
    assert published.release_id == corrected
    refused = csi("--home", str(changed), "publish", "--acknowledge", "BLOCKING-FINDING")
    assert refused.returncode == 1
    assert "BLOCKING-FINDING" in refused.stderr


def test_a_first_run_that_is_refused_ends_with_a_preview(changed: Path, corrected: str) -> None:
    shutil.move(changed / "releases", changed / "kept")
    try:
        published = after_run(changed)
    finally:
        shutil.rmtree(changed / "releases")
        shutil.move(changed / "kept", changed / "releases")
    assert [one.code for one in published.refused][:1] == ["BLOCKING-FINDING"]
    assert published.release_id is None
    assert published.ranking_page is not None
    page = Path(published.ranking_page).read_text("utf-8")
    assert "Bản xem trước, chưa phát hành" in page


def test_an_export_needs_nothing_else(changed: Path, corrected: str, tmp_path: Path) -> None:
    target = tmp_path / "usb"
    must(
        *("--home", str(changed), "releases", "export"),
        *("--audience", "province-VN34-48", "--out", str(target)),
    )
    assert {path.name for path in target.iterdir()} == {
        *("province-VN34-48", "public", "shared", "manifest.json", "index.html"),
    }
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    assert not [name for name in manifest["files"] if "leadership" in name or "VN34-01/" in name]
    again = csi(
        *("--home", str(changed), "releases", "export"),
        *("--audience", "province-VN34-48", "--out", str(target)),
    )
    assert again.returncode == 2
    unknown = csi("--home", str(changed), "releases", "export", "--audience", "press")
    assert unknown.returncode == 2

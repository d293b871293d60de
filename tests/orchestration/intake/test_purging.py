"""What two people purge is nowhere in the home any more; that it was there stays written down."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import Result

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.backups.backing_up import back_up
from orchestration.identity.accounts import Accounts
from orchestration.intake.home_status import home_status
from orchestration.intake.kept_frames import INTAKE_MARK, keeping
from orchestration.intake.taking_in import rebuild_rows
from orchestration.releasing import publication
from orchestration.run_context import Run, Silence
from orchestration.verifying.whole_home import verify_home
from tests.orchestration.small_reports import AS_OF, deliver, verdicts
from tests.orchestration.verifying.small_home import csi

PASSWORD = "mật khẩu dài"  # noqa: S105
# A figure that is in no other report, to be looked for in every byte.
FIGURE = "918273"
LAW = "Luật Bảo vệ dữ liệu cá nhân 2025, Điều 14"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), report(FIGURE), report("5", period="2023"))
    assert verdicts(home) == {"accepted": 2}
    accounts = Accounts(home.folder)
    accounts.add("an", PASSWORD, ["steward"], "chu", by_owner=True)
    accounts.add("binh", PASSWORD, ["approver"], "chu", by_owner=True)
    return home


def act(home: Home, name: str, *arguments: str) -> Result:
    csi(home.folder, "login", name, answer=f"{PASSWORD}\n")
    return csi(home.folder, *arguments)


def the_report(home: Home) -> str:
    (file,) = (file for file in home.folder.glob("raw/*/*") if FIGURE.encode() in file.read_bytes())
    return file.name


def propose(home: Home, name: str) -> Result:
    why = ("--category", "law", "--reason", "gửi nhầm")
    return act(home, "an", "purge", name[:12], "--legal-base", LAW, *why)


def purged(home: Home) -> str:
    """Purge the report with the figure; its id."""
    name = the_report(home)
    assert propose(home, name).exit_code == 0
    done = act(home, "binh", "decide", "approve", "D1", "--yes")
    assert done.exit_code == 0, done.output
    return name


def places(home: Home) -> list[str]:
    """Where the figure still is, in any file of a home."""
    named = (path for path in home.folder.rglob("*") if path.is_file())
    return [
        path.relative_to(home.folder).as_posix()
        for path in named
        if FIGURE.encode() in path.read_bytes()
    ]


def test_it_is_erased_and_written_down(home: Home) -> None:
    home.previous.write_bytes(FIGURE.encode())
    name = purged(home)
    assert places(home)
    assert verdicts(home) == {"accepted": 1, "withdrawn": 1}
    assert places(home) == []
    assert not [*home.folder.glob(f"raw/*/{name}")]
    with home.ledger() as ledger:
        assert [event.body for event in ledger.events("purged")] == [{"submission_id": name}]
        assert name in {event.body["submission_id"] for event in ledger.events("received")}
    shown = act(home, "an", "decide", "show", "D1").stdout
    assert LAW in shown


def test_a_home_after_a_purge_is_whole_and_nothing_is_asked_for_again(home: Home) -> None:
    purged(home)
    verdicts(home)
    assert [one.key for one in verify_home(home, Silence()).broken] == []
    assert home_status(home).lost == []
    assert rebuild_rows(Run(home, AS_OF)) == []
    assert verdicts(home) == {"accepted": 1, "withdrawn": 1}


def test_one_person_purges_nothing(home: Home) -> None:
    name = the_report(home)
    assert propose(home, name).exit_code == 0
    assert act(home, "an", "decide", "approve", "D1", "--yes").exit_code != 0
    assert verdicts(home) == {"accepted": 2}
    assert places(home)


def test_nothing_ends_a_purge(home: Home) -> None:
    purged(home)
    why = ("--category", "other", "--reason", "đổi ý")
    done = act(home, "an", "decide", "revoke", "D1", *why)
    assert (done.exit_code, "đã xóa báo cáo" in done.stderr) == (2, True), done.output


def test_the_same_file_is_not_received_again(home: Home, tmp_path: Path) -> None:
    name = the_report(home)
    (tmp_path / "again.csv").write_bytes(report(FIGURE))
    purged(home)
    verdicts(home)
    done = csi(home.folder, "submit", str(tmp_path / "again.csv"))
    assert (done.exit_code, "không tiếp nhận lại" in done.stderr) == (2, True), done.output
    (home.inbox / "again.csv").write_bytes(report(FIGURE))
    assert verdicts(home) == {"accepted": 1, "withdrawn": 1}
    assert not [*home.folder.glob(f"raw/*/{name}")]
    assert places(home) == ["inbox/again.csv"]


def test_the_archive_that_brought_it_goes_too_and_the_rest_of_it_stays(
    home: Home, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", report(FIGURE))
        archive.writestr("b.csv", report("6", period="2022"))
    (tmp_path / "both.zip").write_bytes(packed.getvalue())
    assert csi(home.folder, "submit", str(tmp_path / "both.zip")).exit_code == 0
    before = len([*home.folder.glob("raw/*/*")])
    purged(home)
    assert verdicts(home) == {"accepted": 2, "withdrawn": 1}
    assert len([*home.folder.glob("raw/*/*")]) == before - 2
    assert [one.key for one in verify_home(home, Silence()).broken] == []


def test_the_next_backup_erases_it_among_the_originals_of_all(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    back_up(home, folder, Silence(), with_releases=True)
    name = purged(home)
    verdicts(home)
    assert [*folder.glob(f"raw/*/{name}")]
    done = back_up(home, folder, Silence(), with_releases=True)
    assert (done.manifest.lost, [*folder.glob(f"raw/*/{name}")]) == ([], [])


def test_a_report_with_a_secrecy_marking_is_put_apart_and_can_be_purged(home: Home) -> None:
    marked = report("727272", period="2022") + "\nMẬT\n".encode()
    deliver(home, marked)
    assert verdicts(home) == {"accepted": 2, "rejected": 1}
    there = [path for path in home.folder.rglob("*") if path.is_file()]
    holding = [path.parent.parent.name for path in there if b"727272" in path.read_bytes()]
    assert holding == ["raw"]
    name = hashlib.sha256(marked).hexdigest()
    assert propose(home, name).exit_code == 0
    assert act(home, "binh", "decide", "approve", "D1", "--yes").exit_code == 0
    assert verdicts(home) == {"accepted": 2, "withdrawn": 1}
    assert not [path for path in there if path.exists() and b"727272" in path.read_bytes()]


def test_what_readers_had_is_not_kept_once_a_report_in_it_was_erased(home: Home) -> None:
    home.published.write_bytes(FIGURE.encode())
    with home.ledger() as ledger:
        ledger.append("run", [{"as_of": AS_OF.isoformat()}])
    publication._keep_what_readers_had(home)
    assert home.previous.exists()
    purged(home)
    verdicts(home)
    publication._keep_what_readers_had(home)
    assert not home.previous.exists()


def test_a_purge_goes_on_where_rows_were_damaged_or_an_intake_broken_off(home: Home) -> None:
    purged(home)
    for file in home.folder.glob("rows/*/*/*.parquet"):
        file.write_bytes(b"no longer what it was")
    left = home / "warehouse" / "preview-killed"
    left.mkdir()
    (left / "rows").write_bytes(FIGURE.encode())
    assert verdicts(home) == {"accepted": 1, "withdrawn": 1}
    assert places(home) == []


def test_the_mark_of_a_broken_off_intake_outlives_a_later_change(home: Home) -> None:
    (home / INTAKE_MARK).touch()
    with keeping(home):
        pass
    assert (home / INTAKE_MARK).exists()

"""A backup holds what cannot be computed again, and gives it back; a damaged one gives nothing."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingestion.home.home import Home
from ingestion.home.ledger import BrokenChain
from ingestion.home.ledger_head import head_file, kept_head
from ingestion.refusal import Refusal
from ingestion.samples.one_agency import report
from orchestration.backups.backing_up import drop_older
from orchestration.backups.backup_folder import BackupFolder, DamagedBackup
from orchestration.identity.accounts import Accounts
from orchestration.verifying.rested_on import NotWhole
from tests.orchestration.backups.small_backups import backed_up, restored
from tests.orchestration.small_reports import deliver
from tests.orchestration.verifying.damages import change_event, cut, flip, page, raw_file
from tests.orchestration.verifying.small_home import RELEASES, csi

PASSWORD = "mật khẩu dài"  # noqa: S105


def originals(home: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in home.glob("raw/*/*")}


def ledger_events(home: Path) -> list[object]:
    with Home(home).ledger() as ledger:
        return list(ledger.events())


def test_what_was_backed_up_is_there_again(home: Path) -> None:
    (home / "csi.toml").write_text("threads = 3\n")
    accounts = Accounts(home)
    accounts.add("duyet", PASSWORD, ["approver"], "chu", by_owner=True)
    token = accounts.log_in("duyet", PASSWORD)
    done = backed_up(home)
    again = restored(home)
    target = home.with_name("restored")
    assert (again.name, again.lost, again.manifest) == (done.name, [], done.manifest)
    assert originals(target) == originals(home)
    assert ledger_events(target) == ledger_events(home)
    assert kept_head(head_file(target / "ledger.sqlite")) is not None
    assert (target / "home.json").read_bytes() == (home / "home.json").read_bytes()
    assert (target / "csi.toml.restored").read_bytes() == (home / "csi.toml").read_bytes()
    assert not (target / "csi.toml").exists(), "it would work on what the other home works on"
    assert (target / "releases" / "current").readlink() == Path(RELEASES[-1])
    # Passwords go on, sessions do not.
    assert Accounts(target).log_in("duyet", PASSWORD)
    assert Accounts(target).of_session(token) is None
    assert Accounts(home).of_session(token) is not None


def test_nobody_else_may_read_a_backup(home: Path) -> None:
    Accounts(home)
    backed_up(home)
    folder = home.with_name("backups")
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.glob("homes/*/*"))


def test_a_second_backup_holds_what_came_since_and_both_can_be_restored(home: Path) -> None:
    first = backed_up(home)
    deliver(Home(home), report("7", period="2021"))
    second = backed_up(home)
    assert (first.new_originals, second.new_originals) == (4, 1)
    assert second.manifest.originals == first.manifest.originals + 1
    assert restored(home, first.name).manifest.events == first.manifest.events
    shutil.rmtree(home.with_name("restored"))
    assert restored(home).name == second.name
    assert len(originals(home.with_name("restored"))) == 5


def test_reports_come_in_while_a_backup_is_made(home: Path) -> None:
    """Whatever is received meanwhile: each backup holds every original its ledger names."""

    def receive() -> None:
        for number in range(60):
            deliver(Home(home), report(str(number), period="2020"))

    backups = []
    with ThreadPoolExecutor(1) as other:
        received = other.submit(receive)
        while not received.done() or not backups:
            backups.append(backed_up(home))
        received.result()
    assert all(not one.manifest.lost for one in backups)
    for one in (backups[0], backups[-1]):
        assert restored(home, one.name).lost == []
        shutil.rmtree(home.with_name("restored"))


def test_only_the_newest_are_kept_and_no_original_goes(home: Path) -> None:
    names = [backed_up(home).name for _ in range(3)]
    folder = home.with_name("backups")
    assert drop_older(Home(home), folder, 2) == names[:1]
    assert BackupFolder(folder).names() == names[1:]
    assert drop_older(Home(home), folder, 5) == []
    assert restored(home, names[1]).lost == []


@pytest.mark.parametrize(
    ("damage", "error"),
    [(change_event, BrokenChain), (lambda home: flip(page(home)), NotWhole)],
    ids=["ledger", "release"],
)
def test_a_home_that_is_not_whole_is_not_backed_up(
    home: Path, damage: Callable[[Path], object], error: type[Refusal]
) -> None:
    before = backed_up(home).name
    damage(home)
    with pytest.raises(error):
        backed_up(home)
    assert BackupFolder(home.with_name("backups")).names() == [before]


def test_a_lost_original_is_told_and_the_rest_backed_up(home: Path) -> None:
    lost = raw_file(home)
    lost.unlink()
    done = backed_up(home)
    assert done.manifest.lost == [lost.name]
    again = restored(home)
    assert again.lost == []
    assert lost.name not in originals(home.with_name("restored"))
    told = csi(home, "backup", str(home.with_name("backups")))
    assert (told.exit_code, lost.name[:12] in told.stdout) == (1, True)


def test_an_original_damaged_in_the_backup_is_put_there_again(home: Path) -> None:
    backed_up(home)
    flip(raw_file(home.with_name("backups")))
    backed_up(home)
    assert restored(home).lost == []


def of_backup(home: Path, name: str) -> Path:
    (folder,) = (home.with_name("backups") / "homes").iterdir()
    return folder / name


@pytest.mark.parametrize(
    "damage",
    [
        lambda home: flip(of_backup(home, "ledger.sqlite")),
        lambda home: cut(of_backup(home, "ledger.sqlite")),
        lambda home: of_backup(home, "ledger.sqlite").unlink(),
        lambda home: of_backup(home, "home.json").write_text('{"layout_version":1,"kind":"real"}'),
        lambda home: cut(of_backup(home, "manifest.json")),
    ],
    ids=["ledger changed", "ledger cut", "ledger gone", "card changed", "manifest cut"],
)
def test_nothing_is_restored_from_a_damaged_backup(
    home: Path, damage: Callable[[Path], object]
) -> None:
    backed_up(home)
    damage(home)
    with pytest.raises(DamagedBackup):
        restored(home)
    assert not home.with_name("restored").exists()
    assert not [*home.parent.glob(".restored.*")]


def test_originals_that_are_gone_from_a_backup_are_named(home: Path) -> None:
    backed_up(home)
    gone = raw_file(home.with_name("backups"))
    gone.unlink()
    assert restored(home).lost == [gone.name]


def test_a_home_that_is_there_is_not_written_over(home: Path) -> None:
    backed_up(home)
    target = home.with_name("restored")
    target.mkdir()
    (target / "notes.txt").touch()
    done = csi(target, "restore", str(home.with_name("backups")))
    assert (done.exit_code, "đã có dữ liệu" in done.stderr) == (2, True)
    assert [path.name for path in target.iterdir()] == ["notes.txt"]


def test_backups_do_not_lie_in_the_home(home: Path) -> None:
    done = csi(home, "backup", str(home / "backups"))
    assert (done.exit_code, (home / "backups").exists()) == (2, False)


def test_backups_are_listed_and_an_unknown_one_is_refused(home: Path) -> None:
    folder = str(home.with_name("backups"))
    assert csi(home, "restore", folder, "--list").exit_code == 2
    name = json.loads(csi(home, "backup", folder, "--json").stdout)["name"]
    listed = csi(home, "restore", folder, "--list").stdout
    assert listed.startswith(f"{name}: ")
    assert "4 tệp gốc, 2 bản phát hành" in listed
    other = csi(home.with_name("other"), "restore", folder, "--of", "20200101T000000Z")
    assert (other.exit_code, name in other.stderr) == (2, True)


def test_releases_are_left_out_on_request(home: Path) -> None:
    assert backed_up(home, with_releases=False).manifest.releases == {}
    restored(home)
    assert [*(home.with_name("restored") / "releases").iterdir()] == []

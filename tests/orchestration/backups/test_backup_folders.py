"""A folder of backups is one home's; what is damaged or unfinished there is mended by the next."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.release_record.manifest import file_hashes
from ingestion.home.home import Home
from ingestion.home.ledger_head import first_hash
from ingestion.refusal import Refusal
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.backups.backing_up import back_up, drop_older
from orchestration.backups.backup_folder import BackupFolder
from orchestration.backups.restoring import restore
from orchestration.run_context import Silence
from tests.orchestration.backups.small_backups import backed_up, restored
from tests.orchestration.small_reports import deliver
from tests.orchestration.verifying.damages import cut, flip, raw_file
from tests.orchestration.verifying.small_home import ACCEPTED, RELEASES, csi


def backups_of(home: Path) -> Path:
    return home.with_name("backups")


def manifest_of(home: Path, name: str) -> Path:
    return backups_of(home) / "homes" / name / "manifest.json"


def forget_home(home: Path, name: str) -> None:
    """Make a backup as the first version did, which did not say whose it was."""
    file = manifest_of(home, name)
    said = json.loads(file.read_text())
    del said["home"]
    file.write_text(json.dumps(said))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("is_first_version", [False, True], ids=["now", "first version"])
def test_another_home_is_refused(home: Path, language: str, is_first_version: bool) -> None:
    name = backed_up(home).name
    if is_first_version:
        forget_home(home, name)
    before = file_hashes(backups_of(home) / "raw")
    other = Home(home.with_name("other"))
    deliver(other, register(AGENCY))
    refused = csi(other.folder, "backup", str(backups_of(home)), "--lang", language)
    ids = [str(first_hash(one / "ledger.sqlite"))[:12] for one in (home, other.folder)]
    assert refused.exit_code == 2
    for part in (str(backups_of(home)), name, str(other.folder), *ids):
        assert part in refused.stderr
    assert BackupFolder(backups_of(home)).names() == [name]
    assert file_hashes(backups_of(home) / "raw") == before


def test_a_home_made_anew_is_refused_in_the_folder_of_the_one_before(home: Path) -> None:
    backed_up(home)
    shutil.rmtree(home)
    Home(home)
    assert csi(home, "backup", str(backups_of(home))).exit_code == 2


def test_a_home_backed_up_before_anything_happened_goes_on_in_its_folder(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert backed_up(home.folder).manifest.home is None
    deliver(home, register(AGENCY))
    assert backed_up(home.folder).manifest.home == first_hash(home.ledger_file)


def test_a_restored_home_goes_on_in_the_folder_it_was_restored_from(home: Path) -> None:
    first = backed_up(home)
    restored(home)
    assert backed_up(home.with_name("restored")).manifest.home == first.manifest.home


def test_a_backup_that_does_not_say_whose_it_is_is_restored(home: Path) -> None:
    name = backed_up(home).name
    forget_home(home, name)
    assert restored(home).manifest.home is None


def kept_release(home: Path) -> Path:
    return sorted((backups_of(home) / "releases").iterdir())[0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda home: flip(kept_release(home) / "public" / "index.html"),
        lambda home: (kept_release(home) / "public" / "index.html").unlink(),
        lambda home: (kept_release(home) / "public" / "added.html").touch(),
        lambda home: cut(kept_release(home) / "manifest.json"),
        lambda home: cut(raw_file(backups_of(home))),
    ],
    ids=["page changed", "page gone", "page added", "manifest cut", "original cut"],
)
def test_what_is_damaged_in_the_folder_is_put_there_again(
    home: Path, damage: Callable[[Path], object]
) -> None:
    backed_up(home)
    before = {name: file_hashes(backups_of(home) / name) for name in ("raw", "releases")}
    damage(home)
    backed_up(home)
    assert before == {name: file_hashes(backups_of(home) / name) for name in before}
    assert restored(home).lost == []


class Synced:
    """What was on the disk by ``fsync`` when a folder came to its place, and what was not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, renaming: str, below: Path) -> None:
        self.inodes: set[int] = set()
        self.not_synced: list[list[str]] = []
        sync, rename = os.fsync, getattr(Path, renaming)

        def synced(opened: int) -> None:
            self.inodes.add(os.fstat(opened).st_ino)
            sync(opened)

        def renamed(path: Path, target: Path) -> Path:
            if below == path or below in path.parents:
                self.look(below if below.exists() else path)
            self.inodes.discard(path.parent.stat().st_ino)
            moved: Path = rename(path, target)
            return moved

        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(Path, renaming, renamed)

    def look(self, folder: Path) -> None:
        there = [path for path in (folder, *folder.rglob("*")) if not path.name.startswith("lock")]
        self.not_synced.append(
            [path.name for path in there if path.lstat().st_ino not in self.inodes]
        )


def test_all_of_a_backup_is_on_the_disk_before_it_is_there(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = Synced(monkeypatch, "rename", backups_of(home))
    backed_up(home)
    assert synced.not_synced[-1] == []
    synced.look(backups_of(home))
    assert synced.not_synced[-1] == []


def test_all_of_a_home_is_on_the_disk_before_it_is_in_its_place(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(home)
    unfinished = home.with_name(f".restored.{os.getpid()}.restoring")
    synced = Synced(monkeypatch, "replace", unfinished)
    restored(home)
    assert synced.not_synced == [["current"]], "a link is in its folder"
    assert home.parent.stat().st_ino in synced.inodes, "and its name afterwards"


def leave_unfinished(home: Path) -> None:
    """What backups leave that are killed while they copy the ledger, an original, a release."""
    folder = backups_of(home)
    begun = folder / "homes" / "20260101T000000.000000Z.new.part"
    begun.mkdir()
    (begun / "ledger.sqlite").touch()
    raw_file(folder).with_name(f"{'a' * 64}.{os.getpid()}.part").touch()
    kept = kept_release(home)
    shutil.copytree(kept, kept.with_name(f"{kept.name}.new.part"))
    kept.rename(kept.with_name(f"{kept.name}.old.part"))


@pytest.mark.parametrize("with_releases", [True, False], ids=["all", "without releases"])
def test_what_killed_backups_left_is_swept(home: Path, with_releases: bool) -> None:
    first = backed_up(home)
    leave_unfinished(home)
    assert backed_up(home, with_releases=with_releases).swept == 3
    assert not [*backups_of(home).rglob("*.part")]
    assert restored(home, first.name).lost == []


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Đã dọn 3 tệp"), ("en", "Took away 3 unfinished")]
)
def test_what_was_swept_is_told(home: Path, language: str, words: str) -> None:
    backed_up(home)
    leave_unfinished(home)
    command = ("backup", str(backups_of(home)), "--lang", language)
    assert words in csi(home, *command).stdout
    assert words not in csi(home, *command).stdout


def test_to_take_older_backups_away_can_be_killed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newest = (backed_up(home).name for _ in range(2))

    def killed(folder: Path) -> None:
        (folder / "ledger.sqlite").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            drop_older(Home(home), backups_of(home), 1)
    assert BackupFolder(backups_of(home)).names() == [newest]
    listed = csi(home, "restore", str(backups_of(home)), "--list")
    assert (listed.exit_code, older in listed.stdout) == (0, False)
    assert backed_up(home).swept == 1


def test_a_backup_without_a_manifest_is_none_of_those_that_are_kept(home: Path) -> None:
    names = [backed_up(home).name for _ in range(3)]
    manifest_of(home, names[-1]).unlink()
    assert drop_older(Home(home), backups_of(home), 2) == []
    assert drop_older(Home(home), backups_of(home), 1) == names[:1]


def test_two_backups_wait_for_each_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.home.one_writer._PATIENCE_SECONDS", 0.1)
    backed_up(home)
    with Home(home).alone_in(backups_of(home)):
        done = csi(home, "backup", str(backups_of(home)))
    assert (done.exit_code, str(backups_of(home)) in done.stderr) == (3, True)


@pytest.mark.parametrize("file", ["ledger.sqlite", "manifest.json"])
def test_a_damaged_backup_is_listed_beside_the_others(home: Path, file: str) -> None:
    damaged, whole = (backed_up(home).name for _ in range(2))
    manifest_of(home, damaged).with_name(file).unlink()
    listed = csi(home, "restore", str(backups_of(home)), "--list")
    first, second = listed.stdout.splitlines()
    assert listed.exit_code == 1
    assert first.startswith(f"{damaged}: HỎNG")
    assert str(manifest_of(home, damaged).with_name(file)) in first
    assert second.startswith(f"{whole}: lập lúc")
    answer = csi(home, "restore", str(backups_of(home)), "--list", "--json")
    (broken,) = json.loads(answer.stdout)[damaged]["broken"]
    assert (answer.exit_code, broken["code"]) == (1, "backup.damaged")
    assert json.loads(answer.stdout)[whole]["releases"].keys() == {*RELEASES}


def test_neither_a_home_nor_a_place_among_backups_is_taken(home: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "other").folder
    before = sorted(other.rglob("*"))
    with pytest.raises(Refusal, match=r"backup\.is_home"):
        back_up(Home(home), other, Silence(), with_releases=True)
    assert sorted(other.rglob("*")) == before
    backed_up(home)
    folder = home.with_name("backups")
    with pytest.raises(Refusal, match=r"backup\.target_inside"):
        restore(folder, folder / "homes" / "again", None, Silence())


def test_what_lies_in_the_inbox_and_was_received_is_no_alarm(home: Path) -> None:
    (home / "inbox" / "received.csv").write_bytes(ACCEPTED)
    (home / "inbox" / "deliveries.csv").write_text("file,sender,channel,received_at\n")
    assert backed_up(home).in_inbox == 0
    (home / "inbox" / "new.csv").write_bytes(report("9"))
    assert backed_up(home).in_inbox == 1

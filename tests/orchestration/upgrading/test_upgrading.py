"""A home that an older version of this software wrote is brought to this one, or stays as it was.

``home_of_layout_1.tar.xz`` was written by the first version: a register, five reports of made-up
figures, one of them replaced, and what one run kept of them.
"""

import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from ingestion.home.home import CARD_FILE, LAYOUT_VERSION, Home, OlderLayout
from ingestion.home.ledger import BrokenChain
from ingestion.home.ledger_head import head_file, kept_head
from orchestration.backups.backing_up import back_up
from orchestration.backups.restoring import restore
from orchestration.intake.taking_in import rebuild_rows
from orchestration.run_context import Run, Silence
from orchestration.verifying.rows_and_findings import flaws_of_frames
from orchestration.verifying.whole_home import verify_home
from tests.orchestration.small_reports import AS_OF
from tests.orchestration.verifying.damages import change_ledger
from tests.orchestration.verifying.small_home import csi, small_home

KEPT = Path(__file__).with_name("home_of_layout_1.tar.xz")
CARD_1 = {"layout_version": 1, "kind": "synthetic"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A home of the first layout, open to other users as that version left it."""
    folder = tmp_path / "old"
    with tarfile.open(KEPT) as kept:
        kept.extractall(folder, filter="data")
    folder.chmod(0o755)
    return folder


def events(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "ledger.sqlite")) as ledger:
        return ledger.execute("select * from event order by sequence").fetchall()


@pytest.mark.parametrize(
    "command", [["status"], ["run"], ["verify"], ["backup", "elsewhere"], ["rebuild"]]
)
def test_an_older_home_is_refused_with_the_command_that_mends_it(
    old: Path, command: list[str]
) -> None:
    before = {file: file.read_bytes() for file in old.rglob("*") if file.is_file()}
    answer = csi(old, *command)
    assert answer.exit_code == 2
    assert "csi home upgrade" in answer.output
    assert {file: file.read_bytes() for file in before} == before


def test_what_was_received_and_recorded_stays(old: Path) -> None:
    before, originals = events(old), sorted(file.name for file in old.glob("raw/*/*"))
    home = Home(old, upgrades=True)
    home.upgrade()
    home.end_upgrade()
    assert Home(old).layout_version == LAYOUT_VERSION
    assert home.kind == "synthetic"
    assert events(old) == before
    assert sorted(file.name for file in old.glob("raw/*/*")) == originals
    kept = kept_head(head_file(home.ledger_file))
    assert kept is not None
    assert kept.events == len(before)
    assert not [path for path in old.rglob("*") if path.stat().st_mode & 0o077]


def test_rows_and_findings_are_made_again(old: Path) -> None:
    home = Home(old, upgrades=True)
    home.upgrade()
    home.end_upgrade()
    assert rebuild_rows(Run(home, AS_OF)) == []
    with home.ledger() as ledger:
        assert list(flaws_of_frames(home, ledger)) == []
    names = [file.name.split(".") for file in [*old.glob("rows/*/*/*"), *old.glob("findings/*")]]
    assert names
    assert {len(name) for name in names} == {3}, "each name ends with a hash"


def test_an_older_home_whose_ledger_was_changed_stays_as_it_is(old: Path) -> None:
    change_ledger(old, "update event set body = replace(body, 'budget-2025', 'budget-2024')")
    with pytest.raises(BrokenChain):
        Home(old, upgrades=True).upgrade()
    assert json.loads((old / CARD_FILE).read_text()) == CARD_1
    with pytest.raises(OlderLayout):
        Home(old)


def test_an_upgrade_that_was_killed_begins_anew(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: object, __: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("orchestration.commands.home.compute_last_day_again", killed)
    assert csi(old, "home", "upgrade").exit_code != 0
    with pytest.raises(OlderLayout):
        Home(old)
    with Home(old, upgrades=True).ledger() as ledger:
        assert ledger.verify() == 12


def test_what_is_broken_after_an_upgrade_is_named(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computing = "orchestration.commands.home.compute_last_day_again"
    monkeypatch.setattr(computing, lambda *_: None)  # rows stay as the first layout wrote them
    answer = csi(old, "home", "upgrade", "--json")
    codes = [one["code"] for one in json.loads(answer.stdout)["broken"]]
    assert (answer.exit_code, "verify.frames.damaged" in codes) == (1, True)


def test_a_home_of_this_layout_stays_as_it_is(tmp_path: Path) -> None:
    home = small_home(tmp_path / "home")
    before = events(home)
    answer = csi(home, "home", "upgrade", "--json")
    assert answer.exit_code == 0
    expected = {"before": 2, "layout": 2, "content_hash": None, "broken": []}
    assert json.loads(answer.stdout) == expected
    assert events(home) == before
    assert verify_home(Home(home), Silence()).is_whole


def test_a_backup_of_an_older_home_is_restored_as_one_of_this_layout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("ingestion.home.home.LAYOUT_VERSION", 1)
        home = Home(small_home(tmp_path / "home"))
        back_up(home, tmp_path / "backups", Silence(), with_releases=True)
    restore(tmp_path / "backups", tmp_path / "restored", None, Silence())
    restored = Home(tmp_path / "restored")
    assert restored.layout_version == LAYOUT_VERSION
    assert events(restored.folder) == events(tmp_path / "home")


@pytest.mark.nightly
def test_an_older_home_is_computed_again_and_is_whole(old: Path) -> None:
    answer = csi(old, "home", "upgrade")
    assert answer.exit_code == 0, answer.output
    assert csi(old, "verify").exit_code == 0
    assert "2026-07-31" in csi(old, "status").stdout

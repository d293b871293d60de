"""A home is one user's: closed to others, refused to them in a sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from ingestion.home.private_folder import ForeignHome
from orchestration.cli import main

NOBODY = 65_534


def csi(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


def open_to_others(folder: Path) -> list[Path]:
    """What of a home somebody else may read, write or enter."""
    everything = [folder, *folder.rglob("*")]
    kept = (path for path in everything if not path.is_symlink())
    return [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home with a file received."""
    tmp_path.chmod(0o755)
    report = tmp_path / "a.csv"
    report.write_text("Nguyễn Văn A, 0912345678")
    assert csi(tmp_path / "home", "submit", str(report)).exit_code == 0
    return tmp_path / "home"


def test_nobody_else_reads_a_home(folder: Path) -> None:
    assert csi(folder, "status").exit_code == 0
    assert open_to_others(folder) == []


def test_a_home_that_was_open_is_closed_when_its_owner_opens_it(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    outside = folder.parent / "outside.txt"
    outside.write_text("somebody's")
    outside.chmod(0o644)
    (folder / "inbox" / "link").symlink_to(outside)
    assert csi(folder, "status").exit_code == 0
    assert open_to_others(folder) == []
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


def test_a_raw_store_elsewhere_is_closed_too(folder: Path) -> None:
    elsewhere = folder.parent / "raw"
    (folder / "raw").rename(elsewhere)
    elsewhere.chmod(0o755)
    (folder / "csi.toml").write_text(f'raw_store = "{elsewhere}"\n')
    assert csi(folder, "status").exit_code == 0
    assert open_to_others(elsewhere) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_another_user_is_told_how_two_work_in_it(
    folder: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: NOBODY)
    refused = csi(folder, "status", "--lang", language)
    assert refused.exit_code == 2
    for part in (str(folder), "csi account add", "sudo -u", "csi login"):
        assert part in refused.stderr
    with pytest.raises(ForeignHome):
        Home(folder)


def test_a_user_of_the_system_without_rights_gets_a_sentence(folder: Path) -> None:
    """Root alone can become another user; who runs the tests as somebody else tries the above."""
    if os.getuid() != 0:
        return
    before = sorted(folder.rglob("*"))
    assert csi(folder, "status").exit_code == 0, "and everything is imported"
    # The last one is closed itself, and not only what it lies in.
    for home in (folder, folder / "inbox" / "deeper", Path(folder.name)):
        child = os.fork()
        if child == 0:
            os.chdir(folder.parent)
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            told = csi(home, "status", "--lang", "en")
            is_said = "The home" in told.stderr or "The folder" in told.stderr
            os._exit(0 if told.exit_code == 2 and is_said else 1)
        assert os.waitpid(child, 0)[1] == 0
    assert sorted(folder.rglob("*")) == before


def test_root_is_refused_in_the_home_of_another(folder: Path) -> None:
    if os.getuid() != 0:
        return
    os.chown(folder, NOBODY, NOBODY)
    assert csi(folder, "status").exit_code == 2
    assert csi(folder, "submit", str(folder.parent / "a.csv")).exit_code == 2

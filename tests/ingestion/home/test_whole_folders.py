"""A folder is replaced whole or not at all, whatever ends the process that does it."""

import os
import shutil
from pathlib import Path

import pytest

from ingestion.home import whole_folders
from ingestion.home.whole_folders import finish, whole_folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "old").touch()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder.parent).as_posix() for path in folder.parent.rglob("*"))


def replace(target: Path) -> None:
    with whole_folder(target) as unfinished:
        (unfinished / "new").touch()


def test_the_new_folder_is_there_when_it_is_whole(target: Path) -> None:
    with whole_folder(target) as unfinished:
        (unfinished / "new").touch()
        assert [path.name for path in target.iterdir()] == ["old"]
    assert names(target) == ["rows", "rows/new"]


def test_what_fails_leaves_what_there_was(target: Path) -> None:
    with pytest.raises(OSError, match="disk full"), whole_folder(target):
        raise OSError("disk full")
    assert names(target) == ["rows", "rows/old"]


class Killed(BaseException):
    """The end of a process."""


# What the steps call, and how often before the one at which the process ends.
STEPS = [("rename", 0), ("rename", 1), ("rmtree", 0)]


@pytest.mark.parametrize(("name", "before"), STEPS, ids=["first move", "second move", "clean-up"])
def test_killed_at_any_step_it_is_finished_or_undone(
    target: Path, monkeypatch: pytest.MonkeyPatch, name: str, before: int
) -> None:
    module = shutil if name == "rmtree" else Path
    real, calls = getattr(module, name), iter(range(10))

    def kill(*arguments: object) -> object:
        if next(calls) == before:
            raise Killed
        return real(*arguments)

    monkeypatch.setattr(module, name, kill)
    with pytest.raises(Killed):
        replace(target)
    monkeypatch.undo()
    target.mkdir(exist_ok=True)  # as whoever opens a home does
    assert finish(target)
    assert names(target) == ["rows", "rows/old" if (name, before) == STEPS[0] else "rows/new"]
    assert not finish(target)
    replace(target)
    assert names(target) == ["rows", "rows/new"]


def test_names_are_on_the_disk_before_the_old_folder_goes(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[list[str]] = []
    monkeypatch.setattr(
        whole_folders, "sync_folder", lambda folder: synced.append(sorted(os.listdir(folder)))
    )
    replace(target)
    assert synced == [["new"], ["rows", "rows.old.part"]]

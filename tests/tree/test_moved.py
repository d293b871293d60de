"""`.ci/moved` shows what a commit moved, and passes where there is nothing to compare with."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kept import ROOT

_AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@b.example")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of one commit that holds the script."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "moved", tmp_path / ".ci")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(repository: Path, *arguments: str) -> None:
    subprocess.run(["git", *_AUTHOR, *arguments], cwd=repository, check=True)


def commit(repository: Path) -> None:
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "x")


def moved(repository: Path) -> str:
    done = subprocess.run(
        [repository / ".ci" / "moved"], capture_output=True, text=True, check=True, cwd="/"
    )
    return done.stdout


def test_a_first_commit_has_none_before_it(repository: Path) -> None:
    assert "no commit before" in moved(repository)


def test_a_shallow_clone_has_none_before_it(repository: Path, tmp_path: Path) -> None:
    (repository / "ingestion").mkdir()
    (repository / "ingestion" / "a.py").touch()
    commit(repository)
    git(repository, "clone", "--quiet", "--depth", "1", f"file://{repository}", "shallow")
    assert "no commit before" in moved(repository / "shallow")


def test_docs_and_tests_move_no_figure(repository: Path) -> None:
    (repository / "tests").mkdir()
    (repository / "tests" / "test_a.py").touch()
    (repository / "README.md").write_text("read me")
    commit(repository)
    assert "nothing that computes figures has changed" in moved(repository)


def test_a_commit_before_that_does_not_run_is_said(repository: Path) -> None:
    (repository / "ingestion").mkdir()
    (repository / "ingestion" / "a.py").touch()
    commit(repository)
    assert "the commit before does not run here" in moved(repository)
    left = subprocess.run(
        ["git", "worktree", "list"], capture_output=True, text=True, check=True, cwd=repository
    )
    assert left.stdout.count("\n") == 1, "the folder of the commit before is taken away"

"""What lies in the place of a file of a home and is none is told: to open a pipe never ends."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.home.home import Home
from tests.orchestration.verifying.damages import (
    findings_file,
    manifest,
    page,
    raw_file,
    row_file,
    to_folder,
)
from tests.orchestration.verifying.small_home import csi


def to_pipe(file: Path) -> None:
    file.unlink(missing_ok=True)
    os.mkfifo(file)


def to_socket(file: Path) -> None:
    file.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(file.parent)  # the name of a socket is short
        listening.bind(file.name)


# Each file that commands open, and how `csi verify` ends: 1 a flaw, 2 not looked at.
FILES: list[tuple[str, Callable[[Path], Path], int]] = [
    ("home.json", lambda home: home / "home.json", 1),
    ("ledger.sqlite", lambda home: home / "ledger.sqlite", 1),
    ("ledger.head.json", lambda home: home / "ledger.head.json", 1),
    ("published.duckdb", lambda home: Home(home).published, 1),
    ("computed.duckdb", lambda home: Home(home).computed, 1),
    (".parquet", row_file, 1),
    (".parquet", findings_file, 1),
    ("manifest.json", manifest, 1),
    ("index.html", page, 1),
    ("added.html", lambda home: page(home).with_name("added.html"), 1),
    ("", raw_file, 1),
    ("csi.toml", lambda home: home / "csi.toml", 2),
    ("lock.json", lambda home: home / "lock.json", 2),
    ("accounts.sqlite", lambda home: home / "accounts.sqlite", 2),
    ("ledger.sqlite-journal", lambda home: home / "ledger.sqlite-journal", 2),
    ("accounts.sqlite-wal", lambda home: home / "accounts.sqlite-wal", 2),
]


@pytest.mark.parametrize("became", [to_pipe, to_socket], ids=["pipe", "socket"])
@pytest.mark.parametrize(("name", "of", "code"), FILES)
def test_what_is_no_file_is_told_by_verify(
    home: Path,
    name: str,
    of: Callable[[Path], Path],
    code: int,
    became: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(home)
    became(of(home))
    done = csi(home, "verify")
    assert (done.exit_code, name in done.output) == (code, True), done.output


@pytest.mark.parametrize(
    ("name", "of"), [(name, of) for name, of, _ in FILES if name not in ("added.html", "")]
)
@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("return", "--all-held"),
        ("releases", "list"),
        ("explain", "VN34-01", "2024"),
        ("backup", "../backups"),
    ],
    ids=lambda command: command[0],
)
def test_no_command_waits_for_a_pipe(
    home: Path,
    name: str,
    of: Callable[[Path], Path],
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(home)
    to_pipe(of(home))
    done = csi(home, *command)
    assert isinstance(done.exception, SystemExit | None), done.output
    assert not any(sign in done.output for sign in ("Traceback", "Error")), done.output


@pytest.mark.parametrize("name", ["csi.toml", "lock", "lock.json", "intake.part"])
def test_a_folder_in_the_place_of_a_file_is_named(home: Path, name: str) -> None:
    to_folder(home / name) if (home / name).exists() else (home / name).mkdir()
    for language in ("vi", "en"):
        done = csi(home, "status", "--lang", language)
        assert (done.exit_code, str(home / name) in done.stderr) == (2, True), done.output

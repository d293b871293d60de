"""A damaged file is told in a sentence that names it, whatever the command; no stack is shown."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.home import whole_files
from ingestion.home.database import DamagedDatabase, read_database, working_database
from ingestion.home.home import Home
from orchestration.commands.machine_failures import refused_by_machine
from orchestration.run_context import Run
from orchestration.warehouse.loading import load_ledger_tables
from orchestration.warehouse.snapshot import publish
from tests.orchestration.small_reports import AS_OF
from tests.orchestration.verifying.damages import (
    change_ledger,
    cut,
    findings_file,
    lay_log_beside,
    manifest,
    raw_file,
    to_folder,
)
from tests.orchestration.verifying.small_home import RELEASES, csi

GARBAGE = b"no longer what it was" * 100


def write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda home: (home / name).write_bytes(content)


COMPUTED, PUBLISHED = "warehouse/computed.duckdb", "warehouse/published.duckdb"
CASES: list[tuple[Callable[[Path], object], tuple[str, ...], str, int]] = [
    (write("csi.toml", b"threads = = 3"), ("status",), "csi.toml", 2),
    (write("csi.toml", b"threads = = 3"), ("verify",), "csi.toml", 2),
    (write("csi.toml", b"\xff\xfe"), ("status",), "csi.toml", 2),
    (lambda home: (home / "csi.toml").mkdir(), ("status",), "csi.toml", 2),
    (lambda home: cut(home / COMPUTED), ("explain", "VN34-01", "2024"), COMPUTED, 3),
    (write(COMPUTED, GARBAGE), ("explain", "VN34-01", "2024"), COMPUTED, 3),
    (lambda home: cut(home / COMPUTED), ("publish", "--dry-run"), COMPUTED, 3),
    (write(COMPUTED, GARBAGE), ("what-if", "VN34-01", "2024", "--set", "x=1"), COMPUTED, 3),
    (lambda home: cut(home / PUBLISHED), ("catalogue",), PUBLISHED, 3),
    (lambda home: cut(manifest(home)), ("releases", "list"), RELEASES[0], 3),
    (lambda home: cut(manifest(home)), ("releases", "compare", RELEASES[0]), RELEASES[0], 3),
    (
        lambda home: findings_file(home).write_bytes(GARBAGE),
        ("return", "--all-held"),
        "findings",
        3,
    ),
    (write("accounts.sqlite", GARBAGE), ("account", "list"), "accounts.sqlite", 3),
    (write("accounts.sqlite", GARBAGE), ("whoami",), "accounts.sqlite", 3),
    (write("ledger.sqlite", GARBAGE), ("status",), "ledger.sqlite", 3),
    (write("home.json", b"{"), ("status",), "home.json", 3),
]


@pytest.mark.parametrize(
    ("damage", "command", "named", "code"),
    CASES,
    ids=[f"{named} {command[0]}" for _, command, named, _ in CASES],
)
def test_a_damaged_file_is_named(
    home: Path, damage: Callable[[Path], object], command: tuple[str, ...], named: str, code: int
) -> None:
    damage(home)
    for language in ("vi", "en"):
        done = csi(home, *command, "--lang", language)
        assert done.exit_code == code, done.output
        assert named in done.stderr
        assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("kind", "body"),
    [("received", "'{'"), ("verdict", "'[]'"), ("received", "'{}'"), ("run", "x'ff'")],
)
def test_an_event_that_says_nothing_is_told_by_every_command(
    home: Path, tmp_path: Path, kind: str, body: str
) -> None:
    change_ledger(home, f"update event set body = {body} where kind = '{kind}'")
    file = tmp_path / "new.csv"
    file.write_bytes(b"a,b\n1,2\n")
    for command in (("status",), ("submit", str(file)), ("conflicts",)):
        done = csi(home, *command)
        assert not any(sign in done.output for sign in ("Traceback", "Error")), done.output
        if done.exit_code:
            assert "sự kiện" in done.output, (command, done.output)
    assert csi(home, "verify").exit_code == 1


def test_a_database_that_a_run_builds_in_anyway_is_begun_anew(home: Path) -> None:
    opened = Home(home)
    opened.working.write_bytes(GARBAGE)
    assert load_ledger_tables(Run(opened, AS_OF)).height == 3


def test_a_full_disk_is_told_and_loses_nothing_that_was_acknowledged(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.csv"
    file.write_bytes(b"a,b\n1,2\n")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = (home / "ledger.sqlite").read_bytes()
    monkeypatch.setattr(whole_files.os, "fsync", full)
    done = csi(home, "submit", str(file))
    monkeypatch.undo()
    assert (done.exit_code, "đã đầy" in done.stderr) == (3, True), done.output
    assert (home / "ledger.sqlite").read_bytes() == before
    assert csi(home, "verify").exit_code == 0


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (OSError(errno.ENOSPC, "x"), "refused.disk_full"),
        (RuntimeError("database or disk is full"), "refused.disk_full"),
        (PermissionError(errno.EACCES, "x", "kho/ledger.sqlite"), "refused.no_permission"),
        (OSError(errno.EROFS, "x"), "refused.no_permission"),
        (RuntimeError("attempt to write a readonly database"), "refused.no_permission"),
        (OSError(errno.EIO, "x"), None),
        (RuntimeError("x"), None),
    ],
)
def test_what_the_machine_refuses_is_known(error: Exception, key: str | None) -> None:
    try:
        raise ValueError("outer") from error
    except ValueError as outer:
        refused = refused_by_machine(outer)
    assert (refused and refused.key) == key


@pytest.mark.parametrize("name", ["inbox", "raw", "rows", "warehouse", "releases", "dbt"])
@pytest.mark.parametrize("became", ["a file", "a link to nowhere"])
def test_what_lies_in_the_place_of_a_folder_is_named(home: Path, name: str, became: str) -> None:
    shutil.rmtree(home / name, ignore_errors=True)
    if became == "a file":
        (home / name).write_text("x")
    else:
        (home / name).symlink_to(home / "unmounted")
    for command in ("status", "verify"):
        done = csi(home, command)
        assert (done.exit_code, str(home / name) in done.stderr) == (2, True), done.output


def test_a_home_without_its_card_is_not_called_no_home(home: Path) -> None:
    (home / "home.json").unlink()
    for command in (("status",), ("run",), ("backup", str(home.parent / "backups"))):
        done = csi(home, *command)
        assert (done.exit_code, "csi verify" in done.stderr) == (3, True), done.output


def test_an_original_that_became_a_folder_is_mended_by_handing_it_in(home: Path) -> None:
    original = raw_file(home)
    content = original.read_bytes()
    to_folder(original)
    Home(home).raw_store().put(content)
    assert original.read_bytes() == content


def test_a_run_takes_the_log_away_that_lay_beside_what_readers_open(home: Path) -> None:
    opened = Home(home)
    lay_log_beside("published.duckdb")(home)
    with pytest.raises(DamagedDatabase), read_database(opened.published):
        pass
    with working_database(opened.working) as connection:
        connection.execute("create schema marts")
    publish(opened.working, opened.computed, opened.published, [], lambda _: None)
    with read_database(opened.published) as connection:
        assert connection.execute("select 1").fetchone() == (1,)

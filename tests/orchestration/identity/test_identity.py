"""Who acts: sessions, mapped users, and everybody else."""

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from orchestration.cli import main

PHRASE = "mot mat khau dai"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def csi(home: Home, *arguments: str, typed: str = PHRASE + "\n", **environment: str) -> Result:
    command = ["--home", str(home.folder), *arguments]
    return CliRunner(env=environment).invoke(main, command, input=typed)


def add(home: Home, name: str, *roles: str) -> Result:
    options = [part for role in roles for part in ("--role", role)]
    return csi(home, "account", "add", name, *options, "--password-stdin")


def login(home: Home, name: str, password: str = PHRASE) -> Result:
    return csi(home, "login", name, "--password-stdin", typed=password + "\n")


def whoami(home: Home, **environment: str) -> dict[str, object]:
    actor: dict[str, object] = json.loads(csi(home, "whoami", "--json", **environment).stdout)
    return actor


def test_an_unmapped_user_reads_and_submits_only(home: Home) -> None:
    assert whoami(home)["roles"] == ["reader"]
    assert whoami(home)["known_by"] == "unmapped"
    assert add(home, "minh", "approver").exit_code == 0
    assert add(home, "lan", "steward").exit_code == 0
    refused = add(home, "hoa", "steward")
    assert refused.exit_code == 2
    assert "csi login" in refused.output


def test_who_does_not_own_a_home_makes_no_account(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    whoami(home)
    monkeypatch.setattr("orchestration.commands.accounts.owns", lambda _: False)
    assert add(home, "minh", "approver").exit_code == 2


def test_accounts_of_before_stay_in_use(home: Home) -> None:
    add(home, "minh", "approver")
    with closing(sqlite3.connect(home / "accounts.sqlite")) as database, database:
        for column in ("own_password", "confirmed_by"):
            database.execute(f"alter table account drop column {column}")
    assert login(home, "minh").exit_code == 0
    assert whoami(home)["roles"] == ["approver", "reader"]


def test_a_session_acts_as_its_account_until_it_ends(home: Home) -> None:
    add(home, "minh", "approver")
    assert login(home, "minh", "sai mat khau").exit_code == 2
    assert login(home, "ai do").exit_code == 2
    assert login(home, "minh").exit_code == 0
    assert whoami(home) == {"name": "minh", "roles": ["approver", "reader"], "known_by": "session"}
    assert add(home, "lan", "steward").exit_code == 0
    csi(home, "logout")
    assert whoami(home)["known_by"] == "unmapped"


def test_a_session_others_could_read_is_none(home: Home) -> None:
    add(home, "minh", "approver")
    login(home, "minh")
    (session,) = (home / "sessions").iterdir()
    assert stat.S_IMODE(session.stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "accounts.sqlite").stat().st_mode) == 0o600
    session.chmod(0o644)
    assert whoami(home)["known_by"] == "unmapped"


def test_a_mapped_user_acts_as_the_account(home: Home) -> None:
    add(home, "minh", "steward", "approver")
    user = str(whoami(home)["name"])
    (home / "csi.toml").write_text(f'[users]\n{user} = "minh"\n', encoding="utf-8")
    assert whoami(home)["name"] == "minh"
    csi(home, "account", "close", "minh")
    assert whoami(home)["known_by"] == "unmapped"
    assert login(home, "minh").exit_code == 2


def test_the_environment_makes_nobody_an_account(home: Home) -> None:
    add(home, "minh", "approver")
    user = str(whoami(home)["name"])
    spoofed = {"CSI_USERS": json.dumps({user: "minh"}), "LOGNAME": "minh", "USER": "minh"}
    assert whoami(home, **spoofed)["name"] == user


def test_no_password_or_token_stands_in_a_file(home: Home) -> None:
    add(home, "minh", "approver")
    login(home, "minh")
    (session,) = (home / "sessions").iterdir()
    token = session.read_bytes()
    kept = [path for path in home.folder.rglob("*") if path.is_file() and path != session]
    for path in kept:
        assert PHRASE.encode() not in path.read_bytes(), path
        assert token not in path.read_bytes(), path
    assert session.name == str(os.getuid())


def test_a_short_password_is_refused(home: Home) -> None:
    done = csi(home, "account", "add", "minh", "--password-stdin", typed="ngan\n")
    assert done.exit_code == 2
    assert "10" in done.output


@pytest.mark.parametrize("name", ["lan ", "Minh", "lan\nminh", "m\u0456nh", "", "-x", "a" * 61])
def test_no_account_is_taken_for_another(home: Home, name: str) -> None:
    add(home, "minh", "approver")
    refused = csi(home, "account", "add", "--password-stdin", "--", name)
    assert refused.exit_code == 2
    assert csi(home, "account", "list").output.splitlines() == ["minh: người phê duyệt, đọc và gửi"]


def test_who_may_not_read_the_accounts_is_a_stranger(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(home, "minh", "approver")
    real = os.access
    closed = "accounts.sqlite"  # root may read anything, so permissions alone would not tell
    monkeypatch.setattr(os, "access", lambda path, *m: Path(path).name != closed and real(path, *m))
    assert whoami(home)["known_by"] == "unmapped"
    assert login(home, "minh").exit_code == 2

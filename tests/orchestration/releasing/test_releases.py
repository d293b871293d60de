"""Releases gone back to: runs wait until somebody publishes."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboards.release_record.in_force import switch_to
from dashboards.release_record.manifest import Manifest, write_manifest
from ingestion.home.home import Home
from orchestration.cli import main
from orchestration.identity.accounts import Accounts, Role
from orchestration.releasing.release_events import BY_RUN, remember, runs_must_wait

PHRASE = "mot mat khau dai"
PEOPLE: dict[str, Role] = {"lan": "steward", "minh": "approver", "thu": "reader"}
FIRST, SECOND, THIRD = "20260601-a", "20260701-b", "20260731-c"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose runs made three releases, the last in force; a steward is logged in."""
    home, before = Home(tmp_path / "home"), None
    for day, release_id in ((1, FIRST), (2, SECOND), (3, THIRD)):
        folder = home / "releases" / release_id
        folder.mkdir()
        write_manifest(folder, manifest(release_id, date(2026, 7, day)))
        with home.ledger() as ledger:
            remember(ledger, "published", release_id, before, BY_RUN)
        before = release_id
    switch_to(home / "releases", THIRD)
    for name, role in PEOPLE.items():
        Accounts(home.folder).add(name, PHRASE, [role], name, by_owner=True)
    csi(home, "login", "lan", "--password-stdin")
    return home


def manifest(release_id: str, as_of: date) -> Manifest:
    return Manifest(
        release_id=release_id,
        as_of=as_of,
        method="CSI-R1",
        geography="VN34",
        index_year=2025,
        is_synthetic=True,
        inputs={"content": release_id},
        files={},
    )


def csi(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *arguments], input=PHRASE)


def waits(home: Home) -> bool:
    with home.ledger() as ledger:
        return runs_must_wait(ledger)


def in_force(home: Home) -> str:
    return (home / "releases" / "current").readlink().name


def test_two_steps_back_hold_whatever_a_run_computes(home: Home) -> None:
    assert not waits(home)
    for earlier in (SECOND, FIRST):
        assert csi(home, "releases", "rollback", earlier).exit_code == 0
        assert in_force(home) == earlier
        assert waits(home)


def test_a_step_back_and_forth_still_waits_for_somebody(home: Home) -> None:
    csi(home, "releases", "rollback", FIRST)
    csi(home, "releases", "rollback", THIRD)
    assert waits(home)
    with home.ledger() as ledger:
        ledger.append("run", [{"as_of": "2026-08-01"}])
        assert runs_must_wait(ledger), "another kind of event ends nothing"
        remember(ledger, "published", "20260801-d", THIRD, "lan")
        assert not runs_must_wait(ledger)


@pytest.mark.parametrize(("name", "role"), PEOPLE.items())
def test_going_back_and_publishing_need_a_role(home: Home, name: str, role: Role) -> None:
    csi(home, "login", name, "--password-stdin")
    for command in (("releases", "rollback", FIRST), ("publish",)):
        done = csi(home, *command)
        assert (done.exit_code == 2 and "csi login" in done.output) == (role == "reader")
    with home.ledger() as ledger:
        last = ledger.events("release")[-1].body
    if role == "reader":
        assert (in_force(home), last["by"]) == (THIRD, BY_RUN)
    else:
        assert (in_force(home), last["by"]) == (FIRST, name)


def test_a_stranger_may_look_and_not_publish(home: Home) -> None:
    csi(home, "logout")
    for command in (("releases", "rollback", FIRST), ("publish",)):
        refused = csi(home, *command, "--lang", "en")
        assert refused.exit_code == 2
        assert "neither steward nor approver" in refused.output
    assert in_force(home) == THIRD
    assert csi(home, "releases", "list").exit_code == 0
    looked = csi(home, "publish", "--dry-run")
    assert looked.exit_code == 3, "nothing was ever computed here"
    assert "csi login" not in looked.output


def test_a_home_without_releases_waits_for_nobody(tmp_path: Path) -> None:
    assert not waits(Home(tmp_path / "new"))

"""What a piece of work rests on is looked at before it begins, whatever the door: where it is not
whole nothing is done, and the words are those of ``csi verify``."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.home.home import Home
from orchestration.identity.accounts import Accounts
from orchestration.verifying.rested_on import NotWhole, whole_release
from tests.orchestration.verifying.damages import change_event, flip, page, write_card
from tests.orchestration.verifying.small_home import RELEASES, csi

PASSWORD = "mật khẩu dài"  # noqa: S105


@pytest.fixture
def approver(home: Path) -> None:
    Accounts(home).add("duyet", PASSWORD, ["approver"], "chu", by_owner=True)
    assert csi(home, "login", "duyet", answer=f"{PASSWORD}\n").exit_code == 0


@pytest.mark.usefixtures("approver")
@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("run", "--as-of", "2025-03-31"),
        ("publish",),
        ("releases", "rollback", RELEASES[0]),
        ("releases", "export", "--audience", "public"),
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize(
    "damage", [change_event, write_card("real")], ids=["event changed", "synthetic made real"]
)
def test_nothing_is_done_on_a_ledger_that_was_changed(
    home: Path, damage: Callable[[Path], object], command: tuple[str, ...]
) -> None:
    before = (home / "ledger.sqlite").stat().st_size
    damage(home)
    done = csi(home, *command)
    first = csi(home, "verify").stdout.splitlines()[1].removeprefix("- ")
    assert (done.exit_code, first in done.stderr) == (3, True), done.output
    assert (home / "ledger.sqlite").stat().st_size == before


@pytest.mark.usefixtures("approver")
@pytest.mark.parametrize(
    "command",
    [("releases", "rollback", RELEASES[0]), ("releases", "export", "--audience", "public")],
    ids=["rollback", "export"],
)
def test_a_release_with_another_page_than_was_released_goes_nowhere(
    home: Path, command: tuple[str, ...]
) -> None:
    flip(page(home))
    done = csi(home, *command, *(["--release", RELEASES[0]] if "export" in command else []))
    assert (done.exit_code, RELEASES[0] in done.stderr) == (3, True), done.output


@pytest.mark.usefixtures("approver")
def test_marts_that_were_changed_are_not_published(home: Path) -> None:
    flip(home / "warehouse" / "published.duckdb")
    done = csi(home, "publish")
    assert (done.exit_code, "published.duckdb" in done.stderr) == (3, True), done.output


def test_a_release_nobody_recorded_is_not_relied_on(home: Path) -> None:
    shutil.copytree(home / "releases" / RELEASES[0], home / "releases" / "forged")
    opened = Home(home)
    with opened.ledger() as ledger:
        whole_release(opened, ledger, RELEASES[0])
        with pytest.raises(NotWhole, match="forged"):
            whole_release(opened, ledger, "forged")

"""Where a home keeps its things, and what cannot be such a place."""

from pathlib import Path

import pytest

from ingestion.home.home import Home
from ingestion.home.ledger import LostLedger
from ingestion.home.places import NoPlace
from ingestion.home.raw_store import RawStore


def settings(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "csi.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["inbox", "raw_store"])
@pytest.mark.parametrize("place", [".", "..", "rows", "warehouse/x", "outbox", "dbt/../findings"])
def test_no_setting_leads_into_another_place_of_the_home(
    tmp_path: Path, name: str, place: str
) -> None:
    with pytest.raises(NoPlace, match=r"refused\.overlapping"):
        Home(settings(tmp_path / "home", f'{name} = "{place}"\n'))


def test_originals_do_not_lie_in_the_inbox_nor_the_inbox_among_them(tmp_path: Path) -> None:
    both = 'inbox = "../in"\nraw_store = "../in'
    lines = ('inbox = "raw"\n', 'raw_store = "inbox"\n', f'{both}"\n', f'{both}/raw"\n')
    for number, line in enumerate(lines):
        with pytest.raises(NoPlace):
            Home(settings(tmp_path / str(number), line))


def test_a_store_is_relative_to_the_home_wherever_the_command_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = settings(tmp_path / "home", 'raw_store = "../store"\n')
    digest = Home(home).raw_store().put(b"a report")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert Home(home).raw_store().get(digest) == b"a report"
    assert RawStore(str(tmp_path / "store")).get(digest) == b"a report"


def test_a_store_that_nothing_can_open_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoPlace, match="foo://x"):
        Home(settings(tmp_path / "home", 'raw_store = "foo://x"\n'))


def test_a_folder_in_which_something_else_lies_becomes_no_home(tmp_path: Path) -> None:
    page = tmp_path / "site" / "pages" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("x")
    page.chmod(0o644)
    with pytest.raises(NoPlace, match="pages"):
        Home(page.parents[1])
    assert page.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in page.parents[1].iterdir()] == ["pages"]


def test_a_folder_with_reports_and_settings_becomes_a_home(tmp_path: Path) -> None:
    home = settings(tmp_path / "home", "threads = 2\n")
    (home / "inbox").mkdir()
    (home / "inbox" / "a.csv").write_text("a,b\n")
    assert Home(home).is_new()


def test_a_fresh_disk_becomes_a_home_and_what_is_left_of_one_stays_it(tmp_path: Path) -> None:
    (tmp_path / "disk" / "lost+found").mkdir(parents=True)
    home = Home(tmp_path / "disk")
    home.ledger().append("run", [{}])
    for name in ("home.json", "ledger.sqlite"):
        (home / name).unlink()
    with pytest.raises(LostLedger):
        Home(home.folder).ledger()

"""A ledger that was emptied, cut or taken away is not believed, nor made anew."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger, LostLedger
from ingestion.home.ledger_triggers import TRIGGERS


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with a received file and four events, three of one transaction."""
    home = Home(tmp_path / "home")
    with home.ledger() as ledger:
        home.raw_store().put(b"received")
        with ledger.held():
            ledger.append("received", [{"submission_id": "a"}, {"submission_id": "b"}])
            ledger.append("run", [{"as_of": "2026-07-31"}])
        ledger.append("run", [{"as_of": "2026-08-31"}])
    return home


def head(home: Home) -> Path:
    return home / "ledger.head.json"


def behind_the_triggers(home: Home, *statements: str) -> None:
    with closing(sqlite3.connect(home.ledger_file)) as database:
        for name in TRIGGERS:
            database.execute(f"drop trigger if exists {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()


def cut_tail(home: Home) -> None:
    behind_the_triggers(home, "delete from event where sequence = 4")


def empty(home: Home) -> None:
    behind_the_triggers(home, "delete from event")


def empty_without_head(home: Home) -> None:
    empty(home)
    head(home).unlink()


def drop(home: Home) -> None:
    behind_the_triggers(home, "drop table event")


def take_away(home: Home) -> None:
    home.ledger_file.unlink()


def take_both_away(home: Home) -> None:
    take_away(home)
    head(home).unlink()


def write_over(home: Home) -> None:
    home.ledger_file.write_bytes(b"something else" * 1000)


def exchange_last(home: Home) -> None:
    behind_the_triggers(home, "update event set hash = 'other' where sequence = 4")


def make_zero(home: Home) -> None:
    home.ledger_file.write_bytes(b"")


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (cut_tail, "shorter"),
        (empty, "shorter"),
        (empty_without_head, "emptied"),
        (drop, "damaged"),
        (take_away, "missing"),
        (take_both_away, "missing"),
        (write_over, "damaged"),
        (exchange_last, "other"),
        (make_zero, "missing"),
    ],
)
def test_lost_events_are_told_at_the_door_and_nothing_is_made_anew(
    home: Home, damage: Callable[[Home], None], why: str
) -> None:
    damage(home)
    left = home.ledger_file.read_bytes() if home.ledger_file.exists() else None
    with pytest.raises(LostLedger) as refused:
        home.ledger()
    assert refused.value.key == f"refused.ledger.{why}"
    assert left == (home.ledger_file.read_bytes() if home.ledger_file.exists() else None)


def test_a_lost_ledger_is_told_without_a_raw_store_too(home: Home) -> None:
    take_away(home)
    with pytest.raises(LostLedger) as refused:
        Ledger(f"sqlite:///{home.ledger_file}")
    assert refused.value.key == "refused.ledger.shorter"
    assert not home.ledger_file.exists()


def test_the_second_place_says_length_and_last_hash(home: Home) -> None:
    with home.ledger() as ledger:
        assert json.loads(head(home).read_text()) == {"events": 4, "hash": ledger.head().hash}


def test_a_kill_between_append_and_head_leaves_a_ledger_that_opens(home: Home) -> None:
    before = head(home).read_bytes()
    with home.ledger() as ledger:
        ledger.append("run", [{"as_of": "2026-09-30"}])
    head(home).write_bytes(before)
    with home.ledger() as ledger:
        assert ledger.verify() == 5
        ledger.append("run", [{"as_of": "2026-10-31"}])
    assert json.loads(head(home).read_text())["events"] == 6


def test_nothing_rolled_back_is_in_the_second_place(home: Home) -> None:
    before = head(home).read_bytes()
    with home.ledger() as ledger, pytest.raises(TypeError):
        ledger.append("run", [{"as_of": object()}])
    assert head(home).read_bytes() == before


def test_a_kill_before_the_first_receipt_leaves_a_home_that_opens(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.ledger().close()
    home.raw_store().put(b"kept, and killed before its receipt")
    with home.ledger() as ledger:
        ledger.append("received", [{"submission_id": "a"}])


def without_head(home: Home) -> bytes:
    """Let a ledger look as the first version wrote it; returns the head it had."""
    before = head(home).read_bytes()
    head(home).unlink()
    with closing(sqlite3.connect(home.ledger_file)) as database:
        database.execute("update alembic_version set version_num = '0001'")
        database.commit()
    return before


def test_a_ledger_of_before_gets_its_second_place_at_the_upgrade(home: Home) -> None:
    before = without_head(home)
    (home.folder / "home.json").write_text('{"layout_version": 1, "kind": null}')
    with Home(home.folder, upgrades=True).ledger() as ledger:
        assert ledger.verify() == 4
    assert head(home).read_bytes() == before


def test_a_ledger_that_looks_older_than_its_home_is_refused(home: Home) -> None:
    before = without_head(home)
    with pytest.raises(LostLedger, match=before.decode().strip()[1:-1]):
        home.ledger()
    assert not head(home).exists()


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_dropped_trigger_comes_back(home: Home, name: str) -> None:
    behind_the_triggers(home)
    home.ledger().close()
    with closing(sqlite3.connect(home.ledger_file)) as database:
        kept = dict(database.execute("select name, sql from sqlite_master where type = 'trigger'"))
        with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
            database.execute("update event set body = '{}'")
    assert kept[name].lower() == TRIGGERS[name]


def test_a_look_changes_nothing(home: Home) -> None:
    behind_the_triggers(home)
    before = home.ledger_file.read_bytes()
    with home.ledger(mends=False) as ledger:
        assert ledger.verify() == 4
    assert home.ledger_file.read_bytes() == before

"""What can happen to a home behind the back of the warehouse, and the first thing then found."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from dashboards.release_record.in_force import switch_to
from dashboards.release_record.manifest import file_hashes
from ingestion.home.home import LAYOUT_VERSION, Home
from ingestion.home.ledger import SCHEMA_VERSION, _digest
from ingestion.home.ledger_head import FIRST, Head, head_text
from ingestion.home.ledger_triggers import TRIGGERS
from orchestration.faults import damaging
from orchestration.faults.damaging import swap
from tests.orchestration.verifying.small_home import RELEASES


def change_ledger(home: Path, *statements: str) -> None:
    """Change it with triggers off, and put them back as they were."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database:
        for name in TRIGGERS:
            database.execute(f"drop trigger {name}")
        for statement in statements:
            database.execute(statement)
        for trigger in TRIGGERS.values():
            database.execute(trigger)
        database.commit()


def drop_triggers(home: Path) -> None:
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database:
        database.execute("drop trigger event_no_delete")
        database.commit()


def change_event(home: Path) -> None:
    change_ledger(home, "update event set body = replace(body, '0.csv', '9.csv')")


def cut_tail(home: Path) -> None:
    change_ledger(home, "delete from event where sequence = (select max(sequence) from event)")


def append_by_hand(home: Path) -> None:
    change_ledger(
        home,
        "insert into event select sequence + 1, kind, schema_version, recorded_at, body, hash,"
        " 'by hand' from event order by sequence desc limit 1",
    )


def swap_events(home: Path) -> None:
    change_ledger(
        home,
        "update event set sequence = -1 where sequence = 1",
        "update event set sequence = 1 where sequence = 2",
        "update event set sequence = 2 where sequence = -1",
    )


def take_event_away(home: Path) -> None:
    change_ledger(home, "delete from event where sequence = 2")


def empty_ledger(home: Path) -> None:
    change_ledger(home, "delete from event")


def take_ledger_away(home: Path) -> None:
    (home / "ledger.sqlite").unlink()


def cut_ledger(home: Path) -> None:
    cut(home / "ledger.sqlite")


def take_head_away(home: Path) -> None:
    (home / "ledger.head.json").unlink()


def cut_tail_and_head(home: Path) -> None:
    cut_tail(home)
    take_head_away(home)


def make_older(home: Path) -> None:
    """Cut the tail, and let the ledger look as if it never had a head."""
    cut_tail_and_head(home)
    change_ledger(home, "update alembic_version set version_num = '0001'")


def write_ledger_anew(home: Path) -> None:
    """Another sender of the first report, with every hash of the chain and the head made again."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database:
        events = database.execute("select kind, body, recorded_at from event order by sequence")
        bodies = [(kind, json.loads(body), at) for kind, body, at in events.fetchall()]
    bodies[1][1]["sender"] = "somebody else"
    previous, rows = FIRST, []
    for sequence, (kind, body, at) in enumerate(bodies, 1):
        text = json.dumps(body, ensure_ascii=False, sort_keys=True)
        digest = _digest(sequence, kind, SCHEMA_VERSION, at, text, previous)
        rows.append((text, previous, digest, sequence))
        previous = digest
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database:
        for name in TRIGGERS:
            database.execute(f"drop trigger {name}")
        database.executemany(
            "update event set body = ?, previous_hash = ?, hash = ? where sequence = ?", rows
        )
        for trigger in TRIGGERS.values():
            database.execute(trigger)
        database.commit()
    (home / "ledger.head.json").write_text(head_text(Head(len(rows), previous)))


def take_hash_away(home: Path) -> None:
    file = row_file(home)
    flip(file)
    file.rename(file.with_name(f"{file.name.partition('.')[0]}.parquet"))


def lead_elsewhere(home: Path) -> None:
    """Lead readers to a copy of the last release outside of the home."""
    current = home / "releases" / "current"
    elsewhere = shutil.copytree(current.resolve(), home.parent / "elsewhere" / RELEASES[-1])
    current.unlink()
    current.symlink_to(elsewhere)


def garble_head(home: Path) -> None:
    (home / "ledger.head.json").write_text("{}")


def raw_file(home: Path) -> Path:
    return sorted((home / "raw").glob("*/*"))[0]


def row_file(home: Path, number: int = 0) -> Path:
    return sorted((home / "rows").glob("*/*/*.parquet"))[number]


def findings_file(home: Path) -> Path:
    return max((home / "findings").glob("*.parquet"), key=lambda file: file.stat().st_size)


def page(home: Path) -> Path:
    return home / "releases" / RELEASES[0] / "public" / "index.html"


def flip(file: Path) -> None:
    """Change a byte in the middle."""
    damaging.flip(file, file.stat().st_size // 2)


def cut(file: Path) -> None:
    kept = file.read_bytes()
    file.write_bytes(kept[: len(kept) // 2])


def move_rows(home: Path) -> None:
    row_file(home).rename(row_file(home, 1).with_name(row_file(home).name))


def copy_rows(home: Path) -> None:
    """Rows of a report under a form it is not of."""
    target = home / "rows" / "budget" / "2024"
    target.mkdir(parents=True)
    shutil.copy(row_file(home), target)


def to_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def lay_log_beside(name: str) -> Callable[[Path], object]:
    """Rows taken away in a log that DuckDB reads with the file, which stays as it was."""
    code = (
        "import duckdb, os, sys; one = duckdb.connect(sys.argv[1]);"
        "one.execute(\"set checkpoint_threshold = '1TB'\");"
        "one.execute('delete from marts.ranking'); os._exit(0)"
    )
    return lambda home: subprocess.run(
        [sys.executable, "-c", code, str(home / "warehouse" / name)], check=True
    )


def write_card(kind: str) -> Callable[[Path], None]:
    def write(home: Path) -> None:
        card = {"layout_version": LAYOUT_VERSION, "kind": kind}
        (home / "home.json").write_text(json.dumps(card))

    return write


def switch_back(home: Path) -> None:
    switch_to(home / "releases", RELEASES[0])


def add_page(home: Path) -> None:
    page(home).with_name("added.html").write_text("nobody released this")


def manifest(home: Path) -> Path:
    return home / "releases" / RELEASES[0] / "manifest.json"


def rename_unit(home: Path) -> None:
    """A manifest that was changed together with its page."""
    flip(page(home))
    kept = json.loads(manifest(home).read_text())
    kept["files"] = {
        name: digest
        for name, digest in file_hashes(manifest(home).parent).items()
        if name != "manifest.json"
    }
    manifest(home).write_text(json.dumps(kept))


DAMAGES: list[tuple[str, Callable[[Path], object], str]] = [
    ("event changed", change_event, "refused.broken_chain"),
    ("events swapped", swap_events, "refused.broken_chain"),
    ("event appended by hand", append_by_hand, "refused.broken_chain"),
    ("event taken away", take_event_away, "refused.broken_chain"),
    ("tail cut", cut_tail, "refused.ledger.shorter"),
    ("ledger emptied", empty_ledger, "refused.ledger.shorter"),
    ("ledger gone", take_ledger_away, "refused.ledger.missing"),
    ("ledger cut", cut_ledger, "refused.ledger.damaged"),
    ("ledger written anew with its head", write_ledger_anew, "verify.release.ledger"),
    ("triggers dropped", drop_triggers, "verify.ledger.triggers"),
    ("head gone", take_head_away, "verify.ledger.head"),
    ("tail cut, head gone", cut_tail_and_head, "verify.ledger.head"),
    ("made a ledger of the first version", make_older, "verify.ledger.head"),
    ("rows without a hash in their name", take_hash_away, "verify.frames.damaged"),
    ("led to a folder elsewhere", lead_elsewhere, "verify.release.current"),
    ("head garbled", garble_head, "verify.ledger.head"),
    ("original changed", lambda home: flip(raw_file(home)), "verify.original.damaged"),
    ("original cut", lambda home: cut(raw_file(home)), "verify.original.damaged"),
    ("original gone", lambda home: raw_file(home).unlink(), "verify.original.missing"),
    ("rows changed", lambda home: flip(row_file(home)), "verify.frames.damaged"),
    ("rows cut", lambda home: cut(row_file(home)), "verify.frames.damaged"),
    ("rows gone", lambda home: row_file(home).unlink(), "verify.rows.missing"),
    ("rows swapped", lambda home: swap(row_file(home), row_file(home, 1)), "verify.frames.damaged"),
    ("rows moved", move_rows, "verify.rows.missing"),
    ("rows beyond", copy_rows, "verify.rows.beyond"),
    ("findings changed", lambda home: flip(findings_file(home)), "verify.frames.damaged"),
    ("findings gone", lambda home: findings_file(home).unlink(), "verify.findings.missing"),
    ("marts changed", lambda home: flip(Home(home).published), "verify.marts."),
    ("marts cut", lambda home: cut(Home(home).published), "verify.marts.damaged"),
    ("rows of marts taken away in a log", lay_log_beside("published.duckdb"), "verify.marts.log"),
    ("log of all that was computed", lay_log_beside("computed.duckdb"), "verify.marts.log"),
    ("marts a folder", lambda home: to_folder(Home(home).published), "verify.marts.damaged"),
    ("ledger a folder", lambda home: to_folder(home / "ledger.sqlite"), "refused.ledger.damaged"),
    ("original a folder", lambda home: to_folder(raw_file(home)), "verify.original.damaged"),
    ("marts gone", lambda home: Home(home).computed.unlink(), "verify.marts.missing"),
    ("release gone", lambda home: shutil.rmtree(manifest(home).parent), "verify.release.missing"),
    ("page changed", lambda home: flip(page(home)), "verify.release.page"),
    ("page gone", lambda home: page(home).unlink(), "verify.release.page"),
    ("page added", add_page, "verify.release.page"),
    ("page and manifest changed", rename_unit, "verify.release.manifest"),
    ("manifest gone", lambda home: manifest(home).unlink(), "verify.release.manifest"),
    ("other release in force", switch_back, "verify.release.current"),
    ("synthetic made real", write_card("real"), "verify.card.contradicted"),
    ("card gone", lambda home: (home / "home.json").unlink(), "verify.card.damaged"),
    ("card cut", lambda home: cut(home / "home.json"), "verify.card.damaged"),
]

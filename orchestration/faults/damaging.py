"""One file of a home changed, cut, taken away or exchanged, and whether that means anything."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import polars as pl

# What a home rests on; settings, logs, outbox and Dagster's history are not looked at, nor is the
# database a run builds in: it is begun anew where it is gone or cannot be read.
_PLACES = ("raw", "rows", "findings", "warehouse", "releases", "ledger.", "home.json")
_KINDS = ("byte", "byte", "cut", "gone", "swapped")


def damage(home: Path, chance: Random) -> tuple[str, Path]:
    """Damage one file, each kind of file as often as the others; returns how, and which."""
    files = files_of(home)
    place = chance.choice(sorted({path.relative_to(home).parts[0] for path in files}))
    victim = chance.choice([path for path in files if path.relative_to(home).parts[0] == place])
    kind = chance.choice(_KINDS)
    if kind == "byte":
        flip(victim, chance.randrange(victim.stat().st_size))
    elif kind == "cut":
        victim.write_bytes(victim.read_bytes()[: chance.randrange(victim.stat().st_size)])
    elif kind == "gone":
        victim.unlink()
    else:
        swap(victim, chance.choice([path for path in files if path != victim]))
    return kind, victim


def files_of(home: Path) -> list[Path]:
    """The files a home rests on, without empty ones, each once."""
    return sorted(
        path
        for path in home.rglob("*")
        if path.is_file()
        and path.relative_to(home).as_posix().startswith(_PLACES)
        and "/current/" not in path.as_posix()
        and path.name != "working.duckdb"
        and path.stat().st_size
    )


def means_nothing(file: Path, before: Path) -> bool:
    """Whether a changed file still says the same as before: a card or a head that reads the same, a
    ledger with the same events and triggers. Rows or findings that are gone said something, unless
    there were none in that file, as in one of reports that nothing was found in."""
    if not file.exists():
        return before.suffix == ".parquet" and pl.read_parquet(before).is_empty()
    if file.read_bytes() == before.read_bytes():
        return True
    with suppress(sqlite3.Error, ValueError):
        if file.suffix == ".sqlite":
            return _dump(file) == _dump(before)
        if file.suffix == ".json":
            return bool(_said(file) == _said(before))
    return False


def flip(file: Path, place: int) -> None:
    """Change a byte."""
    kept = bytearray(file.read_bytes())
    kept[place] ^= 0x41
    file.write_bytes(kept)


def swap(one: Path, other: Path) -> None:
    """Exchange what two files hold."""
    kept = one.read_bytes(), other.read_bytes()
    one.write_bytes(kept[1])
    other.write_bytes(kept[0])


def _said(file: Path) -> object:
    return json.loads(file.read_text("utf-8"))


def _dump(file: Path) -> list[str]:
    """All that a database of SQLite says."""
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())

"""Where a home keeps its things, and what cannot be such a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.home.ledger_head import HEAD_FILE
from ingestion.home.regular_files import is_irregular
from ingestion.refusal import Refusal

FOLDERS = (
    "inbox",
    "raw",
    "rows",
    "findings",
    "warehouse",
    "releases",
    "outbox",
    "dagster",
    "dbt",
    "logs",
)
# Files that are opened without a look at them: settings, locks, databases with their journals.
_FILES = (
    "csi.toml",
    "lock",
    "lock.json",
    "intake.part",
    "accounts.sqlite",
    *(
        f"{name}.sqlite-{beside}"
        for name in ("accounts", "ledger")
        for beside in ("journal", "wal", "shm")
    ),
)
# What may lie in a folder before it is a home: what is dropped there, its settings, what the next
# command that is killed in the middle of making it leaves.
_BEFORE = {*FOLDERS, "lost+found"}  # the last in the root of a disk
_BEGINNINGS = (".", "lock", "home.json", "accounts.sqlite", "csi.toml", "intake")


class NoPlace(Refusal):
    """Something else lies where a home would keep its things."""


def make_places(folder: Path) -> None:
    """Make the folders of a home. Raises ``NoPlace`` where a file, or a link that leads nowhere,
    lies in the place of one."""
    for name in FOLDERS:
        place = folder / name
        if not place.is_dir() and (place.exists() or place.is_symlink()):
            raise NoPlace("refused.no_folder", place=place)
        place.mkdir(parents=True, exist_ok=True)


def refuse_irregular(folder: Path) -> None:
    """Raise ``NoPlace`` where a folder, pipe or device lies in the place of a file of a home: to
    open it may never end."""
    for name in _FILES:
        if is_irregular(folder / name):
            raise NoPlace("refused.no_file", place=folder / name)


def refuse_strange(folder: Path) -> None:
    """Raise ``NoPlace`` for a folder in which something else lies: a home closes to others all that
    lies in it."""
    if not folder.is_dir() or is_home(folder):
        return
    strange = sorted(path.name for path in folder.iterdir() if not _belongs(path.name))
    if strange:
        raise NoPlace("refused.strange_folder", folder=folder, first=strange[0], count=len(strange))


def is_home(folder: Path) -> bool:
    """Whether a folder is a home, or what is left of one."""
    signs = ("home.json", "ledger.sqlite", HEAD_FILE)
    return any((folder / name).exists() for name in signs)


def _belongs(name: str) -> bool:
    return name in _BEFORE or name.startswith(_BEGINNINGS)


def refuse_overlapping(folder: Path, *, inbox: str | None, raw_store: str | None) -> None:
    """Raise ``NoPlace`` where an inbox or a store of originals that is set is no place for it: the
    home itself, one that the home keeps other things in, or each other's."""
    places = list(_set(folder, inbox, raw_store))
    for name, place, own in places:
        others = [folder / one for one in FOLDERS if one != own]
        others += [other for one, other, _ in places if one != name]
        is_within = any(place == other or other in place.parents for other in others)
        if is_within or place == folder or place in folder.parents:
            raise NoPlace("refused.overlapping", setting=name, place=place)


def _set(folder: Path, inbox: str | None, raw_store: str | None) -> Iterator[tuple[str, Path, str]]:
    if inbox:
        yield "inbox", (folder / inbox).resolve(), "inbox"
    if raw_store and "://" not in raw_store:
        yield "raw_store", (folder / raw_store).resolve(), "raw"


def raw_store_of(folder: Path, raw_store: str | None) -> str:
    """Where originals are kept: a URL, or a folder, relative to the home. Raises ``NoPlace`` for a
    URL that nothing here can open."""
    if raw_store and "://" in raw_store:
        import fsspec  # a folder needs none of it

        try:
            fsspec.core.url_to_fs(raw_store)
        except (ValueError, ImportError) as unknown:
            raise NoPlace("refused.raw_store", url=raw_store, reason=str(unknown)) from unknown
        return raw_store
    return str(folder / (raw_store or "raw"))


def log_beside(path: Path) -> Path:
    """Where DuckDB keeps what was written into a database and is not in its file yet."""
    return path.with_name(f"{path.name}.wal")

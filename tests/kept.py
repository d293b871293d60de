"""What many tests read and none writes: built once, and kept for other processes and sessions under
a hash of everything it is made from.

A test that writes copies what it needs first. Deleting the folder costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "kept"
# All that a run of the command may depend on.
PRODUCT = ("dashboards", "dbt_project", "expectations", "ingestion", "orchestration")
_CODE = {".py", ".sql", ".yml", ".csv", ".po", ".html", ".css", ".js", ".lock"}


def kept(name: str, made_from: Iterable[str], build: Callable[[Path], object]) -> Path:
    """The folder ``build`` fills, unless an earlier test or session did so with the same sources.

    ``made_from`` are files and folders below the root of the project. Where two processes ask at
    once, one builds and the other waits.
    """
    folder = KEPT / name
    finished = folder / hash_of(tuple(made_from))
    KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(KEPT / f"{name}.lock"):
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            unfinished = folder / "unfinished"
            unfinished.mkdir(parents=True)
            build(unfinished)
            unfinished.rename(finished)
    return finished


@cache
def dbt_target() -> Path:
    """Where dbt writes in this process, with the project as one process parsed it for all: two
    cannot write into one folder."""
    parsed = kept("parsed", ("dbt_project", "orchestration/warehouse"), _parse)
    target = KEPT / "dbt" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    target.mkdir(parents=True, exist_ok=True)
    for path in parsed.iterdir():
        shutil.copy(path, target)
    return target


def _parse(folder: Path) -> None:
    """In a process of its own: this one may have parsed the project into another folder."""
    code = (
        "import sys, pathlib; from orchestration.warehouse.dbt_runner import ensure_manifest;"
        "ensure_manifest(pathlib.Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, cwd=ROOT)


@cache
def hash_of(sources: tuple[str, ...]) -> str:
    """One hash over the names and the content of all code below some files and folders."""
    digest = hashlib.sha256()
    for source in sorted({"requirements.lock", *sources}):
        below = sorted((ROOT / source).rglob("*")) if (ROOT / source).is_dir() else [ROOT / source]
        for path in below:
            if path.suffix in _CODE and "target" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

"""What code says, as one hash: of the models, of the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

from orchestration.reference.seeds import DBT_PROJECT

_MODEL_SOURCES = (".sql", ".yml", ".csv", ".py")


def models_hash() -> str:
    """Of the dbt project: models, seeds, macros and what its Python models import."""
    return hash_of_sources([DBT_PROJECT], _MODEL_SOURCES)


def hash_of_sources(folders: Sequence[Path], suffixes: Collection[str]) -> str:
    """Of the files below some folders that end in one of ``suffixes``, by name and content."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in suffixes and "target" not in path.relative_to(folder).parts:
                digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()

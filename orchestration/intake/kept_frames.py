"""Rows and findings as runs keep them: whether every file is there as it was written, and whether
the last intake came to its end. Where one of both is not so, the next run makes them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import polars as pl

from expectations.checks.finding_frame import FINDINGS
from ingestion.home.hashed_files import is_as_written
from ingestion.home.home import Home
from ingestion.home.whole_files import whole_file
from ingestion.home.whole_folders import finish
from ingestion.submissions.accepted_rows import ROWS

FRAMES: Mapping[str, pl.Schema] = {"rows": ROWS, "findings": FINDINGS}
# There from the first change of an intake to its last.
INTAKE_MARK = "intake.part"
# How folders in ``warehouse`` begin that hold a copy of these for as long as a preview takes.
SCRATCH = "preview-"


@contextmanager
def keeping(home: Home) -> Iterator[None]:
    """The block in which verdicts, rows and findings change together. What ends it before its end
    leaves a mark, by which the next run knows; one that was left before stays. Replacements that
    were broken off are ended first: what is written now goes into the folders that stay."""
    for name in FRAMES:
        finish(home / name)
    mark = home / INTAKE_MARK
    was_broken_off = mark.exists()
    with whole_file(mark) as unfinished:
        unfinished.touch()
    yield
    if not was_broken_off:
        mark.unlink()


def must_be_remade(home: Home) -> bool:
    """Whether rows and findings cannot be relied on: an intake was broken off, or a file was
    changed. Ends replacements of theirs that were broken off."""
    for name in FRAMES:
        finish(home / name)
    damaged = (file for name, schema in FRAMES.items() for file in damaged_in(home / name, schema))
    return (home / INTAKE_MARK).exists() or any(damaged)


def damaged_in(folder: Path, schema: pl.Schema) -> Iterator[Path]:
    """The Parquet files below a folder that are not as they were written, or of another schema."""
    footer = _footer(schema)
    for file in sorted(folder.rglob("*.parquet")):
        if not _is_whole(file, schema, footer):
            yield file


def _is_whole(file: Path, schema: pl.Schema, footer: dict[str, str]) -> bool:
    """``footer`` is what a file of this schema says of it; one that says it in other words, as
    another version of Polars wrote them, has its columns compared, which takes five times as
    long."""
    try:
        if not is_as_written(file):
            return False
        return pl.read_parquet_metadata(file) == footer or pl.read_parquet_schema(file) == schema
    except (OSError, pl.exceptions.PolarsError):
        return False


def _footer(schema: pl.Schema) -> dict[str, str]:
    """What Polars writes about a schema into every file of it."""
    content = BytesIO()
    schema.to_frame().write_parquet(content)
    content.seek(0)
    return pl.read_parquet_metadata(content)

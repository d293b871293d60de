"""Accepted rows: Parquet files of typed cells below ``rows/<form>/<year>/``, disposable, rebuilt
from the raw store and the ledger.

One row per cell, with the header of its submission beside it (columns of ``ROWS``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

import polars as pl

from ingestion.home.hashed_files import stem_of, write_hashed
from ingestion.home.regular_files import is_irregular
from ingestion.refusal import Refusal
from ingestion.submissions.frame_columns import CELLS, HEADERS

_HEADER = {name: kind for name, kind in HEADERS.items() if name not in CELLS}
_HEADER["unit_id"] = pl.String()
ROWS = pl.Schema({**CELLS, **_HEADER})
_ROWS_PER_PART = 50_000


class DamagedFrame(Refusal):
    """A file of rows or findings holds something else than was written; a run makes it again."""

    kind = "failed"


def write_rows(folder: Path, cells: pl.DataFrame, headers: pl.DataFrame) -> None:
    """Write the cells of accepted submissions, one file per form and year. ``headers`` has the
    columns of ``HEADERS`` and ``unit_id``, the version of the reporter's province.

    The file is named by the submissions in it and the hash of its bytes, so that writing them again
    changes nothing.
    """
    joined = cells.join(headers.select("submission_id", *_HEADER), on="submission_id")
    for (form, year), part in joined.partition_by("form", "index_year", as_dict=True).items():
        ids = part["submission_id"].unique().sort()
        name = hashlib.sha256("".join(ids).encode()).hexdigest()[:24]
        ordered = part.sort("submission_id", "table", "row_number", "row_key", "field")
        write_frame(folder / str(form) / str(year), name, ordered)


def write_frame(folder: Path, stem: str, frame: pl.DataFrame) -> None:
    """Write a frame in the place of the file of the same stem (``hashed_files``)."""
    content = BytesIO()
    frame.write_parquet(content)
    write_hashed(folder, stem, content.getvalue())


def read_frame(file: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """A frame as it was written, or some of its columns; raises ``DamagedFrame``."""
    if is_irregular(file):  # to open a pipe never ends
        raise DamagedFrame("refused.frame", file=file)
    try:
        return pl.read_parquet(file, columns=columns)
    except pl.exceptions.PolarsError as damaged:
        raise DamagedFrame("refused.frame", file=file) from damaged


def read_rows(
    folder: Path,
    form: str,
    year: int,
    submission_ids: pl.Series,
    places: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The cells of the named submissions of one form and year, or those of them at some ``places``
    (``table`` and ``field``); empty when there are none."""
    parts = rows_in_parts(folder, form, year, submission_ids, places)
    return pl.concat([*parts])


def rows_in_parts(
    folder: Path,
    form: str,
    year: int,
    submission_ids: pl.Series,
    places: pl.DataFrame | None = None,
) -> Iterator[pl.DataFrame]:
    """The same, some files at a time; each submission's cells are whole in the first file that has
    any."""
    left, waiting = submission_ids.implode(), [pl.DataFrame(schema=ROWS)]
    for file in sorted((folder / form / str(year)).glob("*.parquet")):
        named = read_frame(file).filter(pl.col("submission_id").is_in(left))
        left = left.list.set_difference(named["submission_id"].unique().implode())
        if places is not None:
            named = named.join(places, on=["table", "field"], how="semi", maintain_order="left")
        waiting.append(named)
        if sum(part.height for part in waiting) >= _ROWS_PER_PART:
            yield pl.concat(waiting)
            waiting = [pl.DataFrame(schema=ROWS)]
    yield pl.concat(waiting)


def drop_submissions(folder: Path, submission_ids: Collection[str]) -> None:
    """Take submissions out of every Parquet file below ``folder``, as before they are judged again:
    what they said under other decisions must not be read."""
    if submission_ids:
        drop_rows(folder, pl.col("submission_id").is_in(list(submission_ids)))


def drop_rows(folder: Path, condition: pl.Expr) -> None:
    """Take the rows that ``condition`` names out of every Parquet file below ``folder``."""
    for path in sorted(folder.rglob("*.parquet")):
        rows = read_frame(path)
        left = rows.filter(~condition)
        if left.is_empty():
            path.unlink()
        elif left.height < rows.height:
            write_frame(path.parent, stem_of(path), left)


def kept_submissions(folder: Path) -> set[str]:
    """The submissions that have rows."""
    kept = set[str]()
    for file in sorted(folder.glob("*/*/*.parquet")):
        kept |= set(read_frame(file, ["submission_id"])["submission_id"].unique())
    return kept

"""The data dictionary as a page, written from the models and the table of audiences: ``make
dictionary``.

The file is committed, and a test says when it is stale.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from dashboards.marts.audiences import KINDS, AudienceLine, table
from ingestion.home.whole_files import whole_file
from orchestration.reference.seeds import DBT_PROJECT
from orchestration.warehouse.mart_catalogue import Mart, marts_of

DICTIONARY = DBT_PROJECT.parent / "docs" / "dictionary.md"
_HEAD = """# Data dictionary

Written from the models by `make dictionary`; a change made here is lost.

`var/warehouse/published.duckdb` holds these marts and dimensions in the schema `marts`, with the
same keys and descriptions: `describe marts.mart_csi_ranking`, `duckdb_columns().comment`. Queries
to begin with are in [queries.md](queries.md); how columns are named is in [naming.md](naming.md).

“Seen by” says who finds a column in a release: everybody (public), leadership, and provinces, which
see all rows or their own. “pillars” are the rows of pillars and above, without indicators. Whoever
can open the database sees all of it.
"""
_ROWS = {"all": "", "own": " (own rows)", "pillars": " (pillars)"}


def dictionary_text(marts: Sequence[Mart]) -> str:
    """The whole page: a list of the marts by subject, then each with grain, key and columns."""
    return "\n".join(
        [_HEAD, *_contents(marts), *(line for mart in marts for line in _page_of(mart))]
    )


def _contents(marts: Sequence[Mart]) -> Iterator[str]:
    for subject, of_subject in groupby(marts, lambda mart: mart.subject):
        yield f"**{subject}**\n"
        yield from (f"- [{mart.name}](#{mart.name}): {mart.grain}" for mart in of_subject)
        yield ""


def _page_of(mart: Mart) -> Iterator[str]:
    seen_by = {
        column: _seen_by(line) for line in table().of_mart(mart.name) for column in line.columns
    }
    yield f"## {mart.name}\n"
    yield f"{mart.description}\n"
    yield f"Key: {', '.join(f'`{column}`' for column in mart.key)}\n"
    yield "| Column | Type | Holds | Seen by |"
    yield "| --- | --- | --- | --- |"
    for column in mart.columns:
        seen = seen_by.get(column.name, "nobody in a release")
        said = column.description.replace("|", "\\|")
        yield f"| `{column.name}` | {column.data_type} | {said} | {seen} |"
    yield ""


def _seen_by(line: AudienceLine) -> str:
    seen = [kind + _ROWS[line.scopes[kind]] for kind in KINDS if line.scopes[kind] in _ROWS]
    counts = "; the public without counts that give somebody away" if line.counts else ""
    return (", ".join(seen) or "nobody in a release") + counts


def main() -> None:
    """Write the page anew."""
    with tempfile.TemporaryDirectory() as folder, whole_file(DICTIONARY) as unfinished:
        unfinished.write_text(dictionary_text(marts_of(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()

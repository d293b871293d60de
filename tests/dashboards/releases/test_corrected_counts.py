"""A correction shows nothing from which, with the release it corrects, a hidden count follows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dashboards.release_record.manifest import Record
from tests.dashboards.contributions import contribute
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

KINDS = ("forum", "news", "shop")


def _published(folder: Path, counts: dict[str, int]) -> Path:
    """Licensed sites by kind and their sum; one unit has all forums, three share the rest."""
    published = build(folder, codes=("48",))
    sums = {("sites_licensed", "-"): sum(counts.values())}
    with duckdb.connect(str(published)) as connection:
        for (line, kind), count in (
            {("licensed", kind): counts[kind] for kind in KINDS} | sums
        ).items():
            connection.execute(
                "insert into marts.mart_directive_total"
                " (form, period, period_kind, index_year, line, breakdown, units, total)"
                " values ('websites', '2030', 'year', 2030, ?, ?, 3, ?)",
                [line, kind, count],
            )
            alone = counts["forum"] if kind in ("forum", "-") else 0
            shared = (count - alone) / 3
            added = {"unit 0": alone + shared, "unit 1": shared, "unit 2": shared}
            contribute(connection, f"websites 2030 {line} {kind}", "total", added)
    return published


def _shown(release: Path) -> dict[str, float | None]:
    with duckdb.connect() as connection:
        file = release / "public" / "data" / "mart_directive_total.parquet"
        rows = connection.execute(
            "select breakdown, total_status, cast(total as double) from read_parquet(?)"
            " where period = '2030'",
            [str(file)],
        ).fetchall()
    assert all((total is None) == (status == "hidden") for _, status, total in rows)
    return {kind: total for kind, _, total in rows}


@pytest.mark.parametrize("record", [Record(corrects="1", reason="news"), Record()])
def test_what_readers_have_already_hides_nothing(tmp_path: Path, record: Record) -> None:
    """Of the correction alone, the shops would be hidden with the forums: but they stand in the
    release before, and 3 = 93 - 60 - 30."""
    first = _published(tmp_path / "1.duckdb", {"forum": 3, "news": 21, "shop": 30})
    second = _published(tmp_path / "2.duckdb", {"forum": 3, "news": 60, "shop": 30})
    hidden = {"forum": None, "news": None, "shop": 30}
    releases = tmp_path / "releases"
    assert _shown(written_release(first, releases)) == hidden | {"-": 54}
    corrected = written_release(second, releases, release_id="1.1", record=record)
    assert _shown(corrected) == hidden | {"-": 93}


def test_what_a_correction_makes_safe_stays_hidden_with_what_hid_it(tmp_path: Path) -> None:
    first = _published(tmp_path / "1.duckdb", {"forum": 3, "news": 21, "shop": 30})
    second = _published(tmp_path / "2.duckdb", {"forum": 0, "news": 21, "shop": 30})
    releases = tmp_path / "releases"
    written_release(first, releases)
    record = Record(corrects="1", reason="no forum")
    corrected = _shown(written_release(second, releases, release_id="1.1", record=record))
    assert corrected == {"forum": None, "news": None, "shop": 30, "-": 51}
